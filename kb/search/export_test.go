package search

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
