package search

import (
	_ "embed"
	"slices"
	"strings"
	"unicode/utf8"
)

//go:embed data/synonyms.txt
var synonymsFile string

// synonym is one member of a group of names for the same thing: Han text, or Latin words.
type synonym struct {
	text  string   // folded
	words []string // of a Latin name
}

// synonymGroups are those of the data file, and behind them the names of every maker.
var synonymGroups = func() [][]synonym {
	var groups [][]synonym
	for _, l := range dataLines(synonymsFile) {
		groups = append(groups, readGroup(strings.Split(l, "|")))
	}
	for _, names := range vendorNames() {
		if len(names) > 1 {
			groups = append(groups, readGroup(names))
		}
	}
	return groups
}()

// readGroup reads names of the same thing; what has neither a Latin nor a Han character is no name.
func readGroup(names []string) []synonym {
	var g []synonym
	for _, part := range names {
		part = foldText(strings.TrimSpace(part))
		at := strings.IndexFunc(part, func(r rune) bool { return classOf(r) != other })
		if at < 0 {
			continue
		}
		n := synonym{text: part}
		if first, _ := utf8.DecodeRuneInString(part[at:]); classOf(first) == latin {
			for _, group := range latinRuns(part) {
				for _, w := range group {
					n.words = append(n.words, strings.Join(w, ""))
				}
			}
		}
		g = append(g, n)
	}
	return g
}

func foldText(s string) string { return strings.Map(foldRune, s) }

// synonyms adds, for every group the query names, the terms of its other names at a low weight.
func (p *plan) synonyms(text string) error {
	folded := foldText(text)
	var words []string
	for _, group := range latinRuns(text) {
		for _, w := range group {
			words = append(words, strings.Join(w, ""))
		}
	}
	for _, g := range p.own.allGroups() {
		if !slices.ContainsFunc(g, func(n synonym) bool { return n.in(folded, words) }) {
			continue
		}
		for _, n := range g {
			if !n.in(folded, words) {
				if err := p.addSynonym(n); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (n synonym) in(folded string, words []string) bool {
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

// addSynonym: of a name of several terms only the rarest makes a hit (换机 of 交换机), the others order the hits.
func (p *plan) addSynonym(n synonym) error {
	var found []Token
	rarest, fewest := 0, 0
	for _, t := range Tokenise(n.text) {
		if t.Kind == Unigram {
			continue
		}
		df, err := p.known(t.Kind, t.Text)
		if err != nil {
			return err
		}
		if df > 0 && (fewest == 0 || df < fewest) {
			rarest, fewest = len(found), df
		}
		found = append(found, t)
	}
	for i, t := range found {
		p.add(term{t.Text, t.Kind, kindWeight(t.Kind) * rank.synonym, i == rarest})
	}
	return nil
}
