package storetest

import (
	"slices"
	"testing"

	fs "lutong/hooks/fieldsync"
)

// forgets: two records, two grants, on two days; what went on the first day is forgotten when that day is below the floor.
func forgets(t *testing.T, s fs.Store) {
	began := func(day string) (was bool) {
		update(t, s, func(tx fs.Tx) { was = get[bool](t)(tx.BeginDay(day)) })
		return was
	}
	var docs []*fs.Doc
	next := func(tx fs.Tx) int64 { return get[int64](t)(tx.Next()) }
	leave := func(n int) {
		update(t, s, func(tx fs.Tx) {
			d := get[*fs.Doc](t)(tx.Save(fs.Doc{Collection: "sites", ID: id(n), Seq: next(tx), Deleted: true}))
			must(t, tx.Leave("kb", d.Key, d.Seq))
			must(t, tx.Withdraw(fs.UserScope{User: id(90 + n), Scope: "kb"}, next(tx)))
			must(t, tx.PutOutcome(id(80), int64(n), []byte("{}")))
		})
	}
	update(t, s, func(tx fs.Tx) {
		for n := range 3 {
			d := site(t, tx, id(n), "s")
			must(t, tx.Enter("kb", d, d.Seq))
			must(t, tx.Grant(fs.UserScope{User: id(90 + n), Scope: "kb"}, next(tx)))
			docs = append(docs, d)
		}
		must(t, tx.PutDevice(fs.Device{ID: id(80), User: id(90), LastN: 3}))
	})
	leave(0)
	if !began("2026-01-01") || began("2026-01-01") {
		t.Fatal("a day begins once")
	}
	leave(1)
	began("2026-01-02")
	outdated := func() (list []fs.Outdated) {
		view(t, s, func(r fs.Reader) { list = get[[]fs.Outdated](t)(r.Outdated(2, 100)) })
		return list
	}
	if list := outdated(); len(list) != 0 {
		t.Fatalf("outdated without a floor: %+v", list)
	}
	update(t, s, func(tx fs.Tx) { must(t, tx.RaiseFloor("2026-01-01")) })
	view(t, s, func(r fs.Reader) {
		if floor := get[int64](t)(r.Floor()); floor != 0 {
			t.Fatal("no earlier day is known, and the floor is", floor)
		}
	})
	update(t, s, func(tx fs.Tx) { must(t, tx.RaiseFloor("2026-01-02")) })
	view(t, s, func(r fs.Reader) {
		if floor := get[int64](t)(r.Floor()); floor != 8 {
			t.Fatal("the floor is", floor)
		}
	})
	list := outdated()
	kinds := map[fs.OutdatedKind]int{}
	for _, o := range list {
		kinds[o.What]++
	}
	if len(list) != 4 || len(kinds) != 4 {
		t.Fatalf("outdated: %+v", list)
	}
	again := fs.UserScope{User: id(90), Scope: "kb"}
	update(t, s, func(tx fs.Tx) {
		must(t, tx.Grant(again, next(tx))) // after it was found
		if n := get[int](t)(tx.Forget(list)); n != 3 {
			t.Fatal("forgotten:", n)
		}
		if n := get[int](t)(tx.Forget(list)); n != 0 {
			t.Fatal("forgotten twice:", n)
		}
	})
	view(t, s, func(r fs.Reader) {
		if d := get[*fs.Doc](t)(r.Get("sites", id(0))); d != nil {
			t.Fatalf("%+v", d)
		}
		if d := get[*fs.Doc](t)(r.Get("sites", id(1))); d == nil || !d.Deleted {
			t.Fatalf("%+v", d)
		}
		if have := get[[]fs.Grant](t)(r.Grants(id(90))); len(have) != 1 || have[0].Gone {
			t.Fatalf("a scope granted again: %+v", have)
		}
		if have := get[[]fs.Grant](t)(r.Grants(id(91))); len(have) != 1 || !have[0].Gone {
			t.Fatalf("a scope lost later: %+v", have)
		}
		if got := collect(t, func(fn func(fs.Entry) (bool, error)) error { return r.ScanScope("kb", 0, 0, fn) }); !slices.Equal(got, []string{id(2), id(1) + "-"}) {
			t.Fatal(got)
		}
	})
	if list := outdated(); len(list) != 0 {
		t.Fatalf("left over: %+v", list)
	}
}
