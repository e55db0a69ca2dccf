// Package kb is the knowledge base: what an article and a checklist template are, the library that is shipped with the program, and
// how an article becomes HTML. It knows nothing of the database or of HTTP. Packages below it: markdown (text to safe HTML), road (the
// picture language), search (the index).
package kb

import (
	"lutong/kb/markdown"
	"lutong/kb/search"
)

// Article has the fields of the collection `articles`, under the same names.
type Article struct {
	ID         string   `json:"id"`
	Slug       string   `json:"slug"`
	Lang       string   `json:"lang"` // zh-CN, en
	Kind       string   `json:"kind"` // fault, howto, story, emergency, training
	Level      string   `json:"level"`
	Title      string   `json:"title"`
	Summary    string   `json:"summary"`
	Body       string   `json:"body"` // markdown, without front matter
	Symptoms   []string `json:"symptoms"`
	Models     []string `json:"models"`
	Codes      []string `json:"codes"`
	Tags       []string `json:"tags"`
	Phase      string   `json:"phase"`
	Confidence string   `json:"confidence"` // draft, inReview, validated, archived
	Owner      string   `json:"owner"`
	ReviewBy   string   `json:"reviewBy"` // RFC 3339 UTC with milliseconds, "" for none
	HTML       string   `json:"html"`
	Version    int      `json:"version"`
}

// Target is the article that a [[slug]] names. Gone: it is archived.
type Target struct {
	ID, Title string
	Gone      bool
}

// Known is what a rendering asks about the rest of the library; nil functions know nothing.
type Known struct {
	Article func(slug, lang string) (Target, bool) // prefers the article's own language
	Figure  func(ref string) (width, height int)   // of an image of this article
}

// HTML renders an article's body.
func HTML(a Article, known Known) (string, error) {
	return markdown.Render(a.Body, markdown.Options{Lang: a.Lang, ID: a.Slug, Figure: known.Figure, Link: func(slug string) (markdown.Target, bool) {
		if known.Article == nil {
			return markdown.Target{}, false
		}
		t, ok := known.Article(slug, a.Lang)
		return markdown.Target{Href: "/knowledge/" + t.ID, Title: t.Title, Gone: t.Gone}, ok
	}})
}

// Finder looks slugs up among articles: in the wanted language, else in any.
func Finder(articles []Article) func(slug, lang string) (Target, bool) {
	bySlug := map[string][]Article{}
	for _, a := range articles {
		bySlug[a.Slug] = append(bySlug[a.Slug], a)
	}
	return func(slug, lang string) (Target, bool) {
		found := bySlug[slug]
		if len(found) == 0 {
			return Target{}, false
		}
		best := found[0]
		for _, a := range found {
			if a.Lang == lang {
				best = a
			}
		}
		return Target{ID: best.ID, Title: best.Title, Gone: best.Confidence == "archived"}, true
	}
}

// Doc is the article as the search sees it.
func (a Article) Doc() search.Doc {
	return search.Doc{ID: a.ID, Slug: a.Slug, Lang: a.Lang, Kind: a.Kind, Title: a.Title, Summary: a.Summary, Body: a.Body,
		Symptoms: a.Symptoms, Models: a.Models, Codes: a.Codes, Tags: a.Tags}
}
