package media

// The HTTP half of uploads.go: what tusd answers, made to look like every other answer of this server.

import (
	"encoding/json"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"syscall"

	tus "github.com/tus/tusd/v2/pkg/handler"

	"lutong/hooks/fault"
)

var (
	errNoUpload = fault.New(fault.NotFound, codeNoUpload)
	errChecksum = tus.NewError("ERR_CHECKSUM", "wrong checksum", 460) // the status tus gives it; HTTP has no name for it
	errDiskFull = tus.NewError("ERR_DISK_FULL", "disk full", http.StatusServiceUnavailable)
)

// answer sits between tusd and the connection. It turns tusd's errors into ours, completes the list of extensions, and makes Location
// a path: behind a proxy the server does not know by which name it was called.
type answer struct {
	http.ResponseWriter
	r       *http.Request
	log     *slog.Logger
	pending int // an error status of tusd, whose text comes with Write
}

// Unwrap lets tusd set deadlines on the connection.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) WriteHeader(status int) {
	h := a.Header()
	if loc, err := url.Parse(h.Get("Location")); err == nil && loc.Path != "" {
		h.Set("Location", loc.Path)
	}
	if ext := h.Get("Tus-Extension"); ext != "" {
		h.Set("Tus-Extension", ext+",checksum,expiration")
		h.Set("Tus-Checksum-Algorithm", checksumAlgorithms)
	}
	if status >= 400 {
		h.Del("Upload-Expires")
		if !strings.HasPrefix(h.Get("Content-Type"), "application/json") {
			a.pending = status
			return
		}
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(b []byte) (int, error) {
	if a.pending != 0 {
		a.translate(string(b))
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}

// end sends what is still held back: errors without a text, as they come to HEAD.
func (a *answer) end() {
	if a.pending != 0 {
		a.translate("")
	}
}

// tusFaults are the errors of tusd a device can do something about.
var tusFaults = map[string]*fault.Error{
	"ERR_UPLOAD_NOT_FOUND":     errNoUpload,
	"ERR_MISMATCHED_OFFSET":    fault.New(fault.Conflict, codeOffset),
	"ERR_MAX_SIZE_EXCEEDED":    fault.New(fault.TooLarge, codeTooLarge),
	"ERR_UPLOAD_SIZE_EXCEEDED": fault.New(fault.TooLarge, codeTooLarge),
	"ERR_CHECKSUM":             fault.New(fault.Invalid, codeChecksum),
	"ERR_DISK_FULL":            outOfSpace(syscall.ENOSPC).(*fault.Error),
	// A line that broke is what this is all about, and no error of the server.
	"ERR_READ_TIMEOUT":     fault.New(fault.Unavailable, codeUnavailable),
	"ERR_CONNECTION_RESET": fault.New(fault.Unavailable, codeUnavailable),
	"ERR_LOCK_TIMEOUT":     fault.New(fault.Unavailable, codeUnavailable),
}

func (a *answer) translate(text string) {
	status := a.pending
	a.pending = 0
	name, _, _ := strings.Cut(text, ":")
	f := tusFaults[name]
	switch {
	case f != nil:
	case status == http.StatusNotFound:
		f = errNoUpload
	case status == http.StatusServiceUnavailable:
		f = fault.New(fault.Unavailable, codeUnavailable)
	case status >= 500 && status != http.StatusNotImplemented:
		a.log.Error("upload", "method", a.r.Method, "path", a.r.URL.Path, "error", strings.TrimSpace(text))
		f = fault.New(fault.Unavailable, codeInternal)
	default:
		f = fault.New(fault.Invalid, codeInvalid).Detailf("%s", strings.TrimSpace(text))
	}
	a.reply(status, f)
}

// fail answers with an error of our own.
func (a *answer) fail(err error) {
	if f := fault.As(outOfSpace(err)); f != nil {
		a.reply(f.Status(), f)
		return
	}
	var t tus.Error
	if errors.As(err, &t) {
		a.pending = t.HTTPResponse.StatusCode
		a.translate(t.HTTPResponse.Body)
		return
	}
	a.pending = http.StatusInternalServerError
	a.translate(err.Error())
}

func (a *answer) reply(status int, f *fault.Error) {
	resp := faultResponse(status, f, a.r.Header)
	h := a.Header()
	for k, v := range resp.Header {
		h.Set(k, v)
	}
	h.Del("Content-Length")
	a.ResponseWriter.WriteHeader(status)
	if a.r.Method != http.MethodHead {
		_, _ = a.ResponseWriter.Write([]byte(resp.Body)) // a connection that broke needs no answer
	}
}

// toTus wraps a fault so that tusd answers with it; other errors stay as they are and become internal ones in translate.
func (u *Uploads) toTus(err error, header http.Header) error {
	f := fault.As(err)
	if f == nil {
		return err
	}
	return tus.Error{ErrorCode: f.Code, Message: f.Error(), HTTPResponse: faultResponse(f.Status(), f, header)}
}

func faultResponse(status int, f *fault.Error, header http.Header) tus.HTTPResponse {
	data := map[string]any{"code": f.Code}
	for k, v := range f.Data {
		data[k] = v
	}
	body, err := json.Marshal(map[string]any{"status": status, "message": f.Message(language(header)), "data": data})
	if err != nil { // a value in Data that is no JSON
		body = []byte(`{"status":` + strconv.Itoa(status) + `,"message":"","data":{"code":"` + f.Code + `"}}`)
	}
	resp := tus.HTTPResponse{StatusCode: status, Body: string(body), Header: tus.HTTPHeader{"Content-Type": "application/json"}}
	if f.Retry > 0 {
		resp.Header["Retry-After"] = strconv.Itoa(f.Retry)
	}
	return resp
}

// language is the first one of ours that the device lists.
func language(header http.Header) string {
	for _, l := range strings.Split(header.Get("Accept-Language"), ",") {
		switch l = strings.ToLower(strings.TrimSpace(l)); {
		case strings.HasPrefix(l, "zh"):
			return "zh-CN"
		case strings.HasPrefix(l, "en"):
			return "en"
		}
	}
	return "zh-CN"
}
