package search

// Syllable is how a Han character is spelt, without tone; of several ways the first. "" for anything else.
func Syllable(r rune) string {
	if ways := syllablesOf[r]; len(ways) > 0 {
		return ways[0]
	}
	return ""
}
