package search_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"lutong/kb/search"
)

// trainersWords of the vectors: the tablet is given the same.
var trainersWords = search.Words{
	Synonyms:  [][]string{{"小盒子", "无线接入点"}, {"conntrack table", "会话表"}, {"只有一个"}, {"?", "!"}},
	Functions: []string{"麻烦帮忙", "urgent", "急"},
	Terms:     []string{"电源适配器", "会议终端", "没有人写过的词"},
}

type suggestFile struct {
	Words   search.Words     `json:"words"`
	Suggest []suggestCase    `json:"suggest"`
	Queries []ownWordsVector `json:"queries"`
}

type suggestCase struct {
	Text        string   `json:"text"`
	Lang        string   `json:"lang"`
	Suggestions []string `json:"suggestions"` // "kind text"
}

type ownWordsVector struct {
	Text  string   `json:"text"`
	Total int      `json:"total"`
	First []string `json:"first"`
}

var begun = []struct{ text, lang string }{
	{"无", "zh-CN"}, {"无线", "zh-CN"}, {"無線", "zh-CN"}, {"wxkz", "zh-CN"}, {"wuxiankong", "zh-CN"}, {"wuxkzq", "zh-CN"}, {"wx", "zh-CN"}, {"gbfb", "zh-CN"}, {"rg-ap", "zh-CN"}, {"rgap7", "zh-CN"}, {"ＡＰ７", "zh-CN"}, {"ap7", "en"},
	{"cap", ""}, {"a", "zh-CN"}, {"fire", "en"}, {"fire", "zh-CN"}, {"AP 掉", "zh-CN"}, {"会议室 gbf", "zh-CN"}, {"%LINK", "zh-CN"}, {"link3", "en"}, {"光衰", "zh-CN"}, {"guangs", "zh-CN"}, {"dy", "zh-CN"}, {"hyzd", "zh-CN"}, {"没有人写过", "zh-CN"},
	{"", "zh-CN"}, {"   ", "zh-CN"}, {"AP ", "zh-CN"}, {"xyzzy", "zh-CN"}, {"开会", "zh-CN"}, {"为什么", "zh-CN"}, {"loop", "en"}, {"bro", "en"}, {"-", "zh-CN"}, {"zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz", "zh-CN"},
}

var withOwnWords = []string{"小盒子", "conntrack table", "麻烦帮忙 交换机", "urgent firewall", "急", "麻烦帮忙", "急 环路", "只有一个"}

func ownIndex(t *testing.T) *search.Index {
	t.Helper()
	var docs []search.Doc
	read(t, "articles.json", &docs)
	x, err := search.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	if err := x.Apply(search.Batch{Puts: docs}, 1); err != nil {
		t.Fatal(err)
	}
	x.SetWords(trainersWords)
	return x
}

func TestSuggestVectors(t *testing.T) {
	x := ownIndex(t)
	got := suggestFile{Words: trainersWords}
	for _, b := range begun {
		list, err := x.Suggest(b.text, b.lang)
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{}
		for _, s := range list {
			lines = append(lines, s.Kind+" "+s.Text)
		}
		got.Suggest = append(got.Suggest, suggestCase{b.text, b.lang, lines})
	}
	for _, q := range withOwnWords {
		r, err := x.Search(search.Query{Text: q, Limit: 3})
		if err != nil {
			t.Fatal(err)
		}
		v := ownWordsVector{q, r.Total, []string{}}
		for _, h := range r.Hits {
			v.First = append(v.First, h.ID)
		}
		got.Queries = append(got.Queries, v)
	}
	if *update {
		write(t, "suggest.json", got)
	}
	var want suggestFile
	read(t, "suggest.json", &want)
	for i := range got.Suggest {
		if i >= len(want.Suggest) || !reflect.DeepEqual(got.Suggest[i], want.Suggest[i]) {
			t.Errorf("%q: %s", got.Suggest[i].Text, strings.Join(got.Suggest[i].Suggestions, ", "))
		}
	}
	if !reflect.DeepEqual(got.Queries, want.Queries) {
		t.Errorf("%+v", got.Queries)
	}
}

func TestSuggestRules(t *testing.T) {
	x, err := search.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	docs := []search.Doc{
		{ID: "1", Lang: "zh-CN", Title: "无线AP 掉线", Tags: []string{"无线", "供电"}, Models: []string{"RG-AP720-L"}, Codes: []string{"%LINK-3-UPDOWN"}, Symptoms: []string{"会议室没有无线", strings.Repeat("长", 49)}},
		{ID: "2", Lang: "en", Title: "Wireless is down", Tags: []string{"wireless"}},
		{ID: "3", Lang: "zh-CN", Title: "要删掉的"},
	}
	if err := x.Apply(search.Batch{Puts: docs}, 1); err != nil {
		t.Fatal(err)
	}
	if err := x.Apply(search.Batch{Deletes: []string{"3"}}, 2); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, text, lang, want string }{
		{"a tag before a symptom before a title", "无", "zh-CN", "无线|无线AP 掉线|会议室没有无线"},
		{"initials", "wxap", "zh-CN", "无线AP 掉线"},
		{"syllables and initials mixed", "wuxap", "zh-CN", "无线AP 掉线"},
		{"half a syllable", "gongdia", "zh-CN", "供电"},
		{"two letters of an initial", "hyshi", "zh-CN", "会议室|会议室没有无线"},
		{"a model without joints", "rgap72", "zh-CN", "RG-AP720-L"},
		{"a code from its middle", "3-up", "zh-CN", "%LINK-3-UPDOWN"},
		{"another language's words are not told", "wire", "zh-CN", ""},
		{"but in their own", "wire", "en", "wireless|Wireless is down"},
		{"no language: all", "wire", "", "wireless|Wireless is down"},
		{"the last word is completed", "会议 供", "zh-CN", "会议 供电"},
		{"what is typed already is no suggestion", "供电", "zh-CN", ""},
		{"what is gone is no suggestion", "要删", "zh-CN", ""},
		{"what is too long is none", "长", "zh-CN", ""},
		{"one letter is too little", "w", "zh-CN", ""},
		{"not in the middle of a Latin word", "ire", "en", ""},
		{"a term that finds something", "掉", "zh-CN", "无线AP 掉线"},
	} {
		list, err := x.Suggest(c.text, c.lang)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range list {
			got = append(got, s.Text)
		}
		if strings.Join(got, "|") != c.want {
			t.Errorf("%s: %q gives %q, want %q", c.name, c.text, strings.Join(got, "|"), c.want)
		}
	}
}

// Bounds far above what is measured: they catch what grows without end, not a slow machine.
func TestHugeBeginningsAreBounded(t *testing.T) {
	x := ownIndex(t)
	start := time.Now()
	for _, s := range []string{strings.Repeat("a", 100_000), strings.Repeat("无线", 50_000), strings.Repeat("wx ", 40_000), strings.Repeat("zh", 18), "\x00\xff\u2028", strings.Repeat("\n", 10_000)} {
		if _, err := x.Suggest(s, "zh-CN"); err != nil {
			t.Error(err)
		}
	}
	if d := time.Since(start); d > 3*time.Second {
		t.Error(d)
	}
}
