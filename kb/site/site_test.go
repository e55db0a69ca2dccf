package site

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lutong/kb"
)

var update = flag.Bool("update", false, "write the golden files again")

func article(kind, slug, lang, level, body string) kb.Article {
	return kb.Article{ID: slug + lang, Slug: slug, Lang: lang, Kind: kind, Level: level, Title: strings.ToUpper(slug), Summary: "about " + slug, Body: body, Confidence: "validated",
		Version: 2, Owner: "ownerownerowner", Symptoms: []string{"it is \"dark\" & <cold>"}, Tags: []string{"wifi"}, ReviewBy: "2027-05-31T00:00:00.000Z"}
}

func library() []kb.Article {
	draft := article("howto", "draft", "en", "operator", "x")
	draft.Confidence = "draft"
	return []kb.Article{
		article("story", "road", "zh-CN", "leader", "## 一句话\n\n路封了，又通了。\n\n## 画给他看\n\n```road\nA -- 路 --x B : 封\n```\n\n## 怎么讲\n\n1. 先认人，再画路。\n\n```road\nC -- D\n```\n"),
		article("howto", "ports", "zh-CN", "operator", "# 一\n\n见 [[lost]]、[[road]]、[[gone|那篇]]。[app](/desk/x) <script>alert(1)</script>\n\n## 端口\n\n|a|b|\n|-|-|\n|1|2|\n\n## 二\n\n![灯](figure:0123456789abcdef \"图\") ![没有](figure:ffffffffffffffff)[^1]\n\n## 三\n\n[^1]: 注\n"),
		article("emergency", "dark", "zh-CN", "operator", "## 端口\n\n先看灯。[[ports]]\n\n|a|b|\n|-|-|\n|1|2|\n"),
		article("emergency", "dark", "en", "", "Look at the lamp.\n"),
		article("fault", "lost", "zh-CN", "engineer", "内部：密码在便签上"),
		article("training", "course", "zh-CN", "operator", "怎么跟客户说话"),
		draft,
	}
}

func pack(t *testing.T, c Choice) (map[string][]byte, Pack) {
	t.Helper()
	all := library()
	list, unknown := Select(all, c)
	if len(unknown) > 0 {
		t.Fatal(unknown)
	}
	p := Pack{Title: "H 集团 <1>", Langs: c.Langs, Articles: list, Titles: map[string]string{"lost.zh-CN": "LOST"}, Script: []byte("script"), Style: []byte("style"),
		Figures: map[string]Figure{"0123456789abcdef": {Ext: "png", Bytes: []byte("png")}}}
	files, err := Build(p)
	if err != nil {
		t.Fatal(err)
	}
	return files, p
}

// The pages as they are, and that the same articles in another order make the same.
func TestThePages(t *testing.T) {
	files, p := pack(t, Choice{})
	slices.Reverse(p.Articles)
	again, err := Build(p)
	if err != nil || !maps.EqualFunc(files, again, bytes.Equal) {
		t.Error("not the same bytes", err)
	}
	want := []string{"assets/data.en.js", "assets/data.zh-CN.js", "assets/site.css", "assets/site.js", "images/0123456789abcdef.png", "index.en.html", "index.html", "index.zh-CN.html",
		"pages/dark.en.html", "pages/dark.zh-CN.html", "pages/ports.zh-CN.html", "pages/road.zh-CN.html", "print.en.html", "print.zh-CN.html"}
	if got := slices.Sorted(maps.Keys(files)); !slices.Equal(got, want) {
		t.Error(got)
	}
	for _, name := range []string{"index.zh-CN.html", "pages/ports.zh-CN.html", "pages/road.zh-CN.html", "print.zh-CN.html", "assets/data.zh-CN.js"} {
		golden := filepath.Join("testdata", filepath.Base(name))
		if *update {
			if err := os.WriteFile(golden, files[name], 0o644); err != nil {
				t.Fatal(err)
			}
		}
		was, err := os.ReadFile(golden)
		if err != nil || !bytes.Equal(was, files[name]) {
			t.Errorf("%s: %v; now it is\n%s", name, err, files[name])
		}
	}
}

