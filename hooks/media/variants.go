package media

import (
	"context"
	"fmt"
	"image"
	"image/color"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/disintegration/imaging"

	"lutong/hooks/fault"
)

// Size names one of the pictures of a photo.
type Size string

const (
	Thumb    Size = "thumb"    // for lists
	View     Size = "view"     // for the screen
	Original Size = "original" // the evidence: the bytes as they came, metadata included
)

// The longer side of a variant in pixels. A smaller photo is not blown up.
const (
	thumbSide = 320
	viewSide  = 1600
)

// recipe changes when the same photo would give other variants, so that neither our cache nor a browser's shows old ones.
const recipe = "1"

// ParseSize reads a size out of a path.
func ParseSize(s string) (Size, bool) {
	switch size := Size(s); size {
	case Thumb, View, Original:
		return size, true
	}
	return "", false
}

// Picture is an open picture; close it.
type Picture struct {
	io.ReadSeekCloser
	Mime  string
	Bytes int64
	ETag  string // quoted; the same for ever, like the bytes
}

// Open opens a picture of a stored photo, making a missing variant. Faults: photo_waiting if the bytes are not here, no_preview if
// there is only the original.
func (p *Pictures) Open(ctx context.Context, sha string, size Size) (*Picture, error) {
	if size == Original {
		return p.openOriginal(ctx, sha)
	}
	pic, err := p.openVariant(sha, size)
	if !missing(err) {
		return pic, err
	}
	if err := p.develop(ctx, sha); err != nil {
		return nil, err
	}
	return p.openVariant(sha, size)
}

func (p *Pictures) openOriginal(ctx context.Context, sha string) (*Picture, error) {
	f, n, err := p.openBlob(ctx, sha)
	if err != nil {
		return nil, err
	}
	head := make([]byte, 512)
	k, err := io.ReadFull(f, head)
	if err != nil && k == 0 {
		f.Close()
		return nil, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		f.Close()
		return nil, err
	}
	return &Picture{ReadSeekCloser: f, Mime: mimeOf(head[:k]), Bytes: n, ETag: fmt.Sprintf("%q", sha)}, nil
}

func (p *Pictures) openBlob(ctx context.Context, sha string) (io.ReadSeekCloser, int64, error) {
	n, err := p.blobs.Size(ctx, sha)
	if missing(err) {
		return nil, 0, fault.New(fault.NotFound, codeWaiting)
	}
	if err != nil {
		return nil, 0, err
	}
	f, err := p.blobs.Open(ctx, sha)
	return f, n, err
}

func (p *Pictures) openVariant(sha string, size Size) (*Picture, error) {
	if !isHash(sha) {
		return nil, fmt.Errorf("media: %q is not a hash", sha)
	}
	f, err := os.Open(p.variantPath(sha, size))
	if err != nil {
		return nil, err
	}
	st, err := f.Stat()
	if err != nil {
		f.Close()
		return nil, err
	}
	return &Picture{ReadSeekCloser: f, Mime: "image/jpeg", Bytes: st.Size(), ETag: fmt.Sprintf("%q", sha+"."+string(size)+"."+recipe)}, nil
}

func (p *Pictures) variantPath(sha string, size Size) string {
	return filepath.Join(p.cache, sha[:2], sha+"."+string(size)+"."+recipe+".jpg")
}

// develop makes the variants of a stored photo, once for all who wait for them. It does not stop when one of them goes away.
func (p *Pictures) develop(ctx context.Context, sha string) error {
	done := p.flight.DoChan(sha, func() (any, error) {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*decodeTime)
		defer cancel()
		f, n, err := p.openBlob(ctx, sha)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		h, err := readHeader(f, n)
		if err != nil {
			return nil, err
		}
		if h.decode == nil {
			return nil, fault.New(fault.NotFound, codeNoPreview)
		}
		return nil, p.withPixels(ctx, f, h, func(img image.Image) error { return p.makeVariants(sha, img, h.orientation) })
	})
	select {
	case r := <-done:
		return r.Err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// makeVariants writes both variants. The smaller one is made from the larger, which takes a thirtieth of the work and looks the same.
func (p *Pictures) makeVariants(sha string, img image.Image, orientation int) error {
	view := flat(upright(imaging.Fit(img, viewSide, viewSide, imaging.CatmullRom), orientation))
	thumb := imaging.Fit(view, thumbSide, thumbSide, imaging.CatmullRom)
	for _, v := range []struct {
		size    Size
		img     *image.NRGBA
		quality int
	}{{View, view, 84}, {Thumb, thumb, 78}} {
		err := writeWhole(p.variantPath(sha, v.size), func(w io.Writer) error {
			return imaging.Encode(w, v.img, imaging.JPEG, imaging.JPEGQuality(v.quality))
		})
		if err != nil {
			return outOfSpace(err)
		}
	}
	return nil
}

// flat puts what is transparent on white paper: a signature is dark strokes on nothing, and JPEG would show nothing as black.
func flat(img *image.NRGBA) *image.NRGBA {
	if img.Opaque() {
		return img
	}
	return imaging.Overlay(imaging.New(img.Rect.Dx(), img.Rect.Dy(), color.White), img, image.Point{}, 1)
}

// sweepVariants removes variants of photos that are gone or of an older recipe.
func (p *Pictures) sweepVariants(ctx context.Context, before time.Time) error {
	return eachOld(p.cache, before, func(path string) error {
		sha, rest, _ := strings.Cut(filepath.Base(path), ".")
		if isHash(sha) && strings.HasSuffix(rest, "."+recipe+".jpg") {
			if has, err := p.blobs.Has(ctx, sha); has || err != nil {
				return err
			}
		}
		return os.Remove(path)
	})
}
