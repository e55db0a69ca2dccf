package fieldsync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

func TestM1ReplayGivesTheStoredOutcome(t *testing.T) {
	h := newHouse(t)
	first := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}), edit("jobs", "job", m{"priority": ""}, m{"priority": "high"}))
	status(t, first[0], fs.Applied, "")
	status(t, first[1], fs.Rejected, "not_allowed")
	h.as("D", edit("jobs", "job", m{"notes": "新"}, m{"notes": "调度"}))
	again := fs.Mutation{N: 1, Collection: "jobs", ID: id("job"), Op: "update", Was: raw(m{"notes": "旧"}), Set: raw(m{"notes": "新"})}
	refused := fs.Mutation{N: 2, Collection: "jobs", ID: id("job"), Op: "update", Set: raw(m{"priority": "high"})}
	answer, err := h.push("A", 0, again, refused)
	must(t, err)
	if !answer.Results[0].Replayed || answer.Results[0].Status != fs.Applied || !answer.Results[1].Replayed || answer.Results[1].Aside != first[1].Aside {
		t.Fatalf("%+v", answer.Results)
	}
	if got := h.doc("jobs", "job").Fields.String("notes"); got != "调度" {
		t.Fatal("P2: the replay had an effect:", got)
	}
}

func TestM1ALateLowerNumberIsProcessed(t *testing.T) {
	h := newHouse(t)
	late := edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"})
	late.N = 3
	other := edit("jobs", "job", m{"impact": ""}, m{"impact": "会议室"})
	other.N = 9
	answer, err := h.push("A", 0, other)
	must(t, err)
	if answer.Last != 9 {
		t.Fatal(answer.Last)
	}
	answer, err = h.push("A", 0, late)
	must(t, err)
	status(t, answer.Results[0], fs.Applied, "")
	if answer.Last != 9 || h.doc("jobs", "job").Fields.String("notes") != "新" {
		t.Fatal("a delayed request was not processed, or moved last:", answer.Last)
	}
}

func TestM1NumbersRise(t *testing.T) {
	h := newHouse(t)
	a, b := edit("jobs", "job", nil, m{"notes": "1"}), edit("jobs", "job", nil, m{"notes": "2"})
	a.N, b.N = 5, 5
	if _, err := h.push("A", 0, a, b); fault.Code(err) != "invalid" {
		t.Fatal(err)
	}
}

func TestM1LaterMutationsReferToEarlierOnes(t *testing.T) {
	h := newHouse(t)
	out := h.as("D",
		create("jobs", "new", m{"title": "巡检", "team": id("team"), "site": id("site")}),
		create("events", "e", m{"job": id("new"), "kind": "reported"}))
	status(t, out[0], fs.Applied, "")
	status(t, out[1], fs.Applied, "")
}

func TestM2Rewound(t *testing.T) {
	h := newHouse(t)
	h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}))
	_, err := h.push("A", 40, edit("jobs", "job", m{"notes": "新"}, m{"notes": "更新"}))
	f := fault.As(err)
	if f == nil || f.Code != "rewound" || f.Data["last"] != int64(1) {
		t.Fatalf("%v", err)
	}
	if h.doc("jobs", "job").Fields.String("notes") != "新" {
		t.Fatal("something was done")
	}
}

func TestM3BothChangedText(t *testing.T) {
	h := newHouse(t)
	h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "调度写的"}))
	out := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "工程师写的"}))[0]
	status(t, out, fs.Aside, "both_changed")
	if !slices.Equal(out.Fields, []string{"notes"}) || out.Aside == "" || out.Doc == nil {
		t.Fatalf("M4: %+v", out)
	}
	c := h.conflict(out.Aside)
	if c.String("field") != "notes" || string(c["mine"]) != `"工程师写的"` || string(c["theirs"]) != `"调度写的"` || string(c["base"]) != `"旧"` || c.String("by") != id("A") {
		t.Fatalf("P1: %s", c.Encode())
	}
}

func (h *house) conflict(cid string) fs.Fields {
	h.t.Helper()
	for _, d := range h.store.Docs() {
		if d.Collection == "conflicts" && d.ID == cid {
			return d.Fields
		}
	}
	h.t.Fatalf("no conflict %s", cid)
	return nil
}

