package report

import (
	"slices"
	"strconv"
)

// Shots are the photos of a report in the order in which they are shown.
func (r Report) Shots() []*Shot {
	var all []*Shot
	for _, s := range r.Sections {
		for _, p := range s.Pairs {
			all = append(all, p.shots()...)
		}
	}
	return all
}

func (p Pair) shots() []*Shot {
	if p.Right == nil {
		return []*Shot{p.Left}
	}
	return []*Shot{p.Left, p.Right}
}

// AtMost is the report with no more than n photos, whole pairs only; it says how many were left out. What has no more is as it was.
func (r Report) AtMost(n int) Report {
	all := len(r.Shots())
	if all <= n {
		return r
	}
	r.Sections = slices.Clone(r.Sections)
	shown := 0
	for i := range r.Sections {
		s := &r.Sections[i]
		fits := 0
		for fits < len(s.Pairs) && shown+len(s.Pairs[fits].shots()) <= n {
			shown += len(s.Pairs[fits].shots())
			fits++
		}
		s.Pairs = s.Pairs[:fits]
	}
	for i := range r.Sections {
		if r.Sections[i].Key == Photos {
			r.Sections[i].Note = photosLeft.fill(r.Lang, "all", strconv.Itoa(all), "shown", strconv.Itoa(shown), "left", strconv.Itoa(all-shown))
		}
	}
	return r
}

// pairs puts a photo of before beside one of after where they belong together: the engineer paired them, they have the same caption, or there
// is one of each. Beside any other they would claim what nobody said, so those stand two in a row with their like.
func pairs(photos []Photo, c clock) []Pair {
	byKind := map[string][]Photo{}
	for _, p := range photos {
		byKind[p.Kind] = append(byKind[p.Kind], p)
	}
	before, after := byKind["before"], byKind["after"]
	partner := match(before, after)
	taken := map[int]bool{}
	var out []Pair
	var lone [3][]Photo // of before, of after, damage
	for i, b := range before {
		j := partner[i]
		if j < 0 {
			lone[0] = append(lone[0], b)
			continue
		}
		taken[j] = true
		out = append(out, Pair{Left: shot(b, c), Right: shot(after[j], c)})
	}
	for j, a := range after {
		if !taken[j] {
			lone[1] = append(lone[1], a)
		}
	}
	lone[2] = byKind["damage"]
	for _, like := range lone {
		for two := range slices.Chunk(like, 2) {
			p := Pair{Left: shot(two[0], c)}
			if len(two) > 1 {
				p.Right = shot(two[1], c)
			}
			out = append(out, p)
		}
	}
	return out
}

// match gives for each photo of before the index of its partner in after, or -1.
func match(before, after []Photo) []int {
	partner, used := make([]int, len(before)), make([]bool, len(after))
	for i := range partner {
		partner[i] = -1
	}
	for _, belong := range []func(b, a Photo) bool{
		func(b, a Photo) bool { return a.PairOf != "" && a.PairOf == b.Taken },
		func(b, a Photo) bool { return b.Caption != "" && a.Caption == b.Caption },
		func(_, _ Photo) bool { return len(before) == 1 && len(after) == 1 },
	} {
		for i, b := range before {
			for j, a := range after {
				if partner[i] < 0 && !used[j] && belong(b, a) {
					partner[i], used[j] = j, true
				}
			}
		}
	}
	return partner
}

func shot(p Photo, c clock) *Shot {
	label := map[string]say{"before": photoBefore, "after": photoAfter, "damage": photoDamage}[p.Kind]
	s := &Shot{ID: p.ID, Hash: p.Hash, Label: label.in(c.lang), Caption: p.Caption, Time: c.moment(p.At)}
	if p.Taken != "" && p.Taken != p.ID {
		s.Label += markedCopy.in(c.lang)
	}
	if p.Unshown != "" {
		s.Note = photoUnshown.fill(c.lang, "format", p.Unshown)
	}
	return s
}
