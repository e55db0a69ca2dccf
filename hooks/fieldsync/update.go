package fieldsync

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync/merge"
)

// edit is the outcome of one field of an update.
type edit struct {
	name          string // as sent: "notes", "answers.c3"
	field         *Field
	was, mine     json.RawMessage
	before, after json.RawMessage // of the field, or of its key
	merged        bool
	lost          string // which side stands aside: Mine or Theirs; "" if none does
	key           string // of a map field; "" for the whole
}

// update merges an update field by field (M3).
func (w *Writing) update(rule *Rule, cur *Doc, m Mutation, out *Outcome) error {
	if cur == nil {
		return fault.New(fault.NotFound, "not_found")
	}
	if cur.Deleted {
		return fault.New(fault.Conflict, "deleted")
	}
	edits, err := parse(rule, &m)
	if err != nil {
		return err
	}
	top := Fields{}
	for _, e := range edits {
		top[e.field.Name] = e.mine
	}
	top = known(rule, top)
	if err := w.may(rule, w.Actor, "update", cur, top); err != nil {
		return err
	}
	if rule.AppendOnly {
		return fault.New(fault.Invalid, "append_only")
	}
	if rule.Name == "conflicts" {
		return w.resolve(cur, m, top)
	}
	next := cur.Fields.Clone()
	var all []edit
	for _, e := range edits {
		done, err := w.edit(rule, cur, next, e)
		if err != nil {
			return err
		}
		all = append(all, done...)
	}
	for i := range rule.Fields {
		if f := &rule.Fields[i]; f.Required && string(next[f.Name]) == string(zero(f.Kind)) && !blankBefore(f, cur) {
			return fault.New(fault.Invalid, "required").Detailf("%s", f.Name).With("field", f.Name)
		}
		if f := &rule.Fields[i]; len(next[f.Name]) > f.mostBytes() {
			return bad(f, "too long")
		}
	}
	if err := carriedFits(rule, next); err != nil {
		return err
	}
	if err := w.check(rule, next, cur.Fields); err != nil {
		return err
	}
	return w.settle(rule, cur, next, m, all, out)
}

// blankBefore: a text that an administrator left blank in the dashboard is no fault of who writes something else on the record (P9). What
// a record belongs to must be there: it decides who may write.
func blankBefore(f *Field, cur *Doc) bool {
	return f.Kind != Ref && string(cur.Fields[f.Name]) == string(zero(f.Kind))
}

// parse checks names and values; the edits come in the order of their names, so that the same mutation always does the same.
func parse(rule *Rule, m *Mutation) ([]edit, error) {
	var edits []edit
	for _, name := range slices.Sorted(maps.Keys(m.Set)) {
		_, key, dotted := strings.Cut(name, ".")
		field := m.fieldFor(rule, name)
		if field == nil {
			return nil, fault.New(fault.Invalid, "unknown_field").Detailf("%s", name)
		}
		if field.Server {
			return nil, fault.New(fault.Forbidden, "server_field").Detailf("%s", name)
		}
		e := edit{name: name, field: field}
		value := field.Value
		if dotted {
			if field.Kind != Map || key == "" {
				return nil, bad(field, "has no keys")
			}
			e.key, value = key, keyValue(field)
		}
		var err error
		if e.mine, err = value(m.Set[name]); err != nil {
			return nil, err
		}
		if e.was, err = value(m.Was[name]); err != nil {
			return nil, err
		}
		edits = append(edits, e)
	}
	return edits, nil
}

// keyValue checks one key's value of a map field.
func keyValue(f *Field) func(json.RawMessage) (json.RawMessage, error) {
	return func(raw json.RawMessage) (json.RawMessage, error) {
		v, err := Canonical(raw)
		if err != nil || len(v) > f.limit(maxJSON) {
			return nil, bad(f, "not JSON, or too long")
		}
		return v, nil
	}
}

// edit merges one field into next and says what became of it.
func (w *Writing) edit(rule *Rule, cur *Doc, next Fields, e edit) ([]edit, error) {
	name := e.field.Name
	if next[name] == nil { // carried, for the first time
		next[name] = zero(e.field.Kind)
	}
	if e.key != "" {
		e.before = merge.Key(next[name], e.key)
		if err := w.whole(rule, cur, &e); err != nil {
			return nil, err
		}
		next[name] = merge.WithKey(next[name], e.key, e.after)
		return []edit{e}, nil
	}
	e.before = next[name]
	switch e.field.Kind {
	case Refs, Words:
		r := merge.Set(e.was, e.mine, e.before)
		e.after, e.merged = r.Value, r.Merged
	case Map:
		r, clashes := merge.Keys(e.was, e.mine, e.before)
		e.after, e.merged = r.Value, r.Merged
		next[name] = e.after
		edits := []edit{e}
		for _, k := range clashes {
			part := edit{name: name + "." + k, field: e.field, key: k, was: merge.Key(e.was, k), mine: merge.Key(e.mine, k)}
			more, err := w.edit(rule, cur, next, part)
			if err != nil {
				return nil, err
			}
			edits = append(edits, more...)
		}
		edits[0].after = next[name]
		return edits, nil
	default:
		if err := w.whole(rule, cur, &e); err != nil {
			return nil, err
		}
	}
	next[name] = e.after
	return []edit{e}, nil
}

