package simtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/merge"
)

// The oracle knows nothing of sequences, memberships and grants: it asks the rules who sees what, from the records as they are.

// sees computes what each user may see now.
func (w *world) sees() (map[string]map[fs.Target]*fs.Doc, error) {
	seen := map[string]map[fs.Target]*fs.Doc{}
	live := w.docs()
	err := w.server.View(w.ctx, func(r fs.Reader) error {
		head, _, err := r.Head()
		if err != nil {
			return err
		}
		if w.seen != nil && w.seenAt == head {
			seen = w.seen
			return nil
		}
		w.seen, w.seenAt = seen, head
		holds := map[string][]string{} // scope -> users
		docs := map[fs.Target]*fs.Doc{}
		for _, d := range live {
			docs[fs.Target{Collection: d.Collection, ID: d.ID}] = d
		}
		for _, d := range docs {
			if rule := w.rules[d.Collection]; rule.Grants != nil {
				for _, g := range rule.Grants(d, w.now) {
					holds[g.Scope] = append(holds[g.Scope], g.User)
				}
			}
		}
		for _, d := range docs {
			rule := w.rules[d.Collection]
			if rule.Scopes == nil {
				continue
			}
			scopes, err := w.naiveScopes(docs, d)
			if err != nil {
				return err
			}
			for _, s := range scopes {
				for _, u := range holds[s] {
					if seen[u] == nil {
						seen[u] = map[fs.Target]*fs.Doc{}
					}
					seen[u][fs.Target{Collection: d.Collection, ID: d.ID}] = d
				}
			}
		}
		return nil
	})
	return seen, err
}

// naiveScopes says in which scopes a record belongs, straight from sync.md section 6: a record is where its job, site or customer is.
func (w *world) naiveScopes(docs map[fs.Target]*fs.Doc, d *fs.Doc) ([]string, error) {
	of := func(collection, id string) ([]string, error) {
		if p := docs[fs.Target{Collection: collection, ID: id}]; p != nil {
			return w.naiveScopes(docs, p)
		}
		return nil, nil
	}
	f := d.Fields
	switch d.Collection {
	case "teams":
		return []string{"people:" + d.ID}, nil
	case "users":
		out := []string{"user:" + d.ID}
		for _, t := range f.Strings("teams") {
			out = append(out, "people:"+t)
		}
		return out, nil
	case "templates":
		return []string{"kb"}, nil
	case "articles":
		if f.String("confidence") == "validated" {
			return []string{"kb"}, nil
		}
		return []string{"kb-draft"}, nil
	case "customers":
		out := []string{"customer:" + d.ID}
		if t := f.String("team"); t != "" {
			out = append(out, "team:"+t)
		}
		for _, s := range docs {
			if s.Collection == "sites" && s.Fields.String("customer") == d.ID {
				out = append(out, "site:"+s.ID, "team:"+s.Fields.String("team"))
			}
		}
		return out, nil
	case "sites":
		return []string{"site:" + d.ID, "team:" + f.String("team")}, nil
	case "contacts":
		if f.String("site") == "" {
			return of("customers", f.String("customer"))
		}
		return of("sites", f.String("site"))
	case "assets":
		return of("sites", f.String("site"))
	case "jobs":
		return []string{"job:" + d.ID, "team:" + f.String("team")}, nil
	case "pastJobs":
		out, err := of("sites", f.String("site"))
		return append(out, "team:"+f.String("team")), err
	case "conflicts":
		out := []string{"user:" + f.String("by")}
		if t := f.String("team"); t != "" {
			out = append(out, "desk:"+t)
		}
		return out, nil
	case "visits", "events", "runs", "photos", "signatures", "shareLinks", "ratings":
		return of("jobs", f.String("job"))
	}
	return nil, fmt.Errorf("the oracle does not know %s", d.Collection)
}

