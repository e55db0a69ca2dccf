package job

import (
	"slices"
	"time"
)

// timeLayout writes times as they are stored everywhere: RFC 3339, UTC, milliseconds.
const timeLayout = "2006-01-02T15:04:05.000Z"

// Time writes a time as it is stored; the zero time is "".
func Time(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(timeLayout)
}

// Due says by when a job of that priority must be answered and restored, from a team's sla ({priority: {respondMinutes,
// restoreMinutes}}) and the moment it was reported. A priority the team has no row for counts as normal; no promise is "".
func Due(sla map[string]any, priority string, reported time.Time) (respondBy, restoreBy string) {
	row, ok := sla[priority].(map[string]any)
	if !ok {
		row, _ = sla["normal"].(map[string]any)
	}
	return after(reported, row["respondMinutes"]), after(reported, row["restoreMinutes"])
}

func after(t time.Time, minutes any) string {
	var m float64
	switch n := minutes.(type) {
	case float64:
		m = n
	case int:
		m = float64(n)
	}
	if m <= 0 || t.IsZero() {
		return ""
	}
	return Time(t.Add(time.Duration(m * float64(time.Minute))))
}

// CustomerWaits says whether somebody sits and waits for word from us: a fault is not restored, or work that was planned for a time
// already past has not begun to help. Nobody waits who keeps us waiting, and nobody waits before the time that was agreed.
func CustomerWaits(kind, plannedStart string, s State, now time.Time) bool {
	if slices.Index(Statuses, s.Status) >= slices.Index(Statuses, "restored") || s.Waiting == "customer" || s.Stamps["reported"] == "" {
		return false
	}
	return kind == "fault" || s.Status == "enRoute" || s.Status == "onSite" || (plannedStart != "" && plannedStart <= Time(now))
}

// Silence is for how many whole minutes the customer has heard nothing while waiting: since our last shared word, else since the
// report; for other work than faults not from before the time that was agreed. 0 if nobody waits.
func Silence(kind, plannedStart string, s State, now time.Time) int {
	if !CustomerWaits(kind, plannedStart, s, now) {
		return 0
	}
	since := max(s.LastShared, s.Stamps["reported"])
	if kind != "fault" && plannedStart <= Time(now) {
		since = max(since, plannedStart)
	}
	return minutesBetween(since, Time(now))
}
