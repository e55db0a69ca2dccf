package blackbox

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
)

// L1, L2, L3, L5: a first sync whose answers are cut at every kind of place - before, in and after the head, between lines, within them,
// before, in and after the end line - while others write and jobs change hands, ends with exactly what a new tablet is given.
func TestPullsCutAnywhere(t *testing.T) {
	for _, way := range []struct {
		name, query string
		zipped      bool
	}{
		{"plain", "limit=80", false},
		{"compressed", "limit=80", true},
	} {
		t.Run(way.name, func(t *testing.T) {
			s := newServer(t)
			c := newCrew(t, s)
			probe, d := newDevice(t, s, "a.chen", 20), newDevice(t, s, "a.chen", 21)
			probe.zipped, d.zipped = way.zipped, way.zipped
			pages, cuts := 0, 0
			for more := true; more; pages++ {
				probe.cursor, probe.docs = d.cursor, map[string]json.RawMessage{}
				from := probe.line.down.Load()
				if _, err := probe.pull(way.query); err != nil {
					t.Fatal(err)
				}
				for _, n := range cutsOf(d.rnd, probe.line.down.Load()-from) {
					cursor, docs := d.cursor, maps.Clone(d.docs)
					d.line.expect(trouble{cutDown: n})
					_, _ = d.pull(way.query) // what it says is the device's business; what it holds is ours
					cuts++
					if d.cursor == probe.cursor { // the end line was through before the cut: the page is whole
						break
					}
					if d.cursor != cursor || !sameDocs(d.docs, docs) {
						t.Fatalf("seed %d: page %d cut before byte %d: part of it was applied", *seed, pages, n)
					}
				}
				c.disturb(d, pages)
				var err error
				if more, err = d.pull(way.query); err != nil {
					t.Fatal(err)
				}
			}
			fresh := newDevice(t, s, "a.chen", 22)
			fresh.pullAll()
			d.sameAs(t, fresh)
			t.Logf("%d records, %d pages, %d cuts", len(d.docs), pages, cuts)
			if pages < 5 {
				t.Errorf("%d pages are too few to cut", pages)
			}
		})
	}
}

// L1, L3 with pages=all: an answer of many pages that is cut leaves the pages whose end line came, and the next one goes on from there.
func TestManyPagesInOneAnswerCutAnywhere(t *testing.T) {
	s := newServer(t)
	c := newCrew(t, s)
	probe, d := newDevice(t, s, "a.chen", 20), newDevice(t, s, "a.chen", 21)
	if more, err := probe.pull("limit=5&pages=all"); err != nil || more {
		t.Fatalf("one answer is not all: more %v, %v", more, err)
	}
	size := probe.line.down.Load()
	cuts, further := 0, 0
	for more := true; more; cuts++ {
		if cuts > 200 {
			t.Fatalf("seed %d: no way through in %d answers, %d of them brought something", *seed, cuts, further)
		}
		cursor := d.cursor
		d.line.expect(trouble{cutDown: 1 + d.rnd.Int64N(size/4)})
		var err error
		if more, err = d.pull("limit=5&pages=all"); err == nil && more {
			t.Fatalf("seed %d: a whole answer with pages=all says that there is more", *seed)
		}
		if d.cursor != cursor {
			further++
		}
		if cuts%3 == 0 {
			c.disturb(d, cuts/3)
		}
	}
	d.pullAll()
	fresh := newDevice(t, s, "a.chen", 22)
	fresh.pullAll()
	d.sameAs(t, fresh)
	t.Logf("%d records, %d answers cut, %d of them after a page or more", len(d.docs), cuts, further)
	if further < 5 {
		t.Errorf("only %d answers were cut between pages", further)
	}
}

// cutsOf draws where an answer of so many bytes is cut: some in the head, some anywhere, many near the end, where the end line is.
func cutsOf(rnd *rand.Rand, size int64) []int64 {
	at := []int64{1, 2, 20, 120, 200, 260}
	for range 6 {
		at = append(at, 1+rnd.Int64N(size))
	}
	for back := int64(200); back > 0; back -= 13 {
		at = append(at, size-back)
	}
	return slices.DeleteFunc(at, func(n int64) bool { return n < 1 || n >= size })
}

func sameDocs(a, b map[string]json.RawMessage) bool {
	return maps.EqualFunc(a, b, func(x, y json.RawMessage) bool { return string(x) == string(y) })
}

// disturb lets the office work while a tablet fetches page after page: events, edits, and jobs that come and go.
func (c *crew) disturb(d *device, page int) {
	office := c.dispatcher
	office.do("events", office.newID(), "create", map[string]any{"job": c.job, "kind": "note", "text": token(office.id, c.tokens.Add(1))})
	office.do("jobs", c.job, "update", map[string]any{"title": token(office.id, c.tokens.Add(1))})
	if page < 4 { // the last pages come to rest
		for _, key := range slices.Sorted(maps.Keys(office.docs)) {
			in, id, _ := strings.Cut(key, "/")
			if in != "jobs" || office.rnd.IntN(4) > 0 {
				continue
			}
			job := office.view(in, id)
			people, _ := job["assignees"].([]any)
			if slices.Contains(people, any(d.user)) {
				people = slices.DeleteFunc(slices.Clone(people), func(u any) bool { return u == d.user })
			} else if job["team"] == office.view("jobs", c.job)["team"] {
				people = append(slices.Clone(people), d.user)
			}
			office.do(in, id, "update", map[string]any{"assignees": people})
		}
	}
	office.pushAll()
	office.pullAll()
}

// P2, M1: the same push arriving many times at once has the effect and the outcomes of one.
func TestOnePushManyTimesAtOnce(t *testing.T) {
	s := newServer(t)
	c := newCrew(t, s)
	d := c.devices[1]
	for range 8 {
		c.edit(d)
	}
	batch := slices.Clone(d.outbox)
	body := map[string]any{"schema": 1, "app": "blackbox", "now": now(), "acked": 0, "mutations": batch}
	answers := make([][]outcome, 8)
	var wg sync.WaitGroup
	for i := range answers {
		wg.Go(func() {
			raw, err := d.call("POST", "/api/sync/v1/push", body)
			var answer struct{ Results []outcome }
			if err == nil {
				err = json.Unmarshal(raw, &answer)
			}
			if err != nil {
				t.Error(err)
			}
			answers[i] = answer.Results
		})
	}
	wg.Wait()
	for i, m := range batch {
		originals := 0
		for _, results := range answers {
			if len(results) != len(batch) {
				t.Fatalf("%d of %d mutations were answered", len(results), len(batch))
			}
			o := results[i]
			if !o.Replayed {
				originals++
			}
			if o.verdict() != answers[0][i].verdict() {
				t.Errorf("mutation %d: %q and %q", m.N, o.verdict(), answers[0][i].verdict())
			}
		}
		if originals != 1 {
			t.Errorf("mutation %d was carried out %d times", m.N, originals)
		}
		d.settle(m, answers[0][i])
	}
	if r := c.audit(c.fresh()); r.lost+r.doubled > 0 {
		t.Error(r)
	}
}
