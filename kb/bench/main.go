// Command bench measures the search of the knowledge base on every collection of a folder, in every form of its queries, beside other
// embedded engines in the same run, and holds the figures against the targets of the product.
//
//	go run ./kb/bench [-dir ../shared/bench/search] [-only opszh] [-peers=false]
//
// A collection is a folder with queries.jsonl and qrels.tsv; one without a corpus.jsonl of its own asks the corpus of opszh. q_NAME.jsonl
// are other forms of the queries and are compared with their clean form: kw... with q_kw, syn with q_synbase, others with the same queries
// of queries.jsonl.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lutong/kb/eval"
)

func main() {
	dir := flag.String("dir", "../shared/bench/search", "folder of collections")
	only := flag.String("only", "", "only these collections, separated by commas")
	withPeers := flag.Bool("peers", true, "measure the other engines too")
	big := flag.Int("big", 5, "also measure the times of that many copies of opszh in one index")
	flag.Parse()
	if _, err := os.Stat(*dir); err != nil {
		fmt.Printf("no collections at %s: give their folder with BENCH=... (see kb/search/NOTES.md); nothing was measured\n", *dir)
		return
	}
	if err := run(*dir, *only, *withPeers, *big); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(dir, only string, withPeers bool, big int) error {
	groups, err := discover(dir, only)
	if err != nil {
		return err
	}
	t := &targets{}
	for _, g := range groups {
		if err := g.measure(withPeers, t); err != nil {
			return err
		}
	}
	if big > 0 && only == "" {
		if err := measureBig(dir, big, t); err != nil {
			return err
		}
	}
	t.print()
	return nil
}

// measureBig asks an index of several copies of opszh, which is as large as a library gets, in the forms that cost most.
func measureBig(dir string, copies int, t *targets) error {
	folder := filepath.Join(dir, "opszh")
	if _, err := os.Stat(filepath.Join(folder, "corpus.jsonl")); err != nil {
		return nil
	}
	c, err := eval.Load(folder, "", "")
	if err != nil {
		return err
	}
	once := c.Docs
	for i := 1; i < copies; i++ {
		for _, d := range once {
			d.ID = fmt.Sprint(d.ID, "-", i)
			c.Docs = append(c.Docs, d)
		}
	}
	c.Bytes *= copies
	x, err := eval.Build(c)
	if err != nil {
		return err
	}
	defer x.Close()
	fmt.Printf("\n%d copies of opszh: %d documents, %.1f MB of text\n", copies, len(c.Docs), float64(c.Bytes)/1e6)
	for _, form := range []string{"", "q_homophone.jsonl", "q_latintypo.jsonl", "q_kwpinyin.jsonl", "q_syn.jsonl"} {
		qs, err := eval.Judged(folder, form)
		if err != nil {
			return err
		}
		r, err := x.Ask(qs)
		if err != nil {
			return err
		}
		if form == "" {
			form = "queries.jsonl"
			t.check("big index to text", float64(r.IndexBytes)/float64(c.Bytes), 2.5, true)
			t.check("big index opened in seconds", x.Opened.Seconds(), 1, true)
		}
		fmt.Printf("%-22s %5d  p50 %8.2f ms  p95 %8.2f ms\n", form, r.Queries, r.P50, r.P95)
		t.check("big "+form+" p95 ms", r.P95, 30, true)
	}
	return nil
}

// group is one corpus and all sets of queries that are asked of it.
type group struct {
	corpus string // folder
	sets   []set
}

// set is one file of queries in a collection. base is the file of its clean form, "" if it is one.
type set struct {
	name, collection, form, file, base string
}

func discover(dir, only string) ([]group, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*", "qrels.tsv"))
	if err != nil {
		return nil, err
	}
	var groups []group
	for _, n := range names {
		folder := filepath.Dir(n)
		name := filepath.Base(folder)
		if only != "" && !slices.Contains(strings.Split(only, ","), name) {
			continue
		}
		corpus := folder
		if _, err := os.Stat(filepath.Join(folder, "corpus.jsonl")); err != nil {
			corpus = filepath.Join(dir, "opszh")
		}
		i := slices.IndexFunc(groups, func(g group) bool { return g.corpus == corpus })
		if i < 0 {
			i, groups = len(groups), append(groups, group{corpus: corpus})
		}
		forms, err := filepath.Glob(filepath.Join(folder, "q_*.jsonl"))
		if err != nil {
			return nil, err
		}
		groups[i].sets = append(groups[i].sets, set{name, folder, "", "", ""})
		for _, f := range forms {
			form := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(f), "q_"), ".jsonl")
			groups[i].sets = append(groups[i].sets, set{name + "/" + form, folder, form, f, cleanForm(folder, form)})
		}
	}
	return groups, nil
}

