package search

// Query: what is not empty beside the text filters.
type Query struct {
	Text   string
	Kind   string
	Lang   string
	Vendor string
	Model  string
	Tag    string
	Prefer string // of an article found in several languages only this one is listed, unless Lang filters
	Limit  int    // 10 when 0, at most 100
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

// Result: Total counts every hit that passes the filters, and Facets the values of every hit, not only of the ones listed; a facet leaves its
// own filter aside, so that it can offer others.
type Result struct {
	Total  int                     `json:"total"`
	Facets map[string][]FacetCount `json:"facets"`
	Hits   []Hit                   `json:"hits"`
	Absent []Absent                `json:"absent,omitempty"`
}

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

func (v *view) search(p *plan, q Query) (Result, error) {
	result := Result{Hits: []Hit{}}
	scores := newBoard(v.top)
	defer scores.release()
	rarity, sounds, err := v.score(p, scores)
	if err != nil {
		return result, err
	}
	if result.Absent, err = p.absent(q.Text); err != nil {
		return result, err
	}
	hits := scores.hits()
	hits, result.Facets = v.narrow(hits, v.twins(hits, q), q.filters())
	result.Total = len(hits)
	limit := q.Limit
	if limit <= 0 {
		limit = 10
	}
	marks := newMarker(p, rarity, sounds)
	for _, f := range v.best(scores, hits, min(limit, 100)) {
		s, err := v.stored(f.doc)
		if err != nil {
			return result, err
		}
		result.Hits = append(result.Hits, Hit{f.id, s.Slug, s.Lang, s.Kind, s.Title, marks.snippet(s.Text), f.score})
	}
	return result, nil
}
