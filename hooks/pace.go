package hooks

import (
	"sync"
	"time"

	"lutong/hooks/fault"
)

// paces keeps who has used how much of which budget, in memory of a bounded size.
type paces struct {
	now func() time.Time
	mu  sync.Mutex
	of  map[*budget]*pace
}

// paceKeys is how many callers of one budget are remembered in one generation. Past it the longest idle are forgiven.
const paceKeys = 20_000

// pace holds, for each caller, the time at which its whole burst will be free again. Callers that were not seen while one generation
// passed have it free by then, so dropping the generation before loses nothing.
type pace struct {
	young, old map[string]time.Time
	since      time.Time
}

func newPaces(now func() time.Time) *paces { return &paces{now: now, of: map[*budget]*pace{}} }

// take uses one of the budget's calls, or says when there will be one.
func (p *paces) take(b *budget, who string) error {
	return p.use(b, who, 1)
}

// check says whether there is a call left, without using it.
func (p *paces) check(b *budget, who string) error {
	return p.use(b, who, 0)
}

func (p *paces) use(b *budget, who string, n time.Duration) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	now := p.now()
	g := p.of[b]
	if g == nil {
		g = &pace{young: map[string]time.Time{}, since: now}
		p.of[b] = g
	}
	whole := time.Duration(b.burst) * b.every
	if idle := now.Sub(g.since); idle > whole || idle < 0 || len(g.young) >= paceKeys {
		g.young, g.old, g.since = map[string]time.Time{}, g.young, now
	}
	free, ok := g.young[who]
	if !ok {
		free = g.old[who]
	}
	if free.Before(now) || free.Sub(now) > whole { // long idle; or the clock was set back
		free = now
	}
	if wait := free.Add(b.every).Sub(now) - whole; wait > 0 {
		f := fault.New(fault.SlowDown, "slow_down")
		f.Retry = int((wait + time.Second - 1) / time.Second)
		return f
	}
	if n > 0 {
		g.young[who] = free.Add(n * b.every)
	}
	return nil
}
