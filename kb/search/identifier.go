package search

import (
	"slices"
	"sort"
	"strings"
)

// maxAlone bounds the words of a query that is nothing but an identifier: "P LT 2024 12 01".
const maxAlone = 6

// identifiers adds what neighbouring words give when written together ("ap 720" → ap720), notes exact keys and whole identifiers, and
// expands unknown words.
func (p *plan) identifiers(text string) error {
	groups := latinRuns(text)
	alone := len(groups) == 1 && len(groups[0]) <= maxAlone && !slices.ContainsFunc(Tokenise(text), func(t Token) bool { return t.Kind != Latin })
	for _, group := range groups {
		for i := range group {
			for j := i + 1; j <= len(group) && j-i <= maxAlone; j++ {
				joined := strings.Join(slices.Concat(group[i:j]...), "")
				if len([]rune(joined)) > maxIdent {
					break
				}
				if err := p.joined(joined, group[i:j], alone); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// joined looks at some neighbouring words written together.
func (p *plan) joined(joined string, words [][]string, alone bool) error {
	n, err := p.lex.df(keyField, joined)
	if err != nil {
		return err
	}
	if n > 0 {
		p.addName(name{keyField, joined, rank.key})
	}
	token := joined
	if len(words) == 1 && len(words[0]) == 1 {
		token = stem(joined)
	}
	known, err := p.known(Latin, token)
	if err != nil {
		return err
	}
	if len(words) > 1 && known > 0 {
		p.add(term{joined, Latin, kindWeight(Latin), true})
	}
	if alone && known > 0 && (lettersAndDigits(joined) || len(words) == 1 && len(words[0]) > 1) {
		p.addName(name{field(whole, Latin), joined, rank.exact})
	}
	if len(words) > 1 || known > 0 || slices.Contains(p.read, joined) {
		return nil
	}
	return p.expand(token, words[0], alone)
}

// expand completes or corrects one word (its parts) that the index does not have. An unknown whole of known parts is found by its parts,
// unless it is all that is asked for.
func (p *plan) expand(word string, parts []string, alone bool) error {
	n := len([]rune(word))
	if n < 3 || stopWords[word] {
		return nil
	}
	if len(parts) > 1 {
		all, err := p.pairs(parts, alone)
		if err != nil || all && !alone {
			return err
		}
	}
	if p.guesses >= maxGuess {
		return nil
	}
	p.guesses++
	weight := rank.prefix
	found, err := p.closest(word, maxPrefix, func(visit func(string)) error { return p.lex.latinTerms(word, visit) })
	if err != nil {
		return err
	}
	if len(found) == 0 && n >= 4 && strings.ContainsFunc(word, func(r rune) bool { return !isDigit(r) }) {
		weight = rank.typo
		if found, err = p.closest(word, maxTypos, func(visit func(string)) error {
			return p.lex.latinNear(word, func(t string) {
				if oneEdit(word, t) {
					visit(t)
				}
			})
		}); err != nil {
			return err
		}
	}
	if len(found) == 0 && len(parts) == 1 {
		if found, err = p.pieces(word); err != nil {
			return err
		}
	}
	for _, f := range found {
		p.add(term{f, Latin, kindWeight(Latin) * weight, true})
		if alone && (len(parts) > 1 || lettersAndDigits(f)) {
			p.addName(name{field(whole, Latin), f, rank.exact * weight})
		}
	}
	return nil
}

// pairs tells whether the index has all parts of an unknown whole. Asked for alone, two parts that stand side by side count as a name.
func (p *plan) pairs(parts []string, alone bool) (bool, error) {
	all := true
	for i, part := range parts {
		if len([]rune(part)) > 1 {
			n, err := p.known(Latin, stem(part))
			if err != nil {
				return false, err
			}
			all = all && n > 0
		}
		if i > 0 && alone && len(parts) > 2 {
			n, err := p.known(Latin, parts[i-1]+part)
			if err != nil {
				return false, err
			}
			if n > 0 {
				p.addName(name{field(whole, Latin), parts[i-1] + part, rank.exact})
			}
		}
	}
	return all, nil
}

// maxPieces of a word whose spaces or joints were left out, of two characters or more.
const (
	maxPieces     = 4
	maxPiecesWord = 32
)

// pieces cuts an unknown word into the fewest words the index knows, the longest first ("apiv2status" → apiv2 status); nil if it cannot.
func (p *plan) pieces(word string) ([]string, error) {
	rs := []rune(word)
	if len(rs) < 5 || len(rs) > maxPiecesWord {
		return nil, nil
	}
	type way struct {
		count, next int
		token       string
	}
	ways := make([]way, len(rs)+1) // from i to the end
	for i := len(rs) - 2; i >= 0; i-- {
		for j := len(rs); j >= i+2; j-- {
			if j < len(rs) && (ways[j].count == 0 || ways[i].count > 0 && ways[j].count+1 >= ways[i].count) {
				continue
			}
			for _, token := range []string{string(rs[i:j]), stem(string(rs[i:j]))} {
				n, err := p.known(Latin, token)
				if err != nil {
					return nil, err
				}
				if n > 0 {
					ways[i] = way{ways[j].count + 1, j, token}
					break
				}
			}
		}
	}
	if ways[0].count == 0 || ways[0].count > maxPieces {
		return nil, nil
	}
	var out []string
	for i := 0; i < len(rs); i = ways[i].next {
		out = append(out, ways[i].token)
	}
	return out, nil
}

// closest lists the most frequent of the terms that are visited.
func (p *plan) closest(word string, limit int, visitAll func(visit func(string)) error) ([]string, error) {
	var found []string
	if err := visitAll(func(text string) {
		if text != word {
			found = append(found, text)
		}
	}); err != nil {
		return nil, err
	}
	df := map[string]int{}
	for _, text := range found {
		n, err := p.known(Latin, text)
		if err != nil {
			return nil, err
		}
		df[text] = n
	}
	found = slices.DeleteFunc(found, func(text string) bool { return df[text] == 0 })
	sort.Slice(found, func(i, j int) bool {
		if df[found[i]] != df[found[j]] {
			return df[found[i]] > df[found[j]]
		}
		return found[i] < found[j]
	})
	return found[:min(limit, len(found))], nil
}

// oneEdit tells whether two words differ by one character more, less or other, or by two neighbours swapped.
func oneEdit(a, b string) bool {
	x, y := []rune(a), []rune(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(y)-len(x) > 1 {
		return false
	}
	i := 0
	for i < len(x) && x[i] == y[i] {
		i++
	}
	if len(x) < len(y) {
		return slices.Equal(x[i:], y[i+1:])
	}
	if i == len(x) {
		return false
	}
	if slices.Equal(x[i+1:], y[i+1:]) {
		return true
	}
	return i+1 < len(x) && x[i] == y[i+1] && x[i+1] == y[i] && slices.Equal(x[i+2:], y[i+2:])
}
