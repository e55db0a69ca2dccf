package search

import (
	"cmp"
	"math"
	"slices"
)

const (
	maxQuery  = 2000 // characters of a query that are read
	maxTerms  = 64   // terms of it that are looked for, the rarest
	maxPrefix = 30   // completions of an unknown word
	maxTypos  = 5
	maxNames  = 16
	maxGuess  = 8 // unknown words, and unknown places in Han text, that are guessed at
)

// term is one thing to look for. Only a strong term makes a document a hit; the others order the hits.
type term struct {
	text   string
	kind   Kind
	weight float64
	strong bool
}

// name is a whole identifier or an exact model or code: a document has it or has not, how often says nothing.
type name struct {
	field, text string
	weight      float64
}

// plan is a query made ready.
type plan struct {
	lex     lexicon
	own     *own // the trainers' words; nil for none
	terms   []term
	sounds  []sound
	names   []name
	read    []string // Latin words that were read as pinyin
	guesses int      // unknown words so far
}

// lexicon is what planning needs to know of the index. Terms that are visited may have lost their last document.
type lexicon interface {
	docs() int
	df(field, text string) (int, error)
	// latinTerms calls for every Latin term that begins with prefix.
	latinTerms(prefix string, visit func(text string)) error
	// latinNear calls at least for every Latin term one edit away from a word.
	latinNear(word string, visit func(text string)) error
	// pairs lists the Han pairs of the index with one of the firsts and one of the seconds, sorted.
	pairs(firsts, seconds []rune) ([]string, error)
}

// newPlan reads a query: the text is cut into terms as a document is, and what the index does not know is read as pinyin, completed or
// corrected. What it knows never is, because that costs exact identifiers their rank.
func newPlan(lex lexicon, text string) (*plan, error) {
	text = readOf(text)
	p := &plan{lex: lex}
	if has, ok := lex.(interface{ ownWords() *own }); ok {
		p.own = has.ownWords()
	}
	p.words(text)
	han, err := p.pinyin(text)
	if err != nil {
		return nil, err
	}
	for _, step := range []func(string) error{p.homophones, p.identifiers} {
		if err := step(text); err != nil {
			return nil, err
		}
	}
	if err := p.synonyms(text + han); err != nil {
		return nil, err
	}
	return p, p.cut()
}

// readOf is what is read of a query.
func readOf(text string) string {
	if rs := []rune(text); len(rs) > maxQuery {
		return string(rs[:maxQuery])
	}
	return text
}

// words are the terms of the text as it stands. Small words are left out, except pairs of function characters (怎么, 如何), which say a
// little about the kind of text that is wanted; where there is nothing else, they are what is meant.
func (p *plan) words(text string) {
	counted, order := count(Tokenise(text))
	kept := slices.DeleteFunc(slices.Clone(order), func(t term) bool { return p.own.meaningless(t.kind, t.text) })
	small := !slices.ContainsFunc(kept, func(t term) bool { return t.kind != Unigram })
	if small && (len(kept) == 0 || slices.ContainsFunc(order, func(t term) bool { return t.kind != Unigram })) {
		kept = order
	} else if rank.function > 0 {
		kept = slices.DeleteFunc(order, func(t term) bool { return t.kind != Bigram && p.own.meaningless(t.kind, t.text) })
		small = false
	}
	strongest := slices.ContainsFunc(kept, func(t term) bool { return t.kind != Unigram })
	for _, t := range kept {
		n := counted[t]
		t.weight = kindWeight(t.kind) * (1 + math.Log(float64(n)))
		t.strong = t.kind != Unigram || !strongest
		if !small && t.kind == Bigram && p.own.meaningless(t.kind, t.text) {
			t.weight *= rank.function
			t.strong = false
		}
		p.terms = append(p.terms, t)
	}
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

func (p *plan) add(t term) {
	for _, have := range p.terms {
		if have.text == t.text && have.kind == t.kind {
			return
		}
	}
	p.terms = append(p.terms, t)
}

func (p *plan) addName(n name) {
	if len(p.names) == maxNames {
		return
	}
	for _, have := range p.names {
		if have.field == n.field && have.text == n.text {
			return
		}
	}
	p.names = append(p.names, n)
}

// known is the number of documents with a token.
func (p *plan) known(kind Kind, text string) (int, error) { return p.lex.df(field(whole, kind), text) }

// cut keeps the terms that tell most when there are too many, as with the text of a whole job.
func (p *plan) cut() error {
	if len(p.terms) <= maxTerms {
		return nil
	}
	type weighed struct {
		term
		worth float64
	}
	all := make([]weighed, len(p.terms))
	for i, t := range p.terms {
		n, err := p.known(t.kind, t.text)
		if err != nil {
			return err
		}
		all[i].term = t
		if n > 0 {
			all[i].worth = round(t.weight * idf(p.lex.docs(), n))
		}
	}
	slices.SortStableFunc(all, func(a, b weighed) int {
		return cmp.Or(cmp.Compare(b.worth, a.worth), cmp.Compare(a.text, b.text))
	})
	for i := range maxTerms {
		p.terms[i] = all[i].term
	}
	p.terms = p.terms[:maxTerms]
	return nil
}
