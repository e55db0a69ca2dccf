package fieldsync

import (
	"bufio"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/fault"
)

// PullRequest is GET /pull.
type PullRequest struct {
	Cursor string // "" for a first sync
	Limit  int    // put and drop lines; 0 for DefaultPage
	Schema int    // of the asking app; 0 for the current one
}

// PullStats tells what one answer held, for logs and tests.
type PullStats struct {
	Puts, Drops int
	More, Reset bool
}

// Pull writes one page of what changed for the actor since the cursor, as NDJSON lines (sync.md, section 3).
//
// The cost grows with what changed in the user's scopes: each grant is one step of a plan, an old grant reads only its changes, a new one
// reads its scope once, a withdrawn one names what must go. A page in the middle names step and position in its cursor, so nothing is
// kept on the server between pages. What changes while pages are fetched has a number above the pull's target and comes with the
// next pull (L2).
func (s *Server) Pull(ctx context.Context, actor access.Actor, req PullRequest, out io.Writer) (PullStats, error) {
	if req.Schema != 0 && req.Schema < Oldest {
		return PullStats{}, fault.New(fault.Upgrade, "update_required")
	}
	if req.Limit <= 0 {
		req.Limit = DefaultPage
	}
	req.Limit = min(req.Limit, s.Limits.PullPage)
	var stats PullStats
	err := s.store.View(ctx, func(r Reader) error {
		p := page{r: r, actor: actor, limit: req.Limit, seen: map[int64]bool{}, out: bufio.NewWriterSize(out, 32<<10)}
		if err := p.run(req.Cursor, s.now()); err != nil {
			return err
		}
		stats = p.stats
		return p.out.Flush()
	})
	return stats, err
}

// page is one answer being written.
type page struct {
	r     Reader
	actor access.Actor
	limit int
	seen  map[int64]bool // records sent in this page, which may be in several scopes
	out   *bufio.Writer
	stats PullStats
}

func (p *page) run(cursor string, now time.Time) error {
	head, epoch, err := p.r.Head()
	if err != nil {
		return err
	}
	at := Cursor{Epoch: epoch}
	floor, err := p.r.Floor()
	if err != nil {
		return err
	}
	if cursor != "" {
		c, ok := ParseCursor(cursor)
		if ok && !c.Behind(floor) && c.Epoch == epoch && c.Base <= head && c.Target <= head {
			at = c
		} else {
			p.stats.Reset = true
			p.line(`{"reset":true}`)
		}
	}
	if at.Target == 0 {
		at.Target = head
	}
	grants, err := p.r.Grants(p.actor.User)
	if err != nil {
		return err
	}
	steps := plan(grants, at)
	if err := p.begin(steps, at); err != nil {
		return err
	}
	next := Cursor{Epoch: epoch, Base: at.Target}
	p.stats.More = head > at.Target
	for _, st := range steps {
		last, full, err := p.step(st, at)
		if err != nil {
			return err
		}
		if full {
			next = Cursor{Epoch: epoch, Base: at.Base, Target: at.Target, Step: st.name(), Last: last}
			p.stats.More = true
			break
		}
	}
	end, err := json.Marshal(map[string]any{"end": map[string]any{"cursor": next.String(), "more": p.stats.More, "now": Stamp(now), "epoch": epoch}})
	if err != nil {
		return err
	}
	p.line(string(end))
	return nil
}

// step is one scope's part of a pull.
type step struct {
	kind  byte // 'a' withdrawn: drops · 'b' held before: its changes · 'c' newly held: all of it
	scope string
	left  int64 // 'a', 'c': records that left the scope after this number are dropped too
}

func (s step) name() string { return string(s.kind) + s.scope }

