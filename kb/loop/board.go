package loop

import (
	"cmp"
	"slices"
	"time"
)

// Board is what a trainer should do next, and what came of what they did. Lists are short: the worst first, and how many there are in all.
type Board struct {
	Now       string    `json:"now"`
	From      string    `json:"from"` // the first day of the window
	Searches  Tally     `json:"searches"`
	Gaps      []Gap     `json:"gaps"`
	Stale     []Stale   `json:"stale"`
	Unhelpful []Reports `json:"unhelpful"`
	Used      []Usage   `json:"used"`
	Never     []Line    `json:"never"`
	NeverAll  int       `json:"neverAll"`
	Solved    []Solved  `json:"solved"`
}

// Article is what the board needs to know of one.
type Article struct {
	Line
	Confidence, Owner, ReviewBy string
	Since                       string // when it came into its state, as far as anybody knows; "" for unknown
	PublishedAt                 string // its last version; "" for none
}

// Line names an article.
type Line struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Kind  string `json:"kind"`
	Lang  string `json:"lang"`
}

// Facts are what a board is made from. Uses are those of the window, and all of the articles with open reports.
type Facts struct {
	Now      time.Time
	Window   time.Duration
	Searches []Search
	Articles []Article
	Uses     []Use
	// HitsNow asks the search of today; nil: it is not asked.
	HitsNow func(query, lang string) (int, error)
	// Name is what the reader may know of somebody; "" for nobody they know.
	Name func(user string) string
	// MinutesToRestore is the outcome of a job; 0 for unknown.
	MinutesToRestore func(job string) int
}

const (
	gapsShown, staleShown, reportsShown, usedShown, neverShown, solvedShown = 60, 60, 40, 30, 40, 30

	dueSoon         = 30 * 24 * time.Hour
	draftForgotten  = 30 * 24 * time.Hour
	reviewForgotten = 14 * 24 * time.Hour
	young           = 30 * 24 * time.Hour // what was published since then had no time to be used
)

// NewBoard makes a board.
func NewBoard(f Facts) (Board, error) {
	from := stamp(f.Now.Add(-f.Window))
	b := Board{Now: stamp(f.Now), From: from[:len("2026-11-21")]}
	byID := map[string]Article{}
	for _, a := range f.Articles {
		byID[a.ID] = a
	}
	var err error
	b.Searches = tally(f.Searches)
	if b.Gaps, err = gaps(f.Searches, f.HitsNow); err != nil {
		return b, err
	}
	b.Stale = stale(f.Articles, f.Now)
	b.Unhelpful = reports(f, byID)
	inWindow := slices.DeleteFunc(slices.Clone(f.Uses), func(u Use) bool { return u.CorrectedAt < from })
	b.Used, b.Never, b.NeverAll = usage(f, inWindow)
	b.Solved = solved(f, inWindow, byID)
	return b, nil
}

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// Stale is an article that waits for somebody.
type Stale struct {
	Line
	Why   string `json:"why"`   // overdue, dueSoon, draft, inReview
	At    string `json:"at"`    // the day it was due, or since when it waits; "" for unknown
	Owner string `json:"owner"` // id
}

func stale(articles []Article, now time.Time) []Stale {
	all := []Stale{}
	add := func(a Article, why, at string) { all = append(all, Stale{a.Line, why, at, a.Owner}) }
	for _, a := range articles {
		switch {
		case a.Confidence == "validated" && a.ReviewBy != "" && a.ReviewBy < stamp(now):
			add(a, "overdue", a.ReviewBy)
		case a.Confidence == "validated" && a.ReviewBy != "" && a.ReviewBy < stamp(now.Add(dueSoon)):
			add(a, "dueSoon", a.ReviewBy)
		case a.Confidence == "inReview" && a.Since < stamp(now.Add(-reviewForgotten)):
			add(a, "inReview", a.Since)
		case (a.Confidence == "draft" || a.Confidence == "") && a.Since < stamp(now.Add(-draftForgotten)):
			add(a, "draft", a.Since)
		}
	}
	order := []string{"overdue", "inReview", "draft", "dueSoon"}
	slices.SortFunc(all, func(a, b Stale) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.Why), slices.Index(order, b.Why)), cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	})
	return all[:min(len(all), staleShown)]
}

// Reports are what people said who were not helped, and whom nobody has answered yet.
type Reports struct {
	Line
	Open  int    `json:"open"`
	Owner string `json:"owner"`
	Words []Word `json:"words"` // the latest first
}

