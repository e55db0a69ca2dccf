package search_test

import (
	"os"
	"path/filepath"
	"testing"

	"lutong/kb/eval"
	"lutong/kb/search"
)

// BenchmarkAblation says what each rule of the ranking is worth: nDCG@10 with the product's numbers, and with one of them set otherwise.
//
//	BENCH=../../../shared/bench/search go test ./kb/search -run '^$' -bench Ablation -benchtime 1x
//
// BENCH is from this folder on; without it the shipped articles' golden queries stand in, which only shows that the command works.
func BenchmarkAblation(b *testing.B) {
	root := os.Getenv("BENCH")
	if root == "" {
		b.Log("BENCH names the folder of collections: nothing is measured without")
		return
	}
	sets := []struct{ corpus, collection, queries string }{
		{"cmrc", "cmrc", "q_clean.jsonl"}, {"cmrc", "cmrc", "q_homophone.jsonl"}, {"cmrc", "cmrc", "q_kwpinyin.jsonl"},
		{"scifact", "scifact", ""},
		{"opszh", "opszh", ""}, {"opszh", "opszh", "q_homophone.jsonl"}, {"opszh", "opszh", "q_kwpinyin.jsonl"}, {"opszh", "opszh", "q_latintypo.jsonl"}, {"opszh", "opszh", "q_syn.jsonl"},
		{"opszh", "netfault", ""}, {"opszh", "ident", ""}, {"opszh", "ident", "q_lowerjoined.jsonl"}, {"opszh", "ident", "q_prefix.jsonl"}, {"opszh", "ident", "q_typo.jsonl"},
	}
	indexes := map[string]*eval.Index{}
	for _, s := range sets {
		dir := filepath.Join(root, s.collection)
		qs, err := eval.Judged(dir, s.queries)
		if err != nil {
			b.Fatal(err)
		}
		if indexes[s.corpus] == nil {
			c, err := eval.Load(filepath.Join(root, s.corpus), "", "")
			if err != nil {
				b.Fatal(err)
			}
			x, err := eval.Build(c)
			if err != nil {
				b.Fatal(err)
			}
			defer x.Close()
			indexes[s.corpus] = x
		}
		for _, variant := range search.Variants {
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
