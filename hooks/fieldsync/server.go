package fieldsync

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"lutong/hooks/access"
)

// Server carries the protocol out on a store, under the domain's rules.
type Server struct {
	Limits Limits
	// Schema is the version of the records' shape that this server speaks, Oldest the oldest one it still pulls to (P8). Lenses convert the
	// mutations of older apps, one version each.
	Schema, Oldest int
	Lenses         []Lens

	store Store
	rules map[string]*Rule
	now   func() time.Time
	// committed is told, after each commit that changed something, which users have something new: for wake-ups only.
	committed func(seq int64, users []string)

	opening sync.Mutex
	run     string           // this run's name
	reached map[string]int64 // of earlier runs: the last number that counts
	news    news
}

// NewServer makes a server; now is the clock, committed may be nil.
func NewServer(store Store, rules []*Rule, now func() time.Time, committed func(seq int64, users []string)) *Server {
	s := &Server{Limits: DefaultLimits, Schema: Schema, Oldest: Oldest, store: store, rules: make(map[string]*Rule, len(rules)), now: now, committed: committed}
	for _, r := range rules {
		s.rules[r.Name] = r
	}
	return s
}

// Info answers GET /info.
func (s *Server) Info(ctx context.Context) (Info, error) {
	info := Info{Schema: s.Schema, Oldest: s.Oldest, Now: Stamp(s.now()), Limits: s.Limits}
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

// Committed notes and wakes the users that have something new.
func (s *Server) Committed(w *Writing) {
	if w == nil || w.last == 0 {
		return
	}
	users := slices.AppendSeq([]string{}, maps.Keys(w.users))
	if len(w.scopes) > 0 {
		err := s.store.View(context.Background(), func(r Reader) error {
			holders, err := r.Holders(slices.Collect(maps.Keys(w.scopes)))
			users = append(users, holders...)
			return err
		})
		if err != nil {
			s.news.heard(w.first, w.last, nil)
			return // a wake-up is a courtesy: devices pull on a timer too
		}
	}
	slices.Sort(users)
	users = slices.Compact(users)
	s.news.heard(w.first, w.last, users)
	if s.committed != nil {
		s.committed(w.last, users)
	}
}

// View runs fn on a snapshot, for readers outside the protocol (journey pages, search workers).
func (s *Server) View(ctx context.Context, fn func(Reader) error) error { return s.store.View(ctx, fn) }

// IDOf makes an id from what makes a record unique, so that doing the same thing twice makes the same record.
func IDOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return strings.ToLower(base32.HexEncoding.EncodeToString(sum[:]))[:15]
}
