package search_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"unicode/utf8"

	"lutong/kb"
	"lutong/kb/search"
)

// The tablet proves itself on the same files (pb_public/src/search/vectors.test.ts). go test ./kb/search -update writes them anew:
// analysis from the texts below, golden from the shipped articles as they are now. The articles are kept beside it, so that editing an
// article does not break the vectors of the ranking.
var update = flag.Bool("update", false, "write testdata anew")

type analysisFile struct {
	// FoldChecksum over all characters below U+30000: h = h*31 + folded + 7*class, modulo 2^32.
	FoldChecksum uint32          `json:"foldChecksum"`
	Tokens       []tokensVector  `json:"tokens"`
	Plain        []plainVector   `json:"plain"`
	Snippets     []snippetVector `json:"snippets"`
}

type tokensVector struct {
	Text   string  `json:"text"`
	Tokens [][]any `json:"tokens"` // text, kind, first character, end character
}

type plainVector struct {
	Markdown string `json:"markdown"`
	Plain    string `json:"plain"`
}

type snippetVector struct {
	Body    string `json:"body"`
	Query   string `json:"query"`
	Snippet string `json:"snippet"`
}

var texts = []string{
	"", "路通", "AP 掉线了怎么办", "無線網路斷線，請檢查交換機", "ＡＰ７２０－Ｌ　上線", "RG-AP720-L", "rgap720l", "Wi-Fi 6E / 802.11ax", "%LINK-3-UPDOWN: Interface GigabitEthernet1/0/24, changed state to down",
	"ping -c 4 10.1.22.33:8080", "aa:bb:cc:dd:ee:ff", "user@example.org C++ #1", "policies switches boxes losses glasses buses dns status series gas aes", "ΣΊΣΥΦΟΣ Ёлка ÀÉÎ ß ŁÓDŹ İstanbul",
	"ネットワーク 네트워크 々〇", "𠀀𫝈 㑮 emoji 🚧🚦 end", "a--b __init__ ...x... 1.2.3.", strings.Repeat("abcdefghij", 4) + " " + strings.Repeat("k", 41), "一、二；三。四", "AP/AC与POE+混用", "5G信号-72dBm",
	"policies routing routers relational conditioned controlling hopping falling filing agreed feed happy sky rationalization oscillators electricity probate rate controllers adoption decision university status analysis dns aes generalizations",
}

var markdowns = []string{
	"# 标题\n\n正文 **重点** `命令 -x` *斜*\n\n- [ ] 一\n  - [x] 二\n1. 三", "> [!WARNING]\n> 别断电\n>> 深", "|端口|用途|\n|:--|-:|\n|5246|控制 \\| 数据|", "```bash\nping x\n```\n~~~\ny\n~~~",
	"```road\nAP -- CAPWAP 隧道 --x AC : 封了\n```", "一\n~~~ road \n# 图\n市电 --\t停 --X 机房\nA --～ B --~ C--x\n```\n~~~\n甲 -- 乙 --x 丙\n```road\nA -- B", "见 [手册](https://example.org/a(b)c)、[[ap-offline|这里]]、![图](photo:abc)！[不是图]", "话[^1]与[^很长很长很长很长很长很长很长很长很长的脚注名]\n\n[^1]: 出处\n", "---\n\n***\n===\na\r\n  b\t\n",
	"CAPWAP\n: 隧道\n#不是标题\n####### 七", "* * *\n*强*调_下划线_", "[ ] x\n[^a", "", "[[a|b]] [[c]](d) [[E]] [[f|[g](h)]] [[", "- [[ap-offline]]\n另见 [[a]] [[b|乙]] 丙，[[c]]", "a  |  b|c |", strings.Repeat("](", 600) + ")x",
}

var snippetCases = []snippetVector{
	{Body: "第一句没有什么。第二句说的是 AP 掉线，很常见。第三句。", Query: "AP掉线"},
	{Body: strings.Repeat("别的内容很多很多。", 30) + "隧道被<防火墙>拦住 & 丢包。" + strings.Repeat("还有。", 60), Query: "防火墙 丢包"},
	{Body: strings.Repeat("没有句号的一长串文字", 20) + "CAPWAP" + strings.Repeat("又一长串", 40), Query: "capwap"},
	{Body: "标题里才有", Query: "查不到的词"},
	{Body: "RG-AP720-L\n\n换行 \"引号\" '单引号'", Query: "ap720 换行 引号"},
	{Body: "𠀀𠀀无线𠀀", Query: "无线"},
}