// plan lists the steps of a pull in their fixed order, beginning where the cursor stands. Places come before the jobs there, jobs before
// what was set aside about them (L7).
//
// A scope that was withdrawn, or withdrawn and granted again, may have changed hands between two pages of an earlier pull, so that what left
// it up to this pull's base was never told. Such a step names all that ever left; dropping what a device does not have does nothing.
func plan(grants []Grant, at Cursor) []step {
	var steps []step
	for _, g := range grants {
		switch {
		case g.Gone && g.Seq > at.Base && g.Seq <= at.Target && g.First <= at.Base:
			steps = append(steps, step{'a', g.Scope, 0})
		case g.Gone || g.Since > at.Target: // not any more: its drops come with the next pull; or not yet
		case g.Since <= at.Base:
			steps = append(steps, step{'b', g.Scope, 0})
		default:
			left := at.Base
			if at.Base == 0 {
				left = at.Target // a first sync has nothing to lose
			} else if g.First < g.Since {
				left = 0
			}
			steps = append(steps, step{'c', g.Scope, left})
		}
	}
	slices.SortFunc(steps, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(scopeOrder(a.scope), scopeOrder(b.scope)), cmp.Compare(a.scope, b.scope))
	})
	if at.Step == "" {
		return steps
	}
	from, _ := slices.BinarySearchFunc(steps, step{at.Step[0], at.Step[1:], 0}, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(scopeOrder(a.scope), scopeOrder(b.scope)), cmp.Compare(a.scope, b.scope))
	})
	return steps[from:]
}

func scopeOrder(scope string) int {
	class, _, _ := strings.Cut(scope, ":")
	return slices.Index([]string{"people", "customer", "site", "team", "job", "kb", "kb-draft", "desk", "user"}, class)
}

// begin says what is still to come, for a progress bar (an estimate).
func (p *page) begin(steps []step, at Cursor) error {
	var entries, bytes int64
	for _, st := range steps {
		after := at.Base
		if st.kind == 'c' {
			after = 0
		} else if st.kind == 'a' {
			continue
		} else if st.name() == at.Step {
			after = at.Last
		}
		n, b, err := p.r.Estimate(st.scope, after)
		if err != nil {
			return err
		}
		entries, bytes = entries+n, bytes+b
	}
	p.line(`{"begin":{"changes":` + strconv.FormatInt(entries, 10) + `,"bytes":` + strconv.FormatInt(bytes, 10) + `}}`)
	return nil
}

// step sends a scope's part; full means that the page ended before the step did, after the entry last.
func (p *page) step(st step, at Cursor) (last int64, full bool, err error) {
	if st.name() == at.Step {
		last = at.Last
	} else if st.kind == 'b' {
		last = at.Base
	}
	send := func(e Entry) (bool, error) {
		if p.stats.Puts+p.stats.Drops >= p.limit {
			full = true
			return false, nil
		}
		if st.kind == 'b' {
			last = e.Seq
		} else {
			last = e.Key
		}
		if p.seen[e.Key] {
			return true, nil
		}
		if st.kind == 'a' || e.Gone {
			visible, err := p.r.Visible(p.actor.User, e.Key)
			if err != nil || visible {
				return true, err
			}
			p.drop(e)
			return true, nil
		}
		p.put(e)
		return true, nil
	}
	if st.kind == 'b' {
		err = p.r.ScanChanges(st.scope, last, at.Target, send)
	} else {
		err = p.r.ScanScope(st.scope, last, st.left, send)
	}
	return last, full, err
}

func (p *page) put(e Entry) {
	p.seen[e.Key] = true
	p.stats.Puts++
	p.out.WriteString(`{"put":"`) // bufio keeps the first error for Flush
	p.out.WriteString(e.Collection)
	p.out.WriteString(`","doc":`)
	p.out.Write(e.Body)
	p.out.WriteString("}\n")
}

func (p *page) drop(e Entry) {
	p.seen[e.Key] = true
	p.stats.Drops++
	p.line(`{"drop":"` + e.Collection + `","id":"` + e.ID + `"}`)
}

func (p *page) line(s string) {
	p.out.WriteString(s)
	p.out.WriteByte('\n')
}
