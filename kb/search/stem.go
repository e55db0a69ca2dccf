package search

import "strings"

// stem is Porter's stemmer (1980) for words of a to z, so that a word is found in all its forms: policies → polici, routing → rout. Two
// guards of his later one keep names of this trade whole: words of three letters (dns, aes) and the s of status and analysis.
func stem(word string) string {
	for i := 0; i < len(word); i++ {
		if word[i] < 'a' || word[i] > 'z' {
			return word
		}
	}
	if len(word) < 4 {
		return word
	}
	w := plural(word)
	w = pastAndGerund(w)
	if strings.HasSuffix(w, "y") && hasVowel(w[:len(w)-1]) {
		w = w[:len(w)-1] + "i"
	}
	w = exchange(w, 0, derived)
	w = exchange(w, 0, derivedAgain)
	w = exchange(w, 1, endings)
	return lastLetter(w)
}

func plural(w string) string {
	switch {
	case strings.HasSuffix(w, "sses"), strings.HasSuffix(w, "ies"):
		return w[:len(w)-2]
	case strings.HasSuffix(w, "ss"), strings.HasSuffix(w, "us"), strings.HasSuffix(w, "is"):
		return w
	}
	return strings.TrimSuffix(w, "s")
}

func pastAndGerund(w string) string {
	if rest, ok := strings.CutSuffix(w, "eed"); ok {
		if measure(rest) > 0 {
			return w[:len(w)-1]
		}
		return w
	}
	rest, ok := strings.CutSuffix(w, "ed")
	if !ok || !hasVowel(rest) {
		if rest, ok = strings.CutSuffix(w, "ing"); !ok || !hasVowel(rest) {
			return w
		}
	}
	switch {
	case strings.HasSuffix(rest, "at"), strings.HasSuffix(rest, "bl"), strings.HasSuffix(rest, "iz"):
		return rest + "e"
	case doubled(rest) && !strings.ContainsRune("lsz", rune(rest[len(rest)-1])):
		return rest[:len(rest)-1]
	case measure(rest) == 1 && shortEnd(rest):
		return rest + "e"
	}
	return rest
}

// suffix and what stands in its place.
type suffix struct{ from, to string }

var (
	derived = []suffix{{"ational", "ate"}, {"ization", "ize"}, {"iveness", "ive"}, {"fulness", "ful"}, {"ousness", "ous"}, {"tional", "tion"}, {"biliti", "ble"},
		{"entli", "ent"}, {"ousli", "ous"}, {"ation", "ate"}, {"alism", "al"}, {"aliti", "al"}, {"iviti", "ive"}, {"enci", "ence"}, {"anci", "ance"}, {"izer", "ize"},
		{"alli", "al"}, {"ator", "ate"}, {"logi", "log"}, {"bli", "ble"}, {"eli", "e"}}
	derivedAgain = []suffix{{"icate", "ic"}, {"ative", ""}, {"alize", "al"}, {"iciti", "ic"}, {"ical", "ic"}, {"ness", ""}, {"ful", ""}}
	endings      = []suffix{{"ement", ""}, {"ance", ""}, {"ence", ""}, {"able", ""}, {"ible", ""}, {"ment", ""}, {"sion", "s"}, {"tion", "t"}, {"ant", ""}, {"ent", ""},
		{"ism", ""}, {"ate", ""}, {"iti", ""}, {"ous", ""}, {"ive", ""}, {"ize", ""}, {"al", ""}, {"er", ""}, {"ic", ""}, {"ou", ""}}
)

// exchange puts the longest suffix of the table that the word has in its other form, if what stays has more than m syllables.
func exchange(w string, m int, table []suffix) string {
	for _, s := range table {
		if rest, ok := strings.CutSuffix(w, s.from); ok {
			if measure(rest+s.to[:min(len(s.to), m)]) > m {
				return rest + s.to
			}
			return w
		}
	}
	return w
}

func lastLetter(w string) string {
	if rest, ok := strings.CutSuffix(w, "e"); ok {
		if m := measure(rest); m > 1 || m == 1 && !shortEnd(rest) {
			w = rest
		}
	}
	if strings.HasSuffix(w, "ll") && measure(w) > 1 {
		w = w[:len(w)-1]
	}
	return w
}

func vowel(w string, i int) bool {
	switch w[i] {
	case 'a', 'e', 'i', 'o', 'u':
		return true
	case 'y':
		return i > 0 && !vowel(w, i-1)
	}
	return false
}

func hasVowel(w string) bool {
	for i := range len(w) {
		if vowel(w, i) {
			return true
		}
	}
	return false
}

// measure counts the changes from vowels to consonants.
func measure(w string) int {
	m, before := 0, false
	for i := range len(w) {
		v := vowel(w, i)
		if before && !v {
			m++
		}
		before = v
	}
	return m
}

func doubled(w string) bool {
	n := len(w)
	return n > 1 && w[n-1] == w[n-2] && !vowel(w, n-1)
}

// shortEnd: consonant, vowel, consonant, the last not w, x or y.
func shortEnd(w string) bool {
	n := len(w)
	return n > 2 && !vowel(w, n-3) && vowel(w, n-2) && !vowel(w, n-1) && !strings.ContainsRune("wxy", rune(w[n-1]))
}
