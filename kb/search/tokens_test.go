package search

import (
	"strings"
	"testing"
)

func show(text string) string {
	var out []string
	for _, t := range Tokenise(text) {
		out = append(out, string(t.Kind)+":"+t.Text)
	}
	return strings.Join(out, " ")
}

func TestTokenise(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"Han", "路通了", "1:路 1:通 2:路通 1:了 2:通了"},
		{"one character", "卡", "1:卡"},
		{"traditional", "無線網路", "1:无 1:线 2:无线 1:网 2:线网 1:路 2:网路"},
		{"full width", "ＡＰ７２０", "x:ap720 x:ap x:720"},
		{"mixed", "AP掉线", "x:ap 1:掉 1:线 2:掉线"},
		{"identifier", "RG-AP720-L", "x:rgap720l x:rgap720 x:ap720l x:rg x:ap720 x:ap x:720"},
		{"two parts", "Wi-Fi", "x:wifi x:wi x:fi"},
		{"error code", "%LINK-3-UPDOWN:", "x:link3updown x:link3 x:3updown x:link x:updown"},
		{"address", "10.1.22.33", "x:1012233 x:101 x:122 x:2233 x:10 x:22 x:33"},
		{"end of sentence is not a joint", "ok. Done-", "x:ok x:done"},
		{"plural", "policies ports switches boxes losses", "x:polici x:port x:switch x:box x:loss"},
		{"not plural", "dns status glass gas vlan bus", "x:dns x:status x:glass x:gas x:vlan x:bus"},
		{"Greek, Cyrillic, accents", "ΣΑΣ СЕТЬ CAFÉ", "x:σασ x:сеть x:café"},
		{"blob is not a word", strings.Repeat("a", 41), ""},
		{"emoji and signs", "🚧 × ÷ ¥", ""},
		{"kana", "ネット", "1:ネ 1:ッ 2:ネッ 1:ト 2:ット"},
		{"broken bytes", "a\xffb", "x:a x:b"},
	} {
		if got := show(c.text); got != c.want {
			t.Errorf("%s: %s\nwant %s", c.name, got, c.want)
		}
	}
}

// Words and their stems from Porter's own examples, and the guards for names of this trade.
func TestStem(t *testing.T) {
	for word, want := range map[string]string{
		"caresses": "caress", "ponies": "poni", "caress": "caress", "cats": "cat", "feed": "feed", "agreed": "agre", "plastered": "plaster", "bled": "bled",
		"motoring": "motor", "sing": "sing", "conflated": "conflat", "troubled": "troubl", "sized": "size", "hopping": "hop", "falling": "fall", "hissing": "hiss",
		"filing": "file", "happy": "happi", "sky": "sky", "relational": "relat", "conditional": "condit", "valenci": "valenc", "digitizer": "digit",
		"radically": "radic", "vietnamization": "vietnam", "operator": "oper", "feudalism": "feudal", "decisiveness": "decis", "hopefulness": "hope",
		"formality": "formal", "sensitivity": "sensit", "triplicate": "triplic", "formative": "form", "electrical": "electr", "goodness": "good",
		"revival": "reviv", "allowance": "allow", "airliner": "airlin", "adjustable": "adjust", "replacement": "replac", "adoption": "adopt", "decision": "decis",
		"probate": "probat", "rate": "rate", "cease": "ceas", "controll": "control", "roll": "roll",
		"dns": "dns", "aes": "aes", "status": "status", "analysis": "analysis", "café": "café", "ap720s": "ap720s", "ies": "ies", "ing": "ing", "": "",
	} {
		if got := stem(word); got != want {
			t.Errorf("%s gives %s, want %s", word, got, want)
		}
	}
}

func TestOffsetsAreOfTheText(t *testing.T) {
	text := "用ＡＰ７２０-Ｌ無線\xffok"
	for _, tok := range Tokenise(text) {
		piece := text[tok.Start:tok.End]
		if again := Tokenise(piece); len(again) == 0 {
			t.Errorf("%q does not come from %q", tok.Text, piece)
		}
	}
}

func TestPlain(t *testing.T) {
	for _, c := range []struct{ markdown, want string }{
		{"## 先恢复\n\n正文 **重点** `cmd`", "先恢复\n正文 重点 cmd"},
		{"- [ ] 拔电\n- [x] 插电\n1. 一", "拔电\n插电\n1. 一"},
		{"> [!WARNING]\n> 别断电", "别断电"},
		{"|端口|用途|\n|:--|-:|\n|5246|控制|", "端口 用途\n5246 控制"},
		{"```bash\nping -c 1 x\n```", "ping -c 1 x"},
		{"见 [手册](https://example.org/x)、[[ap-offline]]、![图](figure:3fa9c1d2e4b5a697)", "见 手册、、图"},
		{"- [[ap-offline]]\n- [[a]] [[b|乙]] 丙", "乙 丙"},
		{"见 [[ap-offline|这里]]，[[不是]]", "见 这里，不是"},
		{"话[^1]\n\n[^1]: 出处", "话\n出处"},
		{"---\n标题\n===", "标题"},
		{"snake_case 与 a*b\\*", "snake_case 与 ab"},
		{"", ""},
	} {
		if got := Plain(c.markdown); got != c.want {
			t.Errorf("%q gives %q, want %q", c.markdown, got, c.want)
		}
	}
}