func TestM3OwnersWin(t *testing.T) {
	h := newHouse(t)
	// what was found on site is the engineer's
	h.as("D", edit("jobs", "job", m{"cause": ""}, m{"cause": "电源"}))
	out := h.as("A", edit("jobs", "job", m{"cause": ""}, m{"cause": "防火墙策略"}))[0]
	status(t, out, fs.Aside, "both_changed")
	if got := h.doc("jobs", "job").Fields.String("cause"); got != "防火墙策略" {
		t.Fatal("the engineer's finding lost:", got)
	}
	if c := h.conflict(out.Aside); string(c["theirs"]) != `"电源"` {
		t.Fatalf("P1: %s", c.Encode())
	}
	// between two owners the value already there stands
	h.as("D", edit("jobs", "job", m{"assignees": []string{id("A")}}, m{"assignees": []string{id("A"), id("B")}}))
	out = h.as("B", edit("jobs", "job", m{"cause": "电源"}, m{"cause": "网线"}))[0]
	status(t, out, fs.Aside, "both_changed")
	if got := h.doc("jobs", "job").Fields.String("cause"); got != "防火墙策略" {
		t.Fatal(got)
	}
}

func TestM3TheSameDeviceNeverFightsItself(t *testing.T) {
	h := newHouse(t)
	out := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "一"}), edit("jobs", "job", m{"notes": "旧"}, m{"notes": "二"}))
	status(t, out[1], fs.Applied, "")
	if got := h.doc("jobs", "job").Fields.String("notes"); got != "二" {
		t.Fatal(got)
	}
}

func TestM3TwoPeopleTickDifferentItems(t *testing.T) {
	h := newHouse(t)
	h.put("jobs", "job", m{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": []string{id("A"), id("B")}})
	h.as("A", create("runs", "run", m{"job": id("job"), "template": id("template")}))
	a := h.as("A", edit("runs", "run", m{"answers.c1": nil}, m{"answers.c1": m{"value": true}}))[0]
	b := h.as("B", edit("runs", "run", m{"answers.c2": nil}, m{"answers.c2": m{"value": 3.5}}))[0]
	status(t, a, fs.Applied, "")
	status(t, b, fs.Applied, "")
	if got := string(h.doc("runs", "run").Fields["answers"]); got != `{"c1":{"value":true},"c2":{"value":3.5}}` {
		t.Fatal(got)
	}
	same := h.as("B", edit("runs", "run", m{"answers.c1": nil}, m{"answers.c1": m{"value": false}}))[0]
	status(t, same, fs.Aside, "both_changed")
}

func TestM3SetsMerge(t *testing.T) {
	h := newHouse(t)
	for _, a := range []string{"a1", "a2", "a3"} {
		h.put("assets", a, m{"site": id("site"), "model": a})
	}
	h.as("D", edit("jobs", "job", m{"assets": []string{}}, m{"assets": []string{id("a1")}}))
	out := h.as("A", edit("jobs", "job", m{"assets": []string{}}, m{"assets": []string{id("a2")}}))[0]
	status(t, out, fs.Merged, "")
	if got := h.doc("jobs", "job").Fields.Strings("assets"); len(got) != 2 || out.Doc == nil {
		t.Fatal(got)
	}
}

func TestM5AnIdIsNeverOverwritten(t *testing.T) {
	h := newHouse(t)
	e := m{"job": id("job"), "kind": "note", "text": "一"}
	status(t, h.as("A", create("events", "e", e))[0], fs.Applied, "")
	status(t, h.as("A", create("events", "e", e))[0], fs.Applied, "") // the same, made twice
	out := h.as("A", create("events", "e", m{"job": id("job"), "kind": "note", "text": "二"}))[0]
	status(t, out, fs.Aside, "id_taken")
	if h.doc("events", "e").Fields.String("text") != "一" {
		t.Fatal("overwritten")
	}
}

func TestM6NothingIsResurrected(t *testing.T) {
	h := newHouse(t)
	h.as("D", fs.Mutation{Collection: "jobs", ID: id("job"), Op: "delete"})
	out := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "现场写的"}))[0]
	status(t, out, fs.Aside, "deleted")
	if c := h.conflict(out.Aside); !strings.Contains(string(c["mine"]), "现场写的") || c.String("team") != id("team") {
		t.Fatalf("the dispatcher's case: %s", c.Encode())
	}
	if !h.doc("jobs", "job").Deleted {
		t.Fatal("resurrected")
	}
}

func TestM7StatusIsTheFoldOfEvents(t *testing.T) {
	h := newHouse(t)
	status(t, h.as("A", edit("jobs", "job", nil, m{"status": "closed"}))[0], fs.Rejected, "server_field")
	h.as("D", create("events", "r", m{"job": id("job"), "kind": "reported"}))
	h.now = h.now.Add(time.Minute)
	h.as("A", create("events", "arr", m{"job": id("job"), "kind": "arrived", "shared": true}))
	f := h.doc("jobs", "job").Fields
	if f.String("status") != "onSite" || !strings.Contains(string(f["stamps"]), `"arrived":"2026-11-21T08:01:00.000Z"`) {
		t.Fatalf("%s", f.Encode())
	}
}

