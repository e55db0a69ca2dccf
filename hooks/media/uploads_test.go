package media

import (
	"bytes"
	"context"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lutong/hooks/fault"
)

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
		for _, by := range []string{"HEAD", "PATCH", "sweep", "a request that hung up"} {
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
				case "a request that hung up":
					ctx, cancel := context.WithCancel(context.Background())
					cancel()
					if err := d.up.finish(ctx, strings.TrimPrefix(at, "/uploads/")); err != nil {
						t.Error(err)
					}
				}
				d.wantStored(photoID, file)
			})
		}
	}
}

// A full disk is nobody's fault and passes: the device is asked to come back, and nothing is given up.
func TestUploadWaitsForAFullDisk(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 11)
	at := d.create(claimOf(file)).Header.Get("Location")
	d.fail = &os.PathError{Op: "write", Path: "/srv/secret", Err: syscall.ENOSPC}
	r := d.patch(at, 0, file)
	if r.StatusCode != 503 || r.code() != "storage_full" || r.Header.Get("Retry-After") != "60" || bytes.Contains(r.body, []byte("secret")) {
		t.Errorf("%d %s", r.StatusCode, r.body)
	}
	if got := d.offset(at); got != len(file) || len(d.refused) != 0 {
		t.Errorf("offset %d, refused %v", got, d.refused)
	}
	d.wantStored(photoID, file)
	if err := fullDisk(&os.PathError{Err: syscall.ENOSPC}); !errors.Is(err, errDiskFull) {
		t.Errorf("while a piece is written: %v", err)
	}
}

// What is left of the disk belongs to the database: uploads stop before it is full, and go on when there is room.
func TestUploadLeavesTheReserve(t *testing.T) {
	d := newDepot(t)
	file := photo(t, 13)
	at := d.create(claimOf(file)).Header.Get("Location")
	d.patch(at, 0, file[:1000])
	d.up.opts.Reserve = math.MaxInt64
	if r := d.create(claimOf(file)); r.StatusCode != 503 || r.code() != "storage_full" {
		t.Errorf("beginning: %d %s", r.StatusCode, r.body)
	}
	if r := d.patch(at, 1000, file[1000:]); r.StatusCode != 503 || r.code() != "storage_full" {
		t.Errorf("going on: %d %s", r.StatusCode, r.body)
	}
	d.up.opts.Reserve = 1
	if r := d.patch(at, d.offset(at), file[1000:]); r.StatusCode != 204 {
		t.Errorf("when there is room: %d %s", r.StatusCode, r.body)
	}
	d.wantStored(photoID, file)
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
		{name: "too large", claim: Claim{photoID, good.SHA256, 5 << 20}, status: 413, code: "too_large"},
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
	if r.Header.Get("Tus-Checksum-Algorithm") != "sha1,sha256" || r.Header.Get("Tus-Max-Size") != strconv.Itoa(4<<20) {
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
