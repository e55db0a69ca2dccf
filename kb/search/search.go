package search

import (
	"sort"
)

// Query: Lang and Kind filter when they are not empty.
type Query struct {
	Text  string
	Lang  string
	Kind  string
	Limit int // 10 when 0, at most 100
}

// Hit is one article found. Snippet is HTML: escaped text with <mark>.
type Hit struct {
	ID      string  `json:"id"`
	Slug    string  `json:"slug"`
	Lang    string  `json:"lang"`
	Kind    string  `json:"kind"`
	Title   string  `json:"title"`
	Snippet string  `json:"snippet"`
	Score   float64 `json:"score"`
}

// Result: Total and Kinds count every hit, not only the ones listed; Kinds leaves the filter by kind aside, so that it can offer others.
type Result struct {
	Total int            `json:"total"`
	Kinds map[string]int `json:"kinds"`
	Hits  []Hit          `json:"hits"`
}

// Kinds of articles, for the counts.
var kinds = []string{"fault", "howto", "story", "emergency", "training"}

// Search finds and ranks. An empty query finds nothing.
func (x *Index) Search(q Query) (Result, error) {
	v, err := x.view()
	if err != nil {
		return Result{}, err
	}
	defer v.close()
	p, err := newPlan(v, q.Text)
	if err != nil {
		return Result{}, err
	}
	return v.search(p, q)
}

// SimilarTo finds articles about what a text tells, such as a job's title, description and notes. It is the search with a long query.
func (x *Index) SimilarTo(text string, q Query) (Result, error) {
	q.Text = text
	return x.Search(q)
}

// score of a document so far.
type score struct {
	doc    uint64
	sum    float64
	strong bool
}

func (v *view) search(p plan, q Query) (Result, error) {
	result := Result{Kinds: map[string]int{}, Hits: []Hit{}}
	scores, rarity, err := v.score(p)
	if err != nil {
		return result, err
	}
	hits := make([]*score, 0, len(scores))
	for _, s := range scores {
		if s.strong {
			hits = append(hits, s)
		}
	}
	if hits, err = v.filter(hits, langField, q.Lang); err != nil {
		return result, err
	}
	for _, k := range kinds {
		some, err := v.filter(hits, kindField, k)
		if err != nil {
			return result, err
		}
		if len(some) > 0 {
			result.Kinds[k] = len(some)
		}
	}
	if hits, err = v.filter(hits, kindField, q.Kind); err != nil {
		return result, err
	}
	result.Total = len(hits)
	limit := q.Limit
	if limit <= 0 {
		limit = 10
	}
	result.Hits, err = v.best(hits, min(limit, 100))
	if err != nil {
		return result, err
	}
	marks := newMarker(p, rarity)
	for i := range result.Hits {
		h := &result.Hits[i]
		s, err := v.stored(h.ID)
		if err != nil {
			return result, err
		}
		h.Slug, h.Lang, h.Kind, h.Title, h.Snippet = s.Slug, s.Lang, s.Kind, s.Title, marks.snippet(s.Text)
	}
	return result, nil
}

// score goes through the terms one after the other, in the plan's order and the streams' order, because sums of floating numbers depend
// on it and the tablet does the same. rarity is the idf of each term, in the plan's order.
func (v *view) score(p plan) (map[uint64]*score, []float64, error) {
	scores := map[uint64]*score{}
	at := func(doc uint64) *score {
		s := scores[doc]
		if s == nil {
			s = &score{doc: doc}
			scores[doc] = s
		}
		return s
	}
	rarity := make([]float64, len(p.terms))
	for i, t := range p.terms {
		n, err := v.df(field(whole, t.kind), t.text)
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			continue
		}
		rarity[i] = idf(v.count, n)
		for _, s := range []struct {
			stream stream
			weight float64
		}{{whole, 1}, {title, titleWeight}, {card, cardWeight}} {
			if s.stream != whole && t.kind == Unigram {
				continue
			}
			name := field(s.stream, t.kind)
			average := float64(v.totals[name]) / float64(v.count)
			factor := t.weight * s.weight * rarity[i]
			if err := v.postings(name, t.text, func(doc uint64, tf, length float64) {
				sc := at(doc)
				sc.sum += factor * tfPart(tf, length, average)
				sc.strong = sc.strong || t.strong
			}); err != nil {
				return nil, nil, err
			}
		}
	}
	for _, k := range p.keys {
		n, err := v.df(keyField, k)
		if err != nil {
			return nil, nil, err
		}
		factor := keyWeight * idf(v.count, n)
		if err := v.postings(keyField, k, func(doc uint64, _, _ float64) {
			sc := at(doc)
			sc.sum += factor
			sc.strong = true
		}); err != nil {
			return nil, nil, err
		}
	}
	return scores, rarity, nil
}

func (v *view) filter(hits []*score, field, value string) ([]*score, error) {
	if value == "" || len(hits) == 0 {
		return hits, nil
	}
	set, err := v.members(field, value)
	if err != nil {
		return nil, err
	}
	out := make([]*score, 0, len(hits))
	for _, h := range hits {
		if set[h.doc] {
			out = append(out, h)
		}
	}
	return out, nil
}

// best lists the highest scores; equal ones by id.
func (v *view) best(hits []*score, limit int) ([]Hit, error) {
	sort.Slice(hits, func(i, j int) bool { return hits[i].sum > hits[j].sum })
	out := make([]Hit, 0, limit)
	for i, h := range hits {
		s := round(h.sum)
		if i >= limit && s < out[limit-1].Score {
			break
		}
		id, err := v.reader.ExternalID(internalID(h.doc))
		if err != nil {
			return nil, err
		}
		out = append(out, Hit{ID: id, Score: s})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Score != out[j].Score {
			return out[i].Score > out[j].Score
		}
		return out[i].ID < out[j].ID
	})
	return out[:min(limit, len(out))], nil
}
