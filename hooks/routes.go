package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/access"
)

// route is one line of the table: who may call what.
type route struct {
	method, path string
	who          who
	handle       func(*server, *request) error
}

var workers = withRole(access.Engineer, access.Dispatcher, access.Manager, access.Trainer)

// routes are all routes that are not PocketBase's own.
var routes = []route{
	{"GET", "/api/sync/v1/info", anyone, info},
	{"GET", "/api/sync/v1/pull", onDevice, pull},
	{"POST", "/api/sync/v1/push", onDevice, push},
	{"GET", "/api/kb/search", signedIn, kbSearch},
	{"GET", "/api/desk/similar", workers, similar},
	{"GET", "/api/track/{token}", anyone, track},
	{"POST", "/api/track/{token}/rating", anyone, rate},
	{"GET", "/photos/{id}/{size}", signedIn, photo},
	{"GET", "/t/{token}", anyone, trackPage},
	{"GET", "/api/{path...}", anyone, unknownPath},
	{"GET", "/{path...}", anyone, webApp},
}

// bindRoutes binds the table, and the uploads, whose protocol has methods of its own.
func (s *server) bindRoutes(e *core.ServeEvent) {
	for _, r := range routes {
		e.Router.Route(r.method, r.path, s.answer(r.who, r.handle))
	}
	for _, method := range []string{"POST", "HEAD", "PATCH", "DELETE", "OPTIONS"} {
		e.Router.Route(method, "/uploads", s.answer(uploader, uploads))
		e.Router.Route(method, "/uploads/{id...}", s.answer(uploader, uploads))
	}
}
