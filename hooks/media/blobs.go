package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"
)

// Blobs stores bytes under the SHA-256 of their content: dir/<first two digits>/<hash>, or photos/<first two digits>/<hash> in a bucket
// once there is one. The same bytes are stored once. What was stored here before the bucket came is still found here.
type Blobs struct {
	dir    string
	bucket Bucket // nil: the disk only
	// sweeping keeps what is being sent to the bucket apart from what is being removed there.
	sweeping sync.RWMutex
	// arrivals keeps a sweep from removing bytes in the moment in which somebody begins to count on them.
	arrivals sync.Mutex
	now      func() time.Time
}

// OpenBlobs makes the folders if they are not there. All shards are made at once, so that adding a file later touches, and has to
// bring to the disk, one folder only.
func OpenBlobs(dir string) (*Blobs, error) {
	for i := range 256 {
		if err := os.MkdirAll(filepath.Join(dir, fmt.Sprintf("%02x", i)), 0o755); err != nil {
			return nil, fmt.Errorf("media: folders: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Join(dir, "tmp"), 0o755); err != nil {
		return nil, fmt.Errorf("media: folders: %w", err)
	}
	if err := syncFolder(dir); err != nil {
		return nil, err
	}
	return &Blobs{dir: dir, now: time.Now}, nil
}

// UseBucket lets new bytes go to the bucket while it is enabled.
func (b *Blobs) UseBucket(bucket Bucket) { b.bucket = bucket }

func (b *Blobs) path(sha string) (string, error) {
	if !isHash(sha) {
		return "", fmt.Errorf("media: %q is not a hash", sha)
	}
	return filepath.Join(b.dir, sha[:2], sha), nil
}

// Size returns the number of bytes stored under sha, or an error that is fs.ErrNotExist.
func (b *Blobs) Size(ctx context.Context, sha string) (int64, error) {
	path, err := b.path(sha)
	if err != nil {
		return 0, err
	}
	st, err := os.Stat(path)
	if missing(err) && b.far() {
		return b.bucket.Size(ctx, bucketKey(sha))
	}
	if err != nil {
		return 0, err
	}
	return st.Size(), nil
}

// Has reports whether bytes with this hash are stored now. A caller that will count on them afterwards wants Reuse.
func (b *Blobs) Has(ctx context.Context, sha string) (bool, error) {
	_, err := b.Size(ctx, sha)
	if missing(err) {
		return false, nil
	}
	return err == nil, err
}

// Reuse is Has for a record that is about to point to the bytes: it makes them young, so that no sweep takes them
// before the record is written, and durable, should the server have died while it stored them.
func (b *Blobs) Reuse(ctx context.Context, sha string) (bool, error) {
	path, err := b.path(sha)
	if err != nil {
		return false, err
	}
	b.arrivals.Lock()
	defer b.arrivals.Unlock()
	now := b.now()
	err = os.Chtimes(path, now, now)
	if missing(err) && b.far() { // its record is written already, which keeps it from a sweep there
		_, err = b.bucket.Size(ctx, bucketKey(sha))
		if err == nil {
			return true, nil
		}
	}
	if missing(err) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return true, syncFolder(filepath.Dir(path))
}

// Open opens stored bytes for reading; the error is fs.ErrNotExist if there are none.
func (b *Blobs) Open(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	path, err := b.path(sha)
	if err != nil {
		return nil, err
	}
	f, err := os.Open(path)
	if missing(err) && b.far() {
		return b.fetch(ctx, sha)
	}
	if err != nil { // not f: a nil file in an interface is not nil
		return nil, err
	}
	return f, nil
}

// Put stores the bytes of r, which must have this hash: fault wrong_hash otherwise, and nothing is stored.
func (b *Blobs) Put(ctx context.Context, r io.Reader, sha string) (int64, error) {
	if _, err := b.path(sha); err != nil {
		return 0, err
	}
	tmp, err := os.CreateTemp(filepath.Join(b.dir, "tmp"), "put-*")
	if err != nil {
		return 0, outOfSpace(err)
	}
	defer os.Remove(tmp.Name()) // gone already if all went well
	defer tmp.Close()
	sum := sha256.New()
	n, err := io.Copy(io.MultiWriter(tmp, sum), &ctxReader{ctx, r})
	if err != nil {
		return n, outOfSpace(err)
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != sha {
		return n, refuse(codeWrongHash, "%s…", got[:12])
	}
	return n, b.Adopt(ctx, tmp.Name(), sha)
}

// Adopt moves a file, whose hash the caller has verified, into the store. When it returns nil the bytes survive a loss of power.
// Bytes that are stored already are replaced by the same bytes, freshly verified. After an error the file is still where it was.
func (b *Blobs) Adopt(ctx context.Context, file, sha string) error {
	path, err := b.path(sha)
	if err != nil {
		return err
	}
	if b.far() {
		return b.send(ctx, file, sha)
	}
	if err := syncFile(file); err != nil {
		return outOfSpace(err)
	}
	b.arrivals.Lock()
	now := b.now()
	err = os.Chtimes(file, now, now)
	if err == nil {
		err = os.Rename(file, path)
	}
	b.arrivals.Unlock()
	if errors.Is(err, syscall.EXDEV) { // the file lies on another disk
		return b.copyIn(ctx, file, sha)
	}
	if err != nil {
		return outOfSpace(err)
	}
	return syncFolder(filepath.Dir(path))
}

func (b *Blobs) copyIn(ctx context.Context, file, sha string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := b.Put(ctx, f, sha); err != nil {
		return err
	}
	return os.Remove(file)
}

// Sweep removes bytes that nothing points to any more, and files left by a crash, if they are older than that time. A photo's bytes
// may be here before its record, so callers leave days between.
func (b *Blobs) Sweep(ctx context.Context, before time.Time, wanted func(sha string) (bool, error)) (removed int, err error) {
	err = eachOld(b.dir, before, func(path string) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		sha := filepath.Base(path)
		if isHash(sha) {
			if keep, err := wanted(sha); keep || err != nil {
				return err
			}
		}
		b.arrivals.Lock()
		defer b.arrivals.Unlock()
		if st, err := os.Stat(path); err != nil || !st.ModTime().Before(before) {
			return nil // became young while we asked
		}
		removed++
		return os.Remove(path)
	})
	if err != nil || !b.far() {
		return removed, err
	}
	far, err := b.sweepBucket(ctx, before, wanted)
	return removed + far, err
}
