package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"lutong/hooks/fieldsync"
)

// The herd: all tablets of the team come back at once after a day offline, each with 50 mutations to push and 100 changed sheets to pull.
const (
	tabletsEach = 5 // of each engineer: 200 in all
	entries     = 40
	reports     = 10 // mutations that are edits of a sheet, the others are timeline entries
	changedEach = 100
)

func herd(b *bench) error {
	st, err := b.open("herd")
	if err != nil {
		return err
	}
	defer st.close()
	tablets, err := st.morning(b.jobs)
	if err != nil {
		return err
	}
	// A server that has just been started has done nothing for anybody: its peak is the herd's own.
	if err := st.server.stop(); err != nil {
		return err
	}
	if st.server, err = start(b.binary, filepath.Join(b.dir, "herd")); err != nil {
		return err
	}
	st.wire.base = st.server.base
	st.wire.client.CloseIdleConnections()

	w, s := st.wire, st.server
	down, up, requests, cpu, own, began := w.down.Load(), w.up.Load(), w.requests.Load(), s.cpu(), ownCPU(), time.Now()
	done := make([]float64, len(tablets))
	failed := make([]error, len(tablets))
	var waits atomic.Int64
	var wg sync.WaitGroup
	for i, d := range tablets {
		wg.Go(func() {
			failed[i] = d.comeBack(i, b.jobs, &waits)
			done[i] = time.Since(began).Seconds()
		})
	}
	wg.Wait()
	wall := time.Since(began)
	own = ownCPU() - own
	slices.Sort(done)
	failures := 0
	for i, err := range failed {
		if err != nil {
			failures++
			fmt.Fprintf(os.Stderr, "tablet %d: %v\n", i, err)
		}
	}
	b.table.add(result{Key: "herd", Name: fmt.Sprintf("herd of %d", len(tablets)), Rounds: 1, Times: 1, WallMS: float64(wall.Milliseconds()), CPUMS: s.cpu() - cpu,
		Down: w.down.Load() - down, Up: w.up.Load() - up, Requests: float64(w.requests.Load() - requests), PeakRSSMB: s.rss(),
		Note: fmt.Sprintf("failures %d, done after p50 %.1f s, p95 %.1f s, max %.1f s; told to wait %d times; the tablets' own CPU %.1f s", failures,
			done[len(done)/2], done[len(done)*95/100], done[len(done)-1], waits.Load(), own/1000)})
	b.table.add(result{Key: "herd.failures", Name: "  failures", Rounds: 1, Times: 1, Requests: float64(failures)})
	if err := st.counted(len(tablets)); err != nil {
		return err
	}
	if failures > 0 {
		return fmt.Errorf("%d tablets failed", failures)
	}
	return nil
}

// morning signs everybody in, lets each tablet pull all there is, and has the office change what each will have to pull.
func (st *stage) morning(jobs int) ([]*device, error) {
	var tablets []*device
	for n := range engineers {
		token, err := st.wire.signIn("users", email("engineer", n))
		if err != nil {
			return nil, err
		}
		for range tabletsEach {
			d := st.tablet(token)
			if err := d.pull(ignore); err != nil {
				return nil, err
			}
			tablets = append(tablets, d)
		}
	}
	var m []fieldsync.Mutation
	for i := range changedEach * engineers { // job i is the engineer's with the number i % engineers
		m = append(m, update("jobs", id("job", i), fieldsOf(small{}), fieldsOf(small{sides[i%5], "现场-9999", at(firstDay.Add(time.Duration(i) * time.Hour))})))
	}
	return tablets, st.desk.applyAll(m)
}

// comeBack pushes a day's work in one go and pulls to the end.
func (d *device) comeBack(number, jobs int, waits *atomic.Int64) error {
	var m []fieldsync.Mutation
	engineer := number / tabletsEach
	own := func(k int) int { return (k*engineers + engineer) % jobs } // jobs of this engineer
	for k := range entries {
		m = append(m, create("events", entry(number, k), map[string]any{"job": id("job", own(number%tabletsEach*entries+k)), "kind": "progress",
			"text": prose(dice("herd", number*entries+k), 30), "shared": k%4 == 0}))
	}
	for k := range reports {
		m = append(m, update("jobs", id("job", own(number%tabletsEach*reports+k)), map[string]any{"cause": ""}, map[string]any{"cause": prose(dice("cause", number*reports+k), 40)}))
	}
	err := patiently(waits, func() error {
		outcomes, err := d.push(m)
		for _, o := range outcomes {
			if o.Status == fieldsync.Rejected {
				return fmt.Errorf("rejected: %s %s", o.Code, o.Detail)
			}
		}
		return err
	})
	if err != nil {
		return err
	}
	changed := 0
	err = patiently(waits, func() error {
		return d.pull(func(line []byte) {
			if collection, _, ok := putOf(line); ok && collection == "jobs" {
				changed++
			}
		})
	})
	if err == nil && changed < changedEach {
		err = fmt.Errorf("%d changed sheets came for %d", changed, changedEach)
	}
	return err
}

func entry(number, k int) string { return id("herd entry", number*entries+k) }

// patiently does as told when the server asks to come again later; anything else is a failure.
func patiently(waits *atomic.Int64, do func() error) error {
	for {
		err := do()
		var no *refusal
		if !errors.As(err, &no) || no.status != 429 && no.status != 503 || no.retryAfter == "" {
			return err
		}
		seconds, convErr := strconv.Atoi(no.retryAfter)
		if convErr != nil {
			return err
		}
		waits.Add(1)
		time.Sleep(time.Duration(seconds) * time.Second)
	}
}

// counted looks with new eyes: every entry of every tablet is there, once.
func (st *stage) counted(tablets int) error {
	want := map[string]bool{}
	for number := range tablets {
		for k := range entries {
			want[entry(number, k)] = true
		}
	}
	seen, twice, strange := map[string]bool{}, 0, 0
	err := st.tablet(st.looker.token).pull(func(line []byte) {
		collection, doc, ok := putOf(line)
		if !ok || collection != "events" {
			return
		}
		var e struct{ ID, Kind string }
		if json.Unmarshal(doc, &e) != nil || e.Kind != "progress" {
			return
		}
		if seen[e.ID] {
			twice++
		}
		if !want[e.ID] {
			strange++
		}
		seen[e.ID] = true
	})
	if err != nil {
		return err
	}
	if len(seen) != len(want) || twice > 0 || strange > 0 {
		return fmt.Errorf("after the herd: %d entries of %d, %d twice, %d strange", len(seen), len(want), twice, strange)
	}
	fmt.Printf("  nothing lost or doubled: %d timeline entries sent, %d there\n", len(want), len(seen))
	return nil
}
