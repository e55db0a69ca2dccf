package packed

import (
	"bytes"
	"encoding/binary"
	"slices"

	index "github.com/blevesearch/bleve_index_api"
	"github.com/klauspost/compress/s2"
)

// Counted is a field that brings its counts with it, so that no tokens need to be made into bleve's.
type Counted interface {
	Counts() map[string]uint32
}

// builder collects the documents of a segment.
type builder struct {
	docs    int
	fields  map[string]*fieldBuilder
	stored  []byte
	offsets []uint32
	record  []byte
}

type fieldBuilder struct {
	places  map[string]int // of a term's list
	lists   [][]Posting
	lengths []uint32
}

func build(documents []index.Document) (*Segment, error) {
	b := &builder{fields: map[string]*fieldBuilder{}}
	for _, d := range documents {
		b.add(d)
	}
	return b.segment()
}

func (b *builder) add(d index.Document) {
	b.offsets = append(b.offsets, uint32(len(b.stored)))
	b.record = b.record[:0]
	d.VisitFields(func(f index.Field) {
		if f.Name() == "_id" {
			b.field("_id").add(b.docs, string(f.Value()), 1)
			return
		}
		if o := f.Options(); o.IsStored() {
			b.record = appendBytes(b.record, []byte(f.Name()))
			b.record = append(b.record, f.EncodedFieldType())
			b.record = appendBytes(b.record, f.Value())
		}
		if f.Options().IsIndexed() {
			to := b.field(f.Name())
			to.length(b.docs, uint32(f.AnalyzedLength()))
			if c, ok := f.(Counted); ok {
				for term, n := range c.Counts() {
					to.add(b.docs, term, n)
				}
				return
			}
			for term, t := range f.AnalyzedTokenFrequencies() {
				to.add(b.docs, term, uint32(t.Frequency()))
			}
		}
	})
	b.stored = appendBytes(b.stored, []byte(d.ID()))
	b.stored = append(b.stored, s2.EncodeBetter(nil, b.record)...)
	b.docs++
}

func (b *builder) field(name string) *fieldBuilder {
	f := b.fields[name]
	if f == nil {
		f = &fieldBuilder{places: map[string]int{}}
		b.fields[name] = f
	}
	return f
}

func (f *fieldBuilder) length(doc int, n uint32) {
	for len(f.lengths) < doc {
		f.lengths = append(f.lengths, 0)
	}
	if len(f.lengths) == doc {
		f.lengths = append(f.lengths, 0)
	}
	f.lengths[doc] += n
}

// add notes a term of a document; a field that comes twice in a document counts together.
func (f *fieldBuilder) add(doc int, term string, n uint32) {
	at, ok := f.places[term]
	if !ok {
		at = len(f.lists)
		f.places[term] = at
		f.lists = append(f.lists, nil)
	}
	l := f.lists[at]
	if len(l) > 0 && l[len(l)-1].Doc == uint32(doc) {
		l[len(l)-1].Freq += n
		return
	}
	f.lists[at] = append(l, Posting{uint32(doc), n})
}

func (f *fieldBuilder) sorted() terms {
	all := make([]string, 0, len(f.places))
	for t := range f.places {
		all = append(all, t)
	}
	slices.Sort(all)
	i := 0
	return func() ([]byte, []Posting, bool) {
		if i == len(all) {
			return nil, nil, false
		}
		t := all[i]
		i++
		return []byte(t), f.lists[f.places[t]], true
	}
}

func (b *builder) segment() (*Segment, error) {
	var out bytes.Buffer
	w := &writer{to: &out}
	w.write(b.stored)
	d := directory{Docs: b.docs, Offsets: w.place()}
	w.places(append(b.offsets, uint32(len(b.stored))))
	names := make([]string, 0, len(b.fields))
	for name := range b.fields {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		f := b.fields[name]
		if len(f.lengths) > 0 {
			f.length(b.docs-1, 0)
		}
		d.Fields = append(d.Fields, w.field(name, f.sorted(), f.lengths))
	}
	if err := w.finish(d); err != nil {
		return nil, err
	}
	return read(out.Bytes())
}

func appendBytes(out, b []byte) []byte {
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}
