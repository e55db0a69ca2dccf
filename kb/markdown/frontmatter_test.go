package markdown

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

const sample = `---
title: AP 掉线
kind: fault
models: [AP720, "RG-AP720-L"]
symptoms:
  - 会议室没有无线
---

# 正文

第一句。
`

func TestParse(t *testing.T) {
	d, err := Parse([]byte("\ufeff" + strings.ReplaceAll(sample, "\n", "\r\n")))
	if err != nil {
		t.Fatal(err)
	}
	if d.Title != "AP 掉线" || d.Kind != "fault" || !reflect.DeepEqual(d.Models, []string{"AP720", "RG-AP720-L"}) || d.Symptoms[0] != "会议室没有无线" {
		t.Errorf("meta %+v", d.Meta)
	}
	if d.Body != "# 正文\n\n第一句。\n" || d.Line != 9 {
		t.Errorf("body %q at line %d", d.Body, d.Line)
	}
}

func TestParseMistakesNameTheLine(t *testing.T) {
	for _, c := range []struct {
		name, src string
		line      int
		text      string
	}{
		{"no front matter", "# x", 1, "front matter"},
		{"not closed", "---\ntitle: x\n", 1, "not closed"},
		{"unknown field", "---\ntitle: x\nkindd: fault\n---\n", 3, "kindd"},
		{"wrong type", "---\ntitle: x\nkind: fault\nmodels: {a: b}\n---\n", 4, "map"},
		{"broken yaml", "---\ntitle: x\nkind: [a\n---\n", 3, "did not find"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Parse([]byte(c.src))
			var le *LineError
			if !errors.As(err, &le) || le.Line != c.line || !strings.Contains(le.Text, c.text) {
				t.Errorf("got %v, want line %d with %q", err, c.line, c.text)
			}
		})
	}
}

func TestFormatComesBack(t *testing.T) {
	d, err := Parse([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	out, err := Format(d)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(out)
	if err != nil {
		t.Fatalf("%v in\n%s", err, out)
	}
	d.Line, again.Line = 0, 0
	if !reflect.DeepEqual(d, again) {
		t.Errorf("%+v\n%+v", d, again)
	}
}
