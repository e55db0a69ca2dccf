package hooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
)

var testDist = fstest.MapFS{
	"index.html":           {Data: []byte("<!doctype html><title>路通</title>")},
	"track.html":           {Data: []byte("<!doctype html><title>您的报修</title>")},
	"assets/big-5678.css":  {Data: []byte(strings.Repeat("a{color:red}", 1000))},
	"assets/app-1234.js":   {Data: []byte("1")},
	"manifest.webmanifest": {Data: []byte("{}")},
	"site/site.js":         {Data: []byte("search")},
	"site/site.css":        {Data: []byte("a{color:red}")},
}

func serve(t testing.TB) *apptest.Server {
	t.Helper()
	return apptest.Serve(t, func(app core.App) error { return Register(app, Options{Dist: testDist, Built: true}) }, makeDemo)
}

func makeDemo(app core.App) ([]demo.Account, error) { return Demo(context.Background(), app, 0) }

// The people of the tests: 小A is on the hero's job; b.li is another engineer of that team, e.sun one of the other team.
const (
	guest, hero, colleague, stranger = "", "a.chen", "b.li", "e.sun"
	dispatcher, otherDispatcher      = "j.liu", "k.he"
	trainer, sales, manager          = "t.tang", "s.shen", "m.ma"
	reviewer                         = "q.yan" // the other trainer
)

var everybody = []string{guest, hero, colleague, stranger, dispatcher, otherDispatcher, trainer, sales, manager}

// row is who gets what on a route.
type row struct {
	method, path string
	body         any
	want         map[string]string // account -> "200", or "401 unauthorized"; "*" is everybody else
}

func check(t *testing.T, s *apptest.Server, rows []row) {
	t.Helper()
	for _, r := range rows {
		for _, who := range everybody {
			want, ok := r.want[who]
			if !ok {
				want = r.want["*"]
			}
			w := s.Do(who, r.method, r.path, r.body)
			got := strings.TrimSpace(fmt.Sprint(w.Code, " ", apptest.Code(w)))
			if got != want {
				t.Errorf("%s %s as %q: got %s, want %s\n%s", r.method, r.path, who, got, want, short(w.Body.String(), 300))
			}
		}
	}
}

