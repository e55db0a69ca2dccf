package search

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// view is one consistent look at the index: documents, lengths and sums of the same moment.
type view struct {
	*moment
	reader index.IndexReader
}

// moment is what is worth keeping of a state of the index from one search to the next.
type moment struct {
	of      index.IndexReader // the reader it was read from; the storage gives the same one out until something changes
	totals  totals
	count   int
	columns []*column                                // by facet, as facetNames
	slugs   func(index.IndexReader) (*column, error) // read when first asked for: there are as many as articles

	mu  sync.Mutex
	dfs map[string]int // documents with a term, by field and text
}

// maxKnown bounds the counts that are kept.
const maxKnown = 200_000

// view is what searches look at: an earlier version's index while this one is not complete.
func (x *Index) view() (*view, error) {
	x.look.Lock()
	old := x.old
	if old != nil && x.Seq() == 0 {
		defer x.look.Unlock()
		return old.own()
	}
	x.look.Unlock()
	return x.own()
}

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
	x.look.Lock()
	defer x.look.Unlock()
	if x.last == nil || x.last.of != reader {
		m, err := read(reader)
		if err != nil {
			_ = reader.Close()
			return nil, err
		}
		x.last = m
	}
	return &view{x.last, reader}, nil
}

func read(reader index.IndexReader) (*moment, error) {
	m := &moment{of: reader, totals: totals{}, dfs: map[string]int{}}
	raw, err := reader.GetInternal(totalsKey)
	if err == nil && raw != nil {
		err = json.Unmarshal(raw, &m.totals)
	}
	n, err2 := reader.DocCount()
	if err == nil {
		err = err2
	}
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	m.count = int(n)
	for _, name := range facetNames {
		c, err := readColumn(reader, name)
		if err != nil {
			return nil, err
		}
		m.columns = append(m.columns, c)
	}
	m.slugs = once(func(reader index.IndexReader) (*column, error) { return readColumn(reader, slugField) })
	return m, nil
}

func (v *view) close() { _ = v.reader.Close() }

func (v *view) docs() int { return v.count }

// average length of a field.
func (v *view) average(field string) float64 { return float64(v.totals[field]) / float64(v.count) }

func (v *view) df(field, text string) (int, error) {
	key := field + text
	v.mu.Lock()
	n, ok := v.dfs[key]
	v.mu.Unlock()
	if ok {
		return n, nil
	}
	r, err := v.reader.TermFieldReader(context.Background(), []byte(text), field, false, false, false)
	if err != nil {
		return 0, fmt.Errorf("search: %w", err)
	}
	n = int(r.Count())
	if err := r.Close(); err != nil {
		return 0, fmt.Errorf("search: %w", err)
	}
	v.mu.Lock()
	if len(v.dfs) < maxKnown {
		v.dfs[key] = n
	}
	v.mu.Unlock()
	return n, nil
}

func (v *view) latinTerms(prefix string, visit func(string)) error {
	return visitTerms(visit, func() (index.FieldDict, error) { return v.reader.FieldDictPrefix(field(whole, Latin), []byte(prefix)) })
}

// latinNear walks the index's words with an automaton for one edit or one swap.
func (v *view) latinNear(word string, visit func(string)) error {
	fuzzy, ok := v.reader.(index.IndexReaderFuzzy)
	if !ok {
		return fmt.Errorf("search: the storage finds no similar words")
	}
	return visitTerms(visit, func() (index.FieldDict, error) { return fuzzy.FieldDictFuzzy(field(whole, Latin), word, 1, "") })
}

func (v *view) pairs(firsts, seconds []rune) ([]string, error) {
	wanted := make(map[rune]bool, len(seconds))
	for _, r := range seconds {
		wanted[r] = true
	}
	var out []string
	for _, first := range firsts {
		n, err := v.df(field(whole, Unigram), string(first))
		if err != nil {
			return nil, err
		}
		if n == 0 {
			continue
		}
		if err := visitTerms(func(text string) {
			if pair := []rune(text); len(pair) == 2 && wanted[pair[1]] {
				out = append(out, text)
			}
		}, func() (index.FieldDict, error) {
			return v.reader.FieldDictPrefix(field(whole, Bigram), []byte(string(first)))
		}); err != nil {
			return nil, err
		}
	}
	var failed error
	out = slices.DeleteFunc(out, func(text string) bool { // the last document with it may be gone
		n, err := v.df(field(whole, Bigram), text)
		if err != nil {
			failed = err
		}
		return n == 0
	})
	slices.Sort(out)
	return out, failed
}

func visitTerms(visit func(string), open func() (index.FieldDict, error)) error {
	dict, err := open()
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	defer dict.Close()
	for {
		e, err := dict.Next()
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if e == nil {
			return nil
		}
		visit(e.Term)
	}
}

// postings calls for every document that has the term in the field, with its frequency and the field's length there.
func (v *view) postings(field, text string, visit func(doc uint64, tf, length float64)) error {
	r, err := v.reader.TermFieldReader(context.Background(), []byte(text), field, true, true, false)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	defer r.Close()
	var pre index.TermFieldDoc
	for {
		p, err := r.Next(pre.Reset())
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if p == nil {
			return nil
		}
		visit(p.ID.Value(), float64(p.Freq), math.Round(1/(p.Norm*p.Norm))) // the norm is 1/sqrt(length)
	}
}

// stored reads what is kept of a document; nil if there is none.
func (v *view) stored(id string) (*stored, error) {
	doc, err := v.reader.Document(id)
	if err != nil || doc == nil {
		return nil, err
	}
	var s *stored
	doc.VisitFields(func(f index.Field) {
		if f.Name() == storedField {
			s = &stored{}
			err = json.Unmarshal(f.Value(), s)
		}
	})
	if err != nil {
		return nil, fmt.Errorf("search: document %s: %w", id, err)
	}
	return s, nil
}
