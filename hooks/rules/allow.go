package rules

import (
	"slices"
	"strings"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
)

// Who may write what (M10). What is not allowed here is refused, and what was refused is kept aside by the protocol.

var (
	errNotAllowed = fault.New(fault.Forbidden, "not_allowed")
	errNotOnJob   = fault.New(fault.Forbidden, "not_on_job")
)

func allowed(ok bool) error {
	if ok {
		return nil
	}
	return errNotAllowed
}

func userAllow(_ fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if op != "update" || before == nil || before.ID != a.User {
		return errNotAllowed
	}
	for name := range set {
		if name != "lang" && name != "phone" {
			return errNotAllowed.Detailf("%s", name)
		}
	}
	return nil
}

func trainersOnly(_ fs.Reader, a access.Actor, op string, _ *fs.Doc, _ fs.Fields) error {
	return allowed(a.Role == access.Trainer && op != "delete")
}

// customerAllow: dispatchers make and keep customers; a customer of another branch is not theirs to change.
func customerAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if a.Role != access.Dispatcher {
		return errNotAllowed
	}
	if t := set.String("team"); t != "" && !a.In(t) {
		return errNotAllowed.Detailf("team")
	}
	if before == nil {
		return allowed(set.String("team") != "")
	}
	// A customer may be shared by branches: each may write on it, only its own may give it away or delete it.
	if owner := before.Fields.String("team"); (op == "delete" || set.String("team") != "" && set.String("team") != owner) && owner != "" && !a.Dispatches(owner) {
		return errNotAllowed
	}
	return seenByTeam(r, a, before)
}

func siteAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if t := set.String("team"); t != "" && !a.Dispatches(t) {
		return errNotAllowed.Detailf("team")
	}
	if before == nil && !a.Dispatches(set.String("team")) || before != nil && !a.Dispatches(before.Fields.String("team")) {
		return errNotAllowed
	}
	if c := set.String("customer"); c != "" && c != fieldsOf(before).String("customer") {
		customer, err := r.Get("customers", c)
		if err != nil || customer == nil {
			return err // told as a missing record later
		}
		return seenByTeam(r, a, customer)
	}
	return nil
}

// placeAllow: contacts and assets are kept by the dispatchers of the site's team and by engineers who hold the site.
func placeAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if op == "delete" && a.Role != access.Dispatcher {
		return errNotAllowed
	}
	for _, f := range []fs.Fields{fieldsOf(before), set} {
		for field, collection := range map[string]string{"site": "sites", "customer": "customers"} {
			id := f.String(field)
			if id == "" {
				continue
			}
			d, err := r.Get(collection, id)
			if err != nil {
				return err
			}
			if d == nil || d.Deleted {
				continue // told as a missing record later
			}
			if visible, err := r.Visible(a.User, d.Key); err != nil {
				return err
			} else if !visible {
				return errNotAllowed.Detailf("%s", field)
			}
		}
	}
	return allowed(a.Role == access.Dispatcher || a.Role == access.Engineer)
}

func fieldsOf(d *fs.Doc) fs.Fields {
	if d == nil {
		return nil
	}
	return d.Fields
}

// seenByTeam lets a dispatcher touch what one of their teams sees.
func seenByTeam(r fs.Reader, a access.Actor, d *fs.Doc) error {
	if d.Deleted {
		return nil
	}
	scopes, err := r.Scopes(d.Key)
	if err != nil {
		return err
	}
	return allowed(slices.ContainsFunc(scopes, func(s string) bool {
		team, ok := strings.CutPrefix(s, "team:")
		return ok && a.Dispatches(team)
	}))
}

// notOnJob is the refusal of an engineer of the team who is not on the job, mostly because it was given to somebody else meanwhile.
func notOnJob(a access.Actor, f fs.Fields) error {
	if a.Role == access.Engineer && a.In(f.String("team")) {
		return errNotOnJob
	}
	return errNotAllowed
}

// onJob reports whether the actor is an engineer on the job now.
func onJob(a access.Actor, f fs.Fields) bool {
	return a.Role == access.Engineer && slices.Contains(f.Strings("assignees"), a.User)
}

// jobAllow: dispatchers of the team do everything; engineers file jobs of their own team and write what is theirs to write on jobs they
// are on. Schedule, assignment and what the job is belong to dispatchers.
func jobAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if err := sameTeam(r, set, before); err != nil {
		return err
	}
	if before == nil {
		if a.Dispatches(set.String("team")) {
			return nil
		}
		if a.Role != access.Engineer || !a.In(set.String("team")) {
			return errNotAllowed
		}
		for _, u := range set.Strings("assignees") {
			if u != a.User {
				return errNotAllowed.Detailf("assignees")
			}
		}
		return placeSeen(r, a, set)
	}
	if a.Dispatches(before.Fields.String("team")) {
		return allowed(set.String("team") == "" || a.Dispatches(set.String("team"))) // nobody puts work on a desk that is not theirs
	}
	if !onJob(a, before.Fields) {
		return notOnJob(a, before.Fields)
	}
	if op != "update" {
		return errNotAllowed
	}
	c := ByName("jobs")
	for name := range set {
		if f := c.Field(name); f != nil && f.Owner == fs.Dispatcher || name == "customer" || name == "followUpOf" {
			return errNotAllowed.Detailf("%s", name)
		}
	}
	return nil
}

