package hooks

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/klauspost/compress/gzip"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"lutong/hooks/access"
	"lutong/hooks/fault"
)

// request is one request on its way to a handler: the event and who asks.
type request struct {
	*core.RequestEvent
	actor access.Actor
	lang  string // "zh-CN" or "en", for messages
}

// who says who may call a route at all; what they see there is decided by scopes.
type who func(*server, *request) error

func anyone(*server, *request) error { return nil }

// signedIn: any user with a role. Administrators use the dashboard; their tokens are nobody here.
func signedIn(_ *server, r *request) error {
	if r.actor.User == "" {
		return fault.New(fault.Unauthorized, "unauthorized")
	}
	return nil
}

// onDevice: a user on a tablet of their own that has not been revoked (sync.md, section 2).
func onDevice(s *server, r *request) error {
	if err := signedIn(s, r); err != nil {
		if revoked, failed := s.revoked(r); failed != nil {
			return failed
		} else if revoked {
			return fault.New(fault.Forbidden, "device_revoked")
		}
		return err
	}
	return s.device(r)
}

// withRole: a user with one of the roles.
func withRole(roles ...string) who {
	return func(s *server, r *request) error {
		if err := signedIn(s, r); err != nil {
			return err
		}
		if !slices.Contains(roles, r.actor.Role) {
			return fault.New(fault.Forbidden, "not_allowed")
		}
		return nil
	}
}

// actorOf reads who asks from the token that PocketBase has checked.
func actorOf(e *core.RequestEvent) access.Actor {
	if e.Auth == nil || e.Auth.Collection().Name != "users" {
		return access.Actor{}
	}
	role := e.Auth.GetString("role")
	teams := e.Auth.GetStringSlice("teams")
	if len(access.ScopesOf(e.Auth.Id, role, teams)) == 0 {
		return access.Actor{} // a user without a role has nothing to do here
	}
	return access.Actor{User: e.Auth.Id, Role: role, Teams: teams}
}

func langOf(r *http.Request) string {
	first, _, _ := strings.Cut(r.Header.Get("Accept-Language"), ",")
	if strings.HasPrefix(strings.ToLower(strings.TrimSpace(first)), "en") {
		return "en"
	}
	return "zh-CN"
}

func newRequest(e *core.RequestEvent) *request {
	return &request{RequestEvent: e, actor: actorOf(e), lang: langOf(e.Request)}
}

// answer turns a route into PocketBase's handler: how often and who first, then the handler, then any error into its shape.
func (s *server) answer(rt route) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		r := newRequest(e)
		err := s.within(rt.budget, r)
		if err == nil {
			err = rt.who(s, r)
		}
		if err == nil {
			err = rt.handle(s, r)
		}
		if err == nil {
			return nil
		}
		return s.refuse(r, err)
	}
}

// refuse writes an error: a fault as it is, anything else logged once and hidden.
func (s *server) refuse(r *request, err error) error {
	if r.Written() {
		s.app.Logger().Error("answer broken off", "path", r.Request.URL.Path, "error", err)
		return err
	}
	f := fault.As(err)
	if api := (*router.ApiError)(nil); f == nil && errors.As(err, &api) {
		return api
	}
	status := http.StatusInternalServerError
	if f != nil {
		status = f.Status()
	} else if r.Request.Context().Err() != nil {
		return nil // the client went away
	} else {
		s.app.Logger().Error("request failed", "path", r.Request.URL.Path, "user", r.actor.User, "error", err)
		f = fault.New(fault.Unavailable, "internal")
	}
	if f.Retry > 0 {
		r.Response.Header().Set("Retry-After", strconv.Itoa(f.Retry))
	}
	data := map[string]any{"code": f.Code}
	for k, v := range f.Data {
		data[k] = v
	}
	return r.JSON(status, map[string]any{"status": status, "message": f.Message(r.lang), "data": data})
}

// body reads a JSON body of at most limit unpacked bytes, plain or gzip-encoded.
func body(r *http.Request, limit int64, into any) error {
	var in io.Reader = r.Body
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip":
		z, err := gzip.NewReader(r.Body)
		if err != nil {
			return fault.New(fault.Invalid, "invalid").Detailf("gzip")
		}
		defer z.Close()
		in = z
	default:
		return fault.New(fault.Invalid, "invalid").Detailf("Content-Encoding")
	}
	raw, err := io.ReadAll(io.LimitReader(in, limit+1))
	if err != nil {
		return fault.New(fault.Invalid, "invalid").Detailf("the body was cut off")
	}
	if int64(len(raw)) > limit {
		return fault.New(fault.TooLarge, "too_large").Detailf("%d bytes at most", limit)
	}
	if err := json.Unmarshal(raw, into); err != nil {
		return fault.New(fault.Invalid, "invalid").Detailf("JSON")
	}
	return nil
}