// whole settles a value that is no set and no map: texts of several lines are merged by line; what cannot be combined is set if nobody else
// changed it, else the owner's stands (M3).
func (w *Writing) whole(rule *Rule, cur *Doc, e *edit) error {
	r := merge.Whole(e.was, e.mine, e.before)
	if e.field.Kind == Prose && e.key == "" {
		r = merge.Text(e.was, e.mine, e.before)
	}
	e.after, e.merged = r.Value, r.Merged
	if !r.Clash {
		return nil
	}
	last, err := w.lastWriter(cur, e)
	if err != nil {
		return err
	}
	if last.Device != "" && last.Device == w.Device {
		e.after, e.merged = e.mine, false // its own earlier edit, which it had not heard back of when this one was made
		return nil
	}
	wins, err := w.outranks(rule, cur, e.field.Owner, last.By)
	if err != nil {
		return err
	}
	if wins {
		e.after, e.lost = over(e, e.was, e.before, e.mine), Theirs
		e.merged = string(e.after) != string(e.mine)
	} else {
		e.lost = Mine
	}
	return nil
}

// over is what a field becomes when the value that prevails is put over the one that yields: of a text of several lines only the lines that
// both changed since base, whatever the other changed elsewhere stays (M3); everything else is replaced as a whole.
func over(e *edit, base, yields, prevails json.RawMessage) json.RawMessage {
	if e.field.Kind != Prose || e.key != "" {
		return prevails
	}
	return merge.Text(base, yields, prevails).Value
}

// lastWriter tells who wrote the value that stands: the key, else the field, else whoever made the record.
func (w *Writing) lastWriter(cur *Doc, e *edit) (Writer, error) {
	for _, name := range []string{e.name, e.field.Name, ""} {
		last, err := w.LastWriter(cur.Collection, cur.ID, name)
		if err != nil || last != (Writer{}) {
			return last, err
		}
	}
	return Writer{}, nil
}

// outranks reports whether the actor owns the field and the user who wrote the value that stands does not.
func (w *Writing) outranks(rule *Rule, d *Doc, o Owner, other string) (bool, error) {
	if rule.Owns == nil || o == First {
		return false, nil
	}
	mine, err := rule.Owns(w.Tx, w.Actor, d, o)
	if err != nil || !mine {
		return false, err
	}
	user, err := w.Get("users", other)
	if err != nil || user == nil || user.Deleted {
		return err == nil, err
	}
	theirs, err := rule.Owns(w.Tx, access.Actor{User: other, Role: user.Fields.String("role"), Teams: user.Fields.Strings("teams")}, d, o)
	return !theirs, err
}

// settle writes the record, the history of its fields and what was set aside.
func (w *Writing) settle(rule *Rule, cur *Doc, next Fields, m Mutation, edits []edit, out *Outcome) error {
	for _, e := range edits {
		if string(e.after) != string(e.before) || e.merged {
			var sent []byte // what a merge left nowhere else is kept here (P1)
			if string(e.mine) != string(e.after) {
				sent = e.mine
			}
			if err := w.keep(cur, e.name, e.before, e.after, sent); err != nil {
				return err
			}
		}
		if e.merged && out.Status == Applied {
			out.Status = Merged
		}
		if e.lost == "" {
			continue
		}
		id, err := w.setAside(m, e.name, "both_changed", e.lost, e.was, e.before, e.mine)
		if err != nil {
			return err
		}
		out.Status, out.Code = Aside, "both_changed"
		out.Fields = append(out.Fields, e.name)
		out.Asides = append(out.Asides, id)
		out.Aside = out.Asides[0]
	}
	exact := out.Status == Applied && !m.lifted && sentExactly(m, edits)
	d, err := w.edited(rule, cur, next, exact)
	if err == nil && exact && d.Fields.equal(next) {
		out.Sum, out.seq = d.Sum, d.Seq
	}
	return err
}

// sentExactly reports whether every field became what was sent, to the byte.
func sentExactly(m Mutation, edits []edit) bool {
	for _, e := range edits {
		sent, err := Canonical(m.Set[e.name])
		if err != nil || e.merged || string(sent) != string(e.after) {
			return false
		}
	}
	return true
}
