package pb_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"lutong/hooks/apptest"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/simtest"
	"lutong/hooks/fieldsync/storetest"
	"lutong/hooks/pb"
	"lutong/hooks/rules"
)

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) fs.Store { return pb.NewStore(apptest.NewApp(t), rules.Collections) })
}

// P1 P2 P3 P4 P5 P9 from fixed seeds, on the database.
func TestPromisesHold(t *testing.T) {
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			if err := simtest.Run(backend(t), seed, simtest.Small); err != nil {
				t.Fatal(err)
			}
		})
	}
}

func backend(t *testing.T) simtest.Backend {
	app := apptest.NewApp(t)
	return simtest.Backend{Store: pb.NewStore(app, rules.Collections),
		History: func() []fs.History {
			var rows []struct {
				Collection, Record, Field, Sent, Device string
				From                                    string `db:"from"`
				To                                      string `db:"to"`
				N                                       int64
			}
			if err := app.DB().NewQuery("SELECT collection, record, field, `from`, `to`, sent, device, n FROM history ORDER BY rowid").All(&rows); err != nil {
				t.Fatal(err)
			}
			out := make([]fs.History, len(rows))
			for i, r := range rows {
				out[i] = fs.History{Collection: r.Collection, Record: r.Record, Field: r.Field, From: []byte(r.From), To: []byte(r.To), Sent: []byte(r.Sent), Device: r.Device, N: r.N}
			}
			return out
		},
		Docs: func() []*fs.Doc {
			var rows []struct {
				Key, Seq       int64
				Collection, ID string
				Body           []byte
			}
			if err := app.DB().NewQuery("SELECT key, collection, id, seq, body FROM syncDocs WHERE deleted = 0 ORDER BY key").All(&rows); err != nil {
				t.Fatal(err)
			}
			out := make([]*fs.Doc, len(rows))
			for i, r := range rows {
				f, err := fs.DecodeFields(json.RawMessage(r.Body))
				if err != nil {
					t.Fatal(err)
				}
				out[i] = &fs.Doc{Key: r.Key, Seq: r.Seq, Collection: r.Collection, ID: r.ID, Fields: f}
			}
			return out
		},
	}
}

// The columns that the dashboard and the record API read say what the document says.
func TestColumnsAgreeWithDocuments(t *testing.T) {
	app := apptest.NewApp(t)
	store := pb.NewStore(app, rules.Collections)
	server := fs.NewServer(store, rules.Table(rules.Options{}), nowFunc, nil)
	want := fs.Fields{}
	for k, v := range map[string]any{
		"title": "标题", "team": "", "assignees": []string{}, "pressure": map[string]any{"who": "张经理"}, "plannedStart": "2026-11-21T08:00:00.000Z", "notes": "a\nb",
	} {
		want.Set(k, v)
	}
	id := fs.IDOf("job")
	err := server.Update(t.Context(), server.System(), func(w *fs.Writing) error {
		_, err := w.Put("jobs", id, want)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	record, err := app.FindRecordById("jobs", id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := store.Fields(record)
	if err != nil {
		t.Fatal(err)
	}
	for name, v := range want {
		if string(got[name]) != string(v) {
			t.Errorf("%s: column %s, document %s", name, got[name], v)
		}
	}
}
