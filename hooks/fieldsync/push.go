package fieldsync

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync/clock"
)

// Push carries out a push (sync.md, section 4): one transaction (M9), each mutation a savepoint of its own (P9), known ones answered with
// their stored outcome (M1, P2). It returns only after the commit (P6).
func (s *Server) Push(ctx context.Context, actor access.Actor, req Push) (PushAnswer, error) {
	if len(req.Mutations) > s.Limits.Mutations {
		return PushAnswer{}, fault.New(fault.TooLarge, "too_large").Detailf("at most %d mutations", s.Limits.Mutations)
	}
	for i, m := range req.Mutations {
		if m.N < 1 || i > 0 && m.N <= req.Mutations[i-1].N {
			return PushAnswer{}, fault.New(fault.Invalid, "invalid").Detailf("mutations[%d].n does not rise", i)
		}
	}
	now := s.now()
	sent := ParseTime(req.Now)
	answer := PushAnswer{Now: Stamp(now), Results: make([]Outcome, 0, len(req.Mutations))}
	err := s.Update(ctx, Context{Actor: actor, Device: actor.Device, Now: now}, func(w *Writing) error {
		answer.Results = answer.Results[:0] // a store may begin again
		device, err := w.FindDevice(actor.Device)
		if err != nil {
			return err
		}
		if device == nil || device.User != actor.User {
			return fault.New(fault.Invalid, "invalid").Detailf("X-Device")
		}
		if req.Acked > device.LastN {
			return fault.New(fault.Conflict, "rewound").With("last", device.LastN)
		}
		if err := w.Expect(names(req.Mutations)); err != nil {
			return err
		}
		for _, m := range req.Mutations {
			out, err := w.mutation(m, req.Schema, sent)
			if err != nil {
				return err
			}
			answer.Results = append(answer.Results, out)
			device.LastN = max(device.LastN, m.N)
		}
		answer.Last = device.LastN
		device.App, device.Schema, device.LastSeen = req.App, req.Schema, now
		return w.PutDevice(*device)
	})
	return answer, err
}

func names(list []Mutation) []Target {
	out := make([]Target, len(list))
	for i, m := range list {
		out[i] = Target{Collection: m.Collection, ID: m.ID}
	}
	return out
}

// mutation answers one mutation, from memory or by doing it.
func (w *Writing) mutation(m Mutation, schema int, sent time.Time) (Outcome, error) {
	content := m.content() // as sent: after an update of the server it is still the same mutation
	if stored, err := w.Tx.Outcome(w.Device, m.N); err != nil {
		return Outcome{}, err
	} else if stored != nil {
		var known storedOutcome
		if err := json.Unmarshal(stored, &known); err != nil {
			return Outcome{}, err
		}
		if known.Content != content {
			return w.reused(m)
		}
		out := known.Outcome
		out.Replayed = true
		if err := w.stillOwn(m, &known); err != nil {
			return Outcome{}, err
		}
		out.Sum = known.Sum
		if out.Status != Applied {
			out.Doc, err = w.shown(m.Collection, m.ID)
		}
		return out, err
	}
	w.N, w.At = m.N, ParseTime(m.At)
	w.Corrected = clock.Corrected(w.At, sent, w.Now)
	out := Outcome{N: m.N, Status: Applied}
	err := w.server.lift(&m, schema)
	if err == nil {
		err = w.Savepoint(func() error { return w.guarded(m, &out) })
	}
	if f := fault.As(err); f != nil {
		out = Outcome{N: m.N, Status: Rejected, Code: f.Code, Message: f.Message("zh-CN"), Detail: f.Detail}
		if f.Code == "id_taken" || f.Code == "deleted" {
			out.Status = Aside // M5, M6: the cases a dispatcher decides
		}
		if out.Aside, err = w.setAside(m, "", f.Code, Mine, nil, nil, m.wish()); err != nil {
			return out, err
		}
	} else if err != nil {
		return out, err
	}
	if err := w.PutOutcome(w.Device, m.N, JSONOf(storedOutcome{out, content, out.seq})); err != nil {
		return out, err
	}
	if out.Status != Applied {
		out.Doc, err = w.shown(m.Collection, m.ID)
	}
	return out, err
}

