package folder

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

var codeForm = regexp.MustCompile(`(?:Code: |refuse\(|note\([a-z0-9+.]+, |bad\([a-z]+, |note\.Code = )"([a-z_0-9]+)"`)

func gbk(s string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(s)
	if err != nil {
		panic(err)
	}
	return out
}

const head = "---\ntitle: T\nkind: fault\nlang: en\n"

// What cannot be read is told with its place and a code; it never becomes an article.
func TestWhatCannotBeRead(t *testing.T) {
	bomb := "a: &a [x,x,x,x,x,x,x,x,x]\n"
	for c := 'b'; c <= 'i'; c++ {
		bomb += fmt.Sprintf("%c: &%c [*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c,*%c]\n", c, c, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1, c-1)
	}
	for _, c := range []struct{ name, text, want string }{
		{"front matter left open", "---\ntitle: T\n\ntext", "1:1 front_open"},
		{"TOML", "+++\ntitle = 1\n+++\ntext", "1:1 front_toml"},
		{"JSON", "{\n\"title\": 1}\ntext", "1:1 front_json"},
		{"no YAML", "---\ntitle: T\n  bad: [\n---\ntext", "3:1 yaml"},
		{"a list left open", head + "codes: [unclosed\n---\ntext", "5:1 yaml"},
		{"a map left open", head + "x: y\ntags: {a\n---\ntext", "6:1 yaml"},
		{"a colon too many", head + "summary: a: b\n---\ntext", "5:1 yaml"},
		{"a string left open", head + "summary: \"a\n---\ntext", "5:1 yaml"},
		{"a list for front matter", "---\n- a\n- b\n---\ntext", "2:1 front_form"},
		{"aliases upon aliases", "---\n" + bomb + "---\ntext", "2:4 yaml_alias"},
		{"merge keys", "---\nx: &x {a: b}\n<<: *x\n---\ntext", "2:4 yaml_alias"},
		{"ten thousand deep", "---\ntags: " + strings.Repeat("[", 20_000) + "\n---\ntext", "2:1 yaml"},
		{"a list of lists", "---\ntags: [[a], b]\n---\ntext", "2:8 not_a_list"},
		{"front matter without end", "---\n" + strings.Repeat("tags: x\n", 20_000) + "---\ntext", "1:1 front_long"},
		{"a key twice", head + "title: U\n---\ntext", "5:1 key_twice"},
		{"a kind of its own", "---\ntitle: T\nkind: Fehler\n---\ntext", "3:7 bad_choice"},
		{"no kind", "# T\n\ntext", "1:1 kind_missing"},
		{"no such day", head + "reviewBy: soon\n---\ntext", "5:11 bad_day"},
		{"an id that is none", head + "id: ../../x\n---\ntext", "5:5 bad_id"},
		{"a slug that is none", head + "slug: ../x\n---\ntext", "5:7 bad_slug"},
		{"a title of lists", "---\ntitle: [a]\nkind: fault\n---\ntext", "2:8 not_a_text"},
		{"a title without end", "---\ntitle: " + strings.Repeat("长", 1001) + "\n---\ntext", "2:8 text_long"},
		{"nothing to read", head + "---\n\n \n", "8:1 empty"},
		{"an empty file", "", "1:1 kind_missing"},
		{"GBK", gbk(head + "---\n无线断了，先看灯。"), "6:1 gbk"},
		{"no encoding", head + "---\nab\xff\xfe\xc0\x80", "6:3 not_utf8"},
		{"UTF-16", "\xff\xfe#\x00 \x00", "1:1 utf16"},
		{"a program", "\x7fELF\x02\x01\x01\x00\x00", "1:8 binary"},
		{"more than a book", head + "---\n" + strings.Repeat("长", 100_001) + "\n", "6:1 body_long"},
	} {
		t.Run(c.name, func(t *testing.T) {
			found := read(t, tree(t, map[string]string{"f.md": c.text}), Options{})
			if len(found.Articles) != 0 || len(found.Unreadable) == 0 {
				t.Fatalf("it was read: %+v", found)
			}
			p := found.Unreadable[0]
			if got := fmt.Sprintf("%d:%d %s", p.Line, p.Column, p.Code); got != c.want {
				t.Errorf("%s, not %s (%s)", got, c.want, p.In("en"))
			}
		})
	}
}

