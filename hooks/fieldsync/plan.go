package fieldsync

import (
	"cmp"
	"slices"
	"strings"
)

// step is one scope's part of a pull.
type step struct {
	kind  byte // 'a' withdrawn: drops · 'b' held before: its changes · 'c' newly held: all of it · 'd' came in segments: its changes since
	scope string
	rank  int64 // 'c' of places and jobs: the higher, the earlier
	left  int64 // 'a', 'c': records that left the scope after this number are dropped too; 'd': the number since which changes count
}

func (s step) name() string { return string(s.kind) + s.scope }

// plan lists the steps of a pull in their fixed order, beginning where the cursor stands. Places come before the jobs there, jobs before
// what was set aside about them (L7); the jobs granted last come first, each after its site, so that a first sync begins with today's work.
//
// A scope that was withdrawn, or withdrawn and granted again, may have changed hands between two pages of an earlier pull, so that what left
// it up to this pull's base was never told. Such a step names all that ever left; dropping what a device does not have does nothing.
func plan(r Reader, user string, at Cursor) ([]step, error) {
	grants, err := r.Grants(user)
	if err != nil {
		return nil, err
	}
	var steps []step
	jobs := false
	for _, g := range grants {
		switch {
		case g.Gone && g.Seq > at.Base && g.Seq <= at.Target && g.First <= at.Base:
			steps = append(steps, step{kind: 'a', scope: g.Scope})
		case g.Scope == at.Apart && !g.Gone && g.Since <= at.Target:
			if at.Taken == leftOut {
				continue
			}
			since := at.Taken
			if g.First < g.Since && g.Since > since {
				since = 0 // withdrawn and granted again after the set was made: the device may have dropped what it took in
			}
			steps = append(steps, step{kind: 'd', scope: g.Scope, left: since})
		case g.Gone || g.Since > at.Target: // not any more: its drops come with the next pull; or not yet
		case g.Since <= at.Base:
			if g.Last > at.Base {
				steps = append(steps, step{kind: 'b', scope: g.Scope})
			}
		default:
			left := at.Base
			if at.Base == 0 {
				left = at.Target // a first sync has nothing to lose
			} else if g.First < g.Since {
				left = 0
			}
			steps = append(steps, step{kind: 'c', scope: g.Scope, left: left})
			jobs = jobs || strings.HasPrefix(g.Scope, "job:")
		}
	}
	if jobs {
		if err := rank(r, user, steps, grants, at.Target); err != nil {
			return nil, err
		}
	}
	slices.SortFunc(steps, inOrder)
	if at.Step == "" {
		return steps, nil
	}
	from, _ := slices.BinarySearchFunc(steps, step{kind: at.Step[0], scope: at.Step[1:], rank: at.Rank}, inOrder)
	return steps[from:], nil
}

// rank gives each job the number of its grant, and each site that of the newest job there.
func rank(r Reader, user string, steps []step, grants []Grant, target int64) error {
	granted := map[string]int64{}
	for _, g := range grants {
		if id, ok := strings.CutPrefix(g.Scope, "job:"); ok && !g.Gone && g.Since <= target {
			granted["jobs/"+id] = g.Since
		}
	}
	reasons, err := r.ReasonsOf(user)
	if err != nil {
		return err
	}
	for i := range steps {
		if steps[i].kind == 'c' && scopeOrder(steps[i].scope) == placesAndJobs {
			for _, reason := range reasons[steps[i].scope] {
				steps[i].rank = max(steps[i].rank, granted[reason])
			}
		}
	}
	return nil
}

func inOrder(a, b step) int {
	return cmp.Or(cmp.Compare(a.kind, b.kind), cmp.Compare(scopeOrder(a.scope), scopeOrder(b.scope)), cmp.Compare(b.rank, a.rank),
		cmp.Compare(class(b.scope), class(a.scope)), cmp.Compare(a.scope, b.scope)) // of one rank the site comes before the job
}

const placesAndJobs = 2

var scopeOrders = map[string]int{"people": 0, "customer": 1, "site": placesAndJobs, "job": placesAndJobs, "team": 3, "kb": 4, "kb-draft": 5, "desk": 6, "user": 7}

func scopeOrder(scope string) int { return scopeOrders[class(scope)] }

func class(scope string) string {
	c, _, _ := strings.Cut(scope, ":")
	return c
}
