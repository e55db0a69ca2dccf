package markdown

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

// hostile makes the documents that somebody who wants to harm readers or the server would write, each about `size` bytes: scripts in every
// disguise, links of every scheme, and structures that cost a careless parser the square of their length.
func hostile(size int) map[string]string {
	docs := map[string]string{}
	fill := func(name, piece string) { docs[name] = strings.Repeat(piece, max(1, size/len(piece))) }

	for i, raw := range []string{
		`<script>alert(1)</script>`, `<ScRiPt src=//evil.example/x.js>`, `<img src=x onerror=alert(1)>`, `<svg/onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`,
		`<svg><animate onbegin=alert(1) attributeName=x>`, `<math><mtext><script>alert(1)</script>`, `<iframe srcdoc="<script>alert(1)</script>">`, `<object data=x>`, `<embed src=x>`,
		`<style>@import '//evil.example'</style>`, `<link rel=stylesheet href=//evil.example>`, `<base href=//evil.example>`, `<meta http-equiv=refresh content=0>`, `<form action=//evil.example><input name=password>`,
		`<a href="javascript:alert(1)">x</a>`, `<a href="data:text/html,<script>alert(1)</script>">x</a>`, `<details open ontoggle=alert(1)>`, `<video><source onerror=alert(1)>`, `<body onload=alert(1)>`,
		`<template><script>alert(1)</script></template>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<!--><script>alert(1)</script>-->`, `<![CDATA[<script>alert(1)</script>]]>`, `<?php echo 1 ?>`,
		`<p style="background:url(//evil.example)">`, `<div id=app name=cookie class="article-link">`, `<figure class="road-slot-0"></figure>`, "<scr\x00ipt>alert(1)</scr\x00ipt>", `＜script＞alert(1)＜/script＞`,
	} {
		docs[fmt.Sprintf("markup %02d", i)] = raw + "\n\n" + raw + " in a line\n\n> " + raw + "\n\n- " + raw + "\n\n| " + raw + " |\n|-|\n| " + raw + " |\n\n# " + raw + "\n\n[^a]\n\n[^a]: " + raw
	}
	for i, to := range []string{
		"javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "java\nscript:alert(1)", "&#106;avascript:alert(1)", "&#x6A;avascript&colon;alert(1)", "\x01javascript:alert(1)", "%6Aavascript:alert(1)",
		"data:text/html;base64,PHNjcmlwdD4=", "data:image/svg+xml,<svg onload=alert(1)>", "vbscript:x", "file:///etc/passwd", "blob:x", "filesystem:x", "view-source:x", "intent://x#Intent;end", "//evil.example", "\\\\evil.example\\x",
		"http:evil", "https://", "HTTPS://EVIL.example@good.example/", "figure:../../etc/passwd", "figure:3fa9c1d2e4b5a697\" onerror=\"alert(1)", "mailto:a@b.c?body=%0d%0aBcc:x", "tel:+86\" onclick=\"x", " javascript:alert(1)", "javascript&#58;alert(1)", "ms-msdt:/id", "about:blank", "chrome://x",
	} {
		docs[fmt.Sprintf("scheme %02d", i)] = fmt.Sprintf("[x](%s) [x](<%s>) ![x](%s) <%s>\n\n[x][r] ![x][r]\n\n[r]: %s \"t\" \n\n[[%s|x]] [[ap-offline|%s]]\n", to, to, to, to, to, to, to)
	}
	for i, block := range []string{
		"```road\n<script> -- <img src=x onerror=1> --x \"AC\" : <svg onload=1>\n```", "```road\n</title></svg><script>alert(1)</script> -- b\n```", "```road\n\" onload=alert(1) x=\" --x b : \" onclick=\"x\n```",
		"```\"><script>\nx\n```", "```html\n<script>alert(1)</script>\n```", "```javascript\n</code></pre><script>alert(1)</script>\n```", "> [!NOTE]<script>\n> <script>x</script>", "> [!<img src=x onerror=1>]\n> x",
		"[^<script>]\n\n[^<script>]: x", "[^\"onclick=x]\n\n[^\"onclick=x]: y", "- [ ] <input onfocus=1 autofocus>", "<b>\n: <script>", "# \"><script>alert(1)</script> {#x onclick=alert(1)}", "# a {.x onclick=alert(1) style=x}",
		"|<script>|\n|:-:|\n|<img onerror=1>|", "[[ap-offline|<script>alert(1)</script>]]", "![<script>](figure:3fa9c1d2e4b5a697 \"<script>alert(1)</script>\")", "<https://x.example/\"onmouseover=alert(1)>", "https://x.example/<script>alert(1)</script>", "www.x.example\"><script>",
	} {
		docs[fmt.Sprintf("block %02d", i)] = block
	}

	for name, piece := range map[string]string{
		"quotes": ">", "quotes with spaces": "> ", "lists": "- ", "mixed nesting": "> - 1. ", "brackets": "[", "double brackets": "[[a", "links": "[a](", "images": "![", "image links": "[![a](b)](", "stars": "*a ",
		"star pairs": "**a*", "underscores": "_a__ ", "tildes": "~~a~", "entities": "&#x", "escapes": `\\`, "angle": "<a", "comments": "<!--", "autolinks": "<http://a", "bare links": "http://a.b/(((", "mails": "a@b.",
		"long word": "字", "spaces": " ", "tabs": "\t", "new lines": "\n", "carriage returns": "\r", "zero bytes": "\x00", "bad utf-8": "\xff\xfe", "joiners": "\u200d", "right to left": "\u202e\u2066", "combining": "a\u0301\u0302\u0303",
		"headings": "# a\n", "same headings": "## x\n", "rules": "---\n", "tables": "|a|\n|-|\n|b|\n\n", "rows": "|x|y|\n", "footnotes": "[^a]", "footnote ends": "[^a]: x\n\n", "definitions": "a\n: b\n\n", "tasks": "- [ ] x\n", "reference ends": "[a]: b\n",
		"fences": "```\n", "tilde fences": "~~~ x\n", "admonitions": "> [!NOTE]\n> x\n\n", "roads": "```road\na -- b\n```\n", "backticks": "`", "pipes": "|", "colons": ":", "dashes": "-", "equals": "a\n=\n", "indent": "    x\n",
	} {
		fill("many "+name, piece)
	}
	root := 1
	for root*root < size {
		root++
	}
	var steps, runs, anchors strings.Builder
	for i := range min(root, 1400) {
		steps.WriteString(strings.Repeat("  ", i/2) + "- x\n")
		runs.WriteString("x" + strings.Repeat("`", i))
		fmt.Fprintf(&anchors, "[^%d]", i)
	}
	for i := range min(root, 1400) {
		fmt.Fprintf(&anchors, "\n\n[^%d]: [^%d]", i, i+1)
	}
	wide := min(root, 3000)
	docs["deep list"], docs["runs of ticks"], docs["footnotes in footnotes"] = steps.String(), runs.String(), anchors.String()
	docs["wide table"] = strings.Repeat("|a", wide) + "|\n" + strings.Repeat("|-", wide) + "|\n" + strings.Repeat(strings.Repeat("|x", wide)+"|\n", max(1, size/(2*wide)-2))
	docs["short rows of a wide table"] = strings.Repeat("|a", wide) + "|\n" + strings.Repeat("|-", wide) + "|\n" + strings.Repeat("|x|\n", max(1, size/4-wide))
	docs["one road"] = "```road\n" + strings.Repeat("a -- b\n", size/7) + "```"
	docs["a long name"] = "```road\n" + strings.Repeat("长", size/3) + " -- b\n```"
	docs["code"] = "```java\n" + strings.Repeat("/*\"'", size/4) + "\n```"
	docs["code of configuration"] = "```cli\n" + strings.Repeat("interface Gi0/1\n", size/16) + "\n```"
	for name, piece := range map[string]string{
		"numbers": "1", "dots": "1.", "colons": "a:", "open quotes": "\"'", "open brackets": "<{[(", "names": "GE1/", "capitals": "A_", "severities": "A-1", "percents": "%%01", "spaces": " ", "prompts": "<A>\n[A]\nA#\n", "dashes": "aaaa-", "zero bytes": "\x00", "Chinese": "口",
	} {
		for _, lang := range []string{"cli", "log"} {
			docs[lang+" of "+name] = strings.Repeat("```"+lang+"\n"+strings.Repeat(piece, (maxColoured-1)/len(piece))+"\n```\n", max(1, size/maxColoured))
		}
	}
	docs["delimiters"] = strings.Repeat("*_", size/4) + "a" + strings.Repeat("_*", size/4)
	docs["closing brackets"] = strings.Repeat("[", size/2) + strings.Repeat("]", size/2)
	docs["link titles"] = strings.Repeat("[a](b \"", size/7)
	docs["nested parentheses"] = "[a](" + strings.Repeat("(", size)
	docs["one reference, many uses"] = "[a]: /x\n\n" + strings.Repeat("[a]", size/3)
	return docs
}

