package hooks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
)

// dead is the rescue file of a dead tablet: a note, a photo with its bytes, and a change that its author may not make.
func dead(t *testing.T, s *apptest.Server, who string) map[string]any {
	t.Helper()
	now := fieldsync.Stamp(time.Now())
	e := evidence{id: fieldsync.IDOf("rescued photo"), bytes: shade(t, 77)}
	e.sha = sumOf(e.bytes)
	return map[string]any{"lutong": "rescue", "schema": 1, "user": s.Accounts[who].ID, "device": s.Device(who), "now": now,
		"mutations": []fieldsync.Mutation{
			{N: 1, Collection: "events", ID: fieldsync.IDOf("rescued"), Op: "create", At: now, Set: set(map[string]any{"job": demo.Hero(), "kind": "note", "text": "从救援文件来"})},
			{N: 2, Collection: "photos", ID: e.id, Op: "create", At: now, Set: set(map[string]any{"job": demo.Hero(), "sha256": e.sha, "bytes": len(e.bytes), "mime": "image/png"})},
			{N: 5, Collection: "jobs", ID: demo.Hero(), Op: "update", At: now, Set: set(map[string]any{"priority": "low"})},
		},
		"drafts": []any{map[string]any{"what": "j/notes", "text": "写了一半", "base": ""}},
		"photos": []any{photoOf(e.id, e.bytes)}}
}

func sumOf(file []byte) string { return fmt.Sprintf("%x", sha256.Sum256(file)) }

func photoOf(id string, file []byte) map[string]any {
	return map[string]any{"id": id, "job": demo.Hero(), "sha256": sumOf(file), "size": len(file), "base64": base64.StdEncoding.EncodeToString(file)}
}

func asFile(t *testing.T, what any) string {
	t.Helper()
	raw, err := json.Marshal(what)
	if err != nil {
		t.Fatal(err)
	}
	return string(raw)
}

func imported(text string, s *apptest.Server) (Rescued, error) {
	return Rescue(context.Background(), s.App, strings.NewReader(text), int64(len(text)))
}

// A tablet that cannot send any more: an administrator imports its file, and the tablet coming back doubles nothing (P1, P2).
func TestRescueFile(t *testing.T) {
	s := serve(t)
	file := dead(t, s, hero)
	raw := asFile(t, file)
	done, err := imported(raw, s)
	if err != nil || done.Applied != 2 || done.Aside != 1 || done.Photos != 1 || len(done.Failed) != 0 {
		t.Fatalf("%+v %v", done, err)
	}
	if state := lookup(t, s, "photos", fieldsync.IDOf("rescued photo")).GetString("state"); state != "stored" {
		t.Error("the photo is", state)
	}
	again, err := imported(raw, s)
	if err != nil || again.Applied != 0 || again.Known != 3 || again.Photos != 0 || again.PhotosKnown != 1 {
		t.Fatalf("P2: %+v %v", again, err)
	}
	if out := pushAs(t, s, hero, file["mutations"].([]fieldsync.Mutation)[0]); !out.Replayed {
		t.Error("P2: the tablet that came back did it again")
	}
	words, err := imported(`{"lutong":"rescue","device":"","drafts":[{"what":"j/notes","text":"写了一半"}],"unread":["outbox: broken"]}`, s)
	if err != nil || len(words.Drafts) != 1 || words.Drafts[0].Text != "写了一半" || len(words.Unread) != 1 {
		t.Errorf("what was typed and never stored: %+v %v", words, err)
	}
	for _, not := range []string{`{"lutong":"other"}`, `{"lutong":"rescue","device":"","mutations":[{"n":1}]}`, raw[:len(raw)/2]} {
		if _, err := imported(not, s); err == nil {
			t.Errorf("%.40s is taken", not)
		}
	}
}

// rescueAnswer is the answer of the dispatcher's door.
type rescueAnswer struct {
	Rescued
	Failed []struct{ What, ID, Code, Message string }
}

func atDesk(t *testing.T, s *apptest.Server, who, body string) (int, string, rescueAnswer) {
	t.Helper()
	w := s.Do(who, "POST", "/api/desk/rescue", body)
	var out rescueAnswer
	if w.Code == 200 {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(err, w.Body)
		}
	}
	return w.Code, apptest.Code(w), out
}