var queries = []search.Query{
	{Text: "AP 掉线"}, {Text: "ap掉线 capwap"}, {Text: "無線斷線"}, {Text: "ＣＡＰＷＡＰ　５２４６"}, {Text: "RG-AP720-L"}, {Text: "rgap720l"}, {Text: "ap720"}, {Text: "rg ap720 l"}, {Text: "udp 5246"},
	{Text: "capw"}, {Text: "capwpa"}, {Text: "firewal"}, {Text: "会议室没有无线"}, {Text: "环路"}, {Text: "广播风暴怎么办"}, {Text: "上不了网"}, {Text: "慢"}, {Text: "的"}, {Text: "怎么样"}, {Text: "how to"},
	{Text: "wifi"}, {Text: "wlan roaming"}, {Text: "wireless is down", Lang: "en"}, {Text: "AP", Lang: "en"}, {Text: "防火墙", Kind: "story"}, {Text: "断电", Kind: "emergency"}, {Text: "dns 解析慢", Lang: "zh-CN", Limit: 3},
	{Text: "无线", Vendor: "锐捷 Ruijie", Limit: 3}, {Text: "无线", Model: "AC6508", Lang: "zh-CN", Limit: 3}, {Text: "防火墙", Tag: "讲解", Kind: "story", Limit: 3}, {Text: "firewall", Vendor: "华为 Huawei", Model: "USG6300E", Lang: "en", Kind: "fault", Limit: 3}, {Text: "无线", Vendor: "nobody"},
	{Text: "firewall vlan", Prefer: "zh-CN", Limit: 5}, {Text: "firewall vlan", Prefer: "en", Kind: "fault", Limit: 5}, {Text: "firewall vlan", Prefer: "en", Lang: "zh-CN", Limit: 5},
	{Text: "交换机 端口 光模块 光衰"}, {Text: "PoE 供电不足"}, {Text: "dhcp option 43"}, {Text: "IP 地址冲突"}, {Text: "先恢复"}, {Text: "路由器重启 switch"}, {Text: "%LINK-3-UPDOWN"}, {Text: "10.1.1.1"}, {Text: "xyzzyplugh"}, {Text: ""},
	{Text: "VLAN trunk native"}, {Text: "领导问为什么坏了"}, {Text: "公路"}, {Text: "2.4 GHz 干扰"},
	{Text: "jiaohuanji duankou"}, {Text: "wuxian diaoxian"}, {Text: "wu xian"}, {Text: "AP diao xian wu xian ping"}, {Text: "ting  dian"}, {Text: "ping lan"}, {Text: "fanghuoqiang 策略"}, {Text: "wangluo huanlu guangbofengbao"}, {Text: "会议室没有无现"}, {Text: "房火墙 拦住"}, {Text: "link3updown"}, {Text: "firewallpolicy"}, {Text: "LINK-3-UPDWN"},
	{Text: "AP72"}, {Text: "E-9999x"}, {Text: "AP 掉线 0xC0FFEE12 E-9999x"}, {Text: "错误 99999"}, {Text: "如何 配置 怎么"}, {Text: "connected connection connecting"}, {Text: "xian"}, {Text: "celue"}, {Text: "anquan celue"}, {Text: "lvdeng"}, {Text: "luyou"}, {Text: "zhxq"},
	{Text: "568B"}, {Text: "wifi6", Limit: 3}, {Text: "收光-25dBm vlan100 5735s", Limit: 3}, {Text: "新华三", Limit: 3}, {Text: "飞塔", Limit: 3}, {Text: "脑裂"}, {Text: "ransomware", Limit: 3},
	{Text: "三楼会议室视频会议马上开始，无线一直转圈连不上，手机能看到信号，AP 灯红绿交替。有线电脑上网正常。昨天晚上机房防火墙升级过，换了新的策略，可能有关系。客户张经理在部门领导面前很着急，要求三十分钟内恢复。The AP reboots every few minutes and the controller log says echo timeout, heartbeat lost, control message maximal retransmission limit reached."},
}

