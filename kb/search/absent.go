package search

import (
	"slices"
	"strings"
)

// Absent is a model or a code in the query that no article has. What is found all the same is only like it, and whoever asked must be told:
// a fix for another error code is worse than none.
type Absent struct {
	Code  string `json:"code"`  // as it was typed
	Begun bool   `json:"begun"` // articles have longer ones that begin with it
}

// Missed reports whether the query named a model or a code that stands in no article: what was found is not what was looked for.
func (r Result) Missed() bool {
	return slices.ContainsFunc(r.Absent, func(a Absent) bool { return !a.Begun })
}

const (
	maxAbsent  = 3 // that are told
	minCode    = 3 // characters without joints
	minNumeral = 4 // of digits alone, in a sentence: "300 人" is no code
)

// absent looks for every word of the query that reads like a code. Names that trainers or the data files put beside other words are meant.
func (p *plan) absent(text string) ([]Absent, error) {
	text = readOf(text)
	var out []Absent
	inSentence := slices.ContainsFunc(Tokenise(text), func(t Token) bool { return t.Kind != Latin })
	for _, w := range codeWords(text) {
		code := w.joined
		n := len([]rune(code))
		numeral := !strings.ContainsFunc(code, func(r rune) bool { return !isDigit(r) })
		if n < minCode || n > maxIdent || measured(code) || !numeral && !lettersAndDigits(code) || numeral && inSentence && n < minNumeral {
			continue
		}
		if len(out) == maxAbsent || p.named(code) || slices.ContainsFunc(out, func(a Absent) bool { return a.Code == w.raw }) {
			continue
		}
		if has, err := p.has(code); err != nil || has {
			if err != nil {
				return nil, err
			}
			continue
		}
		begun, err := p.closest(code, 1, func(visit func(string)) error { return p.lex.latinTerms(code, visit) })
		if err != nil {
			return nil, err
		}
		out = append(out, Absent{w.raw, len(begun) > 0})
	}
	return out, nil
}

// Units of measured values, and what is counted: 28dBm and vlan100 are a customer's own numbers, not codes. Units of one letter end
// models too (5735S), so that only up to three digits before them are a value.
var (
	units      = setOf("db dbi dbm v kv w kw va kva ma mah hz mhz ghz bps kbps mbps gbps k m g t kb mb gb tb ms us min nm um mm cm km")
	quantities = setOf("vlan cpu mtu ping")
)

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// measured tells a number with its unit, or a quantity with its number.
func measured(code string) bool {
	unit := strings.TrimLeft(code, "0123456789")
	digits := len(code) - len(unit)
	return digits > 0 && units[unit] && (len(unit) > 1 || digits <= 3) || quantities[strings.TrimRight(code, "0123456789")]
}

// has tells whether an article has a code, somewhere in its text or among its models and codes.
func (p *plan) has(code string) (bool, error) {
	n, err := p.known(Latin, code)
	if err != nil || n > 0 {
		return n > 0, err
	}
	n, err = p.lex.df(keyField, code)
	return n > 0, err
}

// named tells whether a code is another name of something.
func (p *plan) named(code string) bool {
	return slices.ContainsFunc(p.own.allGroups(), func(g []synonym) bool {
		return slices.ContainsFunc(g, func(n synonym) bool { return len(n.words) > 0 && strings.Join(n.words, "") == code })
	})
}

// codeWord is a Latin word of a text, as it stands and folded without joints.
type codeWord struct{ raw, joined string }

func codeWords(text string) []codeWord {
	var out []codeWord
	var raw, joined []rune
	end := 0 // of raw, behind the last character that counts
	word := func() {
		if len(joined) > 0 {
			out = append(out, codeWord{string(raw[:end]), string(joined)})
		}
		raw, joined = raw[:0], joined[:0]
	}
	for _, r := range text {
		f := foldRune(r)
		switch c := classOf(f); {
		case c == latin:
			raw, joined = append(raw, r), append(joined, f)
			end = len(raw)
		case c == other && len(raw) > 0 && isJoiner(f):
			raw = append(raw, r)
		default:
			word()
		}
	}
	word()
	return out
}
