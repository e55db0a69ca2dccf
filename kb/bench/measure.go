package main

import (
	"fmt"
	"slices"

	"lutong/kb/eval"
	"lutong/kb/search"
)

// Those that are timed side by side: this search, and bleve with pairs and words, which the target names.
const (
	ours  = "lutong"
	rival = "bleve cjk + gse"
)

func (g group) measure(withPeers bool, t *targets) error {
	c, err := eval.Load(g.sets[0].collection, "", g.corpus)
	if err != nil {
		return err
	}
	c.Name = g.name
	before := processCPU()
	x, err := eval.Build(c)
	if err != nil {
		return err
	}
	cpu := (processCPU() - before).Seconds()
	defer x.Close()
	fmt.Printf("\n%s: %d documents, %.1f MB of text\n", c.Name, len(c.Docs), float64(c.Bytes)/1e6)
	others, err := fillPeers(c, withPeers)
	if err != nil {
		return err
	}
	defer closePeers(others)
	fmt.Printf("%-18s %5s  %6s %6s %6s %6s  %15s  %15s  %s\n", "queries", "n", "nDCG10", "MRR10", "R@10", "R@50", "p50 p95 ms", "computing", "to its clean form, or peers' nDCG@10")
	for i, s := range g.sets {
		qs, err := eval.Judged(s.collection, s.file)
		if err != nil {
			return err
		}
		if len(qs) == 0 {
			continue
		}
		r, err := x.Judge(qs)
		if err != nil {
			return err
		}
		if i == 0 {
			t.built(c, r, cpu)
		}
		if err := s.measure(x, qs, r, others, t); err != nil {
			return err
		}
	}
	return nil
}

// measure prints one line of the table and notes what the targets ask of it.
func (s set) measure(x *eval.Index, qs []eval.Query, r eval.Report, others map[string]peer, t *targets) error {
	runners := []runner{asking(x)}
	if p, ok := others[rival]; ok && s.form == "" {
		runners = append(runners, runner{rival, func(text string) error { _, err := p.ask(text, 10); return err }})
	}
	took, err := race(qs, runners)
	if err != nil {
		return err
	}
	we := took[ours]
	fmt.Printf("%-18s %5d  %6.3f %6.3f %6.3f %6.3f  %7.2f %7.2f  %7.2f %7.2f  ", s.name, r.Queries, r.NDCG10, r.MRR10, r.Recall10, r.Recall50, we.p50, we.p95, we.cpu50, we.cpu95)
	defer fmt.Println()
	if s.base != "" {
		clean, err := askClean(x, s, qs)
		if err != nil {
			return err
		}
		fmt.Printf("%.3f of %.3f", r.NDCG10/clean, clean)
		t.form(s, r, clean, we)
		return nil
	}
	if s.form != "" {
		t.clocked(expansion, s.name, we.p95, we.cpu95, 10, "")
		return nil
	}
	best, err := askPeers(others, qs)
	if err != nil {
		return err
	}
	t.set(s, r, best)
	t.raced(s, r.Docs, took)
	return nil
}

// asking makes a request as the product does: ten hits with their snippets and all counts.
func asking(x *eval.Index) runner {
	return runner{ours, func(text string) error {
		_, err := x.Search(search.Query{Text: text})
		return err
	}}
}

// askClean asks the clean form of the same queries.
func askClean(x *eval.Index, s set, qs []eval.Query) (float64, error) {
	base, err := eval.Judged(s.collection, s.base)
	if err != nil {
		return 0, err
	}
	base = slices.DeleteFunc(base, func(q eval.Query) bool {
		return !slices.ContainsFunc(qs, func(o eval.Query) bool { return o.ID == q.ID })
	})
	r, err := x.Judge(base)
	return r.NDCG10, err
}

// askPeers tells the peers' quality and gives the best.
func askPeers(others map[string]peer, qs []eval.Query) (best float64, err error) {
	for _, name := range peerOrder {
		p, ok := others[name]
		if !ok {
			continue
		}
		q, err := eval.Measure(qs, func(q eval.Query) ([]string, error) { return p.ask(q.Text, 50) })
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		fmt.Printf(" %s %.3f", name, q.NDCG10)
		best = max(best, q.NDCG10)
	}
	return best, nil
}
