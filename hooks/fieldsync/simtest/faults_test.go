package simtest

import (
	"maps"
	"slices"
	"testing"
)

// A promise that held because nothing ever happened is no promise: over a few seeds everything that can happen did.
func TestEverythingHappens(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(30) {
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
	for what, missed := range map[string]string{
		"part update aside deleted":              "nobody corrected a part that somebody else had taken back",
		"words create applied":                   "no trainer added words",
		"words create rejected not_allowed":      "nobody else tried to",
		"words create rejected words_few":        "nobody made a group of one",
		"words create rejected words_wanted":     "nobody made a name meaningless",
		"words update merged":                    "no two trainers changed the same words",
		"words update aside both_changed":        "no two trainers wrote different notes",
		"words update aside deleted":             "nobody changed words that another trainer had taken out",
		"words update rejected not_allowed":      "nobody else changed words",
		"words delete applied":                   "nobody took words out",
		"comment create applied":                 "nobody commented",
		"comment create rejected not_allowed":    "nobody commented who is no trainer (any more)",
		"comment create rejected bad_value":      "nobody answered an answer",
		"comment create rejected no_such_record": "nobody commented on what they no longer saw",
		"comment update applied":                 "nobody ticked a comment off",
		"comment update rejected not_allowed":    "nobody worded another's comment",
		"comment delete rejected not_allowed":    "nobody tried to take a comment away",
		"article deleted":                        "no article was deleted in the dashboard",
		"comment on a withdrawn article":         "no article with comments was withdrawn",
		"became trainer":                         "nobody became a trainer",
		"became engineer":                        "nobody became an engineer",
	} {
		if seen[what] == 0 {
			t.Errorf("%s (%s)", missed, what)
		}
	}
	for _, what := range slices.Sorted(maps.Keys(seen)) {
		t.Log(what, seen[what])
	}
}
