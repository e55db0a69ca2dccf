package main

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// The sheets are of the size of the peers' sheets: about 1,300 characters, 2,279 bytes of UTF-8 JSON.
func TestSheetsHaveThePeersSize(t *testing.T) {
	const count = 300
	bytes, characters := 0, 0
	for i := range count {
		set := values(sheet(i))
		for _, server := range []string{"number", "createdAt"} { // what the server adds
			set[server] = fieldsync.JSONOf("2026-11-21T08:00:00.000Z")
		}
		raw, err := json.Marshal(rules.ByName("jobs").Complete(id("job", i), set))
		if err != nil {
			t.Fatal(err)
		}
		bytes, characters = bytes+len(raw), characters+utf8.RuneCount(raw)
	}
	if n := bytes / count; n < 2200 || n > 2360 {
		t.Errorf("%d bytes on average", n)
	}
	if n := characters / count; n < 1240 || n > 1360 {
		t.Errorf("%d characters on average", n)
	}
}

// Every run has the same workload.
func TestSheetsAreTheSameInEveryRun(t *testing.T) {
	if once, again := fieldsync.JSONOf(sheet(7)), fieldsync.JSONOf(sheet(7)); string(once) != string(again) {
		t.Error("a sheet differs from itself")
	}
	for name := range fieldsOf(small{}) {
		if sheet(7)[name] != nil {
			t.Errorf("%s is filed, but the edits say that it was empty", name)
		}
	}
	seen := map[string]bool{}
	for i := range 10_000 {
		seen[id("job", i)] = true
	}
	if len(seen) != 10_000 {
		t.Error("two sheets share an id")
	}
}