// Word is what somebody said on a job.
type Word struct {
	By     string `json:"by"`     // a name; "" for somebody the reader does not know
	Number string `json:"number"` // of the job
	At     string `json:"at"`
	Note   string `json:"note"`
}

func reports(f Facts, byID map[string]Article) []Reports {
	all := []Reports{}
	for id, uses := range byArticle(f.Uses) {
		a, known := byID[id]
		c := CountOf(uses, a.PublishedAt)
		if !known || c.Open == 0 || a.Confidence == "archived" {
			continue
		}
		r := Reports{Line: a.Line, Open: c.Open, Owner: a.Owner}
		for _, u := range LastWords(uses) {
			if u.Kind == NotHelped && u.ReceivedAt >= answeredAt(uses, a.PublishedAt) {
				r.Words = append(r.Words, Word{f.Name(u.By), u.Number, u.CorrectedAt, u.Note})
			}
		}
		slices.Reverse(r.Words)
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Reports) int {
		return cmp.Or(cmp.Compare(b.Open, a.Open), cmp.Compare(b.Words[0].At, a.Words[0].At), cmp.Compare(a.ID, b.ID))
	})
	return all[:min(len(all), reportsShown)]
}

func byArticle(uses []Use) map[string][]Use {
	out := map[string][]Use{}
	for _, u := range uses {
		out[u.Article] = append(out[u.Article], u)
	}
	return out
}

// Usage is what an article did in the window.
type Usage struct {
	Line
	Jobs      int    `json:"jobs"`
	Helped    int    `json:"helped"`
	NotHelped int    `json:"notHelped"`
	Reads     int    `json:"reads"` // people and jobs it was opened from
	Searched  int    `json:"searched"`
	LastUsed  string `json:"lastUsed"`
	Readers   []Word `json:"readers"` // who opened it from which job, the latest first
}

const readersShown = 5

// usage counts what was used most, and names what nobody touched although there was time.
func usage(f Facts, inWindow []Use) (used []Usage, never []Line, all int) {
	uses, opened := byArticle(inWindow), map[string]int{}
	for _, s := range f.Searches {
		if s.Opened != "" {
			opened[s.Opened]++
		}
	}
	used, never = []Usage{}, []Line{}
	for _, a := range f.Articles {
		if a.Confidence != "validated" {
			continue
		}
		c := CountOf(uses[a.ID], "")
		u := Usage{Line: a.Line, Jobs: c.Jobs, Helped: c.Helped, NotHelped: c.NotHelped, Searched: opened[a.ID], LastUsed: c.LastUsed, Readers: []Word{}}
		mine := slices.SortedFunc(slices.Values(uses[a.ID]), func(a, b Use) int { return byTime(b, a) })
		for _, r := range mine {
			if r.Kind != Read {
				continue
			}
			if u.Reads++; u.Reads <= readersShown {
				u.Readers = append(u.Readers, Word{By: f.Name(r.By), Number: r.Number, At: r.CorrectedAt})
			}
		}
		switch {
		case u.Jobs+u.Reads+u.Searched > 0:
			used = append(used, u)
		case a.PublishedAt == "" || a.PublishedAt < stamp(f.Now.Add(-young)):
			never = append(never, a.Line)
		}
	}
	slices.SortFunc(used, func(a, b Usage) int {
		return cmp.Or(cmp.Compare(b.Jobs, a.Jobs), cmp.Compare(b.Helped, a.Helped), cmp.Compare(b.Reads+b.Searched, a.Reads+a.Searched), cmp.Compare(a.ID, b.ID))
	})
	slices.SortFunc(never, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Title, b.Title)) })
	return used[:min(len(used), usedShown)], never[:min(len(never), neverShown)], len(never)
}

// Solved is an article that helped on a job.
type Solved struct {
	Line
	Word
	Minutes int `json:"minutes"` // until the customer could work again; 0 for unknown
}

func solved(f Facts, inWindow []Use, byID map[string]Article) []Solved {
	all := []Solved{}
	for _, u := range LastWords(inWindow) {
		if a, known := byID[u.Article]; known && u.Kind == Helped {
			all = append(all, Solved{a.Line, Word{f.Name(u.By), u.Number, u.CorrectedAt, ""}, f.MinutesToRestore(u.Job)})
		}
	}
	slices.Reverse(all)
	return all[:min(len(all), solvedShown)]
}
