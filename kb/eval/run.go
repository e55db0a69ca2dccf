package eval

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"time"

	"lutong/kb/search"
)

// Report is what `lutong kb eval` says of one collection.
type Report struct {
	Quality
	Times
	IndexSeconds float64 `json:"indexSeconds"`
	IndexBytes   int64   `json:"indexBytes"`
	Docs         int     `json:"docs"`
	Queries      int     `json:"queries"`
}

// Run indexes a collection in a folder of its own, which is gone afterwards, and asks every query: once for the ranking, once more for
// the time of a request as the product makes it (ten hits with their snippets).
func Run(c Collection) (Report, error) {
	x, err := Build(c)
	if err != nil {
		return Report{}, err
	}
	defer x.Close()
	return x.Ask(c.Queries)
}

// Index of a collection, kept to ask it more than one set of queries.
type Index struct {
	*search.Index
	Opened time.Duration // what opening it as it stands on disk took
	dir    string
	report Report
}

// Build indexes a collection's documents in a folder of its own.
func Build(c Collection) (*Index, error) {
	dir, err := os.MkdirTemp("", "lutong-eval-*")
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	x := &Index{dir: dir}
	start := time.Now()
	if x.Index, err = search.Open(dir); err == nil {
		err = x.Replace(c.Docs, 1)
	}
	x.report.IndexSeconds = math.Round(time.Since(start).Seconds()*1000) / 1000
	if err == nil {
		x.report.Docs, err = x.Count()
	}
	if err == nil { // at rest: pieces that were merged into others are gone when it is closed
		err = x.Index.Close()
	}
	if err == nil {
		x.report.IndexBytes, err = Size(dir)
	}
	if err == nil {
		start = time.Now()
		x.Index, err = search.Open(dir)
		x.Opened = time.Since(start)
	}
	if err != nil {
		x.Close()
		return nil, fmt.Errorf("eval: %w", err)
	}
	return x, nil
}

// Report of how the index was made, without queries.
func (x *Index) Report() Report { return x.report }

// Judge asks every query and reports, without times.
func (x *Index) Judge(queries []Query) (r Report, err error) {
	r = x.report
	r.Queries = len(queries)
	r.Quality, err = x.Quality(queries)
	return r, err
}

// Ask asks every query and reports.
func (x *Index) Ask(queries []Query) (Report, error) {
	r, err := x.Judge(queries)
	if err != nil {
		return r, err
	}
	r.Times, err = Clock(queries, func(text string) error {
		_, err := x.Search(search.Query{Text: text})
		return err
	})
	return r, err
}

// Quality of the answers to some queries.
func (x *Index) Quality(queries []Query) (Quality, error) {
	return Measure(queries, func(q Query) ([]string, error) {
		found, err := x.Search(search.Query{Text: q.Text, Limit: 50})
		ids := make([]string, len(found.Hits))
		for i, h := range found.Hits {
			ids[i] = h.ID
		}
		return ids, err
	})
}

// Close closes the index and removes its folder.
func (x *Index) Close() {
	if x.Index != nil {
		_ = x.Index.Close()
	}
	_ = os.RemoveAll(x.dir)
}

// Clock times each query once.
func Clock(queries []Query, ask func(text string) error) (Times, error) {
	took := make([]time.Duration, 0, len(queries))
	for _, q := range queries {
		start := time.Now()
		if err := ask(q.Text); err != nil {
			return Times{}, err
		}
		took = append(took, time.Since(start))
	}
	return percentiles(took), nil
}

// Size of the files in a folder.
func Size(dir string) (int64, error) {
	var sum int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			sum += info.Size()
		}
		return err
	})
	return sum, err
}
