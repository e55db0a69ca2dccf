package media

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"lutong/hooks/fault"
)

// depot is a server with its disk, which can be restarted, and with records simple enough for a map.
type depot struct {
	t   *testing.T
	dir string
	*httptest.Server
	up  *Uploads
	pic *Pictures

	mu       sync.Mutex
	stored   map[string]Info   // photo -> what is known of it
	refused  map[string]string // photo -> code
	finished int               // how often Finished was called
	fail     error             // what Finished answers next
	deny     error
	now      time.Time
}

func newDepot(t *testing.T) *depot {
	d := &depot{t: t, dir: t.TempDir(), stored: map[string]Info{}, refused: map[string]string{}, now: time.Now()}
	d.start()
	t.Cleanup(func() { d.Server.Close() })
	return d
}

func (d *depot) start() {
	blobs, err := OpenBlobs(filepath.Join(d.dir, "blobs"))
	if err == nil {
		limits := DefaultLimits
		limits.Bytes = 2 << 20
		d.pic, err = NewPictures(blobs, filepath.Join(d.dir, "variants"), limits)
	}
	if err == nil {
		d.up, err = NewUploads(UploadOptions{
			Dir: filepath.Join(d.dir, "uploads"), Pictures: d.pic, Now: func() time.Time { return d.now },
			Authorize: func(_ context.Context, h http.Header, c Claim) error {
				d.mu.Lock()
				defer d.mu.Unlock()
				if h.Get("Authorization") != "engineer" {
					return fault.New(fault.Unauthorized, "unauthorized")
				}
				return d.deny
			},
			Finished: func(_ context.Context, c Claim, info Info) error {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.finished++
				if err := d.fail; err != nil {
					d.fail = nil
					return err
				}
				if has, err := blobs.Has(context.Background(), info.SHA256); !has || err != nil {
					d.t.Errorf("finished before the bytes are stored: %v", err)
				}
				d.stored[c.Photo] = info
				return nil
			},
			Refused: func(_ context.Context, c Claim, why *fault.Error) error {
				d.mu.Lock()
				defer d.mu.Unlock()
				d.refused[c.Photo] = why.Code
				return nil
			},
		})
	}
	if err != nil {
		d.t.Fatal(err)
	}
	mux := http.NewServeMux()
	mux.Handle("/uploads", d.up)
	mux.Handle("/uploads/", d.up)
	d.Server = httptest.NewServer(mux)
}

// restart ends the server with all that it has in memory and begins a new one on the same disk.
func (d *depot) restart() {
	d.Server.CloseClientConnections()
	d.Server.Close()
	d.start()
}

type reply struct {
	*http.Response
	body []byte
}

func (r reply) code() string {
	var e struct {
		Data struct{ Code string }
	}
	_ = json.Unmarshal(r.body, &e)
	return e.Data.Code
}

// ask sends one request as a tablet does; headers come in pairs and may replace the usual ones.
func (d *depot) ask(method, path string, body io.Reader, headers ...string) reply {
	d.t.Helper()
	req, err := http.NewRequest(method, d.URL+path, body)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Tus-Resumable", "1.0.0")
	req.Header.Set("Authorization", "engineer")
	if method == http.MethodPatch {
		req.Header.Set("Content-Type", "application/offset+octet-stream")
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return reply{&http.Response{StatusCode: 0}, []byte(err.Error())}
	}
	defer resp.Body.Close()
	b, _ := io.ReadAll(resp.Body)
	return reply{resp, b}
}

func metadata(c Claim) string {
	b64 := func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }
	return "photo " + b64(c.Photo) + ",sha256 " + b64(c.SHA256)
}

func (d *depot) create(c Claim, headers ...string) reply {
	d.t.Helper()
	return d.ask("POST", "/uploads", nil, append([]string{"Upload-Length", strconv.FormatInt(c.Bytes, 10), "Upload-Metadata", metadata(c)}, headers...)...)
}

func (d *depot) patch(at string, offset int, piece []byte, headers ...string) reply {
	d.t.Helper()
	return d.ask("PATCH", at, bytes.NewReader(piece), append([]string{"Upload-Offset", strconv.Itoa(offset)}, headers...)...)
}

// offset asks how far an upload is; -1 if the server answers otherwise.
func (d *depot) offset(at string) int {
	d.t.Helper()
	r := d.ask("HEAD", at, nil)
	n, err := strconv.Atoi(r.Header.Get("Upload-Offset"))
	if r.StatusCode != 200 || err != nil {
		return -1
	}
	return n
}

