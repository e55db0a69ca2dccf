package search

import (
	"maps"
	"slices"
	"sort"
	"unicode/utf8"

	"lutong/kb/search/packed"
)

// facetNames are what searches can be narrowed by, in the order they are shown. Each is a field of the index under its own name.
var facetNames = []string{"kind", "lang", "vendor", "model", "tag"}

// langFacet is the place of "lang" in it.
const langFacet = 1

// maxFacet bounds the values of one facet that are told, the most frequent.
const maxFacet = 20

// maxFacetValue bounds one value (characters): a tag of ten thousand characters narrows nothing.
const maxFacetValue = 60

// facets are the values an article has.
func (d *Doc) facets() map[string][]string {
	out := map[string][]string{"kind": {d.Kind}, "lang": {d.Lang}, "vendor": d.vendors(), "model": d.Models, "tag": d.Tags}
	for name, values := range out {
		var kept []string
		for _, v := range values {
			if v != "" && utf8.RuneCountInString(v) <= maxFacetValue && !slices.Contains(kept, v) {
				kept = append(kept, v)
			}
		}
		out[name] = kept
	}
	return out
}

// FacetCount is one value and how many hits have it.
type FacetCount struct {
	Value string `json:"value"`
	N     int    `json:"n"`
}

// filters by facet, those that are set.
func (q Query) filters() map[string]string {
	out := map[string]string{}
	for name, value := range map[string]string{"kind": q.Kind, "lang": q.Lang, "vendor": q.Vendor, "model": q.Model, "tag": q.Tag} {
		if value != "" {
			out[name] = value
		}
	}
	return out
}

// column says which values of a facet each document has.
type column struct {
	values []string
	list   []uint32 // the numbers of the values, document after document
	starts []uint32 // where those of a document begin, and where the last ends
}

func (c *column) has(doc uint64) []uint32 { return c.list[c.starts[doc]:c.starts[doc+1]] }

// column reads a field of values.
func (m *moment) column(field string) *column {
	c := &column{starts: make([]uint32, m.top+2)}
	numbers := map[string]uint32{}
	for _, p := range m.parts {
		for at := p.Field(field).Terms(""); at.Valid(); at.Next() {
			numbers[string(at.Term())] = 0
		}
	}
	c.values = slices.Sorted(maps.Keys(numbers))
	for i, value := range c.values {
		numbers[value] = uint32(i)
	}
	// How many values each document has says where its values go.
	each := func(visit func(doc int, value uint32)) {
		for i := range m.parts {
			p := &m.parts[i]
			for at := p.Field(field).Terms(""); at.Valid(); at.Next() {
				value := numbers[string(at.Term())]
				p.live(at.Postings(), func(one packed.Posting) { visit(p.base+int(one.Doc), value) })
			}
		}
	}
	each(func(doc int, _ uint32) { c.starts[doc+2]++ })
	for doc := 2; doc < len(c.starts); doc++ {
		c.starts[doc] += c.starts[doc-1]
	}
	c.list = make([]uint32, c.starts[len(c.starts)-1])
	each(func(doc int, value uint32) {
		c.list[c.starts[doc+1]] = value
		c.starts[doc+1]++
	})
	return c
}

// narrow keeps the hits that pass every filter and counts the values of each facet over the hits that pass the filters of the others: a
// facet's own filter is left aside, so that it can offer what else there is. A twin counts for the languages there are, and for nothing
// else. hits is used up.
func (v *view) narrow(hits []uint64, twins map[uint64]bool, filters map[string]string) ([]uint64, map[string][]FacetCount) {
	n := len(facetNames)
	wanted := make([]int, n) // number of the wanted value, -1 none wanted, -2 nobody has it
	counts := make([][]int, n)
	for i, name := range facetNames {
		wanted[i] = -1
		if value, ok := filters[name]; ok {
			if wanted[i] = slices.Index(v.columns[i].values, value); wanted[i] < 0 {
				wanted[i] = -2
			}
		}
		counts[i] = make([]int, len(v.columns[i].values))
	}
	kept := hits[:0]
	for _, doc := range hits {
		missed, which := 0, -1
		for i := range facetNames {
			if wanted[i] != -1 && (wanted[i] < 0 || !slices.Contains(v.columns[i].has(doc), uint32(wanted[i]))) {
				missed, which = missed+1, i
			}
		}
		if twins[doc] {
			missed, which = missed+1, langFacet
		}
		if missed > 1 {
			continue
		}
		for i := range facetNames {
			if missed == 0 || which == i {
				for _, value := range v.columns[i].has(doc) {
					counts[i][value]++
				}
			}
		}
		if missed == 0 {
			kept = append(kept, doc)
		}
	}
	out := map[string][]FacetCount{}
	for i, name := range facetNames {
		if list := most(v.columns[i].values, counts[i], filters[name]); len(list) > 0 {
			out[name] = list
		}
	}
	return kept, out
}

// most lists the values that hits have, the most frequent first; the one that is filtered by is always told.
func most(values []string, counts []int, chosen string) []FacetCount {
	var all []FacetCount
	for i, n := range counts {
		if n > 0 {
			all = append(all, FacetCount{values[i], n})
		}
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].N != all[j].N {
			return all[i].N > all[j].N
		}
		return all[i].Value < all[j].Value
	})
	if len(all) <= maxFacet {
		return all
	}
	at := slices.IndexFunc(all, func(c FacetCount) bool { return c.Value == chosen })
	if at >= maxFacet {
		all[maxFacet-1] = all[at]
	}
	return all[:maxFacet]
}
