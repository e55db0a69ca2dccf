// Package storetest is the contract of fieldsync.Store as tests: every store passes the same ones.
package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	fs "lutong/hooks/fieldsync"
)

// Run tests a store; open makes an empty one that knows the collections of package rules.
func Run(t *testing.T, open func(t *testing.T) fs.Store) {
	for name, test := range map[string]func(*testing.T, fs.Store){
		"records are read back as written":           records,
		"a failed update leaves nothing":             atomic,
		"a savepoint undoes only its own work":       savepoint,
		"the sequence is dense":                      dense,
		"children follow their reference":            children,
		"scopes are scanned by key and by change":    scans,
		"a scope is left and entered again":          again,
		"grants need their last reason to go":        grants,
		"visible means held and in it, now":          visible,
		"outcomes are remembered":                    outcomes,
		"the last writer of a field is known":        lastWriter,
		"devices keep the highest number":            devices,
		"counters count":                             counters,
		"parents come before children by their keys": keys,
		"what is gone is forgotten below the floor":  forgets,
		"what a user sees is summed up once":         checks,
		"runs are remembered":                        runs,
		"marks and grants tell of the last change":   marks,
	} {
		t.Run(name, func(t *testing.T) { test(t, open(t)) })
	}
}

var ctx = context.Background()

func id(n int) string { return fs.IDOf("storetest", fmt.Sprint(n)) }

func update(t *testing.T, s fs.Store, fn func(fs.Tx)) {
	t.Helper()
	must(t, s.Update(ctx, func(tx fs.Tx) error { fn(tx); return nil }))
}

func view(t *testing.T, s fs.Store, fn func(fs.Reader)) {
	t.Helper()
	must(t, s.View(ctx, func(r fs.Reader) error { fn(r); return nil }))
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func get[T any](t *testing.T) func(T, error) T {
	return func(v T, err error) T {
		t.Helper()
		must(t, err)
		return v
	}
}

// site writes a record of sites, whose fields cover most kinds.
func site(t *testing.T, tx fs.Tx, id, name string) *fs.Doc {
	t.Helper()
	f := fs.Fields{}
	for k, v := range map[string]any{
		"id": id, "customer": "", "team": "", "name": name, "address": "", "accessWindow": "", "parking": "", "room": "", "geo": map[string]any{"lat": 30.5}, "notes": "第一行\n<b>&",
	} {
		f.Set(k, v)
	}
	d, err := tx.Save(fs.Doc{Collection: "sites", ID: id, Seq: get[int64](t)(tx.Next()), Fields: f})
	must(t, err)
	return d
}

func records(t *testing.T, s fs.Store) {
	var saved *fs.Doc
	update(t, s, func(tx fs.Tx) {
		must(t, tx.Expect([]fs.Target{{Collection: "sites", ID: id(1)}, {Collection: "nowhere", ID: "x"}}))
		saved = site(t, tx, id(1), "机房 \"A\"")
		must(t, tx.Enter("kb", saved, saved.Seq))
	})
	view(t, s, func(r fs.Reader) { // read at once, and one by one
		must(t, r.Expect([]fs.Target{{Collection: "sites", ID: id(1)}, {Collection: "assets", ID: id(1)}, {Collection: "sites", ID: id(2)}}))
		d := get[*fs.Doc](t)(r.Get("sites", id(1)))
		if d == nil || string(d.Fields.Encode()) != string(saved.Fields.Encode()) || d.Key != saved.Key || d.Sum != saved.Sum {
			t.Fatalf("expected, got %+v, want %+v", d, saved)
		}
		if scopes := get[[]string](t)(r.Scopes(d.Key)); !slices.Equal(scopes, []string{"kb"}) {
			t.Fatal(scopes)
		}
		if get[*fs.Doc](t)(r.Get("assets", id(1))) != nil || get[*fs.Doc](t)(r.Get("sites", id(2))) != nil {
			t.Fatal("a record that is not there is read")
		}
	})
	view(t, s, func(r fs.Reader) {
		d := get[*fs.Doc](t)(r.Get("sites", id(1)))
		if d == nil || string(d.Fields.Encode()) != string(saved.Fields.Encode()) || d.Key != saved.Key || d.Seq != saved.Seq {
			t.Fatalf("got %+v, want %+v", d, saved)
		}
		if other := get[*fs.Doc](t)(r.Get("assets", id(1))); other != nil {
			t.Fatal("a record of another collection answers to the same id")
		}
	})
	update(t, s, func(tx fs.Tx) {
		_, err := tx.Save(fs.Doc{Collection: "sites", ID: id(1), Seq: get[int64](t)(tx.Next()), Deleted: true})
		must(t, err)
	})
	view(t, s, func(r fs.Reader) {
		if d := get[*fs.Doc](t)(r.Get("sites", id(1))); d == nil || !d.Deleted || d.Key != saved.Key {
			t.Fatalf("a deleted record is %+v", d)
		}
	})
}

var errBoom = errors.New("boom")

func atomic(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) { site(t, tx, id(1), "a") })
	err := s.Update(ctx, func(tx fs.Tx) error {
		d := site(t, tx, id(2), "b")
		site(t, tx, id(1), "changed")
		must(t, tx.Enter("kb", d, d.Seq))
		get[bool](t)(tx.AddReason("x", fs.UserScope{User: id(9), Scope: "kb"}))
		must(t, tx.Grant(fs.UserScope{User: id(9), Scope: "kb"}, d.Seq))
		return errBoom
	})
	if !errors.Is(err, errBoom) {
		t.Fatal(err)
	}
	view(t, s, func(r fs.Reader) {
		if get[*fs.Doc](t)(r.Get("sites", id(2))) != nil || get[*fs.Doc](t)(r.Get("sites", id(1))).Fields.String("name") != "a" {
			t.Fatal("a failed update left something")
		}
		if len(get[[]fs.Grant](t)(r.Grants(id(9)))) != 0 {
			t.Fatal("a failed update left a grant")
		}
		if seq, _, err := r.Head(); err != nil || seq != 1 {
			t.Fatal("a failed update moved the sequence", seq, err)
		}
	})
}

