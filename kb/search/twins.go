package search

import (
	"slices"
	"sync"

	index "github.com/blevesearch/bleve_index_api"
)

// twins are the hits that are the same article (slug) as another hit in the language the reader prefers. A filter by language asks for
// the others too, then there are none.
func (v *view) twins(hits []uint64, q Query) (map[uint64]bool, error) {
	prefer := slices.Index(v.columns[langFacet].values, q.Prefer)
	if q.Prefer == "" || q.Lang != "" || prefer < 0 {
		return nil, nil
	}
	slugs, err := v.slugs(v.reader)
	if err != nil {
		return nil, err
	}
	own := func(doc uint64) bool { return slices.Contains(v.columns[langFacet].has(doc), uint32(prefer)) }
	there := map[uint32]bool{}
	for _, doc := range hits {
		if of := slugs.has(doc); len(of) > 0 && own(doc) {
			there[of[0]] = true
		}
	}
	out := map[uint64]bool{}
	for _, doc := range hits {
		if of := slugs.has(doc); len(of) > 0 && !own(doc) && there[of[0]] {
			out[doc] = true
		}
	}
	return out, nil
}

// once remembers what was read of a moment. Whoever asks holds a reader of that moment.
func once(read func(index.IndexReader) (*column, error)) func(index.IndexReader) (*column, error) {
	var mu sync.Mutex
	var kept *column
	return func(reader index.IndexReader) (*column, error) {
		mu.Lock()
		defer mu.Unlock()
		if kept != nil {
			return kept, nil
		}
		c, err := read(reader)
		if err == nil {
			kept = c
		}
		return c, err
	}
}
