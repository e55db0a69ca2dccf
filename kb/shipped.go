package kb

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"lutong/kb/markdown"
	"lutong/kb/road"
)

// content/articles/<lang>/<slug>.md and content/templates/<key>.yaml
//
//go:embed all:content
var content embed.FS

// The closed sets of hooks/rules, which this package does not import; a test of the shell holds them together.
var (
	langs       = []string{"zh-CN", "en"}
	kinds       = []string{"fault", "howto", "story", "emergency", "training"}
	levels      = []string{"", "engineer", "operator", "leader"}
	phases      = []string{"requirements", "design", "implementation", "trial", "operation", "handover", "support", "upgrade"}
	jobKinds    = []string{"fault", "inspection", "upgrade", "change", "monitoring", "training", "report", "environment", "guarantee", "advice", "installation"}
	confidences = []string{"draft", "inReview", "validated", "archived"}
)

// Shipped is the library in the program: articles with their HTML, and checklist templates, sorted by file name. The error names every
// mistake with file and line. The work is done once.
func Shipped() ([]Article, []Template, error) {
	s := shipped()
	return slices.Clone(s.articles), slices.Clone(s.templates), s.err
}

type library struct {
	articles  []Article
	templates []Template
	err       error
}

var shipped = sync.OnceValue(func() library {
	sub, err := fs.Sub(content, "content")
	if err != nil {
		return library{err: err}
	}
	a, t, err := Load(sub)
	return library{a, t, err}
})

// Load reads a folder of the same layout.
func Load(dir fs.FS) ([]Article, []Template, error) {
	l := loader{bodyLine: map[string]int{}}
	err := fs.WalkDir(dir, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(dir, name)
		if err != nil {
			return err
		}
		parts := strings.Split(name, "/")
		switch ext := path.Ext(name); {
		case parts[0] == "articles" && len(parts) == 3 && ext == ".md":
			l.article(name, parts[1], strings.TrimSuffix(parts[2], ext), src)
		case parts[0] == "templates" && len(parts) == 2 && (ext == ".yaml" || ext == ".yml" || ext == ".json"):
			t, errs := parseTemplate(src)
			l.mistakes(name, errs...)
			l.templates = append(l.templates, t)
		}
		return nil
	})
	if err != nil {
		return nil, nil, fmt.Errorf("kb: %w", err)
	}
	l.twins()
	l.render()
	return l.articles, l.templates, errors.Join(l.errs...)
}

type loader struct {
	articles  []Article
	templates []Template
	bodyLine  map[string]int    // article id to the line its body begins on
	files     map[string]string // article id to file
	leads     map[string][]lead // article id to what its front matter names
	errs      []error
}

// lead is a field of the front matter that names another article.
type lead struct {
	field, slug string
	line        int
}

func (l *loader) mistakes(file string, errs ...error) {
	for _, err := range errs {
		var at *markdown.LineError
		if errors.As(err, &at) {
			err = fmt.Errorf("%s:%d: %s", file, at.Line, at.Text)
		} else {
			err = fmt.Errorf("%s: %w", file, err)
		}
		l.errs = append(l.errs, err)
	}
}

