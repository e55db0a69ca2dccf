package hooks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"slices"
	"testing"
	"time"

	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
)

// A tablet that cannot send any more: the office imports its file, and the tablet coming back doubles nothing (P1, P2).
func TestRescueFile(t *testing.T) {
	s := serve(t)
	var buf bytes.Buffer
	if err := png.Encode(&buf, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(buf.Bytes())
	sha := hex.EncodeToString(sum[:])
	now := fieldsync.Stamp(time.Now())
	mutations := []fieldsync.Mutation{
		{N: 1, Collection: "events", ID: fieldsync.IDOf("rescued"), Op: "create", At: now, Set: set(map[string]any{"job": demo.Hero(), "kind": "note", "text": "从救援文件来"})},
		{N: 2, Collection: "photos", ID: fieldsync.IDOf("rescued photo"), Op: "create", At: now, Set: set(map[string]any{"job": demo.Hero(), "sha256": sha, "bytes": buf.Len(), "mime": "image/png"})},
		{N: 5, Collection: "jobs", ID: demo.Hero(), Op: "update", At: now, Set: set(map[string]any{"priority": "low"})},
	}
	raw, err := json.Marshal(map[string]any{"lutong": "rescue", "schema": 1, "user": s.Accounts[hero].ID, "device": s.Device(hero), "now": now, "mutations": mutations,
		"photos": []any{map[string]any{"id": fieldsync.IDOf("rescued photo"), "sha256": sha, "size": buf.Len(), "base64": base64.StdEncoding.EncodeToString(buf.Bytes())}}})
	if err != nil {
		t.Fatal(err)
	}
	done, err := Rescue(context.Background(), s.App, raw)
	if err != nil || done.Applied != 2 || done.Aside != 1 || done.Photos != 1 || len(done.Failed) != 0 {
		t.Fatalf("%+v %v", done, err)
	}
	if state := lookup(t, s, "photos", fieldsync.IDOf("rescued photo")).GetString("state"); state != "stored" {
		t.Error("the photo is", state)
	}
	again, err := Rescue(context.Background(), s.App, raw)
	if err != nil || again.Applied != 0 || again.Known != 3 {
		t.Fatalf("P2: %+v %v", again, err)
	}
	if out := pushAs(t, s, hero, mutations[0]); !out.Replayed {
		t.Error("P2: the tablet that came back did it again")
	}
	for _, not := range []string{`{"lutong":"other"}`, `{"lutong":"rescue","device":"","mutations":[{"n":1}]}`} {
		if _, err := Rescue(context.Background(), s.App, []byte(not)); err == nil {
			t.Errorf("%s is taken", not)
		}
	}
	words, err := Rescue(context.Background(), s.App, []byte(`{"lutong":"rescue","device":"","drafts":[{"what":"j/notes","text":"写了一半"}],"unread":["outbox: broken"]}`))
	if err != nil || len(words.Drafts) != 1 || words.Drafts[0].Text != "写了一半" || len(words.Unread) != 1 {
		t.Errorf("what was typed and never stored: %+v %v", words, err)
	}
}

// P8: what older and newer apps made on one tablet travels under the schema of each.
func TestRescueSchemas(t *testing.T) {
	var file rescue
	raw := `{"schema":3,"mutations":[{"n":1,"schema":1},{"n":2,"schema":1},{"n":3,"schema":2},{"n":4},{"n":5,"schema":3},{"n":6,"schema":"x"}]}`
	if err := json.Unmarshal([]byte(raw), &file); err != nil {
		t.Fatal(err)
	}
	var got []string
	for rest := file.Mutations; len(rest) > 0; {
		p := file.piece(rest, 2)
		rest = rest[len(p.Mutations):]
		var ns []int64
		for _, m := range p.Mutations {
			ns = append(ns, m.N)
		}
		got = append(got, fmt.Sprint(p.Schema, ns))
	}
	if want := []string{"1 [1 2]", "2 [3]", "3 [4 5]", "3 [6]"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

// Evidence whose job was given to somebody else still arrives; another's photo cannot be sent.
func TestUploadAfterReassignment(t *testing.T) {
	s := serve(t)
	photo := makePhoto(t, s)
	job := lookup(t, s, "jobs", demo.Hero())
	job.Set("assignees", []string{s.Accounts[colleague].ID})
	if err := s.App.Save(job); err != nil {
		t.Fatal(err)
	}
	meta := "photo " + base64.StdEncoding.EncodeToString([]byte(photo)) + ",sha256 " + base64.StdEncoding.EncodeToString([]byte(lookup(t, s, "photos", photo).GetString("sha256")))
	for who, want := range map[string]int{hero: 201, colleague: 404, stranger: 404, dispatcher: 404} {
		if w := s.Do(who, "POST", "/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", "10", "Upload-Metadata", meta); w.Code != want {
			t.Errorf("%s: %d %s", who, w.Code, w.Body)
		}
	}
}
