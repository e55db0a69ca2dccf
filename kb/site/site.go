// Package site makes a hand-over pack for a customer: articles as pages that open from a USB stick, without a server and without a network,
// with the product's own search, and as one document to print. Pages load nothing from anywhere, and say so in their policy. The same
// articles make the same bytes.
//
// What is in a pack is for the customer: see Select. Nothing of the house goes along: no owner, no review, no job.
package site

import (
	"bytes"
	"cmp"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"lutong/kb"
	"lutong/kb/markdown"
)

// Pack is what a site is made of.
type Pack struct {
	Title    string
	Langs    []string     // in order; the first is the one that opens
	Articles []kb.Article // as selected
	// Titles are those of articles that are not in the pack, by "slug.lang": texts may name them.
	Titles  map[string]string
	Figures map[string]Figure
	Script  []byte // the web app's dist/site/site.js
	Style   []byte // and site.css
}

// Figure is an image of an article, by its reference.
type Figure struct {
	Ext   string // jpg, png, webp
	Bytes []byte
}

//go:embed page.html
var source embed.FS

var pages = template.Must(template.New("page.html").ParseFS(source, "page.html"))

// kindOrder is the order in a pack: what a customer needs in a hurry first.
var kindOrder = []string{"emergency", "fault", "howto", "story", "training"}

// Build makes the files of a site, by path. The page to open is index.html.
func Build(p Pack) (map[string][]byte, error) {
	if len(p.Script) == 0 || len(p.Style) == 0 {
		return nil, errors.New("the web app was not built: a site needs its search (make build)")
	}
	if len(p.Langs) == 0 {
		p.Langs = kb.Choices("lang")
	}
	p.Langs = slices.DeleteFunc(slices.Clone(p.Langs), func(lang string) bool {
		return !slices.ContainsFunc(p.Articles, func(a kb.Article) bool { return a.Lang == lang })
	})
	if len(p.Langs) == 0 {
		return nil, errors.New("there is no article for this pack")
	}
	b := &builder{Pack: p, files: map[string][]byte{"assets/site.js": p.Script, "assets/site.css": p.Style}}
	b.tame()
	for _, lang := range p.Langs {
		if err := b.language(lang); err != nil {
			return nil, err
		}
	}
	return b.files, nil
}

type builder struct {
	Pack
	files map[string][]byte
}

// tame puts the articles into one order, each with a name of its own in its language, in the form in which a customer may read them.
func (b *builder) tame() {
	list := slices.Clone(b.Articles)
	for i, a := range list {
		if !markdown.IsSlug(a.Slug) || len(a.Slug) > 120 { // it becomes a file's name
			list[i].Slug = a.ID
		}
	}
	for _, twin := range Shared(list) {
		i := slices.IndexFunc(list, func(a kb.Article) bool { return a.ID == twin.ID })
		list[i].Slug = twin.ID
	}
	slices.SortFunc(list, func(x, y kb.Article) int {
		return cmp.Or(cmp.Compare(slices.Index(kindOrder, x.Kind), slices.Index(kindOrder, y.Kind)), strings.Compare(x.Slug, y.Slug), strings.Compare(x.Lang, y.Lang), strings.Compare(x.ID, y.ID))
	})
	for i := range list {
		list[i] = forCustomer(list[i])
	}
	b.Articles = list
}

// Shared are the articles whose name another, the first by id, has in the same language: their pages are called by their ids.
func Shared(list []kb.Article) (second []kb.Article) {
	named := map[string]bool{}
	for _, a := range slices.SortedFunc(slices.Values(list), func(x, y kb.Article) int { return strings.Compare(x.ID, y.ID) }) {
		if named[page(a.Slug, a.Lang)] {
			second = append(second, a)
		}
		named[page(a.Slug, a.Lang)] = true
	}
	return second
}

// view is what a page's template sees.
type view struct {
	Words   *words
	Lang    string
	Title   string // of the pack
	Root    string // the way back to the site's root: "" or "../"
	Home    string // this language's contents
	Print   string
	Script  string // of the articles, for the search; "" for pages without one
	Others  []link // this page in other languages
	Groups  []group
	Article *sheet
	Sheets  []*sheet
	Page    string // contents, article or print
}

type link struct{ Href, Text, Lang string }

type group struct {
	Kind, Word string
	Entries    []entry
}

type entry struct{ Href, Title, Summary string }

