package fieldsync

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/fault"
)

// PullRequest is GET /pull.
type PullRequest struct {
	Cursor    string // "" for a first sync
	Limit     int    // put and drop lines; 0 for DefaultPage
	Schema    int    // of the asking app; 0 for the current one
	Continued bool   // not the first page of the answer: no begin line
	NoEcho    bool   // leave out what the device knows because it did it itself
	Check     bool   // sum up what the device must hold, however much that is
	Segments  *Set   // first sync: the device fetches this scope by itself, if it holds it
	Taken     *int64 // it has all parts of a set of that number; 0 if the set is not known any more
}

// PullStats tells what one page held, and where the next begins.
type PullStats struct {
	Puts, Drops int
	More, Reset bool
	Cursor      string
}

// pageBytes is when a page ends although it has lines left, so that memory does not grow with a pull (P10).
const pageBytes = 2 << 20

// Pull writes one page of what changed for the actor since the cursor, as NDJSON lines (sync.md, section 3).
//
// The cost grows with what changed in the user's scopes: each grant is one step of a plan, an old grant reads only its changes, a new one
// reads its scope once, a withdrawn one names what must go. A page in the middle names step and position in its cursor, so nothing is
// kept on the server between pages. What changes while pages are fetched has a number above the pull's target and comes with the
// next pull (L2).
func (s *Server) Pull(ctx context.Context, actor access.Actor, req PullRequest, out io.Writer) (PullStats, error) {
	if req.Schema != 0 && req.Schema < s.Oldest {
		return PullStats{}, fault.New(fault.Upgrade, "update_required")
	}
	if req.Limit <= 0 {
		req.Limit = DefaultPage
	}
	req.Limit = min(req.Limit, s.Limits.PullPage)
	if err := s.Open(ctx); err != nil {
		return PullStats{}, err
	}
	var stats PullStats
	err := s.store.View(ctx, func(r Reader) error {
		p := page{s: s, r: r, actor: actor, req: req, seen: map[int64]bool{}, out: bufio.NewWriterSize(out, 32<<10)}
		if err := p.run(s.now()); err != nil {
			return err
		}
		stats = p.stats
		return p.out.Flush()
	})
	return stats, err
}

// page is one page being written.
type page struct {
	s     *Server
	r     Reader
	actor access.Actor
	req   PullRequest
	seen  map[int64]bool  // records sent in this page, which may be in several scopes
	held  map[string]bool // see stays
	out   *bufio.Writer
	bytes int
	stats PullStats
}

func (p *page) run(now time.Time) error {
	head, epoch, err := p.r.Head()
	if err != nil {
		return err
	}
	floor, err := p.r.Floor()
	if err != nil {
		return err
	}
	at := Cursor{}
	if p.req.Cursor != "" {
		c, ok := ParseCursor(p.req.Cursor)
		// The parts of a set that is not known any more may show what a restored backup does not hold: in another run that means a new beginning.
		ghosts := p.req.Taken != nil && *p.req.Taken == 0 && c.Run != p.s.run
		if ok && !c.Behind(floor) && !ghosts && p.s.honours(c, head) {
			at = c
		} else {
			p.stats.Reset = true
			p.line(`{"reset":true}`)
		}
	}
	firstOfRun := at.Run != p.s.run
	at.Run = p.s.run
	if at.Apart != "" && at.Taken == leftOut && p.req.Taken != nil {
		at.Taken = *p.req.Taken
	}
	next := Cursor{Run: at.Run, Base: head, Apart: at.Apart, Taken: at.Taken}
	quiet := at.Target == 0 && at.Base > 0 && !p.req.Check && (at.Apart == "" || at.Taken == leftOut) && p.s.quiet(p.actor.User, at.Base, head)
	if !quiet {
		if next, err = p.changes(at, head); err != nil {
			return err
		}
	} else if !p.req.Continued {
		p.begin(0, 0, nil)
	}
	p.stats.Cursor = next.String()
	end := pageEnd{Cursor: p.stats.Cursor, More: p.stats.More, Now: Stamp(now), Epoch: epoch}
	if !quiet && !p.stats.More && next.Apart == "" {
		if end.Check, err = p.s.check(p.r, p.actor.User, head, now, p.req.Check); err != nil {
			return err
		}
	}
	if firstOfRun && p.actor.Device != "" {
		device, err := p.r.FindDevice(p.actor.Device)
		if err != nil {
			return err
		}
		end.Last = new(int64)
		if device != nil {
			*end.Last = device.LastN
		}
	}
	text, err := json.Marshal(map[string]pageEnd{"end": end})
	if err != nil {
		return err
	}
	p.line(string(text))
	return nil
}

// pageEnd closes a page (L1).
type pageEnd struct {
	Cursor string `json:"cursor"`
	More   bool   `json:"more"`
	Now    string `json:"now"`
	Epoch  string `json:"epoch"`
	Check  *Check `json:"check,omitempty"`
	// Last is the highest number of the device's mutations that the server knows, told when the cursor is not of this run: the server may have
	// come back from a backup that is younger than the cursor and older than what the device was acknowledged since (M2, P7).
	Last *int64 `json:"last,omitempty"`
}

