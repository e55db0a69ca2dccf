package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"lutong/hooks/apptest"
	"lutong/hooks/fieldsync"
)

func tell(t *testing.T, s *apptest.Server, who string, searches ...toldSearch) {
	t.Helper()
	if w := s.Do(who, "POST", "/api/kb/searches", map[string]any{"searches": searches}); w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
}

func today() string { return time.Now().UTC().Format(day) }

func searchRows(t *testing.T, s *apptest.Server, where string) (rows []dbx.NullStringMap) {
	t.Helper()
	if err := s.App.DB().NewQuery("SELECT * FROM searches WHERE " + where).All(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// By role, not by person: whatever a row or the table says, nobody can tell whose search it was.
func TestSearchesAreNobodys(t *testing.T) {
	s := serve(t)
	id := fieldsync.IDOf("search")
	tell(t, s, hero, toldSearch{ID: id, Query: "斑马 zqxv", Lang: "zh-CN", Day: today(), Hits: 0})
	rows := searchRows(t, s, "id = '"+id+"'")
	if len(rows) != 1 || rows[0]["role"].String != "engineer" || rows[0]["place"].String != "tablet" {
		t.Fatal(rows)
	}
	text := fmt.Sprint(rows)
	for _, secret := range []string{s.Accounts[hero].ID, s.Device(hero), s.Accounts[hero].Name, s.Accounts[hero].Email, s.Accounts[hero].Teams[0]} {
		if strings.Contains(text, secret) {
			t.Errorf("a search tells %q: %s", secret, text)
		}
	}
	if rows[0]["day"].String != today() {
		t.Error("the time of the day is written down:", rows[0]["day"].String)
	}
	for column := range rows[0] {
		switch column {
		case "id", "query", "norm", "lang", "role", "place", "day", "hits", "opened", "position", "solved", "again":
		default:
			t.Errorf("a column %q: what does it tell about whom?", column)
		}
	}
	var history int
	if err := s.App.DB().NewQuery("SELECT count(*) FROM history WHERE record = '" + id + "'").Row(&history); err != nil || history != 0 {
		t.Error("the history names who searched", history, err)
	}
}

// Sending again counts once, and a line that cannot be used harms nobody.
func TestSearchesAreToldOnce(t *testing.T) {
	s := serve(t)
	good := toldSearch{ID: fieldsync.IDOf("good"), Query: "zqxv", Day: today(), Hits: 2, Opened: fieldsync.IDOf("article"), Position: 1}
	tell(t, s, hero, good, good)
	changed := good
	changed.Query = "another"
	tell(t, s, colleague, changed)
	tell(t, s, hero,
		toldSearch{ID: "no id", Query: "bad 1", Day: today()},
		toldSearch{ID: fieldsync.IDOf("2"), Query: "bad 2", Day: "yesterday"},
		toldSearch{ID: fieldsync.IDOf("3"), Query: "bad 3", Day: time.Now().AddDate(0, 0, -40).UTC().Format(day)},
		toldSearch{ID: fieldsync.IDOf("4"), Query: "bad 4", Day: time.Now().AddDate(0, 0, 3).UTC().Format(day)},
		toldSearch{ID: fieldsync.IDOf("5"), Query: "bad 5", Day: today(), Opened: "<script>"},
		toldSearch{ID: fieldsync.IDOf("6"), Query: "?!", Day: today()},
	)
	rows := searchRows(t, s, "norm = 'zqxv' OR query LIKE 'bad%' OR norm IN ('', 'another')")
	if len(rows) != 1 || rows[0]["query"].String != "zqxv" || rows[0]["position"].String != "1" {
		t.Error(rows)
	}
	many := make([]toldSearch, searchesAtOnce+1)
	if w := s.Do(hero, "POST", "/api/kb/searches", map[string]any{"searches": many}); w.Code != 413 {
		t.Error(w.Code)
	}
}

// What could tell whom it was about, or open a door, is not written down (names and serial numbers are those of the organisation).
func TestSearchesAreMasked(t *testing.T) {
	s := serve(t)
	customer, asset := lookupAny(t, s, "customers"), lookupAny(t, s, "assets")
	long := strings.Repeat("长", 70) + " 13912345678" // the number stands across the end of what is kept
	for i, q := range []string{customer["name"].String + " 无线", asset["serial"].String + " 保修", asset["model"].String + " zqxv", long} {
		tell(t, s, hero, toldSearch{ID: fieldsync.IDOf("mask", fmt.Sprint(i)), Query: q, Day: today()})
	}
	query := func(i int) string {
		return searchRows(t, s, "id = '"+fieldsync.IDOf("mask", fmt.Sprint(i))+"'")[0]["query"].String
	}
	if q := query(0); q != "[name] 无线" {
		t.Error(q)
	}
	if q := query(1); q != "[serial] 保修" {
		t.Error(q)
	}
	if q := query(2); q != asset["model"].String+" zqxv" {
		t.Error(q)
	}
	if q := query(3); strings.Contains(q, "139") || strings.ContainsRune(q, '\uFFFD') {
		t.Error(q)
	}
}

func lookupAny(t *testing.T, s *apptest.Server, collection string) dbx.NullStringMap {
	t.Helper()
	row := dbx.NullStringMap{}
	if err := s.App.DB().NewQuery("SELECT * FROM " + collection + " LIMIT 1").One(row); err != nil {
		t.Fatal(err)
	}
	return row
}

// Searches of long ago are forgotten; those of the year are kept.
func TestSearchesAreForgotten(t *testing.T) {
	s := serve(t)
	for name, age := range map[string]time.Duration{"young": searchesKept - 48*time.Hour, "old": searchesKept + 48*time.Hour} {
		if _, err := s.App.DB().NewQuery("INSERT INTO searches (id, query, norm, day) VALUES ({:id}, {:id}, {:id}, {:day})").
			Bind(dbx.Params{"id": name, "day": time.Now().Add(-age).UTC().Format(day)}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	if err := of(s.App).forgetSearches(context.Background()); err != nil {
		t.Fatal(err)
	}
	if rows := searchRows(t, s, "id IN ('young', 'old')"); len(rows) != 1 || rows[0]["id"].String != "young" {
		t.Error(rows)
	}
}

// The server's own search hears every letter, and writes down what somebody came to rest on.
func TestServerSearchesSettle(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	for _, q := range []string{"z", "zq", "zqxv", "zqxvw", "poe"} {
		if w := s.Do(hero, "GET", "/api/kb/search?q="+q, nil); w.Code != 200 {
			t.Fatal(w.Code)
		}
	}
	settle := func() {
		t.Helper()
		if err := srv.settleSearches(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	settle()
	if rows := searchRows(t, s, "place = 'server'"); len(rows) != 1 || rows[0]["query"].String != "zqxvw" || rows[0]["hits"].String != "0" {
		t.Error(rows)
	}
	srv.now = func() time.Time { return time.Now().Add(settledAfter) }
	settle()
	settle()
	rows := searchRows(t, s, "place = 'server' AND query = 'poe'")
	if len(rows) != 1 {
		t.Error(rows)
	}
	if text, err := json.Marshal(rows); err != nil || strings.Contains(string(text), s.Accounts[hero].ID) {
		t.Error(string(text), err)
	}
}
