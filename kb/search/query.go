package search

import (
	_ "embed"
	"math"
	"slices"
	"sort"
	"strings"
)

//go:embed data/functionchars.txt
var functionCharsFile string

//go:embed data/stopwords.txt
var stopWordsFile string

var functionChars = func() map[string]bool {
	m := map[string]bool{}
	for _, r := range dataLines(functionCharsFile)[0] {
		m[string(r)] = true
	}
	return m
}()

var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, l := range dataLines(stopWordsFile) {
		for w := range strings.FieldsSeq(l) {
			m[w] = true
			m[string(singular([]rune(w)))] = true
		}
	}
	return m
}()

// dataLines gives the lines of a data file without comments and empty lines.
func dataLines(file string) []string {
	var out []string
	for l := range strings.SplitSeq(file, "\n") {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			out = append(out, l)
		}
	}
	return out
}

const (
	maxQuery  = 2000 // characters of a query that are read
	maxTerms  = 64   // terms of it that are looked for, the rarest
	maxPrefix = 30   // completions of an unknown word
	maxTypos  = 5
	maxGuess  = 8 // unknown words that are completed or corrected: each goes through the index's words

	prefixWeight  = 0.5
	typoWeight    = 0.6
	synonymWeight = 0.2
)

// term is one thing to look for. Only a strong term makes a document a hit; the others order the hits.
type term struct {
	text   string
	kind   Kind
	weight float64
	strong bool
}

// plan is a query made ready.
type plan struct {
	terms   []term
	keys    []string
	guesses int // unknown words so far
}

// lexicon is what planning needs to know of the index.
type lexicon interface {
	docs() int
	df(field, text string) (int, error)
	// latinTerms calls for every Latin term that begins with prefix; a term may have lost its last document.
	latinTerms(prefix string, visit func(text string)) error
}

// newPlan reads a query. Words the index does not know are completed or corrected; words it knows never are, because that costs exact
// identifiers their rank.
func newPlan(lex lexicon, text string) (plan, error) {
	if rs := []rune(text); len(rs) > maxQuery {
		text = string(rs[:maxQuery])
	}
	var p plan
	counted, order := count(Tokenise(text))
	kept := slices.DeleteFunc(slices.Clone(order), meaningless)
	if !slices.ContainsFunc(kept, func(t term) bool { return t.kind != Unigram }) {
		if len(kept) == 0 || slices.ContainsFunc(order, func(t term) bool { return t.kind != Unigram }) {
			kept = order // nothing but small words: then they are what is meant
		}
	}
	strongest := slices.ContainsFunc(kept, func(t term) bool { return t.kind != Unigram })
	for _, t := range kept {
		t.weight = kindWeight(t.kind) * (1 + math.Log(float64(counted[t])))
		t.strong = t.kind != Unigram || !strongest
		p.terms = append(p.terms, t)
	}
	if err := p.identifiers(lex, text); err != nil {
		return p, err
	}
	if err := p.synonyms(lex, text); err != nil {
		return p, err
	}
	return p, p.cut(lex)
}

func count(tokens []Token) (map[term]int, []term) {
	counted := map[term]int{}
	var order []term
	for _, tok := range tokens {
		t := term{text: tok.Text, kind: tok.Kind}
		if counted[t]++; counted[t] == 1 {
			order = append(order, t)
		}
	}
	return counted, order
}

func meaningless(t term) bool {
	if t.kind == Latin {
		return stopWords[t.text]
	}
	for _, r := range t.text {
		if !functionChars[string(r)] {
			return false
		}
	}
	return true
}

