package folder

import (
	"flag"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the golden files again")

// tree makes a folder of files.
func tree(t testing.TB, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func read(t testing.TB, dir string, o Options) Found {
	t.Helper()
	found, err := Read(dir, o)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func sample() Article {
	return Article{ID: "abcdefghij12345", Version: 3, Owner: "t@demo.lutong",
		Texts: map[string]string{"title": `AP “掉线”: "why"`, "slug": "ap-off", "kind": "fault", "lang": "zh-CN", "level": "engineer", "summary": "两行\n不常见", "phase": "operation", "confidence": "validated", "reviewBy": "2027-05-31T00:00:00.000Z"},
		Lists: map[string][]string{"models": {"RG-AP720-L", "yes"}, "tags": {"#1", "无线"}},
		Body:  "## 现象\n\n---\n\n```text\n---\n```\n"}
}

// What an exported file looks like is a promise to whoever keeps it in git.
func TestAnArticleAsAFile(t *testing.T) {
	got := sample().Format()
	golden := filepath.Join("testdata", "article.md")
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || string(got) != string(want) {
		t.Errorf("%v; now it is\n%s", err, got)
	}
}

// Whatever the fields hold, the file says it, and reading and writing it again gives the same bytes.
func TestOutAndInAgain(t *testing.T) {
	line := rapid.StringOf(rapid.OneOf(rapid.Rune(), rapid.RuneFrom([]rune("无线AP:#-\"'\\\t\n{}[]&*!|>%@`\u2028\ufeff\u0085")))).Filter(func(s string) bool { return len([]rune(s)) < 300 && !strings.Contains(s, "\x00") })
	rapid.Check(t, func(rt *rapid.T) {
		a := Article{ID: "abcdefghij12345", Version: rapid.IntRange(0, 99).Draw(rt, "version"), Lists: map[string][]string{}, Texts: map[string]string{
			"title": strings.TrimSpace(line.Draw(rt, "title")), "slug": "s", "kind": "howto", "lang": "en", "confidence": "draft", "summary": strings.TrimSpace(line.Draw(rt, "summary"))}}
		if a.Texts["title"] == "" {
			a.Texts["title"] = "x"
		}
		for _, name := range []string{"models", "tags", "symptoms"} {
			a.Lists[name] = Set(rapid.SliceOfN(line, 0, 4).Draw(rt, name))
		}
		a.Body = Text(line.Draw(rt, "body"))
		files := Write([]Article{a})
		dir, err := os.MkdirTemp(t.TempDir(), "")
		if err != nil {
			rt.Fatal(err)
		}
		if s, err := Save(dir, files, false); err != nil || s.Written != 1 {
			rt.Fatal(s, err)
		}
		found := read(t, dir, Options{})
		if len(found.Unreadable) > 0 || len(found.Articles) != 1 {
			rt.Fatalf("%v\n%s", found.Unreadable, files["en/s.md"])
		}
		b := found.Articles[0]
		if b.Base != a.Fingerprint() || b.Fingerprint() != a.Fingerprint() || string(b.Format()) != string(files["en/s.md"]) {
			rt.Fatalf("%q\n%q", files["en/s.md"], b.Format())
		}
	})
}

func TestWhereFilesGo(t *testing.T) {
	named := func(id, slug string) Article {
		a := sample()
		a.ID, a.Texts = id, map[string]string{"slug": slug, "lang": "en"}
		return a
	}
	files := Write([]Article{named("bbbbbbbbbbbbbbb", "same"), named("aaaaaaaaaaaaaaa", "same"), named("ccccccccccccccc", "../../etc/passwd"), named("ddddddddddddddd", "con"), named("eeeeeeeeeeeeeee", strings.Repeat("x", 200))})
	for _, name := range []string{"en/same.md", "en/bbbbbbbbbbbbbbb.md", "en/ccccccccccccccc.md", "en/ddddddddddddddd.md", "en/eeeeeeeeeeeeeee.md"} {
		if files[name] == nil {
			t.Errorf("no %s", name)
		}
	}
	if len(files) != 5 || !strings.Contains(string(files["en/same.md"]), "aaaaaaaaaaaaaaa") {
		t.Error("the article with the lesser id keeps the name")
	}
}

// Files that people and other tools wrote.
func TestForeignFiles(t *testing.T) {
	for _, c := range []struct {
		name, file, text string
		o                Options
		title, slug      string
		lang, kind, body string
		notes            []string
	}{
		{"a plain note", "会议室 无线.md", "\n# 会议室无线断了\n\n先看灯。\n", Options{Kind: "howto"}, "会议室无线断了", "hui-yi-shi-mo-xian", "zh-CN", "howto", "先看灯。\n", []string{"title_heading", "lang_guessed", "slug_made"}},
		{"no heading", "en/Reset AP.md", "Press the button.", Options{Kind: "howto"}, "Reset AP", "reset-ap", "en", "howto", "Press the button.\n", []string{"title_name", "slug_made"}},
		{"Windows", "en/w.md", "\ufeff---\r\ntitle: W\r\nkind: howto\r\n---\r\n\r\nOne\r\nTwo\r\n", Options{}, "W", "w", "en", "howto", "One\nTwo\n", nil},
		{"Hugo", "en/h.md", "---\ntitle: H\ndate: 2020-01-01\ndraft: true\ntype: howto\ndescription: short\ncategories: [a, b]\nweight: 3\n---\nText\n", Options{}, "H", "h", "en", "howto", "Text\n", []string{"key_ignored", "key_ignored", "key_read_as", "key_read_as", "key_read_as", "key_ignored"}},
		{"Obsidian", "n.md", "---\ntags: \"#wifi, 无线\"\naliases:\n  - x\ncssclasses: y\n---\n# N\nSee [[other note|that]] and ![[pic.png]].\n\n```\n[[not a link]]\n```\n", Options{Kind: "howto"}, "N", "n", "en", "howto",
			"See [[other note|that]] and pic.png.\n\n```\n[[not a link]]\n```\n", []string{"key_ignored", "key_ignored", "title_heading", "lang_guessed", "image_foreign"}},
		{"a heading underlined", "en/u.md", "Under\n=====\n\ntext", Options{Kind: "fault"}, "Under", "u", "en", "fault", "text\n", []string{"title_heading"}},
		{"a title said twice", "en/d.md", "---\ntitle: D\nkind: fault\n---\n# D\n\ntext", Options{}, "D", "d", "en", "fault", "text\n", nil},
		{"a folder named after a language", "zh/x.md", "# x\nplain words", Options{Kind: "fault"}, "x", "x", "zh-CN", "fault", "plain words\n", []string{"title_heading"}},
		{"a page in a folder of its own", "en/reset/index.md", "# R\ntext", Options{Kind: "fault"}, "R", "reset", "en", "fault", "text\n", []string{"title_heading"}},
		{"GBK, as told", "g.md", gbk("# 无线\n先看灯，再看线。"), Options{Kind: "fault", GBK: true}, "无线", "g", "zh-CN", "fault", "先看灯，再看线。\n", []string{"title_heading", "lang_guessed"}},
		{"a road that cannot be drawn", "en/r.md", "# R\n\n```road\nA -- B\n```\n\n```road\nA - B\n```", Options{Kind: "story"}, "R", "r", "en", "story", "```road\nA -- B\n```\n\n```road\nA - B\n```\n", []string{"title_heading", "road_bad"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := read(t, tree(t, map[string]string{c.file: c.text}), c.o)
			if len(found.Unreadable) > 0 || len(found.Articles) != 1 {
				t.Fatalf("%+v", found)
			}
			a := found.Articles[0]
			var notes []string
			for _, n := range a.Notes {
				notes = append(notes, n.Code)
			}
			if a.Texts["title"] != c.title || a.Texts["slug"] != c.slug || a.Texts["lang"] != c.lang || a.Texts["kind"] != c.kind || a.Body != c.body || !reflect.DeepEqual(notes, c.notes) || a.Texts["confidence"] != "draft" {
				t.Errorf("%q %v\n%q", a.Texts, notes, a.Body)
			}
		})
	}
}

// Links between files become links between articles, wherever the other file lies.
func TestLinksBetweenFiles(t *testing.T) {
	found := read(t, tree(t, map[string]string{
		"zh/故障/掉线.md":   "# 掉线\n[[胖瘦切换]]，[[胖瘦切换#步骤|步骤]]，[怎么做](../做法/胖瘦切换.md)，[[nobody]]，[web](https://x.y/z.md)",
		"zh/做法/胖瘦切换.md": "# 胖瘦切换\n一步一步。",
	}), Options{Kind: "howto"})
	for _, a := range found.Articles {
		if a.Texts["title"] == "掉线" && a.Body != "[[pan-shou-qi-huan|胖瘦切换]]，[[pan-shou-qi-huan|步骤]]，[[pan-shou-qi-huan|怎么做]]，[[nobody]]，[web](https://x.y/z.md)\n" {
			t.Error(a.Body)
		}
	}
	if len(found.Articles) != 2 {
		t.Error(found)
	}
}

// Every code that is given has a sentence in both languages.
func TestEveryCodeHasWords(t *testing.T) {
	for code, w := range Codes() {
		if w[0] == "" || w[1] == "" {
			t.Error(code)
		}
		if strings.Contains(w[0], "{1}") != strings.Contains(w[1], "{1}") && code != "bad_id" {
			t.Errorf("%s: the two say different things", code)
		}
	}
	src := ""
	for _, file := range []string{"read.go", "front.go", "plain.go", "decode.go", "save.go", "../../hooks/library/plan.go", "../../hooks/kb_import.go"} {
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src += string(raw)
	}
	for _, code := range codeForm.FindAllStringSubmatch(src, -1) {
		if c := strings.Join(code[1:], ""); words[c] == [2]string{} {
			t.Errorf("%s has no words", c)
		}
	}
	if p := (Problem{File: "a.md", Line: 3, Column: 7, Code: "bad_day", Args: []string{"reviewBy", "soon"}}); p.Where() != "a.md:3:7" || p.In("zh-CN") != "reviewBy “soon”不是日子，要像 2027-05-31 这样写" {
		t.Error(p.Where(), p.In("zh-CN"))
	}
}