func TestM8TimesAreCorrected(t *testing.T) {
	h := newHouse(t)
	h.as("A", create("events", "x", m{"job": id("job"), "kind": "note"})) // registers the device
	a := h.actor("A")
	wrong := h.now.Add(-50 * 24 * time.Hour)
	_, err := h.server.Push(context.Background(), a, fs.Push{Schema: 1, Now: fs.Stamp(wrong), Mutations: []fs.Mutation{
		{N: 50, Collection: "events", ID: id("e"), Op: "create", At: fs.Stamp(wrong.Add(-10 * time.Minute)), Set: raw(m{"job": id("job"), "kind": "arrived"})}}})
	must(t, err)
	f := h.doc("events", "e").Fields
	if f.String("at") != fs.Stamp(wrong.Add(-10*time.Minute)) || f.String("correctedAt") != "2026-11-21T07:50:00.000Z" || f.String("receivedAt") != fs.Stamp(h.now) {
		t.Fatalf("%s", f.Encode())
	}
}

func TestP9ARefusedMutationBlocksNothing(t *testing.T) {
	h := newHouse(t)
	out := h.as("A",
		fs.Mutation{Collection: "nonsense", ID: id("x"), Op: "create", Set: raw(m{"a": 1})},
		fs.Mutation{Collection: "jobs", ID: "short", Op: "create"},
		fs.Mutation{Collection: "jobs", ID: id("job"), Op: "upsert"},
		edit("jobs", "job", nil, m{"nosuchfield": 1}),
		edit("jobs", "job", m{"title": "无线中断"}, m{"title": ""}),
		edit("jobs", "job", nil, m{"causeSide": "somebody"}),
		edit("jobs", "job", nil, m{"site": id("nowhere")}),
		create("events", "e", m{"kind": "note"}),
		create("events", "f", m{"job": id("job"), "kind": "assigned"}),
		edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}),
	)
	for i, code := range []string{"unknown_collection", "bad_id", "bad_operation", "unknown_field", "required", "bad_value", "not_allowed", "required", "not_allowed", ""} {
		want := fs.Rejected
		if code == "" {
			want = fs.Applied
		}
		status(t, out[i], want, code)
		if code != "" {
			if c := h.conflict(out[i].Aside); c.String("reason") != code {
				t.Fatalf("P1: %s", c.Encode())
			}
		}
	}
}

func TestResolvingIsAMutation(t *testing.T) {
	for choice, want := range map[string]string{"mine": "工程师写的", "theirs": "调度写的", "own": "两人都对"} {
		t.Run(choice, func(t *testing.T) {
			h := newHouse(t)
			h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "调度写的"}))
			out := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "工程师写的"}))[0]
			decide := fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": choice})}
			if choice == "own" {
				decide.Set["value"] = fs.JSONOf("两人都对")
			}
			other := decide
			status(t, h.as("B", other)[0], fs.Rejected, "not_allowed") // not the author, not a dispatcher
			status(t, h.as("X", other)[0], fs.Rejected, "not_allowed") // another team's dispatcher
			status(t, h.as("D", decide)[0], fs.Applied, "")
			if got := h.doc("jobs", "job").Fields.String("notes"); got != want {
				t.Fatal(got)
			}
			if c := h.conflict(out.Aside); c.String("resolution") != choice || c.String("resolvedBy") != id("D") {
				t.Fatalf("%s", c.Encode())
			}
		})
	}
}

// Who keeps what stands keeps it as it is by then, and who puts the other side in puts in its lines only: what anybody wrote since, or
// elsewhere in the text, is not rolled back (goal: nothing lost).
func TestResolvingRollsNothingBack(t *testing.T) {
	for choice, want := range map[string]string{"mine": "一\n二 现场\n三\n四 后来", "theirs": "一\n二 调度改\n三\n四 后来"} {
		h := newHouse(t)
		h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "一\n二\n三\n四"}))
		h.as("D", edit("jobs", "job", m{"notes": "一\n二\n三\n四"}, m{"notes": "一\n二 调度\n三\n四"}))
		out := h.as("A", edit("jobs", "job", m{"notes": "一\n二\n三\n四"}, m{"notes": "一\n二 现场\n三\n四"}))[0]
		status(t, out, fs.Aside, "both_changed")
		if c := h.conflict(out.Aside); c.String("lost") != "mine" {
			t.Fatalf("%s", c.Encode())
		}
		h.as("D", edit("jobs", "job", m{"notes": "一\n二 调度\n三\n四"}, m{"notes": "一\n二 调度改\n三\n四 后来"}))
		status(t, h.as("D", fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": choice})})[0], fs.Applied, "")
		if got := h.doc("jobs", "job").Fields.String("notes"); got != want {
			t.Errorf("%s: %q", choice, got)
		}
	}
}

