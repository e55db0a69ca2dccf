package main

import (
	"fmt"
	"time"

	"lutong/hooks/fieldsync"
)

// pushEdits: a thousand small edits, three fields each with what they were, in two requests as the limit of 500 asks. They say as much as the
// peers' edits do: a choice that goes round, a text and a date that are the same for all, one time that rises by a second. Then the
// same sheets once more as people edit: every value another one, at times of their own.
func pushEdits(b *bench) error {
	const rounds = 5
	for _, x := range []struct {
		key, name string
		edits     func(from, count, jobs int) []fieldsync.Mutation
	}{{"push", "push of 1,000 small edits", b.stage.edits}, {"push.varied", "  all values and times different", b.stage.varied}} {
		var m []fieldsync.Mutation
		_, err := b.measure(b.stage, operation{key: x.key, name: x.name, rounds: rounds, times: 1,
			before: func(round int) error {
				m = x.edits(round*1000, 1000, b.jobs)
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

// morning is when edits begin.
var morning = time.Date(2026, 11, 21, 0, 30, 0, 0, time.UTC)

// edits changes three small fields of count sheets, spread over the workload from the from-th on.
func (st *stage) edits(from, count, jobs int) []fieldsync.Mutation {
	st.pushes++
	text, day := fmt.Sprintf("现场-%04d", st.pushes), at(firstDay.AddDate(0, 0, st.pushes))
	return st.change(from, count, jobs, func(n int) (small, time.Time) {
		return small{sides[n%len(sides)], text, day}, morning.Add(time.Duration(n) * time.Second)
	})
}

// varied does so with values and times of their own.
func (st *stage) varied(from, count, jobs int) []fieldsync.Mutation {
	st.pushes++
	return st.change(from, count, jobs, func(n int) (small, time.Time) {
		r := dice("varied", n+st.pushes)
		is := small{pick(r, sides), fmt.Sprintf("现场-%04d", r.IntN(10_000)), at(firstDay.Add(time.Duration(r.IntN(9600)) * 30 * time.Minute))}
		return is, morning.Add(time.Duration(n)*30*time.Second + time.Duration(r.IntN(20_000))*time.Millisecond)
	})
}

func (st *stage) change(from, count, jobs int, to func(n int) (small, time.Time)) []fieldsync.Mutation {
	m := make([]fieldsync.Mutation, count)
	for k := range m {
		i := (from + k) * 7 % jobs
		is, when := to(k)
		m[k] = update("jobs", id("job", i), fieldsOf(st.small[i]), fieldsOf(is))
		m[k].At = at(when)
		st.small[i] = is
	}
	return m
}

func fieldsOf(s small) map[string]any {
	return map[string]any{"causeSide": s.side, "provisional": s.provisional, "respondBy": s.respond}
}