func cleanForm(folder, form string) string {
	switch {
	case form == "clean", form == "kw", form == "synbase", form == "net", form == "db":
		return ""
	case strings.HasPrefix(form, "kw"):
		return filepath.Join(folder, "q_kw.jsonl")
	case form == "syn":
		return filepath.Join(folder, "q_synbase.jsonl")
	}
	return filepath.Join(folder, "queries.jsonl")
}

func (g group) measure(withPeers bool, t *targets) error {
	c, err := eval.Load(g.sets[0].collection, "", g.corpus)
	if err != nil {
		return err
	}
	x, err := eval.Build(c)
	if err != nil {
		return err
	}
	defer x.Close()
	others, err := fillPeers(c, withPeers)
	if err != nil {
		return err
	}
	defer closePeers(others)
	fmt.Printf("\n%s: %d documents, %.1f MB of text\n", filepath.Base(g.corpus), len(c.Docs), float64(c.Bytes)/1e6)
	fmt.Printf("%-22s %5s  %6s %6s %6s %6s %8s %8s  %s\n", "queries", "n", "nDCG10", "MRR10", "R@10", "R@50", "p50 ms", "p95 ms", "to its clean form, or peers' nDCG@10 (p95 ms)")
	for i, s := range g.sets {
		qs, err := eval.Judged(s.collection, s.file)
		if err != nil {
			return err
		}
		if len(qs) == 0 {
			continue
		}
		r, err := x.Ask(qs)
		if err != nil {
			return err
		}
		if i == 0 {
			t.index(c, r)
		}
		fmt.Printf("%-22s %5d  %6.3f %6.3f %6.3f %6.3f %8.2f %8.2f  ", s.name, r.Queries, r.NDCG10, r.MRR10, r.Recall10, r.Recall50, r.P50, r.P95)
		switch {
		case s.base != "":
			clean, err := askClean(x, s, qs)
			if err != nil {
				return err
			}
			fmt.Printf("%.3f of %.3f\n", r.NDCG10/clean, clean)
			t.form(s, r, clean)
		case s.form == "":
			best, slowest, err := askPeers(others, qs)
			if err != nil {
				return err
			}
			fmt.Println()
			t.set(s, r, best, slowest)
		default:
			fmt.Println()
		}
	}
	return nil
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
	r, err := x.Quality(base)
	return r.NDCG10, err
}

func fillPeers(c eval.Collection, wanted bool) (map[string]peer, error) {
	out := map[string]peer{}
	if !wanted {
		return out, nil
	}
	for _, name := range peerOrder {
		dir, err := os.MkdirTemp("", "lutong-peer-*")
		if err != nil {
			return nil, err
		}
		p := peers()[name]()
		start := time.Now()
		if err := p.fill(dir, c.Docs); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		size, err := eval.Size(dir)
		if err != nil {
			return nil, err
		}
		fmt.Printf("  %s: indexed in %.1f s, %.2fx the text\n", name, time.Since(start).Seconds(), float64(size)/float64(c.Bytes))
		out[name] = &held{p, dir}
	}
	return out, nil
}

// held removes a peer's files when it is closed.
type held struct {
	peer
	dir string
}

func (h *held) close() {
	h.peer.close()
	_ = os.RemoveAll(h.dir)
}

func closePeers(others map[string]peer) {
	for _, p := range others {
		p.close()
	}
}

// askPeers gives the best peer's quality, and the p95 of bleve with pairs and words.
func askPeers(others map[string]peer, qs []eval.Query) (best, p95 float64, err error) {
	for _, name := range peerOrder {
		p, ok := others[name]
		if !ok {
			continue
		}
		quality, err := eval.Measure(qs, func(q eval.Query) ([]string, error) { return p.ask(q.Text, 50) })
		if err != nil {
			return 0, 0, fmt.Errorf("%s: %w", name, err)
		}
		times, err := eval.Clock(qs, func(text string) error { _, err := p.ask(text, 10); return err })
		if err != nil {
			return 0, 0, err
		}
		fmt.Printf(" %s %.3f (%.1f)", name, quality.NDCG10, times.P95)
		best = max(best, quality.NDCG10)
		if name == "bleve cjk + gse" {
			p95 = times.P95
		}
	}
	return best, p95, nil
}
