// Command bench measures the search of the knowledge base on every collection of a folder, in every form of its queries, beside other
// embedded engines in the same run, and holds the figures against the targets of the product.
//
//	go run ./kb/bench [-dir ../shared/bench/search] [-only opszh] [-peers=false] [-copies 5]
//
// A collection is a folder with queries.jsonl and qrels.tsv; one without a corpus.jsonl of its own asks the corpus of opszh. q_NAME.jsonl
// are other forms of the queries and are compared with their clean form: kw... with q_kw, syn with q_synbase, others with the same queries
// of queries.jsonl. The library in the program is measured too ("library", library.go).
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func main() {
	dir := flag.String("dir", "../shared/bench/search", "folder of collections")
	only := flag.String("only", "", "only these collections, separated by commas")
	withPeers := flag.Bool("peers", true, "measure the other engines too")
	copies := flag.Int("copies", 5, "also measure that many copies of opszh in one index, about 50,000 sections; 0 for none")
	tablet := flag.String("tablet", "", "only write what pb_public/tests/tabletindex.mjs measures a browser with, into this folder")
	flag.Parse()
	if _, err := os.Stat(*dir); err != nil {
		fmt.Printf("no collections at %s: give their folder with BENCH=... (see kb/search/NOTES.md); nothing was measured\n", *dir)
		return
	}
	if *tablet != "" {
		if err := writeTablet(*dir, *tablet); err != nil {
			fmt.Fprintln(os.Stderr, "bench:", err)
			os.Exit(1)
		}
		return
	}
	if err := run(*dir, *only, *withPeers, *copies); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(dir, only string, withPeers bool, copies int) error {
	groups, err := discover(dir, only)
	if err != nil {
		return err
	}
	if only == "" || only == "library" {
		dir, err := shelf()
		defer os.RemoveAll(dir)
		if err != nil {
			return err
		}
		groups = append(groups, shelfGroup(dir))
	}
	t := &targets{}
	for _, g := range groups {
		if err := g.measure(withPeers, t); err != nil {
			return err
		}
	}
	if copies > 0 && (only == "" || only == "opszh") {
		if err := measureLarge(dir, copies, t); err != nil {
			return err
		}
	}
	t.print()
	return nil
}

// group is one corpus and all sets of queries that are asked of it.
type group struct {
	name   string
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
			i, groups = len(groups), append(groups, group{name: filepath.Base(corpus), corpus: corpus})
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