// storedOutcome is what is remembered of an answered mutation.
type storedOutcome struct {
	Outcome
	Content string `json:"content"`       // fingerprint of the mutation: a number used again for something else is not a replay
	Seq     int64  `json:"seq,omitempty"` // of the record, if Sum is told
}

// stillOwn takes the sum out of an outcome told again if somebody else changed the record since: a device that has pulled that already would
// otherwise find that its old mutation on top gives the old sum, and believe it.
func (w *Writing) stillOwn(m Mutation, known *storedOutcome) error {
	if known.Sum == 0 {
		return nil
	}
	d, err := w.Get(m.Collection, m.ID)
	if err == nil && (d == nil || d.Deleted || d.Mark.Device != w.Device || d.Mark.Before >= known.Seq) {
		known.Sum = 0
	}
	return err
}

// reused answers a number that was used for another mutation before (a tablet restored from an image): it has no effect and is kept (P1).
func (w *Writing) reused(m Mutation) (Outcome, error) {
	f := fault.New(fault.Conflict, "number_reused")
	out := Outcome{N: m.N, Status: Rejected, Code: f.Code, Message: f.Message("zh-CN")}
	var err error
	out.Aside, err = w.setAside(m, "", f.Code, Mine, nil, nil, m.wish())
	return out, err
}

// guarded does one mutation and turns a panic in a rule into a refusal, so that no mutation can jam its device (P9).
func (w *Writing) guarded(m Mutation, out *Outcome) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fault.New(fault.Unavailable, "internal").Detailf("%v", p)
		}
	}()
	return w.apply(m, out)
}

// shown is the record as it is now if the actor may see it (P4), else nothing.
func (w *Writing) shown(collection, id string) (json.RawMessage, error) {
	d, err := w.Get(collection, id)
	if err != nil || d == nil || d.Deleted {
		return nil, err
	}
	visible, err := w.Visible(w.Actor.User, d.Key)
	if err != nil || !visible {
		return nil, err
	}
	return d.Fields.Encode(), nil
}

// apply does one mutation; a fault means that nothing of it may stand.
func (w *Writing) apply(m Mutation, out *Outcome) error {
	if m.malformed != nil {
		return fault.New(fault.Invalid, "invalid").Detailf("mutation %d", m.N)
	}
	rule := w.server.rules[m.Collection]
	if rule == nil {
		return fault.New(fault.Invalid, "unknown_collection").Detailf("%s", m.Collection)
	}
	if !ValidID(m.ID) {
		return fault.New(fault.Invalid, "bad_id").Detailf("%s", m.ID)
	}
	cur, err := w.Get(m.Collection, m.ID)
	if err != nil {
		return err
	}
	switch m.Op {
	case "create":
		return w.create(rule, cur, m)
	case "update":
		return w.update(rule, cur, m, out)
	case "delete":
		return w.remove(rule, cur, m)
	}
	return fault.New(fault.Invalid, "bad_operation").Detailf("%s", m.Op)
}

func (w *Writing) create(rule *Rule, cur *Doc, m Mutation) error {
	f := make(Fields, len(m.Set))
	for name, raw := range m.Set {
		if name == "id" {
			continue
		}
		field := m.fieldFor(rule, name)
		if field == nil || strings.Contains(name, ".") {
			return fault.New(fault.Invalid, "unknown_field").Detailf("%s", name)
		}
		if field.Server {
			return fault.New(fault.Forbidden, "server_field").Detailf("%s", name)
		}
		v, err := field.Value(raw)
		if err != nil {
			return err
		}
		f[name] = v
	}
	if err := carriedFits(rule, f); err != nil {
		return err
	}
	if cur != nil {
		return w.taken(cur, f)
	}
	if err := w.may(rule, w.Actor, "create", nil, known(rule, f)); err != nil {
		return err
	}
	f = rule.Complete(m.ID, f)
	for i := range rule.Fields {
		if field := &rule.Fields[i]; field.Required && string(f[field.Name]) == string(zero(field.Kind)) {
			return fault.New(fault.Invalid, "required").Detailf("%s", field.Name).With("field", field.Name)
		}
	}
	if rule.Stamp != nil {
		if err := rule.Stamp(w.Tx, w.Context, f); err != nil {
			return err
		}
	}
	if err := w.check(rule, f, nil); err != nil {
		return err
	}
	d, err := w.put(m.Collection, m.ID, f)
	if err != nil {
		return err
	}
	return w.keep(d, "", nil, nil, nil) // who made it: also the first writer of its values (M3)
}

