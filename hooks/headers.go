package hooks

import (
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// contentPolicy is what pages may load: their own files, nothing inline, and HTML strings only through named Trusted Types policies.
const contentPolicy = "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; img-src 'self' blob:; font-src 'self'; connect-src 'self'; " +
	"manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types svelte-trusted-html sw-url lutong-paste"

// headers sets the security headers of everything but PocketBase's own dashboard, which brings its own policy.
func headers() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{Id: "lutongHeaders", Priority: -900, Func: func(e *core.RequestEvent) error {
		path := e.Request.URL.Path
		if !strings.HasPrefix(path, "/_/") {
			h := e.Response.Header()
			h.Set("X-Content-Type-Options", "nosniff")
			h.Set("Referrer-Policy", "no-referrer") // a customer's link must not travel on
			h.Del("X-Xss-Protection")
			h.Del("X-Frame-Options") // frame-ancestors says it
			if !strings.HasPrefix(path, "/api/") {
				h.Set("Content-Security-Policy", contentPolicy)
				h.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
				h.Set("Cross-Origin-Opener-Policy", "same-origin")
				h.Set("X-Frame-Options", "DENY")
			}
		}
		return e.Next()
	}}
}

// patience bounds what a slow or hostile line may hold: headers come soon and are small. Bodies and answers may take their time, a tablet on
// a bad line does; nothing is locked while they travel.
func patience(srv *http.Server) {
	if srv == nil { // in tests
		return
	}
	srv.ReadHeaderTimeout = 20 * time.Second
	srv.IdleTimeout = 2 * time.Minute
	srv.MaxHeaderBytes = 128 << 10 // a search for thousands of Chinese characters is an address of nine bytes for each: search answers it, by its own limit
}
