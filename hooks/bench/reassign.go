package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"lutong/hooks/fieldsync"
)

const children = 50

// reassign gives a job with 50 children back and forth between two engineers, and looks at what each tablet is told: the one that lost it
// drops exactly the job, its children and its place, the other gets exactly these.
func reassign(b *bench) error {
	st := b.stage
	all, err := st.casefile()
	if err != nil {
		return err
	}
	var tablets [2]*device
	for n := range tablets {
		if tablets[n], err = st.device("engineer", n); err != nil {
			return err
		}
		if err := tablets[n].pull(ignore); err != nil {
			return err
		}
	}
	holder := 0
	give := func(int) error {
		from, to := id("engineer", holder), id("engineer", 1-holder)
		holder = 1 - holder
		return st.desk.apply([]fieldsync.Mutation{update("jobs", id("case", 0), map[string]any{"assignees": []string{from}}, map[string]any{"assignees": []string{to}})})
	}
	check := func(int) error {
		for n, d := range tablets {
			puts, drops, err := d.told()
			if err != nil {
				return err
			}
			got, lost := all, []string(nil)
			if n != holder {
				got, lost = lost, got
			}
			if !slices.Equal(puts, got) || !slices.Equal(drops, lost) {
				return fmt.Errorf("engineer %d was told %d puts and %d drops for %d and %d", n, len(puts), len(drops), len(got), len(lost))
			}
		}
		return nil
	}
	const times = 20
	both, err := b.measure(st, operation{key: "reassign", name: "re-assignment of a job with 50 children", rounds: 5, times: times,
		run: func(i int) error { return sequence(i, give, check) },
		note: func() string {
			return fmt.Sprintf("push and both pulls; %d drops and %d puts exact", len(all), len(all))
		}})
	if err != nil {
		return err
	}
	// The same without the pulls; what they cost is the difference.
	push, err := b.measure(st, operation{key: "reassign.push", name: "  its push alone", rounds: 5, times: times, run: give})
	if err != nil {
		return err
	}
	b.table.results[len(b.table.results)-1].Note = fmt.Sprintf("so both pulls cost %.1f ms", both.CPUMS-push.CPUMS)
	return nil
}

func sequence(i int, steps ...func(int) error) error {
	for _, step := range steps {
		if err := step(i); err != nil {
			return err
		}
	}
	return nil
}

// casefile makes a job at a place of its own with 50 children, on the first engineer's list, and names all that goes with it, sorted.
func (st *stage) casefile() ([]string, error) {
	team, now := id("team", 0), at(time.Now())
	m := []fieldsync.Mutation{
		create("customers", id("case customer", 0), map[string]any{"name": "专案客户", "team": team}),
		create("sites", id("case site", 0), map[string]any{"customer": id("case customer", 0), "team": team, "name": "专案站点"}),
		create("contacts", id("case contact", 0), map[string]any{"customer": id("case customer", 0), "site": id("case site", 0), "name": "王工"}),
		create("jobs", id("case", 0), map[string]any{"team": team, "customer": id("case customer", 0), "site": id("case site", 0), "title": "专案工单", "kind": "fault",
			"notes": prose(dice("case", 0), 400), "assignees": []string{id("engineer", 0)}}),
	}
	for i := range 3 {
		m = append(m, create("visits", id("case visit", i), map[string]any{"job": id("case", 0), "plannedStart": now, "plannedEnd": now}))
	}
	for i := range children - 3 {
		m = append(m, create("events", id("case event", i), map[string]any{"job": id("case", 0), "visit": id("case visit", i%3), "kind": "note", "text": prose(dice("case event", i), 60)}))
	}
	var names []string
	for _, x := range m {
		names = append(names, x.Collection+"/"+x.ID)
	}
	slices.Sort(names)
	return names, st.desk.applyAll(m)
}

// told pulls and returns the records put and dropped, sorted.
func (d *device) told() (puts, drops []string, err error) {
	put, dropped := map[string]bool{}, map[string]bool{}
	err = d.pull(func(line []byte) {
		var l struct {
			Put, Drop, ID string
			Doc           struct{ ID string }
		}
		if !strings.HasPrefix(string(line), `{"put"`) && !strings.HasPrefix(string(line), `{"drop"`) || json.Unmarshal(line, &l) != nil {
			return
		}
		if l.Put != "" {
			put[l.Put+"/"+l.Doc.ID] = true
		} else {
			dropped[l.Drop+"/"+l.ID] = true
		}
	})
	return slices.Sorted(maps.Keys(put)), slices.Sorted(maps.Keys(dropped)), err
}