// The dispatcher imports the file while the server runs: once or twice, all is there once, and the log names who did it (P1, P2).
func TestRescueAtTheDesk(t *testing.T) {
	s := serve(t)
	s.App.Settings().Logs.MaxDays = 5 // as in a new database; tests keep no log
	raw := asFile(t, dead(t, s, hero))
	status, _, done := atDesk(t, s, dispatcher, raw)
	if status != 200 || done.Applied != 2 || done.Aside != 1 || done.Photos != 1 || len(done.Failed) != 0 || len(done.Drafts) != 1 {
		t.Fatalf("%d %+v", status, done)
	}
	if status, _, done = atDesk(t, s, dispatcher, raw); status != 200 || done.Applied+done.Aside+done.Photos != 0 || done.Known != 3 || done.PhotosKnown != 1 {
		t.Fatalf("P2: %d %+v", status, done)
	}
	event := lookup(t, s, "events", fieldsync.IDOf("rescued"))
	device := lookup(t, s, "devices", s.Device(hero))
	if event.GetString("by") != s.Accounts[hero].ID || device.GetString("app") != "rescue" || device.GetString("user") != s.Accounts[hero].ID {
		t.Error("not the author's work:", event.GetString("by"), device.GetString("app"))
	}
	if status, code, _ := deliver(t, s, hero, evidence{fieldsync.IDOf("rescued photo"), sumOf(shade(t, 77)), shade(t, 77)}); status >= 500 {
		t.Error("the tablet that came back sends its photo:", status, code)
	}
	if left, err := os.ReadDir(of(s.App).rescueDir()); err != nil || len(left) != 0 {
		t.Error("left behind:", left, err)
	}
	if lines := logged(t, s, "rescue file imported"); len(lines) != 2 || lines[0].Data["by"] != s.Accounts[dispatcher].ID || lines[0].Data["author"] != s.Accounts[hero].ID ||
		lines[0].Data["device"] != s.Device(hero) {
		t.Errorf("the log: %+v", lines)
	}
}

func logged(t *testing.T, s *apptest.Server, message string) (lines []core.Log) {
	t.Helper()
	batch, ok := s.App.Logger().Handler().(interface{ WriteAll(context.Context) error })
	if !ok {
		t.Fatalf("%T", s.App.Logger().Handler())
	}
	if err := batch.WriteAll(context.Background()); err != nil {
		t.Fatal(err)
	}
	if err := s.App.LogQuery().AndWhere(dbx.HashExp{"message": message}).All(&lines); err != nil {
		t.Fatal(err)
	}
	return lines
}

// Who is refused, and with which word; nothing of a refused file is done.
func TestRescueRefused(t *testing.T) {
	s := serve(t)
	s.Do(colleague, "GET", "/api/sync/v1/pull", nil) // their tablet is known
	with := func(changes map[string]any) string {
		file := dead(t, s, hero)
		for name, v := range changes {
			file[name] = v
		}
		return asFile(t, file)
	}
	raw := with(nil)
	for name, c := range map[string]struct {
		who, body string
		status    int
		code      string
	}{
		"cut off":                        {dispatcher, raw[:len(raw)-9], 400, "rescue_cut"},
		"cut off in a photo":             {dispatcher, raw[:strings.Index(raw, "base64")+20], 400, "rescue_cut"},
		"damaged":                        {dispatcher, strings.Replace(raw, `,"op"`, `;"op"`, 1), 400, "rescue_damaged"},
		"another file":                   {dispatcher, `{"jobs":[]}`, 400, "not_rescue"},
		"nothing":                        {dispatcher, "", 400, "not_rescue"},
		"nobody's":                       {dispatcher, with(map[string]any{"user": "nobody000000000"}), 404, "rescue_user_unknown"},
		"of an administrator":            {dispatcher, with(map[string]any{"user": "' OR 1=1 --"}), 404, "rescue_user_unknown"},
		"another team's":                 {otherDispatcher, raw, 403, "rescue_other_team"},
		"of somebody who is no engineer": {dispatcher, with(map[string]any{"user": s.Accounts[manager].ID, "device": fieldsync.IDOf("m")}), 403, "rescue_not_engineer"},
		"from another's tablet":          {dispatcher, with(map[string]any{"device": s.Device(colleague)}), 409, "rescue_device_taken"},
		"from no tablet":                 {dispatcher, with(map[string]any{"device": "../../x"}), 400, "rescue_damaged"},
	} {
		if status, code, _ := atDesk(t, s, c.who, c.body); status != c.status || code != c.code {
			t.Errorf("%s: %d %s, want %d %s", name, status, code, c.status, c.code)
		}
	}
	big := httptest.NewRequest("POST", "/api/desk/rescue", neverEnding('x')) // does not say how long it is
	big.Header.Set("Authorization", s.Token(dispatcher))
	of(s.App).rescueBytes = 1 << 20
	if w := s.Send(big); w.Code != 413 || apptest.Code(w) != "too_large" {
		t.Error("too large:", w.Code, w.Body)
	}
	if status, code, _ := atDesk(t, s, dispatcher, strings.Repeat("x", 1<<20+1)); status != 413 || code != "too_large" {
		t.Error("too large:", status, code)
	}
	big = httptest.NewRequest("POST", "/api/desk/rescue", iotest.TimeoutReader(iotest.OneByteReader(strings.NewReader(raw))))
	big.Header.Set("Authorization", s.Token(dispatcher))
	if w := s.Send(big); w.Code != 400 || apptest.Code(w) != "rescue_cut" {
		t.Error("the line was cut:", w.Code, w.Body)
	}
	if n := count(t, s, "events WHERE id = '"+fieldsync.IDOf("rescued")+"'") + count(t, s, "conflicts WHERE n = 5"); n != 0 {
		t.Error("something of a refused file was done")
	}
	if left, err := os.ReadDir(of(s.App).rescueDir()); err != nil || len(left) != 0 {
		t.Error("left behind:", left, err)
	}
}

