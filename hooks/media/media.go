// Package media keeps the bytes of photos: it receives them in pieces over a bad line, believes nothing they say about themselves,
// stores them once under the hash of their content, and makes the smaller pictures that people look at.
//
// Invariants (sync.md, section 5):
//   - A success means durable: file and folder are on the disk before it is returned (U1).
//   - An upload goes on at the byte where it broke, also after the server was killed (U2).
//   - Only bytes that have the announced hash and decode as a whole are ever stored; a refusal says why and leaves nothing behind (U3).
//   - Originals are never changed. Every other picture is upright and carries no metadata: no position, no serial number (U4, U5).
//
// It knows nothing of jobs or permissions: who may send what, and what a stored photo means, are callbacks of UploadOptions.
package media

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"strings"
	"syscall"

	"lutong/hooks/fault"
)

// Claim is what a device says about a photo before its bytes are here.
type Claim struct {
	Photo  string // id of the photos record: 15 of a-z0-9
	SHA256 string // 64 lower-case hex digits
	Bytes  int64
}

// Info is what is known about a photo once its bytes are stored.
type Info struct {
	SHA256 string
	Bytes  int64
	Mime   string // by content: image/jpeg, image/png, image/webp, image/heic, image/heif, image/avif
	// Width and Height are those of the upright picture; both 0 if the file does not say.
	Width, Height int
	// Metadata says that the bytes carry EXIF, XMP, IPTC or texts beside the picture: perhaps where and by whom it was taken.
	Metadata bool
	// Note is "" or the code of something worth telling although the photo is safe: no_preview for kinds that are kept but not
	// decoded here (HEIC, AVIF).
	Note string
}

// Codes of the faults of this package; their sentences are in package fault.
const (
	codeTooLarge    = "too_large"      // more bytes than allowed
	codeWrongHash   = "wrong_hash"     // not the announced bytes; worth sending again
	codeTruncated   = "truncated"      // the picture ends too early
	codeNotImage    = "not_an_image"   // another kind of file, or damaged
	codeBomb        = "bomb"           // more pixels, memory or passes than allowed
	codePolyglot    = "polyglot"       // a picture that is also an archive, a document or a script
	codeNoPreview   = "no_preview"     // kept, but there is no smaller picture of it
	codeWaiting     = "photo_waiting"  // the bytes have not arrived
	codeBadClaim    = "bad_value"      // photo id or hash of the wrong form
	codeNoUpload    = "upload_unknown" // expired, ended or never begun: begin a new one
	codeOffset      = "wrong_offset"   // ask for the offset and go on from there
	codeChecksum    = "wrong_checksum" // this piece was damaged on its way; send it again
	codeDiskFull    = "storage_full"
	codeStorageDown = "storage_down" // the bucket does not answer; the bytes wait here and on the device
	codeKnown       = "photo_known"  // nothing to send: this user's photo has the bytes of one they can see, and is stored
	codeInvalid     = "invalid"
	codeInternal    = "internal"
	codeUnavailable = "unavailable"
)

// refuse makes the fault for a file that will not be stored.
func refuse(code, format string, args ...any) error {
	kind := fault.Invalid
	if code == codeTooLarge {
		kind = fault.TooLarge
	}
	return fault.New(kind, code).Detailf(format, args...)
}

// outOfSpace turns the error of a full disk into a fault that asks to try again later, and leaves every other error alone.
func outOfSpace(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		f := fault.New(fault.Unavailable, codeDiskFull)
		f.Retry = 60
		return f
	}
	return err
}

// asFault turns the error of a reader or decoder of pictures into what a person is told. Faults pass; so do errors of the disk and of
// the context, which say nothing about the picture.
func asFault(err error) error {
	var disk *fs.PathError
	switch {
	case fault.As(err) != nil, errors.As(err, &disk), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fault.New(fault.Invalid, codeTruncated)
	}
	return refuse(codeNotImage, "%v", err)
}

func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }

// isHash reports whether s is a SHA-256 as we write it. Names of files are made of it, so nothing else may pass.
func isHash(s string) bool { return len(s) == 64 && strings.Trim(s, "0123456789abcdef") == "" }

// isID reports whether s is the id of a record.
func isID(s string) bool {
	return len(s) == 15 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
