package media

// This file speaks HTTP, unlike the rest of the domain: tus is an HTTP protocol and tusd a handler.

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"regexp"
	"strings"
	"syscall"
	"time"

	"github.com/tus/tusd/v2/pkg/filestore"
	tus "github.com/tus/tusd/v2/pkg/handler"
	expslog "golang.org/x/exp/slog"

	"lutong/hooks/fault"
)

// UploadsPath is where the handler lives; every upload is one segment below it.
const UploadsPath = "/uploads/"

const (
	keepUploads = 7 * 24 * time.Hour // an upload nobody went on with is forgotten after that
	settleAfter = 10 * time.Minute   // a complete upload nobody asked about is settled by the sweep after that
	finishTime  = 5 * time.Minute
)

// UploadOptions say where uploads are kept, and connect them to records. Faults returned by the callbacks reach the device as they
// are; every other error is logged and becomes an internal one, after which the device tries again.
type UploadOptions struct {
	Dir      string // of unfinished uploads, best on the same disk as the blobs
	Pictures *Pictures
	// Authorize says whether this request may create, ask about, continue or end the upload of this photo. It is asked at every
	// request: a job may have been taken away in between. The context is that of the request.
	Authorize func(ctx context.Context, header http.Header, c Claim) error
	// Known says whether whoever asks can see a stored photo of these bytes: then nothing is sent, and the photo is stored at once. It is
	// never asked about what others stored, so the answer tells nobody anything new (U3). nil: always sent.
	Known func(ctx context.Context, c Claim) (bool, error)
	// Admit is asked once, before an upload begins, for quotas. nil: no quota.
	Admit func(ctx context.Context, c Claim) error
	// Reserve is what uploads leave free on the disk, for those who cannot wait: the database. In bytes.
	Reserve int64
	// Finished is told that the bytes are durable. It must allow for being told again: after a crash, and when it failed.
	Finished func(ctx context.Context, c Claim, info Info) error
	// Refused is told that what arrived is not what was announced or not a picture. The upload is forgotten when it returns nil.
	// wrong_hash and truncated may be the fault of the line or of a crash: a later upload of the same photo is welcome.
	Refused func(ctx context.Context, c Claim, why *fault.Error) error
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now
}

// Uploads receives photos in pieces by tus 1.0.0: creation (also with the first bytes), termination, checksum, expiration.
type Uploads struct {
	opts  UploadOptions
	parts *parts
	tus   http.Handler
	locks *locks
}

// tusd draws ids of 16 random bytes. Nothing else may become part of a file name.
var uploadID = regexp.MustCompile(`^[0-9a-f]{32}$`)

// NewUploads makes the handler for UploadsPath. Sweep wants to be called every hour or so.
func NewUploads(o UploadOptions) (*Uploads, error) {
	if err := os.MkdirAll(o.Dir, 0o755); err != nil {
		return nil, fmt.Errorf("media: folder of uploads: %w", err)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	u := &Uploads{opts: o, locks: newLocks(), parts: &parts{filestore.New(o.Dir), o.Pictures.Blobs()}}
	composer := tus.NewStoreComposer() // no concatenation, no deferred length, no reading back
	composer.UseCore(u.parts)
	composer.UseTerminater(u.parts)
	composer.UseLocker(u.locks)
	h, err := tus.NewHandler(tus.Config{
		StoreComposer: composer, BasePath: UploadsPath, MaxSize: o.Pictures.Limits().Bytes,
		DisableDownload: true, DisableConcatenation: true, Cors: &tus.CorsConfig{Disable: true},
		Logger:                    expslog.New(expslog.NewTextHandler(io.Discard, nil)), // answer logs what matters
		PreUploadCreateCallback:   u.creating,
		PreFinishResponseCallback: u.finishing,
	})
	if err != nil {
		return nil, fmt.Errorf("media: tus: %w", err)
	}
	u.tus = h
	return u, nil
}

// ServeHTTP answers everything at and below UploadsPath. The path may come with or without it.
func (u *Uploads) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a := &answer{ResponseWriter: w, r: r, log: u.opts.Log}
	defer a.end()
	w.Header().Set("Tus-Resumable", "1.0.0")
	id := strings.Trim(strings.TrimPrefix(r.URL.Path, strings.TrimSuffix(UploadsPath, "/")), "/")
	ctx := r.Context()
	if v := r.Header.Get("Upload-Checksum"); v != "" {
		sum, err := parseChecksum(v, r.ContentLength)
		if err != nil {
			a.fail(fault.New(fault.Invalid, codeInvalid).Detailf("Upload-Checksum"))
			return
		}
		ctx = context.WithValue(ctx, checksumKey{}, sum)
	}
	if id != "" && r.Method != http.MethodOptions {
		if err := u.enter(ctx, r, id); err != nil {
			a.fail(err)
			return
		}
	}
	if r.Method == http.MethodPost || r.Method == http.MethodPatch {
		w.Header().Set("Upload-Expires", u.opts.Now().Add(keepUploads).UTC().Format(http.TimeFormat))
	}
	inner := r.Clone(ctx) // tusd wants the path below its base, and must not be talked into another method
	inner.URL.Path = id
	inner.Header.Del("X-HTTP-Method-Override")
	u.tus.ServeHTTP(a, inner)
}

