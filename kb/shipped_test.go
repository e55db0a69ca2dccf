package kb

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

func TestShipped(t *testing.T) {
	articles, templates, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(articles) == 0 {
		t.Fatal("no articles are shipped")
	}
	form := regexp.MustCompile(`^[a-z0-9]{15}$`)
	seen := map[string]bool{}
	for _, a := range articles {
		if !form.MatchString(a.ID) || seen[a.ID] || a.ID != ArticleID(a.Slug, a.Lang) {
			t.Errorf("%s has the id %q", a.Slug, a.ID)
		}
		seen[a.ID] = true
		if a.HTML == "" || strings.Contains(a.HTML, "road-error") || strings.Contains(a.HTML, " style=") {
			t.Errorf("%s/%s does not render well", a.Lang, a.Slug)
		}
		if strings.Contains(a.HTML, "road-slot") {
			t.Errorf("%s: a picture is missing", a.Slug)
		}
	}
	for _, x := range templates {
		if !form.MatchString(x.ID) || seen[x.ID] {
			t.Errorf("template %s has the id %q", x.Key, x.ID)
		}
		seen[x.ID] = true
	}
}

// What an engineer may count on, wherever in the library he lands: the size of it, and that no kind of article leaves its promise out.
func TestShippedLibraryIsWhole(t *testing.T) {
	articles, _, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	count, chinese := map[string]int{}, map[string]bool{}
	for _, a := range articles {
		count[a.Lang]++
		count[a.Lang+" "+a.Kind]++
		chinese[a.Slug] = chinese[a.Slug] || a.Lang == "zh-CN"
	}
	for what, least := range map[string]int{"zh-CN": 62, "en": 52, "zh-CN story": 15, "zh-CN emergency": 10, "zh-CN fault": 40} {
		if count[what] < least {
			t.Errorf("%d x %s, want %d", count[what], what, least)
		}
	}
	must := map[string][]string{
		"zh-CN fault":     {"先恢复", "复核", "预防", "讲给客户听", "来源：", "```road"},
		"zh-CN emergency": {"谁决定", "怎么说", "退回", "```road"},
		"en fault":        {"restore first", "prevention", "tell the customer", "```road"},
		"en emergency":    {"who decides", "what to say", "back", "```road"},
	}
	for _, a := range articles {
		if !chinese[a.Slug] {
			t.Errorf("%s is not there in Chinese", a.Slug)
		}
		if len(a.Symptoms) == 0 || a.Summary == "" || a.Phase == "" || a.Level == "" || a.ReviewBy == "" || len(a.Tags) == 0 {
			t.Errorf("%s/%s: search or review would miss it", a.Lang, a.Slug)
		}
		if slices.Contains(slices.Concat(a.Symptoms, a.Models, a.Codes, a.Tags), "") {
			t.Errorf("%s/%s: an empty word in a list", a.Lang, a.Slug)
		}
		for _, want := range must[a.Lang+" "+a.Kind] {
			if !strings.Contains(strings.ToLower(a.Body), want) {
				t.Errorf("%s/%s says nothing of %q", a.Lang, a.Slug, want)
			}
		}
	}
}

// A link leads on in the reader's own language: the finder would fall back to the other one, and send somebody who reads English at three
// in the morning to a Chinese page.
func TestShippedLinksStayInTheLanguage(t *testing.T) {
	articles, _, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	there, links := map[string]bool{}, 0
	for _, a := range articles {
		there[a.Lang+"/"+a.Slug] = true
	}
	for _, a := range articles {
		slugs := []string{a.Road, a.ReplacedBy}
		for _, m := range linkForm.FindAllStringSubmatch(a.Body, -1) {
			slugs = append(slugs, m[1])
		}
		for _, slug := range slugs {
			if slug == "" {
				continue
			}
			links++
			if !there[a.Lang+"/"+slug] {
				t.Errorf("%s/%s leads to %s, which is not there in %s", a.Lang, a.Slug, slug, a.Lang)
			}
		}
	}
	if links < 200 {
		t.Errorf("only %d links looked at", links)
	}
}

// The ids are a promise: other records point to them.
func TestIDsNeverChange(t *testing.T) {
	if got := ArticleID("ap-ac-capwap-blocked", "zh-CN"); got != "cta7q41cufcv0hn" {
		t.Errorf("article %s", got)
	}
	if got := TemplateID("before-departure", 1); got != "xilhw9ssfeuycwg" {
		t.Errorf("template %s", got)
	}
}

const goodArticle = "---\ntitle: T\nkind: fault\n---\n\n正文\n"

