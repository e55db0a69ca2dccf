package simtest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/merge"
)

// tablet is a reference client: the least a device must do to keep the promises.
type tablet struct {
	w      *world
	actor  access.Actor
	skew   time.Duration // its clock minus the true one
	cursor string
	n      int64
	acked  int64
	docs   map[fs.Target]fs.Fields // what the server gave
	outbox []fs.Mutation           // not acknowledged
	sent   []fs.Mutation           // acknowledged, kept
	first  map[int64]fs.Outcome    // the outcome first heard of each mutation (P2)
}

func (t *tablet) now() time.Time { return t.w.now.Add(t.skew) }

// view is the record with pending work on top (L6).
func (t *tablet) view(name fs.Target) fs.Fields {
	f, have := t.docs[name]
	f = f.Clone()
	for _, m := range t.outbox {
		if m.Collection != name.Collection || m.ID != name.ID || m.Op == "delete" {
			continue
		}
		have = true
		for field, v := range m.Set {
			if top, key, dotted := strings.Cut(field, "."); dotted {
				f[top] = merge.WithKey(f[top], key, v)
			} else {
				f[field] = v
			}
		}
	}
	if !have {
		return nil
	}
	return f
}

// do records a change; `was` is what the person saw.
func (t *tablet) do(collection, id, op string, set map[string]any) {
	t.n += 1 + int64(t.w.rnd.IntN(2)) // gaps are legal
	m := fs.Mutation{N: t.n, Collection: collection, ID: id, Op: op, At: fs.Stamp(t.now()), Set: map[string]json.RawMessage{}}
	view := t.view(fs.Target{Collection: collection, ID: id})
	for field, v := range set {
		m.Set[field] = fs.JSONOf(v)
		if op != "update" {
			continue
		}
		if m.Was == nil {
			m.Was = map[string]json.RawMessage{}
		}
		if top, key, dotted := strings.Cut(field, "."); dotted {
			m.Was[field] = merge.Key(view[top], key)
		} else {
			m.Was[field] = view[field]
		}
	}
	t.outbox = append(t.outbox, m)
}

// request is a push as it travels: it may arrive late, twice, or not at all.
func (t *tablet) request(count int) fs.Push {
	return fs.Push{Schema: 1, App: "sim", Now: fs.Stamp(t.now()), Acked: t.acked, Mutations: slices.Clone(t.outbox[:min(count, len(t.outbox))])}
}

// push sends up to count pending mutations over a bad line.
func (t *tablet) push(count int) error {
	if len(t.outbox) == 0 {
		return nil
	}
	req := t.request(count)
	if t.w.fails(8) {
		t.w.late = append(t.w.late, delayed{t, req}) // lost, or only slow
		return nil
	}
	answer, err := t.w.server.Push(context.Background(), t.actor, req)
	if err != nil {
		if fault.Code(err) != "" {
			return fmt.Errorf("push refused as a whole: %w", err)
		}
		return err
	}
	if t.w.fails(6) {
		return nil // the answer is lost: the device will send it again (P2)
	}
	return t.heard(req, answer)
}

// heard takes in an answer.
func (t *tablet) heard(req fs.Push, answer fs.PushAnswer) error {
	if len(answer.Results) != len(req.Mutations) {
		return fmt.Errorf("P9: %d results for %d mutations", len(answer.Results), len(req.Mutations))
	}
	for i, out := range answer.Results {
		m := req.Mutations[i]
		if err := t.same(m, out); err != nil {
			return err
		}
		at := slices.IndexFunc(t.outbox, func(x fs.Mutation) bool { return x.N == m.N })
		if at < 0 {
			continue // heard before
		}
		t.outbox = slices.Delete(t.outbox, at, at+1)
		t.sent = append(t.sent, m)
		t.acked = max(t.acked, m.N)
	}
	return nil
}

// same: every answer to a mutation says what the first one said (P2).
func (t *tablet) same(m fs.Mutation, out fs.Outcome) error {
	if out.N != m.N {
		return fmt.Errorf("P2: answer %d to mutation %d", out.N, m.N)
	}
	before, known := t.first[m.N]
	if !known {
		t.first[m.N] = out
		return nil
	}
	if before.Status != out.Status || before.Code != out.Code || before.Aside != out.Aside || !slices.Equal(before.Fields, out.Fields) {
		return fmt.Errorf("P2: mutation %d of %s was answered %s/%s, then %s/%s", m.N, t.actor.Device, before.Status, before.Code, out.Status, out.Code)
	}
	return nil
}

// pull fetches one page over a bad line; more says that another one waits.
func (t *tablet) pull(limit int) (more bool, err error) {
	var buf bytes.Buffer
	if _, err := t.w.server.Pull(context.Background(), t.actor, fs.PullRequest{Cursor: t.cursor, Limit: limit}, &buf); err != nil {
		return false, err
	}
	page := buf.Bytes()
	if t.w.fails(5) {
		page = page[:t.w.rnd.IntN(len(page))] // cut somewhere
	}
	return t.apply(page)
}

type line struct {
	Reset bool            `json:"reset"`
	Put   string          `json:"put"`
	Doc   json.RawMessage `json:"doc"`
	Drop  string          `json:"drop"`
	ID    string          `json:"id"`
	End   *struct {
		Cursor string `json:"cursor"`
		More   bool   `json:"more"`
	} `json:"end"`
}

// apply takes a page in as a whole or not at all (L1, L3).
func (t *tablet) apply(page []byte) (more bool, err error) {
	next := make(map[fs.Target]fs.Fields, len(t.docs))
	for k, v := range t.docs {
		next[k] = v
	}
	for _, text := range bytes.Split(page, []byte("\n")) {
		var l line
		if json.Unmarshal(text, &l) != nil {
			continue // a cut line; without the end line nothing of the page counts
		}
		switch {
		case l.Reset:
			clear(next)
		case l.Put != "":
			f, err := fs.DecodeFields(l.Doc)
			if err != nil {
				return false, err
			}
			name := fs.Target{Collection: l.Put, ID: f.String("id")}
			if err := t.w.mayHave(t, name); err != nil {
				return false, err
			}
			next[name] = f
		case l.Drop != "":
			delete(next, fs.Target{Collection: l.Drop, ID: l.ID})
		case l.End != nil:
			t.docs, t.cursor = next, l.End.Cursor
			return l.End.More, nil
		}
	}
	return true, nil
}

// names lists what the tablet shows of a collection, in a fixed order.
func (t *tablet) names(collection string) []fs.Target {
	var out []fs.Target
	for name := range t.docs {
		if name.Collection == collection {
			out = append(out, name)
		}
	}
	for _, m := range t.outbox {
		name := fs.Target{Collection: m.Collection, ID: m.ID}
		if m.Collection == collection && m.Op == "create" && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	slices.SortFunc(out, func(a, b fs.Target) int { return strings.Compare(a.ID, b.ID) })
	return out
}
