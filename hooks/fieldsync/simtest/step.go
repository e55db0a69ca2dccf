package simtest

import (
	"fmt"
	"time"

	"lutong/hooks/access"
)

// step lets some time pass and then does one thing somewhere.
func (w *world) step() error {
	if err := w.pass(time.Duration(w.rnd.IntN(300)) * time.Second); err != nil {
		return err
	}
	t := w.tablets[w.rnd.IntN(len(w.tablets))]
	switch n := w.rnd.IntN(120); {
	case n < 15:
		return t.push(1 + w.rnd.IntN(5))
	case n < 30:
		_, err := t.pull(1 + w.rnd.IntN(12))
		return err
	case n < 47:
		return t.visit()
	case n < 53:
		return w.arriveLate()
	case n < 56:
		return w.administer(t)
	case n < 58:
		t.skew = w.wrong() // somebody sets the tablet's clock, or its battery was empty
	case n < 60:
		return w.pass(time.Duration(1+90*w.rnd.IntN(2)) * 24 * time.Hour)
	case n < 63:
		return w.keepBackup()
	case n < 64:
		return w.restore()
	case n < 65:
		return w.nothingLost()
	case n < 66:
		w.demand()
	default:
		t.act()
	}
	return nil
}

// visit is a tablet that comes online for a while: it sends and fetches until it is done, and between any two of its requests somebody may
// change what it may see.
func (t *tablet) visit() error {
	for round := 0; round < 40; round++ {
		if t.w.fails(6) {
			if err := t.w.meddle(t); err != nil {
				return err
			}
		}
		if len(t.outbox) > 0 && t.w.rnd.IntN(2) == 0 {
			if err := t.push(1 + t.w.rnd.IntN(2)); err != nil {
				return err
			}
			continue
		}
		more, err := t.pull(1 + t.w.rnd.IntN(9))
		if err != nil {
			return err
		}
		if !more && len(t.outbox) == 0 {
			break
		}
	}
	return nil
}

// act is what the person with the tablet does, online or not.
func (t *tablet) act() {
	switch t.w.actor(t).Role {
	case access.Dispatcher:
		t.dispatch()
	case access.Engineer:
		t.work()
	case access.Trainer:
		t.teach()
	default:
		t.look()
	}
}

// pass lets time go by; jobs that ended 90 days ago leave their engineers, as the scheduled work sees to (sync.md, section 6).
func (w *world) pass(d time.Duration) error {
	before := w.now
	w.now = w.now.Add(d)
	for _, doc := range w.records().list("jobs") {
		if !expired(doc, before) && expired(doc, w.now) {
			w.tally["expired"]++
			if err := w.refresh(doc.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

func (w *world) refresh(job string) error {
	for {
		err := w.server.Refresh(w.ctx, "jobs", job)
		if !w.killed(err) {
			return err
		}
	}
}

// quiesce lets everything be delivered over a good line.
func (w *world) quiesce() error {
	w.calm = true
	for len(w.late) > 0 {
		if err := w.arriveLate(); err != nil {
			return err
		}
	}
	for round := 0; ; round++ {
		if round > 50 {
			return fmt.Errorf("P3: devices never come to rest")
		}
		moved := false
		for _, t := range w.tablets {
			for tries := 0; len(t.outbox) > 0; tries++ {
				moved = true
				if err := t.push(500); err != nil {
					return err
				}
				if tries > 100 {
					return fmt.Errorf("P9: %s cannot get rid of its work", t.device)
				}
			}
			for more := true; more; {
				before := t.cursor
				var err error
				if more, err = t.pull(7); err != nil {
					return err
				}
				moved = moved || before != t.cursor
			}
		}
		if !moved {
			return nil
		}
	}
}
