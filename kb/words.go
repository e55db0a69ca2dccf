package kb

import "lutong/kb/search"

// BadWords says why words of trainers cannot be added to the search.
type BadWords = search.BadWords

// CheckWords looks at one record of trainers' words; the error is a BadWords.
func CheckWords(kind string, words []string) error { return search.CheckWords(kind, words) }
