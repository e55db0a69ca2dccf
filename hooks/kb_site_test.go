package hooks

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lutong/hooks/fieldsync"
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

// Two articles of one name, published by whatever door: both are in the pack and in the folder, what is published under its name, and the
// commands say so.
func TestTwinsAreNotLost(t *testing.T) {
	s := of(serve(t).App)
	put := func(id, state, title string) {
		t.Helper()
		if err := s.sync.Update(context.Background(), s.sync.System(), func(w *fieldsync.Writing) error {
			_, err := w.Put("articles", id, fieldsync.Fields(set(map[string]any{"slug": "twin", "lang": "en", "tags": []string{"twins"}, "kind": "howto", "title": title, "body": title, "confidence": state})))
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	put("aaaaaaaaaaaaaaa", "draft", "A draft")
	put("bbbbbbbbbbbbbbb", "validated", "The first")
	put("ccccccccccccccc", "validated", "The second")
	dir := t.TempDir()
	out := mustShell(t, s.app, false, "export", dir, "--state", "all", "--lang", "en")
	files := contents(t, dir)
	if !strings.Contains(files["en/twin.md"], "The first") || !strings.Contains(files["en/aaaaaaaaaaaaaaa.md"], "A draft") || !strings.Contains(files["en/ccccccccccccccc.md"], "The second") {
		t.Error(files)
	}
	if strings.Count(out, "name_shared") != 2 || !strings.Contains(out, "en/aaaaaaaaaaaaaaa.md: name_shared") {
		t.Error(out)
	}
	mustShell(t, s.app, false, "import", dir)
	pack := filepath.Join(t.TempDir(), "pack")
	out = mustShell(t, s.app, false, "site", pack, "--articles", "twin")
	files = contents(t, pack)
	if !strings.Contains(files["pages/twin.en.html"], "The first") || !strings.Contains(files["pages/ccccccccccccccc.en.html"], "The second") || !strings.Contains(out, "name_shared") || !strings.Contains(out, "2 articles") {
		t.Error(out)
	}
}
