package simtest

import (
	"fmt"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// The oracle's other half, for what belongs to the trainers alone: who may write it, said from what the library is for, as one question about one
// person and one change. It is asked of the role that the person had when the push arrived, which may be another than when the change was made.

// judged checks what a push was answered, before the line can lose the answer: what was carried out was its author's to do, and what was refused as
// somebody else's business was (M10). before is what there was when it arrived.
func (w *world) judged(a access.Actor, before *records, req fs.Push, results []fs.Outcome) error {
	authors := map[fs.Target]string{} // of what the same push made a moment ago
	for i, out := range results {
		m := req.Mutations[i]
		name := fs.Target{Collection: m.Collection, ID: m.ID}
		if m.Collection != "searchWords" && m.Collection != "articleComments" || out.Replayed {
			continue
		}
		if d := before.docs[name]; d != nil && authors[name] == "" {
			authors[name] = d.Fields.String("by")
		}
		if m.Op != "create" && authors[name] == "" {
			continue // it is not there (any more): nobody's to write, and no harm in deleting it once more
		}
		if m.Op == "create" {
			authors[name] = a.User
		}
		done := out.Status == fs.Applied || out.Status == fs.Merged || out.Code == "both_changed"
		switch may := mayWrite(a, m, authors[name]); {
		case done && !may:
			return fmt.Errorf("M10: %s, a %s, did %s of %s %s, which is not theirs to do", a.User, a.Role, m.Op, m.Collection, m.ID)
		case out.Code == "not_allowed" && may:
			return fmt.Errorf("M10: %s, a %s, was refused %s of %s %s", a.User, a.Role, m.Op, m.Collection, m.ID)
		}
		if d := before.get("articles", fs.Fields(m.Set).String("article")); done && d != nil && d.Fields.String("confidence") == "archived" {
			w.tally["comment on a withdrawn article"]++
		}
		if m.Op == "delete" && done {
			delete(authors, name)
		}
	}
	return nil
}

// mayWrite: words of the search are any trainer's to add, change and take out. Of a comment its author words the text; ticking it off and finding
// its line again are any trainer's; and nobody takes one away.
func mayWrite(a access.Actor, m fs.Mutation, author string) bool {
	if a.Role != access.Trainer {
		return false
	}
	if m.Collection == "searchWords" || m.Op == "create" {
		return true
	}
	_, words := m.Set["text"]
	return m.Op == "update" && (!words || author == a.User)
}

// trainersThings checks what trainers keep, whatever they did to it at the same time: an answer belongs to the thread that it answers, a group is of two
// words, and who wrote something was a trainer once.
func (r *records) trainersThings(trainers map[string]bool) error {
	for _, d := range r.list("articleComments") {
		f := d.Fields
		if !trainers[f.String("by")] {
			return fmt.Errorf("M10: comment %s is by %q, who never was a trainer", d.ID, f.String("by"))
		}
		if up := r.get("articleComments", f.String("replyTo")); f.String("replyTo") != "" && (up == nil || up.Fields.String("replyTo") != "" || up.Fields.String("article") != f.String("article")) {
			return fmt.Errorf("M10: comment %s answers %s, which is not a comment on its article", d.ID, f.String("replyTo"))
		}
	}
	for _, d := range r.list("searchWords") {
		f := d.Fields
		if !trainers[f.String("by")] {
			return fmt.Errorf("M10: words %s are by %q, who never was a trainer", d.ID, f.String("by"))
		}
		least := map[string]int{"synonym": 2}[f.String("kind")]
		if n := len(f.Strings("words")); n < max(1, least) {
			return fmt.Errorf("M10: %s %s is of %d words", f.String("kind"), d.ID, n)
		}
	}
	return nil
}
