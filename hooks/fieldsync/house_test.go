package fieldsync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/memstore"
	"lutong/hooks/rules"
)

// house is a small service company in memory: one team, engineers A and B, dispatcher D, one site, one job with A on it.
type house struct {
	t      *testing.T
	store  *memstore.Store
	server *fs.Server
	now    time.Time
	n      map[string]int64
}

func id(name string) string { return fs.IDOf("test", name) }

func newHouse(t *testing.T) *house {
	h := &house{t: t, store: memstore.New(rules.Collections, "test"), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC), n: map[string]int64{}}
	h.server = fs.NewServer(h.store, h.table(), h.clock, nil)
	h.put("teams", "team", map[string]any{"name": "江城", "sla": map[string]any{}})
	h.put("teams", "other", map[string]any{"name": "海州", "sla": map[string]any{}})
	for name, role := range map[string]string{"A": "engineer", "B": "engineer", "D": "dispatcher", "M": "manager", "T": "trainer"} {
		h.put("users", name, map[string]any{"name": name, "role": role, "teams": []string{id("team")}})
	}
	h.put("users", "X", map[string]any{"name": "X", "role": "dispatcher", "teams": []string{id("other")}})
	h.put("customers", "customer", map[string]any{"name": "H 集团"})
	h.put("sites", "site", map[string]any{"name": "总部", "customer": id("customer"), "team": id("team")})
	h.put("templates", "template", map[string]any{"key": "arrival", "version": 1})
	h.put("jobs", "job", map[string]any{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}, "notes": "旧", "number": "LT26-1"})
	return h
}

func (h *house) clock() time.Time { return h.now }

func (h *house) table() []*fs.Rule { return rules.Table(rules.Options{}) }

func (h *house) put(collection, name string, values map[string]any) {
	h.t.Helper()
	f := fs.Fields{}
	for k, v := range values {
		f.Set(k, v)
	}
	err := h.server.Update(context.Background(), h.server.System(), func(w *fs.Writing) error {
		_, err := w.Put(collection, id(name), f)
		return err
	})
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h *house) actor(name string) access.Actor {
	d := h.doc("users", name)
	return access.Actor{User: id(name), Role: d.Fields.String("role"), Teams: d.Fields.Strings("teams"), Device: id("device " + name)}
}

func (h *house) doc(collection, name string) *fs.Doc {
	h.t.Helper()
	var d *fs.Doc
	err := h.server.View(context.Background(), func(r fs.Reader) error {
		var err error
		d, err = r.Get(collection, id(name))
		return err
	})
	if err != nil || d == nil {
		h.t.Fatalf("%s/%s: %v %v", collection, name, d, err)
	}
	return d
}

// as pushes mutations of a person's tablet; numbers are given out here unless set.
func (h *house) as(name string, list ...fs.Mutation) []fs.Outcome {
	h.t.Helper()
	answer, err := h.push(name, 0, list...)
	if err != nil {
		h.t.Fatal(err)
	}
	return answer.Results
}

func (h *house) push(name string, acked int64, list ...fs.Mutation) (fs.PushAnswer, error) {
	h.t.Helper()
	a := h.actor(name)
	must(h.t, h.store.Update(context.Background(), func(tx fs.Tx) error {
		if d, err := tx.FindDevice(a.Device); d != nil || err != nil {
			return err
		}
		return tx.PutDevice(fs.Device{ID: a.Device, User: a.User})
	}))
	for i := range list {
		if list[i].N == 0 {
			h.n[name]++
			list[i].N = h.n[name]
		}
		list[i].At = fs.Stamp(h.now)
	}
	return h.server.Push(context.Background(), a, fs.Push{Schema: 1, Now: fs.Stamp(h.now), Acked: acked, Mutations: list})
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func edit(collection, name string, was, set map[string]any) fs.Mutation {
	return fs.Mutation{Collection: collection, ID: id(name), Op: "update", Was: raw(was), Set: raw(set)}
}

func create(collection, name string, set map[string]any) fs.Mutation {
	return fs.Mutation{Collection: collection, ID: id(name), Op: "create", Set: raw(set)}
}

func raw(m map[string]any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range m {
		out[k] = fs.JSONOf(v)
	}
	return out
}

type m = map[string]any

func status(t *testing.T, out fs.Outcome, want, code string) {
	t.Helper()
	if out.Status != want || out.Code != code {
		t.Fatalf("got %s/%s (%s), want %s/%s", out.Status, out.Code, out.Message, want, code)
	}
}

func (h *house) pull(name string) []string {
	h.t.Helper()
	var buf bytes.Buffer
	_, err := h.server.Pull(context.Background(), h.actor(name), fs.PullRequest{}, &buf)
	must(h.t, err)
	return strings.Split(strings.TrimSpace(buf.String()), "\n")
}

func count(lines []string, prefix string) (n int) {
	for _, l := range lines {
		if strings.HasPrefix(l, prefix) {
			n++
		}
	}
	return n
}

func endCursor(t *testing.T, page string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(page), "\n")
	var end struct{ End struct{ Cursor string } }
	must(t, json.Unmarshal([]byte(lines[len(lines)-1]), &end))
	return end.End.Cursor
}