// Nothing of the house goes along, nothing runs, nothing is fetched.
func TestWhatACustomerNeverSees(t *testing.T) {
	files, _ := pack(t, Choice{})
	for name, content := range files {
		for _, inner := range []string{"便签", "怎么跟客户说话", "先认人", "C → D", "ownerownerowner", "2027-05-31", "<script>alert", "href=\"/", "draft", "about road", "data-figure", "lutong_", "没有这篇"} {
			if bytes.Contains(content, []byte(inner)) {
				t.Errorf("%s holds %q", name, inner)
			}
		}
		if strings.HasSuffix(name, ".html") {
			if from := regexp.MustCompile(`(?:src|href)="(?:[a-z]+:|//)`).Find(content); from != nil {
				t.Errorf("%s: %s", name, from)
			}
			if !bytes.Contains(content, []byte("default-src 'none'")) {
				t.Errorf("%s has no policy", name)
			}
		}
	}
	ids := regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(string(files["print.zh-CN.html"]), -1)
	seen := map[string]bool{}
	for _, id := range ids {
		if seen[id[1]] {
			t.Errorf("the id %s is there twice", id[1])
		}
		seen[id[1]] = true
	}
	for _, to := range regexp.MustCompile(` href="#([^"]*)"`).FindAllStringSubmatch(string(files["print.zh-CN.html"]), -1) {
		if !seen[to[1]] {
			t.Errorf("#%s leads nowhere", to[1])
		}
	}
}

func TestWhatGoesIntoAPack(t *testing.T) {
	for _, c := range []struct {
		name   string
		choice Choice
		want   string
	}{
		{"as it comes", Choice{}, "road ports dark dark"},
		{"a language", Choice{Langs: []string{"en"}}, "dark"},
		{"a kind", Choice{Kinds: []string{"emergency"}}, "dark dark"},
		{"training, if it is asked for", Choice{Kinds: []string{"training"}}, "course"},
		{"for engineers, if it is asked for", Choice{Levels: []string{"engineer"}}, "lost"},
		{"no such tag", Choice{Tags: []string{"x"}}, ""},
		{"a tag", Choice{Tags: []string{"x", "wifi"}, Langs: []string{"en"}}, "dark"},
		{"by name, whatever the level", Choice{Articles: []string{"lost", "road"}}, "road lost"},
		{"a draft is not there", Choice{Articles: []string{"draft"}}, "? draft"},
	} {
		list, unknown := Select(library(), c.choice)
		var got []string
		for _, a := range list {
			got = append(got, a.Slug)
		}
		for _, u := range unknown {
			got = append(got, "? "+u)
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s: %v", c.name, got)
		}
	}
}

// A name that is no slug, as the app may have, is no way out of the pack.
func TestNamesThatAreNoSlugs(t *testing.T) {
	var list []kb.Article
	for i, slug := range []string{"../../evil", "main", strings.Repeat("x", 300)} {
		a := article("fault", slug, "en", "", "x")
		a.ID = strings.Repeat(string(rune('a'+i)), 15)
		list = append(list, a)
	}
	files, err := Build(Pack{Articles: list, Script: []byte("x"), Style: []byte("x")})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pages/aaaaaaaaaaaaaaa.en.html", "pages/main.en.html", "pages/ccccccccccccccc.en.html"} {
		if files[name] == nil {
			t.Errorf("no %s", name)
		}
	}
	if all := files["print.en.html"]; bytes.Count(all, []byte(`id="main"`)) != 1 || len(files) != 9 {
		t.Error(slices.Sorted(maps.Keys(files)))
	}
}

func TestAPackOfNothing(t *testing.T) {
	if _, err := Build(Pack{Script: []byte("x"), Style: []byte("x")}); err == nil {
		t.Error("a site without articles")
	}
	if _, err := Build(Pack{Articles: library()}); err == nil {
		t.Error("a site without its search")
	}
}

// A site goes where there is room for it, and leaves nothing of an earlier one.
func TestWhereASiteGoes(t *testing.T) {
	dir := t.TempDir()
	files, _ := pack(t, Choice{})
	if err := Save(dir, files); err != nil {
		t.Fatal(err)
	}
	mine := filepath.Join(dir, "notes.txt")
	if err := os.WriteFile(mine, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	fewer, _ := pack(t, Choice{Langs: []string{"en"}})
	if err := Save(dir, fewer); err != nil {
		t.Fatal(err)
	}
	for name, there := range map[string]bool{"index.html": true, "pages/dark.en.html": true, "pages/dark.zh-CN.html": false, "print.zh-CN.html": false, "notes.txt": true, "images": false} {
		if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != there {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := t.TempDir()
	if err := os.WriteFile(filepath.Join(other, "index.html"), []byte("my own"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := Save(other, files); err == nil {
		t.Error("written over something else")
	}
	var a, b bytes.Buffer
	if Zip(&a, files) != nil || Zip(&b, files) != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("the same site, another file")
	}
}
