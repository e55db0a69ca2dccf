package apptest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
	"lutong/hooks/pb"
)

// Server is a Lutong that answers requests, without a network: the demo organisation behind the real router.
type Server struct {
	t        testing.TB
	App      *tests.TestApp
	Handler  http.Handler
	Accounts map[string]demo.Account // by e-mail before the @: "a.chen"
	tokens   map[string]string
}

var founding struct {
	sync.Once
	dir      string
	accounts []demo.Account
	err      error
}

// found makes the demo organisation once per test run; every test works on a copy of its folder.
func found(register func(core.App) error, founded func(core.App) ([]demo.Account, error)) {
	if founding.dir, founding.err = os.MkdirTemp("", "lutong-demo-"); founding.err != nil {
		return
	}
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: founding.dir, DBConnect: pb.Connect})
	if founding.err = app.Bootstrap(); founding.err != nil {
		return
	}
	if founding.err = register(app); founding.err != nil {
		return
	}
	founding.accounts, founding.err = founded(app)
	founding.err = errors.Join(founding.err, app.ResetBootstrapState())
}

// Cleanup removes the shared demo organisation, at the end of a package's tests.
func Cleanup() {
	if founding.dir != "" {
		os.RemoveAll(founding.dir)
	}
}

// Serve makes one. register binds the hooks, founded makes the demo organisation (package hooks cannot be imported here: it is tested with this).
func Serve(t testing.TB, register func(core.App) error, founded func(core.App) ([]demo.Account, error)) *Server {
	t.Helper()
	founding.Do(func() { found(register, founded) })
	if founding.err != nil {
		t.Fatal(founding.err)
	}
	app := newApp(t, founding.dir)
	if err := register(app); err != nil {
		t.Fatal(err)
	}
	s := &Server{t: t, App: app, Accounts: map[string]demo.Account{}, tokens: map[string]string{}}
	for _, a := range founding.accounts {
		name, _, _ := strings.Cut(a.Email, "@")
		s.Accounts[name] = a
	}
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	event := &core.ServeEvent{App: app, Router: router}
	if err := app.OnServe().Trigger(event, func(e *core.ServeEvent) error {
		s.Handler, err = e.Router.BuildMux()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return s
}

// Token signs an account in.
func (s *Server) Token(name string) string {
	s.t.Helper()
	if s.tokens[name] == "" {
		record, err := s.App.FindAuthRecordByEmail("users", s.Accounts[name].Email)
		if err != nil {
			s.t.Fatal(name, err)
		}
		if s.tokens[name], err = record.NewAuthToken(); err != nil {
			s.t.Fatal(err)
		}
	}
	return s.tokens[name]
}

// Forget lets the account sign in anew at its next request.
func (s *Server) Forget(name string) { delete(s.tokens, name) }

// Device is the id of the account's tablet.
func (s *Server) Device(name string) string { return fieldsync.IDOf("apptest", name) }

// Do sends a request as an account ("" for a guest) from its tablet; body may be nil, a string, or anything JSON holds.
func (s *Server) Do(name, method, path string, body any, headers ...string) *httptest.ResponseRecorder {
	s.t.Helper()
	var in io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		in = strings.NewReader(b)
	case []byte:
		in = bytes.NewReader(b)
	default:
		raw, err := json.Marshal(body)
		if err != nil {
			s.t.Fatal(err)
		}
		in = bytes.NewReader(raw)
	}
	r := httptest.NewRequest(method, path, in)
	r.Header.Set("Content-Type", "application/json")
	if name != "" {
		r.Header.Set("Authorization", s.Token(name))
		r.Header.Set("X-Device", s.Device(name))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	return s.Send(r)
}

// Send sends a request as it is.
func (s *Server) Send(r *http.Request) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	s.Handler.ServeHTTP(w, r)
	return w
}

// Code reads the code of an error answer.
func Code(w *httptest.ResponseRecorder) string {
	var e struct{ Data struct{ Code string } }
	_ = json.Unmarshal(w.Body.Bytes(), &e) // no code is an answer too
	return e.Data.Code
}
