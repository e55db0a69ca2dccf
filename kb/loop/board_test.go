package loop

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
)

var now = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func daysAgo(n int) string { return stamp(now.AddDate(0, 0, -n)) }

func searchFor(query, role string, hits int, more ...func(*Search)) Search {
	s := Search{Query: query, Role: role, Lang: "zh-CN", Place: OnTablet, Day: "2026-11-20", Hits: hits}
	for _, f := range more {
		f(&s)
	}
	return s
}

func opened(article string) func(*Search) { return func(s *Search) { s.Opened = article } }
func again(s *Search)                     { s.Again = true }

func board(t *testing.T, f Facts) Board {
	t.Helper()
	f.Now, f.Window = now, 90*24*time.Hour
	if f.Name == nil {
		f.Name = func(user string) string { return "name of " + user }
	}
	f.MinutesToRestore = func(job string) int { return len(job) }
	b, err := NewBoard(f)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func article(id, confidence string, more ...func(*Article)) Article {
	a := Article{Line: Line{ID: id, Title: id, Kind: "fault", Lang: "zh-CN"}, Confidence: confidence, Owner: "T", PublishedAt: daysAgo(100)}
	for _, f := range more {
		f(&a)
	}
	return a
}

func TestGaps(t *testing.T) {
	b := board(t, Facts{
		Searches: []Search{
			searchFor("poe 掉电", "engineer", 0), searchFor("掉电 PoE", "engineer", 0), searchFor("poe 掉电", "sales", 0), // one thing, three searches
			searchFor("capwap", "engineer", 3, opened("a")), searchFor("capwap", "engineer", 3, opened("a")), searchFor("capwap", "engineer", 3), // mostly found
			searchFor("光衰", "engineer", 2, opened("wrong"), again), searchFor("光衰", "engineer", 2, opened("wrong"), again), // a dead end
			searchFor("环路", "dispatcher", 4),                                   // seen and passed over
			searchFor("堆叠分裂", "engineer", 0), searchFor("堆叠分裂", "engineer", 0), // written meanwhile
			{Query: "ospf", Place: OnServer, Hits: 2}, {Query: "bgp", Place: OnServer, Hits: 0}, // the server is not told what was opened
		},
		HitsNow: func(query, lang string) (int, error) { return map[string]int{"堆叠分裂": 1}[query], nil },
	})
	var got []string
	for _, g := range b.Gaps {
		got = append(got, g.Query)
	}
	if want := []string{"poe 掉电", "光衰", "bgp", "环路", "堆叠分裂"}; !slices.Equal(got, want) {
		t.Fatalf("%q, want %q", got, want)
	}
	g := b.Gaps[0]
	if g.Miss != 3 || !reflect.DeepEqual(g.Roles, map[string]int{"engineer": 2, "sales": 1}) || !slices.Equal(g.Also, []string{"掉电 PoE"}) || g.Last != "2026-11-20" {
		t.Errorf("%+v", g)
	}
	if g := b.Gaps[1]; g.DeadEnd != 2 || !slices.Equal(g.Opened, []string{"wrong"}) {
		t.Errorf("%+v", g)
	}
	if want := (Tally{Total: 13, Miss: 6, NearMiss: 2, DeadEnd: 2, Found: 2}); b.Searches != want {
		t.Errorf("%+v, want %+v", b.Searches, want)
	}
}

func TestStale(t *testing.T) {
	due := func(at string) func(*Article) { return func(a *Article) { a.ReviewBy = at } }
	since := func(at string) func(*Article) { return func(a *Article) { a.Since = at } }
	b := board(t, Facts{Articles: []Article{
		article("fresh", "validated", due(daysAgo(-200))), article("no date", "validated"), article("soon", "validated", due(daysAgo(-10))),
		article("over", "validated", due(daysAgo(2))), article("long over", "validated", due(daysAgo(50))), article("archived", "archived", due(daysAgo(50))),
		article("old draft", "draft", since(daysAgo(40))), article("young draft", "draft", since(daysAgo(20))), article("unknown draft", ""),
		article("long in review", "inReview", since(daysAgo(15))), article("in review", "inReview", since(daysAgo(3))),
	}})
	var got []string
	for _, s := range b.Stale {
		got = append(got, s.ID+": "+s.Why)
	}
	want := []string{"long over: overdue", "over: overdue", "long in review: inReview", "unknown draft: draft", "old draft: draft", "soon: dueSoon"}
	if !slices.Equal(got, want) {
		t.Errorf("%q\nwant %q", got, want)
	}
}

func useOn(article, job, by, kind string, days int) Use {
	return Use{ID: fmt.Sprint(article, job, by, kind, days), Article: article, Job: job, Number: "LT-" + job, By: by, Kind: kind, Note: "note", CorrectedAt: daysAgo(days), ReceivedAt: daysAgo(days)}
}

func TestUses(t *testing.T) {
	b := board(t, Facts{
		Articles: []Article{article("best", "validated"), article("bad", "validated"), article("read", "validated"), article("never", "validated"),
			article("new", "validated", func(a *Article) { a.PublishedAt = daysAgo(3) }), article("draft", "draft"), article("answered", "validated", func(a *Article) { a.PublishedAt = daysAgo(1) })},
		Uses: []Use{
			useOn("best", "j1", "A", Helped, 3), useOn("best", "j2", "A", Used, 4), useOn("best", "j3", "B", Helped, 200),
			useOn("bad", "j1", "A", NotHelped, 120), useOn("bad", "j2", "B", NotHelped, 5), useOn("bad", "j4", "B", NotHelped, 6), useOn("bad", "j4", "B", Helped, 4),
			useOn("read", "j1", "A", Read, 3), useOn("answered", "j1", "A", NotHelped, 4),
		},
	})
	if len(b.Unhelpful) != 1 || b.Unhelpful[0].Open != 1 || len(b.Unhelpful[0].Words) != 1 {
		t.Fatalf("%+v", b.Unhelpful) // the one of 120 days ago was answered by the version of then, the other taken back by "it helped"
	}
	if w := b.Unhelpful[0].Words[0]; w != (Word{"name of B", "LT-j2", daysAgo(5), "note"}) {
		t.Errorf("%+v", w)
	}
	var used []string
	for _, u := range b.Used {
		used = append(used, fmt.Sprint(u.ID, " jobs ", u.Jobs, " helped ", u.Helped, " reads ", u.Reads))
	}
	if want := []string{"bad jobs 2 helped 1 reads 0", "best jobs 2 helped 1 reads 0", "answered jobs 1 helped 0 reads 0", "read jobs 0 helped 0 reads 1"}; !slices.Equal(used, want) {
		t.Errorf("%q\nwant %q", used, want)
	}
	if len(b.Never) != 1 || b.Never[0].ID != "never" || b.NeverAll != 1 {
		t.Errorf("%+v", b.Never)
	}
	if len(b.Solved) != 2 || b.Solved[0].ID != "best" || b.Solved[0].Minutes != 2 || b.Solved[1].ID != "bad" {
		t.Errorf("%+v", b.Solved)
	}
}

// An organisation that has just begun gets empty lists, which JSON must not call null.
func TestEmptyBoard(t *testing.T) {
	v := reflect.ValueOf(board(t, Facts{}))
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.IsNil() {
			t.Error(strings.ToLower(v.Type().Field(i).Name), "is null")
		}
	}
}