func (d *depot) wantStored(photo string, file []byte) {
	d.t.Helper()
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stored[photo].SHA256 != hashOf(file) {
		d.t.Errorf("%s: stored %+v", photo, d.stored[photo])
	}
	got, err := os.ReadFile(filepath.Join(d.dir, "blobs", hashOf(file)[:2], hashOf(file)))
	if err != nil || !bytes.Equal(got, file) {
		d.t.Errorf("%s: %d bytes on the disk, %v", photo, len(got), err)
	}
}

// photo is a picture of noise, which no coder makes small.
func photo(t testing.TB, seed uint64) []byte {
	img := quartered(300, 200)
	rnd := rand.New(rand.NewPCG(seed, 1))
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = byte(rnd.Uint32())
		}
	}
	return withSegments(jpegOf(t, img), exifSegment(1))
}

func TestUploadInPieces(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 1)
	r := d.create(claimOf(file))
	at := r.Header.Get("Location")
	if r.StatusCode != 201 || !strings.HasPrefix(at, "/uploads/") || len(at) != len("/uploads/")+32 {
		t.Fatalf("%d, location %q, %s", r.StatusCode, at, r.body)
	}
	if expires, err := http.ParseTime(r.Header.Get("Upload-Expires")); err != nil || expires.Sub(d.now) < 6*24*time.Hour {
		t.Errorf("expires %q", r.Header.Get("Upload-Expires"))
	}
	for offset := 0; offset < len(file); offset += 10_000 {
		piece := file[offset:min(offset+10_000, len(file))]
		if r := d.patch(at, offset, piece); r.StatusCode != 204 || r.Header.Get("Upload-Offset") != strconv.Itoa(offset+len(piece)) {
			t.Fatalf("piece at %d: %d %s", offset, r.StatusCode, r.body)
		}
	}
	d.wantStored(photoID, file)
	if info := d.stored[photoID]; info.Width != 300 || info.Height != 200 || info.Mime != "image/jpeg" {
		t.Errorf("info %+v", info)
	}
	if left := filesBelow(t, d.up.opts.Dir); len(left) != 2 {
		t.Errorf("want .info and .done only, got %v", left)
	}
	// An answer that got lost: the device asks, and hears that all is here, without anything happening twice.
	if got := d.offset(at); got != len(file) || d.finished != 1 {
		t.Errorf("asked again: offset %d, finished %d times", got, d.finished)
	}
}

func TestUploadWithItsCreation(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 2)
	c := claimOf(file)
	r := d.ask("POST", "/uploads/", bytes.NewReader(file), "Upload-Length", strconv.Itoa(len(file)), "Upload-Metadata", metadata(c),
		"Content-Type", "application/offset+octet-stream")
	if r.StatusCode != 201 || r.Header.Get("Upload-Offset") != strconv.Itoa(len(file)) {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	d.wantStored(photoID, file)
}

// U2: the line is cut in the middle of a piece, the server restarts, the upload goes on at the byte where it broke.
func TestUploadGoesOnAfterCutAndRestart(t *testing.T) {
	d := newDepot(t)
	for seed := range uint64(6) {
		file := photo(t, seed)
		c := claimOf(file)
		c.Photo = fmt.Sprintf("photo%010d", seed)
		rnd := rand.New(rand.NewPCG(seed, 2))
		at := d.create(c).Header.Get("Location")
		sent, offset := 0, 0
		for tries := 0; offset < len(file); tries++ {
			if tries > 20 {
				t.Fatalf("seed %d: no progress at %d", seed, offset)
			}
			cut := len(file) - offset
			if tries < 4 {
				cut = 1 + rnd.IntN(cut)
			}
			d.sendAndCut(at, offset, file, cut)
			sent += cut
			if tries%2 == 1 {
				d.restart()
			}
			before := offset
			if offset = d.offset(at); offset < before || offset > before+cut {
				t.Fatalf("seed %d: offset %d after sending %d from %d", seed, offset, cut, before)
			}
		}
		d.wantStored(c.Photo, file)
		if sent > len(file) {
			t.Errorf("seed %d: sent %d of %d bytes", seed, sent, len(file))
		}
	}
}

