package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lutong/hooks/apptest"
	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
	"lutong/kb/markdown"
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

// data.db comes back alone from an older backup, and its sequence has gone past the index's number before the index looks: by the number alone
// all would be well, and the article of the lost life would be found for ever.
func TestSearchIndexAfterAnOlderBackup(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	found := func(word string) int {
		t.Helper()
		r, err := srv.indexer.index.Search(search.Query{Text: word})
		if err != nil {
			t.Fatal(err)
		}
		return r.Total
	}
	publish := func(on *fieldsync.Server, slug, title string) {
		t.Helper()
		err := on.Update(context.Background(), on.System(), func(w *fieldsync.Writing) error {
			f, err := checked("articles", map[string]any{"slug": slug, "lang": "zh-CN", "kind": "fault", "title": title, "body": "正文", "confidence": "validated"})
			if err == nil {
				_, err = w.Put("articles", fieldsync.IDOf(slug), f)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	catchUp := func(x *indexer) {
		t.Helper()
		if err := x.catchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	catchUp(srv.indexer)
	data := filepath.Join(s.App.DataDir(), "data.db")
	backup := filepath.Join(t.TempDir(), "data.db")
	if _, err := s.App.NonconcurrentDB().NewQuery("VACUUM INTO '" + backup + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	publish(srv.sync, "lost", "斑马zqxv故障")
	catchUp(srv.indexer)
	if found("zqxv") != 1 {
		t.Fatal("the article is not found")
	}
	srv.close()

	if err := s.App.ResetBootstrapState(); err != nil {
		t.Fatal(err)
	}
	_ = errors.Join(os.Remove(data+"-wal"), os.Remove(data+"-shm")) // there may be none
	copied, err := os.ReadFile(backup)
	if err == nil {
		err = errors.Join(os.WriteFile(data, copied, 0o644), s.App.Bootstrap())
	}
	if err != nil {
		t.Fatal(err)
	}
	again := fieldsync.NewServer(srv.store, rules.Table(rules.Options{Render: render}), srv.now, nil)
	if err := again.Open(context.Background()); err != nil {
		t.Fatal(err)
	}
	for _, slug := range []string{"a", "b", "c"} {
		publish(again, slug, "第二次生命qwvz"+slug)
	}
	index, err := search.Open(filepath.Join(s.App.DataDir(), "search"))
	if err != nil {
		t.Fatal(err)
	}
	defer index.Close()
	srv.indexer = newIndexer(again, index, srv.indexer.seen, srv.indexer.log)
	catchUp(srv.indexer)
	if found("zqxv") != 0 || found("qwvza") == 0 || found("capwap") == 0 {
		t.Error("lost:", found("zqxv"), "new:", found("qwvza"), "old:", found("capwap"))
	}
	next := newIndexer(again, index, srv.indexer.seen, srv.indexer.log)
	if err := os.Remove(next.seen); err != nil {
		t.Fatal("no word of the run is left:", err)
	}
	catchUp(next)
	if found("capwap") == 0 {
		t.Error("an index of an unknown run is not made again")
	}
}

// A book is too long for one article: refused with the field's name, whether it fits a push (P1: the device keeps it) or not.
func TestArticlesAreBounded(t *testing.T) {
	s := serve(t)
	long := func(n int) fieldsync.Mutation {
		return fieldsync.Mutation{N: 1, Collection: "articles", ID: fieldsync.IDOf("long"), Op: "create", Set: set(map[string]any{
			"slug": "long", "lang": "zh-CN", "kind": "howto", "title": "很长", "body": strings.Repeat("长", n), "confidence": "draft"})}
	}
	out := pushAs(t, s, trainer, long(markdown.MaxRunes+1))
	if out.Status != fieldsync.Rejected || out.Code != "too_long" || !strings.Contains(string(fieldsync.JSONOf(out)), "body") {
		t.Errorf("%+v", out)
	}
	w := s.Do(trainer, "POST", "/api/sync/v1/push", fieldsync.Push{Schema: 1, Mutations: []fieldsync.Mutation{long(5 << 20 / 3)}})
	if w.Code != 413 || apptest.Code(w) != "too_large" {
		t.Errorf("%d %.200s", w.Code, w.Body)
	}
}
