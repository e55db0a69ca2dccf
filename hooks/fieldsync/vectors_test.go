package fieldsync_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"pgregory.net/rapid"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/clock"
	"lutong/hooks/fieldsync/merge"
)

func vectors[T any](t *testing.T, name string) []T {
	t.Helper()
	raw, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	var list []T
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func TestMergeVectors(t *testing.T) {
	type vector struct {
		Name, Kind               string
		Was, Mine, Theirs, Value json.RawMessage
		Merged, Clash            bool
		Clashes                  []string
	}
	for _, v := range vectors[vector](t, "merge.json") {
		t.Run(v.Name, func(t *testing.T) {
			canon := func(raw json.RawMessage) json.RawMessage {
				c, err := fs.Canonical(raw)
				if err != nil {
					t.Fatal(err)
				}
				return c
			}
			was, mine, theirs := canon(v.Was), canon(v.Mine), canon(v.Theirs)
			var got merge.Result
			var clashes []string
			switch v.Kind {
			case "whole":
				got = merge.Whole(was, mine, theirs)
			case "set":
				got = merge.Set(was, mine, theirs)
			case "keys":
				got, clashes = merge.Keys(was, mine, theirs)
			}
			if string(got.Value) != string(canon(v.Value)) || got.Merged != v.Merged || got.Clash != v.Clash || !slices.Equal(clashes, v.Clashes) {
				t.Errorf("got %s merged=%v clash=%v %v", got.Value, got.Merged, got.Clash, clashes)
			}
		})
	}
}

func TestClockVectors(t *testing.T) {
	type vector struct{ Name, At, Sent, Received, Want string }
	for _, v := range vectors[vector](t, "clock.json") {
		t.Run(v.Name, func(t *testing.T) {
			got := clock.Corrected(fs.ParseTime(v.At), fs.ParseTime(v.Sent), fs.ParseTime(v.Received))
			if fs.Stamp(got) != v.Want {
				t.Errorf("got %s", fs.Stamp(got))
			}
		})
	}
}

// A set merge loses no addition and keeps no element that either side removed alone.
func TestSetMergeProperties(t *testing.T) {
	set := rapid.Map(rapid.SliceOfDistinct(rapid.SampledFrom([]string{"a", "b", "c", "d"}), rapid.ID), func(s []string) []string { slices.Sort(s); return s })
	rapid.Check(t, func(t *rapid.T) {
		w, m, o := set.Draw(t, "was"), set.Draw(t, "mine"), set.Draw(t, "theirs")
		var out []string
		if err := json.Unmarshal(merge.Set(fs.JSONOf(w), fs.JSONOf(m), fs.JSONOf(o)).Value, &out); err != nil {
			t.Fatal(err)
		}
		for _, e := range []string{"a", "b", "c", "d"} {
			in, inW, inM, inO := slices.Contains(out, e), slices.Contains(w, e), slices.Contains(m, e), slices.Contains(o, e)
			want := inM && inO || !inW && (inM || inO)
			if in != want {
				t.Fatalf("%s: was %v mine %v theirs %v gives %v", e, inW, inM, inO, in)
			}
		}
	})
}

// L4: a cursor is read back as written, and nothing else is read at all.
func TestCursorCodec(t *testing.T) {
	for _, c := range []fs.Cursor{{Run: "4f45df10"}, {Run: "e", Base: 99}, {Run: "e", Base: 5, Target: 1 << 40, Step: "cjob:k3v9x0a1b2c3d4e", Rank: 77, Last: 1<<50 + 3, Seen: 1<<40 + 1}, {Run: "e", Base: 5, Seen: 9}} {
		got, ok := fs.ParseCursor(c.String())
		if !ok || got != c {
			t.Errorf("%+v became %+v (%v)", c, got, ok)
		}
	}
	for _, s := range []string{"", ".", "e", "e.", ".1", "e.-1", "e.2.2", "e.2.1", "e.9.3.0.1.1.Y2I", "e.1.2.0.3.1.!!", "e.01", "e.1.2.0.3.1.Yw", "e.1.2.0.3.1.Y2I.x", "e.1.2.3.1.Y2I", "e.1 ", "e.zzzzzzzzzzzzzzzzz"} {
		if c, ok := fs.ParseCursor(s); ok {
			t.Errorf("%q was read as %+v", s, c)
		}
	}
}

// Equal values have equal bytes.
func TestCanonical(t *testing.T) {
	for in, want := range map[string]string{
		` {"b": 1.0, "a": [1e0, "<&>"]} `: `{"a":[1,"<&>"],"b":1}`,
		`"\u4e2d"`:                        `"中"`,
		`12345678901234567890`:            `12345678901234567890`,
		``:                                `null`,
	} {
		got, err := fs.Canonical(json.RawMessage(in))
		if err != nil || string(got) != want {
			t.Errorf("%s: got %s, %v", in, got, err)
		}
	}
	for _, in := range []string{`{`, `1 2`, `nul`, `{"a":}`} {
		if got, err := fs.Canonical(json.RawMessage(in)); err == nil {
			t.Errorf("%s was read as %s", in, got)
		}
	}
}
