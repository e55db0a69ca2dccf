package folder

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func save(t *testing.T, dir string, force bool, articles ...Article) Saved {
	t.Helper()
	s, err := Save(dir, Write(articles), force)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func two() (Article, Article) {
	a, b := sample(), sample()
	b.ID, b.Texts = "bbbbbbbbbbbbbbb", map[string]string{"title": "b", "slug": "b", "kind": "fault", "lang": "en", "confidence": "validated"}
	return a, b
}

// An export touches what changed and nothing else.
func TestAnExportTouchesWhatChanged(t *testing.T) {
	dir := t.TempDir()
	a, b := two()
	if s := save(t, dir, false, a, b); s.Written != 2 {
		t.Fatal(s)
	}
	mine := filepath.Join(dir, "README.md")
	if err := os.WriteFile(mine, []byte("ours"), 0o644); err != nil {
		t.Fatal(err)
	}
	old := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, f := range []string{"zh-CN/ap-off.md", "en/b.md"} {
		if err := os.Chtimes(filepath.Join(dir, f), old, old); err != nil {
			t.Fatal(err)
		}
	}
	b.Body = "new\n"
	if s := save(t, dir, false, a, b); s.Written != 1 || s.Unchanged != 1 {
		t.Error(s)
	}
	if info, err := os.Stat(filepath.Join(dir, "zh-CN/ap-off.md")); err != nil || !info.ModTime().Equal(old) {
		t.Error("a file that was right was written again")
	}
	b.Texts["slug"] = "c"
	if s := save(t, dir, false, a, b); s.Written != 1 || s.Removed != 1 {
		t.Error("renamed:", s)
	}
	if s := save(t, dir, false, a); s.Removed != 1 {
		t.Error("no more in the selection:", s)
	}
	if _, err := os.Stat(filepath.Join(dir, "en")); !os.IsNotExist(err) {
		t.Error("an empty folder stays")
	}
	if raw, err := os.ReadFile(mine); err != nil || string(raw) != "ours" {
		t.Error("somebody's own file is gone")
	}
}

// What a person wrote into the folder is not written over, unless it has arrived or they say so.
func TestAnExportKeepsWorkThatWasNotImported(t *testing.T) {
	dir := t.TempDir()
	a, b := two()
	save(t, dir, false, a, b)
	file := filepath.Join(dir, "en/b.md")
	edit := func(to string) {
		t.Helper()
		raw, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(strings.Replace(string(raw), "## 现象", to, 1)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	edit("## 我写的")
	a.Body, b.Body = "changed in the app\n", "changed in the app\n"
	s := save(t, dir, false, a, b)
	if len(s.Edited) != 1 || s.Edited[0].File != "en/b.md" || s.Written != 0 {
		t.Fatal("edited and changed:", s)
	}
	if s := save(t, dir, false, a); len(s.Edited) != 1 || s.Removed != 0 {
		t.Error("edited and no more in the selection:", s)
	}
	_, b = two()
	b.Body = strings.Replace(b.Body, "## 现象", "## 我写的", 1)
	if s := save(t, dir, false, a, b); s.Written != 2 || len(s.Edited) != 0 {
		t.Error("what was edited has arrived in the app:", s)
	}
	edit("<<<<<<< HEAD")
	if err := os.WriteFile(file, []byte("---\n<<<<<<< HEAD\n---\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if s := save(t, dir, false, a, b); len(s.Edited) != 1 {
		t.Error("a file in the middle of a merge:", s)
	}
	if s := save(t, dir, true, a, b); s.Written != 1 {
		t.Error("forced:", s)
	}
}

// A folder may hold a link to elsewhere where a file is to go.
func TestAnExportStaysInside(t *testing.T) {
	outside := t.TempDir()
	dir := t.TempDir()
	if err := os.Symlink(outside, filepath.Join(dir, "en")); err != nil {
		t.Fatal(err)
	}
	_, b := two()
	if s, err := Save(dir, Write([]Article{b}), true); err == nil {
		t.Error("written through a link", s)
	}
	if left, _ := os.ReadDir(outside); len(left) > 0 {
		t.Error(left)
	}
}

// A zero byte that a record has stands in its file as U+FFFD, and the export says so: with it nobody could import the folder again. The
// article is the same for the next export and the next import.
func TestAZeroByteDoesNotStopTheFolder(t *testing.T) {
	a := sample()
	a.Body = "one\x00two\n"
	told := Told([]Article{a})
	if len(told) != 1 || told[0].Code != "zero_byte" || told[0].Args[0] != "1" || told[0].File != pathOf(a) {
		t.Fatal(told)
	}
	dir := t.TempDir()
	save(t, dir, false, a)
	if s := save(t, dir, false, a); s.Written != 0 || len(s.Edited) != 0 {
		t.Error(s)
	}
	found := read(t, dir, Options{})
	if len(found.Unreadable) != 0 || len(found.Articles) != 1 || found.Articles[0].Body != "one\ufffdtwo\n" || found.Articles[0].Fingerprint() != a.Fingerprint() {
		t.Error(found)
	}
}
