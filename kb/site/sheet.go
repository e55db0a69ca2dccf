package site

import (
	"html/template"
	"regexp"
	"strings"

	"lutong/kb"
	"lutong/kb/markdown"
)

// sheet is one article on a page.
type sheet struct {
	Anchor, Kind, KindWord, Title, Summary string
	Symptoms, Models                       []string
	Version                                int
	Within                                 []link // its sections, if there are some
	HTML                                   template.HTML
}

// sheet renders an article for its own page, or for the one that holds all of them.
func (b *builder) sheet(a kb.Article, together bool) (*sheet, error) {
	html, err := markdown.Render(a.Body, markdown.Options{Lang: a.Lang, ID: a.Slug, Link: func(slug string) (markdown.Target, bool) {
		return b.target(slug, a.Lang, together), true
	}})
	if err != nil {
		return nil, err
	}
	root := "../"
	if together {
		root = ""
		html = anchors.ReplaceAllString(html, ` ${1}="${2}`+anchor(a.Slug)+`--${3}"`)
		html = region.ReplaceAllString(html, "<div$1>") // on a page of its own each has its number
	}
	html = b.figures(html, root)
	html = inside.ReplaceAllString(html, "<a>")
	s := &sheet{Anchor: anchor(a.Slug), Kind: a.Kind, KindWord: wordsOf(a.Lang).Kinds[a.Kind], Title: a.Title, Summary: a.Summary, Symptoms: a.Symptoms, Models: a.Models, Version: a.Version}
	if !together {
		s.Within = sections(html)
	}
	s.HTML = template.HTML(html) // rendered and sanitised by kb/markdown
	return s, nil
}

// target is where a [[link]] leads inside the pack. What is not in it is shown as its name: a customer has no other place to look.
func (b *builder) target(slug, lang string, together bool) markdown.Target {
	title, at := slug, ""
	for _, a := range b.Articles {
		if a.Slug == slug && (at == "" || a.Lang == lang) {
			title, at = a.Title, a.Lang
		}
	}
	switch {
	case at == "":
		return markdown.Target{Title: b.Titles[slug+"."+lang]}
	case together && at == lang:
		return markdown.Target{Href: "#" + anchor(slug), Title: title}
	case together:
		return markdown.Target{Href: "pages/" + page(slug, at), Title: title}
	}
	return markdown.Target{Href: page(slug, at), Title: title}
}

var (
	// anchors are the ids an article's text has, and what points to them: many articles on one page have the same ones.
	anchors = regexp.MustCompile(` (id|href)="(#?)(h(?:-[^"]*)?|fn(?:ref)?\d*:\d+)"`)
	region  = regexp.MustCompile(`<div( class="table-wrap") role="region" tabindex="0" aria-label="[^"]*">`)
	// inside are links into the app.
	inside = regexp.MustCompile(`<a href="/[^"]*">`)
	image  = regexp.MustCompile(`<img data-figure="([0-9a-f]{16})"([^>]*?) alt="([^"]*)"/?>`)
	h2     = regexp.MustCompile(`<h2 id="([^"]+)">(.*?)</h2>`)
	tag    = regexp.MustCompile(`<[^>]*>`)
)

// figures gives images their files; one whose bytes are not here leaves its words.
func (b *builder) figures(html, root string) string {
	return image.ReplaceAllStringFunc(html, func(whole string) string {
		m := image.FindStringSubmatch(whole)
		f, known := b.Figures[m[1]]
		if !known {
			return `<span class="no-figure">` + m[3] + `</span>`
		}
		name := "images/" + m[1] + "." + f.Ext
		b.files[name] = f.Bytes
		return `<img src="` + root + name + `"` + m[2] + ` alt="` + m[3] + `">`
	})
}

// sections are the second-level headings of a text that has at least three.
func sections(html string) (out []link) {
	for _, m := range h2.FindAllStringSubmatch(html, -1) {
		out = append(out, link{Href: "#" + m[1], Text: unescape(tag.ReplaceAllString(m[2], ""))})
	}
	if len(out) < 3 {
		return nil
	}
	return out
}

func unescape(s string) string {
	return strings.NewReplacer("&lt;", "<", "&gt;", ">", "&quot;", `"`, "&#34;", `"`, "&#39;", "'", "&amp;", "&").Replace(s)
}
