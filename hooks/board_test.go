package hooks

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"lutong/hooks/access"
	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
	"lutong/kb/loop"
)

func boardFor(t *testing.T, s *apptest.Server, who string) (b loop.Board) {
	t.Helper()
	if w := s.Do(who, "GET", "/api/kb/board", nil); w.Code != 200 || json.Unmarshal(w.Body.Bytes(), &b) != nil {
		t.Fatal(w.Code, w.Body)
	}
	return b
}

func anyArticle(t *testing.T, s *apptest.Server) string {
	t.Helper()
	var id string
	if err := s.App.DB().NewQuery("SELECT id FROM articles WHERE confidence = 'validated' AND id NOT IN (SELECT article FROM articleUses) ORDER BY id LIMIT 1").Row(&id); err != nil {
		t.Fatal(err)
	}
	return id
}

// From what engineers said and searched to the board: the report with its words, what was read, what helped, what was not found; and a new
// version answers the report.
func TestBoardTellsWhatWorkTaught(t *testing.T) {
	s := serve(t)
	if err := of(s.App).indexer.catchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	article := anyArticle(t, s)
	n := int64(0)
	say := func(kind, note string) {
		t.Helper()
		n++
		out := pushAs(t, s, hero, fieldsync.Mutation{N: n, Collection: "articleUses", ID: fieldsync.IDOf("use", kind), Op: "create",
			Set: set(map[string]any{"article": article, "job": demo.Hero(), "kind": kind, "note": note})})
		if out.Status != fieldsync.Applied {
			t.Fatalf("%+v", out)
		}
	}
	say("read", "")
	say("notHelped", "没写怎么进恢复模式")
	tell(t, s, colleague, toldSearch{ID: fieldsync.IDOf("q1"), Query: "zqxv 掉线", Day: today()}, toldSearch{ID: fieldsync.IDOf("q2"), Query: "掉线 ZQXV", Day: today()})

	ofArticle := func(l loop.Line) bool { return l.ID == article }
	b := boardFor(t, s, trainer)
	i := slices.IndexFunc(b.Unhelpful, func(r loop.Reports) bool { return ofArticle(r.Line) })
	if i < 0 || len(b.Unhelpful[i].Words) != 1 {
		t.Fatalf("%+v", b.Unhelpful)
	}
	number := lookup(t, s, "jobs", demo.Hero()).GetString("number")
	if w := b.Unhelpful[i].Words[0]; w.By != s.Accounts[hero].Name || w.Number != number || w.Note != "没写怎么进恢复模式" {
		t.Errorf("%+v", w)
	}
	if i := slices.IndexFunc(b.Used, func(u loop.Usage) bool { return ofArticle(u.Line) }); i < 0 || b.Used[i].Reads != 1 || b.Used[i].Readers[0].By != s.Accounts[hero].Name {
		t.Errorf("%+v", b.Used)
	}
	if i := slices.IndexFunc(b.Gaps, func(g loop.Gap) bool { return g.Miss == 2 && loop.Norm(g.Query) == loop.Norm("zqxv 掉线") }); i < 0 || b.Gaps[i].Roles["engineer"] != 2 {
		t.Errorf("%+v", b.Gaps)
	}
	say("helped", "")
	b = boardFor(t, s, manager)
	if slices.ContainsFunc(b.Unhelpful, func(r loop.Reports) bool { return ofArticle(r.Line) }) {
		t.Error("the same person's word of before counts on")
	}
	if !slices.ContainsFunc(b.Solved, func(v loop.Solved) bool { return ofArticle(v.Line) && v.Number == number }) {
		t.Errorf("%+v", b.Solved)
	}
}

// Names go no further than teams do.
func TestBoardNamesOnlyKnownPeople(t *testing.T) {
	s := serve(t)
	other := s.Accounts[otherDispatcher]
	name, err := of(s.App).namesFor(context.Background(), access.Actor{User: other.ID, Role: other.Role, Teams: other.Teams})
	if err != nil || name(s.Accounts[stranger].ID) != s.Accounts[stranger].Name || name(s.Accounts[hero].ID) != "" {
		t.Error(err, name(s.Accounts[stranger].ID), name(s.Accounts[hero].ID))
	}
}

// The demo organisation's searches are true: what it says was not found is not there, and the rest is.
func TestDemoSearchesAreTrue(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	if err := srv.indexer.catchUp(context.Background()); err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	for _, q := range demo.Searches() {
		if asked[q.Query] {
			continue
		}
		asked[q.Query] = true
		if hits, err := srv.hitsNow(q.Query, q.Lang); err != nil || (hits > 0) != (q.Hits > 0) {
			t.Errorf("%q finds %d, and the demo says %d (%v)", q.Query, hits, q.Hits, err)
		}
	}
	if hits, err := srv.hitsNow("CAPWAP E-9999x", "zh-CN"); err != nil || hits != 0 {
		t.Errorf("a code of no article is answered by %d that are only like it (%v)", hits, err)
	}
	b := boardFor(t, s, trainer)
	if len(b.Gaps) < 6 || len(b.Stale) < 4 || len(b.Unhelpful) < 1 || len(b.Used) < 10 || len(b.Never) < 10 || len(b.Solved) < 5 || b.Searches.Solved == 0 {
		t.Errorf("%d gaps, %d stale, %d unhelpful, %d used, %d never, %d solved, %+v", len(b.Gaps), len(b.Stale), len(b.Unhelpful), len(b.Used), len(b.Never), len(b.Solved), b.Searches)
	}
}