func TestLoadNamesFileAndLine(t *testing.T) {
	for _, c := range []struct{ name, file, src, want string }{
		{"unknown kind", "articles/en/a.md", "---\ntitle: T\nkind: nonsense\n---\nx\n", "articles/en/a.md:3: kind: unknown \"nonsense\""},
		{"slug is the file's name", "articles/en/a.md", "---\ntitle: T\nkind: fault\nslug: b\n---\nx\n", "articles/en/a.md:4: slug"},
		{"bad file name", "articles/en/A_b.md", goodArticle, "articles/en/A_b.md:1: slug"},
		{"other language", "articles/en/a.md", "---\ntitle: T\nkind: fault\nlang: zh-CN\n---\nx\n", "articles/en/a.md:4: lang"},
		{"unknown folder", "articles/fr/a.md", goodArticle, "articles/fr/a.md:1: lang"},
		{"no title", "articles/en/a.md", "---\nkind: fault\n---\nx\n", "articles/en/a.md:1: title: missing"},
		{"bad day", "articles/en/a.md", "---\ntitle: T\nkind: fault\nreviewBy: soon\n---\nx\n", "articles/en/a.md:4: reviewBy"},
		{"no text", "articles/en/a.md", "---\ntitle: T\nkind: fault\n---\n", "no text"},
		{"broken front matter", "articles/en/a.md", "# x\n", "articles/en/a.md:1: "},
		{"link to nowhere", "articles/en/a.md", "---\ntitle: T\nkind: fault\n---\n\nx\n\nsee [[no-such-thing]]\n", "articles/en/a.md:8: [[no-such-thing]] leads nowhere"},
		{"bad road", "articles/en/a.md", "---\ntitle: T\nkind: fault\n---\n\n```road\nA -- B\nA --> B\n```\n", "articles/en/a.md:8: Line 2"},
		{"template without items", "templates/a.yaml", "key: a\nversion: 1\nstage: leaving\ntitle: {zh-CN: 一, en: a}\n", "templates/a.yaml:1: no items"},
		{"template with an unknown type", "templates/a.yaml", "key: a\nversion: 1\nstage: leaving\ntitle: {zh-CN: 一, en: a}\nitems:\n- {id: x, type: dance, label: {zh-CN: 一, en: a}}\n", "templates/a.yaml:6: unknown type"},
		{"label in one language", "templates/a.yaml", "key: a\nversion: 1\nstage: leaving\ntitle: {zh-CN: 一, en: a}\nitems:\n- id: x\n  type: tick\n  label: {en: a}\n", "templates/a.yaml:6: label"},
		{"unknown field", "templates/a.yaml", "key: a\nversoin: 1\n", "templates/a.yaml:2: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, _, err := Load(fstest.MapFS{c.file: {Data: []byte(c.src)}})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}

func TestLoad(t *testing.T) {
	articles, templates, err := Load(fstest.MapFS{
		"articles/zh-CN/a.md": {Data: []byte("---\ntitle: 甲\nkind: fault\nreviewBy: 2027-05-31\n---\n\n见 [[b]]\n")},
		"articles/zh-CN/b.md": {Data: []byte("---\ntitle: 乙\nkind: story\n---\n\n正文\n")},
		"articles/en/b.md":    {Data: []byte("---\ntitle: B\nkind: story\nconfidence: archived\n---\n\ntext, see [[a]]\n")},
		"templates/t.yaml":    {Data: []byte("key: t\nversion: 2\nstage: leaving\ntitle: {zh-CN: 一, en: a}\nitems:\n- {id: x, type: number, unit: dBm, min: -70, max: -20, label: {zh-CN: 一, en: a}}\n")},
		"README.md":           {Data: []byte("not read")},
	})
	if err != nil {
		t.Fatal(err)
	}
	i := slices.IndexFunc(articles, func(a Article) bool { return a.Slug == "a" })
	a := articles[i]
	if a.ReviewBy != "2027-05-31T00:00:00.000Z" || a.Confidence != "validated" || a.Symptoms == nil || a.Version != 1 {
		t.Errorf("%+v", a)
	}
	if want := `href="/knowledge/` + ArticleID("b", "zh-CN") + `" data-slug="b">乙</a>`; !strings.Contains(a.HTML, want) {
		t.Errorf("%s not in %s", want, a.HTML)
	}
	if x := templates[0]; x.ID != TemplateID("t", 2) || *x.Items[0].Min != -70 || x.JobKinds == nil {
		t.Errorf("%+v", x)
	}
	if target, ok := Finder(articles)("b", "en"); !ok || !target.Gone {
		t.Error("an archived article is gone")
	}
}

// What is archived leads on to what took its place, over several steps; a circle leads nowhere, and a note to nothing is just gone.
func TestFinderFollowsForwardingNotes(t *testing.T) {
	archived := func(slug, next string) Article {
		return Article{ID: "id-" + slug, Slug: slug, Lang: "en", Title: slug, Confidence: "archived", ReplacedBy: next}
	}
	find := Finder([]Article{
		archived("old", "older"), archived("older", "now"), {ID: "id-now", Slug: "now", Lang: "en", Title: "Now", Confidence: "validated"},
		archived("x", "y"), archived("y", "x"), archived("lost", "nowhere"),
	})
	if target, ok := find("old", "en"); !ok || target != (Target{ID: "id-now", Title: "Now"}) {
		t.Error("two steps", target, ok)
	}
	if target, ok := find("x", "en"); ok {
		t.Error("a circle", target)
	}
	if target, ok := find("lost", "en"); !ok || !target.Gone {
		t.Error("a note to nothing", target, ok)
	}
}
