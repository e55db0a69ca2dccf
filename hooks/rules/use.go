package rules

import (
	"slices"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/kb/loop"
)

// Reuse is review: what articles did on jobs (knowledge.md, editorial states; domain.md, articleUses). A use belongs to its job. What
// somebody said is the trainers' too, that something was read is not: of that the board tells them when they ask. Everyone who may read an
// article knows its numbers, which are a record of their own (L8), so that a tap does not send the article anew to every tablet.
//
// "Did not help" opens a report and changes no state: one tap in a machine room must not take an article away from everybody else.
// The trainers answer it with a new version, or by having looked.

func useScopes(r fs.Reader, d *fs.Doc) ([]string, error) {
	scopes, err := ofJob(r, d)
	if d.Fields.String("kind") != loop.Read {
		scopes = append(slices.Clone(scopes), access.KBDraft)
	}
	return scopes, err
}

// useAllow: `article` and `job` are no references in the sense of the protocol, because a word said offline must not be refused, and set
// aside for a person, only because the article was retired or the job given to a colleague meanwhile.
func useAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if op != "create" || before != nil {
		return errNotAllowed
	}
	article, err := r.Get("articles", set.String("article"))
	if err != nil {
		return err
	}
	if article == nil {
		return fault.New(fault.Invalid, "no_such_record").Detailf("article").With("field", "article")
	}
	if set.String("kind") == loop.Reviewed {
		return allowed(a.Role == access.Trainer && set.String("job") == "")
	}
	j, err := r.Get("jobs", set.String("job"))
	if err != nil {
		return err
	}
	if j == nil {
		return fault.New(fault.Invalid, "no_such_record").Detailf("job").With("field", "job")
	}
	works := a.Role == access.Engineer || a.Role == access.Dispatcher
	return allowed(works && (j.Deleted || a.In(j.Fields.String("team"))))
}

// stampUse also writes the job's number down: trainers are told which job it was, and do not hold it.
func stampUse(tx fs.Tx, c fs.Context, f fs.Fields) error {
	if err := stampChild(tx, c, f); err != nil || f.String("job") == "" {
		return err
	}
	j, err := tx.Get("jobs", f.String("job"))
	if err == nil && j != nil && !j.Deleted {
		f.Set("number", j.Fields.String("number"))
	}
	return err
}

func countOfArticle(id string) []fs.Target {
	return []fs.Target{{Collection: "articleCounts", ID: id}}
}

func useAffects(d *fs.Doc) []fs.Target {
	if d.Fields.String("kind") == loop.Read {
		return nil
	}
	return countOfArticle(d.Fields.String("article"))
}

func countScopes(r fs.Reader, d *fs.Doc) ([]string, error) { return scopesOf(r, "articles", d.ID) }

// deriveCount counts an article's uses; an article that was never used has no count.
func deriveCount(r fs.Reader, id string, _ fs.Fields) (fs.Fields, error) {
	docs, err := r.Children("articleUses", "article", id)
	if err != nil {
		return nil, err
	}
	versions, err := r.Children("articleVersions", "article", id)
	if err != nil {
		return nil, err
	}
	answeredAt := ""
	for _, v := range versions {
		answeredAt = max(answeredAt, v.Fields.String("at"))
	}
	uses := make([]loop.Use, len(docs))
	for i, d := range docs {
		uses[i] = useOf(d)
	}
	c := loop.CountOf(uses, answeredAt)
	if c == (loop.Count{}) {
		return nil, nil
	}
	f := fs.Fields{}
	for name, v := range map[string]any{"jobs": c.Jobs, "helped": c.Helped, "notHelped": c.NotHelped, "open": c.Open, "lastUsed": c.LastUsed} {
		f.Set(name, v)
	}
	return ByName("articleCounts").Complete(id, f), nil
}

func useOf(d *fs.Doc) loop.Use {
	f := d.Fields
	return loop.Use{
		ID: d.ID, Article: f.String("article"), Job: f.String("job"), Number: f.String("number"), Kind: f.String("kind"), Note: f.String("note"),
		By: f.String("by"), CorrectedAt: f.String("correctedAt"), ReceivedAt: f.String("receivedAt"),
	}
}
