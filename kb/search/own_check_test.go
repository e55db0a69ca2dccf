package search

import (
	"errors"
	"strings"
	"testing"
)

func TestCheckWords(t *testing.T) {
	long := strings.Repeat("长", 41)
	many := strings.Fields("a1 a2 a3 a4 a5 a6 a7 a8 a9 b1 b2 b3 b4")
	for _, c := range []struct {
		kind  string
		words []string
		want  string
	}{
		{"synonym", []string{"小盒子", "无线接入点"}, ""}, {"function", []string{"麻烦帮忙", "urgent"}, ""}, {"term", []string{"会议终端"}, ""},
		{"synonym", []string{"一个"}, "few"}, {"synonym", nil, "few"}, {"term", nil, "few"}, {"synonym", many, "many"}, {"synonym", []string{"无线", long}, "long"},
		{"synonym", []string{"无线", " ?! "}, "empty"}, {"synonym", []string{"无线", ""}, "empty"}, {"synonym", []string{"无线", "怎么"}, "empty"}, {"term", []string{"the"}, "empty"},
		{"synonym", []string{"无线", "無線"}, "twice"}, {"synonym", []string{"WiFi", "ｗｉｆｉ "}, "twice"},
		{"function", []string{"无线"}, "wanted"}, {"function", []string{"防火牆"}, "wanted"}, {"function", []string{"光衰"}, "wanted"}, {"function", []string{"Huawei"}, "wanted"},
		{"function", []string{"急"}, "short"}, {"term", []string{"路"}, "short"}, {"function", []string{"怎么"}, ""}, {"synonym", []string{"AC", "机"}, ""},
	} {
		var bad BadWords
		errors.As(CheckWords(c.kind, c.words), &bad)
		if bad.Code != c.want {
			t.Errorf("%s %q: %q, want %q", c.kind, c.words, bad.Code, c.want)
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
