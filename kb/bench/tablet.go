package main

import (
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"

	"lutong/kb"
	"lutong/kb/eval"
	"lutong/kb/search"
	"lutong/kb/segment"
)

// tabletArticles is how many articles a tablet is measured with, edited how many of them change afterwards.
const (
	tabletArticles = 5000
	edited         = segment.Worth + 4
)

// tabletDoc is an article as a tablet holds it.
type tabletDoc struct {
	search.Doc
	Confidence string `json:"confidence"`
	Sum        uint32 `json:"sum"`
}

// writeTablet writes what pb_public/tests/tabletindex.mjs measures a browser with: articles made of the sections of opszh with the models and
// tags of shipped articles, the file of them, what some of them become and the file of that, and queries as typed, in wrong characters, in
// pinyin, and of identifiers.
func writeTablet(dir, out string) error {
	c, err := eval.Load(filepath.Join(dir, "opszh"), "", "")
	if err != nil {
		return err
	}
	shipped, _, err := kb.Shipped()
	if err != nil {
		return err
	}
	kinds := []string{"fault", "howto", "story", "emergency", "training"}
	var all []tabletDoc
	step := max(1, len(c.Docs)/tabletArticles)
	for i := 0; i < len(c.Docs) && len(all) < tabletArticles; i += step {
		n, like := len(all), shipped[i%len(shipped)]
		all = append(all, described(search.Doc{
			ID: fmt.Sprintf("article%08d", n), Slug: fmt.Sprintf("article-%d", n), Lang: "zh-CN", Kind: kinds[n%len(kinds)],
			Title: c.Docs[i].Title, Body: c.Docs[i].Body, Models: like.Models, Tags: like.Tags,
		}))
	}
	later := make([]tabletDoc, edited)
	for i := range later {
		d := all[i*len(all)/edited].Doc
		d.Summary = "修订：换成有线投屏"
		later[i] = described(d)
	}
	queries := []string{}
	for _, set := range [][2]string{{"opszh", ""}, {"opszh", "q_kw.jsonl"}, {"opszh", "q_homophone.jsonl"}, {"opszh", "q_kwpinyin.jsonl"}, {"opszh", "q_latintypo.jsonl"}, {"ident", "q_exact.jsonl"}, {"ident", "q_prefix.jsonl"}, {"ident", "q_typo.jsonl"}} {
		judged, err := eval.Judged(filepath.Join(dir, set[0]), set[1])
		if err != nil {
			return err
		}
		for _, q := range judged[:min(40, len(judged))] {
			queries = append(queries, q.Text)
		}
	}
	base, delta := segment.Build(documents(all), nil), segment.Build(documents(later), nil)
	for name, v := range map[string]any{"articles.json": all, "later.json": later, "queries.json": queries, "base.seg": base, "delta.seg": delta} {
		raw, ok := v.([]byte)
		if !ok {
			if raw, err = json.Marshal(v); err != nil {
				return err
			}
		}
		if err := os.WriteFile(filepath.Join(out, name), raw, 0o644); err != nil {
			return err
		}
	}
	return nil
}

func described(d search.Doc) tabletDoc {
	raw, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings only
	}
	return tabletDoc{d, "validated", crc32.ChecksumIEEE(raw)}
}

func documents(list []tabletDoc) []segment.Doc {
	docs := make([]segment.Doc, len(list))
	for i, d := range list {
		docs[i] = segment.Doc{Doc: d.Doc, Sum: d.Sum}
	}
	return docs
}