// changes writes the lines of the page and returns where the device stands after it.
func (p *page) changes(at Cursor, head int64) (Cursor, error) {
	if at.Target == 0 {
		at.Target = head
	}
	steps, err := plan(p.r, p.actor.User, at)
	if err != nil {
		return at, err
	}
	var named *Set
	if set := p.req.Segments; set != nil && at.Base == 0 && at.Step == "" && at.Apart == "" && set.seq <= at.Target {
		whole := func(st step) bool { return st.kind == 'c' && st.scope == set.scope }
		if slices.ContainsFunc(steps, whole) {
			named, at.Apart, at.Taken = set, set.scope, leftOut
			steps = slices.DeleteFunc(steps, whole)
		}
	}
	if !p.req.Continued {
		if err := p.estimate(steps, at, named); err != nil {
			return at, err
		}
	}
	p.stats.More = head > at.Target
	for _, st := range steps {
		last, full, err := p.step(st, at)
		if err != nil {
			return at, err
		}
		if full {
			p.stats.More = true
			at.Step, at.Rank, at.Last, at.Seen = st.name(), st.rank, last, head
			return at, nil
		}
	}
	next := Cursor{Run: at.Run, Base: at.Target}
	if at.Apart != "" && at.Taken == leftOut {
		next.Apart, next.Taken = at.Apart, leftOut
	}
	if head > at.Target {
		next.Seen = head
	}
	return next, nil
}

// estimate says what is still to come, for a progress bar.
func (p *page) estimate(steps []step, at Cursor, named *Set) error {
	var entries, bytes int64
	for _, st := range steps {
		after := at.Base
		if st.kind == 'c' {
			after = 0
		} else if st.kind == 'a' {
			continue
		} else if st.name() == at.Step {
			after = at.Last
		} else if st.kind == 'd' {
			after = st.left
		}
		n, b, err := p.r.Estimate(st.scope, after)
		if err != nil {
			return err
		}
		entries, bytes = entries+n, bytes+b
	}
	p.begin(entries, bytes, named)
	return nil
}

func (p *page) begin(entries, bytes int64, named *Set) {
	segments := ""
	if named != nil {
		segments = `,"segments":` + string(JSONOf(named))
	}
	p.line(`{"begin":{"changes":` + strconv.FormatInt(entries, 10) + `,"bytes":` + strconv.FormatInt(bytes, 10) + segments + `}}`)
}

// step sends a scope's part; full means that the page ended before the step did, after the entry last.
func (p *page) step(st step, at Cursor) (last int64, full bool, err error) {
	if st.name() == at.Step {
		last = at.Last
	} else if st.kind == 'b' {
		last = at.Base
	} else if st.kind == 'd' {
		last = st.left
	}
	byChange := st.kind == 'b' || st.kind == 'd'
	send := func(e Entry) (bool, error) {
		if p.stats.Puts+p.stats.Drops >= p.req.Limit || p.bytes >= pageBytes {
			full = true
			return false, nil
		}
		if byChange {
			last = e.Seq
		} else {
			last = e.Key
		}
		if p.seen[e.Key] {
			return true, nil
		}
		if st.kind == 'a' || e.Gone {
			stays, err := p.stays(e.Key, at.Target)
			if err != nil || stays {
				return true, err
			}
			p.drop(e)
			return true, nil
		}
		if !p.req.NoEcho || st.kind != 'b' || at.Seen > 0 || !e.known(p.actor.Device, at.Base) {
			p.put(e)
		}
		return true, nil
	}
	if byChange {
		err = p.r.ScanChanges(st.scope, last, at.Target, send)
	} else {
		err = p.r.ScanScope(st.scope, last, st.left, send)
	}
	return last, full, err
}

// stays reports whether a record that left one scope is still visible through another. A scope granted after the number this pull goes to does
// not count: it may be withdrawn again before the next pull, which then would know nothing of it, and the record would stay behind (P5).
func (p *page) stays(key, target int64) (bool, error) {
	if p.held == nil {
		grants, err := p.r.Grants(p.actor.User)
		if err != nil {
			return false, err
		}
		p.held = make(map[string]bool, len(grants))
		for _, g := range grants {
			p.held[g.Scope] = !g.Gone && g.Since <= target
		}
	}
	scopes, err := p.r.Scopes(key)
	return slices.ContainsFunc(scopes, func(s string) bool { return p.held[s] }), err
}

// known reports whether a device that stands at base has the record already, because the only changes since were its own. It holds only if
// nothing happened while the device fetched what is up to base (Seen): a record that was to come with a later page, and that the device
// itself changed before that page, has moved behind the pull's target.
func (e *Entry) known(device string, base int64) bool {
	return e.Mark.Device != "" && e.Mark.Device == device && e.Mark.Before <= base && e.Since <= base
}

func (p *page) put(e Entry) {
	p.seen[e.Key] = true
	p.stats.Puts++
	p.bytes += len(e.Body)
	writePut(p.out, e)
}

// writePut writes a put line; a bufio.Writer keeps its first error for Flush, a buffer has none.
func writePut(out interface {
	io.Writer
	io.StringWriter
}, e Entry) {
	out.WriteString(`{"put":"`)
	out.WriteString(e.Collection)
	out.WriteString(`","doc":`)
	out.Write(e.Body)
	out.WriteString("}\n")
}

func (p *page) drop(e Entry) {
	p.seen[e.Key] = true
	p.stats.Drops++
	p.line(`{"drop":"` + e.Collection + `","id":"` + e.ID + `"}`)
}

func (p *page) line(s string) {
	p.bytes += len(s)
	p.out.WriteString(s)
	p.out.WriteByte('\n')
}
