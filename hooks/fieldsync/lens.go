package fieldsync

import (
	"encoding/json"
	"strings"

	"lutong/hooks/fault"
)

// Lens converts what an app of schema From sends to schema From+1 (rule P8): the shape of records changes, the work of old apps stays
// welcome. Up changes the mutation in place; it must not fail on anything that an app of that version could send.
//
// The other way is not needed: an app older than Oldest is told to update before it pulls, and one in between ignores names it does not
// know and keeps them.
type Lens struct {
	From int
	Up   func(m *Mutation) error
}

// Rename gives a field, or its keys, another name in everything the mutation says.
func (m *Mutation) Rename(from, to string) {
	for _, values := range []map[string]json.RawMessage{m.Set, m.Was} {
		for name, v := range values {
			top, key, dotted := strings.Cut(name, ".")
			if top != from {
				continue
			}
			delete(values, name)
			if dotted {
				values[to+"."+key] = v
			} else {
				values[to] = v
			}
		}
	}
}

// Replace lets fn convert a field's values, old and new.
func (m *Mutation) Replace(field string, fn func(json.RawMessage) json.RawMessage) {
	for _, values := range []map[string]json.RawMessage{m.Set, m.Was} {
		if v, ok := values[field]; ok {
			values[field] = fn(v)
		}
	}
}

// lift converts a mutation of an app of that schema to this server's.
func (s *Server) lift(m *Mutation, schema int) error {
	m.newer = schema > s.Schema
	if schema < 1 || schema >= s.Schema || m.malformed != nil {
		return nil
	}
	m.Set, m.Was = clone(m.Set), clone(m.Was) // the caller's is compared with a replay
	m.lifted = true
	for at := schema; at < s.Schema; at++ {
		for _, l := range s.Lenses {
			if l.From != at {
				continue
			}
			if err := l.Up(m); err != nil {
				return fault.New(fault.Invalid, "invalid").Detailf("schema %d: %v", at, err)
			}
		}
	}
	return nil
}

func clone(m map[string]json.RawMessage) map[string]json.RawMessage {
	if m == nil {
		return nil
	}
	return Fields(m).Clone()
}

// Fields that a newer app knows and this server does not are carried: kept in the record as they are and sent along, so that they are there
// when the server learns about them. At most so many per record, each an opaque value or a map by key.
const (
	maxCarried  = 32
	carriedSize = 16 << 10
)

// fieldFor finds the field that a mutation names, or makes a carried one for a newer app; nil if there is no such field.
func (m *Mutation) fieldFor(rule *Rule, name string) *Field {
	top, _, dotted := strings.Cut(name, ".")
	if f := rule.Field(top); f != nil || !m.newer || !plainName(top) {
		return f
	}
	if dotted {
		return &Field{Name: top, Kind: Map, Max: carriedSize}
	}
	return &Field{Name: top, Kind: JSON, Max: carriedSize}
}

// plainName: what a field can be called.
func plainName(s string) bool {
	if s == "id" || s == "" || len(s) > 40 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (i == 0 || c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// carriedFits checks the bound on what a record carries.
func carriedFits(rule *Rule, f Fields) error {
	n := 0
	for name := range f {
		if rule.Field(name) == nil && name != "id" {
			n++
		}
	}
	if n > maxCarried {
		return fault.New(fault.Invalid, "unknown_field").Detailf("%d fields this server does not know", n)
	}
	return nil
}
