package job

import (
	"testing"
	"time"
)

var nine = time.Date(2026, 11, 21, 9, 0, 0, 0, time.UTC)

func TestDue(t *testing.T) {
	sla := map[string]any{
		"urgent": map[string]any{"respondMinutes": 10.0, "restoreMinutes": 120.0},
		"normal": map[string]any{"respondMinutes": 60, "restoreMinutes": 0},
	}
	for _, c := range []struct{ priority, respond, restore string }{
		{"urgent", "2026-11-21T09:10:00.000Z", "2026-11-21T11:00:00.000Z"},
		{"normal", "2026-11-21T10:00:00.000Z", ""},
		{"low", "2026-11-21T10:00:00.000Z", ""}, // no row of its own
		{"", "2026-11-21T10:00:00.000Z", ""},
	} {
		if respond, restore := Due(sla, c.priority, nine); respond != c.respond || restore != c.restore {
			t.Errorf("%q: %s, %s", c.priority, respond, restore)
		}
	}
	if respond, restore := Due(nil, "urgent", nine); respond != "" || restore != "" {
		t.Errorf("a team without promises: %s, %s", respond, restore)
	}
}

func TestSilence(t *testing.T) {
	at := func(minutes int) string { return Time(nine.Add(time.Duration(minutes) * time.Minute)) }
	state := func(status, waiting, lastShared string) State {
		return State{Status: status, Waiting: waiting, LastShared: lastShared, Stamps: map[string]string{"reported": at(-60)}}
	}
	for _, c := range []struct {
		name, kind, planned string
		state               State
		want                int
	}{
		{"nothing said since the report", "fault", "", state("new", "", ""), 60},
		{"a word ten minutes ago", "fault", "", state("enRoute", "", at(-10)), 10},
		{"half a minute is no minute", "fault", "", state("enRoute", "", Time(nine.Add(-30*time.Second))), 0},
		{"restored: business runs", "fault", "", state("restored", "", at(-50)), 0},
		{"closed", "fault", "", state("closed", "", at(-50)), 0},
		{"cancelled", "fault", "", state("cancelled", "", at(-50)), 0},
		{"they keep us waiting", "fault", "", state("onSite", "customer", at(-50)), 0},
		{"parts keep us waiting: they wait too", "fault", "", state("onSite", "parts", at(-50)), 50},
		{"a fault does not wait for its appointment", "fault", at(30), state("assigned", "", at(-20)), 20},
		{"an inspection tomorrow", "inspection", at(24 * 60), state("assigned", "", at(-50)), 0},
		{"an inspection without a date", "inspection", "", state("new", "", at(-50)), 0},
		{"an inspection that should have begun", "inspection", at(-15), state("assigned", "", at(-50)), 15},
		{"an inspection, on the way early", "inspection", at(15), state("enRoute", "", at(-5)), 5},
		{"never reported", "fault", "", State{Status: "onSite"}, 0},
		{"a clock from the future", "fault", "", state("enRoute", "", at(5)), 0},
	} {
		if got := Silence(c.kind, c.planned, c.state, nine); got != c.want {
			t.Errorf("%s: %d minutes, want %d", c.name, got, c.want)
		}
	}
}
