package hooks

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lutong/hooks/apptest"
	"lutong/hooks/fieldsync"
	"lutong/kb/search"
	"lutong/kb/segment"
)

type tabletFiles struct {
	Format, Analysis int
	Segments         []segment.File
}

func filesOf(t *testing.T, s *apptest.Server, who string) []string {
	t.Helper()
	w := s.Do(who, "GET", "/api/kb/index", nil)
	var m tabletFiles
	if err := json.Unmarshal(w.Body.Bytes(), &m); err != nil || w.Code != 200 || m.Format != segment.Format || m.Analysis != search.Analysis || w.Header().Get("Cache-Control") != "no-store" {
		t.Fatal(w.Code, err, w.Header(), w.Body)
	}
	ids := []string{}
	for _, f := range m.Segments {
		ids = append(ids, f.ID)
	}
	return ids
}

// said is what the files say together: which articles, and by which sums.
func said(t *testing.T, s *apptest.Server, files []string) map[string]uint32 {
	t.Helper()
	all := map[string]uint32{}
	for _, id := range files {
		w := s.Do(hero, "GET", "/api/kb/index/"+id, nil)
		if w.Code != 200 || segment.Name(w.Body.Bytes()) != id {
			t.Fatal(w.Code, id, "is not named by its contents")
		}
		sums, gone, err := segment.Contents(w.Body.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		for id, sum := range sums {
			all[id] = sum
		}
		for _, id := range gone {
			delete(all, id)
		}
	}
	return all
}

// shown are the articles of a user's pull with their sums: what a tablet holds them against.
func shown(t *testing.T, s *apptest.Server, who string) map[string]uint32 {
	t.Helper()
	all := map[string]uint32{}
	for line := range strings.Lines(s.Do(who, "GET", "/api/sync/v1/pull?limit=5000", nil).Body.String()) {
		var l struct {
			Put string
			Doc json.RawMessage
		}
		if err := json.Unmarshal([]byte(line), &l); err != nil {
			t.Fatal(err)
		}
		if l.Put == "articles" {
			var d struct{ ID string }
			if err := json.Unmarshal(l.Doc, &d); err != nil {
				t.Fatal(err)
			}
			all[d.ID] = fieldsync.SumOf("articles", l.Doc)
		}
	}
	return all
}

func sameArticles(t *testing.T, when string, got, want map[string]uint32) {
	t.Helper()
	if len(got) != len(want) || len(want) == 0 {
		t.Errorf("%s: %d articles, want %d", when, len(got), len(want))
	}
	for id, sum := range want {
		if got[id] != sum {
			t.Errorf("%s: %s is another one", when, id)
		}
	}
}

func publishArticles(t *testing.T, s *apptest.Server, ids []string, text string) {
	t.Helper()
	for _, id := range ids {
		d := lookup(t, s, "articles", id)
		d.Set("summary", text)
		if err := s.App.Save(d); err != nil {
			t.Fatal(err)
		}
	}
}

// A base; nothing new for a few edits; a delta for more of them, with what was archived; a restart changes nothing.
func TestTabletIndexAfterEdits(t *testing.T) {
	s := serve(t)
	first := filesOf(t, s, hero)
	all := shown(t, s, hero)
	if len(first) != 1 {
		t.Fatal(first)
	}
	sameArticles(t, "base", said(t, s, first), all)
	var ids []string
	for id := range all {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	publishArticles(t, s, ids[:segment.Worth-1], "改了")
	if again := filesOf(t, s, trainer); !slices.Equal(again, first) {
		t.Error("new files for few edits:", again)
	}
	x := of(s.App).tabletIndex
	x.seq = 0 // as after a restart: everything is compared
	if again := filesOf(t, s, hero); !slices.Equal(again, first) {
		t.Error("new files for few edits, compared:", again)
	}
	d := lookup(t, s, "articles", ids[20])
	d.Set("confidence", "archived")
	if err := s.App.Save(d); err != nil {
		t.Fatal(err)
	}
	second := filesOf(t, s, hero)
	if slices.Equal(second, first) {
		t.Fatal("no new file")
	}
	sameArticles(t, "after edits", said(t, s, second), shown(t, s, hero))
	for _, id := range append(first, second...) {
		if w := s.Do(hero, "GET", "/api/kb/index/"+id, nil); w.Code != 200 {
			t.Error("a tablet in the middle of fetching:", w.Code)
		}
	}

	again := newTabletIndex(x.sync, x.shelf.dir)
	files, err := again.present(context.Background())
	if err != nil || len(files) != len(second) {
		t.Fatal(files, err)
	}
	for i, f := range files {
		if f.ID != second[i] {
			t.Error("a restart made another file:", f.ID)
		}
	}
}

// A file that rotted, or lost one of its codings, is made again, and what nobody lists goes.
func TestTabletIndexIsMended(t *testing.T) {
	for _, damage := range []func(name string) error{
		func(name string) error { return os.WriteFile(name+".identity", []byte("LTSG"), 0o644) },
		func(name string) error { return os.Remove(name + ".gzip") },
		func(name string) error { return os.Remove(filepath.Join(filepath.Dir(name), "set.json")) },
	} {
		s := serve(t)
		first := filesOf(t, s, hero)
		x := of(s.App).tabletIndex
		stranger := filepath.Join(x.shelf.dir, "0123.zstd.part")
		if err := os.WriteFile(stranger, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := damage(filepath.Join(x.shelf.dir, first[0])); err != nil {
			t.Fatal(err)
		}
		of(s.App).tabletIndex = newTabletIndex(x.sync, x.shelf.dir)
		if again := filesOf(t, s, hero); !slices.Equal(again, first) {
			t.Fatal("another file of the same articles:", again)
		}
		sameArticles(t, "mended", said(t, s, first), shown(t, s, hero))
		if _, err := os.Stat(stranger); err == nil {
			t.Error("a file of nobody is kept")
		}
	}
}

// Only who holds the library gets its index, only on a tablet, and only files that there are. It packs and resumes as parts of the library do.
func TestWhoGetsTheTabletIndex(t *testing.T) {
	s := serve(t)
	file := filesOf(t, s, hero)[0]
	check(t, s, []row{
		{"GET", "/api/kb/index", nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/kb/index/" + file, nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/kb/index/" + file + "9", nil, map[string]string{guest: "401 unauthorized", "*": "404 segment_unknown"}},
		{"GET", "/api/kb/index/set", nil, map[string]string{guest: "401 unauthorized", "*": "404 segment_unknown"}},
		{"GET", "/api/kb/index/..%2F..%2F..%2Fdata.db", nil, map[string]string{guest: "401 unauthorized", "*": "404 segment_unknown"}},
		{"POST", "/api/kb/index", nil, map[string]string{"*": "405 wrong_method"}},
	})
	if w := s.Do(hero, "GET", "/api/kb/index/"+file, nil, "X-Device", "-"); w.Code != 400 {
		t.Error("without a device:", w.Code)
	}
	plain := s.Do(hero, "GET", "/api/kb/index/"+file, nil).Body.String()
	for _, coding := range []string{"zstd", "gzip"} {
		w := s.Do(hero, "GET", "/api/kb/index/"+file, nil, "Accept-Encoding", coding)
		if w.Header().Get("Content-Type") != "application/octet-stream" || unpack(t, coding, w.Body.Bytes()) != plain || w.Body.Len() >= len(plain) {
			t.Error(coding, w.Code, w.Header(), w.Body.Len(), len(plain))
		}
	}
}
