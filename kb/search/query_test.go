package search

import (
	"strings"
	"testing"
)

var library = []Doc{
	{ID: "capwap", Lang: "zh-CN", Kind: "fault", Title: "AP 与 AC 失联", Body: "隧道 CAPWAP 被防火墙拦住，端口 5246。", Models: []string{"RG-AP720-L"}, Codes: []string{"%LINK-3-UPDOWN"}, Symptoms: []string{"会议室没有无线"}},
	{ID: "mention", Lang: "zh-CN", Kind: "howto", Title: "验收", Body: strings.Repeat("ap720 ", 30) + "与 AP730 的区别"},
	{ID: "loop", Lang: "zh-CN", Kind: "fault", Title: "环路", Body: "广播风暴，交换机灯狂闪。"},
	{ID: "story", Lang: "zh-CN", Kind: "story", Title: "公路", Body: "防火墙把路封了。", Tags: []string{"比喻"}},
	{ID: "english", Lang: "en", Kind: "fault", Title: "Firewall policies", Body: "The firewall closed the CAPWAP tunnel. Switches are fine."},
	{ID: "stop", Lang: "en", Kind: "howto", Title: "The Who", Body: "who is who"},
}

func TestQueryRules(t *testing.T) {
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: library})
	for _, c := range []struct {
		name string
		q    Query
		want string
	}{
		{"words", Query{Text: "隧道", Lang: "zh-CN"}, "capwap"},
		{"symptom in the customer's words", Query{Text: "会议室"}, "capwap"},
		{"traditional", Query{Text: "廣播風暴"}, "loop"},
		{"full width", Query{Text: "ＣＡＰＷＡＰ", Lang: "zh-CN"}, "capwap"},
		{"exact model before many mentions", Query{Text: "ap720"}, "capwap mention"},
		{"model as printed", Query{Text: "RG-AP720-L"}, "capwap mention"},
		{"model without joints", Query{Text: "rgap720l"}, "capwap mention"},
		{"model with spaces", Query{Text: "rg ap720 l"}, "capwap mention"},
		{"model in two words", Query{Text: "ap 730"}, "mention capwap"},
		{"error code", Query{Text: "%LINK-3-UPDOWN"}, "capwap"},
		{"plural", Query{Text: "firewall policy", Lang: "en"}, "english"},
		{"beginning of an unknown word", Query{Text: "capw", Lang: "zh-CN"}, "capwap"},
		{"one letter wrong", Query{Text: "capwep", Lang: "zh-CN"}, "capwap"},
		{"beginning that is a stem of something else", Query{Text: "firewal", Lang: "en"}, "english"},
		{"spaces left out", Query{Text: "firewallpolicies", Lang: "en"}, "english"},
		{"joint left out inside a longer whole", Query{Text: "link3"}, "capwap"},
		{"pinyin", Query{Text: "guangbo fengbao"}, "loop"},
		{"pinyin written together", Query{Text: "guangbofengbao"}, "loop"},
		{"one word of pinyin among Han text", Query{Text: "jiaohuanji 狂闪"}, "loop english"},
		{"pinyin of what the index has not", Query{Text: "zhejiang"}, ""},
		{"wrong character of the same sound", Query{Text: "光播疯暴"}, "loop"},
		{"another form of the word", Query{Text: "closing", Lang: "en"}, "english"},
		{"letters swapped", Query{Text: "cpawap", Lang: "en"}, "english"},
		{"number with a wrong digit is not corrected", Query{Text: "5247"}, ""},
		{"known words are not completed", Query{Text: "poli ap730"}, "mention capwap english"},
		{"synonym of a Han name", Query{Text: "switch", Kind: "fault"}, "english loop"},
		{"synonym of a Latin name", Query{Text: "wlan"}, "capwap"},
		{"filter by kind", Query{Text: "防火墙", Kind: "story"}, "story"},
		{"filter by language", Query{Text: "capwap", Lang: "en"}, "english"},
		{"filter by vendor", Query{Text: "ap720", Vendor: "锐捷 Ruijie"}, "capwap"},
		{"filter by model", Query{Text: "防火墙", Model: "RG-AP720-L"}, "capwap"},
		{"filter by tag", Query{Text: "防火墙", Tag: "比喻"}, "story"},
		{"a filter that nothing has", Query{Text: "防火墙", Tag: "nothing"}, ""},
		{"function characters make no hit", Query{Text: "环路了怎么办"}, "loop"},
		{"small words make no hit", Query{Text: "who closed the tunnel", Lang: "en"}, "english"},
		{"only small words: they are meant", Query{Text: "the who"}, "stop english"},
		{"one character", Query{Text: "灯"}, "loop"},
		{"limit", Query{Text: "ap720", Limit: 1}, "capwap"},
		{"nothing", Query{Text: "xyzzyplugh"}, ""},
		{"empty", Query{Text: " \n"}, ""},
		{"signs", Query{Text: "?*[a-z]+(.*)\\ AND \"x\" ~2 ^9"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := found(t, x, c.q); got != c.want {
				t.Errorf("found %q, want %q", got, c.want)
			}
		})
	}
}