// Where the owner's value wins it is the other's that stands aside: of a text only the lines that both changed.
func TestM3TheOwnersLinesStandTheOthersElsewhereStay(t *testing.T) {
	for choice, want := range map[string]string{"mine": "一\n二 现场\n三\n四 电话", "theirs": "一\n二 电话\n三\n四 电话"} {
		h := newHouse(t)
		h.as("A", edit("jobs", "job", m{"cause": ""}, m{"cause": "一\n二\n三\n四"}))
		h.as("D", edit("jobs", "job", m{"cause": "一\n二\n三\n四"}, m{"cause": "一\n二 电话\n三\n四 电话"}))
		out := h.as("A", edit("jobs", "job", m{"cause": "一\n二\n三\n四"}, m{"cause": "一\n二 现场\n三\n四"}))[0]
		status(t, out, fs.Aside, "both_changed")
		if got := h.doc("jobs", "job").Fields.String("cause"); got != "一\n二 现场\n三\n四 电话" {
			t.Fatalf("%q", got)
		}
		c := h.conflict(out.Aside)
		if c.String("lost") != "theirs" || c.String("theirs") != "一\n二 电话\n三\n四 电话" {
			t.Fatalf("%s", c.Encode())
		}
		status(t, h.as("D", fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": choice})})[0], fs.Applied, "")
		if got := h.doc("jobs", "job").Fields.String("cause"); got != want {
			t.Errorf("%s: %q", choice, got)
		}
	}
}

// Times that are of no year of four digits in UTC cannot be written in our format, and nobody could read them.
func TestM8NoTimeOutsideOfTheCalendar(t *testing.T) {
	h := newHouse(t)
	for _, text := range []string{"9999-12-31T23:59:59-12:00", "0000-01-01T00:00:00+12:00"} {
		status(t, h.as("D", edit("jobs", "job", nil, m{"plannedStart": text}))[0], fs.Rejected, "bad_value")
		if at := fs.ParseTime(text); !at.IsZero() {
			t.Errorf("%s: %s", text, fs.Stamp(at))
		}
	}
}

// Author and dispatcher may decide at the same time, each with words of their own: the second one's are kept too.
func TestP1TwoDecideInTheirOwnWords(t *testing.T) {
	h := newHouse(t)
	h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "调度写的"}))
	out := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "工程师写的"}))[0]
	decide := func(words string) fs.Mutation {
		return fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": "own", "value": words})}
	}
	status(t, h.as("D", decide("调度定的"))[0], fs.Applied, "")
	status(t, h.as("A", decide("调度定的"))[0], fs.Applied, "") // the same decision
	second := h.as("A", decide("工程师定的"))[0]
	status(t, second, fs.Rejected, "already_resolved")
	if c := h.conflict(second.Aside); !strings.Contains(string(c["mine"]), "工程师定的") {
		t.Fatalf("P1: %s", c.Encode())
	}
	if got := h.doc("jobs", "job").Fields.String("notes"); got != "调度定的" {
		t.Fatal(got)
	}
}

// An engineer's work on a job that was taken away is kept, and a dispatcher may let it count: under the engineer's name and time.
func TestRefusedWorkCanBeAccepted(t *testing.T) {
	h := newHouse(t)
	h.as("D", edit("jobs", "job", m{"assignees": []string{id("A")}}, m{"assignees": []string{id("B")}}))
	out := h.as("A", create("events", "late", m{"job": id("job"), "kind": "restored", "text": "AP 改胖模式"}))[0]
	status(t, out, fs.Rejected, "not_on_job")
	if out.Doc != nil {
		t.Fatal("P4: the record was shown")
	}
	did := h.now
	h.now = h.now.Add(time.Hour)
	status(t, h.as("D", fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": "mine"})})[0], fs.Applied, "")
	f := h.doc("events", "late").Fields
	if f.String("by") != id("A") || f.String("correctedAt") != fs.Stamp(did) || h.doc("jobs", "job").Fields.String("status") != "restored" {
		t.Fatalf("%s", f.Encode())
	}
}

func TestP1HistoryKeepsWhatWasReplaced(t *testing.T) {
	h := newHouse(t)
	h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}))
	last := h.store.History()[len(h.store.History())-1]
	if last.Field != "notes" || string(last.From) != `"旧"` || string(last.To) != `"新"` || last.By != id("A") || last.Device != id("device A") || last.N != 1 || last.Team != id("team") {
		t.Fatalf("%+v", last)
	}
}

