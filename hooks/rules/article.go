package rules

import (
	"maps"
	"slices"
	"strconv"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/kb"
)

// How an article comes to be read by everyone (knowledge.md, editorial states): draft -> inReview -> validated -> archived.
//
// Trainers write. An engineer or a dispatcher may propose one from a job of theirs: that draft has the job's own id, so that nobody writes
// it twice and the two find each other without a word about the job in the article (P4). Who publishes is not its owner, unless there is no
// other trainer to ask. A published article may be corrected in place: everyone who publishes or corrects leaves a version behind.

const published = "validated"

// articleScopes: what is published is everyone's, and so is the note that says where an archived one leads on. A draft is the trainers', and
// of those who hold the job it was proposed from.
func articleScopes(r fs.Reader, d *fs.Doc) ([]string, error) {
	if d.Fields.String("confidence") == published || forwards(d.Fields) {
		return []string{access.KB}, nil
	}
	ofJob, err := scopesOf(r, "jobs", d.ID)
	return append([]string{access.KBDraft}, ofJob...), err
}

func articleAllow(r fs.Reader, a access.Actor, op string, before *fs.Doc, set fs.Fields) error {
	if op == "delete" {
		return errNotAllowed // what was read once is archived, and leaves a note
	}
	state := set.String("confidence")
	if missing := opening(before, set).Unfinished(); len(missing) > 0 && a.Role == access.Trainer && opens(before, state) {
		return fault.New(fault.Invalid, "article_unfinished").With("missing", missing)
	}
	if err := nameIsFree(r, before, set); err != nil {
		return err
	}
	if a.Role != access.Trainer {
		own := set.String("owner") == "" || set.String("owner") == a.User
		return allowed(before == nil && own && (state == "" || state == "draft") && (a.Role == access.Engineer || a.Role == access.Dispatcher))
	}
	if state != published || fieldsOf(before).String("confidence") == published {
		return nil
	}
	owner := fieldsOf(before).String("owner")
	if before == nil {
		owner = a.User
	}
	if owner != a.User {
		return nil
	}
	alone, err := onlyTrainer(r, a)
	if err != nil || alone {
		return err
	}
	return errNotAllowed.Detailf("confidence")
}

// nameIsFree: two people may give their drafts one name, each without a network. Of those that are published one only may have it in a
// language: links and the pages of a pack go by it. What is published already is held to that when its name changes, and not before.
func nameIsFree(r fs.Reader, before *fs.Doc, set fs.Fields) error {
	old := fieldsOf(before)
	now := old.Clone()
	maps.Copy(now, set)
	slug, lang := now.String("slug"), now.String("lang")
	if now.String("confidence") != published || slug == "" || old.String("confidence") == published && old.String("slug") == slug && old.String("lang") == lang {
		return nil
	}
	twins, err := r.Children("articles", "slug", slug)
	if err != nil {
		return err
	}
	for _, d := range twins {
		if (before == nil || d.ID != before.ID) && d.Fields.String("confidence") == published && d.Fields.String("lang") == lang {
			return fault.New(fault.Invalid, "article_name_taken").Detailf("%s", slug).With("article", d.ID)
		}
	}
	return nil
}

// opens reports whether the article comes to be read by others: by its reviewer, or by everybody.
func opens(before *fs.Doc, state string) bool {
	return (state == "inReview" || state == published) && fieldsOf(before).String("confidence") != state
}

// opening is the article as it will read.
func opening(before *fs.Doc, set fs.Fields) kb.Article {
	f := fieldsOf(before).Clone()
	maps.Copy(f, set)
	return kb.Article{Kind: f.String("kind"), Body: f.String("body"), Symptoms: f.Strings("symptoms")}
}

// forwards reports whether the article is archived and says what took its place.
func forwards(f fs.Fields) bool {
	return f.String("confidence") == "archived" && f.String("replacedBy") != ""
}

// checkArticle: what leads on, leads to another article.
func checkArticle(_ fs.Reader, f fs.Fields) error {
	for _, name := range []string{"replacedBy", "road"} {
		if slug := f.String(name); slug != "" && (!kb.IsSlug(slug) || slug == f.String("slug")) {
			return fault.New(fault.Invalid, "bad_value").Detailf("%s", name).With("field", name)
		}
	}
	return nil
}

// onlyTrainer reports whether no other trainer belongs to the actor's teams: who has nobody to ask reviews their own.
func onlyTrainer(r fs.Reader, a access.Actor) (bool, error) {
	for _, t := range a.Teams {
		people, err := r.Children("users", "teams", t)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(people, func(d *fs.Doc) bool { return d.ID != a.User && d.Fields.String("role") == access.Trainer }) {
			return false, nil
		}
	}
	return true, nil
}

// stampArticle: a new article is a draft of whoever makes it; from outside the trainers' room it is one of a job they are on.
func stampArticle(tx fs.Tx, c fs.Context, f fs.Fields) error {
	if f.String("confidence") == "" {
		f.Set("confidence", "draft")
	}
	if f.String("owner") == "" {
		f.Set("owner", c.Actor.User)
	}
	if c.Actor.Role == access.Trainer || c.Actor.System {
		return nil
	}
	j, err := tx.Get("jobs", f.String("id"))
	if err != nil {
		return err
	}
	if j == nil || j.Deleted {
		return fault.New(fault.Invalid, "no_such_record").Detailf("job")
	}
	if a := c.Actor; !a.Dispatches(j.Fields.String("team")) && !onJob(a, j.Fields) {
		return notOnJob(a, j.Fields)
	}
	return nil
}

// deriveArticle renders the text and counts the versions that were published.
func (o Options) deriveArticle(r fs.Reader, id string, f fs.Fields) (fs.Fields, error) {
	next := f.Clone()
	if o.Render != nil {
		html, err := o.Render(r, kb.Article{ID: id, Slug: f.String("slug"), Lang: f.String("lang"), Body: f.String("body")})
		if err != nil {
			return nil, err
		}
		next.Set("html", html)
	}
	old, err := r.Get("articles", id)
	if err != nil {
		return nil, err
	}
	switch {
	case f.String("confidence") != published:
	case old == nil || old.Deleted:
		next.Set("version", max(f.Number("version"), 1)) // the shipped library says its own
	case publishes(old.Fields, f):
		next.Set("version", old.Fields.Number("version")+1)
	}
	return next, nil
}

// told are the fields whose change a reader notices.
var told = []string{"slug", "lang", "kind", "level", "title", "summary", "body", "symptoms", "models", "codes", "tags", "phase", "road"}

func publishes(old, next fs.Fields) bool {
	return old.String("confidence") != published || slices.ContainsFunc(told, func(name string) bool { return string(old[name]) != string(next[name]) })
}

// leaveVersion keeps each published state of an article, with who brought it there and when.
func leaveVersion(c fs.Context, old, d *fs.Doc) (fs.Target, fs.Fields) {
	if d.Deleted || d.Fields.String("confidence") != published || old != nil && old.Fields.Number("version") == d.Fields.Number("version") {
		return fs.Target{}, nil
	}
	f := fs.Fields{"article": fs.JSONOf(d.ID), "version": d.Fields["version"], "title": d.Fields["title"], "body": d.Fields["body"]}
	f.Set("at", fs.Stamp(c.Corrected))
	if !c.Actor.System {
		f.Set("by", c.Actor.User)
	}
	return fs.Target{Collection: "articleVersions", ID: versionID(d.ID, d.Fields.Number("version"))}, f
}

func versionID(article string, version float64) string {
	return fs.IDOf("version", article, strconv.FormatFloat(version, 'f', -1, 64))
}
