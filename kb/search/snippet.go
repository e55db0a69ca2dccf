package search

import (
	"cmp"
	"html"
	"slices"
	"strings"
)

const (
	snippetLength = 110 // characters
	snippetLead   = 24  // of them before the first mark
)

// marker finds the words of a query in a text. What it looks for has numbers, so that a text is gone through without making strings.
type marker struct {
	weights []float64 // by number; a rare term weighs more
	one     map[rune]int
	two     map[[2]rune]int
	words   map[string]int
	firsts  [0x80]uint64 // how words begin: by the first character (0 for those outside ASCII) the second ones there are
	last    []int        // by number: the window it was last seen in
}

func newMarker(p *plan, rarity, sounds []float64) *marker {
	m := &marker{one: map[rune]int{}, two: map[[2]rune]int{}, words: map[string]int{}}
	strong := false
	for _, t := range p.terms {
		strong = strong || t.kind != Unigram
	}
	strong = strong || len(p.sounds) > 0
	for i, t := range p.terms {
		if rarity[i] > 0 && (t.kind != Unigram || !strong) {
			m.want(t.kind, t.text, round(t.weight*rarity[i]))
		}
	}
	for i, s := range p.sounds {
		for _, text := range s.texts {
			m.want(Bigram, text, round(s.weight*sounds[i]))
		}
	}
	m.last = make([]int, len(m.weights))
	return m
}

// want gives a term a number; the last weight of the same term counts.
func (m *marker) want(kind Kind, text string, weight float64) {
	rs := []rune(text)
	switch kind {
	case Unigram:
		m.one[rs[0]] = number(m, m.one, rs[0])
		m.weights[m.one[rs[0]]] = weight
	case Bigram:
		pair := [2]rune{rs[0], rs[1]}
		m.two[pair] = number(m, m.two, pair)
		m.weights[m.two[pair]] = weight
	case Latin:
		m.words[text] = number(m, m.words, text)
		m.weights[m.words[text]] = weight
		if len(rs) > 1 {
			m.firsts[ascii(rs[0])] |= second(rs[1])
		} else {
			m.firsts[ascii(rs[0])] = anySecond
		}
	}
}

// second is a word's second character as one bit of 64, some sharing one. A y and an i are the same, because a stem may make one the other.
func second(r rune) uint64 {
	if r == 'y' {
		r = 'i'
	}
	return 1 << (r & 63)
}

const anySecond = ^uint64(0)

func number[K comparable](m *marker, numbers map[K]int, key K) int {
	if n, ok := numbers[key]; ok {
		return n
	}
	m.weights = append(m.weights, 0)
	return len(m.weights) - 1
}

func ascii(r rune) rune {
	if r < 0x80 {
		return r
	}
	return 0
}

// spot is a marked place, in characters.
type spot struct {
	start, end int
	term       int // its number
}

// snippet cuts the passage with the most and rarest words of the query.
func (m *marker) snippet(text string) string {
	runes := []rune(text)
	spots := m.spots(runes)
	from := 0
	if len(spots) > 0 {
		from = sentenceStart(runes, spots[m.bestSpot(spots)].start)
	}
	to := min(from+snippetLength, len(runes))
	var b strings.Builder
	b.Grow(4 * snippetLength)
	if from > 0 {
		b.WriteString("…")
	}
	at, inMark := from, false
	for _, s := range spots {
		if s.start < at && s.end <= at || s.end > to || s.start < from {
			continue
		}
		if start := max(s.start, at); start > at || !inMark { // what touches or overlaps the one before shares its mark
			if inMark {
				b.WriteString("</mark>")
			}
			write(&b, runes[at:start])
			b.WriteString("<mark>")
			at, inMark = start, true
		}
		write(&b, runes[at:s.end])
		at = s.end
	}
	if inMark {
		b.WriteString("</mark>")
	}
	write(&b, runes[at:to])
	if to < len(runes) {
		b.WriteString("…")
	}
	return b.String()
}

// spots lists the query's words in the text by their place, the longer first where two begin together: the tokens of Tokenise, but counted
// in characters and without those nobody asked for.
func (m *marker) spots(runes []rune) []spot {
	var out []spot
	var run []char
	var tokens []Token
	wanted := false // a word in the run begins like one that is looked for
	words := func() {
		if wanted {
			tokens = latinTokens(tokens[:0], run)
			for _, t := range tokens {
				if n, ok := m.words[t.Text]; ok {
					out = append(out, spot{t.Start, t.End, n})
				}
			}
		}
		run, wanted = run[:0], false
	}
	before := rune(0) // the Han character just before, 0 if there is none
	for n, r := range runes {
		f := foldRune(r)
		c := classOf(f)
		if c == latin || c == other && len(run) > 0 && isJoiner(f) {
			// tokens begin at the run's beginning, after a joint, and between letters and digits
			if !wanted && m.firsts[ascii(f)] != 0 {
				wanted = (len(run) == 0 || isJoiner(run[len(run)-1].r) || isDigit(f) != isDigit(run[len(run)-1].r)) && m.begins(f, runes[n+1:])
			}
			run = append(run, char{f, n, n + 1})
			before = 0
			continue
		}
		if len(run) > 0 {
			words()
		}
		if c != han {
			before = 0
			continue
		}
		if t, ok := m.one[f]; ok {
			out = append(out, spot{n, n + 1, t})
		}
		if before != 0 {
			if t, ok := m.two[[2]rune{before, f}]; ok {
				out = append(out, spot{n - 1, n + 1, t})
			}
		}
		before = f
	}
	if len(run) > 0 {
		words()
	}
	slices.SortStableFunc(out, func(a, b spot) int {
		return cmp.Or(cmp.Compare(a.start, b.start), cmp.Compare(b.end, a.end))
	})
	return out
}

// begins tells whether a word that is looked for begins with a character and what follows it. Where that is a joint, the word goes on
// behind it.
func (m *marker) begins(first rune, rest []rune) bool {
	next := anySecond
	if len(rest) > 0 {
		if f := foldRune(rest[0]); classOf(f) == latin {
			next = second(f)
		}
	}
	return m.firsts[ascii(first)]&next != 0
}

// bestSpot is the first spot of the best window: each term counts once.
func (m *marker) bestSpot(spots []spot) int {
	best, most := 0, 0.0
	clear(m.last)
	for i, first := range spots {
		sum := 0.0
		for _, s := range spots[i:] {
			if s.end > first.start+snippetLength-snippetLead {
				break
			}
			if m.last[s.term] != i+1 {
				m.last[s.term] = i + 1
				sum += m.weights[s.term]
			}
		}
		if sum = round(sum); sum > most {
			best, most = i, sum
		}
	}
	return best
}

// sentenceStart goes back from a mark to where its sentence begins, but not far.
func sentenceStart(runes []rune, mark int) int {
	for i := mark; i > 0 && i > mark-snippetLead; i-- {
		switch runes[i-1] {
		case '\n', '。', '！', '？', '；':
			return i
		}
	}
	if mark <= snippetLead {
		return 0
	}
	return mark - snippetLead/2
}

func write(b *strings.Builder, runes []rune) {
	b.WriteString(html.EscapeString(strings.ReplaceAll(string(runes), "\n", " ")))
}
