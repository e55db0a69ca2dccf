package pb

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"lutong/hooks/fault"
)

// Bucket keeps objects in the S3 store of PocketBase's settings (dashboard, Settings, Files storage). It implements media.Bucket.
type Bucket struct{ app core.App }

// NewBucket makes the bucket of an app.
func NewBucket(app core.App) *Bucket { return &Bucket{app} }

// Enabled implements media.Bucket.
func (b *Bucket) Enabled() bool { return b.app.Settings().S3.Enabled }

// Put implements media.Bucket.
func (b *Bucket) Put(ctx context.Context, key, file string) error {
	f, err := filesystem.NewFileFromPath(file)
	if err != nil {
		return err
	}
	return b.use(ctx, "put", func(s *filesystem.System) error { return s.UploadFile(f, key) })
}

// Get implements media.Bucket.
func (b *Bucket) Get(ctx context.Context, key string) (io.ReadCloser, error) {
	s, err := b.app.NewFilesystem()
	if err != nil {
		return nil, b.wrap("get", err)
	}
	s.SetContext(ctx)
	r, err := s.GetReader(key)
	if err != nil {
		return nil, errors.Join(b.wrap("get", err), s.Close())
	}
	return &object{r, s}, nil
}

// object closes its store with itself.
type object struct {
	io.ReadCloser
	store *filesystem.System
}

func (o *object) Close() error { return errors.Join(o.ReadCloser.Close(), o.store.Close()) }

// Size implements media.Bucket.
func (b *Bucket) Size(ctx context.Context, key string) (n int64, err error) {
	err = b.use(ctx, "size", func(s *filesystem.System) error {
		a, err := s.Attributes(key)
		if err == nil {
			n = a.Size
		}
		return err
	})
	return n, err
}

// Delete implements media.Bucket.
func (b *Bucket) Delete(ctx context.Context, key string) error {
	return b.use(ctx, "delete", func(s *filesystem.System) error { return s.Delete(key) })
}

// Each implements media.Bucket.
func (b *Bucket) Each(ctx context.Context, prefix string, do func(key string, at time.Time) error) error {
	return b.use(ctx, "list", func(s *filesystem.System) error {
		objects, err := s.List(prefix)
		if err != nil {
			return err
		}
		for _, o := range objects {
			if o.IsDir {
				continue
			}
			if err := do(o.Key, o.ModTime); err != nil {
				return err
			}
		}
		return nil
	})
}

func (b *Bucket) use(ctx context.Context, what string, do func(*filesystem.System) error) error {
	s, err := b.app.NewFilesystem()
	if err != nil {
		return b.wrap(what, err)
	}
	s.SetContext(ctx)
	return errors.Join(b.wrap(what, do(s)), s.Close())
}

// wrap keeps the store's own words for the log and says to the device only that it should come back.
func (b *Bucket) wrap(what string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, filesystem.ErrNotFound):
		return fs.ErrNotExist
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	b.app.Logger().Error("photo storage", "does", what, "error", err)
	f := fault.New(fault.Unavailable, "storage_down")
	f.Retry = 30
	return f
}
