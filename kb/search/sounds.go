package search

import "strings"

// How names sound: whole syllables, initials, or both mixed ("wuxian", "wxap", "wuxap" for 无线AP). Only for suggestions and for names of
// records on the tablet: in the text of an article initials fit too much.

// maxSpelling: more letters than anybody types of a name.
const maxSpelling = 36

func isSpelling(word string) bool {
	return len(word) >= 2 && len(word) <= maxSpelling && !strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' })
}

// soundsFrom tells whether a stretch of folded characters that begins at from sounds like the word.
func soundsFrom(chars []rune, from int, word string) bool {
	kind := func(i int) class {
		if i < 0 || i >= len(chars) {
			return other
		}
		return classOf(chars[i])
	}
	if kind(from) != han && (kind(from) != latin || kind(from-1) == latin) {
		return false
	}
	dead := map[[2]int]bool{}
	var walk func(i, j int) bool
	walk = func(i, j int) bool {
		if j == len(word) {
			return true
		}
		if i == len(chars) || dead[[2]int{i, j}] {
			return false
		}
		for _, next := range steps(chars[i], word, j) {
			if next < 0 || walk(i+1, next) {
				return true
			}
		}
		dead[[2]int{i, j}] = true
		return false
	}
	return walk(from, 0)
}

// steps says how far in the word one gets with a character; -1: to the end of it, in the middle of a syllable.
func steps(c rune, word string, at int) []int {
	switch classOf(c) {
	case latin:
		if rune(word[at]) == c {
			return []int{at + 1}
		}
		return nil
	case other:
		return []int{at} // a space, a dash: nobody spells it
	}
	var out []int
	for _, syllable := range syllablesOf[c] {
		if strings.HasPrefix(word[at:], syllable) {
			out = append(out, at+len(syllable))
		} else if strings.HasPrefix(syllable, word[at:]) {
			out = append(out, -1)
		}
		if len(syllable) > 1 && syllable[1] == 'h' && strings.HasPrefix(word[at:], syllable[:2]) {
			out = append(out, at+2)
		}
		if syllable[0] == word[at] {
			out = append(out, at+1)
		}
	}
	return out
}
