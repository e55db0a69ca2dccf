package hooks

import (
	"archive/zip"
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A pack from the shell: what is for customers, the same twice, as a folder or as one file.
func TestASiteFromTheShell(t *testing.T) {
	s := serve(t)
	edit(t, s, 1, capwapID, map[string]any{"owner": s.Accounts["t.tang"].ID})
	dir := t.TempDir()
	out, again, one := filepath.Join(dir, "a"), filepath.Join(dir, "b"), filepath.Join(dir, "pack.zip")
	mustShell(t, s.App, false, "site", out, "--title", "H 集团")
	mustShell(t, s.App, false, "site", again, "--title", "H 集团")
	files := contents(t, out)
	if got := contents(t, again); len(got) != len(files) || got["index.html"] != files["index.html"] || got["assets/data.en.js"] != files["assets/data.en.js"] {
		t.Error("two sites differ")
	}
	if files["pages/emergency-core-switch-down.zh-CN.html"] == "" || files["pages/story-ap-ac-road.en.html"] == "" || files["pages/ap-ac-capwap-blocked.zh-CN.html"] != "" || files["pages/training-bad-news.en.html"] != "" {
		t.Error("not what is for customers")
	}
	if story := files["pages/story-ap-ac-road.zh-CN.html"]; strings.Contains(story, "怎么讲") || !strings.Contains(story, "road-blocked") {
		t.Error(story)
	}
	mustShell(t, s.App, false, "site", one, "--articles", "ap-ac-capwap-blocked", "--lang", "zh-CN")
	z, err := zip.OpenReader(one)
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	if len(z.File) != 7 {
		t.Error(len(z.File), "files in the zip")
	}
	for _, args := range [][]string{{"--articles", "nosuch"}, {"--kind", "poem"}, {"--tag", "nobody writes this"}} {
		mustShell(t, s.App, true, append([]string{"site", filepath.Join(dir, "c")}, args...)...)
	}
}

// From the app: the very file that the shell makes.
func TestAPackFromTheApp(t *testing.T) {
	s := serve(t)
	one := filepath.Join(t.TempDir(), "pack.zip")
	mustShell(t, s.App, false, "site", one, "--kind", "emergency,story", "--lang", "en", "--title", "H 集团")
	want, err := os.ReadFile(one)
	if err != nil {
		t.Fatal(err)
	}
	w := s.Do(manager, "GET", "/api/kb/site.zip?kind=emergency,story&lang=en&title=H%20%E9%9B%86%E5%9B%A2", nil)
	if w.Code != 200 || !bytes.Equal(w.Body.Bytes(), want) || w.Header().Get("Content-Type") != "application/zip" {
		t.Error(w.Code, w.Body.Len(), len(want))
	}
}
