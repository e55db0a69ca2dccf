package markdown

import (
	"strings"
	"unicode/utf8"
)

// What no author writes and what costs a parser the square of its length: thousands of levels, and lines without an end. Both are cut
// before parsing, so that time is bounded by the size of the text; ordinary articles pass unchanged.
const (
	maxDepth = 24
	maxLine  = 4096
)

func tame(body string) string {
	if !strings.ContainsAny(body, ">-*+ \t") && len(body) <= maxLine {
		return body
	}
	lines := strings.Split(body, "\n")
	for i, l := range lines {
		l = flatten(l)
		if len(l) > maxLine {
			l = fold(l)
		}
		lines[i] = l
	}
	return strings.Join(lines, "\n")
}

// flatten cuts the marks at the beginning of a line that would nest deeper than maxDepth.
func flatten(l string) string {
	depth := 0
	for j := 0; j < len(l); j++ {
		switch l[j] {
		case '>':
			depth++
		case '-', '*', '+':
			if j+1 < len(l) && l[j+1] != ' ' && l[j+1] != '\t' {
				return l // a word, a rule or a fence
			}
			depth++
		case ' ', '\t':
		default:
			return l
		}
		if depth > maxDepth || j > 4*maxDepth {
			return l[:j] + strings.TrimLeft(l[j:], ">-*+ \t")
		}
	}
	return l
}

// fold breaks a very long line into shorter ones, at a space where there is one.
func fold(l string) string {
	var b strings.Builder
	for len(l) > maxLine {
		at := strings.LastIndexByte(l[:maxLine], ' ')
		if at < maxLine/2 {
			for at = maxLine; at > 0 && !utf8.RuneStart(l[at]); at-- {
			}
		}
		b.WriteString(l[:at])
		b.WriteByte('\n')
		l = strings.TrimPrefix(l[at:], " ")
	}
	b.WriteString(l)
	return b.String()
}
