package hooks

import (
	"context"
	"testing"
	"time"

	"lutong/hooks/fieldsync"
	"lutong/kb/search"
)

// A trainer's words are in searches as soon as the index has looked, and gone when they are taken out again.
func TestTrainersWordsReachTheSearch(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	ctx := context.Background()
	look := func() int {
		t.Helper()
		if err := srv.indexer.catchUp(ctx); err != nil {
			t.Fatal(err)
		}
		return hits(t, s, "xyzzyplugh")
	}
	if n := look(); n != 0 {
		t.Fatalf("%d before", n)
	}
	const id = "wordsofsearch00"
	n := int64(0)
	var before map[string]any
	write := func(op string, fields map[string]any) {
		t.Helper()
		n++
		m := fieldsync.Mutation{N: n, At: fieldsync.Stamp(time.Now()), Collection: "searchWords", ID: id, Op: op}
		if fields != nil {
			m.Set = set(fields)
			if op == "update" {
				m.Was = set(map[string]any{"words": before["words"]})
			}
			before = fields
		}
		if o := pushAs(t, s, trainer, m); o.Status != "applied" {
			t.Fatalf("%s: %+v", op, o)
		}
	}
	write("create", map[string]any{"kind": "synonym", "words": []string{"xyzzyplugh", "capwap"}})
	if look() == 0 {
		t.Error("the new name finds nothing")
	}
	write("update", map[string]any{"words": []string{"xyzzyplugh", "plughxyzzy"}})
	if n := look(); n != 0 {
		t.Errorf("%d by words that are no longer there", n)
	}
	write("update", map[string]any{"words": []string{"xyzzyplugh", "capwap"}})
	write("delete", nil)
	if n := look(); n != 0 {
		t.Errorf("%d after they were deleted", n)
	}
	if list, err := srv.indexer.index.Suggest("capw", "zh-CN"); err != nil || len(list) == 0 || list[0] != (search.Suggestion{Text: "CAPWAP", Kind: "tag"}) {
		t.Error(list, err)
	}
}
