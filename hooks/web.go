package hooks

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"

	"lutong/hooks/fault"
)

// web is the built app in memory: every file with its content's hash as ETag, because embedded files have no times.
type web struct {
	files map[string]*asset
}

type asset struct {
	body []byte
	kind string
	etag string

	once   sync.Once
	packed []byte // gzip of body, made at the first request that takes it; nil if it is not worth it
}

// newWeb loads the built app; nil if it is not built.
func newWeb(dist fs.FS, ok bool) (*web, error) {
	if !ok {
		return nil, nil
	}
	w := &web{files: map[string]*asset{}}
	err := fs.WalkDir(dist, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || name == webLicences || name == goLicences { // which versions run here is nobody's business
			return err
		}
		body, err := fs.ReadFile(dist, name)
		if err != nil {
			return err
		}
		kind := mime.TypeByExtension(path.Ext(name))
		switch path.Ext(name) {
		case ".webmanifest":
			kind = "application/manifest+json"
		case ".js":
			kind = "text/javascript; charset=utf-8"
		}
		if kind == "" {
			kind = http.DetectContentType(body)
		}
		sum := sha256.Sum256(body)
		w.files[name] = &asset{body: body, kind: kind, etag: `"` + hex.EncodeToString(sum[:12]) + `"`}
		return nil
	})
	return w, err
}

// webApp serves the app's files; any other path without an extension is a page of the app.
func webApp(s *server, r *request) error {
	name := strings.TrimPrefix(path.Clean("/"+r.Request.PathValue("path")), "/")
	if s.web == nil {
		return notBuilt(r)
	}
	if name == "index.html" || name == "" {
		return s.page(r, "index.html")
	}
	a, ok := s.web.files[name]
	if !ok || name == "track.html" {
		if path.Ext(name) != "" || strings.HasPrefix(name, "assets/") {
			return fault.New(fault.NotFound, "unknown_path")
		}
		return s.page(r, "index.html")
	}
	cache := "no-cache"
	if strings.HasPrefix(name, "assets/") {
		cache = "public, max-age=31536000, immutable" // the name holds the content's hash
	}
	return a.serve(r, cache)
}

// page serves one of the HTML pages.
func (s *server) page(r *request, name string) error {
	if s.web == nil {
		return notBuilt(r)
	}
	return s.web.files[name].serve(r, "no-cache")
}

func (a *asset) serve(r *request, cache string) error {
	h := r.Response.Header()
	h.Set("Cache-Control", cache)
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", a.etag)
	if r.Request.Header.Get("If-None-Match") == a.etag {
		r.Response.WriteHeader(http.StatusNotModified)
		return nil
	}
	if strings.Contains(r.Request.Header.Get("Accept-Encoding"), "gzip") {
		a.once.Do(a.pack)
		if a.packed != nil {
			h.Set("Content-Encoding", "gzip")
			h.Set("Content-Length", strconv.Itoa(len(a.packed)))
			return r.Blob(http.StatusOK, a.kind, a.packed)
		}
	}
	h.Set("Content-Length", strconv.Itoa(len(a.body)))
	return r.Blob(http.StatusOK, a.kind, a.body)
}

// pack compresses what shrinks by it: text, not pictures.
func (a *asset) pack() {
	var buf bytes.Buffer
	z, _ := gzip.NewWriterLevel(&buf, gzip.BestCompression) // the level is a valid constant
	if _, err := z.Write(a.body); err != nil || z.Close() != nil || buf.Len() > len(a.body)*9/10 {
		return
	}
	a.packed = buf.Bytes()
}

// notBuilt is what a server without its web app shows.
func notBuilt(r *request) error {
	return r.HTML(http.StatusServiceUnavailable, `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>Lutong 路通</title>
<h1>路通 Lutong</h1><p>服务器在运行,但网页应用还没有构建。请运行 <code>make build</code> 后重新启动。</p>
<p lang="en">The server is running, but the web app has not been built. Run <code>make build</code> and start it again.</p></html>`)
}
