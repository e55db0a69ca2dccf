package hooks

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"

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

// push takes the body in as it comes, packed, and unpacks it when its turn has come: there is one writer, and hundreds of tablets that wait
// for it must not all lie in memory unpacked (P10).
func push(s *server, r *request) error {
	limit := s.sync.Limits.PushBytes
	raw, err := io.ReadAll(io.LimitReader(r.Request.Body, limit+1))
	if err != nil {
		return fault.New(fault.Invalid, "invalid").Detailf("the body was cut off")
	}
	r.Request.Body = io.NopCloser(bytes.NewReader(raw))
	var answer fieldsync.PushAnswer
	err = s.pushing.do(r.Request.Context(), func() error {
		var req fieldsync.Push
		if err := body(r.Request, limit, &req); err != nil {
			return err
		}
		answer, err = s.sync.Push(r.Request.Context(), r.actor, req)
		return err
	})
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, answer)
}

// pull answers with one page, or with pages=all with one after the other, each closed by its own end line. An error after the first page
// breaks the answer off in the middle, so that the device goes on from the last page it has (L1).
//
// A page is built and packed in memory and only then sent: a tablet that reads slowly holds no snapshot and no place in the queue. The
// queue bounds how many are built at once, and so the memory of a herd (P10).
func pull(s *server, r *request) error {
	q := r.Request.URL.Query()
	req, err := pullRequest(q)
	if err != nil {
		return err
	}
	s.apart(r.Request.Context(), q, &req)
	ctx, all := r.Request.Context(), q.Get("pages") == "all"
	out := newPacked(r.Response, r.Request)
	for {
		var stats fieldsync.PullStats
		packed, err := s.packPage(ctx, out, func(page *bytes.Buffer) (last bool, err error) {
			stats, err = s.sync.Pull(ctx, r.actor, req, page)
			return !all || !stats.More, err
		})
		if err == nil {
			err = out.send(packed)
		}
		if err != nil {
			if out.begun {
				panic(http.ErrAbortHandler) // cut the connection: the answer has no end
			}
			return err
		}
		if !all || !stats.More {
			return nil
		}
		req.Cursor, req.Continued = stats.Cursor, true
	}
}

// packPage waits for its turn, lets fill write a page, and packs it.
func (s *server) packPage(ctx context.Context, out *packed, fill func(page *bytes.Buffer) (last bool, err error)) (packed []byte, err error) {
	err = s.pulls.do(ctx, func() error {
		page := pages.Get().(*bytes.Buffer)
		defer pages.Put(page)
		page.Reset()
		last, err := fill(page)
		if err == nil {
			packed, err = out.pack(page.Bytes(), last)
		}
		return err
	})
	return packed, err
}

var pages = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func pullRequest(q url.Values) (fieldsync.PullRequest, error) {
	req := fieldsync.PullRequest{Cursor: q.Get("cursor"), NoEcho: q.Get("echo") == "no", Check: q.Get("check") == "1"}
	for name, into := range map[string]*int{"limit": &req.Limit, "schema": &req.Schema} {
		if text := q.Get(name); text != "" {
			n, err := strconv.Atoi(text)
			if err != nil || n < 1 {
				return req, fault.New(fault.Invalid, "invalid").Detailf("%s", name)
			}
			*into = n
		}
	}
	return req, nil
}

// parts answers GET /check: what the device must hold, summed up by part. It asks because its own sum was another one: worth a line in the
// log, for a divergence is a mistake of ours.
func parts(s *server, r *request) error {
	parts, err := s.sync.Parts(r.Request.Context(), r.actor)
	if err != nil {
		return err
	}
	q := r.Request.URL.Query()
	s.app.Logger().Warn("a device diverged", "user", r.actor.User, "device", r.actor.Device, "count", short(q.Get("count"), 20), "sum", short(q.Get("sum"), 20))
	return r.JSON(http.StatusOK, map[string]any{"parts": parts})
}

// part answers GET /check/{collection}/{first}: all of one part, to put the device right again.
func part(s *server, r *request) error {
	out := newPacked(r.Response, r.Request)
	ctx := r.Request.Context()
	packed, err := s.packPage(ctx, out, func(page *bytes.Buffer) (last bool, err error) {
		return true, s.sync.Part(ctx, r.actor, r.Request.PathValue("collection"), r.Request.PathValue("first"), page)
	})
	if err != nil {
		return err
	}
	return out.send(packed)
}

// writeWithin is how long a device may take to read a page.
const writeWithin = 2 * time.Minute
