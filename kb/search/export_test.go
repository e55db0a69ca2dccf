package search

import (
	"fmt"
	"strings"
	"sync"
)

// FoldChecksum lets the vectors cover every character without listing them.
func FoldChecksum() uint32 {
	var h uint32
	for r := rune(0); r < 0x30000; r++ {
		if r >= 0xd800 && r < 0xe000 {
			continue
		}
		f := foldRune(r)
		h = h*31 + uint32(f) + 7*uint32(classOf(f))
	}
	return h
}

// FaultAt lets the nth passage of fault points fail; the function it returns puts things right again.
func FaultAt(n int, err error) (restore func()) {
	fault = func(string) error {
		if n--; n == 0 {
			return err
		}
		return nil
	}
	return func() { fault = func(string) error { return nil } }
}

// Variant of the ranking, to measure what a rule is worth.
type Variant struct {
	Name   string
	change func(*ranking)
}

// Set makes searches use the variant; the function it returns brings the product's numbers back.
func (v Variant) Set() (restore func()) {
	v.change(&rank)
	return func() { rank = product }
}

// Variants: the product, and the product with one choice taken back.
var Variants = []Variant{
	{"product", func(*ranking) {}},
	{"k1=2", func(r *ranking) { r.k1 = 2 }},
	{"b=.75", func(r *ranking) { r.b = 0.75 }},
	{"b=.5", func(r *ranking) { r.b = 0.5 }},
	{"noUnigrams", func(r *ranking) { r.unigram = 0 }},
	{"unigram=1", func(r *ranking) { r.unigram = 1 }},
	{"latin=1", func(r *ranking) { r.latin = 1 }},
	{"noTitle", func(r *ranking) { r.title = 0 }},
	{"title=.3", func(r *ranking) { r.title = 0.3 }},
	{"noFunctionPairs", func(r *ranking) { r.function = 0 }},
	{"noExact", func(r *ranking) { r.exact = 0 }},
	{"noCompletion", func(r *ranking) { r.prefix = 0 }},
	{"noTypo", func(r *ranking) { r.typo = 0 }},
	{"noHomophones", func(r *ranking) { r.homophone = 0 }},
	{"noPinyin", func(r *ranking) { r.pinyin, r.spelt = 0, 0 }},
	{"noSynonyms", func(r *ranking) { r.synonym = 0 }},
	{"synonym=.5", func(r *ranking) { r.synonym = 0.5 }},
}

// Work is what a query costs, in counts that are the same on every machine.
type Work struct {
	Terms, Sounds, Names, Guesses int // of the plan
	Questions                     int // asked of the index to make it
	Walked                        int // words of the index that were looked at to complete or correct others, and Han pairs read as pinyin
	Postings                      int // read to score it
	docs, words, pairs            int // the index
}

// WorkOf plans a query and counts.
func (x *Index) WorkOf(text string) (Work, error) {
	v, err := x.view()
	if err != nil {
		return Work{}, err
	}
	defer v.close()
	c := &counter{lexicon: v}
	p, err := newPlan(c, text)
	if err != nil {
		return Work{}, err
	}
	w := Work{Terms: len(p.terms), Sounds: len(p.sounds), Names: len(p.names), Guesses: p.guesses, Questions: c.asked, Walked: c.walked, docs: v.count}
	w.words, w.pairs = v.sizes()
	for _, t := range p.terms {
		for _, s := range streamWeights() {
			n, _ := v.df(field(s.stream, t.kind), t.text)
			w.Postings += n
		}
	}
	for _, s := range p.sounds {
		for _, text := range s.texts {
			n, _ := v.df(field(whole, Bigram), text)
			w.Postings += n
		}
	}
	for _, k := range p.names {
		n, _ := v.df(k.field, k.text)
		w.Postings += n
	}
	return w, nil
}

var sized sync.Map // by moment

// sizes are the number of Latin words and of postings of Han pairs.
func (v *view) sizes() (words, pairs int) {
	if kept, ok := sized.Load(v.moment); ok {
		return kept.([2]int)[0], kept.([2]int)[1]
	}
	v.visitTerms(field(whole, Latin), "", func(string) { words++ })
	for _, p := range v.parts {
		for c := p.Field(field(whole, Bigram)).Terms(""); c.Valid(); c.Next() {
			pairs += c.Docs()
		}
	}
	sized.Store(v.moment, [2]int{words, pairs})
	return words, pairs
}

// Over names what is beyond the limits, "" if nothing is.
func (w Work) Over() string {
	var over []string
	for _, c := range []struct {
		name      string
		got, most int
	}{
		{"terms", w.Terms, maxTerms},
		{"sounds", w.Sounds, maxGuess * maxSyllables},
		{"names", w.Names, maxNames},
		{"guesses", w.Guesses, maxGuess},
		{"questions", w.Questions, 5 * maxQuery},
		{"walked", w.Walked, maxGuess * (w.words + w.pairs)},
		{"postings", w.Postings, (3*maxTerms+maxNames)*w.docs + w.Sounds*w.pairs},
	} {
		if c.got > c.most {
			over = append(over, fmt.Sprintf("%s %d of %d", c.name, c.got, c.most))
		}
	}
	return strings.Join(over, ", ")
}

// Max is the larger of each count.
func (w Work) Max(o Work) Work {
	return Work{max(w.Terms, o.Terms), max(w.Sounds, o.Sounds), max(w.Names, o.Names), max(w.Guesses, o.Guesses), max(w.Questions, o.Questions),
		max(w.Walked, o.Walked), max(w.Postings, o.Postings), o.docs, o.words, o.pairs}
}

// counter counts what a plan asks of the index.
type counter struct {
	lexicon
	asked, walked int
}

func (c *counter) df(field, text string) (int, error) {
	c.asked++
	return c.lexicon.df(field, text)
}

func (c *counter) latinTerms(prefix string, visit func(string)) error {
	c.asked++
	return c.lexicon.latinTerms(prefix, func(text string) { c.walked++; visit(text) })
}

func (c *counter) latinNear(word string, visit func(string)) error {
	c.asked++
	return c.lexicon.latinNear(word, func(text string) { c.walked++; visit(text) })
}

func (c *counter) pairs(firsts, seconds []rune) ([]string, error) {
	c.asked++
	out, err := c.lexicon.pairs(firsts, seconds)
	c.walked += len(out)
	return out, err
}
