package job

import (
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

type foldVector struct {
	Name   string  `json:"name"`
	Events []Event `json:"events"`
	Want   State   `json:"want"`
}

func foldVectors(t testing.TB) []foldVector {
	t.Helper()
	var vectors []foldVector
	readJSON(t, "testdata/fold.json", &vectors)
	return vectors
}

func readJSON(t testing.TB, path string, into any) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
}

// M7: the vectors are the definition, shared with the tablet.
func TestFoldVectors(t *testing.T) {
	vectors := foldVectors(t)
	if len(vectors) < 40 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	reached := map[string]bool{}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			if got := Fold(v.Events); !reflect.DeepEqual(got, v.Want) {
				t.Errorf("\n got %+v\nwant %+v", got, v.Want)
			}
		})
		reached[v.Want.Status] = true
	}
	for _, s := range Statuses {
		if !reached[s] {
			t.Errorf("no vector ends in %s", s)
		}
	}
}

// M7: whatever arrives in whatever order, the state is the same and lies in the closed sets.
func TestFoldIsTotalAndIndependentOfArrival(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(drawEvent, 0, 24).Draw(t, "events")
		unique := map[string]Event{} // an id names one event
		for i, e := range events {
			if first, ok := unique[e.ID]; ok {
				events[i] = first
			} else {
				unique[e.ID] = e
			}
		}
		before := slices.Clone(events)
		want := Fold(events)
		if !reflect.DeepEqual(events, before) {
			t.Fatal("the fold changed its argument")
		}
		if !slices.Contains(Statuses, want.Status) {
			t.Fatalf("status %q", want.Status)
		}
		if want.Waiting != "" && !slices.Contains(WaitingFor, want.Waiting) {
			t.Fatalf("waiting %q", want.Waiting)
		}
		for name, at := range want.Stamps {
			if !slices.Contains(Stamps, name) || at == "" {
				t.Fatalf("stamp %q = %q", name, at)
			}
		}
		if !slices.IsSorted(want.Flags) || want.Flags == nil {
			t.Fatalf("flags %#v", want.Flags)
		}
		shuffled := rapid.Permutation(events).Draw(t, "arrival")
		again := slices.Concat(shuffled, shuffled[:rapid.IntRange(0, len(shuffled)).Draw(t, "repeated")])
		if got := Fold(again); !reflect.DeepEqual(got, want) {
			t.Fatalf("order or repetition of arrival matters:\n got %+v\nwant %+v", got, want)
		}
	})
}

// A later event never takes a job back, except by the kinds that say so.
func TestFoldOnlyStepsBackWhenTold(t *testing.T) {
	back := []string{"declined", "reopened", "cancelled"}
	rapid.Check(t, func(t *rapid.T) {
		events := rapid.SliceOfN(drawEvent, 0, 24).Draw(t, "events")
		next := drawEvent.Draw(t, "next")
		next.ID, next.CorrectedAt = "zzzzzzzzzzzzzzz", "2027-01-01T00:00:00.000Z"
		if slices.Contains(back, next.Kind) {
			return
		}
		was, is := Fold(events).Status, Fold(append(slices.Clone(events), next)).Status
		if slices.Index(Statuses, is) < slices.Index(Statuses, was) {
			t.Fatalf("%s after %s gives %s", next.Kind, was, is)
		}
	})
}

var drawEvent = rapid.Custom(func(t *rapid.T) Event {
	times := []string{"", "2026-11-21T08:00:00.000Z", "2026-11-21T08:00:00.001Z", "2026-11-21T09:00:00.000Z", "2026-11-21T10:00:00.000Z", "2026-11-22T08:00:00.000Z"}
	kinds := []string{
		"reported", "assigned", "accepted", "declined", "departed", "progress", "arrived", "pressureNoted", "restored", "causeFound", "fixed",
		"workaroundUndone", "tested", "explained", "handedOver", "signed", "left", "waiting", "resumed", "briefed", "rated", "cancelled",
		"reopened", "closed", "note", "", "kindOfTomorrow",
	}
	data := []any{nil, map[string]any{"for": "parts"}, map[string]any{"for": "access"}, map[string]any{"for": 3.0}, "parts", []any{}, json.RawMessage(`{"for":"carrier"}`), json.RawMessage(`{`)}
	return Event{
		ID: rapid.StringMatching(`[a-c][0-9]`).Draw(t, "id"), Kind: rapid.SampledFrom(kinds).Draw(t, "kind"), Shared: rapid.Bool().Draw(t, "shared"),
		ETA: rapid.SampledFrom(times).Draw(t, "eta"), CorrectedAt: rapid.SampledFrom(times).Draw(t, "at"), Data: rapid.SampledFrom(data).Draw(t, "data"),
	}
})
