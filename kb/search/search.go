package search

import "slices"

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

func (v *view) search(p *plan, q Query) (Result, error) {
	result := Result{Kinds: map[string]int{}, Hits: []Hit{}}
	scores := boards.Get().(*board)
	defer scores.release()
	rarity, sounds, err := v.score(p, scores)
	if err != nil {
		return result, err
	}
	hits := scores.hits()
	if q.Lang != "" {
		hits = only(hits, v.langs[q.Lang])
	}
	for _, k := range kinds {
		if n := v.kinds[k].count(hits); n > 0 {
			result.Kinds[k] = n
		}
	}
	if q.Kind != "" {
		hits = only(hits, v.kinds[q.Kind])
	}
	result.Total = len(hits)
	limit := q.Limit
	if limit <= 0 {
		limit = 10
	}
	result.Hits, err = v.best(scores, hits, min(limit, 100))
	if err != nil {
		return result, err
	}
	marks := newMarker(p, rarity, sounds)
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

func only(hits []uint64, set members) []uint64 {
	return slices.DeleteFunc(hits, func(doc uint64) bool { return !set.has(doc) })
}

func (m members) count(hits []uint64) int {
	n := 0
	for _, doc := range hits {
		if m.has(doc) {
			n++
		}
	}
	return n
}
