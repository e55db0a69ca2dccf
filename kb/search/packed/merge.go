package packed

import (
	"bytes"
	"fmt"
	"slices"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// dropped is the new number of a document that is not in the merged segment, as bleve has it.
const dropped = ^uint64(0)

// merging is a merge under way.
type merging struct {
	from    []*Segment
	numbers [][]uint64
	docs    int
	stop    chan struct{}
}

// merge writes the segments' documents without the dropped ones as one segment and gives the documents' new numbers.
func merge(segments []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}) (_ [][]uint64, size uint64, err error) {
	m := &merging{stop: stop}
	for i, s := range segments {
		p, ok := Of(s)
		if !ok {
			return nil, 0, fmt.Errorf("packed: cannot merge %T", s)
		}
		m.from = append(m.from, p)
		numbers := make([]uint64, p.docs)
		for doc := range numbers {
			if drops[i] != nil && drops[i].Contains(uint32(doc)) {
				numbers[doc] = dropped
				continue
			}
			numbers[doc] = uint64(m.docs)
			m.docs++
		}
		m.numbers = append(m.numbers, numbers)
	}
	err = writeFile(path, func(w *writer) error {
		err := m.write(w)
		size = uint64(w.at)
		return err
	})
	return m.numbers, size, err
}

func (m *merging) stopped() bool {
	select {
	case <-m.stop:
		return true
	default:
		return false
	}
}

func (m *merging) write(w *writer) error {
	var offsets []uint32
	for i, s := range m.from {
		for doc, to := range m.numbers[i] {
			if to != dropped {
				offsets = append(offsets, w.place())
				w.write(s.record(doc))
			}
		}
	}
	offsets = append(offsets, w.place())
	d := directory{Docs: m.docs, Offsets: w.place()}
	w.places(offsets)
	var names []string
	for _, s := range m.from {
		names = append(names, s.names...)
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if m.stopped() {
			return segment.ErrClosed
		}
		if part := w.field(name, m.terms(name), m.lengths(name)); part.Terms > 0 { // else all that had it was dropped
			d.Fields = append(d.Fields, part)
		}
	}
	return w.finish(d)
}

func (m *merging) lengths(name string) []uint32 {
	out := make([]uint32, m.docs)
	for i, s := range m.from {
		s.Field(name).Lengths(func(doc int, length uint32) {
			if to := m.numbers[i][doc]; to != dropped {
				out[to] = length
			}
		})
	}
	return out
}

// terms goes through the field's terms in all segments side by side.
func (m *merging) terms(name string) terms {
	cursors := make([]Cursor, len(m.from))
	for i, s := range m.from {
		cursors[i] = s.Field(name).Terms("")
	}
	var term []byte
	var list []Posting
	var buf [256]Posting
	return func() ([]byte, []Posting, bool) {
		least := -1
		for i := range cursors {
			if cursors[i].Valid() && (least < 0 || bytes.Compare(cursors[i].term, cursors[least].term) < 0) {
				least = i
			}
		}
		if least < 0 {
			return nil, nil, false
		}
		term, list = append(term[:0], cursors[least].term...), list[:0]
		for i := range cursors {
			c := &cursors[i]
			if !c.Valid() || !bytes.Equal(c.term, term) {
				continue
			}
			p := c.Postings()
			for n := p.Fill(buf[:]); n > 0; n = p.Fill(buf[:]) {
				for _, one := range buf[:n] {
					if to := m.numbers[i][one.Doc]; to != dropped {
						list = append(list, Posting{uint32(to), one.Freq})
					}
				}
			}
			c.Next()
		}
		return term, list, true
	}
}
