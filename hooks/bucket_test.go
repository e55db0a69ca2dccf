package hooks

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"lutong/hooks/apptest"
	"lutong/hooks/demo"
)

// objectStore is an S3 in this process that can be told to fail.
type objectStore struct {
	*s3mem.Backend
	failing atomic.Bool
}

func newObjectStore(t *testing.T, s *apptest.Server) *objectStore {
	t.Helper()
	o := &objectStore{Backend: s3mem.New()}
	if err := o.CreateBucket("evidence"); err != nil {
		t.Fatal(err)
	}
	inner := gofakes3.New(o.Backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if o.failing.Load() {
			http.Error(w, "<Error><Code>InternalError</Code></Error>", http.StatusInternalServerError)
			return
		}
		inner.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	set := &s.App.Settings().S3
	set.Enabled, set.Bucket, set.Region, set.Endpoint = true, "evidence", "us-east-1", server.URL
	set.AccessKey, set.Secret, set.ForcePathStyle = "key", "secret", true
	return o
}

func (o *objectStore) keys(t *testing.T) (keys []string) {
	t.Helper()
	list, err := o.ListBucket("evidence", &gofakes3.Prefix{}, gofakes3.ListBucketPage{})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range list.Contents {
		keys = append(keys, c.Key)
	}
	return keys
}

func TestPhotosInTheBucket(t *testing.T) {
	s := serve(t)
	before := register(t, s, hero, demo.Hero(), shade(t, 50))
	if status, code, _ := deliver(t, s, hero, before); status != 204 {
		t.Fatal(status, code)
	}
	o := newObjectStore(t, s)
	e := register(t, s, hero, demo.Hero(), shade(t, 51))
	if status, code, _ := deliver(t, s, hero, e); status != 204 {
		t.Fatal(status, code)
	}
	if keys := o.keys(t); len(keys) != 1 || keys[0] != "photos/"+e.sha[:2]+"/"+e.sha {
		t.Errorf("in the bucket: %v", keys)
	}
	if files := photoFiles(t, s); len(files) != 1 {
		t.Errorf("on the disk: %v", files)
	}
	if err := os.RemoveAll(filepath.Join(s.App.DataDir(), "pictures")); err != nil { // as on a machine that takes over
		t.Fatal(err)
	}
	for _, one := range []evidence{before, e} { // what was here before the bucket came is still found
		for _, size := range []string{"thumb", "view", "original"} {
			w := s.Do(hero, "GET", "/photos/"+one.id+"/"+size, nil)
			if w.Code != 200 || size == "original" && !bytes.Equal(w.Body.Bytes(), one.bytes) {
				t.Errorf("%s: %d, %d bytes", size, w.Code, w.Body.Len())
			}
		}
	}
	again := register(t, s, hero, demo.Hero(), e.bytes)
	if status, code, _, _ := announce(s, hero, again); status != 409 || code != "photo_known" {
		t.Error(status, code)
	}
	wantPhoto(t, s, again, "stored")
}

// The bucket answers 500: the photo waits, on the tablet and here, and is neither refused nor sent a second time.
func TestBucketThatFails(t *testing.T) {
	s := serve(t)
	o := newObjectStore(t, s)
	e := register(t, s, hero, demo.Hero(), shade(t, 60))
	o.failing.Store(true)
	status, code, at := deliver(t, s, hero, e)
	if status != 503 || code != "storage_down" {
		t.Fatal(status, code)
	}
	wantPhoto(t, s, e, "waiting")
	if w := s.Do(hero, "HEAD", at, nil, "Tus-Resumable", "1.0.0"); w.Code != 503 || w.Header().Get("Retry-After") == "" {
		t.Errorf("asked again while it fails: %d", w.Code)
	}
	if keys := o.keys(t); len(keys) != 0 {
		t.Errorf("in the bucket: %v", keys)
	}
	o.failing.Store(false)
	if w := s.Do(hero, "HEAD", at, nil, "Tus-Resumable", "1.0.0"); w.Code != 200 || w.Header().Get("Upload-Offset") != w.Header().Get("Upload-Length") {
		t.Errorf("asked again: %d %v", w.Code, w.Header())
	}
	wantPhoto(t, s, e, "stored")
	if keys := o.keys(t); len(keys) != 1 {
		t.Errorf("in the bucket: %v", keys)
	}
	// Settled already: a bucket that fails now must not make the device send everything again.
	o.failing.Store(true)
	if w := s.Do(hero, "HEAD", at, nil, "Tus-Resumable", "1.0.0"); w.Code != 503 {
		t.Errorf("settled, but the bucket is away: %d", w.Code)
	}
	if w := s.Do(hero, "GET", "/photos/"+e.id+"/original", nil); w.Code != 503 {
		t.Errorf("original while it fails: %d", w.Code)
	}
	if w := s.Do(hero, "GET", "/photos/"+e.id+"/thumb", nil); w.Code != 200 {
		t.Errorf("the thumbnail is here: %d", w.Code)
	}
}

// Nobody who asks meanwhile: the sweep settles what a failing bucket left behind, and removes orphans there.
func TestSweepOfTheBucket(t *testing.T) {
	s := serve(t)
	o := newObjectStore(t, s)
	in := of(s.App)
	e := register(t, s, hero, demo.Hero(), shade(t, 70))
	o.failing.Store(true)
	status, code, at := deliver(t, s, hero, e)
	if status != 503 {
		t.Fatal(status, code)
	}
	o.failing.Store(false)
	for _, file := range []string{at, at + ".info"} { // nobody asked for an hour
		old := time.Now().Add(-time.Hour)
		if err := os.Chtimes(filepath.Join(s.App.DataDir(), file), old, old); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := in.uploads.Sweep(context.Background()); err != nil {
		t.Error(err)
	}
	wantPhoto(t, s, e, "stored")
	if _, err := o.PutObject("evidence", "photos/not-a-hash", nil, bytes.NewReader([]byte("x")), 1, nil); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		wanted  bool
		removed int
	}{{true, 0}, {false, 1}} {
		removed, err := in.pictures.Sweep(context.Background(), -time.Hour, func(string) (bool, error) { return c.wanted, nil })
		if removed != c.removed || err != nil {
			t.Errorf("wanted %v: removed %d, %v", c.wanted, removed, err)
		}
	}
	if keys := o.keys(t); len(keys) != 1 || keys[0] != "photos/not-a-hash" {
		t.Errorf("in the bucket: %v", keys)
	}
}
