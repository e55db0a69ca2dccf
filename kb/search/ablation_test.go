package search_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lutong/kb/eval"
	"lutong/kb/search"
)

// BenchmarkAblation says what each rule of the ranking is worth: nDCG@10 with the product's numbers, and with one of them set otherwise.
//
//	BENCH=../../../shared/bench/search go test ./kb/search -run '^$' -bench Ablation -benchtime 1x
//
// BENCH is seen from this folder. Each choice is held against the queries it is for.
func BenchmarkAblation(b *testing.B) {
	root := os.Getenv("BENCH")
	if root == "" {
		b.Log("BENCH names the folder of collections: nothing is measured without")
		return
	}
	const weights = "product k1=2 b=.75 b=.5 noUnigrams unigram=1 latin=1 noTitle title=.3 noFunctionPairs noSynonyms synonym=.5"
	sets := []struct{ corpus, collection, queries, variants string }{
		{"opszh", "netfault", "queries.jsonl", weights},
		{"opszh", "opszh", "queries.jsonl", weights},
		{"opszh", "opszh", "q_syn.jsonl", "product noSynonyms synonym=.5"},
		{"opszh", "opszh", "q_homophone.jsonl", "product noHomophones"},
		{"opszh", "opszh", "q_kwpinyin.jsonl", "product noPinyin"},
		{"opszh", "opszh", "q_latintypo.jsonl", "product noTypo"},
		{"opszh", "ident", "q_exact.jsonl", "product noExact k1=2"},
		{"opszh", "ident", "q_lowerjoined.jsonl", "product noExact noTypo"},
		{"opszh", "ident", "q_prefix.jsonl", "product noExact noCompletion"},
		{"opszh", "ident", "q_typo.jsonl", "product noExact noTypo"},
		{"scifact", "scifact", "queries.jsonl", "product k1=2 b=.75 b=.5 noTitle title=.3"},
		{"cmrc", "cmrc", "q_clean.jsonl", "product k1=2 b=.5 noUnigrams unigram=1 noFunctionPairs"},
		{"cmrc", "cmrc", "q_homophone.jsonl", "product noHomophones"},
		{"cmrc", "cmrc", "q_kwpinyin.jsonl", "product noPinyin"},
	}
	indexes := map[string]*eval.Index{}
	for _, s := range sets {
		dir := filepath.Join(root, s.collection)
		qs, err := eval.Judged(dir, s.queries)
		if err != nil {
			b.Fatal(err)
		}
		if indexes[s.corpus] == nil {
			indexes[s.corpus], _ = indexed(b, filepath.Join(root, s.corpus))
		}
		for _, variant := range search.Variants {
			if !slices.Contains(strings.Fields(s.variants), variant.Name) {
				continue
			}
			b.Run(s.collection+"/"+s.queries+"/"+variant.Name, func(b *testing.B) {
				defer variant.Set()()
				for b.Loop() {
					quality, err := indexes[s.corpus].Quality(qs)
					if err != nil {
						b.Fatal(err)
					}
					b.ReportMetric(quality.NDCG10, "nDCG@10")
				}
			})
		}
	}
}

// indexed is a collection's index, gone when the benchmark ends.
func indexed(b *testing.B, dir string) (*eval.Index, []search.Doc) {
	b.Helper()
	c, err := eval.Load(dir, "", "")
	if err != nil {
		b.Fatal(err)
	}
	x, err := eval.Build(c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(x.Close)
	return x, c.Docs
}

// BenchmarkAblationTerms says what the dictionary would be worth in the ranking: whole terms as a field of their own beside pairs and
// characters, by weight. "pairs" counts those of two characters once more too. asked is the share of the queries that name a term.
func BenchmarkAblationTerms(b *testing.B) {
	root := os.Getenv("BENCH")
	if root == "" {
		b.Log("BENCH names the folder of collections: nothing is measured without")
		return
	}
	for _, s := range []struct{ corpus, collection, queries string }{
		{"opszh", "netfault", "queries.jsonl"}, {"opszh", "opszh", "queries.jsonl"}, {"opszh", "opszh", "q_syn.jsonl"},
		{"scifact", "scifact", "queries.jsonl"}, {"cmrc", "cmrc", "q_clean.jsonl"},
	} {
		qs, err := eval.Judged(filepath.Join(root, s.collection), s.queries)
		if err != nil {
			b.Fatal(err)
		}
		x, docs := indexed(b, filepath.Join(root, s.corpus))
		product, err := x.Quality(qs)
		if err != nil {
			b.Fatal(err)
		}
		for _, variant := range []struct {
			name   string
			pairs  bool
			weight float64
		}{{"terms=0", false, 0}, {"terms=.25", false, .25}, {"terms=.5", false, .5}, {"terms=1", false, 1}, {"terms=2", false, 2}, {"terms=.5,pairs", true, .5}} {
			whole := search.NewWholeTerms(x.Index, docs, variant.pairs)
			b.Run(s.collection+"/"+s.queries+"/"+variant.name, func(b *testing.B) {
				asked := 0
				for _, q := range qs {
					asked += min(1, search.WholeTermsIn(q.Text, variant.pairs))
				}
				for b.Loop() {
					quality, err := eval.Measure(qs, func(q eval.Query) ([]string, error) { return whole.Rank(q.Text, variant.weight) })
					if err != nil {
						b.Fatal(err)
					}
					if variant.weight == 0 && quality != product {
						b.Errorf("without weight it is not the product: %v, %v", quality, product)
					}
					b.ReportMetric(quality.NDCG10, "nDCG@10")
					b.ReportMetric(float64(asked)/float64(len(qs)), "asked")
				}
			})
		}
	}
}
