package search

import "slices"

// twins are the hits that are the same article (slug) as another hit in the language the reader prefers. A filter by language asks for
// the others too, then there are none.
func (v *view) twins(hits []uint64, q Query) map[uint64]bool {
	prefer := slices.Index(v.columns[langFacet].values, q.Prefer)
	if q.Prefer == "" || q.Lang != "" || prefer < 0 {
		return nil
	}
	slugs := v.slugs()
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
	return out
}
