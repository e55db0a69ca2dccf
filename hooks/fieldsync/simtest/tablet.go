package simtest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/merge"
)

// tablet is a reference client: the least a device must do to keep the promises. How it exchanges with the server is in exchange.go.
type tablet struct {
	w      *world
	user   string
	device string
	skew   time.Duration // its clock minus the true one
	cursor string
	n      int64
	acked  int64
	docs   map[fs.Target]*copied // what the server gave
	outbox []fs.Mutation         // not acknowledged, by number
	sent   []fs.Mutation         // acknowledged, kept (P7)
	first  map[int64]fs.Outcome  // the outcome first heard of each mutation (P2)
	era    int                   // the server's, when it last answered a push

	schema int           // of its app
	made   map[int64]int // with which schema each mutation was made: that is how it is sent, also after an update of the app

	quiet    bool     // wants no echo, see echo.go
	unsure   int      // sums it was told and could not follow since a whole pull with everything in it
	asked    int      // unsure at the first page of the pull under way
	suspects bool     // the server forgot something: what was carried out on the copies may never have happened
	greeted  bool     // since the server asked for a reset, it was asked what it knows (L4, P7)
	filling  *records // in the middle of a first sync: what there was at its first page
	last     look     // at the end of the last whole pull
}

// actor is who the server takes the tablet's user for: what stands in the user's record, at every request.
func (w *world) actor(t *tablet) access.Actor {
	a := access.Actor{User: t.user, Device: t.device}
	if d := w.records().docs[fs.Target{Collection: "users", ID: t.user}]; d != nil {
		a.Role, a.Teams = d.Fields.String("role"), d.Fields.Strings("teams")
	}
	return a
}

func (t *tablet) now() time.Time { return t.w.now.Add(t.skew) }

// view is the record with pending work on top (L6).
func (t *tablet) view(name fs.Target) fs.Fields {
	held, have := t.docs[name]
	f := held.fields().Clone()
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
	t.made[t.n] = t.schema
	for field, v := range t.spoken(collection, op, set) {
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
