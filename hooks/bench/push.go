package main

import (
	"fmt"
	"time"

	"lutong/hooks/fieldsync"
)

// pushEdits: a thousand small edits, three fields each with what they were, in two requests as the limit of 500 asks. They fill in what was
// empty, which says as much as the peers' edits do; then the same fields are changed again, so that what they were says something too.
func pushEdits(b *bench) error {
	const rounds = 5
	for again, name := range []string{"push of 1,000 small edits", "  the same fields again"} {
		var m []fieldsync.Mutation
		_, err := b.measure(b.stage, operation{key: []string{"push", "push.again"}[again], name: name, rounds: rounds, times: 1,
			before: func(round int) error {
				m = b.stage.edits(round*1000, 1000, b.jobs)
				return nil
			},
			run: func(int) error { return b.stage.desk.applyAll(m) },
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// morning is when the edits of a push begin, some seconds apart; tablets stamp them with milliseconds.
var morning = time.Date(2026, 11, 21, 0, 30, 0, 0, time.UTC)

// edits changes three small fields of count sheets, spread over the workload from the from-th on.
func (st *stage) edits(from, count, jobs int) []fieldsync.Mutation {
	m := make([]fieldsync.Mutation, count)
	for k := range m {
		i := (from + k) * 7 % jobs
		was := st.small[i]
		n := from + k + len(st.small)
		is := small{sides[n%len(sides)], fmt.Sprintf("现场-%04d", from/1000), at(firstDay.Add(time.Duration(n) * 30 * time.Minute))}
		st.small[i] = is
		m[k] = update("jobs", id("job", i), fieldsOf(was), fieldsOf(is))
		m[k].At = at(morning.Add(time.Duration(k)*30*time.Second + time.Duration(dice("at", n).IntN(20_000))*time.Millisecond))
	}
	return m
}

func fieldsOf(s small) map[string]any {
	return map[string]any{"causeSide": s.side, "provisional": s.provisional, "respondBy": s.respond}
}
