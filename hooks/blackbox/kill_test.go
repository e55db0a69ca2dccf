package blackbox

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// P1, P2, P3, P6: several devices push at once over lines that break, and the process is killed with SIGKILL in the middle of pushes: while a
// request arrives, while it is worked on, after the commit before the answer, and in the middle of the answer. Whatever was
// acknowledged is there once, whatever is sent again is answered as the first time, and nothing half-done is seen.
func TestKillsInTheMiddleOfPushes(t *testing.T) {
	s := newServer(t)
	c := newCrew(t, s)
	stop := make(chan struct{})
	var wg sync.WaitGroup
	defer func() { // also when a restart fails
		s.end()
		wg.Wait()
	}()
	h := &hunt{s: s, rnd: rand.New(rand.NewPCG(*seed, 0)), offers: make(chan trouble), answered: make(chan time.Duration)}
	for _, d := range c.devices {
		wg.Go(func() { c.work(d, h, stop) })
	}
	began := time.Now()
	for range *kills {
		if !h.kill() {
			return // somebody found a promise broken and said so
		}
		s.restart()
	}
	took := time.Since(began)
	close(stop)
	wg.Wait()

	for _, d := range c.devices {
		d.pushAll()
	}
	before := c.fresh()
	report := c.audit(before)
	for _, d := range c.devices { // every mutation once more, split in another way: nothing happens, and the same is said (P2)
		for rest := d.sent; len(rest) > 0; {
			n := 1 + d.rnd.IntN(min(len(rest), 200))
			if err := d.push(rest[:n]); err != nil {
				t.Fatalf("seed %d: %s: %v", *seed, d.id, err)
			}
			rest = rest[n:]
		}
	}
	c.dispatcher.sameAs(t, before) // what it held was pulled at the end of audit
	for _, d := range c.devices {
		d.pullAll()
		fresh := newDevice(t, s, name(d.who), 1000+int(d.rnd.Int32()))
		fresh.pullAll()
		d.sameAs(t, fresh)
	}
	unheard := 0
	for _, d := range c.devices {
		unheard += d.replays
	}
	t.Logf("%d kills in %.1f s: %s; %d mutations were committed and first heard of as replays", *kills, took.Seconds(), report, unheard)
	if *kills >= 25 && (unheard == 0 || report.acknowledged < *kills) {
		t.Errorf("seed %d: the kills did not meet the pushes: %d answers lost, %d acknowledged", *seed, unheard, report.acknowledged)
	}
}

// hunt kills the server at drawn moments of drawn pushes.
type hunt struct {
	s        *server
	rnd      *rand.Rand
	offers   chan trouble       // a device that takes one meets it in its next push
	answered chan time.Duration // how long each push took that was answered
	typical  time.Duration
}

// kill lets some pushes pass, then kills the server in the middle of one and returns when it is dead; false: there is nothing left to kill.
func (h *hunt) kill() bool {
	for range h.rnd.IntN(10) {
		select {
		case took := <-h.answered:
			h.typical += (took - h.typical) / 4
		case <-h.s.gone:
			return false
		}
	}
	dead := make(chan struct{})
	kill := sync.OnceFunc(func() {
		h.s.kill()
		close(dead)
	})
	tr := trouble{broken: kill}
	switch h.rnd.IntN(4) {
	case 0: // the request is on its way
		tr.cutUp = 1 + h.rnd.Int64N(1500)
	case 1: // it is being worked on
		after := time.Duration(h.rnd.Int64N(int64(h.typical*3/2) + 1))
		tr.asked = func() { time.AfterFunc(after, kill) }
	case 2: // it is committed, and the answer about to leave
		tr.cutDown = 1
	case 3: // half of the answer has left
		tr.cutDown = 1 + h.rnd.Int64N(600)
	}
	for {
		select {
		case h.offers <- tr:
			<-dead
			return true
		case took := <-h.answered:
			h.typical += (took - h.typical) / 4
		case <-h.s.gone:
			return false
		}
	}
}

// work edits and pushes until stop, whatever happens to line and server.
func (c *crew) work(d *device, h *hunt, stop chan struct{}) {
	for {
		if d.line.s.address() == "" {
			return
		}
		c.edit(d)
		batch := slices.Clone(d.outbox[:min(len(d.outbox), 1+d.rnd.IntN(20))])
		if len(d.sent) > 0 && d.rnd.IntN(4) == 0 { // an answered one again, before the new ones
			batch = append([]mutation{d.sent[d.rnd.IntN(len(d.sent))]}, batch...)
			slices.SortFunc(batch, func(a, b mutation) int { return int(a.N - b.N) })
		}
		tr := mild(d.rnd)
		select {
		case <-stop:
			return
		case tr = <-h.offers:
		default:
		}
		d.line.expect(tr)
		began := time.Now()
		err := d.push(batch)
		var r *refusal
		if errors.As(err, &r) && r.status != http.StatusTooManyRequests && r.status != http.StatusServiceUnavailable {
			c.t.Errorf("seed %d: %s, acknowledged to %d: refused with %v, last %d", *seed, d.id, d.acked, r, r.last)
			d.line.s.end()
			return
		}
		if tr.broken != nil { // it got through unharmed: then the server dies right after
			tr.broken()
		}
		if err == nil {
			select {
			case h.answered <- time.Since(began):
			default:
			}
		}
		if d.rnd.IntN(8) == 0 {
			d.line.expect(mild(d.rnd))
			_, _ = d.pull("limit=200") // it may break too: the cursor stays
		}
	}
}

