package search

import (
	_ "embed"
	"strings"
)

//go:embed data/functionchars.txt
var functionCharsFile string

//go:embed data/stopwords.txt
var stopWordsFile string

// functionChars mean nothing alone: 的, 了, 怎, 么.
var functionChars = func() map[string]bool {
	m := map[string]bool{}
	for _, r := range dataLines(functionCharsFile)[0] {
		m[string(r)] = true
	}
	return m
}()

// stopWords are English words that a query does without, as tokens.
var stopWords = func() map[string]bool {
	m := map[string]bool{}
	for _, l := range dataLines(stopWordsFile) {
		for w := range strings.FieldsSeq(l) {
			m[w] = true
			m[stem(w)] = true
		}
	}
	return m
}()

// dataLines gives the lines of a data file without comments and empty lines.
func dataLines(file string) []string {
	var out []string
	for l := range strings.SplitSeq(file, "\n") {
		if l = strings.TrimSpace(l); l != "" && l[0] != '#' {
			out = append(out, l)
		}
	}
	return out
}

// meaningless: a small English word, or Han characters that all are function characters.
func meaningless(kind Kind, text string) bool {
	if kind == Latin {
		return stopWords[text]
	}
	for _, r := range text {
		if !functionChars[string(r)] {
			return false
		}
	}
	return true
}
