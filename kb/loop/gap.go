package loop

import (
	"cmp"
	"maps"
	"slices"
)

// Tally counts searches by what became of them.
type Tally struct {
	Total    int `json:"total"`
	Miss     int `json:"miss"`
	NearMiss int `json:"nearMiss"`
	DeadEnd  int `json:"deadEnd"`
	Found    int `json:"found"`
	Solved   int `json:"solved"` // of those found, those that were used or helped
}

func (t *Tally) add(s Search) {
	t.Total++
	switch s.Outcome() {
	case Miss:
		t.Miss++
	case NearMiss:
		t.NearMiss++
	case DeadEnd:
		t.DeadEnd++
	case Found:
		t.Found++
		if s.Solved {
			t.Solved++
		}
	}
}

func tally(searches []Search) (t Tally) {
	for _, s := range searches {
		t.add(s)
	}
	return t
}

// Gap is something people looked for in vain.
type Gap struct {
	Tally
	Query   string         `json:"query"`  // as most people put it
	Also    []string       `json:"also"`   // other ways they put it
	Lang    string         `json:"lang"`   // of most
	Roles   map[string]int `json:"roles"`  // role -> searches
	Last    string         `json:"last"`   // day
	Opened  []string       `json:"opened"` // articles that were opened and were not it
	HitsNow int            `json:"hitsNow"`
}

const formsShown = 4

// weight: finding nothing is worst; having read the wrong thing costs more than having seen a list.
func (g Gap) weight() int { return 3*g.Miss + 2*g.DeadEnd + g.NearMiss }

// gaps groups searches for the same thing and keeps those that mostly failed, the worst first. What the search of today finds, where it found
// nothing then, comes last: somebody has written it meanwhile.
func gaps(searches []Search, hitsNow func(query, lang string) (int, error)) ([]Gap, error) {
	groups := map[string][]Search{}
	for _, s := range searches {
		norm := Norm(s.Query)
		groups[norm] = append(groups[norm], s)
	}
	all := []Gap{}
	for _, norm := range slices.Sorted(maps.Keys(groups)) {
		if g := gapOf(groups[norm]); g.weight() > 0 && g.Miss+g.NearMiss+g.DeadEnd >= g.Found {
			all = append(all, g)
		}
	}
	worst := func(a, b Gap) int {
		return cmp.Or(cmp.Compare(b.weight(), a.weight()), cmp.Compare(b.Last, a.Last), cmp.Compare(a.Query, b.Query))
	}
	slices.SortStableFunc(all, worst)
	all = all[:min(len(all), gapsShown)]
	if hitsNow == nil {
		return all, nil
	}
	for i := range all {
		var err error
		if all[i].HitsNow, err = hitsNow(all[i].Query, all[i].Lang); err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(a, b Gap) int {
		answered := func(g Gap) int {
			if g.Miss > 0 && g.HitsNow > 0 {
				return 1
			}
			return 0
		}
		return cmp.Compare(answered(a), answered(b))
	})
	return all, nil
}

func gapOf(searches []Search) Gap {
	g := Gap{Roles: map[string]int{}, Opened: []string{}, Also: []string{}}
	forms, langs := map[string]int{}, map[string]int{}
	for _, s := range searches {
		g.add(s)
		g.Roles[s.Role]++
		g.Last = max(g.Last, s.Day)
		forms[s.Query]++
		langs[s.Lang]++
		if s.Outcome() == DeadEnd && !slices.Contains(g.Opened, s.Opened) {
			g.Opened = append(g.Opened, s.Opened)
		}
	}
	byCount := commonest(forms)
	g.Query, g.Also, g.Lang = byCount[0], byCount[1:min(len(byCount), 1+formsShown)], commonest(langs)[0]
	return g
}

func commonest(counts map[string]int) []string {
	return slices.SortedFunc(maps.Keys(counts), func(a, b string) int { return cmp.Or(cmp.Compare(counts[b], counts[a]), cmp.Compare(a, b)) })
}
