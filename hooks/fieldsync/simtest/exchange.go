package simtest

import (
	"bytes"
	"fmt"
	"maps"
	"slices"

	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
)

// request is a push as it travels: it may arrive late, twice, or not at all. Its mutations are of one schema.
func (t *tablet) request(count int) fs.Push {
	req := fs.Push{Schema: t.schema, App: "sim", Now: fs.Stamp(t.now()), Acked: t.acked, Mutations: slices.Clone(t.outbox[:min(count, len(t.outbox))])}
	for i, m := range req.Mutations {
		if req.Schema = t.made[req.Mutations[0].N]; t.made[m.N] != req.Schema {
			req.Mutations = req.Mutations[:i]
			break
		}
	}
	return req
}

// push sends up to count pending mutations over a bad line.
func (t *tablet) push(count int) error {
	if len(t.outbox) == 0 {
		return nil
	}
	return t.send(t.request(count))
}

func (t *tablet) send(req fs.Push) error {
	w := t.w
	if w.fails(8) {
		w.late = append(w.late, delayed{t, req}) // lost, or only slow
		return nil
	}
	actor, before := w.actor(t), w.records()
	answer, err := w.door.Push(w.ctx, actor, req)
	if w.killed(err) {
		return nil
	}
	if f := fault.As(err); f != nil && f.Code == "rewound" {
		w.tally["rewound"]++
		last, ok := f.Data["last"].(int64)
		if !ok {
			return fmt.Errorf("M2: rewound to %v", f.Data["last"])
		}
		t.rewind(last)
		return nil
	}
	if err != nil {
		return fmt.Errorf("push refused as a whole: %w", err)
	}
	if err := w.judged(actor, before, req, answer.Results); err != nil {
		return err
	}
	if w.fails(10) {
		w.late = append(w.late, delayed{t, req}) // the network delivers it once more, later
	}
	if w.fails(6) {
		return nil // the answer is lost: the device will send it again (P2)
	}
	t.greeted, t.era = true, w.era
	return t.heard(req, answer)
}

// heard takes in an answer.
func (t *tablet) heard(req fs.Push, answer fs.PushAnswer) error {
	if err := t.answered(req, answer); err != nil {
		return err
	}
	for i, m := range req.Mutations {
		at := slices.IndexFunc(t.outbox, func(x fs.Mutation) bool { return x.N == m.N })
		if at < 0 {
			continue // heard before
		}
		t.outbox = slices.Delete(t.outbox, at, at+1)
		t.fold(m, answer.Results[i])
		t.sent = append(t.sent, m)
		t.acked = max(t.acked, m.N)
	}
	return nil
}

// rewind: the server knows nothing after `last`; what was acknowledged after it is sent again, before what is new (M2, P7).
func (t *tablet) rewind(last int64) {
	t.acked, t.greeted, t.era, t.suspects = last, true, t.w.era, true
	known := t.sent[:0:0]
	var again []fs.Mutation
	for _, m := range t.sent {
		if m.N > last {
			again = append(again, m)
		} else {
			known = append(known, m)
		}
	}
	t.sent, t.outbox = known, append(again, t.outbox...)
	slices.SortFunc(t.outbox, func(a, b fs.Mutation) int { return int(a.N - b.N) })
}

// pull fetches one page over a bad line; more says that another one waits.
func (t *tablet) pull(limit int) (more bool, err error) {
	w := t.w
	var buf bytes.Buffer
	if t.last.pages == 0 {
		t.asked = t.unsure
	}
	noEcho := t.quiet && t.unsure == 0
	_, err = w.door.Pull(w.ctx, w.actor(t), fs.PullRequest{Cursor: t.cursor, Limit: limit, Schema: t.schema, NoEcho: noEcho, Check: t.suspects}, &buf)
	if fault.Code(err) == "update_required" {
		if w.calm || w.rnd.IntN(4) == 0 {
			w.tally["updated"]++
			t.schema = 2
		}
		return w.calm, nil
	}
	page, err := readPage(buf.Bytes(), w.killed(err), err)
	if err != nil {
		return false, err
	}
	if err := t.mayHave(page); err != nil {
		return false, err
	}
	if w.fails(5) { // cut somewhere
		if page, err = readPage(buf.Bytes()[:w.rnd.IntN(buf.Len()+1)], true, nil); err != nil {
			return false, err
		}
	}
	if page.end == nil {
		return true, nil // L1
	}
	if page.reset && !t.greeted {
		// The server may have come back from a backup: before the copies are replaced, it is asked whether it still knows what it
		// acknowledged, even if there is nothing to send.
		w.tally["reset"]++
		return true, t.send(t.request(3))
	}
	if last := page.end.Last; last != nil && *last < t.acked {
		w.tally["told"]++
		t.rewind(*last)
	}
	return page.end.More, t.apply(page)
}

// apply takes a page in as a whole (L3).
func (t *tablet) apply(p *page) error {
	if p.reset || t.cursor == "" {
		t.filling = t.w.records()
	}
	next := maps.Clone(t.docs)
	if p.reset {
		clear(next)
	}
	for _, l := range p.lines {
		if l.Put == "" {
			delete(next, l.name())
			continue
		}
		if err := t.inOrder(next, l); err != nil {
			return err
		}
		t.resent(l)
		next[l.name()] = l.doc
	}
	t.docs, t.cursor = next, p.end.Cursor
	t.last.pages++
	if p.end.More {
		return nil
	}
	t.filling, t.greeted = nil, false
	if t.asked == t.unsure {
		t.unsure = 0
	}
	return t.rested(p)
}

// delayed is a push that was thought lost, or that the network keeps a copy of.
type delayed struct {
	t   *tablet
	req fs.Push
}

// arriveLate delivers one, perhaps after later ones (M1), perhaps for the second time (P2).
func (w *world) arriveLate() error {
	if len(w.late) == 0 {
		return nil
	}
	i := w.rnd.IntN(len(w.late))
	d := w.late[i]
	w.late = slices.Delete(w.late, i, i+1)
	w.tally["late"]++
	actor, before := w.actor(d.t), w.records()
	answer, err := w.door.Push(w.ctx, actor, d.req)
	if w.killed(err) || fault.Code(err) == "rewound" {
		return nil // nobody hears of it
	}
	if err != nil {
		return fmt.Errorf("late push: %w", err)
	}
	if err := w.judged(actor, before, d.req, answer.Results); err != nil {
		return err
	}
	return d.t.answered(d.req, answer)
}
