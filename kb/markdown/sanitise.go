package markdown

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/microcosm-cc/bluemonday"
)

// policy is the second lock: goldmark already escapes raw HTML, and whatever still came through would have to pass this list.
// No style, no event, no form, no frame, no SVG; pictures of roads are put in afterwards, drawn by package road from escaped text.
var policy = func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "em", "strong", "del", "code", "pre", "blockquote", "ul", "ol", "li", "dl", "dt", "dd", "sup", "span", "div", "figure",
		"h1", "h2", "h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td", "a", "img")
	p.AllowNoAttrs().OnElements("span", "a", "img")
	p.AllowAttrs("class").Matching(regexp.MustCompile(`^[a-zA-Z0-9 _-]{1,80}$`)).OnElements("span", "div", "pre", "code", "p", "a", "img", "figure", "li", "ul", "sup")
	p.AllowAttrs("id").Matching(regexp.MustCompile(`^(?:h-?[\p{L}\p{N}-]*|fn(?:ref)?\d*:\d+)$`)).OnElements("h1", "h2", "h3", "h4", "h5", "h6", "li", "sup")
	p.AllowAttrs("role").Matching(regexp.MustCompile(`^(?:note|img|doc-noteref|doc-backlink|doc-endnotes)$`)).OnElements("div", "span", "a")
	p.AllowAttrs("aria-label").OnElements("span")
	p.AllowAttrs("title").OnElements("a")
	p.AllowAttrs("align").Matching(regexp.MustCompile(`^(?:left|center|right)$`)).OnElements("th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("href").OnElements("a")
	p.AllowAttrs("target").Matching(regexp.MustCompile(`^_blank$`)).OnElements("a")
	p.AllowAttrs("rel").Matching(regexp.MustCompile(`^noopener noreferrer$`)).OnElements("a")
	p.AllowAttrs("data-slug").Matching(slugForm).OnElements("a")
	p.AllowAttrs("data-figure").Matching(figureRef).OnElements("img")
	p.AllowAttrs("width", "height").Matching(bluemonday.Integer).OnElements("img")
	p.AllowAttrs("alt").OnElements("img")
	p.AllowURLSchemes("http", "https", "mailto", "tel")
	p.AllowRelativeURLs(true)
	p.RequireParseableURLs(true)
	return p
}()

// slot keeps a drawn picture out of the sanitiser's way: an empty figure with a number holds its place. The author cannot write
// such a figure, because whatever he writes between < and > arrives here escaped.
func (p *page) slot(html string) string {
	p.slots = append(p.slots, html)
	return slotMark(len(p.slots) - 1)
}

func slotMark(n int) string { return fmt.Sprintf(`<figure class="road-slot-%d"></figure>`, n) }

// finish puts the pictures in and makes what may be wider than the page scroll by itself, reachable by keyboard.
func (p *page) finish(s string) string {
	parts := strings.Split(s, "<table>")
	for n := 1; n < len(parts); n++ { // each region has a name of its own
		parts[n] = `<div class="table-wrap" role="region" tabindex="0" aria-label="` + p.words.table + " " + strconv.Itoa(n) + `"><table>` + parts[n]
	}
	s = strings.Join(parts, "")
	s = strings.ReplaceAll(s, "</table>", "</table></div>")
	s = strings.ReplaceAll(s, `<pre class="chroma">`, `<pre class="chroma" tabindex="0">`)
	if len(p.slots) == 0 {
		return s
	}
	pairs := make([]string, 0, 2*len(p.slots))
	for i, html := range p.slots {
		pairs = append(pairs, slotMark(i), html)
	}
	return strings.NewReplacer(pairs...).Replace(s)
}
