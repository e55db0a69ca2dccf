package memstore

import (
	"context"
	"testing"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// A backup put back is the store as it was then, also the second time, whatever was written in between.
func TestBackupIsACopy(t *testing.T) {
	s := New(rules.Collections, "test")
	user := fs.UserScope{User: fs.IDOf("user"), Scope: "kb"}
	write := func(name string) {
		err := s.Update(context.Background(), func(tx fs.Tx) error {
			n, err := tx.Next()
			if err != nil {
				return err
			}
			f := fs.Fields{}
			f.Set("name", name)
			d, err := tx.Save(*(&fs.Doc{Collection: "teams", ID: fs.IDOf("team"), Seq: n, Fields: f}).Seal())
			if err != nil {
				return err
			}
			for _, err := range []error{
				tx.Enter(name, d, n), tx.Enter("people", d, n), tx.Grant(user, n), tx.BeginRun(name), tx.AddHistory(fs.History{Record: name}),
				tx.PutOutcome("device", 1, []byte(name)), tx.PutDevice(fs.Device{ID: "device", LastN: n}),
			} {
				if err != nil {
					return err
				}
			}
			if _, err := tx.AddReason("r", user); err != nil {
				return err
			}
			_, err = tx.Counter("c")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write("before")
	b := s.Backup()
	for range 2 {
		write("after")
		s.Restore(b)
		err := s.View(context.Background(), func(r fs.Reader) error {
			d, _ := r.Get("teams", fs.IDOf("team"))
			scopes, _ := r.Scopes(d.Key)
			grants, _ := r.Grants(user.User)
			runs, _ := r.Runs()
			outcome, _ := r.Outcome("device", 1)
			device, _ := r.FindDevice("device")
			if head, _, _ := r.Head(); head != 1 || d.Fields.String("name") != "before" || len(scopes) != 2 || len(grants) != 1 || grants[0].Seq != 1 || string(outcome) != "before" || device.LastN != 1 || len(runs) != 1 {
				t.Errorf("restored as %d %v %v %v %s %+v", head, d.Fields, scopes, grants, outcome, device)
			}
			return nil
		})
		if err != nil || len(s.History()) != 1 || s.t.counters["c"] != 1 || len(s.t.reasons["r"]) != 1 {
			t.Error("restored with", err, s.History(), s.t.counters, s.t.reasons)
		}
	}
}
