package simtest

import (
	"fmt"
	"testing"
)

// P8, with all the other promises: apps of three schemas on a server of the second.
func TestSchemasMeet(t *testing.T) {
	size := Small
	size.Versions = true
	for seed := range uint64(20) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			if err := Run(memory(), seed, size); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// An old app's words arrive as the server of today has them, and a newer app's unknown field is carried to everyone.
func TestSchemasAreLifted(t *testing.T) {
	size := Small
	size.Versions, size.Steady = true, true
	found := map[string]bool{}
	for seed := range uint64(24) {
		w, err := run(memory(), seed, size, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range w.records().list("jobs") {
			found["effect"] = found["effect"] || d.Fields.String("effect") != ""
			found["us"] = found["us"] || d.Fields.String("causeSide") == "us"
			found["mood"] = found["mood"] || d.Fields["mood"] != nil
			if d.Fields["impact"] != nil || d.Fields.String("causeSide") == "ours" {
				t.Errorf("seed %d: a job of schema 1: %s", seed, d.Fields.Encode())
			}
		}
		for _, d := range w.records().list("assets") {
			found["number"] = found["number"] || d.Fields.String("name") == "AP" && d.Fields.String("number") != ""
		}
		found["updated"] = found["updated"] || w.tally["updated"] > 0
	}
	for _, what := range []string{"effect", "us", "mood", "number", "updated"} {
		if !found[what] {
			t.Errorf("%s never came about", what)
		}
	}
}