// The u with two dots is on no keyboard: lv and lu both stand for it, and lue, nue are what people type.
func TestUWithDots(t *testing.T) {
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: []Doc{
		{ID: "policy", Title: "安全策略", Body: "防火墙的策略省略了一条"}, {ID: "abuse", Title: "设备受虐待", Body: "疟疾"}, {ID: "lamp", Title: "绿灯不亮", Body: "绿色"},
		{ID: "girl", Title: "女生宿舍", Body: "子女"}, {ID: "route", Title: "路由器", Body: "路由表"}, {ID: "run", Title: "掠过的论文", Body: "全部掠过"},
	}})
	for text, want := range map[string]string{
		"celue": "policy", "ce lue": "policy", "celve": "policy", "anquancelue": "policy", "shenglue": "policy", "nuedai": "abuse", "nvedai": "abuse", "lvdeng": "lamp",
		"lv se": "lamp", "nvsheng": "girl", "luyou": "route", "lu you": "route", "lueguo": "run",
	} {
		if got := found(t, x, Query{Text: text}); got != want {
			t.Errorf("%q finds %q, want %q", text, got, want)
		}
	}
}

func TestALongText(t *testing.T) {
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: library})
	r, err := x.Search(Query{Text: strings.Repeat("客户说今天早上开始不行，人很多，领导在。", 50) + "会议室没有无线，AP 和 AC 之间的隧道起不来，防火墙昨天改过。"})
	if err != nil || len(r.Hits) == 0 || r.Hits[0].ID != "capwap" {
		t.Errorf("%v %+v", err, r.Hits)
	}
}

func TestSnippetIsEscaped(t *testing.T) {
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: []Doc{{ID: "a", Body: "前面。<script>无线</script> & \"引号\""}}})
	r, _ := x.Search(Query{Text: "无线 script"})
	want := `&lt;<mark>script</mark>&gt;<mark>无线</mark>&lt;/<mark>script</mark>&gt; &amp; &#34;引号&#34;`
	if len(r.Hits) != 1 || r.Hits[0].Snippet != "…"+want {
		t.Errorf("%+v", r.Hits)
	}
}

func TestOneEdit(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"capwap", "capwap", false}, {"capwap", "capwa", true}, {"apwap", "capwap", true}, {"capwap", "cabwap", true}, {"capwap", "cawpap", true},
		{"capwap", "capw", false}, {"ab", "ba", true}, {"abc", "cba", false}, {"", "a", true}, {"线", "缆", true},
	} {
		if got := oneEdit(c.a, c.b); got != c.want {
			t.Errorf("%s %s: %v", c.a, c.b, got)
		}
	}
}

func FuzzSearch(f *testing.F) {
	x, err := Open("")
	if err != nil {
		f.Fatal(err)
	}
	if err := x.Apply(Batch{Puts: library}, 1); err != nil {
		f.Fatal(err)
	}
	for _, s := range []string{"AP 掉线", "%LINK-3-UPDOWN", "a-b_c.d", "ＡＰ", "\xff\xfe", "的", "who", "<script>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		w, err := x.WorkOf(s)
		if over := w.Over(); err != nil || over != "" {
			t.Errorf("%q: %v, too much: %s", s, err, over)
		}
		r, err := x.Search(Query{Text: s})
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range r.Hits {
			if rest := strings.NewReplacer("<mark>", "", "</mark>", "").Replace(h.Snippet); strings.ContainsAny(rest, `<>"'`) {
				t.Errorf("%q gives snippet %s", s, h.Snippet)
			}
		}
		last := -1
		for _, tok := range Tokenise(s) {
			if tok.Start < 0 || tok.End > len(s) || tok.Start >= tok.End || tok.Text == "" {
				t.Errorf("%q: token %+v", s, tok)
			}
			last = max(last, tok.End)
		}
	})
}