func savepoint(t *testing.T, s fs.Store) {
	must(t, s.Update(ctx, func(tx fs.Tx) error {
		site(t, tx, id(1), "kept")
		err := tx.Savepoint(func() error {
			site(t, tx, id(2), "undone")
			must(t, tx.AddHistory(fs.History{Collection: "sites", Record: id(2), Field: "name", By: "undone"}))
			must(t, tx.PutOutcome(id(7), 3, []byte("undone")))
			if err := tx.Savepoint(func() error { site(t, tx, id(4), "inner"); return nil }); err != nil {
				return err
			}
			return errBoom
		})
		if !errors.Is(err, errBoom) {
			return err // the store's own: it begins again
		}
		if w := get[fs.Writer](t)(tx.LastWriter("sites", id(2), "name")); w.By != "" {
			t.Fatal("history that was undone is read")
		}
		if out := get[[]byte](t)(tx.Outcome(id(7), 3)); out != nil {
			t.Fatal("an outcome that was undone is read")
		}
		if d := get[*fs.Doc](t)(tx.Get("sites", id(2))); d != nil {
			t.Fatal("a record that was undone is read")
		}
		site(t, tx, id(3), "after")
		return nil
	}))
	view(t, s, func(r fs.Reader) {
		for n, want := range map[int]bool{1: true, 2: false, 3: true, 4: false} {
			if got := get[*fs.Doc](t)(r.Get("sites", id(n))) != nil; got != want {
				t.Fatalf("record %d: %v", n, got)
			}
		}
		if d := get[*fs.Doc](t)(r.Get("sites", id(3))); d.Seq != 2 {
			t.Fatal("the sequence has a hole:", d.Seq)
		}
	})
}

func dense(t *testing.T, s fs.Store) {
	for want := int64(1); want < 9; want += 2 {
		update(t, s, func(tx fs.Tx) {
			for k := range int64(2) {
				if n := get[int64](t)(tx.Next()); n != want+k {
					t.Fatalf("got %d, want %d", n, want+k)
				}
			}
		})
	}
}

func children(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) {
		for n, customer := range []string{id(50), id(51), id(50)} {
			d := site(t, tx, id(n), "s")
			f := d.Fields.Clone()
			f.Set("customer", customer)
			_, err := tx.Save(fs.Doc{Collection: "sites", ID: id(n), Seq: get[int64](t)(tx.Next()), Fields: f})
			must(t, err)
		}
		_, err := tx.Save(fs.Doc{Collection: "sites", ID: id(2), Seq: get[int64](t)(tx.Next()), Deleted: true})
		must(t, err)
	})
	view(t, s, func(r fs.Reader) {
		docs := get[[]*fs.Doc](t)(r.Children("sites", "customer", id(50)))
		if len(docs) != 1 || docs[0].ID != id(0) {
			t.Fatalf("%d children", len(docs))
		}
	})
	update(t, s, func(tx fs.Tx) { // a set of references holds each of them
		for n, teams := range [][]string{{id(60), id(61)}, {id(61)}, {}} {
			f := fs.Fields{}
			for _, name := range []string{"name", "role", "lang", "phone"} {
				f.Set(name, "")
			}
			f.Set("teams", teams)
			_, err := tx.Save(fs.Doc{Collection: "users", ID: id(70 + n), Seq: get[int64](t)(tx.Next()), Fields: f})
			must(t, err)
		}
	})
	view(t, s, func(r fs.Reader) {
		for team, want := range map[int]int{60: 1, 61: 2, 62: 0} {
			if docs := get[[]*fs.Doc](t)(r.Children("users", "teams", id(team))); len(docs) != want {
				t.Errorf("%d children of %d, want %d", len(docs), team, want)
			}
		}
	})
}

