package search

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"
)

func TestCheckWords(t *testing.T) {
	var cases []struct { // the tablet checks the same (checkWords.test.ts)
		Kind  string   `json:"kind"`
		Words []string `json:"words"`
		Code  string   `json:"code"`
	}
	raw, err := os.ReadFile("testdata/checkwords.json")
	if err == nil {
		err = json.Unmarshal(raw, &cases)
	}
	if err != nil || len(cases) < 20 {
		t.Fatal(len(cases), err)
	}
	for _, c := range cases {
		var bad BadWords
		errors.As(CheckWords(c.Kind, c.Words), &bad)
		if bad.Code != c.Code {
			t.Errorf("%s %q: %q, want %q", c.Kind, c.Words, bad.Code, c.Code)
		}
	}
}

func TestOwnWordsWork(t *testing.T) {
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: library})
	for _, c := range []struct {
		name, query, without, with string
	}{
		{"a name of one's own", "大喇叭", "", "loop"},
		{"a Latin name of one's own", "fw closed", "english", "english capwap story"},
		{"a word that says nothing makes no hit", "广播一下 隧道", "loop capwap english", "capwap english"},
		{"where there is nothing else it is meant", "广播一下", "loop", "loop"},
	} {
		x.SetWords(Words{})
		if got := found(t, x, Query{Text: c.query}); !same(got, c.without) {
			t.Errorf("%s: found %q before, want %q", c.name, got, c.without)
		}
		x.SetWords(Words{Synonyms: [][]string{{"大喇叭", "广播风暴"}, {"fw", "防火墙"}, {"alone"}}, Functions: []string{"广播一下"}})
		if got := found(t, x, Query{Text: c.query}); !same(got, c.with) {
			t.Errorf("%s: found %q, want %q", c.name, got, c.with)
		}
	}
}

// same in any order: which of two comes first is not the point here.
func same(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) != len(y) {
		return false
	}
	for _, w := range x {
		if !strings.Contains(" "+b+" ", " "+w+" ") {
			return false
		}
	}
	return true
}
