package fieldsync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// Whatever a device carries as its cursor: read, and then there is one spelling of it, or refused.
func FuzzCursor(f *testing.F) {
	for _, s := range []string{"", "run.1", "run.1z", "run.1.2.0.3.Yw", "run.1.2.0.3.Y2ti", "run.1.~kb", "run.1.~kb~2s", "run.1.2.0.3.Y2ti.~kb~0", "run.1.~", "run.01", ".1", "run.-1", "run.1.~kb~", "run.zzzzzzzzzzzzzz", "run.1.2.0.3.Y2ti=", "~kb.1"} {
		f.Add(s, int64(5), int64(9), int64(1), int64(3), "csite:x", "kb", int64(-1))
	}
	f.Fuzz(func(t *testing.T, s string, base, target, rank, last int64, step, apart string, taken int64) {
		if c, ok := fs.ParseCursor(s); ok && c.String() != s {
			t.Fatalf("%q is read as %+v, which is %q", s, c, c.String())
		}
		c := fs.Cursor{Run: "run", Base: base & (1<<62 - 1)}
		if target > c.Base && len(step) > 1 {
			c.Target, c.Rank, c.Last, c.Step = target, rank&(1<<62-1), last&(1<<62-1), step
		}
		if apart != "" && !strings.ContainsAny(apart, "~") {
			c.Apart, c.Taken = apart, max(taken, -1)
		}
		if back, ok := fs.ParseCursor(c.String()); !ok || back != c {
			t.Fatalf("%+v is written %q and read %+v, %v", c, c, back, ok)
		}
	})
}

// P1 P9 M4: any JSON as a push. Each mutation gets an outcome of the closed set, what was refused is kept, what comes after it is done, and
// every document stays canonical, so that devices and server agree on its sum.
func FuzzPush(f *testing.F) {
	for _, s := range []string{
		`{"schema":1,"mutations":[{"n":1,"in":"jobs","id":"%job%","op":"update","was":{"notes":"旧"},"set":{"notes":"新"}}]}`,
		`{"schema":1,"mutations":[{"n":1,"in":"events","id":"aaaaaaaaaaaaaaa","op":"create","set":{"job":"%job%","kind":"note","text":"x"}},{"n":2,"in":"events","id":"aaaaaaaaaaaaaaa","op":"delete"}]}`,
		`{"schema":9,"mutations":[{"n":1,"in":"jobs","id":"%job%","op":"update","set":{"a\"b":1,"\u0000":{"b":1,"a":2},"next":"\ud800"}}]}`,
		`{"mutations":[{"n":1,"in":5,"set":[]},{"n":2,"in":"jobs"},{"n":3,"in":"nothing","id":"x","op":"burn","set":{"a":1e400,"b":12345678901234567890}}]}`,
		`{"mutations":[{"n":1,"in":"jobs","id":"%job%","op":"update","set":{"answers.c1":1,"checklist.":null,".":0,"notes.x":"y","assignees":["%job%","",7]}}]}`,
		`{"mutations":[{"n":1,"in":"runs","id":"bbbbbbbbbbbbbbb","op":"create","set":{"job":"%job%","template":"arrival","answers":{"__proto__":1,"c1":{"value":true}}}}]}`,
		`{"mutations":[{"n":1,"in":"conflicts","id":"ccccccccccccccc","op":"update","set":{"resolution":"mine"}},{"n":2,"in":"users","id":"%A%","op":"update","set":{"role":"manager"}}]}`,
		`{"mutations":[{"n":1,"in":"jobs","id":"%job%","op":"update","set":{"notes":"` + "\xff\xfe" + `","title":"\u003c\u2028"}},{"n":9223372036854775806,"set":null}]}`,
		`{"mutations":[{"n":1,"n":2,"N":3,"in":"jobs","IN":"events","op":"create","id":"ddddddddddddddd","set":{"id":"other"}}],"mutations":[]}`,
		`{"now":"0001-01-01T00:00:00Z","acked":-5,"mutations":[{"n":1,"at":"9999-12-31T23:59:59Z","in":"events","id":"eeeeeeeeeeeeeee","op":"create","set":{"job":"%job%","kind":"arrived"}}]}`,
		`{"mutations":[null,{},[]]}`, `[]`, `null`, `{"mutations":{}}`, ``,
	} {
		f.Add([]byte(strings.NewReplacer("%job%", id("job"), "%A%", id("A")).Replace(s)))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var req fs.Push
		if json.Unmarshal(body, &req) != nil {
			return
		}
		pushed(t, req)
	})
}

// FuzzMutation is one well-formed mutation of any field of any collection, with any values.
func FuzzMutation(f *testing.F) {
	for i, v := range []string{`"新"`, `null`, `{"c1":{"value":true}}`, `["x","x"]`, `1e308`, `-0`, `12345678901234567890`, `1.0`, `"2026-11-21T08:00:00+08:00"`, `"\ud800"`, `"\u0000"`, `[[[]]]`, `""`, `{"":{"":1}}`} {
		f.Add(byte(i), byte(i), byte(i%3), byte(i), "", v, `"旧"`, 1+i%2)
	}
	f.Add(byte(0), byte(0), byte(1), byte(0), "c1", `{"b":1,"a":2}`, `null`, 1)
	f.Add(byte(0), byte(0), byte(1), byte(0), `a"b`, `{"b":1,"a":2}`, `null`, 9)
	collections := rules.Collections
	f.Fuzz(func(t *testing.T, collection, record, op, field byte, key, set, was string, schema int) {
		c := collections[int(collection)%len(collections)]
		names := []string{"job", "site", "team", "A", "customer", "template", "nobody"}
		m := fs.Mutation{N: 1, Collection: c.Name, ID: id(names[int(record)%len(names)]), Op: []string{"create", "update", "delete"}[op%3], Set: map[string]json.RawMessage{}, Was: map[string]json.RawMessage{}}
		name := "unknown"
		if n := int(field) % (len(c.Fields) + 1); n < len(c.Fields) {
			name = c.Fields[n].Name
		}
		if key != "" {
			name += "." + key
		}
		m.Set[name], m.Was[name] = value(set), value(was)
		pushed(t, fs.Push{Schema: schema, Mutations: []fs.Mutation{m}})
	})
}

