package memstore

import (
	fs "lutong/hooks/fieldsync"
)

func (t *tx) Floor() (int64, error) { return t.s.t.floor, nil }

func (t *tx) BeginDay(day string) (bool, error) {
	if _, known := t.s.t.days[day]; known {
		return false, nil
	}
	set(t, t.s.t.days, day, t.s.t.seq)
	return true, nil
}

func (t *tx) RaiseFloor(day string) error {
	old := t.s.t.floor
	t.undo = append(t.undo, func() { t.s.t.floor = old })
	for d, seq := range t.s.t.days {
		if d < day {
			t.s.t.floor = max(t.s.t.floor, seq)
		}
	}
	return nil
}

func (t *tx) Outdated(keep int64, limit int) ([]fs.Outdated, error) {
	var all []fs.Outdated
	add := func(o fs.Outdated) {
		if o.Changed <= t.s.t.floor && len(all) < limit {
			all = append(all, o)
		}
	}
	for scope, m := range t.s.t.members {
		for key, e := range m {
			if e.Gone {
				add(fs.Outdated{What: fs.Departure, Scope: scope, Key: key, Changed: e.Seq})
			}
		}
	}
	for _, g := range t.s.t.grants {
		if g.Gone {
			add(fs.Outdated{What: fs.Withdrawal, User: g.User, Scope: g.Scope, Changed: g.Seq})
		}
	}
	for key, d := range t.s.t.byKey {
		if d.Deleted {
			add(fs.Outdated{What: fs.Tombstone, Key: key, Changed: d.Seq})
		}
	}
	for device, m := range t.s.t.answered {
		for n, seq := range m {
			if n <= t.s.t.devices[device].LastN-keep {
				add(fs.Outdated{What: fs.Answered, Device: device, Key: n, Changed: seq})
			}
		}
	}
	return all, nil
}

func (t *tx) Forget(list []fs.Outdated) (removed int, err error) {
	for _, o := range list {
		switch o.What {
		case fs.Departure:
			if e, ok := t.s.t.members[o.Scope][o.Key]; ok && e.Gone && e.Seq == o.Changed {
				drop(t, t.s.t.members[o.Scope], o.Key)
				removed++
			}
		case fs.Withdrawal:
			name := fs.UserScope{User: o.User, Scope: o.Scope}
			if g, ok := t.s.t.grants[name]; ok && g.Gone && g.Seq == o.Changed {
				drop(t, t.s.t.grants, name)
				removed++
			}
		case fs.Tombstone:
			if d := t.s.t.byKey[o.Key]; d != nil && d.Deleted && d.Seq == o.Changed && !t.known(o.Key) {
				drop(t, t.s.t.byKey, o.Key)
				drop(t, t.s.t.docs, fs.Target{Collection: d.Collection, ID: d.ID})
				removed++
			}
		case fs.Answered:
			if seq, ok := t.s.t.answered[o.Device][o.Key]; ok && seq == o.Changed {
				drop(t, t.s.t.answered[o.Device], o.Key)
				drop(t, t.s.t.outcomes[o.Device], o.Key)
				removed++
			}
		}
	}
	return removed, nil
}

// known reports whether any scope remembers the record.
func (t *tx) known(key int64) bool {
	for _, m := range t.s.t.members {
		if _, ok := m[key]; ok {
			return true
		}
	}
	return false
}

// drop takes a value out of a map and remembers it.
func drop[K comparable, V any](t *tx, m map[K]V, k K) {
	old := m[k]
	t.undo = append(t.undo, func() { m[k] = old })
	delete(m, k)
}
