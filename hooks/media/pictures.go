package media

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"io"
	"os"
	"runtime"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"

	"lutong/hooks/fault"
)

// decodeTime bounds one decoding; a 64-megapixel photo takes about three seconds on a slow processor.
const decodeTime = 2 * time.Minute

// Pictures looks at photos before they are stored, and makes the smaller ones.
type Pictures struct {
	blobs  *Blobs
	cache  string // folder of variants; may be deleted at any time
	limits Limits
	// room is the memory for decoding. Every picture takes at least the share of one worker, so it bounds both memory and number.
	room   *semaphore.Weighted
	share  int64
	flight singleflight.Group
	now    func() time.Time
}

// NewPictures looks after the photos in blobs and keeps their variants in the folder cache. Zero limits mean DefaultLimits.
func NewPictures(blobs *Blobs, cache string, limits Limits) (*Pictures, error) {
	if limits == (Limits{}) {
		limits = DefaultLimits
	}
	if limits.Workers <= 0 {
		limits.Workers = runtime.NumCPU()
	}
	if err := os.MkdirAll(cache, 0o755); err != nil {
		return nil, fmt.Errorf("media: folder of variants: %w", err)
	}
	return &Pictures{
		blobs: blobs, cache: cache, limits: limits, now: time.Now,
		room: semaphore.NewWeighted(limits.Memory), share: limits.Memory / int64(limits.Workers),
	}, nil
}

// Blobs is the store behind the pictures.
func (p *Pictures) Blobs() *Blobs { return p.blobs }

// Limits says what is accepted.
func (p *Pictures) Limits() Limits { return p.limits }

// Check refuses a claim that cannot come true, before any bytes are sent.
func (p *Pictures) Check(c Claim) error {
	switch {
	case !isID(c.Photo) || !isHash(c.SHA256):
		return fault.New(fault.Invalid, codeBadClaim).Detailf("photo, sha256")
	case c.Bytes <= 0:
		return refuse(codeNotImage, "0 B")
	case c.Bytes > p.limits.Bytes:
		return refuse(codeTooLarge, "%d > %d MB", c.Bytes>>20, p.limits.Bytes>>20)
	}
	return nil
}

// Receive takes the complete file of an upload. If it is what the claim says and a picture we accept, it is moved into the store, its
// variants are made, and its bytes are durable when Receive returns. If it is not, the error is a fault and the file is left where it
// is, for the caller to remove. Any other error says nothing about the photo: try again.
func (p *Pictures) Receive(ctx context.Context, file string, c Claim) (Info, error) {
	if err := p.Check(c); err != nil {
		return Info{}, err
	}
	f, err := os.Open(file)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	if err := p.matches(ctx, f, c); err != nil {
		return Info{}, err
	}
	info, err := p.examine(ctx, f, c)
	if err != nil {
		return Info{}, err
	}
	return info, p.blobs.Adopt(ctx, file, c.SHA256)
}

// Inspect examines bytes that are in the store already as Receive would: for an upload whose end the server did not live to see.
func (p *Pictures) Inspect(ctx context.Context, c Claim) (Info, error) {
	has, err := p.blobs.Reuse(ctx, c.SHA256)
	if err != nil {
		return Info{}, err
	}
	if !has {
		return Info{}, fault.New(fault.NotFound, codeWaiting)
	}
	f, err := p.blobs.Open(ctx, c.SHA256)
	if err != nil {
		return Info{}, err
	}
	defer f.Close()
	return p.examine(ctx, f, c)
}

// matches holds size and hash against the claim.
func (p *Pictures) matches(ctx context.Context, f *os.File, c Claim) error {
	st, err := f.Stat()
	if err != nil {
		return err
	}
	switch size := st.Size(); {
	case size > p.limits.Bytes:
		return refuse(codeTooLarge, "%d > %d MB", size>>20, p.limits.Bytes>>20)
	case size < c.Bytes:
		return refuse(codeTruncated, "%d / %d", size, c.Bytes)
	case size > c.Bytes:
		return refuse(codeWrongHash, "%d > %d", size, c.Bytes)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, &ctxReader{ctx, f}); err != nil {
		return err
	}
	if got := hex.EncodeToString(sum.Sum(nil)); got != c.SHA256 {
		return refuse(codeWrongHash, "%s…", got[:12])
	}
	return nil
}

// examine believes nothing before it has been checked: kind by content, what else the file may be, dimensions, and then every pixel.
func (p *Pictures) examine(ctx context.Context, f io.ReadSeeker, c Claim) (Info, error) {
	h, err := readHeader(f, c.Bytes)
	if err != nil {
		return Info{}, err
	}
	if err := p.limits.check(h); err != nil {
		return Info{}, err
	}
	if err := checkPolyglot(f, c.Bytes); err != nil {
		return Info{}, err
	}
	info := Info{SHA256: c.SHA256, Bytes: c.Bytes, Mime: h.mime, Metadata: h.metadata}
	info.Width, info.Height = uprightSize(h.width, h.height, h.orientation)
	if h.decode == nil {
		info.Note = codeNoPreview
		return info, nil
	}
	return info, p.withPixels(ctx, f, h, func(img image.Image) error {
		// The pixels are here, so the variants cost little now. If the disk refuses them they are made when somebody asks.
		_ = p.makeVariants(c.SHA256, img, h.orientation)
		return nil
	})
}

// withPixels decodes a whole picture, when there is room for it, and lends it to use.
func (p *Pictures) withPixels(ctx context.Context, f io.ReadSeeker, h header, use func(image.Image) error) error {
	weight := max(h.memory, p.share)
	if err := p.room.Acquire(ctx, weight); err != nil {
		return err
	}
	defer p.room.Release(weight)
	ctx, cancel := context.WithTimeout(ctx, decodeTime)
	defer cancel()
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	img, err := decodeSafely(h, &ctxReader{ctx, f})
	if err != nil {
		return asFault(err)
	}
	if size := img.Bounds().Size(); size.X != h.width || size.Y != h.height {
		return refuse(codeNotImage, "%d x %d / %d x %d", size.X, size.Y, h.width, h.height)
	}
	return use(img)
}

// decodeSafely keeps a mistake of a decoder from ending the server: the file is refused, whatever it did.
func decodeSafely(h header, r io.Reader) (img image.Image, err error) {
	defer func() {
		if v := recover(); v != nil {
			img, err = nil, refuse(codeNotImage, "%v", v)
		}
	}()
	return h.decode(r)
}

// Sweep removes what nobody needs any more: bytes older than grace that no record wants, files a crash left, and the variants of
// photos that are gone. wanted is asked for each hash and must know every record, also those that still wait.
func (p *Pictures) Sweep(ctx context.Context, grace time.Duration, wanted func(sha string) (bool, error)) (removed int, err error) {
	before := p.now().Add(-grace)
	removed, err = p.blobs.Sweep(ctx, before, wanted)
	if err != nil {
		return removed, err
	}
	return removed, p.sweepVariants(ctx, before)
}
