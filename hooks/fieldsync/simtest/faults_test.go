package simtest

import (
	"maps"
	"slices"
	"testing"
)

// A promise that held because nothing ever happened is no promise: over a few seeds everything that can happen did.
func TestEverythingHappens(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(20) {
		w, err := run(memory(), seed, Small, nil)
		if err != nil {
			t.Fatal(err)
		}
		for what, n := range w.tally {
			seen[what] += n
		}
	}
	for _, what := range []string{"applied", "aside", "rejected", "replayed", "late", "killed", "meddled", "restored", "rewound", "told", "reset", "checked", "folded", "part create applied", "part update applied", "part delete applied"} {
		if seen[what] < 5 {
			t.Errorf("%s: %d times", what, seen[what])
		}
	}
	if seen["part update aside deleted"] == 0 {
		t.Error("nobody corrected a part that somebody else had taken back")
	}
	for _, what := range slices.Sorted(maps.Keys(seen)) {
		t.Log(what, seen[what])
	}
}
