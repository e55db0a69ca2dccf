package fieldsync

import (
	"time"

	"lutong/hooks/access"
)

// Rule is what the domain says about one collection. Nil functions mean: no scopes, no grants, nobody may write.
type Rule struct {
	*Collection
	// Scopes a live record is in (sync.md, section 6).
	Scopes func(r Reader, d *Doc) ([]string, error)
	// Links are records that this one names and whose scopes follow from it: a site's customer. Cheap: asked at every change.
	Links func(d *Doc) []Target
	// Dependents are records that name this one and whose scopes follow from it: a job's events. Asked when its scopes changed.
	Dependents func(r Reader, id string) ([]Target, error)
	// Grants that follow from a live record: being a user, being assigned to a job.
	Grants func(d *Doc, now time.Time) []UserScope
	// Affects names derived records to compute again after this one changed (M7: an event affects its job).
	Affects func(d *Doc) []Target
	// Derive returns the record with its derived fields as they must be now, or nil if it must not exist.
	Derive func(r Reader, id string, current Fields) (Fields, error)
	// FromOthers says that the derived fields follow from other records alone: an edit of the record's own fields leaves them as they are.
	FromOthers bool
	// Allow decides whether the actor may do this (M10); before is nil for a create, set holds the fields sent (top-level names).
	Allow func(r Reader, a access.Actor, op string, before *Doc, set Fields) error
	// Owns reports whether the user (with that role) is an owner in the sense of the field's Owner (M3).
	Owns func(r Reader, a access.Actor, d *Doc, o Owner) (bool, error)
	// Stamp fills the server's fields of a new record.
	Stamp func(tx Tx, c Context, f Fields) error
	// Leaves names a record that a change leaves behind in the same transaction, the server's own work: the version of an article that was
	// published. Collection "": nothing.
	Leaves func(c Context, old, d *Doc) (Target, Fields)
	// Check validates a record as a whole, after fields have been checked one by one.
	Check func(r Reader, f Fields) error
}

// Context is under whose hand and when a change happens.
type Context struct {
	Actor     access.Actor
	Device    string
	N         int64
	At        time.Time // as claimed by the tablet
	Corrected time.Time
	Now       time.Time // the server's
}
