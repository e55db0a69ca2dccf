package search

import (
	"errors"
	"fmt"
	"sync"

	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"

	"lutong/kb/search/packed"
)

// view is one consistent look at the index: documents, lengths and sums of the same moment.
type view struct {
	*moment
	reader index.IndexReader
	words  *own
}

func (v *view) ownWords() *own { return v.words }

// moment is what is worth keeping of a state of the index from one search to the next.
type moment struct {
	of          index.IndexReader // the reader it was read from; the storage gives the same one out until something changes
	with        ranking           // norms depend on it
	count       int
	parts       []part
	top         int // one more than the highest number of a document
	norms       map[string][]float64
	columns     []*column           // by facet, as facetNames
	suggestions func() []suggestion // read when first asked for
	slugs       func() *column      // read when first asked for: there are as many as articles

	mu  sync.Mutex
	dfs map[fieldTerm]int // documents with a term
}

type fieldTerm struct{ field, text string }

// part is a segment of the index. The numbers of its documents begin at base.
type part struct {
	*packed.Segment
	base int
	dead []bool // by number in the segment; nil if none is
}

// maxKnown bounds the counts that are kept.
const maxKnown = 200_000

// view is what searches look at: an earlier version's index while this one is not complete.
func (x *Index) view() (*view, error) {
	x.look.Lock()
	old := x.old
	if old != nil && x.Seq() == 0 {
		defer x.look.Unlock()
		v, err := old.own()
		if v != nil {
			v.words = x.words.Load()
		}
		return v, err
	}
	x.look.Unlock()
	return x.own()
}

// errClosed is for who still asks when the server stops.
var errClosed = errors.New("search: the index is closed")

// own looks at this very index.
func (x *Index) own() (*view, error) {
	adv, err := x.store.Advanced()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	reader, err := adv.Reader()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	if snapshot, ok := reader.(*scorch.IndexSnapshot); ok && snapshot == nil {
		return nil, errClosed // what the storage gives out then
	}
	x.look.Lock()
	defer x.look.Unlock()
	if x.last == nil || x.last.of != reader || x.last.with != rank {
		m, err := read(reader)
		if err != nil {
			_ = reader.Close()
			return nil, err
		}
		x.last = m
	}
	return &view{x.last, reader, x.words.Load()}, nil
}

func read(reader index.IndexReader) (*moment, error) {
	snapshot, ok := reader.(*scorch.IndexSnapshot)
	if !ok {
		return nil, fmt.Errorf("search: cannot read %T", reader)
	}
	m := &moment{of: reader, with: rank, norms: map[string][]float64{}, dfs: map[fieldTerm]int{}}
	for _, s := range snapshot.Segments() {
		segment, ok := packed.Of(s.Segment())
		if !ok {
			return nil, fmt.Errorf("search: segments of %T", s.Segment())
		}
		p := part{Segment: segment, base: m.top}
		m.top += int(segment.Count())
		m.count += int(segment.Count())
		if gone := s.Deleted(); gone != nil && !gone.IsEmpty() {
			p.dead = make([]bool, segment.Count())
			for it := gone.Iterator(); it.HasNext(); {
				p.dead[it.Next()] = true
				m.count--
			}
		}
		m.parts = append(m.parts, p)
	}
	for _, s := range streamWeights() {
		for _, k := range []Kind{Unigram, Bigram, Latin} {
			m.norms[field(s.stream, k)] = m.normsOf(field(s.stream, k))
		}
	}
	for _, name := range facetNames {
		m.columns = append(m.columns, m.column(name))
	}
	m.suggestions = sync.OnceValue(m.readSuggestions)
	m.slugs = sync.OnceValue(func() *column { return m.column(slugField) })
	return m, nil
}

// normsOf works out, for each document, what the length of a field in it does to the term's frequency (rank.go). A length is held against the
// average of the documents that have the field at all: in a library of two languages those of the other one would halve it, and every text
// would count as long.
func (m *moment) normsOf(field string) []float64 {
	lengths := make([]float64, m.top)
	sum, having := 0, 0
	for _, p := range m.parts {
		p.Field(field).Lengths(func(doc int, length uint32) {
			if length > 0 && (p.dead == nil || !p.dead[doc]) {
				lengths[p.base+doc] = float64(length)
				sum += int(length)
				having++
			}
		})
	}
	average := float64(sum) / float64(max(1, having))
	for i, length := range lengths {
		lengths[i] = norm(length, average)
	}
	return lengths
}

func (v *view) close() { _ = v.reader.Close() }

func (v *view) docs() int { return v.count }

func (v *view) df(field, text string) (int, error) {
	key := fieldTerm{field, text}
	v.mu.Lock()
	n, ok := v.dfs[key]
	v.mu.Unlock()
	if ok {
		return n, nil
	}
	for _, p := range v.parts {
		postings, docs := p.Field(field).Postings(text)
		if docs > 0 && p.dead != nil {
			docs = 0
			p.live(postings, func(packed.Posting) { docs++ })
		}
		n += docs
	}
	v.mu.Lock()
	if len(v.dfs) < maxKnown {
		v.dfs[key] = n
	}
	v.mu.Unlock()
	return n, nil
}

// live calls for the postings of documents that are still there.
func (p *part) live(postings packed.Postings, visit func(packed.Posting)) {
	var buf [256]packed.Posting
	for n := postings.Fill(buf[:]); n > 0; n = postings.Fill(buf[:]) {
		for _, one := range buf[:n] {
			if p.dead == nil || !p.dead[one.Doc] {
				visit(one)
			}
		}
	}
}

// number of a document; -1 if there is none.
func (v *view) number(id string) int {
	at := -1
	for _, p := range v.parts {
		if postings, n := p.Field("_id").Postings(id); n > 0 {
			p.live(postings, func(one packed.Posting) { at = p.base + int(one.Doc) })
		}
	}
	return at
}

// place of a document: its segment, and its number there.
func (v *view) place(doc int) (*part, int) {
	i := len(v.parts) - 1
	for v.parts[i].base > doc {
		i--
	}
	return &v.parts[i], doc - v.parts[i].base
}

func (v *view) id(doc int) string {
	p, n := v.place(doc)
	return string(p.ID(n))
}

// stored reads what is kept of a document; nil if there is none.
func (v *view) stored(doc int) (s *stored, err error) {
	if doc < 0 {
		return nil, nil
	}
	p, n := v.place(doc)
	failed := p.Stored(n, func(name string, _ byte, value []byte) bool {
		if name == storedField {
			s, err = unpack(value)
		}
		return s == nil && err == nil
	})
	if failed != nil {
		err = failed
	}
	if err != nil {
		return nil, fmt.Errorf("search: document %d: %w", doc, err)
	}
	return s, nil
}
