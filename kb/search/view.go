package search

import (
	"context"
	"encoding/json"
	"fmt"
	"math"

	index "github.com/blevesearch/bleve_index_api"
)

// view is one consistent look at the index: documents, lengths and sums of the same moment.
type view struct {
	reader index.IndexReader
	totals totals
	count  int
}

func (x *Index) view() (*view, error) {
	adv, err := x.store.Advanced()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	reader, err := adv.Reader()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	v := &view{reader: reader, totals: totals{}}
	raw, err := reader.GetInternal(totalsKey)
	if err == nil && raw != nil {
		err = json.Unmarshal(raw, &v.totals)
	}
	n, err2 := reader.DocCount()
	if err == nil {
		err = err2
	}
	if err != nil {
		v.close()
		return nil, fmt.Errorf("search: %w", err)
	}
	v.count = int(n)
	return v, nil
}

func (v *view) close() { _ = v.reader.Close() }

func (v *view) docs() int { return v.count }

func (v *view) df(field, text string) (int, error) {
	r, err := v.reader.TermFieldReader(context.Background(), []byte(text), field, false, false, false)
	if err != nil {
		return 0, fmt.Errorf("search: %w", err)
	}
	defer r.Close()
	return int(r.Count()), nil
}

func (v *view) latinTerms(prefix string, visit func(string)) error {
	dict, err := v.reader.FieldDictPrefix(field(whole, Latin), []byte(prefix))
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

// members is the set of documents with a filter's value.
func (v *view) members(field, value string) (map[uint64]bool, error) {
	r, err := v.reader.TermFieldReader(context.Background(), []byte(value), field, false, false, false)
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer r.Close()
	out := make(map[uint64]bool, r.Count())
	for {
		p, err := r.Next(nil)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		if p == nil {
			return out, nil
		}
		out[p.ID.Value()] = true
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
