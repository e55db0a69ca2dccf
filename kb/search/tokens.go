package search

// Kind of a token: which of the typed fields it goes to.
type Kind byte

const (
	Unigram Kind = '1' // one Han character
	Bigram  Kind = '2' // two neighbours
	Latin   Kind = 'x' // words, numbers, identifiers and their parts
)

// Token is a term and where in the text it comes from (bytes).
type Token struct {
	Text       string
	Kind       Kind
	Start, End int
}

// maxIdent bounds identifiers: a base64 blob is not a word.
const maxIdent = 40

// char is a folded character with its place in the text.
type char struct {
	r          rune
	start, end int
}

// Tokenise analyses a text. Han runs give their characters and neighbouring pairs; a Latin run gives its words, and when it is an
// identifier also the whole without joints and its letter and digit pieces ("RG-AP720-L": rgap720l rg ap720 ap 720).
func Tokenise(text string) []Token {
	tokens := make([]Token, 0, len(text)/2)
	var run []char
	kind := other
	flush := func() {
		switch kind {
		case han:
			tokens = hanTokens(tokens, run)
		case latin:
			tokens = latinTokens(tokens, run)
		}
		run, kind = run[:0], other
	}
	for i, r := range text {
		end := i + runeLen(r, text[i:])
		f := foldRune(r)
		c := classOf(f)
		if c == other && kind == latin && isJoiner(f) { // inside an identifier, or trailing: latinTokens sees
			run = append(run, char{f, i, end})
			continue
		}
		if c != kind {
			flush()
			kind = c
		}
		if c != other {
			run = append(run, char{f, i, end})
		}
	}
	flush()
	return tokens
}

func hanTokens(out []Token, run []char) []Token {
	for i, c := range run {
		out = append(out, Token{string(c.r), Unigram, c.start, c.end})
		if i > 0 {
			out = append(out, Token{string([]rune{run[i-1].r, c.r}), Bigram, run[i-1].start, c.end})
		}
	}
	return out
}

func latinTokens(out []Token, run []char) []Token {
	for len(run) > 0 && isJoiner(run[len(run)-1].r) {
		run = run[:len(run)-1]
	}
	parts := splitParts(run)
	if len(parts) > 1 {
		out = addLatin(out, parts...)
		if len(parts) > 2 { // rg-ap720-l also as rgap720 and ap720l
			for i := 1; i < len(parts); i++ {
				out = addLatin(out, parts[i-1], parts[i])
			}
		}
	}
	for _, p := range parts {
		if len(parts) > 1 && len(p) == 1 {
			continue // the L of RG-AP720-L says nothing alone
		}
		pieces := splitPieces(p)
		if len(pieces) == 1 && !isDigit(p[0].r) {
			out = addWord(out, p)
			continue
		}
		out = addLatin(out, p)
		if len(pieces) > 1 {
			for _, q := range pieces {
				if len(q) > 1 {
					out = addLatin(out, q)
				}
			}
		}
	}
	return out
}

// addLatin adds the characters of some parts as one token.
func addLatin(out []Token, parts ...[]char) []Token {
	var rs []rune
	for _, p := range parts {
		for _, c := range p {
			rs = append(rs, c.r)
		}
	}
	if len(rs) > maxIdent {
		return out
	}
	last := parts[len(parts)-1]
	return append(out, Token{string(rs), Latin, parts[0][0].start, last[len(last)-1].end})
}

// addWord adds the stem of a word of letters.
func addWord(out []Token, p []char) []Token {
	if len(p) > maxIdent {
		return out
	}
	rs := make([]rune, len(p))
	for i, c := range p {
		rs[i] = c.r
	}
	return append(out, Token{stem(string(rs)), Latin, p[0].start, p[len(p)-1].end})
}

func splitParts(run []char) [][]char {
	var parts [][]char
	start := 0
	for i := 0; i <= len(run); i++ {
		if i == len(run) || isJoiner(run[i].r) {
			if i > start {
				parts = append(parts, run[start:i])
			}
			start = i + 1
		}
	}
	return parts
}

// splitPieces cuts between letters and digits.
func splitPieces(p []char) [][]char {
	var pieces [][]char
	start := 0
	for i := 1; i <= len(p); i++ {
		if i == len(p) || isDigit(p[i].r) != isDigit(p[i-1].r) {
			pieces = append(pieces, p[start:i])
			start = i
		}
	}
	return pieces
}

// runeLen is the width of the character at the beginning of rest: an invalid byte counts as one.
func runeLen(r rune, rest string) int {
	switch {
	case r < 0x80:
		return 1
	case r == 0xfffd && (len(rest) < 3 || rest[:3] != "\ufffd"):
		return 1
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}
