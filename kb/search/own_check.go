package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// BadWords says why words cannot be added: few (a group of one name), many, long, empty (no letter, digit or character), twice, wanted (a
// word that people look for cannot be one that says nothing), short (one character stands in too many words).
type BadWords struct{ Code, Word string }

func (b BadWords) Error() string { return "search: words " + b.Code + ": " + b.Word }

// CheckWords looks at one record of trainers' words.
func CheckWords(kind string, words []string) error {
	switch {
	case kind == "synonym" && len(words) < 2, len(words) == 0:
		return BadWords{Code: "few"}
	case len(words) > MaxGroup:
		return BadWords{Code: "many"}
	}
	var seen []string
	for _, w := range words {
		folded := foldText(strings.TrimSpace(w))
		tokens := Tokenise(folded)
		said := slices.ContainsFunc(tokens, func(t Token) bool { return !meaningless(t.Kind, t.Text) })
		switch {
		case utf8.RuneCountInString(folded) > MaxWordChars:
			return BadWords{"long", w}
		case len(tokens) == 0, kind != "function" && !said:
			return BadWords{"empty", w}
		case slices.Contains(seen, folded):
			return BadWords{"twice", w}
		case kind == "function" && wanted(folded):
			return BadWords{"wanted", w}
		case kind != "synonym" && utf8.RuneCountInString(folded) < 2:
			return BadWords{"short", w}
		}
		seen = append(seen, folded)
	}
	return nil
}

// wanted: a name of the data files.
func wanted(folded string) bool {
	if slices.ContainsFunc(synonymGroups, func(g []synonym) bool {
		return slices.ContainsFunc(g, func(n synonym) bool { return n.text == folded })
	}) {
		return true
	}
	_, vendor := vendorTable.byName[folded]
	return vendor || slices.ContainsFunc(terms, func(t string) bool { return foldText(t) == folded })
}
