package media

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"lutong/hooks/fault"
)

func testBlobs(t *testing.T) *Blobs {
	t.Helper()
	b, err := OpenBlobs(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestSameBytesAreStoredOnce(t *testing.T) {
	ctx, b := context.Background(), testBlobs(t)
	data := bytes.Repeat([]byte("光路"), 10_000)
	sha := hashOf(data)
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			if i%2 == 0 {
				if _, err := b.Put(ctx, bytes.NewReader(data), sha); err != nil {
					t.Error(err)
				}
			} else if err := b.Adopt(ctx, fileOf(t, data), sha); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if files := filesBelow(t, b.dir); len(files) != 1 || files[0] != filepath.Join(b.dir, sha[:2], sha) {
		t.Errorf("files: %v", files)
	}
	r, err := b.Open(ctx, sha)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, data) {
		t.Errorf("%d bytes back, %v", len(got), err)
	}
	if n, err := b.Size(ctx, sha); n != int64(len(data)) || err != nil {
		t.Errorf("size %d, %v", n, err)
	}
}

func TestPutStoresNothingUnderAWrongName(t *testing.T) {
	ctx, b := context.Background(), testBlobs(t)
	sha := hashOf([]byte("something else"))
	if _, err := b.Put(ctx, strings.NewReader("photo"), sha); fault.Code(err) != "wrong_hash" {
		t.Errorf("got %v", err)
	}
	if _, err := b.Put(ctx, io.MultiReader(strings.NewReader("pho"), brokenReader{}), hashOf([]byte("photo"))); !errors.Is(err, errBroken) {
		t.Errorf("a line that broke: %v", err)
	}
	for _, name := range []string{"", "../x", strings.Repeat("g", 64), strings.ToUpper(sha)} {
		if _, err := b.Put(ctx, strings.NewReader("photo"), name); err == nil {
			t.Errorf("stored under %q", name)
		}
		if has, err := b.Has(ctx, name); has || err == nil {
			t.Errorf("has %q", name)
		}
	}
	if has, err := b.Has(ctx, sha); has || err != nil {
		t.Errorf("has %v, %v", has, err)
	}
	if files := filesBelow(t, b.dir); len(files) != 0 {
		t.Errorf("left behind: %v", files)
	}
}

var errBroken = errors.New("line broke")

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errBroken }

func TestSweepTakesOldOrphansOnly(t *testing.T) {
	ctx, b := context.Background(), testBlobs(t)
	put := func(s string, age time.Duration) string {
		sha := hashOf([]byte(s))
		if _, err := b.Put(ctx, strings.NewReader(s), sha); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(filepath.Join(b.dir, sha[:2], sha), at, at); err != nil {
			t.Fatal(err)
		}
		return sha
	}
	wanted, orphan, young, reused := put("wanted", 100*time.Hour), put("orphan", 100*time.Hour), put("young", time.Hour), put("reused", 100*time.Hour)
	left := filepath.Join(b.dir, "tmp", "put-1")
	if err := os.WriteFile(left, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	past := time.Now().Add(-100 * time.Hour)
	if err := os.Chtimes(left, past, past); err != nil {
		t.Fatal(err)
	}
	removed, err := b.Sweep(ctx, time.Now().Add(-48*time.Hour), func(sha string) (bool, error) {
		if sha == reused { // a photo of the same bytes is filed in the very moment in which we look
			if ok, err := b.Reuse(ctx, sha); !ok || err != nil {
				t.Errorf("reuse: %v, %v", ok, err)
			}
		}
		return sha == wanted, nil
	})
	if err != nil || removed != 2 {
		t.Errorf("removed %d, %v", removed, err)
	}
	for sha, want := range map[string]bool{wanted: true, orphan: false, young: true, reused: true} {
		if has, err := b.Has(ctx, sha); has != want || err != nil {
			t.Errorf("%s: %v, %v; want %v", sha[:8], has, err, want)
		}
	}
	if ok, err := b.Reuse(ctx, orphan); ok || err != nil {
		t.Errorf("what is gone cannot be reused: %v, %v", ok, err)
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("a temporary file was left")
	}
}

// If the question cannot be answered, nothing may be removed.
func TestSweepStopsWhenItCannotAsk(t *testing.T) {
	ctx, b := context.Background(), testBlobs(t)
	sha := hashOf([]byte("photo"))
	if _, err := b.Put(ctx, strings.NewReader("photo"), sha); err != nil {
		t.Fatal(err)
	}
	_, err := b.Sweep(ctx, time.Now().Add(time.Hour), func(string) (bool, error) { return false, errBroken })
	if has, _ := b.Has(ctx, sha); !has || !errors.Is(err, errBroken) {
		t.Errorf("has %v, %v", has, err)
	}
}
