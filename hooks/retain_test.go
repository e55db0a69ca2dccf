package hooks

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
)

// days lets the scheduled work run on each of the next days.
func days(t *testing.T, s *apptest.Server, clock *ticking, n int) {
	t.Helper()
	for range n {
		clock.forward(24 * time.Hour)
		if err := of(s.App).forget(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
}

func count(t *testing.T, s *apptest.Server, query string) (n int) {
	t.Helper()
	if err := s.App.DB().NewQuery("SELECT count(*) FROM " + query).Row(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// L4 P1: a tablet in a drawer for 200 days. What was deleted meanwhile is forgotten by the server, so the tablet is told to begin again; it
// ends with what its user may see, and its unsent work is taken.
func TestATabletInADrawer(t *testing.T) {
	clock := &ticking{time.Now()}
	s := serveAt(t, clock)
	note := func(n int64, text string) fieldsync.Mutation {
		return fieldsync.Mutation{N: n, Collection: "events", ID: fieldsync.IDOf(text), Op: "create", Set: set(map[string]any{"job": demo.Hero(), "kind": "note", "text": text})}
	}
	pushAs(t, s, hero, note(1, "之前"))
	days(t, s, clock, 1)
	cursor := cursorOf(t, s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000", nil).Body.String())
	clock.forward(time.Hour)
	event := lookup(t, s, "events", fieldsync.IDOf("之前"))
	if err := s.App.Delete(event); err != nil {
		t.Fatal(err)
	}
	days(t, s, clock, 150)
	if w := s.Do(hero, "GET", "/api/sync/v1/pull?cursor="+cursor, nil); strings.Contains(w.Body.String(), `{"reset"`) || !strings.Contains(w.Body.String(), `{"drop":"events","id":"`+event.Id) {
		t.Fatal("after 150 days:", short(w.Body.String(), 300))
	}
	history := count(t, s, "history")
	days(t, s, clock, 50)
	if n := count(t, s, "syncDocs WHERE deleted = 1") + count(t, s, "syncMembers WHERE gone = 1"); n != 0 {
		t.Error("still remembered:", n)
	}
	if n := count(t, s, "history"); n != history {
		t.Error("P1: history went from", history, "to", n)
	}
	page := s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000&cursor="+cursor, nil).Body.String()
	if !strings.HasPrefix(page, `{"reset":true}`) || strings.Contains(page, event.Id) {
		t.Fatal("after 200 days:", short(page, 300))
	}
	for i, want := range []string{fieldsync.Applied, fieldsync.Applied} {
		if out := pushAs(t, s, hero, note(int64(2+i), fmt.Sprint("抽屉里的 ", i))); out.Status != want {
			t.Errorf("%+v", out)
		}
	}
	gone := fieldsync.Mutation{N: 9, Collection: "events", ID: event.Id, Op: "delete", Set: set(nil)}
	if out := pushAs(t, s, hero, gone); out.Status != fieldsync.Rejected || out.Aside == "" {
		t.Errorf("work on what was forgotten is not kept: %+v", out)
	}
}
