package hooks

import (
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lutong/hooks/rules"
	"lutong/kb"
)

// withText puts a text chunk behind the head of a PNG: who took the picture.
func withText(t *testing.T, file []byte) []byte {
	t.Helper()
	chunk := []byte("\x00\x00\x00\x0etEXtAuthor\x00nobody!\x00\x00\x00\x00")
	return append(append(append([]byte{}, file[:33]...), chunk...), file[33:]...)
}

// Images go in with a folder, whatever they are called there, and out again by their content; a pack shows them.
func TestImagesInAndOut(t *testing.T) {
	s := empty(t)
	dir, out, copied := t.TempDir(), t.TempDir(), t.TempDir()
	picture := shade(t, 5)
	ref := kb.FigureRef(sumOf(picture))
	for name, content := range map[string][]byte{
		"note.md":          []byte("# Rack\n\n![the rack](img/rack%20one.png \"before\") and ![[rack one.png]] and ![no](gone.png) and ![web](https://x.y/z.png)\n"),
		"img/rack one.png": picture, "img/other.png": picture,
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	args := []string{dir, "--kind", "howto", "--state", "validated"}
	if said := mustShell(t, s.app, false, append([]string{"import", "--dry-run"}, args...)...); !strings.Contains(said, "image_missing") || !strings.Contains(said, "image_foreign") || !strings.Contains(said, "image_unused") || headOf(t, s) != 0 {
		t.Error(said)
	}
	mustShell(t, s.app, false, append([]string{"import"}, args...)...)
	id := kb.ArticleID("note", "en")
	body, html := articleNow(t, s, id).String("body"), articleNow(t, s, id).String("html")
	if want := `![the rack](figure:` + ref + ` "before") and ![](figure:` + ref + `) and ![no](gone.png)`; !strings.Contains(body, want) || !strings.Contains(html, `width="40" height="30"`) {
		t.Error(body, html)
	}
	if r, err := s.app.FindRecordById("figures", rules.FigureID(id, ref)); err != nil || r.GetString("state") != "stored" || r.GetString("mime") != "image/png" {
		t.Error(r, err)
	}
	mustShell(t, s.app, false, "export", out)
	files := contents(t, out)
	if files["images/"+ref+".png"] != string(picture) || !strings.Contains(files["en/note.md"], `![the rack](../images/`+ref+`.png "before")`) {
		t.Error(files["en/note.md"])
	}
	other := empty(t)
	mustShell(t, other.app, false, "import", out)
	mustShell(t, other.app, false, "export", copied)
	if got := contents(t, copied); !maps.Equal(files, got) {
		t.Errorf("%v\n%v", files["en/note.md"], got["en/note.md"])
	}
	if said := mustShell(t, other.app, false, "export", copied); !strings.Contains(said, "0 written, 2 unchanged, 0 removed") {
		t.Error(said)
	}

	// one that nobody shows any more goes
	change(t, filepath.Join(out, "en/note.md"), files["en/note.md"][strings.Index(files["en/note.md"], "![the rack]"):], "words only\n")
	mustShell(t, s.app, false, "import", out)
	if said := mustShell(t, s.app, false, "export", out); !strings.Contains(said, "1 removed") {
		t.Error(said)
	}

	// an image that was painted over is another image
	if err := os.WriteFile(filepath.Join(copied, "images", ref+".png"), shade(t, 9), 0o644); err != nil {
		t.Fatal(err)
	}
	mustShell(t, other.app, false, "import", copied)
	if body := articleNow(t, other, id).String("body"); !strings.Contains(body, kb.FigureRef(sumOf(shade(t, 9)))) || strings.Contains(body, ref) {
		t.Error(body)
	}
}

// An image that says who took it where does not go in, and nothing goes in with it.
func TestImagesThatSayTooMuch(t *testing.T) {
	s := empty(t)
	dir := t.TempDir()
	for name, content := range map[string][]byte{"note.md": []byte("# N\n![a](a.png) ![b](b.png)"), "a.png": withText(t, shade(t, 5)), "b.png": []byte("<svg onload=alert(1)>")} {
		if err := os.WriteFile(filepath.Join(dir, name), content, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"import", dir, "--kind", "howto", "--dry-run"}, {"import", dir, "--kind", "howto"}} {
		if said := mustShell(t, s.app, true, args...); strings.Count(said, "image_bad") != 2 || headOf(t, s) != 0 {
			t.Error(said)
		}
	}
}
