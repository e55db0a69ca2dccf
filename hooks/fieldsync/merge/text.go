package merge

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// maxLines bounds the work of one text merge; longer texts clash as a whole.
const maxLines = 20_000

// Text merges several lines three ways (diff3): lines that only one side changed are taken from that side, and where both sides changed the
// same or touching lines differently the server's stand and the result is a Clash; the caller keeps the device's whole text.
func Text(was, mine, theirs json.RawMessage) Result {
	whole := Whole(was, mine, theirs)
	if !whole.Clash {
		return whole
	}
	var w, m, t string
	for raw, into := range map[*json.RawMessage]*string{&was: &w, &mine: &m, &theirs: &t} {
		if json.Unmarshal(*raw, into) != nil {
			return whole
		}
	}
	base := lines(w)
	if len(base)+strings.Count(m, "\n")+strings.Count(t, "\n") > maxLines {
		return whole
	}
	out, clash := weave(base, hunks(w, m), hunks(w, t))
	value := encode(strings.Join(out, ""))
	return Result{Value: value, Merged: string(value) != string(mine), Clash: clash}
}

// hunk replaces the base lines [from, to) by others.
type hunk struct {
	from, to int
	lines    []string
}

func lines(s string) []string { return strings.SplitAfter(s, "\n") }

// hunks are the changes from base to other, in order.
func hunks(base, other string) []hunk {
	dmp := diffmatchpatch.New()
	dmp.DiffTimeout = 0 // the same result on every machine
	a, b, table := dmp.DiffLinesToRunes(base, other)
	var out []hunk
	at := 0
	for _, d := range dmp.DiffCharsToLines(dmp.DiffMainRunes(a, b, false), table) {
		n := len(lines(d.Text))
		if strings.HasSuffix(d.Text, "\n") || d.Text == "" {
			n--
		}
		if d.Type == diffmatchpatch.DiffEqual {
			at += n
			continue
		}
		if len(out) == 0 || out[len(out)-1].to < at {
			out = append(out, hunk{from: at, to: at})
		}
		h := &out[len(out)-1]
		if d.Type == diffmatchpatch.DiffDelete {
			at += n
			h.to = at
		} else {
			h.lines = append(h.lines, lines(d.Text)[:n]...)
		}
	}
	return out
}

// weave applies both sides' hunks to the base. Hunks that overlap or touch are settled together: equal ones once, others by the server's.
func weave(base []string, mine, theirs []hunk) (out []string, clash bool) {
	at := 0
	for len(mine)+len(theirs) > 0 {
		from, to := len(base), 0
		for _, side := range [][]hunk{mine, theirs} {
			if len(side) > 0 && side[0].from < from {
				from = side[0].from
			}
		}
		to = from
		var m, t []hunk
		for grown := true; grown; {
			grown = false
			for _, s := range []struct{ rest, taken *[]hunk }{{&mine, &m}, {&theirs, &t}} {
				if len(*s.rest) > 0 && (*s.rest)[0].from <= to {
					to = max(to, (*s.rest)[0].to)
					*s.taken = append(*s.taken, (*s.rest)[0])
					*s.rest = (*s.rest)[1:]
					grown = true
				}
			}
		}
		out = append(out, base[at:from]...)
		at = to
		ours, other := applied(base, from, to, m), applied(base, from, to, t)
		switch {
		case len(t) == 0:
			out = append(out, ours...)
		case len(m) == 0 || slices.Equal(ours, other):
			out = append(out, other...)
		default:
			out = append(out, other...)
			clash = true
		}
	}
	return append(out, base[at:]...), clash
}

// applied is what the base lines [from, to) become by the hunks within.
func applied(base []string, from, to int, hs []hunk) []string {
	var out []string
	for _, h := range hs {
		out = append(append(out, base[from:h.from]...), h.lines...)
		from = h.to
	}
	return append(out, base[from:to]...)
}