func collect(t *testing.T, scan func(func(fs.Entry) (bool, error)) error) (ids []string) {
	t.Helper()
	must(t, scan(func(e fs.Entry) (bool, error) {
		mark := e.ID
		if e.Gone {
			mark += "-"
		} else if len(e.Body) == 0 {
			t.Fatal("an entry without a document")
		}
		ids = append(ids, mark)
		return true, nil
	}))
	return ids
}

func scans(t *testing.T, s fs.Store) {
	var docs []*fs.Doc
	update(t, s, func(tx fs.Tx) {
		for n := range 4 {
			d := site(t, tx, id(n), "s")
			must(t, tx.Enter("kb", d, d.Seq))
			docs = append(docs, d)
		}
		must(t, tx.Leave("kb", docs[1].Key, get[int64](t)(tx.Next()))) // 5
		docs[0].Seq = get[int64](t)(tx.Next())                         // 6
		must(t, tx.Stay(docs[0]))
	})
	view(t, s, func(r fs.Reader) {
		for name, c := range map[string]struct {
			scan func(func(fs.Entry) (bool, error)) error
			want []string
		}{
			"present":         {func(fn func(fs.Entry) (bool, error)) error { return r.ScanScope("kb", 0, 99, fn) }, []string{id(3), id(2), id(0)}},
			"after a key":     {func(fn func(fs.Entry) (bool, error)) error { return r.ScanScope("kb", docs[2].Key, 99, fn) }, []string{id(0)}},
			"and those left":  {func(fn func(fs.Entry) (bool, error)) error { return r.ScanScope("kb", 0, 4, fn) }, []string{id(3), id(2), id(1) + "-", id(0)}},
			"changes":         {func(fn func(fs.Entry) (bool, error)) error { return r.ScanChanges("kb", 3, 6, fn) }, []string{id(3), id(1) + "-", id(0)}},
			"changes up to":   {func(fn func(fs.Entry) (bool, error)) error { return r.ScanChanges("kb", 3, 5, fn) }, []string{id(3), id(1) + "-"}},
			"no such scope":   {func(fn func(fs.Entry) (bool, error)) error { return r.ScanScope("kb-draft", 0, 0, fn) }, nil},
			"no such changes": {func(fn func(fs.Entry) (bool, error)) error { return r.ScanChanges("kb", 6, 99, fn) }, nil},
		} {
			if got := collect(t, c.scan); !slices.Equal(got, c.want) {
				t.Errorf("%s: got %v, want %v", name, got, c.want)
			}
		}
		if n, bytes, err := r.Estimate("kb", 3); err != nil || n < 2 || bytes < 100 {
			t.Errorf("estimate: %d entries, %d bytes, %v", n, bytes, err)
		}
	})
}

func again(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) {
		d := site(t, tx, id(1), "s")
		must(t, tx.Enter("kb", d, 1))
		must(t, tx.Leave("kb", d.Key, get[int64](t)(tx.Next())))
		must(t, tx.Enter("kb", d, get[int64](t)(tx.Next())))
		if scopes := get[[]string](t)(tx.Scopes(d.Key)); !slices.Equal(scopes, []string{"kb"}) {
			t.Fatal(scopes)
		}
		must(t, tx.ScanChanges("kb", 0, 9, func(e fs.Entry) (bool, error) {
			if e.Since != 3 || e.Seq != 3 || e.Gone {
				t.Fatalf("%+v", e)
			}
			return true, nil
		}))
	})
}

