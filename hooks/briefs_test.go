package hooks

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
)

func briefsFor(t *testing.T, s *apptest.Server) (lines []briefLine) {
	t.Helper()
	var answer struct{ Briefs []briefLine }
	w := s.Do(sales, "GET", "/api/briefs", nil)
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != 200 {
		t.Fatal(w.Code, err, w.Body)
	}
	return answer.Briefs
}

// signedEarly is what a tablet sent that let somebody sign before anybody had gone there: it is kept, as all work is.
func signedEarly(t *testing.T, s *apptest.Server) {
	t.Helper()
	err := of(s.App).sync.Update(t.Context(), of(s.App).sync.System(), func(w *fieldsync.Writing) error {
		now := fieldsync.Stamp(w.Now)
		_, err := w.Put("events", fieldsync.IDOf("early"), fieldsOf(map[string]any{
			"job": demo.Hero(), "kind": "signed", "shared": true, "at": now, "correctedAt": now, "receivedAt": now,
		}))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// F12 and P4: a salesperson finds the finished jobs of their own customers, every line opens, and a customer given to a colleague takes
// its jobs along.
func TestBriefsOfOwnCustomers(t *testing.T) {
	s := serve(t)
	ofHero := func(b briefLine) bool { return b.Job == demo.Hero() }
	if slices.ContainsFunc(briefsFor(t, s), ofHero) {
		t.Error("a job is told of before there is anything to tell")
	}
	signedEarly(t, s)
	if got := lookup(t, s, "jobs", demo.Hero()).GetString("status"); got != "signed" {
		t.Fatal(got)
	}
	if slices.ContainsFunc(briefsFor(t, s), ofHero) {
		t.Error("a signature given before anybody was there makes a job of it that is told of")
	}
	if w := s.Do(guest, "GET", "/api/track/"+shareLink(t, s, demo.Hero(), time.Hour)+"/report.pdf", nil); apptest.Code(w) != "report_not_yet" {
		t.Error(w.Code, apptest.Code(w))
	}
	repaired(t, s, 0)
	lines := briefsFor(t, s)
	i := slices.IndexFunc(lines, ofHero)
	if i < 0 || lines[i].Customer == "" || lines[i].Title == "" || lines[i].Number == "" || lines[i].Site == "" || lines[i].At == "" {
		t.Fatalf("%+v", lines)
	}
	if !slices.IsSortedFunc(lines, func(a, b briefLine) int { return strings.Compare(b.At, a.At) }) {
		t.Error("the latest does not come first")
	}
	for _, line := range lines {
		if w := s.Do(sales, "GET", "/api/report/"+line.Job+"?brief=1", nil); w.Code != 200 {
			t.Error(line.Title, "is listed and does not open:", w.Code)
		}
	}
	customer := lookup(t, s, "jobs", demo.Hero()).GetString("customer")
	err := of(s.App).sync.Update(t.Context(), of(s.App).sync.System(), func(w *fieldsync.Writing) error {
		d, err := w.Get("customers", customer)
		if err != nil {
			return err
		}
		f := d.Fields.Clone()
		f.Set("sales", "")
		_, err = w.Put("customers", customer, f)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if slices.ContainsFunc(briefsFor(t, s), ofHero) {
		t.Error("a customer who is no longer theirs")
	}
}
