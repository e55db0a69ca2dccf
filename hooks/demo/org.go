// Package demo makes up the organisation that `lutong demo` starts with: two branches, their people, the customers they look after and
// some months of work in every state.
//
// It is a pure generator: no clock, no randomness, no storage. The same `now` gives the same records, and ids do not depend on `now` at all.
// History hangs on the days before today; what is under way hangs on the minute of `now`, so that a journey is a journey and no
// promise is broken before anybody has signed in.
package demo

import (
	"iter"
	"time"
)

// Password of every account. A demo organisation is for trying out, on one's own machine.
const Password = "lutong-demo-1"

// Account is somebody who can sign in. The same person is among the records, in users, by ID.
type Account struct {
	ID       string   `json:"-"`
	Role     string   `json:"role"`
	Email    string   `json:"email"`
	Password string   `json:"password"`
	Name     string   `json:"name"`
	Team     string   `json:"team"` // the name of the first team
	Teams    []string `json:"-"`    // ids
	Lang     string   `json:"-"`
	Phone    string   `json:"-"`
}

// Record is one record of a synced collection. Fields not named are empty; values are what the kinds of hooks/rules ask for: string,
// float64, bool, []string, and for maps and JSON whatever encodes to it.
type Record struct {
	Collection string
	ID         string
	Fields     map[string]any
}

// Template is what filling a checklist needs to know of it.
type Template struct {
	ID    string
	Items []Item
}

// Item is one item of a checklist. Conditional says that it is asked only if another answer calls for it.
type Item struct {
	ID          string
	Type        string // tick, number, choice, text, photo
	Label       string // zh-CN
	Unit        string
	Min, Max    float64
	Options     []string
	Conditional bool
}

// Options of an organisation. The zero value is a complete one without articles and checklists.
type Options struct {
	// Jobs is how many jobs to make in all; fewer than the demo's own means just those.
	Jobs int
	// Template finds the checklist of a stage (beforeDeparture, onArrival, afterInstall, leaving) for a kind of job; nil, or false: none.
	Template func(stage, jobKind string) (Template, bool)
	// Article finds the id of a zh-CN article by its slug; nil or "": none.
	Article func(slug string) string
}

// Org is a made-up organisation.
type Org struct {
	Accounts []Account
	// Records are in the order in which they can be imported: what is referred to comes first.
	Records []Record
	// More are the jobs beyond the demo's own, if more were asked for, made one by one. They belong to the first team, nobody is assigned and
	// nothing has happened to them.
	More iter.Seq[Record]
}

// Organisation makes the demo organisation as of now. Days begin and end in now's location.
func Organisation(now time.Time, o Options) Org {
	if o.Template == nil {
		o.Template = func(string, string) (Template, bool) { return Template{}, false }
	}
	if o.Article == nil {
		o.Article = func(string) string { return "" }
	}
	b := &builder{now: now.Truncate(time.Minute), opts: o}
	b.teams()
	b.people()
	b.customers()
	b.jobs()
	return Org{Accounts: b.accounts, Records: b.records, More: more(b.midnight(), o.Jobs-len(sheets()))}
}

// builder gathers the records in order.
type builder struct {
	now      time.Time
	opts     Options
	accounts []Account
	records  []Record
}

func (b *builder) add(collection, id string, fields map[string]any) {
	b.records = append(b.records, Record{Collection: collection, ID: id, Fields: fields})
}

// midnight is when today began.
func (b *builder) midnight() time.Time {
	y, m, d := b.now.Date()
	return time.Date(y, m, d, 0, 0, 0, 0, b.now.Location())
}
