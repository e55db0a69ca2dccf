package job

import (
	"math"
	"time"
)

// Past is the short history a site keeps of a closed job: the fields of pastJobs, with the job's id. ok is false while the job is not
// closed: there is nothing to remember yet, or (cancelled) nothing happened.
func Past(job map[string]any, s State) (past map[string]any, ok bool) {
	if s.Status != "closed" {
		return nil, false
	}
	past = map[string]any{
		"id": text(job, "id"), "job": text(job, "id"),
		"closedAt": s.Stamps["closed"], "minutesToRestore": float64(MinutesToRestore(s.Stamps)),
	}
	for _, field := range []string{"site", "team", "number", "kind", "title", "cause", "fix", "workaround", "story"} {
		past[field] = text(job, field)
	}
	return past, true
}

// MinutesToRestore is restored - reported in whole minutes; 0 if either is not known, or if clocks disagree.
func MinutesToRestore(stamps map[string]string) int {
	return minutesBetween(stamps["reported"], stamps["restored"])
}

// minutesBetween counts whole minutes from one time to a later one; 0 if one of them is missing.
func minutesBetween(from, to string) int {
	a, errA := time.Parse(time.RFC3339, from)
	b, errB := time.Parse(time.RFC3339, to)
	if errA != nil || errB != nil {
		return 0
	}
	return int(math.Max(0, math.Floor(b.Sub(a).Minutes())))
}
