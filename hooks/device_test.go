package hooks

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"lutong/hooks/apptest"
)

// The doors that ask for a device.
var deviceDoors = [][2]string{
	{"GET", "/api/sync/v1/pull"}, {"POST", "/api/sync/v1/push"}, {"GET", "/api/sync/v1/check"}, {"GET", "/api/sync/v1/check/jobs/a"}, {"GET", "/api/sync/v1/segments/x"},
	{"GET", "/api/kb/index"}, {"GET", "/api/kb/index/x"},
	{"POST", "/uploads"}, {"HEAD", "/uploads/x"}, {"PATCH", "/uploads/x"}, {"DELETE", "/uploads/x"},
}

// A revoked tablet is told to stop at every door, and its token opens none of the others any more. The user's other tablets sign in again.
func TestRevokedDeviceStops(t *testing.T) {
	s := serve(t)
	other := strings.Repeat("o", 15)
	for _, device := range []string{s.Device(hero), other} {
		if w := s.Do(hero, "GET", "/api/sync/v1/pull", nil, "X-Device", device); w.Code != 200 {
			t.Fatal(w.Code)
		}
	}
	d := lookup(t, s, "devices", s.Device(hero))
	d.Set("revoked", true)
	if err := s.App.Save(d); err != nil {
		t.Fatal(err)
	}
	for _, r := range deviceDoors {
		if w := s.Do(hero, r[0], r[1], nil); w.Code != 403 || r[0] != "HEAD" && apptest.Code(w) != "device_revoked" {
			t.Errorf("%v: %d %s", r, w.Code, w.Body)
		}
		if w := s.Do(hero, r[0], r[1], nil, "X-Device", other); w.Code != 401 {
			t.Errorf("the lost token, from another tablet: %v: %d %s", r, w.Code, w.Body)
		}
	}
	for _, path := range []string{"/api/kb/search?q=x", "/photos/x/thumb"} {
		if w := s.Do(hero, "GET", path, nil); w.Code != 401 {
			t.Errorf("the lost token opens %s: %d", path, w.Code)
		}
	}
	if w := s.Do(hero, "POST", "/api/collections/users/auth-refresh", nil); w.Code != 401 {
		t.Error("the lost token is renewed:", w.Code)
	}
	s.Forget(hero)
	if w := s.Do(hero, "GET", "/api/sync/v1/pull", nil, "X-Device", other); w.Code != 200 {
		t.Error("the other tablet, signed in again:", w.Code)
	}
	if w := s.Do(hero, "GET", "/api/sync/v1/pull", nil); w.Code != 403 || apptest.Code(w) != "device_revoked" {
		t.Error("the lost tablet, signed in again:", w.Code)
	}
	d = lookup(t, s, "devices", s.Device(hero))
	d.Set("app", "2.0")
	if err := s.App.Save(d); err != nil {
		t.Fatal(err)
	}
	if w := s.Do(hero, "GET", "/api/sync/v1/pull", nil, "X-Device", other); w.Code != 200 {
		t.Error("any edit of a revoked device ends sessions:", w.Code)
	}
}

func TestDeviceBelongsToOneUser(t *testing.T) {
	s := serve(t)
	s.Do(hero, "GET", "/api/sync/v1/pull", nil)
	for name, header := range map[string]string{"another user's": s.Device(hero), "missing": "", "wrong form": "ABC", "too long": strings.Repeat("a", 16), "in capitals": strings.ToUpper(s.Device(colleague))} {
		for _, r := range deviceDoors {
			if w := s.Do(colleague, r[0], r[1], nil, "X-Device", header); w.Code != 400 || r[0] != "HEAD" && apptest.Code(w) != "invalid" {
				t.Errorf("%s: %v: %d %s", name, r, w.Code, w.Body)
			}
		}
	}
}

// P10: a request whose headers do not fit is refused before anybody reads it.
func TestHeadersAreSmall(t *testing.T) {
	s := serve(t)
	srv := httptest.NewUnstartedServer(s.Handler)
	patience(srv.Config)
	srv.Start()
	defer srv.Close()
	if srv.Config.ReadHeaderTimeout == 0 || srv.Config.IdleTimeout == 0 {
		t.Error("a slow sender is waited for")
	}
	for size, want := range map[int]int{8 << 10: 200, 100 << 10: 200, 160 << 10: 431} {
		r, _ := http.NewRequest("GET", srv.URL+"/api/sync/v1/info", nil)
		r.Header.Set("X-Padding", strings.Repeat("x", size))
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		w.Body.Close()
		if w.StatusCode != want {
			t.Errorf("%d bytes of headers: %d", size, w.StatusCode)
		}
	}
}
