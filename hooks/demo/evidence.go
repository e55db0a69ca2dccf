package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math"
	"slices"
	"time"

	"lutong/hooks/job"
)

// runs fills the checklists a job has come to and returns what was measured in them. Old ones are not worth a tablet's room.
func (b *builder) runs(s sheet, visit string, t *timeline) []job.Measured {
	if s.who == "" || s.days > 120 || s.travel == 0 || s.status == "cancelled" {
		return nil
	}
	stages := []struct{ stage, from, at string }{
		{"beforeDeparture", "enRoute", "departed"}, {"onArrival", "onSite", "arrived"}, {"afterInstall", "fixed", "tested"}, {"leaving", "signed", "left"},
	}
	inRun := map[string][]job.Measured{} // by the id of the run
	for _, st := range stages {
		tpl, ok := b.opts.Template(st.stage, s.kind)
		at := t.at(st.at)
		if !ok || !s.reaches(st.from) || at == "" {
			continue
		}
		d, run := diceOf("run "+s.key+st.stage), id("run "+s.key+" "+st.stage)
		answers := map[string]any{}
		for _, item := range tpl.Items {
			value, ok := answer(d, item)
			if !ok {
				continue
			}
			if item.ID == "watched" {
				value = t.watched(at)
			}
			answers[item.ID] = map[string]any{"value": value, "note": "", "photos": []string{}, "by": t.engineer, "at": at}
			if n, ok := value.(float64); ok {
				inRun[run] = append(inRun[run], job.Measured{Label: item.Label, Value: job.NumberText(n), Unit: item.Unit})
			}
		}
		b.add("runs", run, map[string]any{"template": tpl.ID, "job": jobID(s.key), "visit": visit, "answers": answers})
	}
	var measured []job.Measured // in the order of job.Sheet: runs by id
	for _, run := range slices.Sorted(maps.Keys(inRun)) {
		measured = append(measured, inRun[run]...)
	}
	return measured
}

// answer is what a good visit answers; photos are not made up.
func answer(d *dice, item Item) (any, bool) {
	if item.Conditional {
		return nil, false
	}
	switch item.Type {
	case "tick":
		return true, true
	case "number":
		if usual, ok := usually[item.ID]; ok {
			return float64(d.between(usual[0], usual[1])), true
		}
		middle := (item.Min + item.Max) / 2
		return math.Round((middle+(item.Max-item.Min)*float64(d.between(-10, 10))/100)*10) / 10, true
	case "choice":
		if len(item.Options) > 0 {
			return item.Options[0], true
		}
	case "text":
		return "正常", true
	}
	return nil, false
}

// usually is what comes out, where the limits of an item do not tell: it has none, or its middle is no ordinary value.
var usually = map[string][2]int{
	"people-affected": {6, 48}, "tools-counted": {9, 16}, "throughput": {905, 942}, "aps-total": {24, 160}, "cert-days": {120, 500}, "loss": {0, 0}, "latency": {1, 3},
	"power-meter": {60, 650},
}

// watched is for how many minutes the service had been good again when it was tested: no more than there were.
func (t *timeline) watched(tested string) float64 {
	for _, kind := range []string{"restored", "fixed"} {
		if since := t.at(kind); since != "" && since < tested {
			from, _ := time.Parse(time.RFC3339, since)
			to, _ := time.Parse(time.RFC3339, tested)
			return math.Floor(to.Sub(from).Minutes())
		}
	}
	return 10
}

// signingRoles are the words that stand beside a name on paper.
var signingRoles = map[string]string{"contact": "联系人", "leader": "领导", "operator": "运维", "buyer": "采购"}

// signature is what the customer signed when the work was done, bound to the words that stood there.
func (b *builder) signature(s sheet, doc map[string]any, where site, whose customer, state job.State, measured []job.Measured, used []job.Part) {
	signedAt := state.Stamps["signed"]
	when, _ := time.Parse(time.RFC3339, signedAt)
	_, offset := when.In(b.now.Location()).Zone()
	signed := job.Canonical(job.Sheet{
		Lang: "zh-CN", UTCOffset: offset / 60, Number: doc["number"].(string), Title: s.title, Customer: whose.name, Site: where.name,
		Description: s.description, ReportedAt: state.Stamps["reported"], RestoredAt: state.Stamps["restored"], FixedAt: state.Stamps["fixed"],
		Workaround: s.workaround, Cause: s.cause, CauseSide: s.side, Fix: s.fix, Measured: measured, Parts: used,
	})
	sum := sha256.Sum256([]byte(signed))
	b.add("signatures", id("signature "+s.key), map[string]any{
		"job": jobID(s.key), "signer": where.contact, "role": signingRoles[where.contactRole], "refused": false, "strokes": strokes("signature " + s.key),
		"signed": signed, "signedHash": hex.EncodeToString(sum[:]), "by": person(s.who[:1]), "at": signedAt, "correctedAt": signedAt,
		"receivedAt": job.Time(when.Add(3 * time.Second)),
	})
}

// strokes is a scribble in the form signature_pad draws from: lines of points with time and pressure.
func strokes(name string) []map[string]any {
	d := diceOf(name)
	lines := []map[string]any{}
	for line := range d.between(2, 4) {
		points := []map[string]any{}
		x, y := float64(40+line*90), float64(d.between(50, 90))
		for i := range 14 {
			points = append(points, map[string]any{"x": x, "y": y, "time": float64(line*600 + i*16), "pressure": 0.5})
			x += float64(d.between(2, 9))
			y += float64(d.between(-12, 12))
		}
		lines = append(lines, map[string]any{"penColor": "#000000", "minWidth": 0.8, "maxWidth": 2.6, "dotSize": 0.0, "velocityFilterWeight": 0.7, "compositeOperation": "source-over", "points": points})
	}
	return lines
}
