package fieldsync

import (
	"context"
	"slices"
	"time"
)

// Kept is how long the server remembers what is gone: deleted records, records that left a scope, scopes withdrawn from a user, outcomes of
// mutations. The history and the records set aside are kept for ever (P1).
const Kept = 180 * 24 * time.Hour

// A transaction of the writer that forgets is over in a few milliseconds, so that pushes do not wait for it.
const (
	forgetFind  = 20_000 // found on one snapshot
	forgetBatch = 50     // removed in one transaction
)

// Outdated names something that may be forgotten.
type Outdated struct {
	What    OutdatedKind
	Scope   string // Departure, Withdrawal
	User    string // Withdrawal
	Device  string // Answered
	Key     int64  // Departure, Tombstone: the record's; Answered: the mutation's number
	Changed int64  // number of its last change
}

// OutdatedKind is the kind of thing that is forgotten.
type OutdatedKind uint8

const (
	Departure  OutdatedKind = iota // a record left a scope
	Withdrawal                     // a user lost a scope
	Tombstone                      // a record was deleted
	Answered                       // a mutation was answered
)

// Retain forgets what has been gone for longer than Kept, once a day, and reports how much. Called again on the same day it does nothing.
//
// A device whose cursor is older than what is remembered cannot be told what it must drop: it starts afresh and keeps its unsent work (L4).
// A device sends one push at a time, so the only outcomes it may still ask for are those of its last one: they are kept whatever their age (P2).
func (s *Server) Retain(ctx context.Context) (forgotten int, err error) {
	now := s.now().UTC()
	var began bool
	err = s.store.Update(ctx, func(tx Tx) error {
		if began, err = tx.BeginDay(now.Format(time.DateOnly)); err != nil || !began {
			return err
		}
		return tx.RaiseFloor(now.Add(-Kept).Format(time.DateOnly))
	})
	for more := began; more && err == nil; {
		var found []Outdated
		err = s.store.View(ctx, func(r Reader) error {
			found, err = r.Outdated(int64(s.Limits.Mutations), forgetFind)
			return err
		})
		before := forgotten
		for batch := range slices.Chunk(found, forgetBatch) {
			if err != nil {
				break
			}
			err = s.store.Update(ctx, func(tx Tx) error {
				n, err := tx.Forget(batch)
				forgotten += n
				return err
			})
		}
		more = forgotten > before
	}
	return forgotten, err
}

// Behind reports whether what has happened since the cursor is no longer remembered in full. A first sync has nothing to drop: what counts for
// it is where it goes to.
func (c Cursor) Behind(floor int64) bool {
	if c.Base == 0 && c.Target > 0 {
		return c.Target < floor
	}
	return c.Base < floor
}
