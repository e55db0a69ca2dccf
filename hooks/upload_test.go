package hooks

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
)

// evidence is a photo of a test: its record's id, bytes and hash.
type evidence struct {
	id, sha string
	bytes   []byte
}

var evidenceNumber int64 = 1000

// register makes the record of a photo with these bytes on a job.
func register(t *testing.T, s *apptest.Server, who, job string, file []byte) evidence {
	t.Helper()
	evidenceNumber++
	sum := sha256.Sum256(file)
	e := evidence{fieldsync.IDOf("evidence", strconv.FormatInt(evidenceNumber, 10)), hex.EncodeToString(sum[:]), file}
	out := pushAs(t, s, who, fieldsync.Mutation{N: evidenceNumber, Collection: "photos", ID: e.id, Op: "create", Set: set(map[string]any{
		"job": job, "sha256": e.sha, "bytes": len(file), "mime": "image/png", "kind": "before"})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	return e
}

// announce begins the upload: the address of it, or the code of the refusal.
func announce(s *apptest.Server, who string, e evidence) (status int, code, at, body string) {
	b64 := base64.StdEncoding.EncodeToString
	w := s.Do(who, "POST", "/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", strconv.Itoa(len(e.bytes)),
		"Upload-Metadata", "photo "+b64([]byte(e.id))+",sha256 "+b64([]byte(e.sha)))
	return w.Code, apptest.Code(w), w.Header().Get("Location"), w.Body.String()
}

// deliver sends all bytes.
func deliver(t *testing.T, s *apptest.Server, who string, e evidence) (status int, code, at string) {
	t.Helper()
	status, _, at, body := announce(s, who, e)
	if status != http.StatusCreated {
		t.Fatalf("%d %s", status, body)
	}
	w := s.Do(who, "PATCH", at, e.bytes, "Tus-Resumable", "1.0.0", "Upload-Offset", "0", "Content-Type", "application/offset+octet-stream")
	return w.Code, apptest.Code(w), at
}

// shade is a small picture that differs from all others.
func shade(t *testing.T, n uint8) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 40, 30))
	for i := range img.Pix {
		img.Pix[i] = n
	}
	img.SetGray(3, 3, color.Gray{255 - n})
	var buf bytes.Buffer
	if err := png.Encode(&buf, img); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func jobOf(t *testing.T, s *apptest.Server, who string) string {
	t.Helper()
	var found struct{ ID string }
	err := s.App.DB().NewQuery("SELECT id FROM jobs WHERE assignees LIKE {:who} AND status NOT IN ('closed', 'cancelled') LIMIT 1").
		Bind(map[string]any{"who": "%" + s.Accounts[who].ID + "%"}).One(&found)
	if err != nil {
		t.Fatal(err)
	}
	return found.ID
}

func wantPhoto(t *testing.T, s *apptest.Server, e evidence, state string) {
	t.Helper()
	if got := lookup(t, s, "photos", e.id).GetString("state"); got != state {
		t.Errorf("the record says %q, want %q", got, state)
	}
}

// U3: the same bytes twice are sent once by who sees them; for everybody else they do not exist, and are sent.
func TestKnownBytesAreNotSentAgain(t *testing.T) {
	s := serve(t)
	file := shade(t, 10)
	first := register(t, s, hero, demo.Hero(), file)
	if status, code, _ := deliver(t, s, hero, first); status != 204 {
		t.Fatal(status, code)
	}
	again := register(t, s, hero, demo.Hero(), file)
	if status, code, _, body := announce(s, hero, again); status != 409 || code != "photo_known" {
		t.Fatal(status, body)
	}
	wantPhoto(t, s, again, "stored")

	// Somebody who cannot see the first photo gets the same answer for its hash as for any other, until they have sent the bytes.
	theirs := register(t, s, stranger, jobOf(t, s, stranger), file)
	unknown := register(t, s, stranger, jobOf(t, s, stranger), shade(t, 11))
	s1, c1, at, b1 := announce(s, stranger, theirs)
	s2, c2, _, b2 := announce(s, stranger, unknown)
	if s1 != 201 || s1 != s2 || c1 != c2 || b1 != b2 {
		t.Errorf("an oracle for hashes: %d %s %s / %d %s %s", s1, c1, b1, s2, c2, b2)
	}
	w := s.Do(stranger, "HEAD", at, nil, "Tus-Resumable", "1.0.0")
	if w.Header().Get("Upload-Offset") != "0" {
		t.Errorf("somebody else's bytes: offset %s", w.Header().Get("Upload-Offset"))
	}
	wantPhoto(t, s, theirs, "waiting")
	for _, size := range []string{"thumb", "view", "original"} {
		if w := s.Do(stranger, "GET", "/photos/"+theirs.id+"/"+size, nil); w.Code != 404 {
			t.Errorf("%s of bytes never sent: %d", size, w.Code)
		}
	}
	if status, code, _ := deliver(t, s, stranger, theirs); status != 204 {
		t.Fatal(status, code)
	}
	wantPhoto(t, s, theirs, "stored")
	if n := len(photoFiles(t, s)); n != 1 {
		t.Errorf("stored %d times", n)
	}
}

