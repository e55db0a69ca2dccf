package fieldsync

import (
	"encoding/json"
	"strconv"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync/merge"
)

// The sides of a conflict, and what can be decided about it: what the device wanted, what stood on the server, or words of whoever decides.
const (
	Mine   = "mine"
	Theirs = "theirs"
	Own    = "own"
)

// setAside keeps a value, or a whole mutation (field ""), that is not in effect, as a record of `conflicts` that its author and the team's
// dispatchers see (P1); lost is the side that is not in effect. Its id follows from the mutation, so that a replay cannot double it. It returns the id.
func (w *Writing) setAside(m Mutation, field, reason, lost string, base, theirs, mine json.RawMessage) (string, error) {
	id := IDOf("conflict", w.Device, strconv.FormatInt(m.N, 10), field, m.content())
	job, team, err := w.belongs(m)
	if err != nil {
		return "", err
	}
	f := Fields{"base": base, "theirs": theirs, "mine": mine}
	for k, v := range f { // as it came from the device, it may be written any way
		if f[k], err = Canonical(v); err != nil {
			return "", err
		}
	}
	for k, v := range map[string]any{
		"collection": m.Collection, "record": m.ID, "op": m.Op, "field": field, "reason": reason, "lost": lost, "by": w.Actor.User, "device": w.Device, "n": m.N,
		"at": Stamp(w.At), "correctedAt": Stamp(w.Corrected), "receivedAt": Stamp(w.Now), "job": job, "team": team,
	} {
		f.Set(k, v)
	}
	_, err = w.put("conflicts", id, f)
	return id, err
}

// belongs finds the job and the team a mutation is about, as far as can be told; else the author's own team.
func (w *Writing) belongs(m Mutation) (job, team string, err error) {
	d, err := w.Get(m.Collection, m.ID)
	if err != nil {
		return "", "", err
	}
	set := Fields(m.Set)
	switch {
	case m.Collection == "jobs":
		job = m.ID
		if set.String("team") != "" {
			team = set.String("team")
		}
	case d != nil && !d.Deleted && d.Fields.String("job") != "":
		job = d.Fields.String("job")
	default:
		job = set.String("job")
	}
	if d == nil && job == "" { // an answer on a checklist that was itself refused belongs where the checklist does
		refused, err := w.Children("conflicts", "record", m.ID)
		if err != nil {
			return "", "", err
		}
		for _, c := range refused {
			if c.Fields.String("collection") == m.Collection && c.Fields.String("by") == w.Actor.User && c.Fields.String("job") != "" {
				job = c.Fields.String("job")
			}
		}
	}
	if !ValidID(job) {
		job = ""
	}
	if job != "" {
		d, err = w.Get("jobs", job)
		if err != nil {
			return "", "", err
		}
	}
	if d != nil && !d.Deleted {
		t, err := w.team(d)
		if err != nil {
			return "", "", err
		}
		seen, err := w.Visible(w.Actor.User, d.Key)
		if err != nil {
			return "", "", err
		}
		if t != "" && (seen || w.Actor.In(t)) {
			return job, t, nil
		}
		if !seen {
			job = "" // another team's record: the author learns nothing of it (P4)
		}
	}
	if !w.Actor.In(team) && len(w.Actor.Teams) > 0 {
		team = w.Actor.Teams[0]
	}
	return job, team, nil
}

// resolve is a person's decision about a value set aside: mine, theirs, or a value of one's own takes effect under that person's rights.
func (w *Writing) resolve(c *Doc, m Mutation, set Fields) error {
	choice := set.String("resolution")
	if c.Fields.String("resolution") != "" {
		if words, sent := set["value"]; c.Fields.String("resolution") == choice && (!sent || string(c.Fields["value"]) == string(words)) {
			return nil // decided twice in the same way
		}
		return fault.New(fault.Conflict, "already_resolved")
	}
	var value json.RawMessage
	switch choice {
	case Mine:
		value = c.Fields["mine"]
	case Theirs:
		value = c.Fields["theirs"]
	case Own:
		value = set["value"]
	default:
		return fault.New(fault.Invalid, "required").Detailf("resolution")
	}
	if err := w.carryOut(c, choice, value); err != nil {
		return err
	}
	next := c.Fields.Clone()
	next.Set("resolution", choice)
	if v, ok := set["value"]; ok {
		next["value"] = v
	}
	next.Set("resolvedBy", w.Actor.User)
	next.Set("resolvedAt", Stamp(w.Now))
	_, err := w.put("conflicts", c.ID, next)
	return err
}

// carryOut makes the chosen value the record's.
func (w *Writing) carryOut(c *Doc, choice string, value json.RawMessage) error {
	collection, record, field := c.Fields.String("collection"), c.Fields.String("record"), c.Fields.String("field")
	cur, err := w.Get(collection, record)
	if err != nil {
		return err
	}
	stands := Theirs
	if c.Fields.String("lost") == Theirs {
		stands = Mine
	}
	if choice == stands {
		return nil // what is in effect stays so, whatever became of it since; a refused mutation stays refused
	}
	rule := w.server.rules[collection]
	if rule == nil || collection == "conflicts" {
		// What was set aside about a decision, or of a kind this server does not know, can be left as it is and nothing else: deciding about
		// decisions would never end.
		return fault.New(fault.Conflict, "not_resolvable")
	}
	m := Mutation{N: w.N, Collection: collection, ID: record, Op: c.Fields.String("op"), newer: true}
	if field != "" {
		if cur == nil || cur.Deleted {
			return fault.New(fault.Conflict, "deleted")
		}
		e, err := aimedAt(rule, cur, field)
		if err != nil {
			return err
		}
		now := e.before
		if choice != Own {
			value = over(e, c.Fields["base"], now, value)
		}
		if string(now) == string(value) {
			return nil
		}
		m.Op, m.Was, m.Set = "update", map[string]json.RawMessage{field: now}, map[string]json.RawMessage{field: value}
	} else {
		if err := json.Unmarshal(value, &m.Set); err != nil {
			return fault.New(fault.Invalid, "bad_value").Detailf("value")
		}
		if m.Op == "update" && cur != nil && !cur.Deleted {
			m.Was = map[string]json.RawMessage{}
			for name := range m.Set {
				e, err := aimedAt(rule, cur, name)
				if err != nil {
					return err
				}
				m.Was[name] = e.before
			}
		}
	}
	// What the author did stays theirs: a refused event that is accepted later tells who did it and when. Words of one's own are one's own.
	saved := w.Context
	defer func() { w.Context = saved }()
	if field == "" && m.Op == "create" && choice == Mine {
		w.At, w.Corrected = ParseTime(c.Fields.String("at")), ParseTime(c.Fields.String("correctedAt"))
		if err := w.may(rule, saved.Actor, "create", nil, Fields(m.Set)); err != nil {
			return err
		}
		w.Actor = access.Actor{User: c.Fields.String("by"), Device: saved.Device, System: true}
	}
	var out Outcome
	return w.apply(m, &out)
}

// aimedAt is the field or key that a name means, with the value that stands there.
func aimedAt(rule *Rule, d *Doc, name string) (*edit, error) {
	edits, err := parse(rule, &Mutation{Set: map[string]json.RawMessage{name: json.RawMessage("null")}, newer: true})
	if err != nil {
		return nil, err
	}
	e := &edits[0]
	if e.before = d.Fields[e.field.Name]; e.key != "" {
		e.before = merge.Key(e.before, e.key)
	}
	return e, nil
}
