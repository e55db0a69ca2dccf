package rules

import (
	"lutong/hooks/access"
	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
)

// What a reviewer says about a line of an article. Comments are the trainers' own: they travel with the drafts, and nobody ever deletes one.
// Who wrote one may word it better; answering it, ticking it off, and finding its line again after the text changed is any trainer's work.

func commentAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if a.Role != access.Trainer || op == "delete" {
		return errNotAllowed
	}
	if before == nil {
		return nil
	}
	for _, name := range []string{"article", "replyTo"} {
		if v, sent := set[name]; sent && string(v) != string(before.Fields[name]) {
			return errNotAllowed.Detailf("%s", name)
		}
	}
	if _, sent := set["text"]; sent && before.Fields.String("by") != a.User {
		return errNotAllowed.Detailf("text")
	}
	return nil
}

// stampComment fills who and when, and which version the article was in.
func stampComment(tx fs.Tx, c fs.Context, f fs.Fields) error {
	d, err := tx.Get("articles", f.String("article"))
	if err != nil {
		return err
	}
	if d != nil && !d.Deleted {
		f.Set("version", d.Fields.Number("version"))
	}
	return stampChild(tx, c, f)
}

// checkComment: an answer belongs to the article of what it answers, and answers are not answered: one thread is one list.
func checkComment(r fs.Reader, f fs.Fields) error {
	id := f.String("replyTo")
	if id == "" {
		return nil
	}
	d, err := r.Get("articleComments", id)
	if err != nil || d == nil {
		return err // told as a missing record
	}
	if d.Fields.String("article") != f.String("article") || d.Fields.String("replyTo") != "" {
		return fault.New(fault.Invalid, "bad_value").Detailf("replyTo").With("field", "replyTo")
	}
	return nil
}
