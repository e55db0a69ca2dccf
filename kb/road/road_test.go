package road

import (
	"encoding/xml"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
)

func TestParse(t *testing.T) {
	for _, c := range []struct {
		name, text string
		want       []Road
	}{
		{"open", "AP -- AC", []Road{{From: "AP", To: "AC"}}},
		{"named", "AP -- CAPWAP 隧道 -- AC", []Road{{From: "AP", To: "AC", Name: "CAPWAP 隧道"}}},
		{"closed, named, why", "AP -- CAPWAP 隧道 --x AC : 防火墙策略把路封了", []Road{{"AP", "AC", "CAPWAP 隧道", Blocked, "防火墙策略把路封了"}}},
		{"slow", "A --~ B", []Road{{From: "A", To: "B", State: Slow}}},
		{"a colon of an address stays", "10.0.0.1:5246 -- AC : 直连", []Road{{From: "10.0.0.1:5246", To: "AC", Why: "直连"}}},
		{"full-width colon", "A --x B：断了：两处", []Road{{From: "A", To: "B", State: Blocked, Why: "断了：两处"}}},
		{"several, with comment and empty lines", "# 图\nA -- B\r\n\nB --x C", []Road{{From: "A", To: "B"}, {From: "B", To: "C", State: Blocked}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := Parse(c.text)
			if err != nil || !reflect.DeepEqual(got, c.want) {
				t.Errorf("%+v %v, want %+v", got, err, c.want)
			}
		})
	}
}

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		text, code string
		line       int
	}{
		{"", "empty", 1}, {"# x\n\n", "empty", 1}, {"A -- B\nA", "shape", 2}, {"A -- ", "node", 1}, {"-- B", "node", 1}, {"A --> B", "joint", 1},
		{"A --x b --x C", "shape", 1}, {"A -- b -- C -- D", "shape", 1}, {strings.Repeat("长", 41) + " -- B", "tooLong", 1},
		{"A -- B : " + strings.Repeat("长", 201), "tooLong", 1}, {strings.Repeat("A -- B\n", 13), "tooMany", 13},
	} {
		_, err := Parse(c.text)
		var p *Problem
		if !errors.As(err, &p) || p.Code != c.code || p.Line != c.line {
			t.Errorf("%q: %v, want %s at %d", c.text, err, c.code, c.line)
			continue
		}
		for _, lang := range []string{"zh-CN", "en"} {
			if s := In(lang).Problem(p); strings.Contains(s, "%") || s == "" {
				t.Errorf("%s has no sentence in %s: %q", p.Code, lang, s)
			}
		}
	}
}

// The picture must be well-formed, hold nothing that the page's policy forbids, and say everything in words.
func TestSVG(t *testing.T) {
	roads, err := Parse("<b>\"AP\"&' -- CAPWAP 隧道 --x 一个名字很长很长的核心交换机 S6520X : 封<了>\nX --~ Y\nY -- Z -- W\nW -- V -- U")
	if err != nil {
		t.Fatal(err)
	}
	svg := SVG(roads, "en", "a")
	for dec := xml.NewDecoder(strings.NewReader(svg)); ; {
		tok, err := dec.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v in %s", err, svg)
		}
		if e, ok := tok.(xml.StartElement); ok {
			if !strings.Contains(" svg title desc g rect path text ", " "+e.Name.Local+" ") {
				t.Errorf("element %s", e.Name.Local)
			}
			for _, a := range e.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
					t.Errorf("attribute %s", a.Name.Local)
				}
			}
		}
	}
	for _, want := range []string{`role="img"`, "(CAPWAP 隧道): closed. 封&lt;了&gt;", "X to Y: slow", "&lt;b&gt;"} {
		if !strings.Contains(svg, want) {
			t.Errorf("%s is not in %s", want, svg)
		}
	}
	if SVG(roads, "en", "a") != svg {
		t.Error("the same road must give the same picture")
	}
	if SVG(roads, "en", "b") == svg {
		t.Error("ids must differ between two pictures of a page")
	}
}

func TestJourneyContinuesInTheSameRow(t *testing.T) {
	rows := layout([]Road{{From: "A", To: "B"}, {From: "B", To: "C"}, {From: "X", To: "Y"}})
	if len(rows) != 2 || len(rows[0]) != 2 || rows[0][1].first || !rows[1][0].first {
		t.Errorf("%+v", rows)
	}
}

func FuzzRoad(f *testing.F) {
	f.Add("AP -- CAPWAP 隧道 --x AC : 防火墙策略把路封了")
	f.Fuzz(func(t *testing.T, s string) {
		roads, err := Parse(s)
		if err != nil {
			return
		}
		if svg := SVG(roads, "zh-CN", s); strings.Count(svg, "<script") > 0 || !strings.HasSuffix(svg, "</svg>") {
			t.Errorf("%q gives %s", s, svg)
		}
		Caption(roads, "en")
	})
}

// advance is how wide letters are in DejaVu Sans Bold, in em, as Chromium measures them.
var advance = map[rune]float64{' ': .35, 'a': .67, 'b': .72, 'c': .59, 'd': .72, 'e': .68, 'f': .44, 'g': .72, 'h': .71, 'i': .34, 'k': .67, 'l': .34, 'm': 1.04, 'n': .71, 'o': .69, 'p': .72, 'r': .49, 's': .6, 't': .48, 'u': .71, 'v': .65, 'w': .92, 'x': .65, 'y': .65, 'A': .77, 'B': .76, 'C': .73, 'D': .83, 'M': 1, 'N': .84, 'O': .85, 'P': .73, 'R': .77, 'S': .72, 'T': .68, 'F': .68, 'L': .64, 'V': .77, 'W': 1.1, '0': .7, '1': .7, ',': .38}

// Labels stay in their boxes, on a machine with wide letters too.
func TestLabelsFit(t *testing.T) {
	for _, label := range []string{"AP meeting room", "The meeting", "Meeting computer", "Machine room", "One cable below", "Burning room", "Virtual machine", "Many people", "Finance VLAN 10", "Firewall, outside", "WWWW", "www mmm", "Cupboard switch"} {
		for _, line := range wrap(label) {
			width := 0.0
			for _, r := range line {
				if advance[r] == 0 {
					t.Fatalf("%q of %q was not measured", r, label)
				}
				width += advance[r] * nodeSize
			}
			if room := (nodeWidth(label) - width) / 2; room < 10 {
				t.Errorf("%q has %.1f beside it in its box", line, room)
			}
		}
	}
}
