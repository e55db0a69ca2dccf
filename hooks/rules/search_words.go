package rules

import (
	"errors"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/kb"
)

// wordsAllow: trainers keep the words of the search, and take out what did not help.
func wordsAllow(_ fs.Reader, a access.Actor, _ string, _ *fs.Doc, _ fs.Fields) error {
	return allowed(a.Role == access.Trainer)
}

// checkWords refuses what could not do what it is for, or would do harm.
func checkWords(_ fs.Reader, f fs.Fields) error {
	err := kb.CheckWords(f.String("kind"), f.Strings("words"))
	var bad kb.BadWords
	if errors.As(err, &bad) {
		return fault.New(fault.Invalid, "words_"+bad.Code).Detailf("%s", bad.Word).With("field", "words")
	}
	return err
}