// mild is what lines do on an ordinary bad day.
func mild(rnd *rand.Rand) trouble {
	switch rnd.IntN(12) {
	case 0:
		return trouble{cutUp: 1 + rnd.Int64N(1500)}
	case 1:
		return trouble{cutDown: 1 + rnd.Int64N(1500)}
	case 2:
		return trouble{deaf: true}
	case 3:
		return trouble{twice: true}
	case 4:
		return trouble{hole: true}
	case 5:
		return trouble{late: time.Duration(rnd.IntN(5)) * time.Millisecond}
	}
	return trouble{}
}

// crew is a dispatcher and the engineers who write on one job at once.
type crew struct {
	t          *testing.T
	s          *server
	dispatcher *device
	devices    []*device
	job, run   string
	tokens     atomic.Int64
}

func name(a account) string { n, _, _ := strings.Cut(a.Email, "@"); return n }

// newCrew files a job for four engineers, one of them with two tablets, and lets everybody pull.
func newCrew(t *testing.T, s *server) *crew {
	c := &crew{t: t, s: s, dispatcher: newDevice(t, s, "j.liu", 1)}
	d := c.dispatcher
	d.pullAll()
	people := map[string]string{}
	for key := range d.docs {
		if in, id, _ := strings.Cut(key, "/"); in == "users" {
			name, _ := d.view(in, id)["name"].(string)
			people[name] = id
		}
	}
	var team, template string
	for _, key := range slices.Sorted(maps.Keys(d.docs)) {
		switch in, id, _ := strings.Cut(key, "/"); in {
		case "templates":
			template = id
		case "teams":
			if d.view(in, id)["name"] == d.who.Team {
				team = id
			}
		}
	}
	engineers := []string{"a.chen", "b.li", "c.wang", "d.zhao"}
	var assignees []string
	for _, e := range engineers {
		assignees = append(assignees, people[accountOf(e).Name])
	}
	c.job, c.run = d.newID(), d.newID()
	d.do("jobs", c.job, "create", map[string]any{"team": team, "kind": "fault", "title": "黑盒", "assignees": assignees})
	d.do("runs", c.run, "create", map[string]any{"job": c.job, "template": template})
	d.pushAll()
	for _, n := range d.first {
		if n.Status != "applied" {
			t.Fatalf("the crew has no job: %+v", n)
		}
	}
	c.devices = []*device{d}
	for i, e := range append(engineers, "a.chen", "j.liu") {
		c.devices = append(c.devices, newDevice(t, s, e, 2+i))
	}
	text := "影响"
	for i, d := range c.devices { // everybody's line between lines that stay: these edits can be merged
		text += fmt.Sprintf("\n%s\n第%d段", token(d.id, 0), i)
	}
	d.do("jobs", c.job, "update", map[string]any{"impact": text})
	d.pushAll()
	for _, d := range c.devices {
		d.pullAll()
	}
	return c
}

// edit makes a few changes; each carries a word of its own, by which audit finds it again.
func (c *crew) edit(d *device) {
	if len(d.outbox) > 60 {
		return // the line has been bad for long
	}
	for range 1 + d.rnd.IntN(5) {
		word := token(d.id, c.tokens.Add(1))
		switch d.rnd.IntN(10) {
		case 0, 1, 2, 3:
			d.do("events", d.newID(), "create", map[string]any{"job": c.job, "kind": "note", "text": word})
		case 4: // a visit, and an event that refers to it in the same push
			visit := d.newID()
			d.do("visits", visit, "create", map[string]any{"job": c.job, "notes": word})
			d.do("events", d.newID(), "create", map[string]any{"job": c.job, "kind": "note", "visit": visit, "text": token(d.id, c.tokens.Add(1))})
		case 5, 6: // a line of one's own in a text of everybody's
			text, _ := d.view("jobs", c.job)["impact"].(string)
			d.do("jobs", c.job, "update", map[string]any{"impact": withLine(text, d.id, word)})
		case 7: // one value for all: most of these lose and are set aside
			d.do("jobs", c.job, "update", map[string]any{"title": word})
		case 8: // one key of a checklist
			key := string(rune('a' + d.rnd.IntN(6)))
			d.do("runs", c.run, "update", map[string]any{"answers." + key: map[string]any{"value": true, "note": word}})
		case 9: // refused, and kept aside
			d.do("events", d.newID(), "create", map[string]any{"job": c.job, "kind": "rated", "text": word})
		}
	}
}

// withLine replaces the line that begins with the device's id.
func withLine(text, device, word string) string {
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, device) {
			lines[i] = word
		}
	}
	return strings.Join(lines, "\n")
}
