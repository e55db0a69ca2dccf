package fieldsync

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"sync"
	"time"
)

// A first sync of many devices at once would read and pack the same library for each of them. Instead a shared scope is cut into parts once:
// immutable texts of put lines that are kept packed, handed out like any file, and resumed like one. What changes afterwards comes with
// the pull that takes the scope up (PullRequest.Taken).
//
// A set belongs to one life of the server: after a restart, perhaps on an older backup, it is unknown, and who asks with it gets the scope
// whole. Memory holds only which parts there are.

// Set is a scope as it was at one number, in parts.
type Set struct {
	ID    string    `json:"set"`
	Parts []SetPart `json:"parts"`

	scope   string
	seq     int64
	records int
	retired time.Time // when a newer one took its place
}

// SetPart is one text of put lines, closed by an end line.
type SetPart struct {
	ID      string `json:"id"`
	Records int    `json:"records"`
	Bytes   int    `json:"bytes"` // unpacked
}

// Shelf keeps the parts' bytes.
type Shelf interface {
	Keep(part string, lines []byte) error
	Drop(part string) error
}

// Segments builds the sets of one scope and knows those that are still handed out.
type Segments struct {
	server *Server
	scope  string
	life   string
	shelf  Shelf

	mu   sync.Mutex
	sets []*Set // oldest first; the last one is the present
}

const (
	segmentBytes = 448 << 10      // a part is closed when it has this much
	segmentStale = 200            // changes after which a new set is built; or a fifth of the records
	segmentKept  = 24 * time.Hour // after a newer one came: devices may be in the middle of it
)

// NewSegments makes them. Life is a name that no other life of the server has; the shelf is empty.
func NewSegments(s *Server, scope, life string, shelf Shelf) *Segments {
	return &Segments{server: s, scope: scope, life: life, shelf: shelf}
}

// Present is the set to begin with now, built if there is none or much has changed since; nil if the scope is empty. Who asks meanwhile waits.
func (g *Segments) Present(ctx context.Context) (*Set, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	now := g.server.now()
	if err := g.forget(now); err != nil {
		return nil, err
	}
	var last *Set
	if len(g.sets) > 0 {
		last = g.sets[len(g.sets)-1]
	}
	var next *Set
	err := g.server.store.View(context.WithoutCancel(ctx), func(r Reader) error { // others wait for it
		if last != nil {
			changes, _, err := r.Estimate(g.scope, last.seq)
			if err != nil || changes <= segmentStale && changes*5 <= int64(last.records) {
				return err
			}
		}
		var err error
		next, err = g.build(r)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("segments of %s: %w", g.scope, err)
	}
	if next == nil {
		return last, nil
	}
	if last != nil {
		last.retired = now
	}
	if next.records == 0 {
		return nil, nil
	}
	g.sets = append(g.sets, next)
	return next, nil
}

// build writes the scope's present records, in the order of a first sync.
func (g *Segments) build(r Reader) (*Set, error) {
	head, _, err := r.Head()
	if err != nil {
		return nil, err
	}
	set := &Set{ID: g.scope + "." + strconv.FormatInt(head, 36) + "-" + g.life, scope: g.scope, seq: head}
	var lines bytes.Buffer
	part := SetPart{}
	end := func() error {
		part.ID = set.ID + "." + strconv.Itoa(len(set.Parts))
		fmt.Fprintf(&lines, `{"end":{"part":%q,"records":%d}}`+"\n", part.ID, part.Records)
		part.Bytes = lines.Len()
		err := g.shelf.Keep(part.ID, lines.Bytes())
		set.Parts, set.records, part = append(set.Parts, part), set.records+part.Records, SetPart{}
		lines.Reset()
		return err
	}
	err = r.ScanScope(g.scope, 0, head, func(e Entry) (bool, error) {
		writePut(&lines, e)
		part.Records++
		if lines.Len() < segmentBytes {
			return true, nil
		}
		return true, end()
	})
	if err == nil && part.Records > 0 {
		err = end()
	}
	return set, err
}

// forget drops sets that were replaced long ago.
func (g *Segments) forget(now time.Time) error {
	for len(g.sets) > 0 && !g.sets[0].retired.IsZero() && now.Sub(g.sets[0].retired) > segmentKept {
		for _, p := range g.sets[0].Parts {
			if err := g.shelf.Drop(p.ID); err != nil {
				return err
			}
		}
		g.sets = g.sets[1:]
	}
	return nil
}

// Taken is the number as of which a device has the scope that took in all parts of a set; known is false if the set is not handed out any more.
func (g *Segments) Taken(set string) (seq int64, known bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.sets {
		if s.ID == set {
			return s.seq, true
		}
	}
	return 0, false
}

// Has reports whether the part is still handed out.
func (g *Segments) Has(part string) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, s := range g.sets {
		for _, p := range s.Parts {
			if p.ID == part {
				return true
			}
		}
	}
	return false
}
