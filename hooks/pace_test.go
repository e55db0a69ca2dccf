package hooks

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fault"
)

// ticking is a clock that tests move.
type ticking struct{ at time.Time }

func (c *ticking) now() time.Time          { return c.at }
func (c *ticking) forward(d time.Duration) { c.at = c.at.Add(d) }
func start() *ticking                      { return &ticking{time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)} }
func retryAfter(err error) int             { return fault.As(err).Retry }
func used(p *paces, b *budget, who string) int {
	for n := 0; ; n++ {
		if p.take(b, who) != nil {
			return n
		}
	}
}

// P10: a burst, then one call after each interval, and the wait that is told is the wait that is needed.
func TestPace(t *testing.T) {
	clock := start()
	p := newPaces(clock.now)
	b := &budget{name: "test", burst: 5, every: 2500 * time.Millisecond}
	if n := used(p, b, "a"); n != 5 {
		t.Fatal("a burst of", n)
	}
	if n := used(p, b, "b"); n != 5 {
		t.Fatal("one caller uses up another's:", n)
	}
	wait := retryAfter(p.take(b, "a"))
	if wait != 3 {
		t.Fatal("Retry-After", wait)
	}
	clock.forward(time.Duration(wait) * time.Second)
	if n := used(p, b, "a"); n != 1 {
		t.Fatal("after the wait it was told:", n)
	}
	clock.forward(10 * time.Second)
	if n := used(p, b, "a"); n != 4 {
		t.Fatal("after 10 s more:", n)
	}
	clock.forward(time.Hour)
	if n := used(p, b, "a"); n != 5 {
		t.Fatal("after a long rest:", n)
	}
	if p.check(b, "a") == nil || p.check(b, "c") != nil {
		t.Fatal("looking is not telling")
	}
	clock.forward(-24 * time.Hour)
	if err := p.take(b, "a"); err != nil {
		t.Fatal("a clock set back locks callers out:", err)
	}
}

// P10: who is idle is forgotten, and a flood of callers does not grow the memory. Nobody gets more than their budget by the forgetting.
func TestPaceForgetsIdleCallers(t *testing.T) {
	clock := start()
	p := newPaces(clock.now)
	b := &budget{name: "test", burst: 3, every: time.Second}
	for i := range 10 * paceKeys {
		if err := p.take(b, fmt.Sprint(i)); err != nil {
			t.Fatal(err)
		}
	}
	if g := p.of[b]; len(g.young)+len(g.old) > 2*paceKeys {
		t.Fatal("callers remembered:", len(g.young)+len(g.old))
	}
	calls := 0
	for range 100 {
		calls += used(p, b, "steady")
		clock.forward(time.Second)
	}
	if calls != 3+99 {
		t.Fatal("calls in 100 s:", calls)
	}
	clock.forward(time.Minute)
	p.take(b, "x")
	clock.forward(time.Minute)
	p.take(b, "x")
	if g := p.of[b]; len(g.young)+len(g.old) > 2 { // x, in both
		t.Fatal("idle callers remembered:", len(g.young)+len(g.old))
	}
}

// serveAt is a server whose clock the test moves.
func serveAt(t testing.TB, clock *ticking) *apptest.Server {
	t.Helper()
	return apptest.Serve(t, func(app core.App) error { return Register(app, Options{Dist: testDist, Built: true, Now: clock.now}) }, makeDemo)
}

// P10: each door stops a loop with 429, and only for who loops.
func TestLoopsAreSlowedDown(t *testing.T) {
	clock := &ticking{time.Now()}
	s := serveAt(t, clock)
	token := shareLink(t, s, demo.Hero(), 24*time.Hour)
	for _, c := range []struct {
		b                 *budget
		who, method, path string
		body              any
		other             string // somebody who is not concerned
	}{
		{pulls, hero, "GET", "/api/sync/v1/pull?cursor=", nil, colleague},
		{pushes, hero, "POST", "/api/sync/v1/push", `{"mutations":[]}`, colleague},
		{searching, hero, "GET", "/api/kb/search?q=x", nil, colleague},
		{importing, dispatcher, "POST", "/api/desk/rescue", "", otherDispatcher},
		{viewing, hero, "GET", "/photos/none/thumb", nil, colleague},
		{sending, hero, "HEAD", "/uploads/none", nil, colleague},
		{ratings, guest, "POST", "/api/track/" + token + "/rating", `{}`, ""},
		{tracking, guest, "GET", "/api/track/" + token, nil, ""},
		{guests, guest, "GET", "/api/sync/v1/info", nil, hero},
	} {
		srv := of(s.App)
		r := &request{RequestEvent: &core.RequestEvent{App: s.App}}
		r.Request, _ = http.NewRequest(c.method, c.path, nil)
		r.Request.RemoteAddr = "192.0.2.1:1234"
		if c.who != guest {
			r.Auth = &core.Record{}
			r.Auth.Id = s.Accounts[c.who].ID
			r.Request.Header.Set("X-Device", s.Device(c.who))
		}
		if w := s.Do(c.who, c.method, c.path, c.body); w.Code == 429 {
			t.Fatalf("%s: refused at once", c.b.name)
		}
		used(srv.paces, c.b, c.b.by(r))
		w := s.Do(c.who, c.method, c.path, c.body)
		if w.Code != 429 || w.Header().Get("Retry-After") == "" || c.method != "HEAD" && apptest.Code(w) != "slow_down" {
			t.Errorf("%s: %d %s Retry-After %q", c.b.name, w.Code, w.Body, w.Header().Get("Retry-After"))
		}
		if c.other != "" {
			if w := s.Do(c.other, c.method, c.path, c.body); w.Code == 429 {
				t.Errorf("%s: %s is slowed down for what %q did", c.b.name, c.other, c.who)
			}
		}
		clock.forward(time.Duration(c.b.burst) * c.b.every)
		if w := s.Do(c.who, c.method, c.path, c.body); w.Code == 429 {
			t.Errorf("%s: still refused after a rest", c.b.name)
		}
	}
}