func photoFiles(t *testing.T, s *apptest.Server) (files []string) {
	t.Helper()
	err := filepath.WalkDir(filepath.Join(s.App.DataDir(), "photos"), func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			files = append(files, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func TestQuota(t *testing.T) {
	s := serve(t)
	in := of(s.App)
	now := time.Date(2026, 11, 21, 22, 0, 0, 0, time.UTC)
	in.quota.now = func() time.Time { return now }
	e := register(t, s, hero, demo.Hero(), shade(t, 20))
	me := s.Accounts[hero].ID
	for _, used := range []allowance{{photosPerDay, 0}, {1, bytesPerDay}} {
		in.quota.day, in.quota.used = now.Format(time.DateOnly), map[string]allowance{me: used}
		status, code, _, body := announce(s, hero, e)
		if status != 429 || code != "day_full" || !strings.Contains(body, strconv.Itoa(photosPerDay)) {
			t.Errorf("%+v: %d %s", used, status, body)
		}
	}
	now = now.Add(3 * time.Hour)
	if status, code, _ := deliver(t, s, hero, e); status != 204 {
		t.Errorf("the next day: %d %s", status, code)
	}

	if _, err := s.App.DB().NewQuery("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) " +
		"INSERT INTO photos (id, job, state) SELECT 'full' || i, {:job}, 'stored' FROM n").Bind(map[string]any{"job": demo.Hero()}).Execute(); err != nil {
		t.Fatal(err)
	}
	late := register(t, s, hero, demo.Hero(), shade(t, 21))
	if status, code, _, body := announce(s, hero, late); status != 413 || code != "job_full" {
		t.Errorf("%d %s", status, body)
	}
	wantPhoto(t, s, late, "waiting")
	if why := lookup(t, s, "photos", late.id).GetString("problem"); why != "job_full" {
		t.Errorf("the record says %q", why)
	}
}

var errNotYet = errors.New("not yet")

// A sweep takes what no record wants, and what was only announced; not what a record waits for.
func TestSweepOfTheServer(t *testing.T) {
	s := serve(t)
	in := of(s.App)
	kept := register(t, s, hero, demo.Hero(), shade(t, 40))
	if status, code, _ := deliver(t, s, hero, kept); status != 204 {
		t.Fatal(status, code)
	}
	if removed, err := in.pictures.Sweep(context.Background(), -time.Hour, in.photoWanted); removed != 0 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
	if _, err := in.pictures.Sweep(context.Background(), -time.Hour, func(string) (bool, error) { return false, errNotYet }); !errors.Is(err, errNotYet) {
		t.Error(err)
	}
	if _, err := s.App.DB().NewQuery("DELETE FROM photos WHERE id = {:id}").Bind(map[string]any{"id": kept.id}).Execute(); err != nil {
		t.Fatal(err)
	}
	if removed, err := in.pictures.Sweep(context.Background(), -time.Hour, in.photoWanted); removed != 1 || err != nil {
		t.Errorf("removed %d, %v", removed, err)
	}
}

// Devices are told what the server takes, so that they make a larger photo smaller before it travels.
func TestDevicesKnowThePhotoLimits(t *testing.T) {
	told, taken := fieldsync.DefaultLimits, media.DefaultLimits
	if told.PhotoBytes != taken.Bytes || told.PhotoPixels != taken.Pixels {
		t.Errorf("told %d bytes and %d pixels, taken are %d and %d", told.PhotoBytes, told.PhotoPixels, taken.Bytes, taken.Pixels)
	}
}