// known is f without what is carried, which has no rules but the record's.
func known(rule *Rule, f Fields) Fields {
	k := f.Clone()
	for name := range f {
		if rule.Field(name) == nil {
			delete(k, name)
		}
	}
	return k
}

// taken answers the creation of an id that exists (M5): nothing to do if it is the same thing made twice. Who may not see the record learns
// nothing of its values.
func (w *Writing) taken(cur *Doc, f Fields) error {
	if cur.Deleted {
		return fault.New(fault.Conflict, "deleted")
	}
	seen, err := w.Visible(w.Actor.User, cur.Key)
	if err != nil {
		return err
	}
	if !seen && !w.Actor.System {
		return fault.New(fault.Conflict, "id_taken")
	}
	for _, name := range slices.Sorted(maps.Keys(f)) {
		if string(cur.Fields[name]) != string(f[name]) {
			return fault.New(fault.Conflict, "id_taken").Detailf("%s", name)
		}
	}
	return nil
}

// check validates references that are new and the record as a whole.
func (w *Writing) check(rule *Rule, f, before Fields) error {
	for i := range rule.Fields {
		field := &rule.Fields[i]
		if field.To == "" || string(f[field.Name]) == string(before[field.Name]) {
			continue
		}
		ids := f.Strings(field.Name)
		if field.Kind == Ref {
			ids = []string{f.String(field.Name)}
		}
		known := before.Strings(field.Name)
		for _, id := range ids {
			if id == "" || slices.Contains(known, id) {
				continue
			}
			d, err := w.Get(field.To, id)
			if err != nil {
				return err
			}
			seen := d != nil && !d.Deleted
			if seen && !w.Actor.System && field.To != "users" { // what one may not see is not there; people's names are no secret
				if seen, err = w.Visible(w.Actor.User, d.Key); err != nil {
					return err
				}
			}
			if !seen {
				return fault.New(fault.Invalid, "no_such_record").Detailf("%s", field.Name).With("field", field.Name)
			}
		}
	}
	if rule.Check != nil {
		return rule.Check(w.Tx, f)
	}
	return nil
}

func (w *Writing) remove(rule *Rule, cur *Doc, m Mutation) error {
	if cur == nil {
		return fault.New(fault.NotFound, "not_found")
	}
	if cur.Deleted {
		return nil // two people deleted it: both got what they wanted
	}
	if rule.AppendOnly {
		return fault.New(fault.Invalid, "append_only") // evidence is added to, never taken away
	}
	if err := w.may(rule, w.Actor, "delete", cur, nil); err != nil {
		return err
	}
	return w.Delete(m.Collection, m.ID)
}

// keep writes a history entry under the current context (P1).
func (w *Writing) keep(d *Doc, field string, from, to, sent []byte) error {
	team, err := w.team(d)
	if err != nil {
		return err
	}
	return w.AddHistory(History{
		Collection: d.Collection, Record: d.ID, Field: field, From: from, To: to, Sent: sent, Team: team,
		By: w.Actor.User, Device: w.Device, N: w.N, At: w.At, CorrectedAt: w.Corrected, ReceivedAt: w.Now,
	})
}

// team is the team whose people decide about the record: the one in whose scope it is.
func (w *Writing) team(d *Doc) (string, error) {
	scopes, err := w.Scopes(d.Key)
	if err != nil {
		return "", err
	}
	for _, s := range scopes {
		if len(s) > 5 && s[:5] == "team:" {
			return s[5:], nil
		}
	}
	return "", nil
}
