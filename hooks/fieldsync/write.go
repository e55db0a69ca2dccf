package fieldsync

import (
	"context"
	"slices"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/fault"
)

// Writing is a series of changes inside one transaction, under one Context. Put and Delete keep everything in step that must be: the
// sequence, scope membership, the grants that follow, and the records derived from the changed ones.
type Writing struct {
	Tx
	Context
	server *Server
	first  int64           // first and
	last   int64           // last number handed out here
	scopes map[string]bool // touched: their holders are woken
	users  map[string]bool // got or lost a scope
}

func (w *Writing) number() (int64, error) {
	n, err := w.Tx.Next()
	if w.first == 0 {
		w.first = n
	}
	w.last = n
	return n, err
}

// Put is the server's own change of a record: what it replaces is kept in the history (P1). Missing fields get their empty value.
func (w *Writing) Put(collection, id string, f Fields) (*Doc, error) {
	old, err := w.Get(collection, id)
	if err != nil {
		return nil, err
	}
	rule := w.server.rules[collection]
	if rule != nil && old != nil && !old.Deleted {
		f = f.Clone()
		for name, v := range old.Fields {
			if _, sent := f[name]; !sent && rule.Field(name) == nil {
				f[name] = v // carried for newer apps (P8); other doors do not know of it
			}
		}
		full := rule.Complete(id, f)
		for i := range rule.Fields {
			field := &rule.Fields[i]
			if from, to := old.Fields[field.Name], full[field.Name]; !field.Server && string(from) != string(to) {
				if err := w.keep(old, field.Name, from, to, nil); err != nil {
					return nil, err
				}
			}
		}
	}
	return w.put(collection, id, f)
}

// put writes a record's fields and returns it as it is now; keeping what it replaces is the caller's business.
func (w *Writing) put(collection, id string, f Fields) (*Doc, error) {
	rule := w.server.rules[collection]
	if rule == nil {
		return nil, fault.New(fault.Invalid, "unknown_collection").Detailf("%s", collection)
	}
	f, err := w.derived(rule, id, rule.Complete(id, f))
	if err != nil {
		return nil, err
	}
	old, err := w.Get(collection, id)
	if err != nil {
		return nil, err
	}
	if old != nil && !old.Deleted && old.Fields.equal(f) {
		return old, nil
	}
	return w.save(rule, old, Doc{Collection: collection, ID: id, Fields: f})
}

// derived is f with its derived fields as they must be now.
func (w *Writing) derived(rule *Rule, id string, f Fields) (Fields, error) {
	if rule.Derive == nil {
		return f, nil
	}
	next, err := rule.Derive(w.Tx, id, f)
	if err == nil && next == nil {
		err = fault.New(fault.Invalid, "required").Detailf("%s", rule.Name)
	}
	return next, err
}

// edited writes a record that a device changed. exact says that next is what the device has if it carried out its own mutation.
func (w *Writing) edited(rule *Rule, cur *Doc, next Fields, exact bool) (*Doc, error) {
	if !rule.FromOthers {
		derived, err := w.derived(rule, cur.ID, next)
		if err != nil {
			return nil, err
		}
		exact = exact && derived.equal(next)
		next = derived
	}
	if cur.Fields.equal(next) {
		return cur, nil
	}
	d := Doc{Collection: cur.Collection, ID: cur.ID, Fields: next}
	if exact {
		d.Mark = Mark{Device: w.Device, Before: cur.Seq}
		if cur.Mark.Device == w.Device {
			d.Mark.Before = cur.Mark.Before
		}
	}
	return w.save(rule, cur, d)
}

// Delete deletes a record and keeps it in the history; deleting what is not there does nothing.
func (w *Writing) Delete(collection, id string) error {
	old, err := w.Get(collection, id)
	if err != nil || old == nil || old.Deleted {
		return err
	}
	if err := w.keep(old, "", old.Fields.Encode(), nil, nil); err != nil {
		return err
	}
	_, err = w.save(w.server.rules[collection], old, Doc{Collection: collection, ID: id, Deleted: true})
	return err
}