// language makes all pages of one language.
func (b *builder) language(lang string) error {
	base := view{Words: wordsOf(lang), Lang: lang, Title: b.Title, Home: home(lang), Print: printed(lang)}
	if base.Title == "" {
		base.Title = base.Words.Title
	}
	var mine []kb.Article
	for _, a := range b.Articles {
		if a.Lang == lang {
			mine = append(mine, a)
		}
	}
	contents := base
	contents.Page, contents.Script = "contents", "assets/data."+lang+".js"
	contents.Groups = groups(mine, base.Words, func(a kb.Article) string { return "pages/" + page(a.Slug, lang) })
	all := base
	all.Page = "print"
	all.Groups = groups(mine, base.Words, func(a kb.Article) string { return "#" + anchor(a.Slug) })
	for _, l := range b.Langs {
		if l != lang {
			contents.Others = append(contents.Others, link{home(l), wordsOf(l).Language, l})
			all.Others = append(all.Others, link{printed(l), wordsOf(l).Language, l})
		}
	}
	for _, a := range mine {
		one := base
		one.Page, one.Root = "article", "../"
		sheet, err := b.sheet(a, false)
		if err != nil {
			return err
		}
		one.Article = sheet
		for _, l := range b.Langs {
			if l != lang && b.has(a.Slug, l) {
				one.Others = append(one.Others, link{page(a.Slug, l), wordsOf(l).Language, l})
			}
		}
		if err := b.write("pages/"+page(a.Slug, lang), one); err != nil {
			return err
		}
		if sheet, err = b.sheet(a, true); err != nil {
			return err
		}
		all.Sheets = append(all.Sheets, sheet)
	}
	if err := errors.Join(b.write(home(lang), contents), b.write(printed(lang), all)); err != nil {
		return err
	}
	if lang == b.Langs[0] {
		b.files["index.html"] = b.files[home(lang)]
	}
	return b.data(lang, mine, base.Words)
}

func home(lang string) string       { return "index." + lang + ".html" }
func printed(lang string) string    { return "print." + lang + ".html" }
func anchor(slug string) string     { return "a-" + slug } // an id on the page that holds all
func page(slug, lang string) string { return slug + "." + lang + ".html" }

func (b *builder) has(slug, lang string) bool {
	return slices.ContainsFunc(b.Articles, func(a kb.Article) bool { return a.Slug == slug && a.Lang == lang })
}

func groups(list []kb.Article, w *words, href func(kb.Article) string) (out []group) {
	for _, a := range list {
		if len(out) == 0 || out[len(out)-1].Kind != a.Kind {
			out = append(out, group{Kind: a.Kind, Word: w.Kinds[a.Kind]})
		}
		g := &out[len(out)-1]
		g.Entries = append(g.Entries, entry{href(a), a.Title, a.Summary})
	}
	return out
}

func (b *builder) write(name string, v view) error {
	var out bytes.Buffer
	if err := pages.Execute(&out, v); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	b.files[name] = out.Bytes()
	return nil
}

// data writes what the search reads: a script, because a page on a stick may not fetch.
func (b *builder) data(lang string, list []kb.Article, w *words) error {
	type doc struct {
		ID       string   `json:"id"`
		Href     string   `json:"href"`
		Slug     string   `json:"slug"`
		Lang     string   `json:"lang"`
		Kind     string   `json:"kind"`
		KindWord string   `json:"kindWord"`
		Title    string   `json:"title"`
		Summary  string   `json:"summary"`
		Body     string   `json:"body"`
		Symptoms []string `json:"symptoms"`
		Models   []string `json:"models"`
		Codes    []string `json:"codes"`
		Tags     []string `json:"tags"`
	}
	docs := make([]doc, len(list))
	for i, a := range list {
		docs[i] = doc{a.Slug, "pages/" + page(a.Slug, lang), a.Slug, lang, a.Kind, w.Kinds[a.Kind], a.Title, a.Summary, a.Body, some(a.Symptoms), some(a.Models), some(a.Codes), some(a.Tags)}
	}
	raw, err := json.Marshal(docs) // escapes what ends a line in old JavaScript, and <
	b.files["assets/data."+lang+".js"] = slices.Concat([]byte("window.lutongSite = "), raw, []byte(";\n"))
	return err
}

func some(list []string) []string {
	if list == nil {
		return []string{}
	}
	return list
}
