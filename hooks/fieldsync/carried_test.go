package fieldsync_test

import (
	"context"
	"encoding/json"
	"testing"

	fs "lutong/hooks/fieldsync"
)

// P8: two newer apps set a field that this server does not know, one of them from a value the server never had. Its document stays JSON.
func TestP8CarriedFieldsMeet(t *testing.T) {
	h := newHouse(t)
	h.as("A") // registers the device
	h.as("D")
	push := func(name string, n int64, was, set any) fs.Outcome {
		t.Helper()
		answer, err := h.server.Push(context.Background(), h.actor(name), fs.Push{Schema: 2, Now: fs.Stamp(h.now), Mutations: []fs.Mutation{
			{N: n, Collection: "jobs", ID: id("job"), Op: "update", Was: raw(m{"mood": was}), Set: raw(m{"mood": set})}}})
		must(t, err)
		return answer.Results[0]
	}
	status(t, push("A", 1, "never there", "fine"), fs.Aside, "both_changed")
	if body := h.doc("jobs", "job").Fields.Encode(); !json.Valid(body) {
		t.Fatalf("%s", body)
	}
	status(t, push("A", 2, nil, "good"), fs.Applied, "")
	status(t, push("D", 1, nil, "tired"), fs.Aside, "both_changed")
	if got := h.doc("jobs", "job").Fields.String("mood"); got != "good" {
		t.Error(got)
	}
}