func TestL7ParentsComeFirst(t *testing.T) {
	h := newHouse(t)
	h.as("A", create("events", "e", m{"job": id("job"), "kind": "arrived"}))
	h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "later than its events"}))
	order := map[string]int{}
	for i, line := range h.pull("A") {
		for _, c := range []string{"sites", "jobs", "events"} {
			if strings.HasPrefix(line, `{"put":"`+c+`"`) {
				order[c] = i
			}
		}
	}
	if !(order["sites"] < order["jobs"] && order["jobs"] < order["events"]) {
		t.Fatal(order)
	}
}

func TestL4ACursorThatCannotBeHonoured(t *testing.T) {
	h := newHouse(t)
	for _, cursor := range []string{"garbage", "otherepoch.1", "test.zzzzz", "test.1.zzzz.1.Yw"} {
		var buf bytes.Buffer
		stats, err := h.server.Pull(context.Background(), h.actor("A"), fs.PullRequest{Cursor: cursor}, &buf)
		must(t, err)
		if !stats.Reset || !strings.HasPrefix(buf.String(), "{\"reset\":true}\n") || stats.Puts == 0 {
			t.Fatalf("%s: %+v", cursor, stats)
		}
	}
}

// P5: who loses a job drops it and all that hangs on it, and the site with it, at the next pull.
func TestP5ReassignmentMovesTheJob(t *testing.T) {
	h := newHouse(t)
	h.as("A", create("events", "e", m{"job": id("job"), "kind": "arrived"}))
	if n := count(h.pull("B"), `{"put":"jobs"`); n != 0 {
		t.Fatal("P4: B holds a job that is not theirs")
	}
	var before bytes.Buffer
	_, err := h.server.Pull(context.Background(), h.actor("A"), fs.PullRequest{}, &before)
	must(t, err)
	cursor := endCursor(t, before.String())
	h.as("D", edit("jobs", "job", m{"assignees": []string{id("A")}}, m{"assignees": []string{id("B")}}))
	var after bytes.Buffer
	_, err = h.server.Pull(context.Background(), h.actor("A"), fs.PullRequest{Cursor: cursor}, &after)
	must(t, err)
	for _, want := range []string{`{"drop":"jobs"`, `{"drop":"events"`, `{"drop":"sites"`, `{"drop":"customers"`} {
		if !strings.Contains(after.String(), want) {
			t.Errorf("no %s in\n%s", want, after.String())
		}
	}
	if strings.Contains(after.String(), `{"put":"jobs"`) {
		t.Error("P4: the new state of the job was shown to who lost it")
	}
	if n := count(h.pull("B"), `{"put":"jobs"`); n != 1 {
		t.Error("B did not get the job")
	}
}

// Ended jobs leave their engineers after 90 days (sync.md, section 6).
func TestEndedJobsExpire(t *testing.T) {
	h := newHouse(t)
	h.as("D", create("events", "c", m{"job": id("job"), "kind": "closed"}))
	h.now = h.now.Add(rules.KeptFor + time.Hour)
	must(t, h.server.Refresh(context.Background(), "jobs", id("job")))
	if n := count(h.pull("A"), `{"put":"jobs"`); n != 0 {
		t.Fatal("an expired job is still on the tablet")
	}
	if n := count(h.pull("D"), `{"put":"jobs"`); n != 1 {
		t.Fatal("the team lost an old job")
	}
}

