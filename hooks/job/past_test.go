package job

import (
	"reflect"
	"testing"
)

func TestPast(t *testing.T) {
	doc := map[string]any{
		"id": "j00000000000001", "site": "s00000000000001", "team": "t00000000000001", "number": "LT-2026-00042", "kind": "fault",
		"title": "会议室无线中断", "cause": "防火墙策略", "fix": "放行 5246/5247", "workaround": "胖模式", "story": "路封了", "notes": "内部备注",
	}
	s := State{Status: "closed", Stamps: map[string]string{
		"reported": "2026-11-21T00:10:00.000Z", "restored": "2026-11-21T01:22:59.000Z", "closed": "2026-11-21T03:00:00.000Z",
	}}
	got, ok := Past(doc, s)
	want := map[string]any{
		"id": "j00000000000001", "job": "j00000000000001", "site": "s00000000000001", "team": "t00000000000001", "number": "LT-2026-00042",
		"kind": "fault", "title": "会议室无线中断", "cause": "防火墙策略", "fix": "放行 5246/5247", "workaround": "胖模式", "story": "路封了",
		"closedAt": "2026-11-21T03:00:00.000Z", "minutesToRestore": 72.0,
	}
	if !ok || !reflect.DeepEqual(got, want) {
		t.Errorf("\n got %v\nwant %v", got, want)
	}
	for _, status := range Statuses {
		if _, ok := Past(doc, State{Status: status}); ok != (status == "closed") {
			t.Errorf("%s: remembered %v", status, ok)
		}
	}
}

func TestMinutesToRestore(t *testing.T) {
	for _, c := range []struct {
		reported, restored string
		want               int
	}{
		{"2026-11-21T00:10:00.000Z", "2026-11-21T00:10:59.999Z", 0},
		{"2026-11-21T00:10:00.000Z", "2026-11-22T00:10:00.000Z", 1440},
		{"2026-11-21T00:10:00.000Z", "2026-11-21T00:05:00.000Z", 0},
		{"", "2026-11-21T00:05:00.000Z", 0},
		{"2026-11-21T00:10:00.000Z", "", 0},
	} {
		if got := MinutesToRestore(map[string]string{"reported": c.reported, "restored": c.restored}); got != c.want {
			t.Errorf("%s to %s: %d, want %d", c.reported, c.restored, got, c.want)
		}
	}
}