// enter guards an existing upload: is it there, may this request touch it, and was its end perhaps missed?
func (u *Uploads) enter(ctx context.Context, r *http.Request, id string) error {
	if !uploadID.MatchString(id) {
		return errNoUpload
	}
	p, err := u.parts.get(ctx, id)
	if err != nil {
		return err
	}
	if err := u.opts.Authorize(ctx, r.Header, p.claim()); err != nil {
		return err
	}
	if r.Method == http.MethodPatch && !p.complete() {
		if err := u.room(p.info.Size - p.info.Offset); err != nil {
			return err
		}
	}
	// A device that hears «all bytes are here» asks no more. So before it hears that, the photo must be settled: the server may
	// have been killed, or the database closed, between the last byte and the record.
	if (r.Method == http.MethodHead || r.Method == http.MethodPatch) && p.complete() && !p.done() {
		return u.settle(ctx, id)
	}
	return nil
}

// creating is called by tusd before an upload begins.
func (u *Uploads) creating(e tus.HookEvent) (tus.HTTPResponse, tus.FileInfoChanges, error) {
	c := Claim{Photo: e.Upload.MetaData["photo"], SHA256: e.Upload.MetaData["sha256"], Bytes: e.Upload.Size}
	err := u.opts.Pictures.Check(c)
	if e.Upload.SizeIsDeferred {
		err = fault.New(fault.Invalid, codeInvalid).Detailf("Upload-Length")
	}
	if err == nil {
		err = u.opts.Authorize(e.Context, e.HTTPRequest.Header, c)
	}
	if err == nil {
		err = u.reuse(e.Context, c)
	}
	if err == nil {
		err = u.room(c.Bytes)
	}
	if err == nil && u.opts.Admit != nil {
		err = u.opts.Admit(e.Context, c)
	}
	if err != nil {
		return tus.HTTPResponse{}, tus.FileInfoChanges{}, u.toTus(err, e.HTTPRequest.Header)
	}
	return tus.HTTPResponse{}, tus.FileInfoChanges{MetaData: tus.MetaData{"photo": c.Photo, "sha256": c.SHA256}}, nil
}

// reuse settles a photo whose bytes are here already and known to whoever asks; the fault photo_known then ends the upload before it begins.
func (u *Uploads) reuse(ctx context.Context, c Claim) error {
	if u.opts.Known == nil {
		return nil
	}
	known, err := u.opts.Known(ctx, c)
	if err != nil || !known {
		return err
	}
	info, err := u.opts.Pictures.Inspect(ctx, c)
	if fault.Code(err) == codeWaiting { // lost since: then they are sent again
		return nil
	}
	if err != nil {
		return err
	}
	if err := u.opts.Finished(ctx, c, info); err != nil {
		return err
	}
	return fault.New(fault.Conflict, codeKnown)
}

// Room is for whoever else is about to write so many bytes to this disk: storage_full if that would eat the reserve.
func (u *Uploads) Room(bytes int64) error { return u.room(bytes) }

// room says whether so many more bytes leave the reserve untouched.
func (u *Uploads) room(bytes int64) error {
	if u.opts.Reserve <= 0 {
		return nil
	}
	left, err := free(u.opts.Dir)
	if err != nil {
		return err
	}
	if left-bytes < u.opts.Reserve {
		return outOfSpace(syscall.ENOSPC)
	}
	return nil
}

// finishing is called by tusd, which holds the lock of the upload, when all bytes are here.
func (u *Uploads) finishing(e tus.HookEvent) (tus.HTTPResponse, error) {
	return tus.HTTPResponse{}, u.toTus(outOfSpace(u.finish(e.Context, e.Upload.ID)), e.HTTPRequest.Header)
}

// settle finishes a complete upload outside tusd.
func (u *Uploads) settle(ctx context.Context, id string) error {
	lock, err := u.locks.NewLock(id)
	if err != nil {
		return err
	}
	wait, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	if err := lock.Lock(wait, func() {}); err != nil {
		return err
	}
	defer lock.Unlock()
	return u.finish(ctx, id)
}

// finish verifies, stores and reports a complete upload. The caller holds its lock. It goes on when the device hangs up. After any
// error but a fault, and after a crash at any point, it can be called again.
func (u *Uploads) finish(ctx context.Context, id string) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishTime)
	defer cancel()
	p, err := u.parts.get(ctx, id)
	if err != nil || !p.complete() || p.done() {
		return err
	}
	var info Info
	if file := p.bytesPath(); file != "" {
		info, err = u.opts.Pictures.Receive(ctx, file, p.claim())
	} else {
		info, err = u.opts.Pictures.Inspect(ctx, p.claim())
	}
	if why := fault.As(err); why != nil && why.Kind != fault.Unavailable {
		if err := u.opts.Refused(ctx, p.claim(), why); err != nil {
			return err
		}
		return errors.Join(why, p.Terminate(ctx))
	}
	if err != nil {
		return err
	}
	if err := u.opts.Finished(ctx, p.claim(), info); err != nil {
		if why := fault.As(err); why != nil && why.Kind != fault.Unavailable { // will not become better by trying again
			return errors.Join(why, p.Terminate(ctx))
		}
		return err
	}
	return p.markDone()
}

// Sweep forgets uploads that nobody went on with for a week, and settles complete ones whose device did not come back.
func (u *Uploads) Sweep(ctx context.Context) (removed int, err error) {
	now := u.opts.Now()
	var failed []error
	err = u.parts.each(func(id string, touched time.Time) error {
		if err := ctx.Err(); err != nil {
			return err
		}
		p, err := u.parts.get(ctx, id)
		switch age := now.Sub(touched); {
		case age > keepUploads:
			removed++
			if p == nil {
				p = &part{info: tus.FileInfo{ID: id}, store: u.parts}
			}
			return p.Terminate(ctx)
		case err == nil && age > settleAfter && p.complete() && !p.done():
			if err := u.settle(ctx, id); err != nil && fault.As(err) == nil {
				failed = append(failed, err) // the next one may go better
			}
		}
		return nil
	})
	return removed, errors.Join(append(failed, err)...)
}
