package pb_test

import (
	"context"
	"testing"

	"lutong/hooks/apptest"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/pb"
	"lutong/hooks/rules"
)

// A device that goes away in the middle of a pull cancels its request. The scan asks further questions while it holds a document, and must
// come to its end all the same: one that waits for ever keeps its place in the queue, and a few of them are all places.
func TestScanOutlivesItsCaller(t *testing.T) {
	app := apptest.NewApp(t)
	store := pb.NewStore(app, rules.Collections)
	err := store.Update(t.Context(), func(tx fs.Tx) error {
		seq, err := tx.Next()
		if err != nil {
			return err
		}
		id := "aaaaaaaaaaaaaaa"
		d, err := tx.Save(fs.Doc{Collection: "teams", ID: id, Seq: seq, Fields: rules.Table(rules.Options{})[0].Complete(id, fs.Fields{})})
		if err != nil {
			return err
		}
		return tx.Enter("kb", d, seq)
	})
	if err != nil {
		t.Fatal(err)
	}
	ctx, leave := context.WithCancel(t.Context())
	seen := 0
	err = store.View(ctx, func(r fs.Reader) error {
		return r.ScanScope("kb", 0, 0, func(e fs.Entry) (bool, error) {
			seen++
			leave()
			for range 1000 { // database/sql hears of it meanwhile
				if _, err := r.Scopes(e.Key); err != nil {
					return false, err
				}
			}
			return true, nil
		})
	})
	if err != nil || seen != 1 {
		t.Errorf("%d entries, %v", seen, err)
	}
}