// mayHave checks a put against the oracle, at the moment of the pull (P4).
func (w *world) mayHave(t *tablet, name fs.Target) error {
	seen, err := w.sees()
	if err != nil {
		return err
	}
	if seen[t.actor.User][name] == nil {
		return fmt.Errorf("P4: %s got %s/%s, which %s may not see", t.actor.Device, name.Collection, name.ID, t.actor.User)
	}
	return nil
}

// converged checks P3 and P5: each device holds exactly what its user may see, byte for byte.
func (w *world) converged() error {
	seen, err := w.sees()
	if err != nil {
		return err
	}
	for _, t := range w.tablets {
		want := seen[t.actor.User]
		for name, d := range want {
			have, ok := t.docs[name]
			if !ok {
				return fmt.Errorf("P3: %s misses %s/%s", t.actor.Device, name.Collection, name.ID)
			}
			if !bytes.Equal(have.Encode(), d.Fields.Encode()) {
				return fmt.Errorf("P3: %s holds %s/%s as\n%s\nthe server as\n%s", t.actor.Device, name.Collection, name.ID, have.Encode(), d.Fields.Encode())
			}
		}
		for name := range t.docs {
			if want[name] == nil {
				return fmt.Errorf("P5: %s still holds %s/%s", t.actor.Device, name.Collection, name.ID)
			}
		}
	}
	return nil
}

// nothingLost checks P1: every value of every acknowledged mutation is the record's, in its history, or set aside.
func (w *world) nothingLost() error {
	type at struct{ collection, record, field string }
	kept := map[at][]string{}
	for _, h := range w.history() {
		k := at{h.Collection, h.Record, h.Field}
		kept[k] = append(kept[k], string(h.From), string(h.To), string(h.Sent))
	}
	docs := map[fs.Target]*fs.Doc{}
	for _, d := range w.docs() {
		docs[fs.Target{Collection: d.Collection, ID: d.ID}] = d
		if d.Collection == "conflicts" {
			f := d.Fields
			k := at{f.String("collection"), f.String("record"), f.String("field")}
			kept[k] = append(kept[k], string(f["mine"]), string(f["theirs"]))
		}
	}
	for _, t := range w.tablets {
		for _, m := range t.sent {
			for field, raw := range m.Set {
				value := w.canonical(m.Collection, field, raw)
				if d := docs[fs.Target{Collection: m.Collection, ID: m.ID}]; d != nil && holds(d.Fields, field, value) {
					continue
				}
				top, key, _ := strings.Cut(field, ".")
				if slices.Contains(kept[at{m.Collection, m.ID, field}], value) || key != "" && slices.ContainsFunc(kept[at{m.Collection, m.ID, top}], func(o string) bool {
					return string(merge.Key(json.RawMessage(o), key)) == value
				}) {
					continue
				}
				whole := kept[at{m.Collection, m.ID, ""}] // refused as a whole, or deleted with the record
				if slices.ContainsFunc(whole, func(o string) bool {
					f, err := fs.DecodeFields([]byte(o))
					return err == nil && (holds(f, field, value) || string(f[field]) == string(raw))
				}) {
					continue
				}
				return fmt.Errorf("P1: %s of %s/%s, sent as mutation %d of %s and acknowledged %s, is nowhere", field, m.Collection, m.ID, m.N, t.actor.Device, t.first[m.N].Status)
			}
		}
	}
	return w.onceOnly()
}

func holds(f fs.Fields, field, value string) bool {
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
func (w *world) onceOnly() error {
	type entry struct {
		device, collection, record, field string
		n                                 int64
	}
	seen := map[entry]bool{}
	for _, h := range w.history() {
		if h.Device == "" {
			continue
		}
		e := entry{h.Device, h.Collection, h.Record, h.Field, h.N}
		if seen[e] {
			return fmt.Errorf("P2: mutation %d of %s changed %s.%s twice", h.N, h.Device, h.Record, h.Field)
		}
		seen[e] = true
	}
	return nil
}