// Deciding about a decision ends: it can be left, and nothing else.
func TestConflictsOfConflictsEnd(t *testing.T) {
	h := newHouse(t)
	first := fs.Mutation{N: 1, Collection: "conflicts", ID: id("nobody's"), Op: "update", Set: raw(m{"resolution": "mine"})}
	out := h.as("A", first)[0]
	status(t, out, fs.Rejected, "not_found")
	again := fs.Mutation{N: 2, Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": "mine"})}
	status(t, h.as("A", again)[0], fs.Rejected, "not_resolvable")
	leave := fs.Mutation{N: 3, Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": "theirs"})}
	status(t, h.as("A", leave)[0], fs.Applied, "")
}

func TestP9WhatCannotBeDoneCanBeLeft(t *testing.T) {
	h := newHouse(t)
	out := h.as("A", fs.Mutation{Collection: "fromTheFuture", ID: id("x"), Op: "create", Set: raw(m{"a": 1})})[0]
	for _, who := range []string{"A", "D"} {
		status(t, h.as(who, fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": "mine"})})[0], fs.Rejected, "not_resolvable")
	}
	status(t, h.as("D", fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": "theirs"})})[0], fs.Applied, "")
}

func TestP9OneMalformedMutationIsRefusedByItself(t *testing.T) {
	h := newHouse(t)
	var req fs.Push
	body := `{"schema":1,"now":"2026-11-21T08:00:00.000Z","mutations":[{"n":1,"in":"jobs","id":5,"op":"update","set":[1]},{"n":2,"in":"jobs","id":"` + id("job") + `","op":"update","was":{"notes":"旧"},"set":{"notes":"新"}}]}`
	must(t, json.Unmarshal([]byte(body), &req))
	h.as("A", create("events", "x", m{"job": id("job"), "kind": "note"})) // registers the device as number 1
	req.Mutations[0].N = 50
	req.Mutations[1].N = 51
	answer, err := h.server.Push(context.Background(), h.actor("A"), req)
	must(t, err)
	status(t, answer.Results[0], fs.Rejected, "invalid")
	status(t, answer.Results[1], fs.Applied, "")
	if c := h.conflict(answer.Results[0].Aside); !strings.Contains(string(c["mine"]), `\"set\":[1]`) {
		t.Fatalf("P1: %s", c.Encode())
	}
	if json.Unmarshal([]byte(`{"mutations":[{"n":1.5}]}`), &req) == nil {
		t.Error("a mutation without a number was taken")
	}
}

// No browser stores a value nested thousands deep: in a record it would stop the pulls of all who see it. It is kept as a text.
func TestP9WhatIsNestedTooDeeplyIsRefusedByItself(t *testing.T) {
	h := newHouse(t)
	nested := func(n int) string { return strings.Repeat("[", n) + `"]{\""` + strings.Repeat("]", n) }
	body := func(n, depth int) string {
		return `{"in":"events","id":"` + id("deep") + `","op":"create","set":{"job":"` + id("job") + `","kind":"note","data":` + nested(depth) + `},"n":` + strconv.Itoa(n) + `}`
	}
	var deep, flat fs.Mutation
	must(t, json.Unmarshal([]byte(body(1, 5000)), &deep))
	out := h.as("A", deep)[0]
	status(t, out, fs.Rejected, "invalid")
	if c := h.conflict(out.Aside); !strings.HasPrefix(string(c["mine"]), `"{`) || !strings.Contains(string(c["mine"]), nested(5000)[:5000]) {
		t.Fatalf("P1: kept as %.60s", c["mine"])
	}
	must(t, json.Unmarshal([]byte(body(2, 50)), &flat))
	status(t, h.as("A", flat)[0], fs.Applied, "")
}

// A title that an administrator left blank stops nobody's work on the job; nobody else may blank it.
func TestP9ABlankTitleStopsNobody(t *testing.T) {
	h := newHouse(t)
	status(t, h.as("D", edit("jobs", "job", m{"title": "无线中断"}, m{"title": ""}))[0], fs.Rejected, "required")
	h.put("jobs", "job", m{"title": "", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}, "notes": "旧"})
	status(t, h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}))[0], fs.Applied, "")
	status(t, h.as("D", edit("jobs", "job", m{"team": id("team")}, m{"team": ""}))[0], fs.Rejected, "required")
}

// A map does not grow key by key beyond what any door takes as a whole.
func TestP10AMapGrowsToItsLimit(t *testing.T) {
	h := newHouse(t)
	long := strings.Repeat("x", 20_000)
	status(t, h.as("A", edit("jobs", "job", nil, m{"pressure.a": long}))[0], fs.Applied, "")
	status(t, h.as("A", edit("jobs", "job", nil, m{"pressure.b": long}))[0], fs.Rejected, "bad_value")
}

func TestP1ANumberUsedAgainForSomethingElseIsKept(t *testing.T) {
	h := newHouse(t)
	a := create("events", "e1", m{"job": id("job"), "kind": "note", "text": "一"})
	b := create("events", "e2", m{"job": id("job"), "kind": "note", "text": "二"})
	a.N, b.N = 7, 7
	status(t, h.as("A", a)[0], fs.Applied, "")
	out := h.as("A", b)[0]
	status(t, out, fs.Rejected, "number_reused")
	if c := h.conflict(out.Aside); !strings.Contains(string(c["mine"]), "二") {
		t.Fatalf("%s", c.Encode())
	}
	if out := h.as("A", a)[0]; !out.Replayed || out.Status != fs.Applied {
		t.Fatalf("P2: %+v", out)
	}
}

func TestP4AnotherTeamsRecordsStayUnknown(t *testing.T) {
	h := newHouse(t)
	h.put("customers", "theirs", m{"name": "Z 银行", "team": id("other")})
	h.put("sites", "theirs", m{"name": "金库", "customer": id("theirs"), "team": id("other")})
	h.put("contacts", "theirs", m{"name": "z", "customer": id("theirs"), "site": id("theirs"), "phone": "138"})
	for name, mutation := range map[string]fs.Mutation{
		"a job goes to another team with its place": edit("jobs", "job", m{"team": id("team"), "site": id("site")}, m{"team": id("other"), "site": id("theirs")}),
		"a job at another team's site":              create("jobs", "j2", m{"title": "t", "team": id("team"), "site": id("theirs")}),
		"a site of another team's customer":         edit("sites", "site", m{"customer": id("customer")}, m{"customer": id("theirs")}),
		"another team's contact on a job":           edit("jobs", "job", m{"contact": ""}, m{"contact": id("theirs")}),
		"guessing a phone number":                   create("contacts", "theirs", m{"phone": "138"}),
		"guessing it wrong":                         create("contacts", "theirs", m{"phone": "999"}),
	} {
		out := h.as("D", mutation)[0]
		if out.Status == fs.Applied || out.Doc != nil && strings.Contains(string(out.Doc), "138") || out.Detail == "phone" {
			t.Errorf("%s: %+v", name, out)
		}
	}
	if count(h.pull("D"), `{"put":"customers"`) != 1 || strings.Contains(strings.Join(h.pull("A"), ""), "金库") {
		t.Error("another team's records were shown")
	}
}

func TestOwnWordsAreNotTheAuthors(t *testing.T) {
	h := newHouse(t)
	out := h.as("A", create("events", "late", m{"job": id("job"), "kind": "closed", "text": "我说的"}))[0]
	decide := fs.Mutation{Collection: "conflicts", ID: out.Aside, Op: "update", Set: raw(m{"resolution": "own", "value": m{"job": id("job"), "kind": "closed", "text": "调度说的"}})}
	status(t, h.as("D", decide)[0], fs.Applied, "")
	if f := h.doc("events", "late").Fields; f.String("by") != id("D") {
		t.Fatalf("%s", f.Encode())
	}
}

func TestAnEngineerAssignsOnlyWhatHeFiled(t *testing.T) {
	h := newHouse(t)
	h.as("D", create("events", "r", m{"job": id("job"), "kind": "reported"}))
	h.as("A", create("events", "r2", m{"job": id("job"), "kind": "reported"}))
	status(t, h.as("A", create("events", "as", m{"job": id("job"), "kind": "assigned"}))[0], fs.Rejected, "not_allowed")
	out := h.as("A", create("jobs", "own", m{"title": "路上看到的", "team": id("team")}), create("events", "r3", m{"job": id("own"), "kind": "reported"}), create("events", "as3", m{"job": id("own"), "kind": "assigned"}))
	status(t, out[2], fs.Applied, "")
}

func TestM3WhoMadeARecordWroteItsValues(t *testing.T) {
	h := newHouse(t)
	h.put("jobs", "job", m{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": []string{id("A"), id("B")}, "number": "LT26-1"})
	h.as("A", create("runs", "run", m{"job": id("job"), "template": id("template"), "answers": m{"c1": m{"value": "A"}}}))
	status(t, h.as("B", edit("runs", "run", m{"answers.c1": nil}, m{"answers.c1": m{"value": "B"}}))[0], fs.Aside, "both_changed")
	if got := string(h.doc("runs", "run").Fields["answers"]); !strings.Contains(got, `"A"`) {
		t.Fatal("between two owners the value already there stands:", got)
	}
	status(t, h.as("A", edit("runs", "run", m{"answers.c1": nil}, m{"answers.c1": m{"value": "A2"}}))[0], fs.Applied, "")
}

func TestM3TextsMergeByLine(t *testing.T) {
	h := newHouse(t)
	h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "一\n二\n三\n"}))
	h.as("D", edit("jobs", "job", m{"notes": "一\n二\n三\n"}, m{"notes": "一\n二\n三\n调度加的\n"}))
	out := h.as("A", edit("jobs", "job", m{"notes": "一\n二\n三\n"}, m{"notes": "工程师加的\n一\n二\n三\n"}))[0]
	status(t, out, fs.Merged, "")
	if got := h.doc("jobs", "job").Fields.String("notes"); got != "工程师加的\n一\n二\n三\n调度加的\n" {
		t.Fatal(got)
	}
	out = h.as("A", edit("jobs", "job", m{"notes": "一\n二\n三\n"}, m{"notes": "零\n一改\n二\n三\n"}))[0] // its own text on the way to the server
	if out.Status == fs.Rejected {
		t.Fatalf("%+v", out)
	}
	out = h.as("B", edit("jobs", "job", nil, m{"notes": "x"}))[0]
	status(t, out, fs.Rejected, "not_on_job")
}

// P5: a scope changes hands between two pages of a pull; what left it before is still told. (Both were found by the simulator.)
func TestP5ScopeChangesHandsBetweenPages(t *testing.T) {
	for name, last := range map[string][]string{"withdrawn and granted again": {"A"}, "withdrawn, granted and withdrawn": {}} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			for _, e := range []string{"e1", "e2"} {
				h.as("A", create("events", e, m{"job": id("job"), "kind": "note"}))
			}
			have := map[string]bool{}
			cursor := ""
			page := func(limit int) (more bool) {
				t.Helper()
				var buf bytes.Buffer
				stats, err := h.server.Pull(context.Background(), h.actor("A"), fs.PullRequest{Cursor: cursor, Limit: limit}, &buf)
				must(t, err)
				for _, l := range strings.Split(strings.TrimSpace(buf.String()), "\n") {
					var line struct {
						Put, Drop, ID string
						Doc           struct{ ID string }
					}
					must(t, json.Unmarshal([]byte(l), &line))
					if line.Put != "" {
						have[line.Put+"/"+line.Doc.ID] = true
					}
					if line.Drop != "" {
						delete(have, line.Drop+"/"+line.ID)
					}
				}
				cursor = endCursor(t, buf.String())
				return stats.More
			}
			for page(500) {
			}
			if !have["events/"+id("e2")] {
				t.Fatal("nothing to lose")
			}
			h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}))
			must(t, h.server.Update(context.Background(), h.server.System(), func(w *fs.Writing) error { return w.Delete("events", id("e2")) }))
			if !page(1) {
				t.Fatal("the pull is not in the middle")
			}
			assign := func(from, to []string) {
				ids := func(names []string) []string {
					out := []string{}
					for _, n := range names {
						out = append(out, id(n))
					}
					return out
				}
				status(t, h.as("D", edit("jobs", "job", m{"assignees": ids(from)}, m{"assignees": ids(to)}))[0], fs.Applied, "")
			}
			assign([]string{"A"}, nil)
			assign(nil, []string{"A"})
			if len(last) == 0 {
				assign([]string{"A"}, nil)
			}
			for page(1) {
			}
			if have["events/"+id("e2")] {
				t.Error("a deleted event is still on the tablet")
			}
			if want := len(last) > 0; have["jobs/"+id("job")] != want || have["events/"+id("e1")] != want {
				t.Errorf("job %v, event %v, want %v", have["jobs/"+id("job")], have["events/"+id("e1")], want)
			}
		})
	}
}