type goldenCase struct {
	Text   string            `json:"text"`
	Lang   string            `json:"lang,omitempty"`
	Kind   string            `json:"kind,omitempty"`
	Vendor string            `json:"vendor,omitempty"`
	Model  string            `json:"model,omitempty"`
	Tag    string            `json:"tag,omitempty"`
	Prefer string            `json:"prefer,omitempty"`
	Limit  int               `json:"limit,omitempty"`
	Total  int               `json:"total"`
	Facets map[string]string `json:"facets"` // "fault 3|howto 1": a line each, where lists would fill a book
	Hits   []search.Hit      `json:"hits"`
	Absent []search.Absent   `json:"absent,omitempty"`
}

func analyse() analysisFile {
	f := analysisFile{FoldChecksum: search.FoldChecksum()}
	for _, s := range texts {
		v := tokensVector{Text: s, Tokens: [][]any{}}
		char := func(at int) int { return utf8.RuneCountInString(s[:at]) }
		for _, t := range search.Tokenise(s) {
			v.Tokens = append(v.Tokens, []any{t.Text, string(t.Kind), float64(char(t.Start)), float64(char(t.End))})
		}
		f.Tokens = append(f.Tokens, v)
	}
	for _, m := range markdowns {
		f.Plain = append(f.Plain, plainVector{m, search.Plain(m)})
	}
	for _, c := range snippetCases {
		x, err := search.Open("")
		if err != nil {
			panic(err)
		}
		err = x.Apply(search.Batch{Puts: []search.Doc{{ID: "a", Title: c.Query, Body: c.Body}}}, 1)
		if err != nil {
			panic(err)
		}
		r, err := x.Search(search.Query{Text: c.Query})
		if err != nil || len(r.Hits) != 1 {
			panic(fmt.Sprint(c.Query, err))
		}
		c.Snippet = r.Hits[0].Snippet
		f.Snippets = append(f.Snippets, c)
		_ = x.Close()
	}
	return f
}

func TestAnalysisVectors(t *testing.T) {
	got := analyse()
	if *update {
		write(t, "analysis.json", got)
	}
	var want analysisFile
	read(t, "analysis.json", &want)
	if !reflect.DeepEqual(got, want) {
		g, _ := json.MarshalIndent(got, "", " ")
		w, _ := json.MarshalIndent(want, "", " ")
		gl, wl := strings.Split(string(g), "\n"), strings.Split(string(w), "\n")
		for i := range gl {
			if i >= len(wl) || gl[i] != wl[i] {
				t.Fatalf("line %d of analysis.json differs: now %s", i+1, gl[i])
			}
		}
		t.Fatal("analysis.json has more than there is now")
	}
}

func TestGolden(t *testing.T) {
	if *update {
		articles, _, err := kb.Shipped()
		if err != nil {
			t.Fatal(err)
		}
		docs := []search.Doc{}
		for _, a := range articles {
			docs = append(docs, a.Doc())
		}
		write(t, "articles.json", docs)
	}
	var docs []search.Doc
	read(t, "articles.json", &docs)
	x, err := search.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Replace(docs, 1); err != nil {
		t.Fatal(err)
	}
	var got []goldenCase
	for _, q := range queries {
		r, err := x.Search(q)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, goldenCase{q.Text, q.Lang, q.Kind, q.Vendor, q.Model, q.Tag, q.Prefer, q.Limit, r.Total, told(r.Facets), r.Hits, r.Absent})
	}
	if *update {
		write(t, "golden.json", got)
	}
	var want []goldenCase
	read(t, "golden.json", &want)
	for i, g := range got {
		if i >= len(want) || !reflect.DeepEqual(g, want[i]) {
			var ids []string
			for _, h := range g.Hits {
				ids = append(ids, fmt.Sprintf("%s %v", h.Slug, h.Score))
			}
			t.Errorf("%q differs from golden.json, now %d: %s", g.Text, g.Total, strings.Join(ids, ", "))
		}
	}
}

func told(facets map[string][]search.FacetCount) map[string]string {
	out := map[string]string{}
	for name, list := range facets {
		var line []string
		for _, f := range list {
			line = append(line, fmt.Sprint(f.Value, " ", f.N))
		}
		out[name] = strings.Join(line, "|")
	}
	return out
}

func write(t *testing.T, name string, v any) {
	t.Helper()
	raw, err := json.MarshalIndent(v, "", " ")
	if err == nil {
		err = os.WriteFile(filepath.Join("testdata", name), append(raw, '\n'), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, name string, v any) {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", name))
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}