func grants(t *testing.T, s fs.Store) {
	g := fs.UserScope{User: id(1), Scope: "site:x"}
	update(t, s, func(tx fs.Tx) {
		if first := get[bool](t)(tx.AddReason("jobs/a", g)); !first {
			t.Fatal("the first reason is not the first")
		}
		must(t, tx.Grant(g, 1))
		if first := get[bool](t)(tx.AddReason("jobs/b", g)); first {
			t.Fatal("the second reason counts as the first")
		}
		if why := get[map[string][]string](t)(tx.ReasonsOf(id(1))); len(why) != 1 || len(why["site:x"]) != 2 {
			t.Fatal(why)
		}
		must(t, tx.Grant(g, 2)) // held already: nothing changes
		if still := get[bool](t)(tx.DropReason("jobs/a", g)); !still {
			t.Fatal("the second reason is forgotten")
		}
		if still := get[bool](t)(tx.DropReason("jobs/b", g)); still {
			t.Fatal("a reason that is gone still counts")
		}
		if have := get[[]fs.Grant](t)(tx.Grants(id(1))); len(have) != 1 || have[0].Since != 1 || have[0].First != 1 || have[0].Gone {
			t.Fatalf("%+v", have)
		}
		must(t, tx.Withdraw(g, 5))
		if have := get[[]fs.Grant](t)(tx.Grants(id(1))); !have[0].Gone || have[0].Seq != 5 || have[0].Since != 1 {
			t.Fatalf("%+v", have)
		}
		must(t, tx.Grant(g, 7))
		if have := get[[]fs.Grant](t)(tx.Grants(id(1))); have[0].Gone || have[0].Since != 7 || have[0].First != 1 {
			t.Fatalf("%+v", have)
		}
		if users := get[[]string](t)(tx.Holders([]string{"site:x", "site:y"})); !slices.Equal(users, []string{id(1)}) {
			t.Fatal(users)
		}
	})
}

func visible(t *testing.T, s fs.Store) {
	g := fs.UserScope{User: id(9), Scope: "job:x"}
	update(t, s, func(tx fs.Tx) {
		d := site(t, tx, id(1), "s")
		see := func(want bool, why string) {
			t.Helper()
			if got := get[bool](t)(tx.Visible(id(9), d.Key)); got != want {
				t.Fatal(why)
			}
		}
		see(false, "nothing granted")
		must(t, tx.Grant(g, 1))
		see(false, "granted, but the record is elsewhere")
		must(t, tx.Enter("job:x", d, 2))
		see(true, "granted and in it")
		must(t, tx.Leave("job:x", d.Key, 3))
		see(false, "the record left")
		must(t, tx.Enter("job:x", d, 4))
		must(t, tx.Withdraw(g, 5))
		see(false, "the grant is withdrawn")
	})
}

func outcomes(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) { must(t, tx.PutOutcome(id(1), 7, []byte(`{"n":7}`))) })
	view(t, s, func(r fs.Reader) {
		if out := get[[]byte](t)(r.Outcome(id(1), 7)); string(out) != `{"n":7}` {
			t.Fatalf("%s", out)
		}
		if out := get[[]byte](t)(r.Outcome(id(1), 8)); out != nil {
			t.Fatalf("%s", out)
		}
	})
}

func lastWriter(t *testing.T, s fs.Store) {
	changedAt := time.Date(2026, 11, 21, 8, 9, 10, 11e6, time.UTC)
	update(t, s, func(tx fs.Tx) {
		for _, by := range []string{"first", "second"} {
			must(t, tx.AddHistory(fs.History{Collection: "jobs", Record: id(1), Field: "notes", From: []byte(`"a"`), To: []byte(`"b"`), By: by, Device: by + "-d", CorrectedAt: changedAt}))
		}
		must(t, tx.AddHistory(fs.History{Collection: "jobs", Record: id(1), Field: "title", By: "third"}))
		if w := get[fs.Writer](t)(tx.LastWriter("jobs", id(1), "notes")); w.By != "second" || w.Device != "second-d" || !w.At.Equal(changedAt) {
			t.Fatalf("%+v", w)
		}
		if w := get[fs.Writer](t)(tx.LastWriter("sites", id(1), "notes")); w != (fs.Writer{}) {
			t.Fatalf("%+v", w)
		}
	})
}

func devices(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) {
		must(t, tx.PutDevice(fs.Device{ID: id(1), User: id(2), LastN: 5}))
		d := get[*fs.Device](t)(tx.FindDevice(id(1)))
		if d == nil || d.User != id(2) || d.LastN != 5 || d.Revoked {
			t.Fatalf("%+v", d)
		}
		if d := get[*fs.Device](t)(tx.FindDevice(id(3))); d != nil {
			t.Fatalf("%+v", d)
		}
	})
}