// elements and attributes that an article may hold; everything else would be somebody else's. Pictures of roads are drawn here, as SVG.
var (
	elements = strings.Fields(`html head body p br hr em strong del code pre blockquote figcaption ul ol li dl dt dd sup span div figure h1 h2 h3 h4 h5 h6 table thead tbody tr th td a img
		svg title desc g path rect circle ellipse line polyline polygon text tspan use defs marker`)
	attributes = strings.Fields(`class id role aria-label aria-labelledby aria-hidden title align start href target rel data-slug data-figure alt tabindex lang
		viewbox width height font-size focusable d x y x1 x2 y1 y2 cx cy r rx ry points transform text-anchor dy dx`)
	schemes = regexp.MustCompile(`^(https?|mailto|tel|)$`)
)

// wantSafe reads the page as a browser does and looks at everything in it.
func wantSafe(t *testing.T, out string) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	for n := range root.Descendants() {
		if n.Type == html.CommentNode || n.Type == html.ElementNode && !slices.Contains(elements, strings.ToLower(n.Data)) {
			t.Errorf("<%s> in the page", n.Data)
		}
		for _, a := range n.Attr {
			if !slices.Contains(attributes, strings.ToLower(a.Key)) {
				t.Errorf("%s=%q on <%s>", a.Key, a.Val, n.Data)
			}
			if a.Key == "href" {
				to, err := url.Parse(a.Val)
				if err != nil || !schemes.MatchString(to.Scheme) || to.Scheme == "" && to.Host != "" {
					t.Errorf("a link to %q", a.Val)
				}
			}
		}
	}
}

