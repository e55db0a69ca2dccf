package fieldsync

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"strings"
)

// A restored backup brings an older sequence back, whose numbers are then given out a second time. So that no device takes the second
// life's number 840 for the first life's, each life of the server process (a run) writes down at which number it began, and cursors name
// the run that gave them out. A cursor counts only if its run is known here and the number was reached before the next run began; a run
// that was lost with the restored backup is not known. What the device did meanwhile is healed by rule M2 (rewound) and by its checks.

// Open begins the run of this server on its store; later calls do nothing. Serving opens before anything is written.
func (s *Server) Open(ctx context.Context) error {
	s.opening.Lock()
	defer s.opening.Unlock()
	if s.run != "" {
		return nil
	}
	name := runName()
	var runs []Run
	var head int64
	err := s.store.Update(ctx, func(tx Tx) error {
		var err error
		if err = tx.BeginRun(name); err != nil {
			return err
		}
		if runs, err = tx.Runs(); err != nil {
			return err
		}
		head, _, err = tx.Head()
		return err
	})
	if err != nil {
		return fmt.Errorf("begin a run: %w", err)
	}
	s.reached = make(map[string]int64, len(runs))
	for i := range runs[:len(runs)-1] {
		s.reached[runs[i].Name] = runs[i+1].Began
	}
	s.news.open(head)
	s.run = name
	return nil
}

func runName() string {
	var b [5]byte
	_, _ = rand.Read(b[:]) // never fails
	return strings.ToLower(base32.HexEncoding.EncodeToString(b[:]))
}

// Run names this run, once it is open. Who keeps a number of the sequence outside the store keeps it with the run it was read in.
func (s *Server) Run() string { return s.run }

// Honours reports whether a number that was read in that run is a number of this sequence, which now stands at head.
func (s *Server) Honours(run string, seq, head int64) bool {
	reached, known := s.reached[run]
	if run == s.run {
		reached, known = head, true
	}
	return known && seq <= reached
}

// honours reports whether the cursor's numbers are numbers of this sequence (L4).
func (s *Server) honours(c Cursor, head int64) bool {
	return s.Honours(c.Run, max(c.Base, c.Target, c.Seen), head)
}
