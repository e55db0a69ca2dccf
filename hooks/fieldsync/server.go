package fieldsync

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"maps"
	"slices"
	"strings"
	"time"

	"lutong/hooks/access"
)

// Server carries the protocol out on a store, under the domain's rules.
type Server struct {
	Limits Limits
	store  Store
	rules  map[string]*Rule
	now    func() time.Time
	// committed is told, after each commit that changed something, which users have something new: for wake-ups only.
	committed func(seq int64, users []string)
}

// NewServer makes a server; now is the clock, committed may be nil.
func NewServer(store Store, rules []*Rule, now func() time.Time, committed func(seq int64, users []string)) *Server {
	s := &Server{Limits: DefaultLimits, store: store, rules: make(map[string]*Rule, len(rules)), now: now, committed: committed}
	for _, r := range rules {
		s.rules[r.Name] = r
	}
	return s
}

// Info answers GET /info.
func (s *Server) Info(ctx context.Context) (Info, error) {
	info := Info{Schema: Schema, Oldest: Oldest, Now: Stamp(s.now()), Limits: s.Limits}
	err := s.store.View(ctx, func(r Reader) error {
		var err error
		_, info.Epoch, err = r.Head()
		return err
	})
	return info, err
}

// Update runs fn as the only writer, with a Writing that keeps log, scopes and derived records in step, and wakes devices after the commit.
func (s *Server) Update(ctx context.Context, c Context, fn func(*Writing) error) error {
	var w *Writing
	err := s.store.Update(ctx, func(tx Tx) error {
		w = s.Writing(tx, c)
		return fn(w)
	})
	if err == nil {
		s.Committed(w)
	}
	return err
}

// Writing begins changes inside a transaction that somebody else opened (a record saved in the office dashboard). That somebody calls
// Committed after the commit.
func (s *Server) Writing(tx Tx, c Context) *Writing {
	if c.Now.IsZero() {
		c.Now = s.now()
	}
	if c.Corrected.IsZero() {
		c.At, c.Corrected = c.Now, c.Now
	}
	return &Writing{Tx: tx, server: s, Context: c, scopes: map[string]bool{}, users: map[string]bool{}}
}

// System is the context of the server's own changes.
func (s *Server) System() Context { return Context{Actor: access.Actor{System: true}} }

// Committed wakes the users that have something new.
func (s *Server) Committed(w *Writing) {
	if s.committed == nil || w == nil || w.last == 0 {
		return
	}
	users := slices.Collect(maps.Keys(w.users))
	if len(w.scopes) > 0 {
		err := s.store.View(context.Background(), func(r Reader) error {
			holders, err := r.Holders(slices.Collect(maps.Keys(w.scopes)))
			users = append(users, holders...)
			return err
		})
		if err != nil {
			return // a wake-up is a courtesy: devices pull on a timer too
		}
	}
	slices.Sort(users)
	s.committed(w.last, slices.Compact(users))
}

// View runs fn on a snapshot, for readers outside the protocol (journey pages, search workers).
func (s *Server) View(ctx context.Context, fn func(Reader) error) error { return s.store.View(ctx, fn) }

// IDOf makes an id from what makes a record unique, so that doing the same thing twice makes the same record.
func IDOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.HexEncoding.EncodeToString(sum[:]))[:15]
}