func TestHostileDocuments(t *testing.T) {
	docs := hostile(20_000)
	if len(docs) < 100 {
		t.Fatalf("only %d", len(docs))
	}
	for name, body := range docs {
		t.Run(name, func(t *testing.T) {
			out, err := Render(body, Options{Link: lookup})
			if err != nil {
				t.Fatal(err)
			}
			wantSafe(t, out)
		})
	}
}

// The work of a page grows with its length, not with the square of it: three times the text makes three times the page and three times the
// memory, give or take. How long the worst takes is printed by BenchmarkHostile.
func TestWorkGrowsWithLength(t *testing.T) {
	small, large := hostile(15_000), hostile(45_000)
	cost := func(body string) (made, used float64) {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		out, err := Render(body, Options{Link: lookup})
		if err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return float64(len(out)), float64(after.TotalAlloc - before.TotalAlloc)
	}
	for name, body := range small {
		made, used := cost(body)
		made3, used3 := cost(large[name])
		longer := float64(len(large[name])) / float64(len(body))
		if made3 > made*longer*1.5+40_000 || used3 > used*longer*1.7+2<<20 {
			t.Errorf("%s: %.1f times the text makes %.1f times the page and %.1f times the memory", name, longer, made3/made, used3/used)
		}
	}
}

func TestTooLargeIsRefused(t *testing.T) {
	if _, err := Render(strings.Repeat("x", maxSize+1), Options{}); err == nil {
		t.Error("an article over the limit must be refused")
	}
}

// BenchmarkHostile renders every hostile document at an article's greatest size: s/worst is the slowest one.
func BenchmarkHostile(b *testing.B) {
	docs := hostile(maxSize - 2<<10)
	var worst time.Duration
	for b.Loop() {
		for name, body := range docs {
			if len(body) > maxSize {
				b.Fatalf("%s has %d bytes", name, len(body))
			}
			start := time.Now()
			if _, err := Render(body, Options{Link: lookup}); err != nil {
				b.Fatal(name, err)
			}
			took := time.Since(start)
			if took > time.Second {
				b.Logf("%s: %v", name, took)
			}
			worst = max(worst, took)
		}
	}
	b.ReportMetric(float64(len(docs)), "documents")
	b.ReportMetric(worst.Seconds(), "s/worst")
}

func FuzzRender(f *testing.F) {
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, body := range hostile(400) {
		if rnd.IntN(3) == 0 {
			f.Add(body)
		}
	}
	f.Fuzz(func(t *testing.T, body string) {
		out, err := Render(body, Options{Link: lookup})
		if err != nil {
			t.Fatal(err)
		}
		wantSafe(t, out)
	})
}