// Each route with a guest, the wrong role, the other team and the right role.
func TestWhoMayCallWhat(t *testing.T) {
	s := serve(t)
	job := demo.Hero()
	photo := makePhoto(t, s)
	published, drafted := addFigure(t, s, someArticle(t, s), shade(t, 1)).id, addFigure(t, s, draftArticle(t, s), shade(t, 1)).id
	token := shareLink(t, s, job, time.Hour)
	expired := shareLink(t, s, job, -time.Hour)
	toSign := linkFor(t, s, job, "report", time.Hour)
	check(t, s, []row{
		{"GET", "/api/sync/v1/info", nil, map[string]string{"*": "200"}},
		{"GET", "/api/sync/v1/pull", nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/sync/v1/check", nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/sync/v1/check/jobs/a", nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/sync/v1/pull?limit=x", nil, map[string]string{guest: "401 unauthorized", "*": "400 invalid"}},
		{"POST", "/api/sync/v1/push", `{"mutations":[]}`, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"POST", "/api/sync/v1/push", `{"mutations":`, map[string]string{guest: "401 unauthorized", "*": "400 invalid"}},
		{"GET", "/api/kb/suggest?q=cap&lang=zh-CN", nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/kb/search?q=capwap", nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/kb/board", nil, map[string]string{guest: "401 unauthorized", trainer: "200", manager: "200", "*": "403 not_allowed"}},
		{"GET", "/api/kb/board?days=x", nil, map[string]string{guest: "401 unauthorized", trainer: "200", manager: "200", "*": "403 not_allowed"}},
		{"POST", "/api/kb/searches", `{"searches":[]}`, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"POST", "/api/kb/searches", `{"searches":`, map[string]string{guest: "401 unauthorized", "*": "400 invalid"}},
		{"GET", "/api/collections/searches/records", nil, map[string]string{"*": "403"}},
		{"GET", "/api/kb/models", nil, map[string]string{guest: "401 unauthorized", trainer: "200", "*": "403 not_allowed"}},
		{"POST", "/api/desk/rescue", `{"lutong":"rescue","user":"` + s.Accounts[hero].ID + `","device":"","drafts":[]}`, map[string]string{guest: "401 unauthorized", dispatcher: "200", otherDispatcher: "403 rescue_other_team", "*": "403 not_allowed"}},
		{"POST", "/api/desk/rescue", `{"lutong":`, map[string]string{guest: "401 unauthorized", dispatcher: "400 not_rescue", otherDispatcher: "400 not_rescue", "*": "403 not_allowed"}},
		{"GET", "/photos/" + photo + "/thumb", nil, map[string]string{guest: "401 unauthorized", hero: "404 photo_waiting", dispatcher: "404 photo_waiting", manager: "404 photo_waiting", "*": "404 not_found"}},
		{"GET", "/figures/" + published + "/thumb", nil, map[string]string{guest: "401 unauthorized", "*": "404 photo_waiting"}},
		{"GET", "/figures/" + drafted + "/view", nil, map[string]string{guest: "401 unauthorized", trainer: "404 photo_waiting", "*": "404 not_found"}},
		{"GET", "/figures/" + published + "/original", nil, map[string]string{guest: "401 unauthorized", "*": "404 not_found"}},
		{"GET", "/figures/" + photo + "/view", nil, map[string]string{guest: "401 unauthorized", "*": "404 not_found"}},
		{"GET", "/photos/" + published + "/view", nil, map[string]string{guest: "401 unauthorized", "*": "404 not_found"}},
		{"GET", "/photos/" + photo + "/huge", nil, map[string]string{guest: "401 unauthorized", "*": "404 not_found"}},
		{"GET", "/api/track/" + token, nil, map[string]string{"*": "200"}},
		{"GET", "/api/track/" + expired, nil, map[string]string{"*": "410 link_expired"}},
		{"GET", "/api/track/" + strings.Repeat("a", 43), nil, map[string]string{"*": "404 link_unknown"}},
		{"GET", "/api/track/short", nil, map[string]string{"*": "404 link_unknown"}},
		{"POST", "/api/track/" + token + "/rating", `{"solved":"yes","attitude":5,"clarity":5}`, map[string]string{"*": "409 too_early"}},
		{"POST", "/api/track/" + expired + "/rating", `{"solved":"yes","attitude":5,"clarity":5}`, map[string]string{"*": "410 link_expired"}},
		{"GET", "/api/track/" + token + "/report.pdf", nil, map[string]string{"*": "404 report_not_yet"}},
		{"GET", "/api/track/" + expired + "/report.pdf", nil, map[string]string{"*": "410 link_expired"}},
		{"GET", "/api/track/" + token + "/photos/" + photo + "/view", nil, map[string]string{"*": "404 report_not_yet"}},
		{"GET", "/api/track/" + token + "/photos/" + photo + "/original", nil, map[string]string{"*": "404 not_found"}},
		{"GET", "/api/track/" + strings.Repeat("a", 43) + "/photos/" + photo + "/view", nil, map[string]string{"*": "404 link_unknown"}},
		{"GET", "/api/track/" + token + "/sheet", nil, map[string]string{"*": "403 sign_not_here"}},
		{"GET", "/api/track/" + expired + "/sheet", nil, map[string]string{"*": "410 link_expired"}},
		{"GET", "/api/track/" + toSign + "/sheet", nil, map[string]string{"*": "409 sign_too_early"}},
		{"POST", "/api/track/" + token + "/signature", refusal("x"), map[string]string{"*": "403 sign_not_here"}},
		{"POST", "/api/track/" + expired + "/signature", refusal("x"), map[string]string{"*": "410 link_expired"}},
		{"POST", "/api/track/" + strings.Repeat("a", 43) + "/signature", refusal("x"), map[string]string{"*": "404 link_unknown"}},
		{"POST", "/api/track/" + toSign + "/signature", refusal("x"), map[string]string{"*": "409 sign_too_early"}},
		{"POST", "/api/track/" + toSign + "/signature", `{"signed":`, map[string]string{"*": "400 invalid"}},
		{"GET", "/api/report/" + job, nil, map[string]string{guest: "401 unauthorized", hero: "200", dispatcher: "200", manager: "200", "*": "404 not_found"}},
		{"GET", "/api/report/" + job + "?brief=1", nil, map[string]string{guest: "401 unauthorized", hero: "200", dispatcher: "200", manager: "200", sales: "200", "*": "404 not_found"}},
		{"GET", "/api/kb/site.zip?kind=emergency", nil, map[string]string{guest: "401 unauthorized", trainer: "200", manager: "200", "*": "403 not_allowed"}},
		{"GET", "/api/kb/site.zip?kind=poem", nil, map[string]string{guest: "401 unauthorized", trainer: "400 invalid", manager: "400 invalid", "*": "403 not_allowed"}},
		{"GET", "/api/kb/site.zip?articles=nosuch", nil, map[string]string{guest: "401 unauthorized", trainer: "404 pack_unknown", manager: "404 pack_unknown", "*": "403 not_allowed"}},
		{"GET", "/api/kb/site.zip?tag=nosuch", nil, map[string]string{guest: "401 unauthorized", trainer: "404 pack_empty", manager: "404 pack_empty", "*": "403 not_allowed"}},
		{"GET", "/api/briefs", nil, map[string]string{guest: "401 unauthorized", sales: "200", "*": "403 not_allowed"}},
		{"GET", "/api/report/" + strings.Repeat("a", 15), nil, map[string]string{guest: "401 unauthorized", "*": "404 not_found"}},
		{"POST", "/uploads", nil, map[string]string{guest: "401 unauthorized", "*": "412 invalid"}},
		{"HEAD", "/uploads/0123456789abcdef0123456789abcdef", nil, map[string]string{guest: "401 unauthorized", "*": "404"}},
		{"GET", "/api/nothing/here", nil, map[string]string{"*": "404 unknown_path"}},
		// PocketBase's own doors to the same records
		{"GET", "/api/collections/jobs/records", nil, map[string]string{"*": "403"}},
		{"GET", "/api/collections/jobs/records/" + job, nil, map[string]string{"*": "403"}},
		{"POST", "/api/collections/jobs/records", `{"title":"x"}`, map[string]string{"*": "403"}},
		{"PATCH", "/api/collections/jobs/records/" + job, `{"title":"x"}`, map[string]string{"*": "403"}},
		{"DELETE", "/api/collections/jobs/records/" + job, nil, map[string]string{"*": "403"}},
		{"GET", "/api/collections/users/records", nil, map[string]string{"*": "403"}},
		{"GET", "/api/collections/devices/records", nil, map[string]string{"*": "403"}},
		{"POST", "/api/collections/users/records", `{"email":"x@example.com","password":"12345678","passwordConfirm":"12345678","role":"manager"}`, map[string]string{"*": "403"}},
		{"POST", "/api/collections/history/records", `{}`, map[string]string{"*": "403"}},
		{"GET", "/t/" + token, nil, map[string]string{"*": "200"}},
		{"GET", "/jobs/" + job, nil, map[string]string{"*": "200"}},
		{"GET", "/assets/missing.js", nil, map[string]string{"*": "404 unknown_path"}},
	})
}

func lookup(t *testing.T, s *apptest.Server, collection, id string) *core.Record {
	t.Helper()
	r, err := s.App.FindRecordById(collection, id)
	if err != nil {
		t.Fatal(collection, id, err)
	}
	return r
}

// pushAs sends one mutation from an account's tablet and returns its outcome.
func pushAs(t *testing.T, s *apptest.Server, name string, m fieldsync.Mutation) fieldsync.Outcome {
	t.Helper()
	w := s.Do(name, "POST", "/api/sync/v1/push", fieldsync.Push{Schema: 1, Now: fieldsync.Stamp(time.Now()), Mutations: []fieldsync.Mutation{m}})
	var answer fieldsync.PushAnswer
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || len(answer.Results) != 1 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	return answer.Results[0]
}

func set(values map[string]any) map[string]json.RawMessage {
	out := map[string]json.RawMessage{}
	for k, v := range values {
		out[k] = fieldsync.JSONOf(v)
	}
	return out
}

func makePhoto(t *testing.T, s *apptest.Server) string {
	t.Helper()
	id := fieldsync.IDOf("photo of the rows")
	out := pushAs(t, s, hero, fieldsync.Mutation{N: 1, Collection: "photos", ID: id, Op: "create", Set: set(map[string]any{
		"job": demo.Hero(), "sha256": strings.Repeat("ab", 32), "bytes": 10, "mime": "image/png", "kind": "before"})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	return id
}

var linkNumber int64 = 100

func shareLink(t *testing.T, s *apptest.Server, job string, valid time.Duration) (token string) {
	t.Helper()
	return linkFor(t, s, job, "journey", valid)
}

func linkFor(t *testing.T, s *apptest.Server, job, what string, valid time.Duration) (token string) {
	t.Helper()
	linkNumber++
	token = strings.Repeat("t", 40) + fmt.Sprint(linkNumber)
	sum := sha256.Sum256([]byte(token))
	out := pushAs(t, s, dispatcher, fieldsync.Mutation{N: linkNumber, Collection: "shareLinks", ID: fieldsync.IDOf(token), Op: "create", Set: set(map[string]any{
		"job": job, "what": what, "tokenHash": hex.EncodeToString(sum[:]), "expires": fieldsync.Stamp(time.Now().Add(valid))})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	return token
}

// A link ends so long after it was made as the tablet meant, whatever the tablet's clock says, and after 90 days in any case.
func TestLinkEnds(t *testing.T) {
	s := serve(t)
	const day = 24 * time.Hour
	for i, row := range []struct{ clock, valid, want time.Duration }{
		{0, 30 * day, 30 * day},
		{-3 * 365 * day, 30 * day, 30 * day},
		{5 * 365 * day, 30 * day, 30 * day},
		{0, 100 * 365 * day, 90 * day},
		{2 * day, -time.Hour, -time.Hour},
	} {
		now := time.Now()
		tablet := now.Add(row.clock)
		id := fieldsync.IDOf("a link", fmt.Sprint(i))
		w := s.Do(hero, "POST", "/api/sync/v1/push", fieldsync.Push{Schema: 1, Now: fieldsync.Stamp(tablet), Mutations: []fieldsync.Mutation{{
			N: int64(i + 1), At: fieldsync.Stamp(tablet), Collection: "shareLinks", ID: id, Op: "create", Set: set(map[string]any{
				"job": demo.Hero(), "what": "report", "tokenHash": fmt.Sprintf("%064d", i), "expires": fieldsync.Stamp(tablet.Add(row.valid))})}}})
		ends := lookup(t, s, "shareLinks", id).GetDateTime("expires").Time()
		if off := ends.Sub(now.Add(row.want)); off.Abs() > time.Minute {
			t.Errorf("clock %v, valid %v: off by %v (%s)", row.clock, row.valid, off, w.Body)
		}
	}
}

func TestHistoryIsForTheTeamsOffice(t *testing.T) {
	s := serve(t)
	out := pushAs(t, s, hero, fieldsync.Mutation{N: 1, Collection: "jobs", ID: demo.Hero(), Op: "update", Was: set(map[string]any{"cause": ""}), Set: set(map[string]any{"cause": "防火墙"})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	for who, want := range map[string]bool{guest: false, hero: false, stranger: false, dispatcher: true, manager: true, otherDispatcher: false, trainer: false, sales: false} {
		w := s.Do(who, "GET", "/api/collections/history/records?filter="+`record="`+demo.Hero()+`"`, nil)
		if got := strings.Contains(w.Body.String(), "防火墙"); got != want {
			t.Errorf("%q sees the history: %v, want %v (%d)", who, got, want, w.Code)
		}
	}
}

// What a customer's link shows is what was shared, and nothing else about the customer.
func TestTrackShowsOnlyWhatWasShared(t *testing.T) {
	s := serve(t)
	job := demo.Hero()
	token := shareLink(t, s, job, time.Hour)
	pushAs(t, s, hero, fieldsync.Mutation{N: 1, Collection: "events", ID: fieldsync.IDOf("e1"), Op: "create", Set: set(map[string]any{"job": job, "kind": "progress", "text": "已经挤上地铁了", "shared": true})})
	pushAs(t, s, hero, fieldsync.Mutation{N: 2, Collection: "events", ID: fieldsync.IDOf("e2"), Op: "create", Set: set(map[string]any{"job": job, "kind": "note", "text": "机房密码在抽屉里"})})
	pushAs(t, s, hero, fieldsync.Mutation{N: 3, Collection: "jobs", ID: job, Op: "update", Set: set(map[string]any{"notes": "内部备注"}), Was: set(map[string]any{"notes": lookup(t, s, "jobs", job).GetString("notes")})})
	w := s.Do(guest, "GET", "/api/track/"+token, nil)
	text := w.Body.String()
	if !strings.Contains(text, "已经挤上地铁了") || !strings.Contains(text, "小A") {
		t.Error("the journey is missing:", text)
	}
	contact := lookup(t, s, "contacts", lookup(t, s, "jobs", job).GetString("contact"))
	for _, secret := range []string{"机房密码在抽屉里", "内部备注", "pressure", job, contact.GetString("phone"), "assignees"} {
		if secret != "" && strings.Contains(text, secret) {
			t.Errorf("the link shows %q", secret)
		}
	}
	if w.Header().Get("X-Robots-Tag") != "noindex, nofollow" {
		t.Error("the link may be indexed")
	}
	if again := s.Do(guest, "GET", "/api/track/"+token, nil, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
		t.Error("unchanged, and sent again:", again.Code)
	}
	if link := lookup(t, s, "shareLinks", fieldsync.IDOf(token)); strings.Contains(link.GetString("tokenHash"), token) || link.GetString("opened") == "" {
		t.Error("the token is stored, or opening it is not")
	}
}

func TestRatingCountsOnce(t *testing.T) {
	s := serve(t)
	token := shareLink(t, s, demo.Hero(), time.Hour)
	pushAs(t, s, hero, fieldsync.Mutation{N: 1, Collection: "events", ID: fieldsync.IDOf("restored"), Op: "create", Set: set(map[string]any{"job": demo.Hero(), "kind": "restored"})})
	for _, bad := range []string{`{"solved":"yes","attitude":9,"clarity":4}`, `{"attitude":5,"clarity":4}`, `{"solved":"perhaps","attitude":5,"clarity":4}`, `{"solved":"yes","attitude":5,"clarity":4,"feltWait":-1}`} {
		if w := s.Do(guest, "POST", "/api/track/"+token+"/rating", bad); w.Code != 400 {
			t.Errorf("%s: %d %s", bad, w.Code, w.Body)
		}
	}
	rating := `{"solved":"yes","attitude":5,"clarity":4,"expectedWait":30,"feltWait":20,"comment":"讲得很明白"}`
	if w := s.Do(guest, "POST", "/api/track/"+token+"/rating", rating); w.Code != 204 {
		t.Fatal(w.Code, w.Body)
	}
	if w := s.Do(guest, "POST", "/api/track/"+token+"/rating", rating); w.Code != 409 || apptest.Code(w) != "already_rated" {
		t.Fatal(w.Code, w.Body)
	}
	if text := s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000", nil).Body.String(); strings.Count(text, "讲得很明白") != 1 {
		t.Error("the rating is not on the engineer's tablet, once")
	}
}

// An administrator's edit in the dashboard reaches tablets like any other change.
func TestDashboardEditsAreSynced(t *testing.T) {
	s := serve(t)
	end := s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000", nil).Body.String()
	cursor := cursorOf(t, end)
	job := lookup(t, s, "jobs", demo.Hero())
	job.Set("title", "改了标题")
	if err := s.App.Save(job); err != nil {
		t.Fatal(err)
	}
	if text := s.Do(hero, "GET", "/api/sync/v1/pull?cursor="+cursor, nil).Body.String(); !strings.Contains(text, "改了标题") {
		t.Error("the edit did not arrive:", text)
	}
	user := lookup(t, s, "users", s.Accounts[hero].ID)
	user.Set("teams", []string{})
	if err := s.App.Save(user); err != nil {
		t.Fatal(err)
	}
	if text := s.Do(hero, "GET", "/api/sync/v1/pull?cursor="+cursor, nil).Body.String(); !strings.Contains(text, `{"drop":"teams"`) {
		t.Error("who left a team still holds it:", text)
	}
}

// What the server works out by itself (M7) is not changed in the dashboard, and its columns go on saying what tablets say.
func TestDashboardCannotSetWhatFollowsFromEvents(t *testing.T) {
	s := serve(t)
	job := lookup(t, s, "jobs", demo.Hero())
	before := job.GetString("status")
	job.Set("status", "cancelled")
	if err := s.App.Save(job); err != nil {
		t.Fatal(err)
	}
	if after := lookup(t, s, "jobs", demo.Hero()).GetString("status"); before == "cancelled" || after != before {
		t.Errorf("the column says %q, the events %q", after, before)
	}
}

// Whatever was refused and set aside about a job, however long, the job can be deleted: the reference to it is taken out of what is kept.
func TestDashboardDeletesAJobWithLongRefusals(t *testing.T) {
	s := serve(t)
	long := strings.Repeat("长", 60_000)
	push := `{"schema":1,"now":"2026-11-21T08:00:00.000Z","mutations":[{"n":1,"in":"jobs","id":"` + demo.Hero() + `","op":"update","at":"2026-11-21T08:00:00.000Z","set":{"notes":"` + long + `"}}]}`
	if w := s.Do(hero, "POST", "/api/sync/v1/push", push); !strings.Contains(w.Body.String(), `"status":"rejected"`) {
		t.Fatal(w.Body)
	}
	if err := s.App.Delete(lookup(t, s, "jobs", demo.Hero())); err != nil {
		t.Error(err)
	}
	if text := s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000", nil).Body.String(); !strings.Contains(text, long) {
		t.Error("P1: what was refused is gone")
	}
}

func cursorOf(t *testing.T, page string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(page), "\n")
	var end struct{ End struct{ Cursor string } }
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &end); err != nil || end.End.Cursor == "" {
		t.Fatalf("no end line: %v %s", err, lines[len(lines)-1])
	}
	return end.End.Cursor
}

func TestHeaders(t *testing.T) {
	s := serve(t)
	page := s.Do(guest, "GET", "/", nil)
	if csp := page.Header().Get("Content-Security-Policy"); !strings.Contains(csp, "require-trusted-types-for 'script'") {
		t.Error("CSP:", csp)
	}
	if asset := s.Do(guest, "GET", "/assets/app-1234.js", nil); !strings.Contains(asset.Header().Get("Cache-Control"), "immutable") || asset.Header().Get("ETag") == "" {
		t.Error("assets are not cached for good")
	}
	plain, packed := s.Do(guest, "GET", "/assets/big-5678.css", nil), s.Do(guest, "GET", "/assets/big-5678.css", nil, "Accept-Encoding", "gzip, br")
	if packed.Header().Get("Content-Encoding") != "gzip" || packed.Body.Len()*10 > plain.Body.Len() || plain.Header().Get("Content-Encoding") != "" {
		t.Error("text is not compressed for who takes it:", plain.Body.Len(), packed.Body.Len())
	}
	if w := s.Do(guest, "GET", "/manifest.webmanifest", nil); w.Header().Get("Content-Type") != "application/manifest+json" {
		t.Error(w.Header().Get("Content-Type"))
	}
	if w := s.Do(guest, "GET", "/api/sync/v1/info", nil, "Origin", "https://elsewhere.example"); w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Error("other origins are let in")
	}
}

func TestPushBodies(t *testing.T) {
	s := serve(t)
	big := `{"mutations":[],"app":"` + strings.Repeat("x", 1<<20) + `"}`
	for name, c := range map[string]struct {
		body, encoding string
		code           int
	}{
		"too large":            {big, "", 413},
		"a broken gzip":        {"not gzip", "gzip", 400},
		"an unknown encoding":  {"{}", "br", 400},
		"a list":               {"[]", "", 400},
		"nothing":              {"", "", 400},
		"numbers that do fall": {`{"mutations":[{"n":2},{"n":1}]}`, "", 400},
	} {
		if w := s.Do(hero, "POST", "/api/sync/v1/push", c.body, "Content-Encoding", c.encoding); w.Code != c.code || apptest.Code(w) == "" {
			t.Errorf("%s: %d %s", name, w.Code, short(w.Body.String(), 200))
		}
	}
}

func TestRealtimeTopics(t *testing.T) {
	s := serve(t)
	w := s.Do(hero, "POST", "/api/realtime", `{"clientId":"x","subscriptions":["jobs/*"]}`)
	if w.Code < 400 {
		t.Error("a record topic was accepted:", w.Code)
	}
}

// The search finds what is published, soon after it is, and forgets what is withdrawn.
func TestSearchFollowsTheArticles(t *testing.T) {
	s := serve(t)
	find := func(word string) int {
		var out struct{ Total int }
		w := s.Do(hero, "GET", "/api/kb/search?q="+word, nil)
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			t.Fatal(w.Body)
		}
		return out.Total
	}
	srv := of(s.App)
	catchUp := func() {
		t.Helper()
		if err := srv.indexer.catchUp(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	catchUp()
	if find("capwap") == 0 {
		t.Fatal("the shipped articles are not found")
	}
	article := fieldsync.IDOf("article")
	m := fieldsync.Mutation{N: 1, Collection: "articles", ID: article, Op: "create", Set: set(map[string]any{
		"slug": "zebra", "lang": "zh-CN", "kind": "fault", "title": "斑马zqxv故障", "body": "正文", "symptoms": []string{"斑马"}, "confidence": "draft"})}
	if out := pushAs(t, s, hero, m); out.Status != fieldsync.Rejected {
		t.Fatal("an engineer published an article")
	}
	m.ID = fieldsync.IDOf("article 2")
	if out := pushAs(t, s, trainer, m); out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	catchUp()
	if find("zqxv") != 0 {
		t.Fatal("P4: a draft is found by everybody")
	}
	publish := fieldsync.Mutation{N: 2, Collection: "articles", ID: m.ID, Op: "update", Was: set(map[string]any{"confidence": "draft"}), Set: set(map[string]any{"confidence": "validated"})}
	if out := pushAs(t, s, trainer, publish); out.Status != fieldsync.Rejected {
		t.Errorf("the author published what nobody else had read: %+v", out)
	}
	publish.N = 1
	if out := pushAs(t, s, reviewer, publish); out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	catchUp()
	if find("zqxv") != 1 {
		t.Fatal("a published article is not found")
	}
	publish.N, publish.Was, publish.Set = 3, publish.Set, set(map[string]any{"confidence": "archived"})
	pushAs(t, s, trainer, publish)
	catchUp()
	if find("zqxv") != 0 {
		t.Fatal("a retired article is still found")
	}
}

// A server whose web app was not built says so on its page, and works as an API.
func TestWithoutTheWebApp(t *testing.T) {
	s := apptest.Serve(t, func(app core.App) error { return Register(app, Options{}) },
		func(app core.App) ([]demo.Account, error) { return Demo(context.Background(), app, 0) })
	for _, path := range []string{"/", "/jobs", "/t/" + strings.Repeat("a", 43)} {
		if w := s.Do(guest, "GET", path, nil); w.Code != 503 || !strings.Contains(w.Body.String(), "make build") {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
	if w := s.Do(hero, "GET", "/api/sync/v1/pull", nil); w.Code != 200 {
		t.Error("the API does not work:", w.Code)
	}
}

// The first administrator comes from the environment; nobody is offered an installer.
func TestFirstAdministrator(t *testing.T) {
	t.Setenv("LUTONG_ADMIN_EMAIL", "root@example.com")
	t.Setenv("LUTONG_ADMIN_PASSWORD", "a long password")
	s := serve(t)
	admin, err := s.App.FindAuthRecordByEmail(core.CollectionNameSuperusers, "root@example.com")
	if err != nil || !admin.ValidatePassword("a long password") {
		t.Fatal(err)
	}
	token, err := admin.NewAuthToken()
	if err != nil {
		t.Fatal(err)
	}
	if w := s.Do(guest, "GET", "/api/sync/v1/pull", nil, "Authorization", token, "X-Device", s.Device(hero)); w.Code != 401 {
		t.Error("an administrator is a user of the sync:", w.Code)
	}
	if w := s.Do(guest, "GET", "/api/collections/jobs/records", nil, "Authorization", token); w.Code != 200 {
		t.Error("an administrator cannot read:", w.Code)
	}
}
