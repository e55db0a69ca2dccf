package simtest

import (
	"fmt"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// dispatch is one act of a dispatcher.
func (t *tablet) dispatch() {
	w := t.w
	jobs := t.names("jobs")
	if len(jobs) == 0 || w.rnd.IntN(4) == 0 {
		id := w.id()
		t.do("jobs", id, "create", map[string]any{
			"title": fmt.Sprint("job ", w.rnd.IntN(1000)), "team": t.actor.Teams[0], "site": fs.IDOf("site", fmt.Sprint(w.rnd.IntN(4))), "assignees": t.engineers(w.rnd.IntN(3)),
		})
		t.do("events", w.id(), "create", map[string]any{"job": id, "kind": "reported", "text": "WLAN"})
		return
	}
	job := jobs[w.rnd.IntN(len(jobs))]
	switch w.rnd.IntN(9) {
	case 0, 1, 2:
		t.do("jobs", job.ID, "update", map[string]any{"assignees": t.engineers(w.rnd.IntN(3))})
	case 3:
		t.do("jobs", job.ID, "update", map[string]any{"priority": []string{"low", "normal", "high", "urgent"}[w.rnd.IntN(4)], "notes": fmt.Sprint("desk ", w.rnd.IntN(1000))})
	case 7:
		t.do("jobs", job.ID, "update", map[string]any{"notes": fmt.Sprint("desk ", w.rnd.IntN(1000), "\n") + t.view(job).String("notes")})
	case 4:
		t.do("events", w.id(), "create", map[string]any{"job": job.ID, "kind": []string{"assigned", "closed", "reopened", "cancelled"}[w.rnd.IntN(4)]})
	case 5:
		t.do("jobs", job.ID, "delete", nil)
	case 6:
		conflicts := t.names("conflicts")
		if len(conflicts) > 0 {
			c := conflicts[w.rnd.IntN(len(conflicts))]
			t.do("conflicts", c.ID, "update", map[string]any{"resolution": []string{"mine", "theirs"}[w.rnd.IntN(2)]})
		}
	default:
		t.do("customers", fs.IDOf("customer"), "update", map[string]any{"notes": fmt.Sprint("note ", w.rnd.IntN(1000))})
	}
}

// work is one act of an engineer; some are on jobs that were taken away or deleted meanwhile, and some are not theirs to do.
func (t *tablet) work() {
	w := t.w
	jobs := t.names("jobs")
	if len(jobs) == 0 {
		return
	}
	job := jobs[w.rnd.IntN(len(jobs))]
	switch w.rnd.IntN(8) {
	case 0:
		t.do("jobs", job.ID, "update", map[string]any{"notes": fmt.Sprint("site ", w.rnd.IntN(1000))})
	case 1:
		t.do("jobs", job.ID, "update", map[string]any{"notes": t.view(job).String("notes") + fmt.Sprint("\nsite ", w.rnd.IntN(1000))})
	case 2:
		t.do("jobs", job.ID, "update", map[string]any{"causeSide": []string{"ours", "customer", "carrier"}[w.rnd.IntN(3)], "fix": fmt.Sprint("fix ", w.rnd.IntN(1000))})
	case 3:
		t.do("events", w.id(), "create", map[string]any{"job": job.ID, "kind": []string{"accepted", "departed", "arrived", "restored", "fixed"}[w.rnd.IntN(5)], "shared": true})
	case 4:
		runs := t.names("runs")
		if len(runs) == 0 || w.rnd.IntN(3) == 0 {
			t.do("runs", w.id(), "create", map[string]any{"job": job.ID, "template": fs.IDOf("template")})
			return
		}
		item := fmt.Sprint("answers.c", w.rnd.IntN(4))
		t.do("runs", runs[w.rnd.IntN(len(runs))].ID, "update", map[string]any{item: map[string]any{"value": w.rnd.IntN(100)}})
	case 5:
		t.do("jobs", job.ID, "update", map[string]any{"priority": "low"}) // not an engineer's
	case 6:
		t.do("jobs", job.ID, "update", map[string]any{"assets": []string{}, "pressure": map[string]any{"who": fmt.Sprint(w.rnd.IntN(9)), "business": fmt.Sprint(w.rnd.IntN(9))}})
	default:
		t.do("jobs", job.ID, "update", map[string]any{"pressure.who": fmt.Sprint("leader ", w.rnd.IntN(1000))})
	}
}

// engineers picks some of the tablet's colleagues.
func (t *tablet) engineers(n int) []string {
	var all, out []string
	for _, u := range t.names("users") {
		if t.docs[u].String("role") == access.Engineer {
			all = append(all, u.ID)
		}
	}
	out = []string{}
	for range n {
		if len(all) > 0 {
			out = append(out, all[t.w.rnd.IntN(len(all))])
		}
	}
	return out
}
