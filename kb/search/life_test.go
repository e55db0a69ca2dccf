package search

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func someDocs(n int, word string) []Doc {
	docs := make([]Doc, n)
	for i := range docs {
		docs[i] = Doc{ID: fmt.Sprintf("d%04d", i), Lang: "zh-CN", Kind: "fault", Title: fmt.Sprint(word, " ", i), Body: "无线掉线 " + word}
	}
	return docs
}

// The program dies at every point of a rebuild in turn; what is on disk then opens, serves, and is brought up to date.
func TestDyingAnywhereInARebuild(t *testing.T) {
	died := errors.New("died")
	docs := someDocs(1100, "新的")
	for n := 1; ; n++ {
		dir := t.TempDir()
		x := open(t, dir)
		apply(t, x, 3, Batch{Puts: someDocs(3, "旧的")})
		restore := FaultAt(n, died)
		err := x.Replace(docs, 9)
		restore()
		if err == nil {
			if n < 7 {
				t.Fatalf("only %d points were passed", n-1)
			}
			return
		}
		if !errors.Is(err, died) {
			t.Fatal(err)
		}
		left := asLeft(t, dir)
		y := open(t, left)
		count, _ := y.Count()
		if seq := y.Seq(); seq != 3 && seq != 9 || seq == 9 && count != len(docs) {
			t.Fatalf("dead at %d: seq %d with %d documents", n, seq, count)
		}
		if err := y.Replace(docs, 9); err != nil {
			t.Fatal(err)
		}
		if differs, err := y.Check(docs); err != nil || len(differs) > 0 || y.Seq() != 9 {
			t.Fatalf("dead at %d: %v %v", n, differs, err)
		}
		if err := errors.Join(x.Close(), y.Close()); err != nil {
			t.Fatal(err)
		}
	}
}

// asLeft copies what a dead process leaves: the files of one moment. The storage tidies up beside us, so a copy counts if nothing moved meanwhile.
func asLeft(t *testing.T, dir string) string {
	t.Helper()
	for {
		before := filesIn(t, dir)
		left := t.TempDir()
		err := os.CopyFS(left, os.DirFS(dir))
		if err == nil && maps.Equal(before, filesIn(t, dir)) {
			return left
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			t.Fatal(err)
		}
	}
}

// filesIn gives size and time of every file by its path.
func filesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		info, err := entry.Info()
		if err == nil {
			files[path] = fmt.Sprint(info.Size(), info.ModTime())
		}
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	return files
}

// An index of an earlier version answers until the new one is complete, also over a restart in the middle, and is gone afterwards.
func TestEarlierVersionServesUntilTheNewOneIsComplete(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	apply(t, x, 5, Batch{Puts: someDocs(3, "旧的")})
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	earlier := filepath.Join(dir, "articles.bleve")
	if err := os.Rename(pathIn(dir), earlier); err != nil {
		t.Fatal(err)
	}
	docs := someDocs(700, "新的")
	x = open(t, dir)
	if x.Seq() != 0 || found(t, x, Query{Text: "旧的", Limit: 1}) == "" {
		t.Fatalf("seq %d: the old index must serve and the caller must see that all is to be given", x.Seq())
	}
	restore := FaultAt(3, errors.New("died"))
	if err := x.Replace(docs, 9); err == nil {
		t.Fatal("did not die")
	}
	restore()
	if found(t, x, Query{Text: "旧的", Limit: 1}) == "" || found(t, x, Query{Text: "新的"}) != "" {
		t.Error("half an index serves")
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, dir)
	if found(t, x, Query{Text: "旧的", Limit: 1}) == "" {
		t.Error("after a restart nothing serves")
	}
	if err := x.Replace(docs, 9); err != nil {
		t.Fatal(err)
	}
	if found(t, x, Query{Text: "旧的"}) != "" || found(t, x, Query{Text: "新的", Limit: 1}) == "" {
		t.Error("the new index does not serve")
	}
	if _, err := os.Stat(earlier); !os.IsNotExist(err) {
		t.Errorf("the old index is still there: %v", err)
	}
}

func TestUnreadableEarlierIndexIsRemoved(t *testing.T) {
	dir := t.TempDir()
	earlier := filepath.Join(dir, "articles-1-00000000.bleve")
	if err := os.MkdirAll(earlier, 0o755); err != nil {
		t.Fatal(err)
	}
	x := open(t, dir)
	if _, err := os.Stat(earlier); !os.IsNotExist(err) || found(t, x, Query{Text: "无线"}) != "" {
		t.Errorf("%v", err)
	}
}

func TestCheckFindsWhatDiffers(t *testing.T) {
	x := open(t, t.TempDir())
	docs := someDocs(4, "无线")
	if err := x.Replace(docs, 1); err != nil {
		t.Fatal(err)
	}
	docs[1].Symptoms = []string{"转圈"}
	got, err := x.Check(append(docs[1:], Doc{ID: "more"}))
	if err != nil || strings.Join(got, " ") != "d0000 d0001 more" {
		t.Errorf("%v %v", got, err)
	}
}

// Edits leave small pieces and deleted documents behind; compacting removes both, also from the disk, and changes no answer.
func TestCompact(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	docs := someDocs(50, "无线")
	for i := range 30 {
		docs[i].Summary = fmt.Sprint("第", i, "次改动")
		apply(t, x, int64(i+1), Batch{Puts: docs[i : i+20]})
	}
	before, err := x.Search(Query{Text: "无线 改动", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Compact(context.Background()); err != nil {
		t.Fatal(err)
	}
	after, err := x.Search(Query{Text: "无线 改动", Limit: 100})
	if err != nil || fmt.Sprint(before) != fmt.Sprint(after) {
		t.Errorf("%v\nbefore %+v\nafter  %+v", err, before, after)
	}
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, dir) // it is also what a restart finds
	v, err := x.own()
	if err != nil {
		t.Fatal(err)
	}
	defer v.close()
	if len(v.parts) != 1 || v.top != 49 {
		t.Errorf("%d pieces with %d documents: deleted ones are still there", len(v.parts), v.top)
	}
	files, err := filepath.Glob(filepath.Join(x.path, "store", "*.zap"))
	if err != nil || len(files) != 1 {
		t.Errorf("%v: %d files are left", err, len(files))
	}
}

// A search or a nightly check that comes while the server stops gets an error, no panic.
func TestAClosedIndexSaysSo(t *testing.T) {
	x := open(t, t.TempDir())
	apply(t, x, 1, Batch{Puts: someDocs(2, "新的")})
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := x.Search(Query{Text: "新的"}); !errors.Is(err, errClosed) {
		t.Errorf("a search: %v", err)
	}
	if _, err := x.Check(nil); !errors.Is(err, errClosed) {
		t.Errorf("a check: %v", err)
	}
}
