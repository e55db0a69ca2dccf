package report

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files anew")

func facts(t testing.TB, name string) Facts {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var f Facts
	if err := json.Unmarshal(raw, &f); err != nil {
		t.Fatal(err)
	}
	return f
}

func pretty(t testing.TB, r Report) string {
	t.Helper()
	var b strings.Builder
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	if err := e.Encode(r); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// The model in both languages, as golden files: go test ./hooks/report -update
func TestGolden(t *testing.T) {
	for _, lang := range []string{"zh-CN", "en"} {
		for name, of := range map[string]func(Facts) Report{"full": Of, "brief": Brief, "spare": Of} {
			from := name
			if name == "brief" {
				from = "full"
			}
			f := facts(t, from)
			f.Lang = lang
			got, file := pretty(t, of(f)), "testdata/"+name+"."+lang+".golden"
			if *update {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; look, and run again with -update\n%s", file, got)
			}
		}
	}
}

// Every sentence stands in both languages, with the same places to fill.
func TestWordsAreInBothLanguages(t *testing.T) {
	seen := 0
	look := func(name string, s say) {
		seen++
		if s.zh == "" || s.en == "" || strings.Count(s.zh, "{") != strings.Count(s.en, "{") {
			t.Errorf("%s: %+v", name, s)
		}
	}
	for _, m := range []map[Key]say{headings, briefHeadings} {
		for k, s := range m {
			look(string(k), s)
		}
	}
	for _, m := range []map[string]say{sides, briefSides, otherSteps} {
		for k, s := range m {
			look(k, s)
		}
	}
	for _, s := range steps {
		look(s.stamp, s.words)
	}
	for _, k := range []Key{Reported, Journey, Restored, Cause, Story, Fixed, Prevention, Measured, Photos, Signed, Rating} {
		if headings[k].zh == "" {
			t.Errorf("%s has no heading", k)
		}
	}
	for side := range sides {
		if briefSides[side].zh == "" {
			t.Errorf("%s has no words in a brief", side)
		}
	}
	if seen < 30 {
		t.Errorf("only %d", seen)
	}
}

// Nobody is blamed, whichever side it was.
func TestSidesBlameNobody(t *testing.T) {
	for side, s := range sides {
		for _, word := range []string{"责任人", "您的错", "您造成", "网管改", "your fault", "you caused", "blame"} {
			if strings.Contains(s.zh, word) || strings.Contains(strings.ToLower(s.en), word) {
				t.Errorf("%s: %q", side, word)
			}
		}
	}
}

func TestPairs(t *testing.T) {
	photo := func(kind, caption string) Photo {
		return Photo{ID: kind + "/" + caption, Kind: kind, Caption: caption, Taken: "t" + caption}
	}
	for name, c := range map[string]struct {
		photos []Photo
		want   string
	}{
		"nobody said so":      {[]Photo{photo("before", "1"), photo("before", "2"), photo("after", "3"), photo("after", "4")}, "before/1|before/2 after/3|after/4"},
		"by caption":          {[]Photo{photo("before", "lamp"), photo("before", "rack"), photo("after", "rack"), photo("after", "x")}, "before/rack|after/rack before/lamp| after/x|"},
		"as they were paired": {[]Photo{photo("before", "1"), photo("before", "2"), {ID: "after/2", Kind: "after", Caption: "2", PairOf: "t1"}, {ID: "after/x", Kind: "after"}}, "before/1|after/2 before/2| after/x|"},
		"one of each":         {[]Photo{photo("before", "1"), photo("after", "3")}, "before/1|after/3"},
		"one is alone":        {[]Photo{photo("before", "1"), photo("before", "2"), photo("after", "3")}, "before/1|before/2 after/3|"},
		"two are alone":       {[]Photo{photo("damage", "1"), photo("damage", "2"), photo("after", "3")}, "after/3| damage/1|damage/2"},
		"others stay out":     {[]Photo{photo("label", "SN 123"), photo("other", "x")}, ""},
	} {
		var got []string
		for _, p := range pairs(c.photos, clock{lang: "zh-CN"}) {
			row := p.Left.ID + "|"
			if p.Right != nil {
				row += p.Right.ID
			}
			got = append(got, row)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v, want %s", name, got, c.want)
		}
	}
}

// A range of one value is said as that value, and what has no limits has none.
func TestRanges(t *testing.T) {
	zero, ten := 0.0, 10.0
	for want, c := range map[string]Check{"应为 0": {Min: &zero, Max: &zero}, "正常范围 0 ～ 10": {Min: &zero, Max: &ten}, "应不小于 10": {Min: &ten}, "应不大于 10": {Max: &ten}, "": {}} {
		if got := rangeOf(c, "zh-CN"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// A copy with drawings says what it is, and what cannot be shown says why instead.
func TestShotsSayWhatTheyAre(t *testing.T) {
	for lang, want := range map[string][2]string{
		"zh-CN": {"处理前（标注副本）", "这种格式（HEIC）这里显示不了；原图已完整保存。"}, "en": {"Before (marked copy)", "This format (HEIC) cannot be shown here; the original is stored whole."},
	} {
		c := clock{lang: lang}
		if s := shot(Photo{ID: "copy", Taken: "photo", Kind: "before"}, c); s.Label != want[0] || s.Note != "" {
			t.Errorf("%+v", s)
		}
		if s := shot(Photo{ID: "photo", Taken: "photo", Kind: "before", Unshown: "HEIC"}, c); s.Label != photoBefore.in(lang) || s.Note != want[1] {
			t.Errorf("%+v", s)
		}
	}
}

// What paper has no room for is said, and pairs stay together.
func TestPhotosAtMost(t *testing.T) {
	var photos []Photo
	for i := range 13 {
		photos = append(photos, Photo{ID: fmt.Sprint("b", i), Kind: "before", Taken: fmt.Sprint("b", i)}, Photo{ID: fmt.Sprint("a", i), Kind: "after", PairOf: fmt.Sprint("b", i)})
	}
	photos = photos[:25] // one is alone
	whole := Of(Facts{Lang: "zh-CN", Photos: photos})
	if got := whole.AtMost(25); !reflect.DeepEqual(got, whole) {
		t.Error("a report that fits was changed")
	}
	for n, want := range map[int]string{
		24: "照片共 25 张，这里是前 24 张；其余 1 张在网页上的报告里。", 7: "照片共 25 张，这里是前 6 张；其余 19 张在网页上的报告里。",
	} {
		got := whole.AtMost(n)
		i := slices.IndexFunc(got.Sections, func(s Section) bool { return s.Key == Photos })
		if note := got.Sections[i].Note; note != want || len(got.Shots()) > n {
			t.Errorf("%d: %q, %d photos", n, note, len(got.Shots()))
		}
	}
	if len(whole.Shots()) != 25 {
		t.Error("the page lost photos of its own:", len(whole.Shots()))
	}
}

func TestSpans(t *testing.T) {
	c := clock{lang: "zh-CN"}
	for to, want := range map[string]string{
		"2026-11-21T00:00:10Z": "1 分钟", "2026-11-21T00:59:00Z": "59 分钟", "2026-11-21T02:00:00Z": "2 小时", "2026-11-21T03:05:00Z": "3 小时 5 分",
		"2026-11-24T00:00:00Z": "3 天", "2026-11-24T05:10:00Z": "3 天 5 小时", "2026-11-20T00:00:00Z": "", "": "", "soon": "",
	} {
		if got := c.span("2026-11-21T00:00:00Z", to); got != want {
			t.Errorf("%s: %q, want %q", to, got, want)
		}
	}
}

// A pen's data comes from a stranger's phone.
func TestInk(t *testing.T) {
	for name, raw := range map[string]string{
		"nothing": ``, "null": `null`, "no points": `[{"points":[]}]`, "not lines": `{"a":1}`, "text": `[{"points":[{"x":"1","y":2}]}]`, "far away": `[{"points":[{"x":1e9,"y":2}]}]`,
		"too many": `[{"points":[` + strings.Repeat(`{"x":1,"y":1},`, maxPoints) + `{"x":1,"y":1}]}]`,
	} {
		if s := inkOf(json.RawMessage(raw)); s != nil {
			t.Errorf("%s: %d lines", name, len(s.Lines))
		}
	}
	s := inkOf(json.RawMessage(`[{"points":[{"x":10,"y":20},{"x":30.26,"y":25}]}]`))
	if want := (&Strokes{28.3, 13, [][][2]float64{{{4, 4}, {24.3, 9}}}}); !reflect.DeepEqual(s, want) {
		t.Errorf("%+v", s)
	}
}

// Any facts give a report, the same one each time, without an empty section.
func TestAnyFactsGiveAReport(t *testing.T) {
	word := rapid.SampledFrom([]string{"", " ", "词", "very long " + strings.Repeat("文", 3000), "{who}<b>&"})
	at := rapid.SampledFrom([]string{"", "x", "2026-11-21T00:00:00.000Z", "2026-11-22T10:00:00.000Z"})
	rapid.Check(t, func(t *rapid.T) {
		f := Facts{
			Lang: rapid.SampledFrom([]string{"zh-CN", "en", "fr", ""}).Draw(t, "lang"), UTCOffset: rapid.IntRange(-900, 900).Draw(t, "offset"),
			Kind: rapid.SampledFrom([]string{"fault", "inspection", ""}).Draw(t, "kind"), Title: word.Draw(t, "title"), Cause: word.Draw(t, "cause"), Story: word.Draw(t, "story"),
			CauseSide: rapid.SampledFrom([]string{"", "ours", "martians"}).Draw(t, "side"), Stamps: map[string]string{},
			Signatures: []Signature{{Signer: word.Draw(t, "signer"), At: at.Draw(t, "signed"), Refused: rapid.Bool().Draw(t, "refused"), Changed: []Change{{Field: word.Draw(t, "field"), At: at.Draw(t, "changed")}}}},
		}
		for _, s := range steps {
			f.Stamps[s.stamp] = at.Draw(t, s.stamp)
		}
		r := Of(f)
		if !reflect.DeepEqual(r, Of(f)) {
			t.Fatal("twice, and different")
		}
		for _, s := range append(r.Sections, Brief(f).Sections...) {
			if s.Title == "" || s.Text+s.Note == "" && len(s.Rows)+len(s.Pairs)+len(s.Signatures) == 0 && s.Road == nil {
				t.Fatalf("%+v", s)
			}
		}
	})
}

// U6: what was signed is said where somebody signed, and nowhere else; who holds a link that takes no signature is not left to look for one.
func TestWhatASignatureIsFor(t *testing.T) {
	signed := func(f Facts) Section {
		for _, s := range Of(f).Sections {
			if s.Key == Signed {
				return s
			}
		}
		t.Fatal("no such section")
		return Section{}
	}
	f := facts(t, "full")
	if s := signed(f); s.Covers != signedCovers.zh || s.Note != "" {
		t.Errorf("%+v", s)
	}
	f.Signatures = slices.DeleteFunc(f.Signatures, func(one Signature) bool { return !one.Refused })
	if s := signed(f); len(s.Signatures) == 0 || s.Covers != "" {
		t.Errorf("refused only: %+v", s)
	}
	f.Signatures = nil
	if s := signed(f); s.Note != unsigned.zh {
		t.Error(s.Note)
	}
	f.SignsElse = true
	if s := signed(f); s.Note != unsignedThere.zh {
		t.Error(s.Note)
	}
}
