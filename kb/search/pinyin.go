package search

import (
	_ "embed"
	"math"
	"strings"
)

//go:embed data/pinyin.txt
var pinyinFile string

// charsOf lists the characters of a syllable; syllablesOf the syllables of a character.
var charsOf, syllablesOf = func() (map[string][]rune, map[rune][]string) {
	chars, syllables := map[string][]rune{}, map[rune][]string{}
	for _, l := range dataLines(pinyinFile) {
		syllable, list, _ := strings.Cut(l, " ")
		chars[syllable] = []rune(list)
		for _, r := range list {
			syllables[r] = append(syllables[r], syllable)
		}
	}
	return chars, syllables
}()

const (
	maxSyllable  = 6  // letters
	maxSyllables = 12 // of one word
)

// sound is two syllables side by side: the pairs of characters that the index has for them count as one term, whichever is meant.
type sound struct {
	texts  []string
	weight float64
}

// pinyin reads Latin words that the index does not know and that are pinyin, also those typed syllable by syllable (wu xian). It returns
// the Han text they most likely stand for.
func (p *plan) pinyin(text string) (string, error) {
	var read strings.Builder
	end := 0
	var row spaced
	for _, t := range Tokenise(text) {
		if t.Kind != Latin || t.Start < end || standsInside(text, t) {
			continue
		}
		word := foldText(text[t.Start:t.End])
		if len(row.syllables) > 0 && (strings.Trim(text[end:t.Start], " ") != "" || charsOf[word] == nil || len(row.syllables) == maxSyllables) {
			han, err := p.spoken(row)
			if err != nil {
				return "", err
			}
			read.WriteString(han)
			row = spaced{}
		}
		end = t.End
		if charsOf[word] != nil {
			n, err := p.known(Latin, t.Text)
			if err != nil {
				return "", err
			}
			row.syllables = append(row.syllables, word)
			row.unknown = row.unknown || n == 0
			continue
		}
		if len(word) < 4 || len(word) > maxSyllable*maxSyllables || strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' }) {
			continue
		}
		n, err := p.known(Latin, t.Text)
		if err != nil {
			return "", err
		}
		if n > 0 || p.guesses >= maxGuess {
			continue
		}
		han, err := p.reading(word)
		if err != nil {
			return "", err
		}
		read.WriteString(" " + han)
	}
	han, err := p.spoken(row)
	return read.String() + han, err
}

// spaced are syllables with only spaces between them. A row that the index knows all of (ping, lan) is what it says.
type spaced struct {
	syllables []string
	unknown   bool
}

// spoken adds what a row of syllables sounds like, in pieces whose pairs the index has.
func (p *plan) spoken(row spaced) (string, error) {
	if len(row.syllables) < 2 || !row.unknown {
		return "", nil
	}
	var read strings.Builder
	var sounds []sound
	take := func() error {
		if len(sounds) > 0 && p.guesses < maxGuess {
			han, _, err := p.likeliest(sounds)
			if err != nil {
				return err
			}
			p.sound(sounds, han)
			read.WriteString(" " + han)
		}
		sounds = nil
		return nil
	}
	for i := 1; i < len(row.syllables); i++ {
		texts, err := p.lex.pairs(charsOf[row.syllables[i-1]], charsOf[row.syllables[i]])
		if err != nil {
			return "", err
		}
		if len(texts) > 0 {
			sounds = append(sounds, sound{texts, kindWeight(Bigram) * rank.pinyin})
			continue
		}
		if err := take(); err != nil {
			return "", err
		}
	}
	err := take()
	if read.Len() > 0 {
		p.read = append(p.read, row.syllables...)
	}
	return read.String(), err
}

// sound takes sounds in, and the characters they are most likely spelt with.
func (p *plan) sound(sounds []sound, han string) {
	p.guesses++
	p.sounds = append(p.sounds, sounds...)
	for _, r := range han {
		p.add(term{string(r), Unigram, kindWeight(Unigram) * rank.spelt, false})
	}
}

// standsInside tells a token that is only a part of an identifier.
func standsInside(text string, t Token) bool {
	before, after := byte(' '), byte(' ')
	if t.Start > 0 {
		before = text[t.Start-1]
	}
	if t.End < len(text) {
		after = text[t.End]
	}
	joint := func(c byte) bool { return isJoiner(rune(c)) || classOf(foldRune(rune(c))) == latin && c < 0x80 }
	return joint(before) || joint(after)
}

// reading adds what a word of two syllables or more sounds like, and gives the Han text it most likely stands for; "" if it is no pinyin,
// or of characters that never stand side by side in the index.
func (p *plan) reading(word string) (string, error) {
	var best []sound
	han, most := "", -1.0
	for _, syllables := range split(word) {
		var sounds []sound
		for i := 1; i < len(syllables); i++ {
			texts, err := p.lex.pairs(charsOf[syllables[i-1]], charsOf[syllables[i]])
			if err != nil {
				return "", err
			}
			if len(texts) == 0 {
				sounds = nil
				break
			}
			sounds = append(sounds, sound{texts, kindWeight(Bigram) * rank.pinyin})
		}
		if len(sounds) == 0 {
			continue
		}
		text, worth, err := p.likeliest(sounds)
		if err != nil {
			return "", err
		}
		if worth > most {
			best, han, most = sounds, text, worth
		}
	}
	if best == nil {
		return "", nil
	}
	p.sound(best, han)
	p.read = append(p.read, word)
	return han, nil
}

// split cuts a word into the fewest syllables, in all ways that need as few (xian stays one, fangan gives fang an and fan gan).
func split(word string) [][]string {
	ways := make([][][]string, len(word)+1)
	ways[0] = [][]string{{}}
	for i := range len(word) {
		for _, way := range ways[i] {
			for j := i + 1; j <= len(word) && j-i <= maxSyllable; j++ {
				if charsOf[word[i:j]] == nil || len(way) == maxSyllables {
					continue
				}
				have := ways[j]
				switch {
				case len(have) == 0 || len(way)+1 < len(have[0]):
					ways[j] = nil
				case len(way)+1 > len(have[0]) || len(have) == 4:
					continue
				}
				ways[j] = append(ways[j], append(way[:len(way):len(way)], word[i:j]))
			}
		}
	}
	return ways[len(word)]
}

// likeliest is the text whose neighbouring pairs most documents have (Viterbi), "" if the pairs do not join.
func (p *plan) likeliest(sounds []sound) (string, float64, error) {
	type path struct {
		text  string
		worth float64
	}
	paths := map[rune]path{}
	for i, s := range sounds {
		next := map[rune]path{}
		for _, text := range s.texts {
			n, err := p.known(Bigram, text)
			if err != nil {
				return "", 0, err
			}
			pair := []rune(text)
			before, there := paths[pair[0]]
			if i == 0 {
				before, there = path{text: string(pair[0])}, true
			}
			worth := round(before.worth + math.Log(float64(1+n)))
			if have, ok := next[pair[1]]; there && (!ok || worth > have.worth) {
				next[pair[1]] = path{before.text + string(pair[1]), worth}
			}
		}
		paths = next
	}
	var best path
	for _, one := range paths {
		if one.worth > best.worth || one.worth == best.worth && one.text < best.text {
			best = one
		}
	}
	return best.text, best.worth, nil
}
