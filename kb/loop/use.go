// Package loop is what work teaches the knowledge base: which articles were used on which job and whether they helped, what was searched
// for and not found, and what a trainer should therefore do next. It is pure: no database, no HTTP, no clock.
//
// Two things are kept apart on purpose. A use says who used which article on which job: it is work, and signed. A search says what a role
// was looking for: it is nobody's, and nothing here could tell whose it was.
package loop

import (
	"cmp"
	"slices"
)

// What somebody may say about an article on a job. Read is noted by the tablet when the article is opened from the job; the others are
// taps. Withdrawn takes a tap back. Reviewed is a trainer's: what was reported until then has been looked at, and the article stands.
const (
	Read      = "read"
	Used      = "used"
	Helped    = "helped"
	NotHelped = "notHelped"
	Withdrawn = "withdrawn"
	Reviewed  = "reviewed"
)

// Kinds is the closed set.
var Kinds = []string{Read, Used, Helped, NotHelped, Withdrawn, Reviewed}

// Use is one record of the collection `articleUses`. Times are RFC 3339 UTC with milliseconds, so that they compare as text.
type Use struct {
	ID, Article, Job string
	Number           string // of the job
	Kind, Note, By   string
	CorrectedAt      string // when it was said
	ReceivedAt       string // when the server heard of it
}

// LastWords are what each person last said about each article on each job, in the order in which it was said. Reading is no word, and what
// was withdrawn was never said.
func LastWords(uses []Use) []Use {
	type key struct{ article, job, by string }
	last := map[key]Use{}
	for _, u := range uses {
		if u.Kind == Read || u.Kind == Reviewed {
			continue
		}
		k := key{u.Article, u.Job, u.By}
		if old, ok := last[k]; !ok || byTime(old, u) < 0 {
			last[k] = u
		}
	}
	var words []Use
	for _, u := range last {
		if u.Kind != Withdrawn {
			words = append(words, u)
		}
	}
	slices.SortFunc(words, byTime)
	return words
}

func byTime(a, b Use) int {
	return cmp.Or(cmp.Compare(a.CorrectedAt, b.CorrectedAt), cmp.Compare(a.ID, b.ID))
}

// Count is what everybody may know of an article's uses.
type Count struct {
	Jobs      int    // on which it was used
	Helped    int    // of these, those on which somebody said that it helped
	NotHelped int    // those on which somebody said that it did not, and nobody that it did
	Open      int    // reports that nobody has answered, by a new version or by looking
	LastUsed  string // "" for never
}

// CountOf counts the uses of one article. publishedAt is when its last version was published, "" for never: a report that arrived before is
// answered by it.
func CountOf(uses []Use, publishedAt string) (c Count) {
	answered := answeredAt(uses, publishedAt)
	verdict := map[string]string{} // by job
	for _, u := range LastWords(uses) {
		if u.Kind == NotHelped && u.ReceivedAt >= answered { // of the same instant: nobody had seen it
			c.Open++
		}
		if old := verdict[u.Job]; old != Helped && (old != NotHelped || u.Kind == Helped) {
			verdict[u.Job] = u.Kind
		}
		c.LastUsed = max(c.LastUsed, u.CorrectedAt)
	}
	for _, kind := range verdict {
		c.Jobs++
		switch kind {
		case Helped:
			c.Helped++
		case NotHelped:
			c.NotHelped++
		}
	}
	return c
}

// answeredAt is until when reports have been answered: by the last version, or by a trainer who looked.
func answeredAt(uses []Use, publishedAt string) string {
	for _, u := range uses {
		if u.Kind == Reviewed {
			publishedAt = max(publishedAt, u.ReceivedAt)
		}
	}
	return publishedAt
}