// sameTeam: a job's people and place are of the job's team, so that assigning can never show a site to a stranger.
func sameTeam(r fs.Reader, set fs.Fields, before *fs.Doc) error {
	team := set.String("team")
	if team == "" {
		team = fieldsOf(before).String("team")
	}
	known, people := fieldsOf(before).Strings("assignees"), set.Strings("assignees")
	if before != nil && team != before.Fields.String("team") {
		known = nil // moved to another team: everybody on it must belong there
		if _, sent := set["assignees"]; !sent {
			people = before.Fields.Strings("assignees")
		}
	}
	for _, u := range people {
		if slices.Contains(known, u) {
			continue
		}
		d, err := r.Get("users", u)
		if err != nil {
			return err
		}
		if d != nil && !d.Deleted && (!slices.Contains(d.Fields.Strings("teams"), team) || d.Fields.String("role") != access.Engineer) {
			return errNotAllowed.Detailf("assignees")
		}
	}
	site := set.String("site")
	if site == "" && set.String("team") != "" {
		site = fieldsOf(before).String("site") // a job moves to another team only with its place
	}
	if site == "" {
		return nil
	}
	d, err := r.Get("sites", site)
	if err != nil || d == nil || d.Deleted {
		return err
	}
	return allowed(d.Fields.String("team") == team)
}

// placeSeen: an engineer files a job only at a site they hold, or at none yet.
func placeSeen(r fs.Reader, a access.Actor, set fs.Fields) error {
	for field, collection := range map[string]string{"site": "sites", "customer": "customers"} {
		id := set.String(field)
		if id == "" {
			continue
		}
		d, err := r.Get(collection, id)
		if err != nil || d == nil {
			return err
		}
		if visible, err := r.Visible(a.User, d.Key); err != nil {
			return err
		} else if !visible {
			return errNotAllowed.Detailf("%s", field)
		}
	}
	return nil
}

// Events that are not an engineer's to write.
var officeEvents = []string{"assigned", "cancelled", "reopened", "closed", "briefed", "rated"}

// jobChildAllow: what hangs on a job is written by the engineers on it and the dispatchers of its team; ratings come from customers.
func jobChildAllow(collection string) func(fs.Reader, access.Actor, string, *fs.Doc, fs.Fields) error {
	return func(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
		if collection == "ratings" {
			return errNotAllowed
		}
		for _, id := range []string{fieldsOf(before).String("job"), set.String("job")} {
			if id == "" {
				continue
			}
			d, err := r.Get("jobs", id)
			if err != nil {
				return err
			}
			if d == nil || d.Deleted {
				if before == nil && d == nil {
					return fault.New(fault.Invalid, "no_such_record").Detailf("job")
				}
				return fault.New(fault.Conflict, "deleted")
			}
			if op == "delete" && collection == "runs" {
				return errNotAllowed // somebody ticked it: it stays
			}
			if op == "update" && collection == "shareLinks" {
				return errNotAllowed // made, and taken back
			}
			if a.Dispatches(d.Fields.String("team")) {
				if collection == "events" && set.String("kind") == "rated" {
					return errNotAllowed.Detailf("kind")
				}
				continue
			}
			if !onJob(a, d.Fields) {
				return notOnJob(a, d.Fields)
			}
			if collection == "events" && slices.Contains(officeEvents, set.String("kind")) && !(set.String("kind") == "assigned" && ownFiling(r, a, id)) {
				return errNotAllowed.Detailf("kind")
			}
			if op == "delete" && collection != "shareLinks" && collection != "parts" { // a line of parts is taken back as it was written
				return errNotAllowed
			}
		}
		return nil
	}
}

// ownFiling: an engineer who found a fault and filed the job takes it himself, which is an assignment too.
func ownFiling(r fs.Reader, a access.Actor, job string) bool {
	events, err := r.Children("events", "job", job)
	if err != nil {
		return false
	}
	first := slices.IndexFunc(events, func(e *fs.Doc) bool { return e.Fields.String("kind") == "reported" })
	return first >= 0 && events[first].Fields.String("by") == a.User
}

func conflictAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if op != "update" || before == nil {
		return errNotAllowed
	}
	team, err := deskOf(r, before)
	if err != nil {
		return err
	}
	return allowed(before.Fields.String("by") == a.User || a.Dispatches(team))
}

// owns: schedule and assignment are the dispatcher's, what was found and done on site is the engineer's on the job (M3).
func owns(r fs.Reader, a access.Actor, d *fs.Doc, o fs.Owner) (bool, error) {
	f := d.Fields
	if id := f.String("job"); id != "" && d.Collection != "jobs" {
		j, err := r.Get("jobs", id)
		if err != nil || j == nil || j.Deleted {
			return false, err
		}
		f = j.Fields
	}
	if o == fs.Dispatcher {
		return a.Role == access.Dispatcher && a.In(f.String("team")), nil
	}
	return onJob(a, f), nil
}
