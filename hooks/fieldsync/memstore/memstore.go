// Package memstore is a Store in memory: a real implementation, not a mock. It passes storetest, serves the simulator, and is what the
// pure tests of the protocol run on. One lock: readers and the writer see each other's finished work only.
package memstore

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"sync/atomic"

	fs "lutong/hooks/fieldsync"
)

// Store holds everything in maps. Ranks give keys their order (L7).
type Store struct {
	mu    sync.RWMutex
	reads atomic.Int64
	ranks map[string]int
	t     tables
}

type tables struct {
	seq      int64
	epoch    string
	runs     []fs.Run
	made     map[int]int64 // records made so far, by rank
	docs     map[fs.Target]*fs.Doc
	byKey    map[int64]*fs.Doc
	members  map[string]map[int64]fs.Entry // scope -> key -> entry without body
	ever     map[int64][]string            // key -> scopes it is or was in, or was about to be in: where to look
	grants   map[fs.UserScope]fs.Grant
	reasons  map[string][]fs.UserScope
	outcomes map[string]map[int64][]byte
	devices  map[string]fs.Device
	history  []fs.History
	counters map[string]int64
	answered map[string]map[int64]int64 // device -> n -> the number reached when it was answered
	days     map[string]int64
	floor    int64
}

// New makes an empty store for the collections.
func New(collections []*fs.Collection, epoch string) *Store {
	s := &Store{ranks: map[string]int{}, t: tables{
		epoch: epoch, docs: map[fs.Target]*fs.Doc{}, byKey: map[int64]*fs.Doc{}, members: map[string]map[int64]fs.Entry{}, ever: map[int64][]string{}, grants: map[fs.UserScope]fs.Grant{},
		reasons: map[string][]fs.UserScope{}, outcomes: map[string]map[int64][]byte{}, devices: map[string]fs.Device{}, counters: map[string]int64{}, made: map[int]int64{},
		answered: map[string]map[int64]int64{}, days: map[string]int64{},
	}}
	for _, c := range collections {
		s.ranks[c.Name] = c.Rank
	}
	return s
}

// View implements fs.Store.
func (s *Store) View(_ context.Context, fn func(fs.Reader) error) error {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return fn(&tx{s: s})
}

// Update implements fs.Store; a failed fn is undone step by step.
func (s *Store) Update(_ context.Context, fn func(fs.Tx) error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	t := &tx{s: s}
	err := fn(t)
	if err != nil {
		t.undoTo(0)
	}
	return err
}

// History returns everything kept, oldest first, for tests.
func (s *Store) History() []fs.History {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return slices.Clone(s.t.history)
}

// Docs returns all records with their current state, for tests.
func (s *Store) Docs() []*fs.Doc {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var all []*fs.Doc
	for _, d := range s.t.docs {
		all = append(all, d)
	}
	slices.SortFunc(all, func(a, b *fs.Doc) int { return cmp.Compare(a.Key, b.Key) })
	return all
}

type tx struct {
	s    *Store
	undo []func()
}

func (t *tx) undoTo(mark int) {
	for i := len(t.undo) - 1; i >= mark; i-- {
		t.undo[i]()
	}
	t.undo = t.undo[:mark]
}

// set puts a value into a map and remembers what was there.
func set[K comparable, V any](t *tx, m map[K]V, k K, v V) {
	old, had := m[k]
	t.undo = append(t.undo, func() {
		if had {
			m[k] = old
		} else {
			delete(m, k)
		}
	})
	m[k] = v
}

func (t *tx) Head() (int64, string, error) { return t.s.t.seq, t.s.t.epoch, nil }

func (t *tx) Get(collection, id string) (*fs.Doc, error) {
	return t.s.t.docs[fs.Target{Collection: collection, ID: id}], nil
}

func (t *tx) Expect([]fs.Target) error { return nil }

func (t *tx) Children(collection, field, id string) ([]*fs.Doc, error) {
	var out []*fs.Doc
	for _, d := range t.s.t.docs {
		if d.Collection == collection && !d.Deleted && (d.Fields.String(field) == id || slices.Contains(d.Fields.Strings(field), id)) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *fs.Doc) int { return cmp.Compare(b.Key, a.Key) })
	return out, nil
}

func (t *tx) Scopes(key int64) ([]string, error) {
	var out []string
	for _, scope := range t.s.t.ever[key] {
		if e, ok := t.s.t.members[scope][key]; ok && !e.Gone {
			out = append(out, scope)
		}
	}
	slices.Sort(out)
	return out, nil
}

func (t *tx) Grants(user string) ([]fs.Grant, error) {
	var out []fs.Grant
	for _, g := range t.s.t.grants {
		if g.User == user {
			for _, e := range t.s.t.members[g.Scope] {
				g.Last = max(g.Last, e.Seq)
			}
			out = append(out, g)
		}
	}
	slices.SortFunc(out, func(a, b fs.Grant) int { return cmp.Compare(a.Scope, b.Scope) })
	return out, nil
}