func (w *Writing) save(rule *Rule, old *Doc, d Doc) (*Doc, error) {
	var err error
	if d.Seq, err = w.number(); err != nil {
		return nil, err
	}
	doc, err := w.Save(*d.Seal())
	if err != nil {
		return nil, err
	}
	moved, err := w.rescope(rule, doc, doc.Seq)
	if err != nil {
		return nil, err
	}
	if rule.Grants != nil && !sameGrants(rule, old, doc, w.Now) {
		if err := w.regrant(rule, doc); err != nil {
			return nil, err
		}
	}
	if err := w.follow(rule, old, doc, moved); err != nil {
		return nil, err
	}
	if err := w.leave(rule, old, doc); err != nil {
		return nil, err
	}
	return doc, w.derive(rule, old, doc)
}

// leave writes what the change leaves behind.
func (w *Writing) leave(rule *Rule, old, d *Doc) error {
	if rule.Leaves == nil {
		return nil
	}
	t, f := rule.Leaves(w.Context, old, d)
	if t.Collection == "" {
		return nil
	}
	_, err := w.put(t.Collection, t.ID, f)
	return err
}

// rescope brings the record's membership in line with the rule, under the number seq for a change of content or, if seq is 0, under
// numbers of their own. It reports whether the set of scopes changed.
func (w *Writing) rescope(rule *Rule, d *Doc, seq int64) (moved bool, err error) {
	var want []string
	if !d.Deleted && rule.Scopes != nil {
		if want, err = rule.Scopes(w.Tx, d); err != nil {
			return false, err
		}
	}
	have, err := w.Scopes(d.Key)
	if err != nil {
		return false, err
	}
	number := func() (int64, error) {
		if seq != 0 {
			return seq, nil
		}
		return w.number()
	}
	for _, scope := range have {
		w.scopes[scope] = true
		if slices.Contains(want, scope) {
			continue
		}
		moved = true
		n, err := number()
		if err != nil {
			return false, err
		}
		if err := w.Leave(scope, d.Key, n); err != nil {
			return false, err
		}
	}
	if seq != 0 {
		if err := w.Stay(d); err != nil {
			return false, err
		}
	}
	for _, scope := range want {
		w.scopes[scope] = true
		if slices.Contains(have, scope) {
			continue
		}
		moved = true
		n, err := number()
		if err != nil {
			return false, err
		}
		if err := w.Enter(scope, d, n); err != nil {
			return false, err
		}
	}
	return moved, nil
}

// sameGrants reports whether the record led to the same grants before; what only the clock has ended is Refresh's to find.
func sameGrants(rule *Rule, old, d *Doc, now time.Time) bool {
	return old != nil && !old.Deleted && !d.Deleted && slices.Equal(rule.Grants(old, now), rule.Grants(d, now))
}

// regrant brings the grants that follow from the record in line with the rule.
func (w *Writing) regrant(rule *Rule, d *Doc) error {
	if rule.Grants == nil {
		return nil
	}
	reason := d.Collection + "/" + d.ID
	var want []UserScope
	if !d.Deleted {
		want = rule.Grants(d, w.Now)
	}
	have, err := w.Reasons(reason)
	if err != nil {
		return err
	}
	for _, g := range have {
		if slices.Contains(want, g) {
			continue
		}
		still, err := w.DropReason(reason, g)
		if err != nil {
			return err
		}
		if !still {
			n, err := w.number()
			if err != nil {
				return err
			}
			if err := w.Withdraw(g, n); err != nil {
				return err
			}
		}
		w.users[g.User] = true
	}
	for _, g := range want {
		if slices.Contains(have, g) {
			continue
		}
		first, err := w.AddReason(reason, g)
		if err != nil {
			return err
		}
		if !first {
			continue
		}
		n, err := w.number()
		if err != nil {
			return err
		}
		if err := w.Tx.Grant(g, n); err != nil {
			return err
		}
		w.users[g.User] = true
	}
	return nil
}