func (l *loader) article(file, lang, slug string, src []byte) {
	d, err := markdown.Parse(src)
	if err != nil {
		l.mistakes(file, err)
		return
	}
	bad := func(field, format string, args ...any) {
		l.mistakes(file, &markdown.LineError{Line: fieldLine(src, field), Text: field + ": " + fmt.Sprintf(format, args...)})
	}
	if d.Slug != "" && d.Slug != slug {
		bad("slug", "%q is not the file's name", d.Slug)
	}
	if !markdown.IsSlug(slug) {
		bad("slug", "%q: small letters, digits and hyphens", slug)
	}
	if d.Lang != "" && d.Lang != lang || !slices.Contains(langs, lang) {
		bad("lang", "%q in folder %q", d.Lang, lang)
	}
	if d.Title == "" {
		bad("title", "missing")
	}
	if !slices.Contains(kinds, d.Kind) {
		bad("kind", "unknown %q", d.Kind)
	}
	if !slices.Contains(levels, d.Level) {
		bad("level", "unknown %q", d.Level)
	}
	if d.Phase != "" && !slices.Contains(phases, d.Phase) {
		bad("phase", "unknown %q", d.Phase)
	}
	if d.Confidence == "" {
		d.Confidence = "validated" // what is shipped has been reviewed
	}
	if !slices.Contains(confidences, d.Confidence) {
		bad("confidence", "unknown %q", d.Confidence)
	}
	reviewBy, err := day(d.ReviewBy)
	if err != nil {
		bad("reviewBy", "%q is not a day like 2027-05-31", d.ReviewBy)
	}
	if strings.TrimSpace(d.Body) == "" {
		l.mistakes(file, &markdown.LineError{Line: d.Line, Text: "no text"})
	}
	a := Article{
		ID: ArticleID(slug, lang), Slug: slug, Lang: lang, Kind: d.Kind, Level: d.Level, Title: d.Title, Summary: strings.TrimSpace(d.Summary), Body: d.Body,
		Symptoms: list(d.Symptoms), Models: list(d.Models), Codes: list(d.Codes), Tags: list(d.Tags), Phase: d.Phase, Confidence: d.Confidence,
		ReviewBy: reviewBy, Road: d.Road, ReplacedBy: d.ReplacedBy, Version: 1,
	}
	if l.files == nil {
		l.files, l.leads = map[string]string{}, map[string][]lead{}
	}
	for _, w := range []lead{{"road", a.Road, 0}, {"replacedBy", a.ReplacedBy, 0}} {
		if w.slug != "" {
			w.line = fieldLine(src, w.field)
			l.leads[a.ID] = append(l.leads[a.ID], w)
		}
	}
	l.files[a.ID], l.bodyLine[a.ID] = file, d.Line
	l.articles = append(l.articles, a)
}

func (l *loader) twins() {
	seen := map[string]bool{}
	for _, t := range l.templates {
		if seen[t.ID] {
			l.mistakes("templates", fmt.Errorf("%s version %d is there twice", t.Key, t.Version))
		}
		seen[t.ID] = true
	}
}

var (
	linkForm = regexp.MustCompile(`\[\[([a-z0-9-]+)(?:\|[^\]]*)?\]\]`)
	roadForm = regexp.MustCompile("(?ms)^```road[ \t]*\n(.*?)^```")
)

// render makes the HTML and looks for links to nowhere and roads that cannot be read.
func (l *loader) render() {
	find := Finder(l.articles)
	for i := range l.articles {
		a := &l.articles[i]
		file, first := l.files[a.ID], l.bodyLine[a.ID]
		line := func(offset int) int { return first + strings.Count(a.Body[:offset], "\n") }
		for _, w := range l.leads[a.ID] {
			if _, ok := find(w.slug, a.Lang); !ok {
				l.mistakes(file, &markdown.LineError{Line: w.line, Text: w.field + ": " + w.slug + " leads nowhere"})
			}
		}
		for _, m := range linkForm.FindAllStringSubmatchIndex(a.Body, -1) {
			slug := a.Body[m[2]:m[3]]
			if _, ok := find(slug, a.Lang); !ok {
				l.mistakes(file, &markdown.LineError{Line: line(m[0]), Text: "[[" + slug + "]] leads nowhere"})
			}
		}
		for _, m := range roadForm.FindAllStringSubmatchIndex(a.Body, -1) {
			var p *road.Problem
			if _, err := road.Parse(a.Body[m[2]:m[3]]); errors.As(err, &p) {
				l.mistakes(file, &markdown.LineError{Line: line(m[2]) + p.Line - 1, Text: road.In(a.Lang).Problem(p)})
			}
		}
		html, err := HTML(*a, Known{Article: find})
		if err != nil {
			l.mistakes(file, err)
		}
		a.HTML = html
	}
}

// fieldLine finds the line of a field in the front matter; 1 if it is missing.
func fieldLine(src []byte, field string) int {
	for i, l := range strings.Split(string(src), "\n") {
		if strings.HasPrefix(l, field+":") {
			return i + 1
		}
		if i > 0 && strings.HasPrefix(l, "---") {
			break
		}
	}
	return 1
}

func day(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	if len(s) > 10 {
		s = s[:10]
	}
	t, err := time.Parse(time.DateOnly, s)
	return t.Format("2006-01-02T15:04:05.000Z"), err
}

// list is never nil: sets are [] in every record.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}

func itoa(n int) string { return strconv.Itoa(n) }
