package media

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	tus "github.com/tus/tusd/v2/pkg/handler"

	"lutong/hooks/fault"
)

// parts keeps unfinished uploads: tusd's file store (<id> holds the bytes so far, <id>.info what was announced) and three additions.
//
//   - A verified upload moves its bytes into the store of blobs. An <id>.info without bytes therefore means: verified and stored.
//     That holds because ending an upload removes the .info first.
//   - <id>.done says that the callback heard of it. Without it, a complete upload is settled again.
//   - The checksum extension of tus, which tusd does not have.
type parts struct {
	files filestore.FileStore
	blobs *Blobs
}

// part is one upload.
type part struct {
	tus.Upload // nil once the bytes are in the store
	info       tus.FileInfo
	store      *parts
}

func (s *parts) path(id, ending string) string { return filepath.Join(s.files.Path, id+ending) }

func (s *parts) NewUpload(ctx context.Context, info tus.FileInfo) (tus.Upload, error) {
	up, err := s.files.NewUpload(ctx, info)
	if err != nil {
		return nil, fullDisk(err)
	}
	return s.wrap(ctx, up)
}

func (s *parts) wrap(ctx context.Context, up tus.Upload) (*part, error) {
	info, err := up.GetInfo(ctx)
	return &part{up, info, s}, err
}

func (s *parts) GetUpload(ctx context.Context, id string) (tus.Upload, error) { return s.get(ctx, id) }

func (s *parts) get(ctx context.Context, id string) (*part, error) {
	if up, err := s.files.GetUpload(ctx, id); err == nil {
		return s.wrap(ctx, up)
	}
	// Either the bytes are in the store already, or there is no such upload, or a loss of power left half of its .info.
	data, err := os.ReadFile(s.path(id, ".info"))
	if missing(err) {
		return nil, tus.ErrNotFound
	}
	if err != nil {
		return nil, err
	}
	var info tus.FileInfo
	if json.Unmarshal(data, &info) != nil {
		return nil, tus.ErrNotFound
	}
	size, err := s.blobs.Size(ctx, info.MetaData["sha256"])
	if err != nil && !missing(err) { // a store that does not answer is no reason to send the bytes again
		return nil, err
	}
	if err != nil || size != info.Size {
		return nil, tus.ErrNotFound
	}
	info.Offset = info.Size
	return &part{nil, info, s}, nil
}

func (s *parts) AsTerminatableUpload(up tus.Upload) tus.TerminatableUpload { return up.(*part) }

func (p *part) GetInfo(context.Context) (tus.FileInfo, error) { return p.info, nil }

func (p *part) FinishUpload(context.Context) error { return nil }

func (p *part) GetReader(context.Context) (io.ReadCloser, error) {
	return nil, errors.New("media: uploads are not read back")
}

func (p *part) claim() Claim {
	return Claim{Photo: p.info.MetaData["photo"], SHA256: p.info.MetaData["sha256"], Bytes: p.info.Size}
}

func (p *part) complete() bool { return p.info.Offset == p.info.Size }

// bytesPath is the file of the bytes, "" once they are in the store.
func (p *part) bytesPath() string {
	if p.Upload == nil {
		return ""
	}
	return p.info.Storage[filestore.StorageKeyPath]
}

func (p *part) done() bool {
	_, err := os.Stat(p.store.path(p.info.ID, ".done"))
	return err == nil
}

func (p *part) markDone() error {
	return outOfSpace(os.WriteFile(p.store.path(p.info.ID, ".done"), nil, 0o644))
}

// Terminate forgets the upload; bytes that are in the store stay there.
func (p *part) Terminate(context.Context) error {
	for _, ending := range []string{".info", "", ".done"} {
		if err := os.Remove(p.store.path(p.info.ID, ending)); err != nil && !missing(err) {
			return err
		}
	}
	return nil
}

// WriteChunk appends what comes. A piece that came whole and does not have its announced checksum is taken back. A piece that was cut
// short cannot be checked; its bytes are kept, as tus wants it, and the hash over all bytes judges in the end.
func (p *part) WriteChunk(ctx context.Context, offset int64, src io.Reader) (int64, error) {
	if p.Upload == nil {
		return 0, errors.New("media: the upload is complete")
	}
	want, checked := ctx.Value(checksumKey{}).(checksum)
	if !checked {
		n, err := p.Upload.WriteChunk(ctx, offset, src)
		return n, fullDisk(err)
	}
	sum := want.hash()
	n, err := p.Upload.WriteChunk(ctx, offset, io.TeeReader(src, sum))
	if err != nil || want.length >= 0 && n < want.length || bytes.Equal(sum.Sum(nil), want.sum) {
		return n, fullDisk(err)
	}
	if err := os.Truncate(p.bytesPath(), offset); err != nil {
		return n, err
	}
	return 0, errChecksum
}

// fullDisk gives tusd the error of a full disk as one of its own, which answer translates.
func fullDisk(err error) error {
	if fault.Code(outOfSpace(err)) == codeDiskFull {
		return errDiskFull
	}
	return err
}

// checksum is what a request announces about its piece, carried in its context.
type checksum struct {
	hash   func() hash.Hash
	sum    []byte
	length int64 // of the piece; -1 = not announced
}

type checksumKey struct{}

const checksumAlgorithms = "sha1,sha256"

// parseChecksum reads "sha256 <base64>".
func parseChecksum(header string, length int64) (checksum, error) {
	name, value, _ := strings.Cut(header, " ")
	sum, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return checksum{}, err
	}
	switch name {
	case "sha1":
		return checksum{sha1.New, sum, length}, nil
	case "sha256":
		return checksum{sha256.New, sum, length}, nil
	}
	return checksum{}, fmt.Errorf("media: checksum %q is none of %s", name, checksumAlgorithms)
}

// each calls do with the id of every upload on the disk and when it was last touched.
func (s *parts) each(do func(id string, touched time.Time) error) error {
	entries, err := os.ReadDir(s.files.Path)
	if err != nil {
		return err
	}
	touched := map[string]time.Time{}
	for _, e := range entries {
		st, err := e.Info()
		if err != nil || !st.Mode().IsRegular() {
			continue // ended meanwhile
		}
		id, _, _ := strings.Cut(e.Name(), ".")
		if t := st.ModTime(); t.After(touched[id]) {
			touched[id] = t
		}
	}
	for id, t := range touched {
		if err := do(id, t); err != nil {
			return err
		}
	}
	return nil
}
