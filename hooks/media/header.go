package media

import (
	"bytes"
	"errors"
	"image"
	"io"

	"github.com/gabriel-vasile/mimetype"
)

// header is what a file says about its picture, read without decoding it and not to be believed before it is.
type header struct {
	mime          string
	width, height int // as stored; orientation may swap them
	orientation   int // EXIF: 1..8
	memory        int64
	metadata      bool                                 // it carries EXIF, XMP or IPTC: perhaps where and by whom it was taken
	decode        func(io.Reader) (image.Image, error) // nil: kept as it is, never decoded here
}

// readHeader finds the kind of picture by content and reads its dimensions. GIF is refused on purpose: no camera makes it, only its
// first frame could be shown as evidence, and it is the usual shell of files that are two things at once.
func readHeader(f io.ReadSeeker, size int64) (header, error) {
	head := make([]byte, 512)
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return header{}, err
	}
	n, err := io.ReadFull(f, head)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return header{}, err
	}
	head = head[:n]
	read := readerFor(head)
	if read == nil {
		if n == 0 {
			return header{}, refuse(codeNotImage, "0 B")
		}
		return header{}, refuse(codeNotImage, "%s", mimetype.Detect(head).String())
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return header{}, err
	}
	h, err := read(f, size)
	if err != nil {
		return header{}, asFault(err)
	}
	return h, nil
}

func readerFor(head []byte) func(io.ReadSeeker, int64) (header, error) {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8\xff")):
		return readJPEG
	case bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")):
		return readPNG
	case len(head) >= 16 && string(head[:4]) == "RIFF" && string(head[8:15]) == "WEBPVP8":
		return readWebP
	case len(head) >= 16 && string(head[4:8]) == "ftyp" && heifMime(head) != "":
		return readHEIF
	}
	return nil
}

// Limits bound what one picture and all pictures together may cost.
type Limits struct {
	Bytes  int64 // of one file
	Pixels int64 // of one picture
	Side   int   // greatest width or height
	// Memory is what all decoding at one time may use, in bytes; a picture that alone needs more is refused.
	Memory int64
	// Workers is how many pictures are decoded at one time at most; 0 means one for each processor.
	Workers int
}

// DefaultLimits are what devices are told (fieldsync.DefaultLimits). They take what today's phones make (64-megapixel sensors give up to 69 million) on a machine with 1 GB.
var DefaultLimits = Limits{Bytes: 25 << 20, Pixels: 70_000_000, Side: 32_768, Memory: 512 << 20}

// check refuses a picture by its own dimensions, before a byte of memory is given to it.
func (l Limits) check(h header) error {
	if h.decode != nil && (h.width <= 0 || h.height <= 0) {
		return refuse(codeNotImage, "%d x %d", h.width, h.height)
	}
	if h.width > l.Side || h.height > l.Side || int64(h.width)*int64(h.height) > l.Pixels {
		return refuse(codeBomb, "%d x %d", h.width, h.height)
	}
	if h.memory > l.Memory {
		return refuse(codeBomb, "%d MB", h.memory>>20)
	}
	return nil
}

// cost is the memory of a decoded picture and of the step that makes it smaller.
func cost(width, height int, bytesPerPixel float64) int64 {
	if width <= 0 || height <= 0 {
		return 0
	}
	need := float64(width)*float64(height)*bytesPerPixel + 4*float64(min(width, viewSide))*float64(height)
	return int64(min(need, 1<<62)) // a lie of 2^31 x 2^31 must not turn negative
}

// mimeOf is the type of a stored original, by content.
func mimeOf(head []byte) string {
	switch {
	case bytes.HasPrefix(head, []byte("\xff\xd8")):
		return "image/jpeg"
	case bytes.HasPrefix(head, []byte("\x89PNG")):
		return "image/png"
	case bytes.HasPrefix(head, []byte("RIFF")):
		return "image/webp"
	case len(head) >= 16:
		if mime := heifMime(head); mime != "" {
			return mime
		}
	}
	return "application/octet-stream"
}