type neverEnding byte

func (c neverEnding) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = byte(c)
	}
	return len(p), nil
}

// The order in the file does not matter, there may be more changes than a push takes, and what cannot be kept is told with its reason while the
// rest is (P9).
func TestRescueOfALongAndBrokenFile(t *testing.T) {
	s := serve(t)
	now := fieldsync.Stamp(time.Now())
	var mutations []any
	for n := 610; n > 10; n-- {
		mutations = append(mutations, fieldsync.Mutation{N: int64(n), Collection: "events", ID: fieldsync.IDOf("many", fmt.Sprint(n)), Op: "create", At: now,
			Set: set(map[string]any{"job": demo.Hero(), "kind": "note", "text": fmt.Sprint("第 ", n, " 句")})})
	}
	add := func(n int64, file []byte) string {
		id := fieldsync.IDOf("photo", fmt.Sprint(n))
		mutations = append(mutations, fieldsync.Mutation{N: n, Collection: "photos", ID: id, Op: "create", At: now, Set: set(map[string]any{
			"job": demo.Hero(), "sha256": sumOf(file), "bytes": len(file), "mime": "image/png"})})
		return id
	}
	good, text, huge := shade(t, 3), []byte("not a picture, just words"), bytes.Repeat([]byte("x"), 33<<20)
	photos := []any{photoOf(add(3, good), good), photoOf(add(2, text), text), photoOf(add(1, huge), huge), photoOf(fieldsync.IDOf("never registered"), good)}
	torn := photoOf(add(4, shade(t, 4)), shade(t, 4))
	torn["base64"] = torn["base64"].(string)[:30] + "§$%"
	photos = append(photos, torn, map[string]any{"id": "x"})
	mutations = append(mutations, "words", map[string]any{"n": "NaN"}, map[string]any{"n": 5, "in": 7})
	raw := `{"photos":` + asFile(t, photos) + `,"mutations":` + asFile(t, mutations) + `,"now":"` + now + `","device":"` + s.Device(hero) + `","user":"` + s.Accounts[hero].ID + `","lutong":"rescue"}`
	status, code, done := atDesk(t, s, dispatcher, raw)
	if status != 200 || done.Applied != 600+3 || done.Aside != 2 || done.Photos != 1 {
		t.Fatalf("%d %s %+v", status, code, done)
	}
	why := map[string]string{}
	for _, f := range done.Failed {
		why[f.What+" "+f.ID] = f.Code
		if f.Message == "" {
			t.Errorf("no words for %+v", f)
		}
	}
	for what, want := range map[string]string{
		"photo " + fieldsync.IDOf("photo", "2"): "not_an_image", "photo " + fieldsync.IDOf("photo", "1"): "too_large", "photo " + fieldsync.IDOf("photo", "4"): "truncated",
		"photo " + fieldsync.IDOf("never registered"): "photo_unknown", "photo x": "invalid", "change 605": "invalid", "change 606": "invalid",
	} {
		if why[what] != want {
			t.Errorf("%s: %q, want %q (%v)", what, why[what], want, why)
		}
	}
	if state := lookup(t, s, "photos", fieldsync.IDOf("photo", "2")).GetString("problem"); state != "not_an_image" {
		t.Error("the record does not say why:", state)
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
