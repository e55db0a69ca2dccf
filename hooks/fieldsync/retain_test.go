package fieldsync_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	fs "lutong/hooks/fieldsync"
)

const day = 24 * time.Hour

// retain lets the scheduled work run once on each of the next days.
func (h *house) retain(days int) (forgotten int) {
	h.t.Helper()
	for range days {
		h.now = h.now.Add(day)
		n, err := h.server.Retain(context.Background())
		must(h.t, err)
		forgotten += n
	}
	return forgotten
}

func (h *house) pullFrom(name, cursor string) []string {
	h.t.Helper()
	var buf bytes.Buffer
	_, err := h.server.Pull(context.Background(), h.actor(name), fs.PullRequest{Cursor: cursor, Limit: 5000}, &buf)
	must(h.t, err)
	return strings.Split(strings.TrimSpace(buf.String()), "\n")
}

func (h *house) delete(collection, name string) {
	h.t.Helper()
	must(h.t, h.server.Update(context.Background(), h.server.System(), func(w *fs.Writing) error { return w.Delete(collection, id(name)) }))
}

func (h *house) tombstones() (names []string) {
	for _, d := range h.store.Docs() {
		if d.Deleted {
			names = append(names, d.ID)
		}
	}
	return names
}

// L4: what is gone is remembered for 180 days and then forgotten; what went later stays, and history is kept for ever.
func TestL4WhatIsGoneIsForgottenAfter180Days(t *testing.T) {
	h := newHouse(t)
	h.retain(1)
	h.put("assets", "old", m{"site": id("site"), "name": "旧"})
	h.put("assets", "young", m{"site": id("site"), "name": "新"})
	h.as("D", edit("jobs", "job", m{"assignees": []string{id("A")}}, m{"assignees": []string{id("B")}})) // A loses job and site
	h.delete("assets", "old")
	history := len(h.store.History())
	h.retain(1)
	h.delete("assets", "young")
	if n := h.retain(180); n != 0 {
		t.Fatal("forgotten too early:", n)
	}
	if n := h.retain(1); n == 0 || !slices.Equal(h.tombstones(), []string{id("young")}) {
		t.Fatal("forgotten:", n, "still there:", h.tombstones())
	}
	must(t, h.server.View(context.Background(), func(r fs.Reader) error {
		grants, err := r.Grants(id("A"))
		for _, g := range grants {
			if g.Gone {
				t.Error("a withdrawal is still there:", g.Scope)
			}
		}
		return err
	}))
	if len(h.store.History()) < history+1 {
		t.Fatal("P1: history is gone")
	}
	if n := h.retain(1); n == 0 || len(h.tombstones()) != 0 {
		t.Fatal("the young one stays for ever")
	}
}

// L4: a device that comes after 200 days gets a reset, holds what it may see, and its queue is taken; one that comes after 100 is told what went.
func TestL4ADeviceThatWasAwayForLong(t *testing.T) {
	h := newHouse(t)
	h.put("assets", "gone", m{"site": id("site"), "name": "会消失"})
	h.retain(1)
	cursor := endCursor(t, strings.Join(h.pullFrom("A", ""), "\n"))
	h.now = h.now.Add(time.Hour)
	h.delete("assets", "gone")
	h.retain(100)
	h.put("assets", "new", m{"site": id("site"), "name": "新来的"})
	early := h.pullFrom("A", cursor)
	if count(early, `{"reset"`) != 0 || count(early, `{"drop":"assets","id":"`+id("gone")) != 1 || count(early, `{"put":"assets"`) != 1 {
		t.Fatal(early)
	}
	if h.retain(100) == 0 {
		t.Fatal("nothing was forgotten")
	}
	late := h.pullFrom("A", cursor)
	if first := h.pullFrom("A", ""); count(late, `{"reset":true}`) != 1 || count(late, `{"put"`) != count(first, `{"put"`) || count(late, `{"put":"assets"`) != 1 {
		t.Fatal(late)
	}
	for i, out := range h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "离线时写的"}), create("events", "late", m{"job": id("job"), "kind": "note", "text": "迟到"})) {
		if out.Status != fs.Applied {
			t.Fatal(i, out)
		}
	}
}

// L4: a first sync that lasts over days is not sent back to its beginning; one given up for half a year is.
func TestL4AFirstSyncInManyPages(t *testing.T) {
	h := newHouse(t)
	h.retain(200)
	page := func(cursor string) (string, fs.PullStats) {
		var buf bytes.Buffer
		stats, err := h.server.Pull(context.Background(), h.actor("A"), fs.PullRequest{Cursor: cursor, Limit: 1}, &buf)
		must(t, err)
		h.retain(3)
		h.put("assets", "x", m{"site": id("site"), "name": fmt.Sprint(h.now)})
		return endCursor(t, buf.String()), stats
	}
	first, _ := page("")
	for cursor, n := first, 0; n < 6; n++ {
		var stats fs.PullStats
		if cursor, stats = page(cursor); stats.Reset {
			t.Fatal("sent back at page", n)
		}
	}
	h.retain(200)
	if _, stats := page(first); !stats.Reset {
		t.Fatal("what went meanwhile is forgotten, and the device is not told to begin again")
	}
}

// P2: outcomes are forgotten, but never those of a device's last push, however old.
func TestP2OutcomesOfTheLastPushAreKept(t *testing.T) {
	h := newHouse(t)
	h.server.Limits.Mutations = 3
	h.retain(1)
	for i := range 5 {
		h.as("A", create("events", fmt.Sprint("e", i), m{"job": id("job"), "kind": "note", "text": "x"}))
	}
	h.retain(200)
	for n, want := range map[int64]bool{1: false, 2: false, 3: true, 4: true, 5: true} {
		must(t, h.server.View(context.Background(), func(r fs.Reader) error {
			out, err := r.Outcome(id("device A"), n)
			if (out != nil) != want {
				t.Errorf("outcome %d is remembered: %v", n, out != nil)
			}
			return err
		}))
	}
	again := create("events", "e4", m{"job": id("job"), "kind": "note", "text": "x"})
	again.N = 5
	if out := h.as("A", again)[0]; !out.Replayed {
		t.Fatalf("%+v", out)
	}
}
