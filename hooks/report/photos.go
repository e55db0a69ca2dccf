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

// pairs puts each photo of before beside one of after: as the engineer paired them, else by the same caption, else in the order they
// were taken. Damage, and what finds no partner, stands alone, two in a row.
func pairs(photos []Photo, c clock) []Pair {
	var before, after, alone []Photo
	for _, p := range photos {
		switch p.Kind {
		case "before":
			before = append(before, p)
		case "after":
			after = append(after, p)
		case "damage":
			alone = append(alone, p)
		}
	}
	partner := match(before, after)
	taken := map[int]bool{}
	var out []Pair
	for i, b := range before {
		j := partner[i]
		if j < 0 {
			alone = append(alone, b)
			continue
		}
		taken[j] = true
		out = append(out, Pair{Left: shot(b, c), Right: shot(after[j], c)})
	}
	for j, a := range after {
		if !taken[j] {
			alone = append(alone, a)
		}
	}
	for i := 0; i < len(alone); i += 2 {
		p := Pair{Left: shot(alone[i], c)}
		if i+1 < len(alone) {
			p.Right = shot(alone[i+1], c)
		}
		out = append(out, p)
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
	} {
		for i, b := range before {
			for j, a := range after {
				if partner[i] < 0 && !used[j] && belong(b, a) {
					partner[i], used[j] = j, true
				}
			}
		}
	}
	next := 0
	for i := range before {
		for next < len(after) && used[next] {
			next++
		}
		if partner[i] < 0 && next < len(after) {
			partner[i], used[next] = next, true
		}
	}
	return partner
}

func shot(p Photo, c clock) *Shot {
	label := map[string]say{"before": photoBefore, "after": photoAfter, "damage": photoDamage}[p.Kind]
	return &Shot{ID: p.ID, Hash: p.Hash, Label: label.in(c.lang), Caption: p.Caption, Time: c.moment(p.At)}
}
