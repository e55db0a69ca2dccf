package simtest

import (
	"fmt"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// office carries out a change of the server's own; a server that dies of it has done it or not.
func (w *world) office(fn func(*fs.Writing) error) error {
	err := w.server.Update(w.ctx, w.server.System(), fn)
	if w.killed(err) {
		return nil
	}
	return err
}

// administer is an administrator's doing in the dashboard, about nobody in particular.
func (w *world) administer(t *tablet) error {
	if w.rnd.IntN(2) == 0 {
		return w.meddle(t)
	}
	events := w.records().list("events")
	return w.office(func(wr *fs.Writing) error {
		switch w.rnd.IntN(3) {
		case 0:
			return change(wr, "sites", siteID(w.rnd.IntN(siteCount)), map[string]any{"team": w.team(), "notes": fmt.Sprint("moved ", w.rnd.IntN(1000))})
		case 1:
			return change(wr, "sites", siteID(w.rnd.IntN(siteCount)), map[string]any{"customer": customerID(w.rnd.IntN(customerCount))})
		}
		if len(events) == 0 {
			return nil
		}
		return wr.Delete("events", events[w.rnd.IntN(len(events))].ID)
	})
}

func (w *world) team() string { return teams[w.rnd.IntN(len(teams))] }

// meddle changes what the user of this very tablet may see, in one transaction: that is where pages and requests do not expect it.
func (w *world) meddle(t *tablet) error {
	w.tally["meddled"]++
	job := w.anyOf("jobs", t)
	article := w.anyOf("articles", t)
	return w.office(func(wr *fs.Writing) error {
		switch w.rnd.IntN(16) {
		case 0: // taken away and given back in one transaction
			if err := w.toggle(wr, job, t.user); err != nil {
				return err
			}
			return w.toggle(wr, job, t.user)
		case 1: // taken away and deleted in one
			if err := change(wr, "jobs", job, map[string]any{"assignees": []string{}}); err != nil {
				return err
			}
			return wr.Delete("jobs", job)
		case 2:
			return wr.Delete("jobs", job)
		case 3, 4:
			return change(wr, "users", t.user, map[string]any{"teams": w.someTeams()})
		case 5:
			return w.promote(wr, t.user)
		case 6, 7:
			return change(wr, "articles", article, map[string]any{"confidence": []string{"draft", "validated", "archived"}[w.rnd.IntN(3)]})
		case 10:
			if w.rnd.IntN(3) == 0 && article != "" {
				w.tally["article deleted"]++
				return wr.Delete("articles", article)
			}
			return nil
		case 8, 9:
			seller := t.user
			if w.rnd.IntN(2) == 0 {
				seller = ""
			}
			return change(wr, "customers", customerID(w.rnd.IntN(customerCount)), map[string]any{"sales": seller})
		default:
			return w.toggle(wr, job, t.user)
		}
	})
}

// someTeams is mostly one team, sometimes both, seldom none.
func (w *world) someTeams() []string {
	switch w.rnd.IntN(8) {
	case 0:
		return []string{}
	case 1:
		return []string{min(teams[0], teams[1]), max(teams[0], teams[1])}
	}
	return []string{w.team()}
}

// promote lets an engineer dispatch or teach, and a dispatcher or a trainer go out on jobs; others stay what they are, and so does the first
// trainer, so that every role remains.
func (w *world) promote(wr *fs.Writing, user string) error {
	d, err := wr.Get("users", user)
	if err != nil || d == nil {
		return err
	}
	role := map[string]string{access.Engineer: access.Dispatcher, access.Dispatcher: access.Engineer, access.Trainer: access.Engineer}[d.Fields.String("role")]
	if role == "" || user == fs.IDOf("user", access.Trainer, "0") {
		return nil
	}
	if role == access.Dispatcher && w.rnd.IntN(3) == 0 {
		role = access.Trainer
		w.taught[user] = true
	}
	w.tally["became "+role]++
	return change(wr, "users", user, map[string]any{"role": role})
}

// toggle puts the user on the job, or takes them off it.
func (w *world) toggle(wr *fs.Writing, job, user string) error {
	d, err := wr.Get("jobs", job)
	if err != nil || d == nil || d.Deleted {
		return err
	}
	var rest []string
	on := false
	for _, u := range d.Fields.Strings("assignees") {
		if u == user {
			on = true
		} else {
			rest = append(rest, u)
		}
	}
	if !on {
		rest = append(rest, user)
	}
	v, err := w.rules["jobs"].Field("assignees").Value(fs.JSONOf(append([]string{}, rest...)))
	if err != nil {
		return err
	}
	return change(wr, "jobs", job, map[string]any{"assignees": v})
}

// anyOf is a record that the tablet holds, or any other.
func (w *world) anyOf(collection string, t *tablet) string {
	if held := t.names(collection); len(held) > 0 && w.rnd.IntN(3) > 0 {
		return held[w.rnd.IntN(len(held))].ID
	}
	if all := w.records().list(collection); len(all) > 0 {
		return all[w.rnd.IntN(len(all))].ID
	}
	return ""
}
