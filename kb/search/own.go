package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Words are what an organisation's trainers add to the data files: other names of the same thing, words that say nothing, terms of the
// trade. They are read when a query is, so that a change needs no new index.
type Words struct {
	Synonyms  [][]string
	Functions []string
	Terms     []string
}

// Limits of what trainers may add. One list is looked through at every search.
const (
	MaxGroups    = 2000
	MaxGroup     = 12 // names of one thing
	MaxWordChars = 40
)

// own is Words made ready.
type own struct {
	groups [][]synonym    // after those of the data file
	small  map[Token]bool // without offsets
	terms  []string
}

func makeOwn(w Words) *own {
	o := &own{small: map[Token]bool{}, groups: slices.Clone(synonymGroups)}
	for _, g := range w.Synonyms[:min(len(w.Synonyms), MaxGroups)] {
		if group := readGroup(g); len(group) > 1 {
			o.groups = append(o.groups, group)
		}
	}
	for _, f := range w.Functions[:min(len(w.Functions), MaxGroups)] {
		tokens := Tokenise(f)
		alone := utf8.RuneCountInString(strings.TrimSpace(f)) == 1
		for _, t := range tokens {
			if t.Kind != Unigram || alone { // 请问 leaves 请 and 问 what they are
				o.small[Token{Text: t.Text, Kind: t.Kind}] = true
			}
		}
	}
	for _, t := range w.Terms[:min(len(w.Terms), MaxGroups)] {
		if t = strings.TrimSpace(t); t != "" {
			o.terms = append(o.terms, t)
		}
	}
	return o
}

// SetWords makes searches use these from now on, instead of those given before.
func (x *Index) SetWords(w Words) { x.words.Store(makeOwn(w)) }

// meaningless: a word that trainers or the data files say means nothing.
func (o *own) meaningless(kind Kind, text string) bool {
	return o != nil && o.small[Token{Text: text, Kind: kind}] || meaningless(kind, text)
}

// allGroups are the data file's and the trainers'.
func (o *own) allGroups() [][]synonym {
	if o == nil {
		return synonymGroups
	}
	return o.groups
}
