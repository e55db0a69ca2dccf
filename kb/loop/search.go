package loop

import (
	"slices"
	"strings"

	"lutong/kb/search"
)

// Where a search was made.
const (
	OnServer = "server"
	OnTablet = "tablet"
)

// Search is one question that somebody of a role settled on, on some day. There is no more in it on purpose.
type Search struct {
	Query    string // masked
	Lang     string
	Role     string
	Place    string
	Day      string // 2026-11-21, UTC
	Hits     int
	Opened   string // the article; "" for none, or unknown where it was a server that was asked
	Position int    // of it in the list, from 1
	Solved   bool   // it was used on a job, or somebody said it helped
	Again    bool   // soon after opening it, something else was searched for
}

// What became of a search.
const (
	Miss     = "miss"     // nothing was found
	NearMiss = "nearMiss" // something was found and nothing opened
	DeadEnd  = "deadEnd"  // what was opened was not it
	Found    = "found"
	Unknown  = "" // asked on the server, which is not told what was opened
)

// Outcome says what became of it.
func (s Search) Outcome() string {
	switch {
	case s.Hits == 0 && s.Opened == "": // what was opened all the same was only like it, and may still have helped
		return Miss
	case s.Opened == "" && s.Place == OnServer:
		return Unknown
	case s.Opened == "":
		return NearMiss
	case s.Again && !s.Solved:
		return DeadEnd
	}
	return Found
}

// Norm is the query by which searches for the same thing are counted together: folded as the index folds, words in any order.
func Norm(query string) string {
	runs := search.Runs(query)
	slices.Sort(runs)
	return strings.Join(slices.Compact(runs), " ")
}

// Settles decides, where a question may come letter by letter, whether the one before was only a stop on the way to the next.
func Settles(before, next string) bool {
	b, n := search.Fold(strings.TrimSpace(before)), search.Fold(strings.TrimSpace(next))
	return !strings.HasPrefix(n, b) && !strings.HasPrefix(b, n)
}
