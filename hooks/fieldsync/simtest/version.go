package simtest

import (
	"encoding/json"
	"slices"
	"strings"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// Skew of versions (P8). The server speaks schema 2, which differs from the table of package rules (schema 1) in every way a schema can:
// jobs.impact is called effect, the choice `ours` of jobs.causeSide is called us, and assets.name is split into name and number. Tablets
// are of schema 1, 2, or 3, whose apps write a field `mood` on jobs that the server has never heard of.

const newest = 3

// versionTable is schema 2.
func versionTable() []*fs.Rule {
	table := rules.Table(rules.Options{})
	for _, r := range table {
		c := *r.Collection
		fields := slices.Clone(c.Fields)
		switch c.Name {
		case "jobs":
			for i := range fields {
				switch fields[i].Name {
				case "impact":
					fields[i].Name = "effect"
				case "causeSide":
					fields[i].Options = append([]string{"us"}, fields[i].Options[1:]...)
				}
			}
			allow := r.Allow
			r.Allow = func(rd fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
				old := set.Clone() // the permissions were written for schema 1
				if v, ok := old["effect"]; ok {
					delete(old, "effect")
					old["impact"] = v
				}
				return allow(rd, a, op, before, old)
			}
		case "assets":
			fields = append(fields, fs.Field{Name: "number"})
		default:
			continue
		}
		r.Collection = &fs.Collection{Name: c.Name, Fields: fields, Rank: c.Rank, AppendOnly: c.AppendOnly}
	}
	return table
}

// versionLens is from schema 1 to 2, as the server would have it.
var versionLens = fs.Lens{From: 1, Up: func(m *fs.Mutation) error {
	switch m.Collection {
	case "jobs":
		m.Rename("impact", "effect")
		m.Replace("causeSide", func(v json.RawMessage) json.RawMessage {
			if string(v) == `"ours"` {
				return json.RawMessage(`"us"`)
			}
			return v
		})
	case "assets":
		for _, values := range []map[string]json.RawMessage{m.Set, m.Was} {
			if name, ok := values["name"]; ok {
				values["name"], values["number"] = split(name)
			}
		}
	}
	return nil
}}

func split(name json.RawMessage) (word, number json.RawMessage) {
	var s string
	if json.Unmarshal(name, &s) != nil {
		return name, json.RawMessage(`""`)
	}
	w, n, _ := strings.Cut(s, " ")
	return fs.JSONOf(w), fs.JSONOf(n)
}

// spoken is what a person does, in the words of the tablet's app; people.go speaks schema 1.
func (t *tablet) spoken(collection, op string, set map[string]any) map[string]any {
	if t.schema < 2 {
		return set
	}
	out := map[string]any{}
	for field, v := range set {
		switch {
		case collection == "jobs" && field == "impact":
			out["effect"] = v
		case collection == "jobs" && field == "causeSide" && v == "ours":
			out[field] = "us"
		case collection == "assets" && field == "name":
			word, number, _ := strings.Cut(v.(string), " ")
			out["name"], out["number"] = word, number
		default:
			out[field] = v
		}
	}
	if t.schema == newest && collection == "jobs" && op != "delete" {
		out["mood"] = map[string]any{"of": t.w.rnd.IntN(100)}
	}
	return out
}

// meant is one value of an old app's mutation as the server of today must have it, by the oracle's own reckoning.
func meant(collection, field string, raw json.RawMessage) map[string]json.RawMessage {
	switch {
	case collection == "jobs" && field == "impact":
		return map[string]json.RawMessage{"effect": raw}
	case collection == "jobs" && field == "causeSide" && string(raw) == `"ours"`:
		return map[string]json.RawMessage{"causeSide": json.RawMessage(`"us"`)}
	case collection == "assets" && field == "name":
		word, number := split(raw)
		return map[string]json.RawMessage{"name": word, "number": number}
	}
	return map[string]json.RawMessage{field: raw}
}

// demand raises the oldest schema that may pull; who is older is told to update, and is welcome to push all the same.
func (w *world) demand() {
	if w.size.Versions && w.oldest < 2 {
		w.oldest = 2
		w.boot()
	}
}
