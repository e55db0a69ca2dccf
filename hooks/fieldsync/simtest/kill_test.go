package simtest

import "testing"

// P1 P2 P3 P5 P6: one course of events, again and again; each time the server dies at another write, until it has died at all of them, and at
// each commit, just before it and just after.
func TestKilledAtEveryWrite(t *testing.T) {
	const seed = 7
	lives, err := run(memory(), seed, Tiny, func(*power) (moment, int) { return survives, 0 })
	if err != nil {
		t.Fatal(err)
	}
	writes, commits := lives.power.writes, lives.power.commits
	if writes < 250 || commits < 25 {
		t.Fatalf("only %d writes in %d commits", writes, commits)
	}
	for at := range writes {
		dies(t, seed, "write", at, func(p *power) (moment, int) { return midway, at - p.writes })
	}
	for at := range commits {
		for _, when := range []moment{beforeCommit, afterCommit} {
			dies(t, seed, "commit", at, func(p *power) (moment, int) {
				if p.commits == at {
					return when, 0
				}
				return survives, 0
			})
		}
	}
}

func dies(t *testing.T, seed uint64, what string, at int, plan func(*power) (moment, int)) {
	t.Helper()
	w, err := run(memory(), seed, Tiny, func(p *power) (moment, int) {
		if p.died {
			return survives, 0
		}
		return plan(p)
	})
	if err != nil {
		t.Errorf("killed at %s %d: %v", what, at, err)
	}
	if w.tally["killed"] != 1 {
		t.Errorf("killed at %s %d: died %d times", what, at, w.tally["killed"])
	}
}
