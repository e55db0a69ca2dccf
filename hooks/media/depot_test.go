package media

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
	"time"

	"lutong/hooks/fault"
)

// depot is a server with its disk, which can be restarted, and with records simple enough for a map.
type depot struct {
	t   testing.TB
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

func newDepot(t testing.TB) *depot {
	d := &depot{t: t, dir: t.TempDir(), stored: map[string]Info{}, refused: map[string]string{}, now: time.Now()}
	d.start()
	t.Cleanup(func() { d.Server.Close() })
	return d
}

func (d *depot) start() {
	blobs, err := OpenBlobs(filepath.Join(d.dir, "blobs"))
	if err == nil {
		limits := DefaultLimits
		limits.Bytes = 4 << 20
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
func photo(t testing.TB, seed uint64) []byte { return photoOf(t, seed, 300, 200) }

func photoOf(t testing.TB, seed uint64, w, h int) []byte {
	img := quartered(w, h)
	rnd := rand.New(rand.NewPCG(seed, 1))
	for i := range img.Pix {
		if i%4 != 3 {
			img.Pix[i] = byte(rnd.Uint32())
		}
	}
	return withSegments(jpegOf(t, img), exifSegment(1))
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
