package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"os"
	"path"
	"path/filepath"
	"time"

	"lutong/hooks/fault"
)

// Bucket is an object store across the network, as PocketBase's filesystem offers one once S3 is set up. Put returns nil only when the
// store has confirmed the whole object. What is not there is fs.ErrNotExist; a store that does not answer is a fault of kind
// Unavailable, which makes devices come back later.
type Bucket interface {
	// Enabled says whether the operator has set one up; it may change while the server runs.
	Enabled() bool
	Put(ctx context.Context, key, file string) error
	Get(ctx context.Context, key string) (io.ReadCloser, error)
	Size(ctx context.Context, key string) (int64, error)
	Delete(ctx context.Context, key string) error
	// Each calls do for every object below the prefix with the time it was written.
	Each(ctx context.Context, prefix string, do func(key string, at time.Time) error) error
}

const bucketPrefix = "photos/"

func bucketKey(sha string) string { return bucketPrefix + sha[:2] + "/" + sha }

func (b *Blobs) far() bool { return b.bucket != nil && b.bucket.Enabled() }

// send moves a verified file into the bucket. The file stays until the bucket has all of it.
func (b *Blobs) send(ctx context.Context, file, sha string) error {
	b.sweeping.RLock()
	defer b.sweeping.RUnlock()
	st, err := os.Stat(file)
	if err != nil {
		return err
	}
	if err := b.bucket.Put(ctx, bucketKey(sha), file); err != nil {
		return err
	}
	// Half an object under the right name would be found only when somebody needs the evidence.
	if n, err := b.bucket.Size(ctx, bucketKey(sha)); err != nil || n != st.Size() {
		return errors.Join(fault.New(fault.Unavailable, codeStorageDown), err)
	}
	return os.Remove(file)
}

// fetch brings an object here for as long as it is read, because readers of pictures jump about in it, and holds it against its hash.
func (b *Blobs) fetch(ctx context.Context, sha string) (io.ReadSeekCloser, error) {
	r, err := b.bucket.Get(ctx, bucketKey(sha))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	tmp, err := os.CreateTemp(filepath.Join(b.dir, "tmp"), "get-*")
	if err != nil {
		return nil, outOfSpace(err)
	}
	defer os.Remove(tmp.Name()) // the open file keeps its bytes
	sum := sha256.New()
	_, err = io.Copy(io.MultiWriter(tmp, sum), &ctxReader{ctx, r})
	if err == nil {
		_, err = tmp.Seek(0, io.SeekStart)
	}
	if err == nil && hex.EncodeToString(sum.Sum(nil)) != sha {
		err = errors.New("media: the bucket returned other bytes than were stored as " + sha)
	}
	if err != nil {
		return nil, errors.Join(outOfSpace(err), tmp.Close())
	}
	return tmp, nil
}

// sweepBucket is Sweep for the objects. Nobody may send while one of them is judged: it could be the same bytes.
func (b *Blobs) sweepBucket(ctx context.Context, before time.Time, wanted func(sha string) (bool, error)) (removed int, err error) {
	var old []string
	err = b.bucket.Each(ctx, bucketPrefix, func(key string, at time.Time) error {
		if sha := path.Base(key); at.Before(before) && isHash(sha) && key == bucketKey(sha) {
			old = append(old, sha)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, sha := range old {
		gone, err := b.dropObject(ctx, sha, wanted)
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}

func (b *Blobs) dropObject(ctx context.Context, sha string, wanted func(sha string) (bool, error)) (bool, error) {
	b.sweeping.Lock()
	defer b.sweeping.Unlock()
	if keep, err := wanted(sha); keep || err != nil {
		return false, err
	}
	return true, b.bucket.Delete(ctx, bucketKey(sha))
}
