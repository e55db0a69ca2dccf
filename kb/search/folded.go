package search

import "strings"

// Fold is a text as the index reads it: narrow, in small letters, in simplified characters.
func Fold(text string) string { return strings.Map(foldRune, text) }

// Runs cuts a folded text into its runs of Han and of Latin characters; what stands between them is left out.
func Runs(text string) []string {
	var runs []string
	var run strings.Builder
	kind := other
	flush := func() {
		if run.Len() > 0 {
			runs = append(runs, run.String())
		}
		run.Reset()
	}
	for _, r := range Fold(text) {
		c := classOf(r)
		if c != kind {
			flush()
			kind = c
		}
		if c != other {
			run.WriteRune(r)
		}
	}
	flush()
	return runs
}
