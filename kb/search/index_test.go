package search

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
)

func open(t *testing.T, dir string) *Index {
	t.Helper()
	x, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return x
}

func apply(t *testing.T, x *Index, seq int64, b Batch) {
	t.Helper()
	if err := x.Apply(b, seq); err != nil {
		t.Fatal(err)
	}
}

func found(t *testing.T, x *Index, q Query) string {
	t.Helper()
	r, err := x.Search(q)
	if err != nil {
		t.Fatal(err)
	}
	var ids []string
	for _, h := range r.Hits {
		ids = append(ids, h.ID)
	}
	return strings.Join(ids, " ")
}

func TestApplyAndSeq(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	if x.Seq() != 0 {
		t.Fatal("a new index has seen nothing")
	}
	apply(t, x, 7, Batch{Puts: []Doc{{ID: "a", Title: "无线掉线"}, {ID: "b", Title: "无线很慢"}}})
	apply(t, x, 9, Batch{Puts: []Doc{{ID: "a", Title: "有线断开"}}, Deletes: []string{"nobody"}})
	if got := found(t, x, Query{Text: "无线"}); got != "b" {
		t.Errorf("found %q: the old words of a must be gone", got)
	}
	apply(t, x, 10, Batch{Puts: []Doc{{ID: "c", Title: "无线"}}, Deletes: []string{"b", "c"}}) // put and deleted at once is gone
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	x = open(t, dir)
	n, _ := x.Count()
	if x.Seq() != 10 || n != 1 || found(t, x, Query{Text: "有线"}) != "a" || found(t, x, Query{Text: "无线"}) != "" {
		t.Errorf("after reopening: seq %d, %d documents", x.Seq(), n)
	}
}

// The sums of lengths follow every change: an index that was edited ranks like one that was filled at once.
func TestEditedIndexRanksLikeAFreshOne(t *testing.T) {
	docs := []Doc{{ID: "a", Title: "AP 掉线", Body: "无线掉线 capwap"}, {ID: "b", Title: "慢", Body: strings.Repeat("无线很慢，", 20)}, {ID: "c", Body: "capwap 无线", Models: []string{"AP720"}}}
	edited := open(t, "")
	for i := range 5 {
		for _, d := range docs {
			d.Body += strings.Repeat("旧的文字", i)
			apply(t, edited, int64(i), Batch{Puts: []Doc{d, {ID: fmt.Sprint("x", i), Body: "无线"}}})
		}
	}
	if err := edited.Replace(docs, 20); err != nil {
		t.Fatal(err)
	}
	fresh := open(t, "")
	apply(t, fresh, 20, Batch{Puts: docs})
	a, err := edited.Search(Query{Text: "无线 capwap ap720"})
	if err != nil {
		t.Fatal(err)
	}
	b, _ := fresh.Search(Query{Text: "无线 capwap ap720"})
	if fmt.Sprint(a) != fmt.Sprint(b) {
		t.Errorf("edited %+v\nfresh  %+v", a, b)
	}
	if edited.Seq() != 20 {
		t.Errorf("seq %d", edited.Seq())
	}
}

// The score is the BM25 of the textbook, worked out here from the documents themselves. One without a Latin word makes no average of those.
func TestScoreIsBM25(t *testing.T) {
	docs := []Doc{{ID: "a", Title: "one", Body: "tunnel tunnel port"}, {ID: "b", Body: "tunnel and a much longer text about a port"}, {ID: "c", Body: "nothing here"}, {ID: "d", Body: "在另一种语言里"}}
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: docs})
	r, err := x.Search(Query{Text: "tunnel"})
	if err != nil {
		t.Fatal(err)
	}
	length := func(d Doc) float64 { return float64(len(d.fields(d.text())["ax"])) }
	average := (length(docs[0]) + length(docs[1]) + length(docs[2])) / 3
	want := func(d Doc, tf float64) float64 {
		rare := math.Log(1 + (4-2+0.5)/(2+0.5))
		return 2 * rare * tf * 2.2 / (tf + 1.2*(0.2+0.8*length(d)/average))
	}
	if len(r.Hits) != 2 || r.Hits[0].ID != "a" || math.Abs(r.Hits[0].Score-want(docs[0], 2)) > 1e-5 || math.Abs(r.Hits[1].Score-want(docs[1], 1)) > 1e-5 {
		t.Errorf("%+v, want %v and %v", r.Hits, want(docs[0], 2), want(docs[1], 1))
	}
}

func TestDamagedOrOldIndexIsMadeAnew(t *testing.T) {
	for name, damage := range map[string]func(t *testing.T, path string){
		"torn segments": func(t *testing.T, path string) {
			files, _ := filepath.Glob(filepath.Join(path, "store", "*"))
			if len(files) == 0 {
				t.Fatal("no files to tear")
			}
			for _, f := range files {
				if err := os.WriteFile(f, []byte("torn"), 0o600); err != nil {
					t.Fatal(err)
				}
			}
		},
		"no description": func(t *testing.T, path string) { _ = os.Remove(filepath.Join(path, "index_meta.json")) },
		"other version": func(t *testing.T, path string) {
			x := open(t, filepath.Dir(path))
			_ = x.store.SetInternal(versionKey, []byte("0"))
			_ = x.Close()
		},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			x := open(t, dir)
			apply(t, x, 5, Batch{Puts: []Doc{{ID: "a", Title: "无线"}}})
			_ = x.Close()
			damage(t, pathIn(dir))
			x = open(t, dir)
			if x.Seq() != 0 {
				t.Fatal("the caller must see that everything is to be applied again")
			}
			apply(t, x, 5, Batch{Puts: []Doc{{ID: "a", Title: "无线"}}})
			if found(t, x, Query{Text: "无线"}) != "a" {
				t.Error("the new index does not work")
			}
		})
	}
}

func TestSecondProcessIsToldNotWiped(t *testing.T) {
	dir := t.TempDir()
	x := open(t, dir)
	apply(t, x, 5, Batch{Puts: []Doc{{ID: "a", Title: "无线"}}})
	if _, err := Open(dir); !errors.Is(err, ErrBusy) {
		t.Fatalf("got %v", err)
	}
	if found(t, x, Query{Text: "无线"}) != "a" {
		t.Error("the index was harmed")
	}
}

func TestManyReadersOneWriter(t *testing.T) {
	x := open(t, t.TempDir())
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 30 {
				r, err := x.Search(Query{Text: "无线 ap720"})
				if err != nil {
					t.Error(err)
				}
				for _, h := range r.Hits {
					if math.IsNaN(h.Score) || math.IsInf(h.Score, 0) {
						t.Errorf("score %v", h.Score)
					}
				}
			}
		})
	}
	for i := range 20 {
		apply(t, x, int64(i), Batch{Puts: []Doc{{ID: fmt.Sprint(i % 5), Title: "无线", Models: []string{"AP720"}}}, Deletes: []string{fmt.Sprint((i + 2) % 5)}})
	}
	wg.Wait()
}