// sendAndCut announces the rest of the file, sends the first so many bytes of it and drops the connection.
func (d *depot) sendAndCut(at string, offset int, file []byte, cut int) {
	d.t.Helper()
	conn, err := net.Dial("tcp", d.Listener.Addr().String())
	if err != nil {
		d.t.Fatal(err)
	}
	defer conn.Close()
	_, err = fmt.Fprintf(conn, "PATCH %s HTTP/1.1\r\nHost: x\r\nAuthorization: engineer\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: %d\r\n"+
		"Content-Type: application/offset+octet-stream\r\nContent-Length: %d\r\n\r\n", at, offset, len(file)-offset)
	if err == nil {
		_, err = conn.Write(file[offset : offset+cut])
	}
	if err != nil {
		d.t.Fatal(err)
	}
	if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
		d.t.Fatal(err)
	}
	_, _ = io.Copy(io.Discard, conn) // until the server has seen the end too
}

// The server dies between the last byte and the record. The device then hears «all bytes are here» only once it is true of the record.
func TestUploadIsSettledAfterCrash(t *testing.T) {
	file := photo(t, 3)
	for name, crash := range map[string]func(d *depot, id string){
		"database closed": func(d *depot, id string) {},
		"killed before the check": func(d *depot, id string) {
			// as the disk looks when the last byte was written and nothing else
			if err := os.Rename(filepath.Join(d.dir, "blobs", hashOf(file)[:2], hashOf(file)), filepath.Join(d.up.opts.Dir, id)); err != nil {
				d.t.Fatal(err)
			}
		},
	} {
		for _, by := range []string{"HEAD", "PATCH", "sweep"} {
			t.Run(name+", "+by, func(t *testing.T) {
				d := newDepot(t)
				at := d.create(claimOf(file)).Header.Get("Location")
				d.fail = errors.New("database is closed")
				if r := d.patch(at, 0, file); r.StatusCode != 500 || r.code() != "internal" || bytes.Contains(r.body, []byte("closed")) {
					t.Fatalf("%d %s", r.StatusCode, r.body)
				}
				crash(d, strings.TrimPrefix(at, "/uploads/"))
				d.restart()
				switch by {
				case "HEAD":
					if got := d.offset(at); got != len(file) {
						t.Errorf("offset %d", got)
					}
				case "PATCH":
					if r := d.patch(at, len(file), nil); r.StatusCode != 204 {
						t.Errorf("%d %s", r.StatusCode, r.body)
					}
				case "sweep":
					d.now = d.now.Add(time.Hour)
					if removed, err := d.up.Sweep(context.Background()); removed != 0 || err != nil {
						t.Errorf("removed %d, %v", removed, err)
					}
				}
				d.wantStored(photoID, file)
			})
		}
	}
}

