package hooks

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/klauspost/compress/gzip"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fault"
)

func zipped(parts ...string) []byte {
	var buf bytes.Buffer
	for _, p := range parts {
		z := gzip.NewWriter(&buf)
		_, _ = z.Write([]byte(p)) // a buffer takes everything
		_ = z.Close()
	}
	return buf.Bytes()
}

// P10: no body is unpacked beyond its limit, and whatever it is, the answer is a fault with a code or the value.
func FuzzBody(f *testing.F) {
	whole := zipped(`{"a":1}`)
	bomb := zipped(strings.Repeat("0", 8<<20))
	for _, b := range [][]byte{nil, []byte(`{"a":1}`), whole, whole[:len(whole)-3], whole[:9], append(bytes.Clone(whole), "garbage"...), zipped(`{"a":`, `1}`), zipped(`{"a":1}`, ""), zipped("", ""), bomb, bomb[:len(bomb)/2], zipped(string(bomb)), []byte(strings.Repeat("[", 20_000))} {
		f.Add(b, "gzip")
		f.Add(b, "")
	}
	f.Add(whole, "GZIP")
	f.Add(whole, "gzip, gzip")
	f.Add(whole, "deflate")
	f.Fuzz(func(t *testing.T, raw []byte, coding string) {
		const limit = 1 << 10
		in := &counting{Reader: bytes.NewReader(raw)}
		r := &http.Request{Header: http.Header{"Content-Encoding": {coding}}, Body: io.NopCloser(in)}
		var into any
		err := body(r, limit, &into)
		if code := fault.Code(err); err != nil && code != "invalid" && code != "too_large" {
			t.Fatal(err)
		}
		if in.n > 64<<10 && err == nil {
			t.Fatal("read", in.n, "bytes for a limit of", limit)
		}
		if err == nil && coding == "" && len(raw) > limit {
			t.Fatal("larger than the limit, and taken")
		}
	})
}

type counting struct {
	io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

// The doors that FuzzDoors tries, with %s for the fuzzed piece.
var doors = []string{
	"/api/sync/v1/info", "/api/sync/v1/pull", "/api/sync/v1/push", "/api/sync/v1/check", "/api/sync/v1/check/jobs/%s", "/api/sync/v1/check/%s/a", "/api/sync/v1/segments/%s",
	"/api/kb/index", "/api/kb/index/%s", "/api/kb/search", "/api/track/%s", "/api/track/%s/rating", "/photos/%s/thumb", "/photos/x/%s", "/t/%s", "/uploads", "/uploads/%s", "/api/%s", "/%s",
	"/api/collections/%s/records", "/api/collections/jobs/records/%s", "/api/files/users/%s/x",
}

// Malformed, oversized, truncated, hostile: every door answers below 500, and a refusal has a code.
func FuzzDoors(f *testing.F) {
	clock := &ticking{time.Now()}
	s := serveAt(f, clock)
	job := demo.Hero()
	tokens, devices := map[string]string{}, map[string]string{}
	for _, name := range []string{hero, dispatcher} {
		tokens[name], devices[name] = s.Token(name), s.Device(name)
	}
	for i := range doors {
		f.Add(byte(i), byte(0), byte(1), job, "cursor=x&limit=5&schema=1", "", "", "", []byte(nil))
		f.Add(byte(i), byte(1), byte(0), "..%2f..%2fx", "q=%00%ff&limit=-1&text="+job, "gzip", "zstd", "Range: bytes=5-", []byte(`{"mutations":[`))
		f.Add(byte(i), byte(2), byte(1), "0123456789abcdef0123456789abcdef", "pages=all&have=kb.1&cursor=", "identity", "gzip;q=0", "X-Device: ABC", zipped(`{"mutations":[]}`))
		f.Add(byte(i), byte(3), byte(2), "", "segments=1&echo=no&check=1&limit=99999999999999999999", "br", "*", "Authorization: Bearer x", []byte(strings.Repeat("{", 5000)))
	}
	f.Fuzz(func(t *testing.T, door, method, who byte, piece, query, coding, accept, header string, body []byte) {
		clock.forward(time.Minute)
		path := strings.Replace(doors[int(door)%len(doors)], "%s", piece, 1)
		u, err := url.Parse("http://lutong.example" + path)
		if err != nil {
			return
		}
		u.RawQuery = query
		r := &http.Request{Method: methods[int(method)%len(methods)], URL: u, Host: u.Host, RequestURI: u.RequestURI(), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{}, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: int64(len(body)), RemoteAddr: "192.0.2.9:1"}
		r = r.WithContext(t.Context())
		r.Header.Set("Content-Type", "application/json")
		if name := []string{guest, hero, dispatcher}[who%3]; name != guest {
			r.Header.Set("Authorization", tokens[name])
			r.Header.Set("X-Device", devices[name])
		}
		for name, v := range map[string]string{"Content-Encoding": coding, "Accept-Encoding": accept} {
			if v != "" {
				r.Header.Set(name, v)
			}
		}
		if name, v, ok := strings.Cut(header, ": "); ok && !strings.ContainsAny(name+v, "\r\n") {
			r.Header.Set(name, v)
		}
		w := s.Send(r)
		if w.Code >= 500 {
			t.Fatalf("%s %s: %d %s", r.Method, u, w.Code, w.Body)
		}
		ours := !strings.HasPrefix(u.Path, "/api/collections") && !strings.HasPrefix(u.Path, "/api/files") && !strings.HasPrefix(u.Path, "/_")
		if w.Code >= 400 && ours && r.Method != http.MethodHead && apptest.Code(w) == "" && !textual(w) {
			t.Fatalf("%s %s: %d without a code: %s", r.Method, u, w.Code, w.Body)
		}
	})
}

// textual is an answer for browsers rather than programs: a range that is not there.
func textual(w *httptest.ResponseRecorder) bool {
	return w.Code == http.StatusRequestedRangeNotSatisfiable
}
