package hooks

import (
	"net/http"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/access"
	"lutong/hooks/fault"
)

// route is one line of the table: who may call what, and how often.
type route struct {
	method, path string
	who          who
	budget       *budget
	handle       func(*server, *request) error
}

// routes are all routes that are not PocketBase's own.
var routes = []route{
	{"GET", "/api/sync/v1/info", anyone, free, info},
	{"GET", "/api/sync/v1/pull", onDevice, pulls, pull},
	{"POST", "/api/sync/v1/push", onDevice, pushes, push},
	{"GET", "/api/sync/v1/check", onDevice, checks, parts},
	{"GET", "/api/sync/v1/check/{collection}/{first}", onDevice, checks, part},
	{"GET", "/api/sync/v1/segments/{id}", onDevice, pieces, libraryPart},
	{"GET", "/api/kb/search", signedIn, searching, kbSearch},
	{"GET", "/api/kb/suggest", signedIn, searching, kbSuggest},
	{"GET", "/api/kb/index", onDevice, pieces, kbIndex},
	{"GET", "/api/kb/index/{id}", onDevice, pieces, kbIndexFile},
	{"GET", "/api/kb/board", withRole(access.Trainer, access.Manager), searching, board},
	{"GET", "/api/kb/site.zip", withRole(access.Trainer, access.Manager), printing, siteZip},
	{"POST", "/api/kb/searches", signedIn, tellings, tellSearches},
	{"GET", "/api/kb/models", withRole(access.Trainer), searching, models},
	{"POST", "/api/desk/rescue", withRole(access.Dispatcher), importing, importRescue},
	{"GET", "/api/track/{token}", anyone, tracking, track},
	{"POST", "/api/track/{token}/rating", anyone, ratings, rate},
	{"GET", "/api/track/{token}/report.pdf", anyone, printing, trackPDF},
	{"GET", "/api/track/{token}/photos/{id}/{size}", anyone, tracking, trackPhoto},
	{"GET", "/api/track/{token}/sheet", anyone, tracking, trackSheet},
	{"POST", "/api/track/{token}/signature", anyone, signings, trackSign},
	{"GET", "/api/report/{job}", signedIn, printing, jobReport},
	{"GET", "/api/briefs", withRole(access.Sales), searching, briefs},
	{"GET", "/photos/{id}/{size}", signedIn, viewing, photo},
	{"GET", "/figures/{id}/{size}", signedIn, viewing, figure},
	{"GET", "/t/{token}", anyone, free, trackPage},
	{"GET", "/{path...}", anyone, free, webApp},
}

// bindRoutes binds the table, and the uploads, whose protocol has methods of its own. Our paths answer every other method with what they
// take; the rest of /api is nowhere.
func (s *server) bindRoutes(e *core.ServeEvent) {
	table := slices.Clone(routes)
	for _, method := range []string{"POST", "HEAD", "PATCH", "DELETE", "OPTIONS"} {
		table = append(table, route{method, "/uploads", uploader, sending, uploads}, route{method, "/uploads/{id...}", uploader, sending, uploads})
	}
	takes := map[string][]string{}
	for _, r := range table {
		bound := e.Router.Route(r.method, r.path, s.answer(r))
		if r.budget == importing {
			bound.Unbind(apis.DefaultBodyLimitMiddlewareId) // 32 MB; it counts for itself
		}
		bound.Bind(apis.SkipSuccessActivityLog()) // what went well is no news, and the paths of customers' links are theirs
		takes[r.path] = append(takes[r.path], r.method)
		if r.method == http.MethodGet && !strings.HasPrefix(r.path, "/api/") {
			takes[r.path] = append(takes[r.path], http.MethodHead) // the mux lets it through; of the API it would run a whole pull for nothing
		}
	}
	for path, taken := range takes {
		slices.Sort(taken)
		for _, method := range methods {
			if !slices.Contains(taken, method) {
				e.Router.Route(method, path, s.answer(route{method, path, anyone, free, wrongMethod(strings.Join(taken, ", "))}))
			}
		}
	}
	for _, method := range methods {
		if method != http.MethodHead { // goes with GET
			e.Router.Route(method, "/api/{path...}", s.answer(route{method, "/api/{path...}", anyone, free, unknownPath}))
		}
	}
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions, http.MethodTrace}

func wrongMethod(allow string) func(*server, *request) error {
	return func(_ *server, r *request) error {
		r.Response.Header().Set("Allow", allow)
		return fault.New(fault.WrongMethod, "wrong_method").Detailf("%s", allow)
	}
}

func unknownPath(*server, *request) error { return fault.New(fault.NotFound, "unknown_path") }