func (t *tx) Holders(scopes []string) ([]string, error) {
	var out []string
	for _, g := range t.s.t.grants {
		if !g.Gone && slices.Contains(scopes, g.Scope) {
			out = append(out, g.User)
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

func (t *tx) Visible(user string, key int64) (bool, error) {
	for _, scope := range t.s.t.ever[key] {
		if e, ok := t.s.t.members[scope][key]; ok && !e.Gone {
			if g, ok := t.s.t.grants[fs.UserScope{User: user, Scope: scope}]; ok && !g.Gone {
				return true, nil
			}
		}
	}
	return false, nil
}

// Reads counts the scans of scopes so far, for tests of what a pull costs.
func (s *Store) Reads() int64 { return s.reads.Load() }

func (t *tx) entries(scope string, want func(fs.Entry) bool, by func(a, b fs.Entry) int, fn func(fs.Entry) (bool, error)) error {
	t.s.reads.Add(1)
	var list []fs.Entry
	for _, e := range t.s.t.members[scope] {
		if want(e) {
			list = append(list, e)
		}
	}
	slices.SortFunc(list, by)
	for _, e := range list {
		d := t.s.t.byKey[e.Key]
		e.Collection, e.ID, e.Mark = d.Collection, d.ID, d.Mark
		if !e.Gone {
			e.Body = d.Body
		}
		if more, err := fn(e); err != nil || !more {
			return err
		}
	}
	return nil
}

func (t *tx) ScanScope(scope string, after, leftSince int64, fn func(fs.Entry) (bool, error)) error {
	return t.entries(scope, func(e fs.Entry) bool { return e.Key > after && (!e.Gone || e.Seq > leftSince) },
		func(a, b fs.Entry) int { return cmp.Compare(a.Key, b.Key) }, fn)
}

func (t *tx) ScanChanges(scope string, after, upTo int64, fn func(fs.Entry) (bool, error)) error {
	return t.entries(scope, func(e fs.Entry) bool { return e.Seq > after && e.Seq <= upTo },
		func(a, b fs.Entry) int { return cmp.Compare(a.Seq, b.Seq) }, fn)
}

func (t *tx) Estimate(scope string, after int64) (n, bytes int64, err error) {
	for _, e := range t.s.t.members[scope] {
		if e.Seq > after && !e.Gone {
			n++
			bytes += int64(len(t.s.t.byKey[e.Key].Body))
		}
	}
	return n, bytes, nil
}

// seen are the records that the user may see now, in key order.
func (t *tx) seen(user string) []*fs.Doc {
	var out []*fs.Doc
	for _, d := range t.s.t.docs {
		if visible, _ := t.Visible(user, d.Key); visible {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, func(a, b *fs.Doc) int { return cmp.Compare(a.Key, b.Key) })
	return out
}

func (t *tx) Check(user string) (fs.Check, error) {
	var c fs.Check
	for _, d := range t.seen(user) {
		c.Count, c.Sum = c.Count+1, c.Sum+int64(d.Sum)
	}
	return c, nil
}

func (t *tx) Parts(user string) (map[string]fs.Check, error) {
	parts := map[string]fs.Check{}
	for _, d := range t.seen(user) {
		name := d.Collection + "/" + d.ID[:1]
		c := parts[name]
		parts[name] = fs.Check{Count: c.Count + 1, Sum: c.Sum + int64(d.Sum)}
	}
	return parts, nil
}

func (t *tx) ScanPart(user, collection, first string, fn func(fs.Entry) (bool, error)) error {
	for _, d := range t.seen(user) {
		if d.Collection != collection || d.ID[:1] != first {
			continue
		}
		if more, err := fn(fs.Entry{Key: d.Key, Collection: d.Collection, ID: d.ID, Seq: d.Seq, Body: d.Body}); err != nil || !more {
			return err
		}
	}
	return nil
}

func (t *tx) LastWriter(collection, id, field string) (fs.Writer, error) {
	for i := len(t.s.t.history) - 1; i >= 0; i-- {
		h := t.s.t.history[i]
		if h.Collection == collection && h.Record == id && h.Field == field {
			return fs.Writer{By: h.By, Device: h.Device, At: h.CorrectedAt}, nil
		}
	}
	return fs.Writer{}, nil
}

func (t *tx) FindDevice(id string) (*fs.Device, error) {
	d, ok := t.s.t.devices[id]
	if !ok {
		return nil, nil
	}
	return &d, nil
}

func (t *tx) Outcome(device string, n int64) ([]byte, error) { return t.s.t.outcomes[device][n], nil }

func (t *tx) Next() (int64, error) {
	old := t.s.t.seq
	t.undo = append(t.undo, func() { t.s.t.seq = old })
	t.s.t.seq++
	return t.s.t.seq, nil
}

func (t *tx) Save(d fs.Doc) (*fs.Doc, error) {
	name := fs.Target{Collection: d.Collection, ID: d.ID}
	if old := t.s.t.docs[name]; old != nil {
		d.Key = old.Key
	} else {
		rank := t.s.ranks[d.Collection]
		set(t, t.s.t.made, rank, t.s.t.made[rank]+1)
		d.Key = fs.KeyOf(rank, t.s.t.made[rank])
	}
	d.Fields = d.Fields.Clone()
	d.Seal()
	set(t, t.s.t.docs, name, &d)
	set(t, t.s.t.byKey, d.Key, &d)
	return &d, nil
}

func (t *tx) Enter(scope string, d *fs.Doc, seq int64) error {
	if t.s.t.members[scope] == nil {
		t.s.t.members[scope] = map[int64]fs.Entry{}
	}
	if !slices.Contains(t.s.t.ever[d.Key], scope) {
		t.s.t.ever[d.Key] = append(t.s.t.ever[d.Key], scope)
	}
	set(t, t.s.t.members[scope], d.Key, fs.Entry{Key: d.Key, Since: seq, Seq: seq})
	return nil
}

func (t *tx) Stay(d *fs.Doc) error {
	for _, scope := range t.s.t.ever[d.Key] {
		m := t.s.t.members[scope]
		if e, ok := m[d.Key]; ok && !e.Gone {
			e.Seq = d.Seq
			set(t, m, d.Key, e)
		}
	}
	return nil
}

func (t *tx) Leave(scope string, key, seq int64) error {
	e := t.s.t.members[scope][key]
	e.Seq, e.Gone = seq, true
	set(t, t.s.t.members[scope], key, e)
	return nil
}

func (t *tx) Runs() ([]fs.Run, error) { return slices.Clone(t.s.t.runs), nil }

func (t *tx) BeginRun(name string) error {
	old := t.s.t.runs
	t.undo = append(t.undo, func() { t.s.t.runs = old })
	t.s.t.runs = append(slices.Clone(old), fs.Run{Name: name, Began: t.s.t.seq})
	return nil
}

func (t *tx) Reasons(reason string) ([]fs.UserScope, error) {
	return slices.Clone(t.s.t.reasons[reason]), nil
}

func (t *tx) ReasonsOf(user string) (map[string][]string, error) {
	out := map[string][]string{}
	for reason, list := range t.s.t.reasons {
		for _, g := range list {
			if g.User == user {
				out[g.Scope] = append(out[g.Scope], reason)
			}
		}
	}
	return out, nil
}

func (t *tx) AddReason(reason string, g fs.UserScope) (first bool, err error) {
	first = !t.anyReason(g)
	set(t, t.s.t.reasons, reason, append(slices.Clone(t.s.t.reasons[reason]), g))
	return first, nil
}

func (t *tx) anyReason(g fs.UserScope) bool {
	for _, list := range t.s.t.reasons {
		if slices.Contains(list, g) {
			return true
		}
	}
	return false
}

func (t *tx) DropReason(reason string, g fs.UserScope) (bool, error) {
	rest := slices.DeleteFunc(slices.Clone(t.s.t.reasons[reason]), func(x fs.UserScope) bool { return x == g })
	set(t, t.s.t.reasons, reason, rest)
	return t.anyReason(g), nil
}

func (t *tx) Grant(g fs.UserScope, seq int64) error {
	old, ok := t.s.t.grants[g]
	if ok && !old.Gone {
		return nil
	}
	if !ok {
		old.First = seq
	}
	set(t, t.s.t.grants, g, fs.Grant{UserScope: g, First: old.First, Since: seq, Seq: seq})
	return nil
}

func (t *tx) Withdraw(g fs.UserScope, seq int64) error {
	old := t.s.t.grants[g]
	old.Seq, old.Gone = seq, true
	set(t, t.s.t.grants, g, old)
	return nil
}

func (t *tx) AddHistory(h fs.History) error {
	old := t.s.t.history
	t.undo = append(t.undo, func() { t.s.t.history = old })
	t.s.t.history = append(old, h)
	return nil
}

func (t *tx) PutDevice(d fs.Device) error { set(t, t.s.t.devices, d.ID, d); return nil }

func (t *tx) PutOutcome(device string, n int64, outcome []byte) error {
	if t.s.t.outcomes[device] == nil {
		t.s.t.outcomes[device], t.s.t.answered[device] = map[int64][]byte{}, map[int64]int64{}
	}
	set(t, t.s.t.outcomes[device], n, slices.Clone(outcome))
	set(t, t.s.t.answered[device], n, t.s.t.seq)
	return nil
}

func (t *tx) Counter(name string) (int64, error) {
	set(t, t.s.t.counters, name, t.s.t.counters[name]+1)
	return t.s.t.counters[name], nil
}

func (t *tx) RaiseCounter(name string, atLeast int64) error {
	set(t, t.s.t.counters, name, max(t.s.t.counters[name], atLeast))
	return nil
}

func (t *tx) Savepoint(fn func() error) error {
	mark := len(t.undo)
	err := fn()
	if err != nil {
		t.undoTo(mark)
	}
	return err
}
