package markdown

import (
	"strings"
	"testing"
)

func lookup(slug string) (Target, bool) {
	switch slug {
	case "ap-offline":
		return Target{Href: "/knowledge/ap-offline", Title: "AP <掉线>"}, true
	case "old-way":
		return Target{Title: "老办法", Gone: true}, true
	}
	return Target{}, false
}

func sizes(ref string) (width, height int) {
	if ref == "3fa9c1d2e4b5a697" {
		return 1200, 900
	}
	return 0, 0
}

func render(t *testing.T, body string) string {
	t.Helper()
	out, err := Render(body, Options{Lang: "zh-CN", Link: lookup, Figure: sizes, ID: "t"})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestRender(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"heading anchor keeps Han", "## 先恢复 First", `<h2 id="h-先恢复-first">先恢复 First</h2>`},
		{"the same heading twice", "# 查\n\n# 查", `<h1 id="h-查">查</h1>` + "\n" + `<h1 id="h-查-2">查</h1>`},
		{"table scrolls by itself", "|a|b|\n|:-|-:|\n|1|2|", `<div class="table-wrap" role="region" tabindex="0" aria-label="表格 1"><table>`},
		{"table alignment without style", "|a|b|\n|:-|-:|\n|1|2|", `<td align="right">2</td>`},
		{"task open", "- [ ] 拔电", `<span class="task-box open" role="img" aria-label="未完成"></span> 拔电`},
		{"task done", "- [x] 拔电", `<span class="task-box done" role="img" aria-label="已完成"></span> 拔电`},
		{"footnote", "话[^1]\n\n[^1]: 出处", `<li id="fn:1">`},
		{"footnote back link", "话[^1]\n\n[^1]: 出处", `href="#fnref:1"`},
		{"definition list", "CAPWAP\n: 隧道", "<dl>\n<dt>CAPWAP</dt>\n<dd>隧道</dd>\n</dl>"},
		{"admonition", "> [!WARNING]\n> 别断电\n> 两次", `<div class="admonition warning" role="note"><p class="admonition-title">注意</p>` + "\n<p>别断电两次</p>"},
		{"admonition in small letters, list inside", "> [!tip]\n>\n> - 一", `<div class="admonition tip" role="note"><p class="admonition-title">窍门</p>` + "\n<ul>"},
		{"ordinary quote stays", "> [!NOPE]\n> x", "<blockquote>"},
		{"article link", "见 [[ap-offline]]。", `<a class="article-link" href="/knowledge/ap-offline" data-slug="ap-offline">AP &lt;掉线&gt;</a>`},
		{"article link with words", "[[ap-offline|这里]]", `data-slug="ap-offline">这里</a>`},
		{"target gone", "[[old-way]]", `<span class="article-link gone">老办法<span class="link-state">已下架</span></span>`},
		{"target never was", "[[nothing-here]]", `<span class="article-link missing">nothing-here<span class="link-state">没有这篇文章</span></span>`},
		{"not a slug", "[[不是]]", "<p>[[不是]]</p>"},
		{"outside link", "[文](https://example.org/a?b=1&c=2)", `<a href="https://example.org/a?b=1&amp;c=2" rel="noopener noreferrer" target="_blank">文</a>`},
		{"telephone", "[打](tel:10086)", `<a href="tel:10086">打</a>`},
		{"script link is only text", "[x](javascript:alert(1))", "<p>x</p>"},
		{"data link is only text", "[x](data:text/html;base64,AAAA)", "<p>x</p>"},
		{"other site without scheme", "[x](//evil.example/a)", "<p>x</p>"},
		{"figure", "![机柜](figure:3fa9c1d2e4b5a697)", `<span class="article-figure"><img data-figure="3fa9c1d2e4b5a697" width="1200" height="900" alt="机柜"></span>`},
		{"figure with a caption", "![a](figure:3fa9c1d2e4b5a697 \"<第> 3 个\")", `alt="a"><span class="caption">&lt;第&gt; 3 个</span></span>`},
		{"figure of unknown size", "![a](figure:0000000000000000)", `<img data-figure="0000000000000000" alt="a">`},
		{"figure without words", "![](figure:0000000000000000)", `alt="图片">`},
		{"no figure's reference", "![a](figure:3FA9C1D2E4B5A697)", `<span class="no-figure">a</span>`},
		{"picture from elsewhere", "![机柜](https://example.org/x.png)", `<span class="no-figure">机柜</span>`},
		{"soft line break between Han characters gives no space", "第一行\n第二行", "<p>第一行第二行</p>"},
		{"broken bytes at a soft line break", "\x82\n0", "<p>\ufffd\n0</p>"},
		{"code without language", "```\n<b>\n```", `<pre class="chroma" tabindex="0"><code>&lt;b&gt;` + "\n</code></pre>"},
		{"code in colours has classes", "```bash\necho 1\n```", `<span class="`},
		{"road", "```road\nAP -- CAPWAP 隧道 --x AC : 防火墙策略把路封了\n```", `<figure class="road"><div class="road-frame" role="group" tabindex="0" aria-label="道路图 1"><svg class="road-picture" role="img"`},
		{"road says it in words", "```road\nAP -- CAPWAP 隧道 --x AC : 封了\n```", "AP 到 AC（CAPWAP 隧道）：封路。封了</desc>"},
		{"bad road", "```road\nAP --> AC\n```", `<div class="road-error" role="note"><p>道路图第 1 行看不懂：不认识的连接符 --&gt;`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := render(t, c.body); !strings.Contains(got, c.want) {
				t.Errorf("want %s\n in %s", c.want, got)
			}
		})
	}
}
