package simtest

import (
	"bytes"
	"fmt"
	"hash/crc32"
	"slices"

	fs "lutong/hooks/fieldsync"
)

// mayHave checks a page against the oracle at the moment of the pull (P4), also one that the device will throw away: what is put is the
// record as it is, what is dropped is not to be seen. (A later page of a pull may drop what was granted anew since its first: the next
// pull brings it.)
func (t *tablet) mayHave(p *page) error {
	seen := t.w.sees(t.user)
	for _, l := range p.lines {
		name := l.name()
		d := seen[name]
		switch {
		case l.Put == "" && d != nil && t.last.pages == 0:
			return fmt.Errorf("P5: %s was told to drop %s/%s, which %s may see", t.device, name.Collection, name.ID, t.user)
		case l.Put != "" && d == nil:
			return fmt.Errorf("P4: %s got %s/%s, which %s may not see", t.device, name.Collection, name.ID, t.user)
		case l.Put != "" && !bytes.Equal(l.Doc, t.w.body(d)):
			return fmt.Errorf("P3: %s got %s/%s as\n%s\nthe server has\n%s", t.device, name.Collection, name.ID, l.Doc, t.w.body(d))
		}
	}
	return nil
}

// inOrder checks L7: in a first sync, what hangs on a job or a site comes after it, if its user may see that. A parent that was changed
// between two pages may come with the next pull.
func (t *tablet) inOrder(have map[fs.Target]*copied, l *line) error {
	if t.filling != t.w.records() {
		return nil
	}
	for collection, id := range map[string]string{"jobs": l.doc.Job, "sites": l.doc.Site} {
		parent := fs.Target{Collection: collection, ID: id}
		if _, here := have[parent]; !here && l.Put != "jobs" && l.Put != "pastJobs" && t.w.sees(t.user)[parent] != nil {
			return fmt.Errorf("L7: %s got %s/%s before %s/%s", t.device, l.Put, l.doc.ID, collection, parent.ID)
		}
	}
	return nil
}

// look is what a tablet's user could see at the end of its last whole pull, to tell what a later one had no reason to send.
type look struct {
	seen  map[fs.Target]*fs.Doc
	pages int     // of the pull that is under way
	again []*line // puts of it that the device had, byte for byte
}

// resent notes a put of what the device has already.
func (t *tablet) resent(l *line) {
	if have, ok := t.docs[l.name()]; ok && bytes.Equal(have.raw, l.Doc) {
		t.last.again = append(t.last.again, l)
	}
}

// rested checks the end of a whole pull: the device holds exactly what its user may see, now and not only when everybody rests (P3, P5),
// the server's own count and sum agree, and nothing was sent for no reason (P10).
func (t *tablet) rested(p *page) error {
	seen := t.w.sees(t.user)
	if t.quiet && len(t.outbox) > 0 {
		t.last = look{} // what it has done but not heard of is not sent to it
		return nil
	}
	if t.quiet && t.suspects && t.diverged(p) {
		if err := t.repair(); err != nil {
			return err
		}
	}
	if err := t.holds(seen); err != nil && !(t.quiet && t.suspects && p.end.Check == nil) {
		return err
	}
	if p.end.Check != nil {
		t.w.tally["checked"]++
		t.suspects = false
		if t.diverged(p) {
			return fmt.Errorf("check: %s holds other records than the server says, %+v", t.device, *p.end.Check)
		}
	}
	before := t.last
	t.last = look{seen: seen}
	return t.frugal(before, seen, p)
}

// frugal: a record arrives a second time only if it was written since, or if what its user holds may have changed, which follows from jobs, sites,
// people and customers. A pull of several pages may meet twice what was changed meanwhile.
func (t *tablet) frugal(before look, seen map[fs.Target]*fs.Doc, p *page) error {
	if len(before.again) == 0 || before.pages > 1 || p.reset || len(before.seen) != len(seen) {
		return nil
	}
	for name, d := range seen {
		old := before.seen[name]
		if old == nil || old.Seq != d.Seq && slices.Contains([]string{"jobs", "users", "customers", "sites"}, name.Collection) {
			return nil
		}
	}
	for _, l := range before.again {
		// (A customer enters the scopes of a site that it is given, an image those of the text that shows it, and what an article did on jobs those
		// of an article that is published or withdrawn, without a change of their own.)
		name := l.name()
		article := fs.Target{Collection: "articles", ID: name.ID}
		follows := name.Collection == "articleCounts" && before.seen[article].Seq != seen[article].Seq
		if name.Collection != "customers" && name.Collection != "figures" && !follows && before.seen[name].Seq == seen[name].Seq {
			return fmt.Errorf("P10: %s got %s/%s again, and nothing had happened to it", t.device, name.Collection, name.ID)
		}
	}
	return nil
}

// holds checks P3 and P5 of one device: exactly what its user may see, byte for byte.
func (t *tablet) holds(want map[fs.Target]*fs.Doc) error {
	for name, d := range want {
		have, ok := t.docs[name]
		if !ok {
			return fmt.Errorf("P3: %s misses %s/%s", t.device, name.Collection, name.ID)
		}
		if !bytes.Equal(have.raw, t.w.body(d)) {
			return fmt.Errorf("P3: %s holds %s/%s as\n%s\nthe server as\n%s", t.device, name.Collection, name.ID, have.raw, t.w.body(d))
		}
	}
	for name := range t.docs {
		if want[name] == nil {
			return fmt.Errorf("P5: %s still holds %s/%s", t.device, name.Collection, name.ID)
		}
	}
	return nil
}

// converged checks P3 and P5 of all devices.
func (w *world) converged() error {
	for _, t := range w.tablets {
		if err := t.holds(w.sees(t.user)); err != nil {
			return err
		}
	}
	return nil
}

// sum is the device's own side of the divergence check.
func (t *tablet) sum() (count int, sum int64) {
	for name, f := range t.docs {
		sum += int64(crc32.ChecksumIEEE(slices.Concat([]byte(name.Collection+"/"), f.raw)))
	}
	return len(t.docs), sum
}