// identifiers adds what neighbouring words give when written together ("ap 720" → ap720), notes exact keys, and expands unknown words.
func (p *plan) identifiers(lex lexicon, text string) error {
	for _, group := range latinRuns(text) {
		for i := range group {
			for j := i + 1; j <= len(group) && j-i <= 4; j++ {
				var parts []string
				for _, w := range group[i:j] {
					parts = append(parts, w...)
				}
				joined := strings.Join(parts, "")
				if len([]rune(joined)) > maxIdent {
					break
				}
				n, err := lex.df(keyField, joined)
				if err != nil {
					return err
				}
				if n > 0 && !slices.Contains(p.keys, joined) {
					p.keys = append(p.keys, joined)
				}
				if j > i+1 {
					n, err := lex.df(field(whole, Latin), joined)
					if err != nil {
						return err
					}
					if n > 0 {
						p.add(term{joined, Latin, kindWeight(Latin), true})
					}
				} else if err := p.expand(lex, group[i]); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// expand completes or corrects one word (its parts) that the index does not have.
func (p *plan) expand(lex lexicon, parts []string) error {
	word := strings.Join(parts, "")
	if len(parts) == 1 && !strings.ContainsFunc(word, isDigit) {
		word = string(singular([]rune(word)))
	}
	n := len([]rune(word))
	if n < 3 || stopWords[word] {
		return nil
	}
	known, err := lex.df(field(whole, Latin), word)
	if err != nil || known > 0 {
		return err
	}
	if len(parts) > 1 { // an unknown whole of known parts is found by its parts
		all := true
		for _, part := range parts {
			if len([]rune(part)) > 1 {
				n, err := lex.df(field(whole, Latin), part)
				if err != nil {
					return err
				}
				all = all && n > 0
			}
		}
		if all {
			return nil
		}
	}
	if p.guesses++; p.guesses > maxGuess {
		return nil
	}
	found, err := closest(lex, word, word, maxPrefix, func(t string) bool { return true })
	if err != nil {
		return err
	}
	weight := prefixWeight
	if len(found) == 0 && n >= 4 && strings.ContainsFunc(word, func(r rune) bool { return !isDigit(r) }) {
		weight = typoWeight
		if found, err = closest(lex, "", word, maxTypos, func(t string) bool { return oneEdit(word, t) }); err != nil {
			return err
		}
	}
	for _, f := range found {
		p.add(term{f, Latin, kindWeight(Latin) * weight, true})
	}
	return nil
}

// closest lists the most frequent terms of the index with a prefix that are accepted.
func closest(lex lexicon, prefix, word string, limit int, accept func(string) bool) ([]string, error) {
	type candidate struct {
		text string
		df   int
	}
	var accepted []string
	if err := lex.latinTerms(prefix, func(text string) {
		if text != word && accept(text) {
			accepted = append(accepted, text)
		}
	}); err != nil {
		return nil, err
	}
	var all []candidate
	for _, text := range accepted {
		n, err := lex.df(field(whole, Latin), text)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, candidate{text, n})
		}
	}
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].df != all[j].df {
			return all[i].df > all[j].df
		}
		return all[i].text < all[j].text
	})
	var out []string
	for i := 0; i < len(all) && i < limit; i++ {
		out = append(out, all[i].text)
	}
	return out, nil
}

func (p *plan) add(t term) {
	for _, have := range p.terms {
		if have.text == t.text && have.kind == t.kind {
			return
		}
	}
	p.terms = append(p.terms, t)
}

// cut keeps the terms that tell most when there are too many, as with the text of a whole job.
func (p *plan) cut(lex lexicon) error {
	if len(p.terms) <= maxTerms {
		return nil
	}
	worth := make(map[term]float64, len(p.terms))
	for _, t := range p.terms {
		n, err := lex.df(field(whole, t.kind), t.text)
		if err != nil {
			return err
		}
		if n > 0 {
			worth[t] = round(t.weight * idf(lex.docs(), n))
		}
	}
	sort.SliceStable(p.terms, func(i, j int) bool {
		a, b := p.terms[i], p.terms[j]
		if worth[a] != worth[b] {
			return worth[a] > worth[b]
		}
		return a.text < b.text
	})
	p.terms = p.terms[:maxTerms]
	return nil
}

// oneEdit tells whether two words differ by one character more, less or other, or by two neighbours swapped.
func oneEdit(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) {
		return false
	}
	if slices.Equal(x[i+1:], y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}