// value is the text if that is JSON, else the text as a JSON string.
func value(text string) json.RawMessage {
	if json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	return fs.JSONOf(text)
}

// pushed sends a push of any content from A's tablet, with a good mutation behind it, twice.
func pushed(t *testing.T, req fs.Push) {
	h := newHouse(t)
	h.as("A") // registers the tablet
	last := int64(0)
	for _, m := range req.Mutations {
		last = max(last, m.N)
	}
	if last < 1<<62 {
		good := create("events", "good", m{"job": id("job"), "kind": "note", "text": "ok"})
		good.N, last = last+1, last+1
		req.Mutations = append(req.Mutations, good)
	}
	actor := h.actor("A")
	answer, err := h.server.Push(context.Background(), actor, req)
	if err != nil {
		if fault.Code(err) == "" {
			t.Fatal(err)
		}
		return
	}
	for i, out := range answer.Results {
		if out.N != req.Mutations[i].N || !slices.Contains([]string{fs.Applied, fs.Merged, fs.Aside, fs.Rejected}, out.Status) {
			t.Fatalf("M4: %+v", out)
		}
		if out.Code == "internal" {
			t.Fatalf("a rule panics: %+v", out)
		}
		if (out.Status == fs.Rejected || out.Status == fs.Aside) && !h.kept(out.Aside) {
			t.Fatalf("P1: %+v is kept nowhere", out)
		}
	}
	if out := answer.Results[len(answer.Results)-1]; out.N == last && last < 1<<62 && out.Status != fs.Applied {
		t.Fatalf("P9: %+v", out)
	}
	for _, d := range h.store.Docs() {
		if d.Deleted {
			continue
		}
		body := d.Fields.Encode()
		again, err := fs.Canonical(body)
		if err != nil || !bytes.Equal(again, body) {
			t.Fatalf("%s/%s is not canonical (%v):\n%s\n%s", d.Collection, d.ID, err, body, again)
		}
	}
	replay, err := h.server.Push(context.Background(), actor, req)
	if err != nil {
		if fault.Code(err) != "rewound" {
			t.Fatal("P2:", err)
		}
		return
	}
	for i, out := range replay.Results {
		if !out.Replayed || out.Status != answer.Results[i].Status {
			t.Fatalf("P2: %+v, then %+v", answer.Results[i], out)
		}
	}
}

// kept reports whether a conflict of that id is there.
func (h *house) kept(conflict string) (found bool) {
	h.t.Helper()
	must(h.t, h.server.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("conflicts", conflict)
		found = d != nil && !d.Deleted
		return err
	}))
	return found
}

// L1 L4 P10: any question gets an answer that begins with a reset or a begin line and ends with an end line, within its limit.
func FuzzPull(f *testing.F) {
	h := newHouse(&testing.T{})
	var first bytes.Buffer
	stats, err := h.server.Pull(context.Background(), h.actor("A"), fs.PullRequest{Limit: 2}, &first)
	if err != nil {
		f.Fatal(err)
	}
	for _, c := range []string{"", "x", stats.Cursor, stats.Cursor + ".~kb", stats.Cursor + ".~kb~0", stats.Cursor + ".~people:x~5", strings.Replace(stats.Cursor, ".0.", ".0.0.", 1)} {
		f.Add(c, 3, 1, false, true, false, int64(4), true)
	}
	f.Fuzz(func(t *testing.T, cursor string, limit, schema int, continued, noEcho, check bool, taken int64, have bool) {
		req := fs.PullRequest{Cursor: cursor, Limit: limit, Schema: schema, Continued: continued, NoEcho: noEcho, Check: check}
		if have {
			req.Taken = &taken
		}
		var buf bytes.Buffer
		stats, err := h.server.Pull(context.Background(), h.actor("A"), req, &buf)
		if err != nil {
			if code := fault.Code(err); code != "update_required" {
				t.Fatal(code, err)
			}
			return
		}
		lines := strings.Split(strings.TrimSpace(buf.String()), "\n")
		if !strings.HasPrefix(lines[len(lines)-1], `{"end":`) || stats.Reset != (lines[0] == `{"reset":true}`) {
			t.Fatal(buf.String())
		}
		if limit > 0 && stats.Puts+stats.Drops > limit {
			t.Fatal("limit", limit, "and", stats.Puts+stats.Drops, "lines")
		}
		for _, l := range lines {
			if !json.Valid([]byte(l)) {
				t.Fatalf("not JSON: %s", l)
			}
		}
		if _, ok := fs.ParseCursor(stats.Cursor); !ok {
			t.Fatal("a cursor that is not one:", stats.Cursor)
		}
		if end := endCursor(t, buf.String()); end != stats.Cursor {
			t.Fatal(fmt.Sprint(end, " is not ", stats.Cursor))
		}
	})
}
