package simtest

import (
	"fmt"
	"slices"
	"strings"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// pick is one of a list by chance.
func pick[T any](w *world, list []T) T { return list[w.rnd.IntN(len(list))] }

// one is one of what the tablet shows of a collection, or nothing.
func (t *tablet) one(collection string) (fs.Target, bool) {
	if list := t.names(collection); len(list) > 0 {
		return pick(t.w, list), true
	}
	return fs.Target{}, false
}

// dispatch is one act of a dispatcher.
func (t *tablet) dispatch() {
	w := t.w
	own := w.actor(t).Teams
	job, some := t.one("jobs")
	if len(own) > 0 && (!some || w.rnd.IntN(5) == 0) {
		id := w.id()
		t.do("jobs", id, "create", map[string]any{
			"title": fmt.Sprint("job ", w.rnd.IntN(1000)), "team": own[0], "site": siteID(w.rnd.IntN(siteCount)), "assignees": t.engineers(w.rnd.IntN(3)), "priority": "urgent",
		})
		t.do("events", w.id(), "create", map[string]any{"job": id, "kind": "reported", "text": "WLAN"})
		return
	}
	if !some {
		return
	}
	switch w.rnd.IntN(18) {
	case 14, 15:
		t.do("jobs", job.ID, "update", map[string]any{"notes": t.lines(job, "desk")})
	case 0, 1, 2:
		t.do("jobs", job.ID, "update", map[string]any{"assignees": t.engineers(w.rnd.IntN(3))})
	case 3:
		t.do("jobs", job.ID, "update", map[string]any{"priority": pick(w, []string{"low", "normal", "high", "urgent"}), "notes": fmt.Sprint("desk ", w.rnd.IntN(1000))})
	case 4, 5, 16, 17:
		t.do("events", w.id(), "create", map[string]any{"job": job.ID, "kind": pick(w, []string{"assigned", "closed", "closed", "closed", "reopened", "cancelled"})})
	case 6:
		t.do("jobs", job.ID, "update", map[string]any{"assignees": []string{}}) // taken away and deleted in one push
		t.do("jobs", job.ID, "delete", nil)
	case 7:
		t.decide()
	case 8:
		t.do("jobs", job.ID, "update", map[string]any{"impact": fmt.Sprint("desk ", w.rnd.IntN(1000)), "title": fmt.Sprint("job ", w.rnd.IntN(1000))})
	case 9:
		t.do("visits", w.id(), "create", map[string]any{"job": job.ID, "engineers": t.engineers(1), "plannedStart": fs.Stamp(t.now())})
	case 10:
		t.do("contacts", w.id(), "create", map[string]any{"name": "Z", "site": siteID(w.rnd.IntN(siteCount)), "customer": customerID(w.rnd.IntN(customerCount))})
	case 11:
		t.do("jobs", job.ID, "update", map[string]any{"team": w.team()}) // often refused: a job moves with its place and people only
	case 12:
		t.part(job)
	default:
		t.do("customers", customerID(w.rnd.IntN(customerCount)), "update", map[string]any{"notes": fmt.Sprint("note ", w.rnd.IntN(1000)), "sales": t.seller()})
	}
}

// decide is a decision about what was set aside, by whoever sees it.
func (t *tablet) decide() {
	c, some := t.one("conflicts")
	if !some {
		return
	}
	set := map[string]any{"resolution": pick(t.w, []string{"mine", "theirs", "own"})}
	if set["resolution"] == "own" {
		set["value"] = fmt.Sprint("own ", t.w.rnd.IntN(1000))
	}
	t.do("conflicts", c.ID, "update", set)
}

// work is one act of an engineer; some are on jobs that were taken away or deleted meanwhile, and some are not theirs to do.
func (t *tablet) work() {
	w := t.w
	job, some := t.one("jobs")
	if !some {
		return
	}
	update := func(set map[string]any) { t.do("jobs", job.ID, "update", set) }
	switch w.rnd.IntN(20) {
	case 17:
		t.use(job)
	case 18:
		if article, some := t.one("articles"); some && w.rnd.IntN(2) == 0 {
			t.remark(article.ID) // the trainers' business
		} else {
			t.keepWords() // too
		}
	case 0:
		update(map[string]any{"notes": t.lines(job, "site")})
	case 1:
		update(map[string]any{"notes": t.view(job).String("notes") + fmt.Sprint("\nsite ", w.rnd.IntN(1000))})
	case 2:
		update(map[string]any{"causeSide": pick(w, []string{"ours", "customer", "carrier"}), "fix": fmt.Sprint("fix ", w.rnd.IntN(1000))})
	case 3, 4:
		t.do("events", w.id(), "create", map[string]any{"job": job.ID, "kind": pick(w, []string{"accepted", "departed", "arrived", "restored", "fixed"}), "shared": true})
	case 5, 6:
		run, some := t.one("runs")
		if !some || w.rnd.IntN(3) == 0 {
			t.do("runs", w.id(), "create", map[string]any{"job": job.ID, "template": template})
			return
		}
		t.do("runs", run.ID, "update", map[string]any{fmt.Sprint("answers.c", w.rnd.IntN(4)): map[string]any{"value": w.rnd.IntN(100)}})
	case 7:
		update(map[string]any{"priority": "low"}) // not an engineer's
	case 8:
		update(map[string]any{"assets": []string{}, "pressure": map[string]any{"who": fmt.Sprint(w.rnd.IntN(9)), "business": fmt.Sprint(w.rnd.IntN(9))}})
	case 9:
		id := w.id()
		t.do("photos", id, "create", map[string]any{"job": job.ID, "sha256": sha(id), "bytes": 1 + w.rnd.IntN(1000), "kind": "before"})
	case 10:
		t.do("assets", w.id(), "create", map[string]any{"site": siteID(w.rnd.IntN(siteCount)), "kind": "ap", "name": fmt.Sprint("AP ", w.rnd.IntN(1000))})
	case 11:
		t.decide()
	case 12, 13, 14, 15, 16:
		t.part(job)
	default:
		update(map[string]any{"pressure.who": fmt.Sprint("leader ", w.rnd.IntN(1000))})
	}
}

// part notes a part on the job, or corrects or takes back one that is on the tablet, which somebody else may have taken back meanwhile.
func (t *tablet) part(job fs.Target) {
	w := t.w
	part, some := t.one("parts")
	if !some || w.rnd.IntN(4) == 0 {
		for range 1 + w.rnd.IntN(3) {
			t.notePart(job)
		}
		return
	}
	on := t.view(part).String("job")
	switch w.rnd.IntN(5) {
	case 0, 1:
		t.do("parts", part.ID, "update", map[string]any{"job": on, "quantity": 1 + w.rnd.IntN(9), "serialIn": fmt.Sprint("in ", w.rnd.IntN(1000))})
	case 2:
		t.do("parts", part.ID, "update", map[string]any{"job": on, "state": pick(w, []string{"used", "needed"}), "name": fmt.Sprint("SFP ", w.rnd.IntN(1000))})
	default:
		t.do("parts", part.ID, "delete", nil)
	}
}

func (t *tablet) notePart(job fs.Target) {
	w := t.w
	set := map[string]any{"job": job.ID, "name": fmt.Sprint("SFP ", w.rnd.IntN(1000)), "quantity": w.rnd.IntN(8), "state": pick(w, []string{"used", "needed"})} // none of it: refused
	if asset, some := t.one("assets"); some && w.rnd.IntN(2) == 0 {
		set["asset"], set["serialOut"] = asset.ID, fmt.Sprint("out ", w.rnd.IntN(1000))
	}
	t.do("parts", w.id(), "create", set)
}

// lines are the job's notes with one line written anew.
func (t *tablet) lines(job fs.Target, by string) string {
	lines := strings.Split(t.view(job).String("notes"), "\n")
	lines[t.w.rnd.IntN(len(lines))] = fmt.Sprint(by, " ", t.w.rnd.IntN(1000))
	return strings.Join(lines, "\n")
}

// engineers picks some of the tablet's colleagues.
func (t *tablet) engineers(n int) []string { return t.colleagues(access.Engineer, n) }

// seller is a salesperson, or nobody.
func (t *tablet) seller() string {
	if all := t.colleagues(access.Sales, 1); len(all) > 0 {
		return all[0]
	}
	return ""
}

func (t *tablet) colleagues(role string, n int) []string {
	var all []string
	for _, u := range t.names("users") {
		if t.docs[u].fields().String("role") == role {
			all = append(all, u.ID)
		}
	}
	out := []string{}
	for range min(n, len(all)) {
		out = append(out, pick(t.w, all))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
