package fieldsync_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	fs "lutong/hooks/fieldsync"
)

// quietPull pulls as a device that folds its own work itself.
func (h *house) quietPull(name, cursor string) (text, next string) {
	h.t.Helper()
	var buf bytes.Buffer
	stats, err := h.server.Pull(context.Background(), h.actor(name), fs.PullRequest{Cursor: cursor, NoEcho: true, Limit: 5000}, &buf)
	must(h.t, err)
	return buf.String(), stats.Cursor
}

func TestM3NoEchoOfWhatADeviceDidItself(t *testing.T) {
	h := newHouse(t)
	h.put("jobs", "job", m{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": []string{id("A"), id("B")}, "notes": "旧"})
	_, a := h.quietPull("A", "")
	_, b := h.quietPull("B", "")
	mine := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}), edit("jobs", "job", m{"fix": ""}, m{"fix": "换电源"}))
	if d := h.doc("jobs", "job"); mine[1].Sum != d.Sum || mine[0].Sum == 0 || mine[0].Sum == d.Sum {
		t.Errorf("the outcomes' sums %d, %d; the record's %d", mine[0].Sum, mine[1].Sum, d.Sum)
	}
	text, a2 := h.quietPull("A", a)
	if strings.Contains(text, `{"put"`) {
		t.Error("an echo:", text)
	}
	if text, _ := h.page("A", a, 1000); !strings.Contains(text, `{"put":"jobs"`) {
		t.Error("who did not ask for it gets everything")
	}
	if text, b = h.quietPull("B", b); !strings.Contains(text, `换电源`) {
		t.Error("another device gets nothing:", text)
	}
	// Somebody else's change in between: the device needs the whole.
	status(t, h.as("B", edit("jobs", "job", m{"cause": ""}, m{"cause": "受潮"}))[0], fs.Applied, "")
	h.as("A", edit("jobs", "job", m{"fix": "换电源"}, m{"fix": "换电源和线"}))
	if text, _ = h.quietPull("A", a2); !strings.Contains(text, "受潮") || !strings.Contains(text, "换电源和线") {
		t.Error("P3:", text)
	}
	// A device that comes from before its own first change gets it too, if it has not seen the record just before.
	if text, _ = h.quietPull("B", b); !strings.Contains(text, "受潮") {
		t.Error("P3:", text)
	}
}

func TestM3NeedsTheEcho(t *testing.T) {
	for name, c := range map[string]struct {
		was, set m
		before   func(h *house)
	}{
		"merged with somebody's": {m{"notes": "旧"}, m{"notes": "旧\n甲"}, func(h *house) { h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "乙\n旧"})) }},
		"written in another form": {m{"assets": []string{}}, m{"assets": []string{id("as2"), id("as1"), id("as2")}}, func(h *house) {
			h.put("assets", "as1", m{"site": id("site")})
			h.put("assets", "as2", m{"site": id("site")})
		}},
		"left and came back": {m{"fix": ""}, m{"fix": "x"}, func(h *house) {
			h.put("jobs", "job", m{"title": "t", "team": id("team"), "site": id("site"), "assignees": []string{}})
			h.put("jobs", "job", m{"title": "t", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}})
		}},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			_, cursor := h.quietPull("A", "")
			c.before(h)
			if name != "left and came back" {
				_, cursor = h.quietPull("A", cursor)
				if name == "merged with somebody's" {
					_, cursor = h.quietPull("A", "")
					h.as("D", edit("jobs", "job", m{"notes": "乙\n旧"}, m{"notes": "乙\n旧\n丙"}))
				}
			}
			out := h.as("A", edit("jobs", "job", c.was, c.set))[0]
			if text, _ := h.quietPull("A", cursor); !strings.Contains(text, `{"put":"jobs"`) {
				t.Errorf("outcome %+v, and then: %s", out, text)
			}
		})
	}
}

// P3: a scope that was lost and is held again comes whole, also what the device had done itself: it dropped it meanwhile. (Seed 1795310839626554509.)
func TestM3NoEchoOfWhatIsHeldAgain(t *testing.T) {
	h := newHouse(t)
	h.as("D", create("jobs", "own", m{"title": "自己的", "team": id("team"), "site": id("site")}))
	_, cursor := h.quietPull("D", "")
	h.as("D", edit("jobs", "own", m{"notes": ""}, m{"notes": "x"}))
	_, cursor = h.quietPull("D", cursor)
	h.put("users", "D", m{"name": "D", "role": "dispatcher", "teams": []string{id("other")}})
	text, cursor := h.quietPull("D", cursor)
	if !strings.Contains(text, `{"drop":"jobs","id":"`+id("own")) {
		t.Fatal("P5:", text)
	}
	h.put("users", "D", m{"name": "D", "role": "dispatcher", "teams": []string{id("team")}})
	if text, _ = h.quietPull("D", cursor); !strings.Contains(text, `"title":"自己的"`) {
		t.Error("P3: the record stays away:", text)
	}
}
