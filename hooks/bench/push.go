package main

import (
	"fmt"
	"time"

	"lutong/hooks/fieldsync"
)

// pushEdits: a thousand small edits, three fields each with what they were, in two requests as the limit of 500 asks.
func pushEdits(b *bench) error {
	st := b.stage
	var m []fieldsync.Mutation
	_, err := b.measure(st, operation{key: "push", name: "push of 1,000 small edits", rounds: 5, times: 1,
		before: func(round int) error {
			m = st.edits(round*1000, 1000, b.jobs)
			return nil
		},
		run: func(int) error { return st.desk.applyAll(m) },
	})
	return err
}

// morning is when the edits of a push begin, some seconds apart; tablets stamp them with milliseconds.
var morning = time.Date(2026, 11, 21, 0, 30, 0, 0, time.UTC)

// edits changes three small fields of count sheets, spread over the workload from the from-th on.
func (st *stage) edits(from, count, jobs int) []fieldsync.Mutation {
	m := make([]fieldsync.Mutation, count)
	for k := range m {
		i := (from + k) * 7 % jobs
		was, known := st.small[i]
		if !known {
			was = startOf(i)
		}
		n := from + k
		is := small{priorities[n%len(priorities)], fmt.Sprintf("现场-%04d", from/1000), at(firstDay.Add(time.Duration(n) * 30 * time.Minute))}
		st.small[i] = is
		m[k] = update("jobs", id("job", i), fieldsOf(was), fieldsOf(is))
		m[k].At = at(morning.Add(time.Duration(k)*30*time.Second + time.Duration(dice("at", n).IntN(20_000))*time.Millisecond))
	}
	return m
}

func fieldsOf(s small) map[string]any {
	return map[string]any{"priority": s.priority, "provisional": s.provisional, "plannedStart": s.planned}
}