func TestUploadRefused(t *testing.T) {
	file := photo(t, 4)
	other := claimOf(photo(t, 5))
	html := []byte("<html>" + strings.Repeat("x", 5000))
	for _, c := range []struct {
		name, code string
		file       []byte
		claim      Claim
	}{
		{"wrong hash", "wrong_hash", file, Claim{photoID, other.SHA256, int64(len(file))}},
		{"not an image", "not_an_image", html, claimOf(html)},
		{"bomb", "bomb", pngHeader(60_000, 60_000), claimOf(pngHeader(60_000, 60_000))},
		{"truncated", "truncated", file[:len(file)-500], claimOf(file[:len(file)-500])},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newDepot(t)
			at := d.create(c.claim).Header.Get("Location")
			r := d.patch(at, 0, c.file, "Accept-Language", "en")
			if r.StatusCode != 400 || r.code() != c.code || r.Header.Get("Content-Type") != "application/json" {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
			if d.refused[photoID] != c.code || d.finished != 0 {
				t.Errorf("the record says %q", d.refused[photoID])
			}
			if r := d.ask("HEAD", at, nil); r.StatusCode != 404 {
				t.Errorf("the upload is still there: %d", r.StatusCode)
			}
			if left := filesBelow(t, d.dir); len(left) != 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
	d := newDepot(t) // bytes damaged on the way may come again
	at := d.create(claimOf(file)).Header.Get("Location")
	damaged := bytes.Clone(file)
	damaged[len(damaged)/2] ^= 1
	if r := d.patch(at, 0, damaged); r.code() != "wrong_hash" {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	d.patch(d.create(claimOf(file)).Header.Get("Location"), 0, file)
	d.wantStored(photoID, file)
}

func TestUploadIsRefusedBeforeItBegins(t *testing.T) {
	d := newDepot(t)
	good := claimOf(photo(t, 6))
	for _, c := range []struct {
		name    string
		claim   Claim
		headers []string
		deny    error
		status  int
		code    string
	}{
		{name: "guest", claim: good, headers: []string{"Authorization", ""}, status: 401, code: "unauthorized"},
		{name: "foreign job", claim: good, deny: fault.New(fault.Forbidden, "not_allowed"), status: 403, code: "not_allowed"},
		{name: "unknown photo", claim: good, deny: fault.New(fault.NotFound, "photo_unknown"), status: 404, code: "photo_unknown"},
		{name: "database closed", claim: good, deny: errors.New("secret"), status: 500, code: "internal"},
		{name: "too large", claim: Claim{photoID, good.SHA256, 3 << 20}, status: 413, code: "too_large"},
		{name: "empty", claim: Claim{photoID, good.SHA256, 0}, status: 400, code: "not_an_image"},
		{name: "bad id", claim: Claim{"../../etc/passwd", good.SHA256, 10}, status: 400, code: "bad_value"},
		{name: "bad hash", claim: Claim{photoID, "beef", 10}, status: 400, code: "bad_value"},
		{name: "no metadata", claim: good, headers: []string{"Upload-Metadata", ""}, status: 400, code: "bad_value"},
		{name: "no length", claim: good, headers: []string{"Upload-Length", ""}, status: 400, code: "invalid"},
		{name: "length later", claim: good, headers: []string{"Upload-Length", "", "Upload-Defer-Length", "1"}, status: 501, code: "invalid"},
		{name: "joined", claim: good, headers: []string{"Upload-Concat", "final;/uploads/a /uploads/b"}, status: 201},
		{name: "another protocol", claim: good, headers: []string{"Tus-Resumable", "0.2.2"}, status: 412, code: "invalid"},
		{name: "another method inside", claim: good, headers: []string{"X-HTTP-Method-Override", "DELETE"}, status: 201},
	} {
		d.deny = c.deny
		r := d.create(c.claim, c.headers...)
		if r.StatusCode != c.status || r.code() != c.code {
			t.Errorf("%s: %d %s", c.name, r.StatusCode, r.body)
		}
		if c.status >= 400 && (bytes.Contains(r.body, []byte("secret")) || !json.Valid(r.body) || r.Header.Get("Upload-Expires") != "") {
			t.Errorf("%s: %s", c.name, r.body)
		}
	}
	if r := d.create(Claim{photoID, "x", 1}, "Accept-Language", "de, en;q=0.5"); !bytes.Contains(r.body, []byte("form")) {
		t.Errorf("not in English: %s", r.body)
	}
}

// Whoever may not see the photo any more may not touch its upload either, even knowing the address.
func TestUploadIsGuardedAtEveryRequest(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 7)
	at := d.create(claimOf(file)).Header.Get("Location")
	d.deny = fault.New(fault.Forbidden, "not_allowed")
	for _, method := range []string{"HEAD", "PATCH", "DELETE", "GET"} {
		if r := d.ask(method, at, nil, "Upload-Offset", "0"); r.StatusCode != 403 {
			t.Errorf("%s: %d", method, r.StatusCode)
		}
	}
	d.deny = nil
	for _, c := range []struct {
		method, path string
		status       int
		code         string
	}{
		{"GET", at, 405, "invalid"},
		{"PUT", at, 405, "invalid"},
		{"GET", "/uploads", 405, "invalid"},
		{"PATCH", "/uploads/" + strings.Repeat("0", 32), 404, "upload_unknown"},
		{"HEAD", "/uploads/" + strings.Repeat("0", 32), 404, ""},
		{"DELETE", "/uploads/..%2f..%2fetc%2fpasswd", 404, "upload_unknown"},
		{"PATCH", at + "/more", 404, "upload_unknown"},
		{"PATCH", at + ".info", 404, "upload_unknown"},
	} {
		if r := d.ask(c.method, c.path, nil); r.StatusCode != c.status || r.code() != c.code {
			t.Errorf("%s %s: %d %s", c.method, c.path, r.StatusCode, r.body)
		}
	}
	if r := d.patch(at, 5, file[5:]); r.StatusCode != 409 || r.code() != "wrong_offset" {
		t.Errorf("a gap: %d %s", r.StatusCode, r.body)
	}
	if r := d.patch(at, 0, append(bytes.Clone(file), "more"...)); r.StatusCode != 413 || r.code() != "too_large" {
		t.Errorf("more than announced: %d %s", r.StatusCode, r.body)
	}
	if r := d.ask("DELETE", at, nil); r.StatusCode != 204 {
		t.Errorf("ended by the device: %d %s", r.StatusCode, r.body)
	}
	if left := filesBelow(t, d.dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestUploadChecksum(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 8)
	at := d.create(claimOf(file)).Header.Get("Location")
	sum := sha1.Sum(file[:20_000])
	header := "sha1 " + base64.StdEncoding.EncodeToString(sum[:])
	damaged := bytes.Clone(file[:20_000])
	damaged[777] ^= 4
	if r := d.patch(at, 0, damaged, "Upload-Checksum", header); r.StatusCode != 460 || r.code() != "wrong_checksum" {
		t.Errorf("a damaged piece: %d %s", r.StatusCode, r.body)
	}
	if got := d.offset(at); got != 0 {
		t.Errorf("the damaged piece was kept: offset %d", got)
	}
	if r := d.patch(at, 0, file[:20_000], "Upload-Checksum", "crc32 AAAA"); r.StatusCode != 400 {
		t.Errorf("unknown algorithm: %d %s", r.StatusCode, r.body)
	}
	if r := d.patch(at, 0, file[:20_000], "Upload-Checksum", header); r.StatusCode != 204 {
		t.Errorf("a good piece: %d %s", r.StatusCode, r.body)
	}
	d.patch(at, 20_000, file[20_000:])
	d.wantStored(photoID, file)
	r := d.ask("OPTIONS", "/uploads", nil)
	if got := r.Header.Get("Tus-Extension"); got != "creation,creation-with-upload,termination,checksum,expiration" {
		t.Errorf("extensions %q", got)
	}
	if r.Header.Get("Tus-Checksum-Algorithm") != "sha1,sha256" || r.Header.Get("Tus-Max-Size") != strconv.Itoa(2<<20) {
		t.Errorf("headers %v", r.Header)
	}
}

func TestTwoPhotosOfTheSameBytes(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 9)
	var wg sync.WaitGroup
	for i := range 6 {
		wg.Go(func() {
			c := claimOf(file)
			c.Photo = fmt.Sprintf("photo%010d", i)
			if r := d.patch(d.create(c).Header.Get("Location"), 0, file); r.StatusCode != 204 {
				t.Errorf("%d %s", r.StatusCode, r.body)
			}
		})
	}
	wg.Wait()
	if len(d.stored) != 6 {
		t.Errorf("stored %v", d.stored)
	}
	if files := filesBelow(t, filepath.Join(d.dir, "blobs")); len(files) != 1 {
		t.Errorf("files %v", files)
	}
}

func TestSweepForgetsOldUploads(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 10)
	at := d.create(claimOf(file)).Header.Get("Location")
	d.patch(at, 0, file[:1000])
	done := d.create(claimOf(file)).Header.Get("Location")
	d.patch(done, 0, file)
	if err := os.WriteFile(filepath.Join(d.up.opts.Dir, strings.Repeat("a", 32)), []byte("bytes whose .info was lost"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(d.up.opts.Dir, strings.Repeat("b", 32)+".info"), []byte(`{"ID":"bbb`), 0o644); err != nil {
		t.Fatal(err)
	}
	if r := d.ask("HEAD", "/uploads/"+strings.Repeat("b", 32), nil); r.StatusCode != 404 {
		t.Errorf("half an .info: %d", r.StatusCode)
	}
	d.now = d.now.Add(6 * 24 * time.Hour)
	if removed, err := d.up.Sweep(context.Background()); removed != 0 || err != nil {
		t.Errorf("after six days: removed %d, %v", removed, err)
	}
	if got := d.offset(at); got != 1000 {
		t.Errorf("offset %d", got)
	}
	d.now = d.now.Add(2 * 24 * time.Hour)
	if removed, err := d.up.Sweep(context.Background()); removed != 4 || err != nil {
		t.Errorf("after eight days: removed %d, %v", removed, err)
	}
	if left := filesBelow(t, d.up.opts.Dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
	d.wantStored(photoID, file)
}
