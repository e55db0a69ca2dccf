package main

import (
	"fmt"
	"strings"

	"lutong/kb/eval"
)

// targets holds the figures of a run against those of the product (design text "Knowledge base", table of targets).
type targets struct{ lines []string }

func (t *targets) check(name string, got, want float64, atMost bool) {
	ok, sign := got >= want, "≥"
	if atMost {
		ok, sign = got <= want, "≤"
	}
	verdict := "ok"
	if !ok {
		verdict = "SHORT"
	}
	t.lines = append(t.lines, fmt.Sprintf("%-5s %-44s %8.3f  %s %.3f", verdict, name, got, sign, want))
}

func (t *targets) print() {
	fmt.Println("\ntargets")
	for _, l := range t.lines {
		fmt.Println(l)
	}
}

// least nDCG@10 of sets that have one of their own.
var least = map[string]float64{"scifact": 0.70, "cmrc": 0.985, "opszh": 0.64, "netfault": 0.50}

func (t *targets) set(s set, r eval.Report, best, p95 float64) {
	if n, ok := least[s.name]; ok {
		t.check(s.name+" nDCG@10", r.NDCG10, n, false)
	}
	if best > 0 {
		ratio := 1.0
		if s.name == "netfault" {
			ratio = 1.05
		}
		t.check(s.name+" nDCG@10 to the best peer", r.NDCG10/best, ratio, false)
	}
	if p95 > 0 {
		t.check(s.name+" p95 to bleve cjk + gse", r.P95/p95, 0.5, true)
	}
}

func (t *targets) form(s set, r eval.Report, clean float64) {
	if strings.HasPrefix(s.name, "ident/") {
		if n, ok := map[string]float64{"exact": 0.97, "upper": 0.97, "lowerjoined": 0.95, "prefix": 0.80, "typo": 0.90}[s.form]; ok {
			t.check(s.name+" nDCG@10", r.NDCG10, n, false)
		}
		return
	}
	if n, ok := map[string]float64{"trad": 1, "fullwidth": 1, "homophone": 0.97, "latintypo": 0.92, "kwpinyin": 0.95, "kwonepinyin": 0.95}[s.form]; ok {
		t.check(s.name+" to its clean form", r.NDCG10/clean, n, false)
	}
	if s.form != "kwinitials" {
		t.check(s.name+" p95 ms", r.P95, 10, true)
	}
}

func (t *targets) index(c eval.Collection, r eval.Report) {
	t.check(c.Name+" index to text (target for 50,000 sections)", float64(r.IndexBytes)/float64(max(1, c.Bytes)), 2.5, true)
	t.check(c.Name+" seconds to index 10,000 sections", r.IndexSeconds/float64(max(1, r.Docs))*10_000, 10, true)
}