// What hangs on something that was refused is kept where that is, not nowhere.
func TestAnAnswerOnARefusedChecklistBelongsToItsJob(t *testing.T) {
	h := newHouse(t)
	out := h.as("B", create("runs", "run", m{"job": id("job"), "template": id("template")}), edit("runs", "run", m{"answers.c1": nil}, m{"answers.c1": m{"value": 5}}))
	status(t, out[0], fs.Rejected, "not_on_job")
	status(t, out[1], fs.Rejected, "not_found")
	for _, o := range out {
		if c := h.conflict(o.Aside); c.String("job") != id("job") || c.String("team") != id("team") {
			t.Errorf("%s", c.Encode())
		}
	}
}

// What was set aside about a job is decided by the team that has the job now.
func TestACaseGoesWithItsJob(t *testing.T) {
	h := newHouse(t)
	h.as("D", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "甲"}))
	lost := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "乙"}))[0]
	status(t, lost, fs.Aside, "both_changed")
	h.put("sites", "far", m{"name": "远", "customer": id("customer"), "team": id("other")})
	h.put("jobs", "job", m{"title": "无线中断", "team": id("other"), "site": id("far"), "notes": "甲"})
	if text := strings.Join(h.pull("X"), "\n"); !strings.Contains(text, lost.Aside) {
		t.Error("the team that has the job now does not see it")
	}
	decide := fs.Mutation{Collection: "conflicts", ID: lost.Aside, Op: "update", Set: raw(m{"resolution": "mine"})}
	status(t, h.as("D", decide)[0], fs.Rejected, "not_allowed")
	decide.N = 0
	status(t, h.as("X", decide)[0], fs.Applied, "")
	if got := h.doc("jobs", "job").Fields.String("notes"); got != "乙" {
		t.Error(got)
	}
}
