package simtest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// The oracle: who may see what, said straight from sync.md section 6 as one question about one user and one record. It reads the records as
// they are and knows nothing of sequences, memberships, grants or the rules' functions.

// records are all live records at one moment.
type records struct {
	head   int64
	docs   map[fs.Target]*fs.Doc
	byKind map[string][]*fs.Doc
	seen   map[string]map[fs.Target]*fs.Doc // by user, worked out when asked for
	at     time.Time                        // for which seen is right
}

func (r *records) list(collection string) []*fs.Doc { return r.byKind[collection] }

func (r *records) get(collection, id string) *fs.Doc {
	return r.docs[fs.Target{Collection: collection, ID: id}]
}

// records looks at the store, again if something was committed since.
func (w *world) records() *records {
	var head int64
	err := w.backend.Store.View(w.ctx, func(r fs.Reader) (err error) {
		head, _, err = r.Head()
		return err
	})
	if err != nil {
		panic(err) // a store that cannot be read ends the run
	}
	if w.known != nil && w.known.head == head {
		return w.known
	}
	w.known = sorted(w.backend.Docs())
	w.known.head = head
	return w.known
}

func sorted(live []*fs.Doc) *records {
	r := &records{docs: map[fs.Target]*fs.Doc{}, byKind: map[string][]*fs.Doc{}}
	for _, d := range live {
		r.docs[fs.Target{Collection: d.Collection, ID: d.ID}] = d
		r.byKind[d.Collection] = append(r.byKind[d.Collection], d)
	}
	return r
}

// body is a record as a put line must carry it.
func (w *world) body(d *fs.Doc) []byte {
	if b, ok := w.bodies[d]; ok {
		return b
	}
	b := d.Fields.Encode()
	w.bodies[d] = b
	return b
}

// sees is everything the user may see now.
func (w *world) sees(user string) map[fs.Target]*fs.Doc {
	r := w.records()
	if !r.at.Equal(w.now) {
		r.at, r.seen = w.now, map[string]map[fs.Target]*fs.Doc{}
	}
	if r.seen[user] == nil {
		o := r.eyes(user, w.now)
		all := map[fs.Target]*fs.Doc{}
		for name, d := range r.docs {
			if o.sees(d) {
				all[name] = d
			}
		}
		r.seen[user] = all
	}
	return r.seen[user]
}

// eyes are one user's: who they are, and where they are at work.
type eyes struct {
	*records
	user, role string
	teams      []string
	jobs       map[string]bool // on which the user is, or was within 90 days of their end
	places     map[string]bool // sites of those
}

func (r *records) eyes(user string, now time.Time) *eyes {
	e := &eyes{records: r, user: user, jobs: map[string]bool{}, places: map[string]bool{}}
	if d := r.get("users", user); d != nil {
		e.role, e.teams = d.Fields.String("role"), d.Fields.Strings("teams")
	}
	for _, j := range r.list("jobs") {
		if slices.Contains(j.Fields.Strings("assignees"), user) && !expired(j, now) {
			e.jobs[j.ID] = true
			e.places[j.Fields.String("site")] = true
		}
	}
	return e
}

// expired says whether a job ended more than 90 days ago; of one that was cancelled the filing counts.
func expired(job *fs.Doc, now time.Time) bool {
	if s := job.Fields.String("status"); s != "closed" && s != "cancelled" {
		return false
	}
	var stamps struct{ Closed string }
	end := job.Fields.String("createdAt")
	if json.Unmarshal(job.Fields["stamps"], &stamps) == nil && stamps.Closed != "" {
		end = stamps.Closed
	}
	t := fs.ParseTime(end)
	return !t.IsZero() && now.Sub(t) > 90*24*time.Hour
}

func (e *eyes) sees(d *fs.Doc) bool {
	f := d.Fields
	switch d.Collection {
	case "teams":
		return slices.Contains(e.teams, d.ID)
	case "users":
		return d.ID == e.user || slices.ContainsFunc(f.Strings("teams"), func(t string) bool { return slices.Contains(e.teams, t) })
	case "templates", "searchWords":
		return true
	case "articles":
		leadsOn := f.String("confidence") == "archived" && f.String("replacedBy") != ""
		return f.String("confidence") == "validated" || leadsOn || e.role == access.Trainer || e.job(e.get("jobs", d.ID)) // proposed from that job
	case "figures":
		a := e.get("articles", f.String("article"))
		if a == nil {
			return false
		}
		leadsOn := a.Fields.String("confidence") == "archived" && a.Fields.String("replacedBy") != ""
		shown := a.Fields.String("confidence") != "validated" && !leadsOn || strings.Contains(a.Fields.String("body"), "](figure:"+f.String("sha256")[:16]+")")
		return e.role == access.Trainer || shown && e.sees(a)
	case "articleVersions", "articleComments":
		return e.role == access.Trainer
	case "customers":
		return e.customer(d)
	case "sites":
		return e.site(d)
	case "contacts":
		if f.String("site") != "" {
			return e.site(e.get("sites", f.String("site")))
		}
		return e.customer(e.get("customers", f.String("customer")))
	case "assets":
		return e.site(e.get("sites", f.String("site")))
	case "jobs":
		return e.job(d)
	case "visits", "events", "runs", "photos", "signatures", "parts", "shareLinks", "ratings":
		return e.job(e.get("jobs", f.String("job")))
	case "pastJobs":
		return e.site(e.get("sites", f.String("site"))) || e.oversees(f.String("team"))
	case "articleUses": // of its job; what somebody said, not what was read, is the trainers' too
		return e.job(e.get("jobs", f.String("job"))) || e.role == access.Trainer && f.String("kind") != "read"
	case "articleCounts":
		article := e.get("articles", d.ID)
		return article != nil && e.sees(article)
	case "conflicts":
		team := f.String("team")
		if j := e.get("jobs", f.String("job")); j != nil {
			team = j.Fields.String("team") // what was set aside goes with its job
		}
		return f.String("by") == e.user || e.role == access.Dispatcher && slices.Contains(e.teams, team)
	}
	return false
}

func (e *eyes) oversees(team string) bool {
	return (e.role == access.Dispatcher || e.role == access.Manager) && slices.Contains(e.teams, team)
}

func (e *eyes) job(d *fs.Doc) bool {
	return d != nil && (e.jobs[d.ID] || e.oversees(d.Fields.String("team")))
}

func (e *eyes) site(d *fs.Doc) bool {
	return d != nil && (e.places[d.ID] || e.oversees(d.Fields.String("team")))
}

// customer: of whoever sells to it or looks after it, and of everyone who sees one of its sites.
func (e *eyes) customer(d *fs.Doc) bool {
	if d == nil {
		return false
	}
	f := d.Fields
	return f.String("sales") == e.user || f.String("presales") == e.user || e.oversees(f.String("team")) ||
		slices.ContainsFunc(e.list("sites"), func(s *fs.Doc) bool { return s.Fields.String("customer") == d.ID && e.site(s) })
}

// Sees is the oracle's answer for other tests: of these live records, what the user may see at that time.
func Sees(live []*fs.Doc, user string, now time.Time) map[fs.Target]*fs.Doc {
	r := sorted(live)
	e := r.eyes(user, now)
	seen := map[fs.Target]*fs.Doc{}
	for name, d := range r.docs {
		if e.sees(d) {
			seen[name] = d
		}
	}
	return seen
}
