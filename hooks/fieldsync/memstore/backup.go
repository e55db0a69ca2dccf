package memstore

import (
	"maps"
	"slices"

	fs "lutong/hooks/fieldsync"
)

// Backup is a copy of everything the store held at one moment, as a file-level backup of a database is: nothing in it says that it is one.
type Backup struct{ t tables }

// Backup copies the store.
func (s *Store) Backup() Backup {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return Backup{s.t.clone()}
}

// Restore puts a backup back; it can be put back again later.
func (s *Store) Restore(b Backup) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.t = b.t.clone()
}

// clone copies the maps; documents and values are never changed in place.
func (t tables) clone() tables {
	t.docs, t.byKey, t.grants, t.devices, t.counters = maps.Clone(t.docs), maps.Clone(t.byKey), maps.Clone(t.grants), maps.Clone(t.devices), maps.Clone(t.counters)
	t.made, t.days = maps.Clone(t.made), maps.Clone(t.days)
	t.members, t.outcomes, t.answered = nested(t.members), nested(t.outcomes), nested(t.answered)
	t.ever = maps.Clone(t.ever)
	for key, scopes := range t.ever {
		t.ever[key] = slices.Clone(scopes)
	}
	t.runs = slices.Clone(t.runs)
	t.reasons = maps.Clone(t.reasons)
	for reason, list := range t.reasons {
		t.reasons[reason] = slices.Clone(list)
	}
	t.history = append([]fs.History(nil), t.history...)
	return t
}

func nested[K, L comparable, V any](m map[K]map[L]V) map[K]map[L]V {
	out := make(map[K]map[L]V, len(m))
	for k, inner := range m {
		out[k] = maps.Clone(inner)
	}
	return out
}
