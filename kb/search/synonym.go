package search

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed data/synonyms.txt
var synonymsFile string

// name is one member of a group of synonyms: Han text, or Latin words.
type name struct {
	text  string   // folded
	words []string // of a Latin name
}

var synonymGroups = func() [][]name {
	var groups [][]name
	for _, l := range dataLines(synonymsFile) {
		var g []name
		for part := range strings.SplitSeq(l, "|") {
			part = foldText(strings.TrimSpace(part))
			n := name{text: part}
			if classOf([]rune(part)[0]) == latin {
				for _, group := range latinRuns(part) {
					for _, w := range group {
						n.words = append(n.words, strings.Join(w, ""))
					}
				}
			}
			g = append(g, n)
		}
		groups = append(groups, g)
	}
	return groups
}()

func foldText(s string) string { return strings.Map(foldRune, s) }

// synonyms adds, for every group the query names, the terms of its other names at a low weight.
func (p *plan) synonyms(text string) {
	folded := foldText(text)
	var words []string
	for _, group := range latinRuns(text) {
		for _, w := range group {
			words = append(words, strings.Join(w, ""))
		}
	}
	for _, g := range synonymGroups {
		if !slices.ContainsFunc(g, func(n name) bool { return n.in(folded, words) }) {
			continue
		}
		for _, n := range g {
			if !n.in(folded, words) {
				p.addName(n)
			}
		}
	}
}

func (n name) in(folded string, words []string) bool {
	if n.words == nil {
		return strings.Contains(folded, n.text)
	}
	for i := 0; i+len(n.words) <= len(words); i++ {
		if slices.Equal(words[i:i+len(n.words)], n.words) {
			return true
		}
	}
	return false
}

// addName: a name of several terms does not make a hit by one of them, so it only orders the hits.
func (p *plan) addName(n name) {
	var found []Token
	for _, t := range Tokenise(n.text) {
		if t.Kind != Unigram {
			found = append(found, t)
		}
	}
	for _, t := range found {
		p.add(term{t.Text, t.Kind, kindWeight(t.Kind) * synonymWeight, len(found) == 1})
	}
}
