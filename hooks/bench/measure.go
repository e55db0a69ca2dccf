package main

import (
	"slices"
	"time"
)

// operation is something to measure: `rounds` windows of `times` runs each. A figure is the median of the windows; within a window it is
// the mean, because CPU time comes in grains of 10 ms.
type operation struct {
	key, name     string
	rounds, times int
	before        func(round int) error // not measured
	run           func(i int) error
	note          func() string
}

func (b *bench) measure(st *stage, o operation) (result, error) {
	w, s := st.wire, st.server
	s.calm()
	var wall, cpu, down, up, requests []float64
	n := float64(o.times)
	for round := range o.rounds {
		if o.before != nil {
			if err := o.before(round); err != nil {
				return result{}, err
			}
		}
		up0, down0, requests0, cpu0, began := w.up.Load(), w.down.Load(), w.requests.Load(), s.cpu(), time.Now()
		for i := range o.times {
			if err := o.run(round*o.times + i); err != nil {
				return result{}, err
			}
		}
		wall = append(wall, float64(time.Since(began).Microseconds())/1000/n)
		cpu = append(cpu, (s.cpu()-cpu0)/n)
		down = append(down, float64(w.down.Load()-down0)/n)
		up = append(up, float64(w.up.Load()-up0)/n)
		requests = append(requests, float64(w.requests.Load()-requests0)/n)
	}
	r := result{Key: o.key, Name: o.name, Rounds: o.rounds, Times: o.times, WallMS: median(wall), CPUMS: median(cpu), Down: int64(median(down)), Up: int64(median(up)),
		Requests: median(requests), PeakRSSMB: s.rss()}
	if o.note != nil {
		r.Note = o.note()
	}
	b.table.add(r)
	return r, nil
}

func median(v []float64) float64 {
	v = slices.Sorted(slices.Values(v))
	if n := len(v); n%2 == 0 {
		return (v[n/2-1] + v[n/2]) / 2
	}
	return v[len(v)/2]
}
