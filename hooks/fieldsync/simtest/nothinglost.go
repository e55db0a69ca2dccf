package simtest

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/merge"
)

// place is where a value can be found again.
type place struct{ collection, record, field string }

// remains is all that the server keeps beside the records: their history and what was set aside.
type remains struct {
	*records
	values map[place][]string
	wholes map[fs.Target][]fs.Fields // records that were deleted, mutations refused as a whole
}

func (w *world) remains(history []fs.History) *remains {
	k := &remains{records: w.records(), values: map[place][]string{}, wholes: map[fs.Target][]fs.Fields{}}
	keep := func(p place, values ...json.RawMessage) {
		for _, v := range values {
			k.values[p] = append(k.values[p], string(v))
			if p.field != "" || len(v) == 0 || v[0] != '{' {
				continue
			}
			if f, err := fs.DecodeFields(v); err == nil {
				name := fs.Target{Collection: p.collection, ID: p.record}
				k.wholes[name] = append(k.wholes[name], f)
			}
		}
	}
	for _, h := range history {
		keep(place{h.Collection, h.Record, h.Field}, h.From, h.To, h.Sent)
	}
	for _, d := range k.list("conflicts") {
		f := d.Fields
		keep(place{f.String("collection"), f.String("record"), f.String("field")}, f["mine"], f["theirs"])
	}
	return k
}

// hold says whether one value of a mutation is to be found.
func (k *remains) hold(w *world, m fs.Mutation, field string, raw json.RawMessage) bool {
	value := w.canonical(m.Collection, field, raw)
	if d := k.get(m.Collection, m.ID); d != nil && has(d.Fields, field, value) || slices.Contains(k.values[place{m.Collection, m.ID, field}], value) {
		return true
	}
	if m.Op == "create" && field == "assignees" && value == "[]" {
		return true // nobody was named: the server may fill in who filed the job
	}
	top, key, dotted := strings.Cut(field, ".")
	if dotted && slices.ContainsFunc(k.values[place{m.Collection, m.ID, top}], func(o string) bool { return string(merge.Key(json.RawMessage(o), key)) == value }) {
		return true
	}
	return slices.ContainsFunc(k.wholes[fs.Target{Collection: m.Collection, ID: m.ID}], func(f fs.Fields) bool {
		return has(f, field, value) || string(f[field]) == string(raw)
	})
}

// holdAll says whether what a value of an old app means today is to be found.
func (k *remains) holdAll(w *world, m fs.Mutation, values map[string]json.RawMessage, schema int) bool {
	for field, raw := range values {
		if !w.size.Versions || schema > 1 || !k.hold(w, m, field, raw) {
			return false
		}
	}
	return true
}

// nothingLost checks P1: every value of every acknowledged mutation is the record's, in its history, or set aside. It holds at any moment;
// only what a server forgot with a restored backup is away until its tablet has heard of that (P7).
func (w *world) nothingLost() error {
	history := w.backend.History()
	kept := w.remains(history)
	if err := kept.trainersThings(w.taught); err != nil {
		return err
	}
	for _, t := range w.tablets {
		if t.era != w.era && !w.calm {
			continue
		}
		for _, m := range t.sent {
			if err := t.accountedFor(m); err != nil {
				return err
			}
			for field, raw := range m.Set {
				if !kept.hold(w, m, field, raw) && !kept.holdAll(w, m, meant(m.Collection, field, raw), t.made[m.N]) {
					return fmt.Errorf("P1: %s of %s/%s, sent as mutation %d of %s and acknowledged %s, is nowhere", field, m.Collection, m.ID, m.N, t.device, t.first[m.N].Status)
				}
			}
		}
	}
	return onceOnly(history)
}

func has(f fs.Fields, field, value string) bool {
	top, key, dotted := strings.Cut(field, ".")
	if dotted {
		return string(merge.Key(f[top], key)) == value
	}
	return string(f[field]) == value
}

// canonical is a sent value as the server writes it.
func (w *world) canonical(collection, field string, raw json.RawMessage) string {
	top, _, dotted := strings.Cut(field, ".")
	f := w.rules[collection].Field(top)
	if f == nil || dotted {
		v, _ := fs.Canonical(raw)
		return string(v)
	}
	v, err := f.Value(raw)
	if err != nil {
		return string(raw)
	}
	return string(v)
}

// onceOnly checks P2 in the history: a mutation left at most one entry per field.
func onceOnly(history []fs.History) error {
	type entry struct {
		place
		device string
		n      int64
	}
	seen := map[entry]bool{}
	for _, h := range history {
		if h.Device == "" {
			continue
		}
		e := entry{place{h.Collection, h.Record, h.Field}, h.Device, h.N}
		if seen[e] {
			return fmt.Errorf("P2: mutation %d of %s changed %s.%s twice", h.N, h.Device, h.Record, h.Field)
		}
		seen[e] = true
	}
	return nil
}