// Every mistake of a file is told at once, not one for each try.
func TestAllMistakesOfAFile(t *testing.T) {
	found := read(t, tree(t, map[string]string{"f.md": "---\ntitle: T\nkind: x\nlang: xx\nreviewBy: z\n---\ntext"}), Options{})
	if len(found.Unreadable) != 3 {
		t.Error(found.Unreadable)
	}
}

// A folder is no way out of it, and never without end.
func TestHostileFolders(t *testing.T) {
	outside := tree(t, map[string]string{"secret.md": "# secret\ntext"})
	dir := tree(t, map[string]string{
		"ok.md": "# ok\ntext", ".git/x.md": "# git\nx", ".obsidian/x.md": "# o\nx", "node_modules/p/readme.md": "# p\nx", "photo.png": "png", "x.docx": "PK", "deep/" + strings.Repeat("d/", 40) + "x.md": "# deep\nx",
		"one.md": "---\nid: abcdefghij12345\n---\n# 1\nx", "two.md": "---\nid: abcdefghij12345\n---\n# 2\nx", "en/same.md": "# a\nx", "en/sub/same.md": "# b\nx",
		"versions/abcdefghij12345/7.md": "---\narticle: otherotherother\nversion: 7\n---\nx", "versions/zzzzzzzzzzzzzzz/1.md": "---\narticle: zzzzzzzzzzzzzzz\nversion: 1\n---\nx",
	})
	for link, to := range map[string]string{"out.md": filepath.Join(outside, "secret.md"), "loop": dir, "up": "..", "self.md": "self.md", "gone.md": "nowhere", "pw.md": "/etc/passwd"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	big, err := os.Create(filepath.Join(dir, "big.md"))
	if err != nil {
		t.Fatal(err)
	}
	if err := big.Truncate(100 << 20); err != nil {
		t.Fatal(err)
	}
	big.Close()
	found := read(t, dir, Options{Kind: "fault"})
	var titles, codes []string
	for _, a := range found.Articles {
		titles = append(titles, a.Texts["title"])
	}
	for _, p := range append(found.Unreadable, found.Skipped...) {
		codes = append(codes, p.File[strings.LastIndex(p.File, "/")+1:]+" "+p.Code)
	}
	if got := strings.Join(titles, ","); got != "a,ok,1" {
		t.Error(got)
	}
	want := "big.md too_large,d too_deep,same.md slug_twice,two.md id_twice,7.md bad_value,1.md version_alone,gone.md link,loop link,out.md link,photo.png image_unused,pw.md link,self.md link,up link,x.docx not_markdown"
	if got := strings.Join(codes, ","); got != want {
		t.Errorf("%s\n%s", got, want)
	}
}

func TestAFolderThatIsNone(t *testing.T) {
	if _, err := Read(filepath.Join(t.TempDir(), "no"), Options{}); err == nil {
		t.Error("a folder that is not there was read")
	}
}

// FuzzFile: whatever stands in a file becomes an article that can be written and read again, or a problem with words.
func FuzzFile(f *testing.F) {
	for _, s := range []string{"# t\nx", head + "---\ntext", "---\n---\n", "---\ntags: [a, \"b\"]\nbase: x\n---\n", gbk("无线"), "---\n? a\n: b\n---\nx", "+++", "---\nid: abcdefghij12345\nbase: 00\ntitle: \"\\u0000\"\n---\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		dir := tree(t, map[string]string{"f.md": string(src)})
		found := read(t, dir, Options{Kind: "fault", GBK: true})
		if len(found.Articles)+len(found.Unreadable) == 0 {
			t.Fatal("neither read nor told")
		}
		for _, p := range found.Unreadable {
			if p.In("zh-CN") == "" || p.Code == "" {
				t.Fatal(p)
			}
		}
		for _, a := range found.Articles {
			if a.ID == "" {
				a.ID = "abcdefghij12345"
			}
			again := read(t, tree(t, map[string]string{"f.md": string(a.Format())}), Options{})
			if len(again.Articles) != 1 || again.Articles[0].Fingerprint() != a.Fingerprint() {
				t.Fatalf("%q became %q: %+v", src, a.Format(), again)
			}
		}
	})
}