// A password is not guessed: not by trying one account, not by trying many from one place. Whoever knows it gets in from elsewhere.
func TestPasswordsAreNotGuessed(t *testing.T) {
	clock := &ticking{time.Now()}
	s := serveAt(t, clock)
	account := s.Accounts[hero]
	signIn := func(password, address string) int {
		body := fmt.Sprintf(`{"identity":%q,"password":%q}`, account.Email, password)
		r, _ := http.NewRequest("POST", "/api/collections/users/auth-with-password", strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.RemoteAddr = address + ":1"
		return s.Send(r).Code
	}
	for range 20 {
		if code := signIn("wrong", "192.0.2.7"); code != 400 {
			t.Fatal(code)
		}
	}
	if code := signIn("wrong", "192.0.2.7"); code != 429 {
		t.Error("guessing goes on:", code)
	}
	if code := signIn(account.Password, "192.0.2.7"); code != 429 {
		t.Error("a guess that happens to be right gets in:", code)
	}
	if code := signIn(account.Password, "192.0.2.8"); code != 200 {
		t.Error("the owner is locked out:", code)
	}
	clock.forward(31 * time.Second)
	if code := signIn(account.Password, "192.0.2.7"); code != 200 {
		t.Error("after the wait:", code)
	}
}

// A user cannot fill the table of devices.
func TestDevicesAreCounted(t *testing.T) {
	s := serve(t)
	used(of(s.App).paces, arrivals, s.Accounts[hero].ID)
	if w := s.Do(hero, "GET", "/api/sync/v1/pull", nil, "X-Device", strings.Repeat("q", 15)); w.Code != 429 {
		t.Error(w.Code, w.Body)
	}
	if w := s.Do(colleague, "GET", "/api/sync/v1/pull", nil); w.Code != 200 {
		t.Error(w.Code, w.Body)
	}
}

// Every path of ours says which methods it takes; none answers the app's page or runs a pull for another one.
func TestWrongMethods(t *testing.T) {
	s := serve(t)
	for _, c := range []struct{ method, path, allow string }{
		{"HEAD", "/api/sync/v1/pull", "GET"},
		{"POST", "/api/sync/v1/pull", "GET"},
		{"OPTIONS", "/api/sync/v1/pull", "GET"},
		{"GET", "/api/sync/v1/push", "POST"},
		{"PUT", "/api/sync/v1/push", "POST"},
		{"DELETE", "/api/sync/v1/info", "GET"},
		{"HEAD", "/api/sync/v1/info", "GET"},
		{"POST", "/api/kb/search", "GET"},
		{"TRACE", "/api/kb/search", "GET"},
		{"PATCH", "/api/track/x", "GET"},
		{"GET", "/api/track/x/rating", "POST"},
		{"POST", "/photos/x/thumb", "GET, HEAD"},
		{"GET", "/uploads/0123456789abcdef0123456789abcdef", "DELETE, HEAD, OPTIONS, PATCH, POST"},
		{"GET", "/uploads", "DELETE, HEAD, OPTIONS, PATCH, POST"},
		{"PUT", "/uploads", "DELETE, HEAD, OPTIONS, PATCH, POST"},
		{"POST", "/t/x", "GET, HEAD"},
		{"POST", "/", "GET, HEAD"},
		{"DELETE", "/assets/app-1234.js", "GET, HEAD"},
	} {
		for _, who := range []string{guest, hero} {
			w := s.Do(who, c.method, c.path, nil)
			if w.Code != 405 || w.Header().Get("Allow") != c.allow || c.method != "HEAD" && apptest.Code(w) != "wrong_method" {
				t.Errorf("%s %s as %q: %d Allow %q %s", c.method, c.path, who, w.Code, w.Header().Get("Allow"), short(w.Body.String(), 100))
			}
		}
	}
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"} {
		if w := s.Do(guest, method, "/api/nothing/here", nil); w.Code != 404 || apptest.Code(w) != "unknown_path" {
			t.Errorf("%s of nothing: %d %s", method, w.Code, w.Body)
		}
	}
	if w := s.Do(guest, "HEAD", "/", nil); w.Code != 200 {
		t.Error("HEAD of the page:", w.Code)
	}
}
