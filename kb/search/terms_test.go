package search

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// WholeTerms ranks as the product does and adds what the dictionary (data/terms.txt) would say as a field of its own, by the same formula: an
// experiment, in no build of the product. NOTES.md says what it gave.
type WholeTerms struct {
	x       *Index
	of      map[string]map[string]int // by document: how often it has each term
	length  map[string]int
	df      map[string]int
	average float64
}

// NewWholeTerms counts the terms of some documents, which are those of the index.
func NewWholeTerms(x *Index, docs []Doc, pairs bool) *WholeTerms {
	t := &WholeTerms{x: x, of: map[string]map[string]int{}, length: map[string]int{}, df: map[string]int{}}
	sum := 0
	for _, d := range docs {
		n := wholeTerms(d.streams(d.text())[whole], pairs)
		t.of[d.ID] = n
		for term, tf := range n {
			t.length[d.ID] += tf
			t.df[term]++
		}
		sum += t.length[d.ID]
	}
	t.average = float64(max(1, sum)) / float64(max(1, len(docs)))
	return t
}

// Rank lists the fifty best documents; no weight is the product.
func (t *WholeTerms) Rank(text string, weight float64) ([]string, error) {
	v, err := t.x.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	p, err := newPlan(v, text)
	if err != nil {
		return nil, err
	}
	scores := newBoard(v.top)
	defer scores.release()
	if _, _, err := v.score(p, scores); err != nil {
		return nil, err
	}
	asked := slices.Sorted(maps.Keys(wholeTerms(text, true)))
	for _, doc := range scores.hits() {
		id := v.id(int(doc))
		for _, term := range asked {
			if tf := t.of[id][term]; tf > 0 {
				scores.add(int(doc), weight*idf(v.count, t.df[term])*tfPart(float64(tf), norm(float64(t.length[id]), t.average)), hit)
			}
		}
	}
	var ids []string
	for _, f := range v.best(scores, scores.hits(), 50) {
		ids = append(ids, f.id)
	}
	return ids, nil
}

// WholeTermsIn says how many terms of the dictionary a text has.
func WholeTermsIn(text string, pairs bool) int { return len(wholeTerms(text, pairs)) }

// wholeTerms counts the terms that a text has. Those of one word or one character are terms of the index already; those of two characters are
// its pairs, and counted only if pairs are wanted.
func wholeTerms(text string, pairs bool) map[string]int {
	folded, words := foldText(text), stems(text)
	found := map[string]int{}
	for _, term := range dictionary {
		n := 0
		switch {
		case term.words == nil && (pairs || utf8.RuneCountInString(term.text) > 2):
			n = strings.Count(folded, term.text)
		case len(term.words) > 1:
			for i := 0; i+len(term.words) <= len(words); i++ {
				if slices.Equal(words[i:i+len(term.words)], term.words) {
					n++
				}
			}
		}
		if n > 0 {
			found[term.text] = n
		}
	}
	return found
}

var dictionary = func() []synonym {
	var all []synonym
	for _, t := range readGroup(terms) {
		if t.words != nil {
			t.words = stems(t.text)
		} else if utf8.RuneCountInString(t.text) < 2 {
			continue
		}
		all = append(all, t)
	}
	return all
}()

func stems(text string) []string {
	var out []string
	for _, group := range latinRuns(text) {
		for _, w := range group {
			out = append(out, stem(strings.Join(w, "")))
		}
	}
	return out
}

func TestWholeTermsAreFound(t *testing.T) {
	got := wholeTerms("核心交换机的链路聚合，交换機；wireless controllers and Access-Points, packet loss", false)
	want := map[string]int{"核心交换机": 1, "交换机": 2, "链路聚合": 1, "wireless controller": 1, "packet loss": 1}
	if !maps.Equal(got, want) {
		t.Error(got)
	}
	if got := wholeTerms("信道", false); len(got) > 0 || !maps.Equal(wholeTerms("信道", true), map[string]int{"信道": 1}) {
		t.Error("a pair is a pair already", got)
	}
}
