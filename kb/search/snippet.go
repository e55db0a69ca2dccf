package search

import (
	"html"
	"sort"
	"strings"

	index "github.com/blevesearch/bleve_index_api"
)

const (
	snippetLength = 110 // characters
	snippetLead   = 24  // of them before the first mark
)

// marker finds the words of a query in a text.
type marker struct {
	weight map[term]float64 // by text and kind; a rare term weighs more
	one    map[rune]term    // the Han terms among them, so that a text is gone through without making strings
	two    map[[2]rune]term
}

func newMarker(p *plan, rarity, sounds []float64) *marker {
	m := &marker{weight: map[term]float64{}}
	strong := false
	for _, t := range p.terms {
		strong = strong || t.kind != Unigram
	}
	strong = strong || len(p.sounds) > 0
	for i, t := range p.terms {
		if rarity[i] > 0 && (t.kind != Unigram || !strong) {
			m.weight[term{text: t.text, kind: t.kind}] = round(t.weight * rarity[i])
		}
	}
	for i, s := range p.sounds {
		for _, text := range s.texts {
			m.weight[term{text: text, kind: Bigram}] = round(s.weight * sounds[i])
		}
	}
	m.one, m.two = map[rune]term{}, map[[2]rune]term{}
	for t := range m.weight {
		switch rs := []rune(t.text); {
		case t.kind == Unigram:
			m.one[rs[0]] = t
		case t.kind == Bigram:
			m.two[[2]rune{rs[0], rs[1]}] = t
		}
	}
	return m
}

// spot is a marked place, in characters.
type spot struct {
	start, end int
	term       term
}

// snippet cuts the passage with the most and rarest words of the query.
func (m *marker) snippet(text string) string {
	runes := []rune(text)
	spots := m.spots(text)
	from := 0
	if len(spots) > 0 {
		from = sentenceStart(runes, spots[m.bestSpot(spots)].start)
	}
	to := min(from+snippetLength, len(runes))
	var b strings.Builder
	if from > 0 {
		b.WriteString("…")
	}
	at := from
	for _, s := range spots {
		if s.start < at && s.end <= at || s.end > to || s.start < from {
			continue
		}
		start := max(s.start, at)
		if start > at || !strings.HasSuffix(b.String(), "</mark>") {
			write(&b, runes[at:start])
			b.WriteString("<mark>")
		} else { // touches or overlaps the one before: one mark
			joined := strings.TrimSuffix(b.String(), "</mark>")
			b.Reset()
			b.WriteString(joined)
		}
		write(&b, runes[start:s.end])
		b.WriteString("</mark>")
		at = s.end
	}
	write(&b, runes[at:to])
	if to < len(runes) {
		b.WriteString("…")
	}
	return b.String()
}

// spots lists the query's words in the text by their place, the longer first where two begin together: the tokens of Tokenise, but counted
// in characters and without those nobody asked for.
func (m *marker) spots(text string) []spot {
	var out []spot
	var run []char
	var tokens []Token
	words := func() {
		tokens = latinTokens(tokens[:0], run)
		run = run[:0]
		for _, t := range tokens {
			key := term{text: t.Text, kind: Latin}
			if _, ok := m.weight[key]; ok {
				out = append(out, spot{t.Start, t.End, key})
			}
		}
	}
	n, before := -1, rune(0) // the Han character just before, 0 if there is none
	for _, r := range text {
		n++
		f := foldRune(r)
		c := classOf(f)
		if c == latin || c == other && len(run) > 0 && isJoiner(f) {
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
		if t, ok := m.two[[2]rune{before, f}]; ok && before != 0 {
			out = append(out, spot{n - 1, n + 1, t})
		}
		before = f
	}
	if len(run) > 0 {
		words()
	}
	sort.SliceStable(out, func(i, j int) bool {
		if out[i].start != out[j].start {
			return out[i].start < out[j].start
		}
		return out[i].end > out[j].end
	})
	return out
}

// bestSpot is the first spot of the best window: each term counts once.
func (m *marker) bestSpot(spots []spot) int {
	best, most := 0, 0.0
	for i, first := range spots {
		sum := 0.0
		seen := map[term]bool{}
		for _, s := range spots[i:] {
			if s.end > first.start+snippetLength-snippetLead {
				break
			}
			if !seen[s.term] {
				seen[s.term] = true
				sum += m.weight[s.term]
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

func internalID(doc uint64) index.IndexInternalID { return index.NewIndexInternalID(nil, doc) }
