package hooks

import (
	"context"
	"encoding/json"
	"testing"

	"lutong/hooks/apptest"
	"lutong/kb/search"
)

func hits(t *testing.T, s *apptest.Server, word string) int {
	t.Helper()
	w := s.Do(hero, "GET", "/api/kb/search?q="+word, nil)
	var r search.Result
	if err := json.Unmarshal(w.Body.Bytes(), &r); err != nil || w.Code != 200 {
		t.Fatal(w.Code, err, w.Body)
	}
	return r.Total
}

// At night the index is held against the articles: what was lost, and what no article says, is put right.
func TestNightlyCheckMendsTheIndex(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	ctx := context.Background()
	if err := srv.indexer.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	before := hits(t, s, "capwap")
	if before == 0 {
		t.Fatal("the shipped library is not found")
	}
	all, err := srv.indexer.index.Search(search.Query{Text: "capwap", Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	wrong := search.Batch{Deletes: []string{all.Hits[0].ID}, Puts: []search.Doc{{ID: "nobody", Title: "capwap xyzzyplugh"}}}
	if err := srv.indexer.index.Apply(wrong, srv.indexer.index.Seq()); err != nil {
		t.Fatal(err)
	}
	if hits(t, s, "xyzzyplugh") != 1 {
		t.Fatal("the index was not made wrong")
	}
	if err := srv.indexer.check(ctx); err != nil {
		t.Fatal(err)
	}
	if n := hits(t, s, "xyzzyplugh"); n != 0 || hits(t, s, "capwap") != before {
		t.Errorf("%d of nobody's, %d of %d", n, hits(t, s, "capwap"), before)
	}
}

// The database came back from an older backup: the index is ahead of it and is made again from what there is.
func TestIndexAheadOfTheDatabase(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	ctx := context.Background()
	if err := srv.indexer.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	before := hits(t, s, "capwap")
	if err := srv.indexer.index.Apply(search.Batch{Puts: []search.Doc{{ID: "later", Title: "xyzzyplugh"}}}, 1<<40); err != nil {
		t.Fatal(err)
	}
	if err := srv.indexer.catchUp(ctx); err != nil {
		t.Fatal(err)
	}
	if hits(t, s, "xyzzyplugh") != 0 || hits(t, s, "capwap") != before || srv.indexer.index.Seq() >= 1<<40 {
		t.Errorf("seq %d", srv.indexer.index.Seq())
	}
}
