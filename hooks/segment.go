package hooks

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
)

// shelf keeps parts of the library as files, plain and packed both ways, so that handing one out costs a read.
type shelf struct{ dir string }

// openShelf begins with an empty folder: parts are of one life of the server.
func openShelf(dir string) (shelf, error) {
	if err := os.RemoveAll(dir); err != nil {
		return shelf{}, err
	}
	return shelf{dir}, os.MkdirAll(dir, 0o755)
}

// codings by preference; the part's file has the name of its coding.
var codings = []struct {
	name string
	pack func(io.Writer) (io.WriteCloser, error)
}{
	{"zstd", func(w io.Writer) (io.WriteCloser, error) {
		return zstd.NewWriter(w, zstd.WithEncoderLevel(zstd.SpeedBetterCompression), zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(1<<20))
	}},
	{"gzip", func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, gzip.BestCompression) }},
	{"identity", func(w io.Writer) (io.WriteCloser, error) { return plain{w}, nil }},
}

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

func (s shelf) file(part, coding string) string { return filepath.Join(s.dir, part+"."+coding) }

// Keep implements fieldsync.Shelf.
func (s shelf) Keep(part string, lines []byte) error {
	for _, c := range codings {
		if err := s.keep(s.file(part, c.name), lines, c.pack); err != nil {
			return err
		}
	}
	return nil
}

func (s shelf) keep(name string, lines []byte, pack func(io.Writer) (io.WriteCloser, error)) error {
	f, err := os.Create(name + ".part")
	if err != nil {
		return err
	}
	defer f.Close()
	w, err := pack(f)
	if err != nil {
		return err
	}
	if _, err := w.Write(lines); err != nil {
		return err
	}
	if err := errors.Join(w.Close(), f.Close()); err != nil {
		return err
	}
	return os.Rename(name+".part", name)
}

// Drop implements fieldsync.Shelf.
func (s shelf) Drop(part string) error {
	var failed error
	for _, c := range codings {
		if err := os.Remove(s.file(part, c.name)); !errors.Is(err, os.ErrNotExist) {
			failed = errors.Join(failed, err)
		}
	}
	return failed
}

// apart lets a first sync leave the library to its parts, and a later pull take it up again. Without parts the pull brings it whole.
func (s *server) apart(ctx context.Context, q url.Values, req *fieldsync.PullRequest) {
	if q.Get("segments") == "1" && req.Cursor == "" {
		set, err := s.segments.Present(ctx)
		if err != nil {
			s.app.Logger().Error("segments", "error", err)
		}
		req.Segments = set
	}
	if have := q.Get("have"); have != "" {
		taken, _ := s.segments.Taken(have) // 0 for a set that is not known any more: all of it
		req.Taken = &taken
	}
}

// libraryPart hands out a part of the library to who holds it. The parts of a set never change, so a cut transfer goes on where it broke.
func libraryPart(s *server, r *request) error {
	part := r.Request.PathValue("id")
	if held, err := s.holds(r.Request.Context(), r.actor.User, access.KB); err != nil {
		return err
	} else if !held || !s.segments.Has(part) {
		return fault.New(fault.NotFound, "segment_unknown")
	}
	return s.shelf.serve(r, part, "application/x-ndjson")
}

// whole reports whether the part is there in every coding.
func (s shelf) whole(part string) bool {
	for _, c := range codings {
		if _, err := os.Stat(s.file(part, c.name)); err != nil {
			return false
		}
	}
	return true
}

// serve hands out a part in the best coding the device takes. It never changes under its name, so it may be kept for good and resumed.
func (s shelf) serve(r *request, part, contentType string) error {
	coding := "identity"
	for _, c := range codings {
		if strings.Contains(r.Request.Header.Get("Accept-Encoding"), c.name) {
			coding = c.name
			break
		}
	}
	f, err := os.Open(s.file(part, coding))
	if err != nil {
		return err
	}
	defer f.Close()
	h := r.Response.Header()
	h.Set("Content-Type", contentType)
	h.Set("Cache-Control", "private, max-age=86400, immutable")
	h.Add("Vary", "Accept-Encoding")
	h.Set("ETag", `"`+part+"."+coding+`"`)
	if coding != "identity" {
		h.Set("Content-Encoding", coding)
	}
	http.ServeContent(r.Response, r.Request, "", time.Time{}, f)
	return nil
}

// holds reports whether the user holds the scope now.
func (s *server) holds(ctx context.Context, user, scope string) (held bool, err error) {
	err = s.sync.View(ctx, func(rd fieldsync.Reader) error {
		grants, err := rd.Grants(user)
		for _, g := range grants {
			held = held || g.Scope == scope && !g.Gone
		}
		return err
	})
	return held, err
}
