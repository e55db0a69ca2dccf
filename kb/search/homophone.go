package search

import (
	"math"
	"slices"
)

// homophones adds what Han text may have meant that an input method wrote with a wrong character of the same sound (冲图 → 冲突). A character
// is doubted only when the index has it in no pair with its neighbours, and another is believed only when the index has it in one.
func (p *plan) homophones(text string) error {
	for _, run := range hanRuns(text) {
		pairs := make([]int, len(run)+1) // documents with the pair that ends at i
		for i := 1; i < len(run); i++ {
			n, err := p.known(Bigram, string(run[i-1:i+1]))
			if err != nil {
				return err
			}
			pairs[i] = n
		}
		for i := range run {
			if len(run) < 2 || pairs[i] > 0 || pairs[i+1] > 0 || functionChars[string(run[i])] && len(run) > 2 {
				continue
			}
			if p.guesses >= maxGuess {
				return nil
			}
			p.guesses++
			if err := p.otherChar(run, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// otherChar adds the pairs of the character of the same sound that the index has most of beside the neighbours.
func (p *plan) otherChar(run []rune, i int) error {
	var best []string
	most := 0.0
	for _, c := range soundsLike(run[i]) {
		var pairs []string
		worth := 0.0
		for _, side := range []struct {
			there bool
			pair  func() []rune
		}{
			{i > 0, func() []rune { return []rune{run[i-1], c} }},
			{i+1 < len(run), func() []rune { return []rune{c, run[i+1]} }},
		} {
			if !side.there {
				continue
			}
			pair := string(side.pair())
			n, err := p.known(Bigram, pair)
			if err != nil {
				return err
			}
			if n > 0 {
				pairs = append(pairs, pair)
				worth += math.Log(float64(1 + n))
			}
		}
		if worth = round(worth); worth > most {
			best, most = pairs, worth
		}
	}
	for _, pair := range best {
		if !meaningless(Bigram, pair) {
			p.add(term{pair, Bigram, kindWeight(Bigram) * rank.homophone, true})
		}
	}
	return nil
}

// soundsLike lists the other characters with a syllable of c, in the order of the table.
func soundsLike(c rune) []rune {
	var out []rune
	for _, s := range syllablesOf[c] {
		for _, o := range charsOf[s] {
			if o != c && !slices.Contains(out, o) {
				out = append(out, o)
			}
		}
	}
	return out
}

// hanRuns lists the runs of Han characters of a text, folded.
func hanRuns(text string) [][]rune {
	var out [][]rune
	var run []rune
	for _, r := range text {
		f := foldRune(r)
		if classOf(f) == han {
			run = append(run, f)
			continue
		}
		if len(run) > 0 {
			out, run = append(out, run), nil
		}
	}
	if len(run) > 0 {
		out = append(out, run)
	}
	return out
}
