package search

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"unicode/utf8"

	index "github.com/blevesearch/bleve_index_api"
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
	of     [][]uint32 // by number of the document
}

func (c *column) has(doc uint64) []uint32 {
	if doc < uint64(len(c.of)) {
		return c.of[doc]
	}
	return nil
}

func readColumn(reader index.IndexReader, field string) (*column, error) {
	c := &column{}
	if err := visitTerms(func(value string) { c.values = append(c.values, value) }, func() (index.FieldDict, error) { return reader.FieldDict(field) }); err != nil {
		return nil, err
	}
	for i, value := range c.values {
		if err := c.mark(reader, field, value, uint32(i)); err != nil {
			return nil, err
		}
	}
	return c, nil
}

func (c *column) mark(reader index.IndexReader, field, value string, number uint32) (err error) {
	r, err := reader.TermFieldReader(context.Background(), []byte(value), field, false, false, false)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	defer func() {
		if closed := r.Close(); err == nil && closed != nil {
			err = fmt.Errorf("search: %w", closed)
		}
	}()
	var pre index.TermFieldDoc
	for {
		p, err := r.Next(pre.Reset())
		if err != nil {
			return fmt.Errorf("search: %w", err)
		}
		if p == nil {
			return nil
		}
		doc := p.ID.Value()
		if doc >= uint64(len(c.of)) {
			c.of = append(c.of, make([][]uint32, int(doc)+256-len(c.of))...)
		}
		c.of[doc] = append(c.of[doc], number)
	}
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
