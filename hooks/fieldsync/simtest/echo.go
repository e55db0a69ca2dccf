package simtest

import (
	"bytes"
	"fmt"
	"maps"
	"strings"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/merge"
)

// Some tablets ask the server to leave out what they know because they did it themselves (echo=no). They carry their own mutation out on
// their copy, and believe it if its sum is the one that the server told. If it is not, the next pull is asked for everything: a server that
// came back from a backup may carry the mutation out once more, late, on what it has by then, and take the copy for the same.

// fold brings the tablet's copy to what the server made of its mutation, if that can be told.
func (t *tablet) fold(m fs.Mutation, out fs.Outcome) {
	name := fs.Target{Collection: m.Collection, ID: m.ID}
	copy := t.docs[name]
	if !t.quiet || copy == nil || out.Sum == 0 {
		return
	}
	f := copy.fields().Clone()
	for field, raw := range m.Set {
		value := []byte(t.w.canonical(m.Collection, field, raw))
		if top, key, dotted := strings.Cut(field, "."); dotted {
			f[top] = merge.WithKey(f[top], key, value)
		} else {
			f[field] = value
		}
	}
	body := f.Encode()
	if fs.SumOf(m.Collection, body) != out.Sum {
		t.unsure++ // the next pull brings it
		return
	}
	t.w.tally["folded"]++
	next := *copy
	next.raw, next.parsed = body, f
	t.docs[name] = &next
}

// diverged says whether the tablet holds other records than the server says. A quiet one may, after a restored backup: what it had carried out
// on its copy never happened, and what it sends again may be refused this time.
func (t *tablet) diverged(p *page) bool {
	count, sum := t.sum()
	return p.end.Check != nil && (p.end.Check.Count != count || p.end.Check.Sum != sum)
}

// repair takes afresh the parts that differ.
func (t *tablet) repair() error {
	w := t.w
	w.tally["repaired"]++
	theirs, err := w.server.Parts(w.ctx, w.actor(t))
	if err != nil {
		return err
	}
	mine := map[string]fs.Check{}
	for name, c := range t.docs {
		part := name.Collection + "/" + name.ID[:1]
		mine[part] = fs.Check{Count: mine[part].Count + 1, Sum: mine[part].Sum + int64(fs.SumOf(name.Collection, c.raw))}
	}
	for part := range maps.Keys(mine) {
		if _, known := theirs[part]; !known {
			theirs[part] = fs.Check{}
		}
	}
	for part, want := range theirs {
		if mine[part] == want {
			continue
		}
		if err := t.takePart(part); err != nil {
			return err
		}
	}
	return nil
}

func (t *tablet) takePart(part string) error {
	collection, first, _ := strings.Cut(part, "/")
	var buf bytes.Buffer
	err := t.w.server.Part(t.w.ctx, t.w.actor(t), collection, first, &buf)
	if t.w.killed(err) {
		return nil // another time
	}
	if err != nil {
		return err
	}
	p, err := readPage(append([]byte(`{"begin":{}}`+"\n"), buf.Bytes()...), false, nil)
	if err != nil {
		return fmt.Errorf("part %s: %w", part, err)
	}
	if err := t.mayHave(p); err != nil {
		return err
	}
	for name := range t.docs {
		if name.Collection == collection && name.ID[:1] == first {
			delete(t.docs, name)
		}
	}
	for _, l := range p.lines {
		t.docs[l.name()] = l.doc
	}
	return nil
}
