package pdf

import (
	"strings"
	"unicode"
)

// What may not begin a line, and what may not end one: closing and opening punctuation, Chinese and Latin (JIS X 4051, GB/T 15834).
const (
	notFirst = "、。，．：；？！）》〉」』】〕〗］｝”’…—～·％‰℃°,.:;?!)]}%>»"
	notLast  = "（《〈「『【〔〖［｛“‘￥＄([{<«"
)

// wide reports whether a line may break on both sides of the character: Chinese, kana, full-width forms.
func wide(r rune) bool {
	return r >= 0x2E80 && !(r >= 0xFE00 && r <= 0xFE0F) || strings.ContainsRune("“”‘’…—·", r)
}

// clean makes a text printable: what has no shape of its own goes, other white space becomes a space.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r), r >= 0xFE00 && r <= 0xFE0F, unicode.Is(unicode.Cf, r), r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, s)
}

// pieces cuts one paragraph into what stays together on a line; a space belongs to the piece before it.
func pieces(paragraph []rune) [][]rune {
	var out [][]rune
	start := 0
	for i := 1; i < len(paragraph); i++ {
		if mayBreak(paragraph[i-1], paragraph[i]) {
			out = append(out, paragraph[start:i])
			start = i
		}
	}
	return append(out, paragraph[start:])
}

func mayBreak(before, after rune) bool {
	switch {
	case after == ' ':
		return false
	case strings.ContainsRune(notFirst, after), strings.ContainsRune(notLast, before):
		return false
	case before == ' ':
		return true
	case wide(before), wide(after):
		return true
	}
	return strings.ContainsRune("-/_&?=", before) && before != after // addresses and part numbers
}

// breakLines fills lines of the given width. advance measures one character. A piece that is wider than a line is cut where it must be.
func breakLines(text string, width float64, advance func(rune) float64) []string {
	var lines []string
	for _, paragraph := range strings.Split(clean(text), "\n") {
		paragraph = strings.TrimRight(paragraph, " ")
		if paragraph == "" {
			if len(lines) > 0 && lines[len(lines)-1] != "" {
				lines = append(lines, "")
			}
			continue
		}
		lines = append(lines, fill(pieces([]rune(paragraph)), width, advance)...)
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return lines
}

func fill(pieces [][]rune, width float64, advance func(rune) float64) []string {
	var lines []string
	var line []rune
	used := 0.0
	flush := func() {
		lines = append(lines, strings.TrimRight(string(line), " "))
		line, used = nil, 0
	}
	for _, piece := range pieces {
		full, ink := 0.0, 0.0
		for _, r := range piece {
			full += advance(r)
			if r != ' ' {
				ink = full
			}
		}
		if used+ink > width && len(line) > 0 {
			flush()
		}
		if ink <= width {
			line, used = append(line, piece...), used+full
			continue
		}
		for _, r := range piece {
			if used+advance(r) > width && len(line) > 0 {
				flush()
			}
			line, used = append(line, r), used+advance(r)
		}
	}
	flush()
	return lines
}
