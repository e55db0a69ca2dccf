package fieldsync

import (
	"context"
	"time"
)

// Store keeps what the protocol needs. Two implementations pass storetest: memstore, and the PocketBase one in hooks/pb.
type Store interface {
	// View runs fn on one consistent snapshot.
	View(ctx context.Context, fn func(Reader) error) error
	// Update runs fn as the only writer; everything fn wrote becomes durable together before Update returns nil (P6), or not at all. It may
	// undo everything and run fn again.
	Update(ctx context.Context, fn func(Tx) error) error
}

// Reader reads one snapshot.
type Reader interface {
	// Head is the last number of the sequence; the epoch is that of the database, the same for as long as it lives.
	Head() (seq int64, epoch string, err error)
	// Runs are the runs of the server on this database, oldest first (rule L4).
	Runs() ([]Run, error)
	// Get returns a record, also a deleted one; nil if it never existed.
	Get(collection, id string) (*Doc, error)
	// Expect says which records will be asked for, so that a store may read them all at once.
	Expect(names []Target) error
	// Children returns the live records of the collection whose field (Ref or Refs) holds id, in the order of their creation.
	Children(collection, field, id string) ([]*Doc, error)
	// Scopes are the scopes the record is in now.
	Scopes(key int64) ([]string, error)
	// Grants are the user's grants, present and past, each with the number of the last change in its scope.
	Grants(user string) ([]Grant, error)
	// ReasonsOf says why the user holds what they hold: scope -> reasons ("jobs/<id>").
	ReasonsOf(user string) (map[string][]string, error)
	// Holders are the users who hold any of the scopes now.
	Holders(scopes []string) ([]string, error)
	// Visible reports whether the user holds, now, a scope the record is in now.
	Visible(user string, key int64) (bool, error)
	// ScanScope calls fn for the scope's entries with key > after, in key order: those in it now, and those that left it or were
	// deleted at a number > leftSince. fn returns false to stop.
	ScanScope(scope string, after, leftSince int64, fn func(Entry) (bool, error)) error
	// ScanChanges calls fn for the scope's entries with after < Seq <= upTo, in Seq order.
	ScanChanges(scope string, after, upTo int64, fn func(Entry) (bool, error)) error
	// Estimate counts the scope's entries with Seq > after (all present ones if after is 0) and guesses the bytes of their documents.
	Estimate(scope string, after int64) (entries, bytes int64, err error)
	// Check sums up the records the user may see now, each counted once; Parts does it by part (collection/first character of the id).
	Check(user string) (Check, error)
	Parts(user string) (map[string]Check, error)
	// ScanPart calls fn for the records of one part that the user may see now, in key order.
	ScanPart(user, collection, first string, fn func(Entry) (bool, error)) error
	// LastWriter tells who last changed the field ("answers.c3" for one key of a map); zero if nobody did since its creation.
	LastWriter(collection, id, field string) (Writer, error)
	// FindDevice returns what is known of a device, or nil.
	FindDevice(id string) (*Device, error)
	// Outcome returns the stored outcome of a device's mutation, or nil (rule M1).
	Outcome(device string, n int64) ([]byte, error)
	// Floor is the number up to which departures may be forgotten (see Retain); 0 while nothing is.
	Floor() (int64, error)
	// Outdated lists up to limit things that may be forgotten: not above the floor, and of outcomes never a device's last `keep`.
	Outdated(keep int64, limit int) ([]Outdated, error)
}

// Tx reads and writes inside the one writer transaction.
type Tx interface {
	Reader
	// Next hands out the next number of the sequence.
	Next() (int64, error)
	// Save writes a record's document and columns under a number and returns it with its key.
	Save(d Doc) (*Doc, error)
	// Enter and Leave write the record's membership of a scope under a number; Stay writes d.Seq for all scopes the record is in.
	Enter(scope string, d *Doc, seq int64) error
	Stay(d *Doc) error
	Leave(scope string, key, seq int64) error
	// BeginRun writes down that a run of the server begins at the present number.
	BeginRun(name string) error
	// Reasons are the grants that follow from a record.
	Reasons(reason string) ([]UserScope, error)
	// AddReason adds one and reports whether it is the user's first reason to hold the scope.
	AddReason(reason string, g UserScope) (first bool, err error)
	// DropReason removes one and reports whether the user still has another reason to hold the scope.
	DropReason(reason string, g UserScope) (still bool, err error)
	// Grant and Withdraw write a user's hold of a scope under a number.
	Grant(g UserScope, seq int64) error
	Withdraw(g UserScope, seq int64) error
	// AddHistory keeps old values (P1).
	AddHistory(h History) error
	// PutDevice registers a device or updates it.
	PutDevice(d Device) error
	PutOutcome(device string, n int64, outcome []byte) error
	// Counter adds one to a named counter and returns it: official numbers.
	Counter(name string) (int64, error)
	// RaiseCounter lets a counter go on behind numbers that came from elsewhere.
	RaiseCounter(name string, atLeast int64) error
	// BeginDay writes down the number a day ("2026-11-21") began with, once; began is false if it was known.
	BeginDay(day string) (began bool, err error)
	// RaiseFloor puts the floor at the number with which the last known day before this one began.
	RaiseFloor(day string) error
	// Forget removes what is still outdated of the list and reports how much that was.
	Forget(list []Outdated) (removed int, err error)
	// Savepoint runs fn; if fn fails, what fn wrote is undone and the error returned (rule M9), or an error of the store's own that is no
	// fault and makes Update run again.
	Savepoint(fn func() error) error
}

// Entry is a record's membership of a scope.
type Entry struct {
	Key        int64
	Collection string
	ID         string
	Since      int64  // number at which it entered, the last time; ScanChanges only
	Seq        int64  // number of its last change, entry or exit; ScanChanges and ScanPart only
	Gone       bool   // it left, or was deleted
	Mark       Mark   // who changed it last; ScanChanges only
	Body       []byte // the document; valid only during the callback; empty when Gone
}

// UserScope is a user's hold of a scope.
type UserScope struct{ User, Scope string }

// Grant is a user's hold of a scope over time.
type Grant struct {
	UserScope
	First int64 // number at which it was granted for the first time
	Since int64 // number at which it was last granted
	Seq   int64 // number of the last grant or withdrawal
	Gone  bool
	Last  int64 // number of the last change in the scope
}

// Run is one life of the server process on the database: it began when the sequence stood at Began. What a run handed out beyond the
// number at which the next one began was lost with a restored backup (rule L4).
type Run struct {
	Name  string
	Began int64
}

// Check sums up a set of records: their number, and the sum of their documents' sums (SumOf).
type Check struct {
	Count int64 `json:"count"`
	Sum   int64 `json:"sum"`
}

// Device is one user on one tablet.
type Device struct {
	ID       string
	User     string
	App      string
	Platform string
	Schema   int
	LastN    int64
	LastSeen time.Time
	Revoked  bool
}

// Writer is who changed a field, and when in corrected time.
type Writer struct {
	By, Device string
	At         time.Time
}

// History is one change of one field. Field "" is the whole record (a deletion; From is the document).
type History struct {
	Collection, Record, Field string
	From, To, Sent            []byte // JSON; Sent is what the device sent if that is not To
	Team                      string
	By, Device                string
	N                         int64
	At, CorrectedAt           time.Time
	ReceivedAt                time.Time
}
