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
	ReviewBy   string   `json:"reviewBy"`   // RFC 3339 UTC with milliseconds, "" for none
	Road       string   `json:"road"`       // slug of the story that explains it to a customer
	ReplacedBy string   `json:"replacedBy"` // slug of the article that took the place of an archived one
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

// IsSlug tells whether a name can be linked to.
func IsSlug(s string) bool { return markdown.IsSlug(s) }

// Finder looks slugs up among articles: in the wanted language, else in any; one in use before one that is archived. An archived
// one that says what took its place leads there.
func Finder(articles []Article) func(slug, lang string) (Target, bool) {
	bySlug := map[string][]Article{}
	for _, a := range articles {
		bySlug[a.Slug] = append(bySlug[a.Slug], a)
	}
	return func(slug, lang string) (Target, bool) {
		for range maxForwards {
			best, ok := bestOf(bySlug[slug], lang)
			if !ok {
				return Target{}, false
			}
			gone := best.Confidence == "archived"
			if next, leads := bestOf(bySlug[best.ReplacedBy], lang); !gone || !leads || next.ID == best.ID {
				return Target{ID: best.ID, Title: best.Title, Gone: gone}, true
			}
			slug = best.ReplacedBy
		}
		return Target{}, false // they lead in a circle
	}
}

// maxForwards bounds how many articles may have taken each other's place.
const maxForwards = 8

func bestOf(found []Article, lang string) (best Article, ok bool) {
	rank := func(a Article) int {
		n := 0
		if a.Lang == lang {
			n += 2
		}
		if a.Confidence != "archived" {
			n++
		}
		return n
	}
	for i, a := range found {
		if i == 0 || rank(a) > rank(best) {
			best = a
		}
	}
	return best, len(found) > 0
}

// Doc is the article as the search sees it.
func (a Article) Doc() search.Doc {
	return search.Doc{ID: a.ID, Slug: a.Slug, Lang: a.Lang, Kind: a.Kind, Title: a.Title, Summary: a.Summary, Body: a.Body,
		Symptoms: a.Symptoms, Models: a.Models, Codes: a.Codes, Tags: a.Tags}
}
