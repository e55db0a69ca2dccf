package search

import (
	"cmp"
	_ "embed"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

//go:embed data/terms.txt
var termsFile string

// terms of the trade, from the data file.
var terms = func() []string {
	var out []string
	for _, l := range dataLines(termsFile) {
		for t := range strings.SplitSeq(l, "|") {
			out = append(out, strings.TrimSpace(t))
		}
	}
	return out
}()

// Suggestion is what may have been begun. Kind says where it is from: term, tag, model, code, symptom, title.
type Suggestion struct {
	Text string `json:"text"`
	Kind string `json:"kind"`
}

// suggestionKinds in the order in which equally good ones are told: short words for a thing before sentences about it.
var suggestionKinds = []string{"term", "tag", "model", "code", "symptom", "title"}

const (
	maxSuggestions = 8
	maxBegun       = 64 // characters of what was typed that are looked at
	maxSuggested   = 48 // characters of a suggestion: more is no completion but a text
)

// suggestion is one candidate made ready.
type suggestion struct {
	Suggestion
	lang   string // "" for names that are of no language
	place  int    // of its kind
	folded string
	chars  []rune
	joined string
}

func newSuggestion(text, kind, lang string) (suggestion, bool) {
	text = strings.TrimSpace(text)
	if text == "" || utf8.RuneCountInString(text) > maxSuggested || strings.ContainsRune(text, '\n') {
		return suggestion{}, false
	}
	s := suggestion{Suggestion: Suggestion{text, kind}, lang: lang, place: slices.Index(suggestionKinds, kind), folded: foldText(text)}
	s.chars = []rune(s.folded)
	for _, r := range s.chars {
		if classOf(r) != other {
			s.joined += string(r)
		}
	}
	return s, true
}

// suggestions are what an article adds: its names in any language, its words in its own.
func (d *Doc) suggestions() []suggestion {
	var out []suggestion
	add := func(kind, lang string, texts ...string) {
		for _, t := range texts {
			if s, ok := newSuggestion(t, kind, lang); ok {
				out = append(out, s)
			}
		}
	}
	add("tag", d.Lang, d.Tags...)
	add("model", "", d.Models...)
	add("code", "", d.Codes...)
	add("symptom", d.Lang, d.Symptoms...)
	add("title", d.Lang, d.Title)
	return out
}

// key is the suggestion as a term of the index.
func (s *suggestion) key() string { return s.lang + "\t" + s.Kind + "\t" + s.Text }

func fromKey(key string) (suggestion, bool) {
	part := strings.SplitN(key, "\t", 3)
	if len(part) != 3 {
		return suggestion{}, false
	}
	return newSuggestion(part[2], part[1], part[0])
}

// suggestionKeys are the suggestions as terms of the index.
func (d *Doc) suggestionKeys() []string {
	var out []string
	for _, s := range d.suggestions() {
		if !slices.Contains(out, s.key()) {
			out = append(out, s.key())
		}
	}
	return out
}

// Suggest lists what may have been begun in the search box, in a language ("" for any).
func (x *Index) Suggest(text, lang string) ([]Suggestion, error) {
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	all := v.suggestions()
	if v.words != nil {
		all = slices.Concat(all, termSuggestions(v.words.terms))
	}
	return complete(all, text, lang, func(s suggestion) (bool, error) {
		if s.Kind != "term" {
			n, err := v.df(suggestField, s.key())
			return n > 0, err
		}
		for _, t := range Tokenise(s.Text) { // a term of which the library has every piece
			if t.Kind != Unigram {
				if n, err := v.df(field(whole, t.Kind), t.Text); n == 0 || err != nil {
					return false, err
				}
			}
		}
		return true, nil
	})
}

func termSuggestions(terms []string) []suggestion {
	var out []suggestion
	for _, t := range terms {
		if s, ok := newSuggestion(t, "term", ""); ok {
			out = append(out, s)
		}
	}
	return out
}

// readSuggestions are all that the index has, and the terms of the trade.
func (m *moment) readSuggestions() []suggestion {
	out := termSuggestions(terms)
	(&view{moment: m}).visitTerms(suggestField, "", func(key string) {
		if s, ok := fromKey(key); ok {
			out = append(out, s)
		}
	})
	return out
}

// How a candidate fits what was typed; the lower the better.
const (
	fitsStart = iota // it begins so
	fitsWord         // a word in it begins so
	fitsSound        // it begins so by its sound
	fitsNot
)

func (s *suggestion) fit(begun, joined string) int {
	switch {
	case strings.HasPrefix(s.folded, begun), joined != "" && strings.HasPrefix(s.joined, joined) && (s.Kind == "model" || s.Kind == "code"):
		return fitsStart
	case s.hasWord(begun):
		return fitsWord
	case isSpelling(begun) && soundsFrom(s.chars, 0, begun):
		return fitsSound
	}
	return fitsNot
}

// hasWord: Han text anywhere, a Latin word where one begins.
func (s *suggestion) hasWord(begun string) bool {
	first, _ := utf8.DecodeRuneInString(begun)
	for from := 1; from < len(s.folded); {
		at := strings.Index(s.folded[from:], begun)
		if at < 0 {
			return false
		}
		at += from
		before, _ := utf8.DecodeLastRuneInString(s.folded[:at])
		if classOf(first) != latin || classOf(before) != latin {
			return true
		}
		from = at + 1
	}
	return false
}

// complete lists what may have been begun, the best first. known tells whether anything would be found by it.
func complete(all []suggestion, text, lang string, known func(suggestion) (bool, error)) ([]Suggestion, error) {
	if rs := []rune(text); len(rs) > maxBegun {
		text = string(rs[:maxBegun])
	}
	out := []Suggestion{}
	seen := map[string]bool{strings.TrimSpace(foldText(text)): true}
	whole := strings.TrimLeft(text, " \u3000")
	head, last := "", whole
	if at := strings.LastIndexAny(whole, " \u3000"); at >= 0 {
		_, size := utf8.DecodeRuneInString(whole[at:])
		head, last = whole[:at+size], whole[at+size:]
	}
	tries := []struct{ head, begun string }{{"", whole}}
	if head != "" {
		tries = append(tries, struct{ head, begun string }{head, last})
	}
	for _, try := range tries {
		for _, s := range fitting(all, try.begun, lang, try.head != "") {
			full := try.head + s.Text
			if len(out) == maxSuggestions || seen[foldText(full)] {
				continue
			}
			if ok, err := known(s); err != nil {
				return nil, err
			} else if ok {
				seen[foldText(full)] = true
				out = append(out, Suggestion{full, s.Kind})
			}
		}
	}
	return out, nil
}

// fitting lists the candidates in their order. A word at the end of a query is completed by words and names only.
func fitting(all []suggestion, begun, lang string, words bool) []suggestion {
	begun = strings.TrimSpace(foldText(begun))
	joined := ""
	for _, r := range begun {
		if classOf(r) != other {
			joined += string(r)
		}
	}
	first, _ := utf8.DecodeRuneInString(begun)
	if n := utf8.RuneCountInString(begun); n == 0 || n == 1 && classOf(first) != han {
		return nil
	}
	type candidate struct {
		suggestion
		fit int
	}
	var found []candidate
	for i := range all {
		s := &all[i]
		if s.lang != "" && lang != "" && s.lang != lang || words && s.place > 3 {
			continue
		}
		if fit := s.fit(begun, joined); fit < fitsNot {
			found = append(found, candidate{*s, fit})
		}
	}
	sort.Slice(found, func(i, j int) bool {
		a, b := found[i], found[j]
		return cmp.Or(cmp.Compare(a.fit, b.fit), cmp.Compare(a.place, b.place), cmp.Compare(len(a.chars), len(b.chars)), strings.Compare(a.folded, b.folded), strings.Compare(a.Text, b.Text)) < 0
	})
	out := make([]suggestion, len(found))
	for i, c := range found {
		out[i] = c.suggestion
	}
	return out
}