func counters(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) {
		for want := int64(1); want < 4; want++ {
			if n := get[int64](t)(tx.Counter("job-2026")); n != want {
				t.Fatal(n)
			}
		}
		if n := get[int64](t)(tx.Counter("job-2027")); n != 1 {
			t.Fatal(n)
		}
		must(t, tx.RaiseCounter("job-2026", 60))
		must(t, tx.RaiseCounter("job-2026", 5))
		if n := get[int64](t)(tx.Counter("job-2026")); n != 61 {
			t.Fatal(n)
		}
	})
}

func keys(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) {
		child, err := tx.Save(fs.Doc{Collection: "visits", ID: id(1), Seq: get[int64](t)(tx.Next()), Fields: fs.Fields{
			"id": fs.JSONOf(id(1)), "job": fs.JSONOf(""), "engineers": fs.JSONOf([]string{}), "plannedStart": fs.JSONOf(""), "plannedEnd": fs.JSONOf(""), "notes": fs.JSONOf("")}})
		must(t, err)
		if parent := site(t, tx, id(2), "later"); parent.Key >= child.Key {
			t.Fatal("L7: a site made later sorts behind a visit")
		}
	})
}

func checks(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) {
		a, b, c := site(t, tx, id(1), "a"), site(t, tx, id(2), "b"), site(t, tx, id(3), "c")
		for _, scope := range []string{"site:x", "team:x"} {
			must(t, tx.Grant(fs.UserScope{User: id(9), Scope: scope}, 4))
			must(t, tx.Enter(scope, a, a.Seq))
		}
		must(t, tx.Enter("team:x", b, b.Seq))
		must(t, tx.Enter("team:y", c, c.Seq))
		f := b.Fields.Clone()
		f.Set("name", "changed")
		b, err := tx.Save(fs.Doc{Collection: "sites", ID: b.ID, Seq: get[int64](t)(tx.Next()), Fields: f})
		must(t, err)
		must(t, tx.Stay(b))
		want := fs.Check{Count: 2, Sum: int64(a.Sum) + int64(b.Sum)}
		if got := get[fs.Check](t)(tx.Check(id(9))); got != want || a.Sum == 0 {
			t.Fatalf("got %+v, want %+v", got, want)
		}
		total := fs.Check{}
		for part, c := range get[map[string]fs.Check](t)(tx.Parts(id(9))) {
			total.Count, total.Sum = total.Count+c.Count, total.Sum+c.Sum
			collection, first, _ := strings.Cut(part, "/")
			n := len(collect(t, func(fn func(fs.Entry) (bool, error)) error { return tx.ScanPart(id(9), collection, first, fn) }))
			if int64(n) != c.Count {
				t.Fatalf("%s: %d of %d", part, n, c.Count)
			}
		}
		if total != want {
			t.Fatalf("parts sum up to %+v, want %+v", total, want)
		}
		must(t, tx.Leave("team:x", b.Key, get[int64](t)(tx.Next())))
		if got := get[fs.Check](t)(tx.Check(id(9))); got.Count != 1 {
			t.Fatalf("%+v", got)
		}
	})
}

func runs(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) { must(t, tx.BeginRun("one")); get[int64](t)(tx.Next()) })
	update(t, s, func(tx fs.Tx) { must(t, tx.BeginRun("two")) })
	view(t, s, func(r fs.Reader) {
		if got := get[[]fs.Run](t)(r.Runs()); !slices.Equal(got, []fs.Run{{Name: "one"}, {Name: "two", Began: 1}}) {
			t.Fatalf("%+v", got)
		}
	})
}

func marks(t *testing.T, s fs.Store) {
	update(t, s, func(tx fs.Tx) {
		d := site(t, tx, id(1), "a")
		must(t, tx.Grant(fs.UserScope{User: id(9), Scope: "kb"}, 1))
		must(t, tx.Enter("kb", d, d.Seq))
		next := *d
		next.Seq, next.Mark = get[int64](t)(tx.Next()), fs.Mark{Device: id(8), Before: d.Seq}
		must(t, tx.Stay(get[*fs.Doc](t)(tx.Save(next))))
		if got := get[*fs.Doc](t)(tx.Get("sites", id(1))); got.Mark != next.Mark || got.Sum != d.Sum {
			t.Fatalf("%+v", got)
		}
		must(t, tx.ScanChanges("kb", 1, 9, func(e fs.Entry) (bool, error) {
			if e.Mark != next.Mark || e.Since != 1 {
				t.Fatalf("%+v", e)
			}
			return true, nil
		}))
		if got := get[[]fs.Grant](t)(tx.Grants(id(9))); got[0].Last != 2 {
			t.Fatalf("%+v", got)
		}
	})
}
