package main

import (
	"math"
	"runtime"
	"slices"
	"time"

	"lutong/kb/eval"
)

const (
	rounds   = 5
	maxTimed = 250 // queries of one set that are timed, evenly from all
)

// runner is one of those that are timed side by side.
type runner struct {
	name string
	ask  func(text string) error
}

// times of a set of queries in milliseconds: by the clock on the wall (each query's best of the rounds, which leaves out what others on
// the machine took), and by what the thread computed (the median of the rounds).
type times struct {
	p50, p95, cpu50, cpu95 float64
}

// race lets each answer every query in turn, round after round, so that whatever the machine does meanwhile happens to all of them.
func race(queries []eval.Query, runners []runner) (map[string]times, error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	queries = sample(queries)
	wall := make(map[string][]time.Duration, len(runners))
	cpu := make(map[string][]time.Duration, len(runners))
	for _, q := range queries {
		best := make([]time.Duration, len(runners))
		worked := make([][]time.Duration, len(runners))
		for round := range rounds {
			for i, r := range runners {
				start, before := time.Now(), threadCPU()
				if err := r.ask(q.Text); err != nil {
					return nil, err
				}
				after, took := threadCPU(), time.Since(start)
				if round == 0 || took < best[i] {
					best[i] = took
				}
				worked[i] = append(worked[i], after-before)
			}
		}
		for i, r := range runners {
			slices.Sort(worked[i])
			wall[r.name] = append(wall[r.name], best[i])
			cpu[r.name] = append(cpu[r.name], worked[i][rounds/2])
		}
	}
	out := make(map[string]times, len(runners))
	for _, r := range runners {
		out[r.name] = times{at(wall[r.name], 0.5), at(wall[r.name], 0.95), at(cpu[r.name], 0.5), at(cpu[r.name], 0.95)}
	}
	return out, nil
}

func sample(queries []eval.Query) []eval.Query {
	if len(queries) <= maxTimed {
		return queries
	}
	out := make([]eval.Query, maxTimed)
	for i := range out {
		out[i] = queries[i*len(queries)/maxTimed]
	}
	return out
}

// at is a percentile in milliseconds.
func at(all []time.Duration, share float64) float64 {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	i := max(0, int(math.Ceil(share*float64(len(all))))-1)
	return float64(all[i].Microseconds()) / 1000
}
