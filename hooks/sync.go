package hooks

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
)

func info(s *server, r *request) error {
	info, err := s.sync.Info(r.Request.Context())
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, info)
}

func push(s *server, r *request) error {
	var req fieldsync.Push
	if err := body(r.Request, s.sync.Limits.PushBytes, &req); err != nil {
		return err
	}
	answer, err := s.sync.Push(r.Request.Context(), r.actor, req)
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, answer)
}

// pull streams a page. An error after the first byte breaks the answer off without its end line, so that the device asks again (L1).
func pull(s *server, r *request) error {
	q := r.Request.URL.Query()
	req := fieldsync.PullRequest{Cursor: q.Get("cursor")}
	for name, into := range map[string]*int{"limit": &req.Limit, "schema": &req.Schema} {
		if text := q.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return fault.New(fault.Invalid, "invalid").Detailf("%s", name)
			}
			*into = n
		}
	}
	out := &lazy{start: func() io.Writer {
		h := r.Response.Header()
		h.Set("Content-Type", "application/x-ndjson")
		h.Set("Cache-Control", "no-store")
		h.Add("Vary", "Accept-Encoding")
		if strings.Contains(r.Request.Header.Get("Accept-Encoding"), "gzip") {
			h.Set("Content-Encoding", "gzip")
			z, _ := gzip.NewWriterLevel(r.Response, gzip.BestSpeed) // the level is a valid constant
			return z
		}
		return r.Response
	}}
	// A tablet that stops reading must not hold a snapshot for ever.
	_ = http.NewResponseController(r.Response).SetWriteDeadline(time.Now().Add(2 * time.Minute))
	if _, err := s.sync.Pull(r.Request.Context(), r.actor, req, out); err != nil {
		if out.w != nil {
			panic(http.ErrAbortHandler) // cut the connection: the page has no end
		}
		return err
	}
	if z, ok := out.w.(*gzip.Writer); ok {
		return z.Close()
	}
	return nil
}

// lazy sets headers at the first byte, so that an error before it can still be answered as one.
type lazy struct {
	start func() io.Writer
	w     io.Writer
}

func (l *lazy) Write(p []byte) (int, error) {
	if l.w == nil {
		l.w = l.start()
	}
	return l.w.Write(p)
}
