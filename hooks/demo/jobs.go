package demo

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"lutong/hooks/job"
)

// jobID is the id of a sheet's job.
func jobID(key string) string { return id("job " + key) }

// Hero is the id of the job everything in the demo leads to: today's wireless fault at H 集团, assigned to 小A.
func Hero() string { return jobID("hero") }

// jobs adds every sheet as a job with its visit, timeline, checklists, signature and rating, oldest first.
func (b *builder) jobs() {
	all := sheets()
	slices.SortStableFunc(all, func(x, y sheet) int { return b.reported(x).Compare(b.reported(y)) })
	for i, s := range all {
		b.job(s, i+1)
	}
	b.proposals()
}

// reported is when a sheet's customer called.
func (b *builder) reported(s sheet) time.Time {
	if s.days == 0 {
		return b.now.Add(-time.Duration(s.ago) * time.Minute)
	}
	var hour, minute int
	fmt.Sscanf(s.at, "%d:%d", &hour, &minute)
	day := b.midnight().AddDate(0, 0, -s.days)
	return time.Date(day.Year(), day.Month(), day.Day(), hour, minute, 0, 0, day.Location())
}

// planned is the window of the visit; zero for none. What is about to begin begins today, even just before midnight.
func (b *builder) planned(s sheet) (start, end time.Time) {
	plan := s.plan
	if plan == 0 && s.travel > 0 && s.days > 0 {
		plan = 30 // a fault of the past was planned for as soon as could be
	}
	if plan == 0 {
		return
	}
	start = b.reported(s).Add(time.Duration(plan) * time.Minute)
	if tomorrow := b.midnight().AddDate(0, 0, 1); !start.Before(tomorrow) && start.Sub(b.now) < 2*time.Hour {
		start = tomorrow.Add(-time.Minute)
	}
	return start, start.Add(2 * time.Hour)
}

func (b *builder) job(s sheet, n int) {
	where, whose, team := place(s.site)
	reported := b.reported(s)
	start, end := b.planned(s)
	assets := []string{}
	for _, a := range s.assets {
		assets = append(assets, assetID(s.site+"/"+a))
	}
	doc := map[string]any{
		"id": jobID(s.key), "number": number(reported, n), "createdAt": job.Time(reported), "team": team, "kind": s.kind, "phase": cmp.Or(s.phase, "operation"),
		"customer": customerID(whose.key), "site": siteID(s.site), "contact": contactID(s.site), "assets": assets,
		"title": s.title, "description": s.description, "notes": s.notes, "priority": s.priority, "impact": s.impact, "assignees": people(s.who),
		"plannedStart": job.Time(start), "plannedEnd": job.Time(end),
		"workaround": s.workaround, "cause": s.cause, "causeSide": s.side, "couldHavePrevented": s.prevented, "fix": s.fix,
		"prevention": s.prevention, "story": s.story, "storyUnderstood": s.understood, "pressure": map[string]any{},
	}
	if s.article != "" {
		doc["storyArticle"] = b.opts.Article(s.article)
	}
	if s.kind == "fault" {
		doc["respondBy"], doc["restoreBy"] = job.Due(b.slaOf(team), s.priority, reported)
	}
	if p := s.pressure; p != nil {
		doc["pressure"] = map[string]any{
			"who": p.who, "beforeWhom": p.beforeWhom, "business": p.business, "mustWorkFirst": p.mustWorkFirst,
			"deadline": job.Time(reported.Add(time.Duration(p.deadline) * time.Minute)),
		}
	}
	if s.followUp != "" {
		doc["followUpOf"] = jobID(s.followUp)
	}
	b.add("jobs", jobID(s.key), without(doc, "id"))

	visit := ""
	if s.who != "" && s.status != "cancelled" && (s.travel > 0 || s.plan > 0) {
		visit = id("visit " + s.key)
		b.add("visits", visit, map[string]any{"job": jobID(s.key), "engineers": people(s.who), "plannedStart": job.Time(start), "plannedEnd": job.Time(end)})
	}
	line := b.timeline(s, team, visit)
	state := job.Fold(line.events)
	measured, used := b.runs(s, visit, line), b.parts(s, line)
	if state.Stamps["signed"] != "" {
		b.signature(s, doc, where, whose, state, measured, used)
	}
	if s.article != "" {
		b.uses(s, doc["number"].(string), b.opts.Article(s.article), line)
	}
	if r := s.rating; r != nil {
		b.add("ratings", id("rating "+s.key), map[string]any{
			"job": jobID(s.key), "solved": r.solved, "attitude": r.attitude, "clarity": r.clarity, "expectedWait": r.expected, "feltWait": r.waited,
			"comment": r.comment, "from": where.contact, "receivedAt": line.at("rated"),
		})
	}
}

// number is the official number of the n-th job.
func number(at time.Time, n int) string { return fmt.Sprintf("LT-%d-%06d", at.Year(), n) }

// people turns letters into ids.
func people(letters string) []string {
	ids := []string{}
	for _, letter := range letters {
		ids = append(ids, person(string(letter)))
	}
	return ids
}

func (b *builder) slaOf(team string) map[string]any {
	for _, r := range b.records {
		if r.ID == team {
			return r.Fields["sla"].(map[string]any)
		}
	}
	return nil
}

func without(doc map[string]any, field string) map[string]any {
	out := make(map[string]any, len(doc))
	for k, v := range doc {
		if k != field {
			out[k] = v
		}
	}
	return out
}