// follow rescopes the records whose scopes follow from this one's: all of them if it moved, else those whose link to it began or ended.
func (w *Writing) follow(rule *Rule, old, d *Doc, moved bool) error {
	var was, is, todo []Target
	if rule.Links != nil {
		if old != nil && !old.Deleted {
			was = rule.Links(old)
		}
		if !d.Deleted {
			is = rule.Links(d)
		}
	}
	for _, t := range append(slices.Clone(was), is...) {
		if (moved || !slices.Contains(was, t) || !slices.Contains(is, t)) && !slices.Contains(todo, t) {
			todo = append(todo, t)
		}
	}
	if moved && rule.Dependents != nil { // also of a new record: what was set aside before it came may name it
		children, err := rule.Dependents(w.Tx, d.ID)
		if err != nil {
			return err
		}
		todo = append(todo, children...)
	}
	return w.move(todo)
}

// move rescopes records, and under each that moved the records that depend on it.
func (w *Writing) move(todo []Target) error {
	for _, t := range todo {
		d, err := w.Get(t.Collection, t.ID)
		if err != nil {
			return err
		}
		if d == nil || d.Deleted {
			continue
		}
		rule := w.server.rules[t.Collection]
		moved, err := w.rescope(rule, d, 0)
		if err != nil {
			return err
		}
		if !moved || rule.Dependents == nil {
			continue
		}
		children, err := rule.Dependents(w.Tx, d.ID)
		if err != nil {
			return err
		}
		if err := w.move(children); err != nil {
			return err
		}
	}
	return nil
}

// derive computes again what depends on the record's content.
func (w *Writing) derive(rule *Rule, old, d *Doc) error {
	if rule.Affects == nil {
		return nil
	}
	var targets []Target
	for _, x := range []*Doc{old, d} {
		if x != nil && !x.Deleted {
			targets = append(targets, rule.Affects(x)...)
		}
	}
	slices.SortFunc(targets, func(a, b Target) int {
		return slices.Compare([]string{a.Collection, a.ID}, []string{b.Collection, b.ID})
	})
	for _, t := range slices.Compact(targets) {
		target := w.server.rules[t.Collection]
		cur, err := w.Get(t.Collection, t.ID)
		if err != nil {
			return err
		}
		var f Fields
		if cur != nil && !cur.Deleted {
			f = cur.Fields
		} else {
			f = target.Complete(t.ID, nil)
		}
		next, err := target.Derive(w.Tx, t.ID, f)
		if err != nil {
			return err
		}
		if next == nil {
			if cur == nil || cur.Deleted {
				continue
			}
			if _, err := w.save(target, cur, Doc{Collection: t.Collection, ID: t.ID, Deleted: true}); err != nil {
				return err
			}
			continue
		}
		if cur != nil && !cur.Deleted && cur.Fields.equal(next) {
			continue
		}
		if _, err := w.save(target, cur, Doc{Collection: t.Collection, ID: t.ID, Fields: next}); err != nil {
			return err
		}
	}
	return nil
}

// may is access under the collection's rule; no rule means no.
func (w *Writing) may(rule *Rule, a access.Actor, op string, before *Doc, set Fields) error {
	if a.System {
		return nil
	}
	if rule == nil || rule.Allow == nil {
		return fault.New(fault.Forbidden, "not_allowed")
	}
	return rule.Allow(w.Tx, a, op, before, set)
}

// Refresh lets the grants that follow from a record catch up with the clock.
func (s *Server) Refresh(ctx context.Context, collection, id string) error {
	return s.Update(ctx, s.System(), func(w *Writing) error {
		d, err := w.Get(collection, id)
		if err != nil || d == nil {
			return err
		}
		return w.regrant(s.rules[collection], d)
	})
}
