// Package pb_public holds the web app: the tablet's app, the desk, and the customer's page. Its sources are TypeScript and Svelte; what
// is embedded in the binary is what `make web` builds into dist/.
package pb_public

import (
	"embed"
	"io/fs"
)

// dist.txt says what dist/ is; it also lets this package compile before the web app is built.
//
//go:embed all:dist*
var files embed.FS

// Dist returns the built web app; ok is false if it was not built.
func Dist() (dist fs.FS, ok bool) {
	dist, err := fs.Sub(files, "dist")
	if err != nil {
		return nil, false
	}
	_, err = fs.Stat(dist, "index.html")
	return dist, err == nil
}
