package fieldsync_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	fs "lutong/hooks/fieldsync"
)

// P3 with echo=no: somebody changed the job, and before the page that was to bring it the device changed it too. Its own change moved the job
// behind the number that the pull goes to; the next pull must bring it, for the device never had what was there before.
func TestP3NoEchoOfWhatItNeverHad(t *testing.T) {
	h := newHouse(t)
	pull := func(cursor string, limit int) (string, string) {
		t.Helper()
		var buf bytes.Buffer
		_, err := h.server.Pull(context.Background(), h.actor("D"), fs.PullRequest{Cursor: cursor, Limit: limit, NoEcho: true}, &buf)
		must(t, err)
		return buf.String(), endCursor(t, buf.String())
	}
	_, cursor := pull("", 1000)
	h.put("teams", "team", map[string]any{"name": "江城二", "sla": map[string]any{}})
	h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}))
	_, cursor = pull(cursor, 1)
	status(t, h.as("D", edit("jobs", "job", m{"title": "无线中断"}, m{"title": "无线"}))[0], fs.Applied, "")
	rest, cursor := pull(cursor, 1000)
	last, _ := pull(cursor, 1000)
	if !strings.Contains(rest+last, "新") {
		t.Errorf("the other's words never arrive:\n%s\n%s", rest, last)
	}
}

// P3 with echo=no: the answer to a mutation was lost; meanwhile somebody set the field back, and the device pulled that. Told again, the old
// sum would fit the old mutation on top of what the device has.
func TestP3AnOldSumIsNotToldAgain(t *testing.T) {
	h := newHouse(t)
	mine := edit("jobs", "job", m{"priority": ""}, m{"priority": "high"})
	mine.N = 1
	if first := h.as("D", mine)[0]; first.Sum == 0 {
		t.Fatalf("no sum: %+v", first)
	}
	if again := h.as("D", mine)[0]; !again.Replayed || again.Sum == 0 {
		t.Errorf("nobody else changed it: %+v", again)
	}
	h.put("jobs", "job", map[string]any{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}, "notes": "旧", "number": "LT26-1", "priority": "low"})
	if again := h.as("D", mine)[0]; !again.Replayed || again.Sum != 0 {
		t.Errorf("the sum of what is not any more: %+v", again)
	}
}

// P8 with echo=no: an old app's mutation is converted, so that the device, which does not know how, cannot have what came of it.
func TestP8NoSumForAnOldApp(t *testing.T) {
	h := newHouse(t)
	h.server.Schema, h.server.Lenses = 2, []fs.Lens{{From: 1, Up: func(m *fs.Mutation) error { m.Rename("remark", "notes"); return nil }}}
	if out := h.as("A", edit("jobs", "job", m{"remark": "旧"}, m{"remark": "新"}))[0]; out.Status != fs.Applied || out.Sum != 0 {
		t.Errorf("%+v", out)
	}
	if d := h.doc("jobs", "job"); d.Fields.String("notes") != "新" || d.Mark.Device != "" {
		t.Errorf("%s %+v", d.Fields.Encode(), d.Mark)
	}
}
