package fieldsync_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// second is the house's server one schema later: `notes` of a job is called `remarks`, and the choice `urgent` is called `critical`.
func (h *house) second() {
	table := rules.Table(rules.Options{})
	for _, r := range table {
		if r.Name != "jobs" {
			continue
		}
		c := fs.Collection{Name: r.Name, Rank: r.Rank, Fields: slices.Clone(r.Fields)}
		for i := range c.Fields {
			switch f := &c.Fields[i]; f.Name {
			case "notes":
				f.Name = "remarks"
			case "priority":
				f.Options = []string{"low", "normal", "high", "critical"}
			}
		}
		r.Collection = &c
	}
	h.server = fs.NewServer(h.store, table, h.clock, nil)
	h.server.Schema, h.server.Oldest = 2, 2
	h.server.Lenses = []fs.Lens{{From: 1, Up: func(m *fs.Mutation) error {
		if m.Collection == "jobs" {
			m.Rename("notes", "remarks")
			m.Replace("priority", func(v json.RawMessage) json.RawMessage {
				if string(v) == `"urgent"` {
					return fs.JSONOf("critical")
				}
				return v
			})
		}
		return nil
	}}}
	must(h.t, h.server.Update(context.Background(), h.server.System(), func(w *fs.Writing) error { // what a migration does
		d, err := w.Get("jobs", id("job"))
		if err != nil {
			return err
		}
		f := d.Fields.Clone()
		f["remarks"] = f["notes"]
		delete(f, "notes")
		_, err = w.Put("jobs", d.ID, f)
		return err
	}))
}

func TestP8OldAppsMayPush(t *testing.T) {
	h := newHouse(t)
	lost := edit("jobs", "job", m{"notes": "旧"}, m{"notes": "旧\n第一次"}) // sent before the server's update, its answer lost
	h.as("A", lost)
	h.second()
	lost.N = 1
	answer, err := h.push("A", 0, lost, edit("jobs", "job", m{"notes": "旧\n第一次"}, m{"notes": "旧\n第一次\n第二次"}))
	must(t, err)
	if !answer.Results[0].Replayed {
		t.Errorf("P2: an update of the server made a replay a new mutation: %+v", answer.Results[0])
	}
	status(t, answer.Results[1], fs.Applied, "")
	status(t, h.as("D", edit("jobs", "job", m{"priority": ""}, m{"priority": "urgent"}))[0], fs.Applied, "")
	f := h.doc("jobs", "job").Fields
	if f.String("remarks") != "旧\n第一次\n第二次" || f.String("priority") != "critical" {
		t.Errorf("%s", f.Encode())
	}
	_, err = h.server.Pull(context.Background(), h.actor("A"), fs.PullRequest{Schema: 1}, new(strings.Builder))
	if fault.Code(err) != "update_required" {
		t.Errorf("an old app pulled: %v", err)
	}
}

func TestP8WhatALensRefusesIsKept(t *testing.T) {
	h := newHouse(t)
	h.second()
	h.server.Lenses[0].Up = func(*fs.Mutation) error { return context.Canceled }
	out := h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "新"}), create("events", "e", m{"job": id("job"), "kind": "note"}))
	status(t, out[0], fs.Rejected, "invalid")
	if mine := string(h.conflict(out[0].Aside)["mine"]); mine != `{"notes":"新"}` {
		t.Error("P1:", mine)
	}
}

// P8: what only newer apps know is kept in the record, merged, put, and there when the server learns about it.
func TestP8UnknownFieldsAreCarried(t *testing.T) {
	h := newHouse(t)
	newer := func(name string, m fs.Mutation) fs.Outcome {
		h.t.Helper()
		h.push(name, 0) // registers the device
		h.n[name]++
		m.N, m.At = h.n[name], fs.Stamp(h.now)
		answer, err := h.server.Push(context.Background(), h.actor(name), fs.Push{Schema: fs.Schema + 1, Now: fs.Stamp(h.now), Mutations: []fs.Mutation{m}})
		must(t, err)
		return answer.Results[0]
	}
	status(t, newer("A", edit("jobs", "job", m{"mood": nil, "notes": "旧"}, m{"mood": "good", "notes": "新"})), fs.Applied, "")
	status(t, newer("A", edit("jobs", "job", m{"tools.drill": nil}, m{"tools.drill": 1})), fs.Applied, "")
	h.put("jobs", "job", m{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}, "notes": "办公室"}) // a door that knows nothing of it
	f := h.doc("jobs", "job").Fields
	if f.String("mood") != "good" || string(f["tools"]) != `{"drill":1}` || f.String("notes") != "办公室" {
		t.Fatalf("%s", f.Encode())
	}
	if !strings.Contains(strings.Join(h.pull("A"), "\n"), `"mood":"good"`) {
		t.Error("what is carried is not put")
	}
	h.as("B") // registers
	h.put("jobs", "job", m{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": []string{id("A"), id("B")}})
	out := newer("B", edit("jobs", "job", m{"mood": nil}, m{"mood": "bad"}))
	status(t, out, fs.Aside, "both_changed")
	if h.conflict(out.Aside).String("mine") != "bad" {
		t.Error("P1: a carried value that lost is nowhere")
	}
	status(t, h.as("A", edit("jobs", "job", nil, m{"mood": "same schema"}))[0], fs.Rejected, "unknown_field")
	status(t, newer("A", edit("jobs", "job", nil, m{"id": "x"})), fs.Rejected, "unknown_field")
	status(t, newer("A", edit("jobs", "job", nil, m{"x y": 1})), fs.Rejected, "unknown_field")
	status(t, newer("A", edit("jobs", "job", m{"status": "new"}, m{"status": "closed"})), fs.Rejected, "server_field")
	many := m{}
	for i := range 40 {
		many["x"+strings.Repeat("y", i%30)+string(rune('a'+i%26))] = i
	}
	status(t, newer("A", edit("jobs", "job", nil, many)), fs.Rejected, "unknown_field")
}
