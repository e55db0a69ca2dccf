package media

import (
	"bufio"
	"errors"
	"image/jpeg"
	"io"
)

// maxScans is how often a JPEG may go over its pixels. Cameras make at most a dozen passes; a file of a few kilobytes with many
// thousand empty passes over a big picture would keep a processor busy for hours.
const maxScans = 100

var errManyScans = refuse(codeBomb, "> %d passes", maxScans)

// readJPEG walks over all segments and scans without decoding: it finds the frame, the orientation and the end of the picture.
// What follows the end is left alone: phones put a short film or a depth map there.
func readJPEG(f io.ReadSeeker, _ int64) (header, error) {
	w := jpegWalk{r: bufio.NewReaderSize(f, 64<<10)}
	h := header{mime: "image/jpeg", orientation: 1, decode: jpeg.Decode}
	if _, err := w.r.Discard(2); err != nil { // start of image
		return header{}, err
	}
	var bytesPerPixel float64
	tables := false // without them the decoder would make an even grey of whatever is there
	for scans := 0; ; {
		marker, err := w.next()
		if err != nil {
			return header{}, err
		}
		switch {
		case marker == 0xd9: // end of image
			if bytesPerPixel == 0 || scans == 0 || !tables {
				return header{}, refuse(codeNotImage, "JPEG")
			}
			h.memory = cost(h.width, h.height, bytesPerPixel)
			return h, nil
		case marker >= 0xd0 && marker <= 0xd7 || marker == 0x01: // without length
			continue
		}
		body, err := w.segment()
		if err != nil {
			return header{}, err
		}
		if marker == 0xe1 || marker == 0xed { // EXIF and XMP, IPTC
			h.metadata = true
		}
		switch {
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc:
			if bytesPerPixel != 0 || len(body) < 6 {
				return header{}, refuse(codeNotImage, "JPEG")
			}
			h.height, h.width = int(body[1])<<8|int(body[2]), int(body[3])<<8|int(body[4])
			bytesPerPixel = jpegBytesPerPixel(body, marker == 0xc2)
		case marker == 0xdb:
			tables = true
		case marker == 0xe1 && h.orientation == 1:
			h.orientation = orientationOf(body) // not always the first APP1: some cameras write XMP before EXIF
		case marker == 0xda:
			if scans++; scans > maxScans {
				return header{}, errManyScans
			}
		}
	}
}

// jpegBytesPerPixel says what the decoder will allocate for a pixel: one byte a sample, and four more for the coefficients it keeps
// between the passes of a progressive picture.
func jpegBytesPerPixel(frame []byte, progressive bool) float64 {
	components := int(frame[5])
	var samples, most float64
	for i := 0; i < components && 6+3*i+1 < len(frame); i++ {
		hv := float64(frame[6+3*i+1]>>4) * float64(frame[6+3*i+1]&15)
		samples, most = samples+hv, max(most, hv)
	}
	perPixel := float64(components)
	if most > 0 {
		perPixel = samples / most
	}
	if progressive {
		perPixel *= 5
	}
	if components == 4 { // turned into another colour model
		perPixel += 4
	}
	return max(perPixel, 1)
}

type jpegWalk struct{ r *bufio.Reader }

// next finds the next marker, skipping the coded pixels and fill bytes before it.
func (w jpegWalk) next() (byte, error) {
	for {
		if _, err := w.r.ReadSlice(0xff); errors.Is(err, bufio.ErrBufferFull) {
			continue
		} else if err != nil {
			return 0, err
		}
		m, err := w.r.ReadByte()
		for err == nil && m == 0xff {
			m, err = w.r.ReadByte()
		}
		if err != nil || m != 0 { // 0: an escaped 0xff among the coded pixels
			return m, err
		}
	}
}

// segment returns the bytes of a segment after its length.
func (w jpegWalk) segment() ([]byte, error) {
	var n [2]byte
	if _, err := io.ReadFull(w.r, n[:]); err != nil {
		return nil, err
	}
	length := int(n[0])<<8 | int(n[1])
	if length < 2 {
		return nil, refuse(codeNotImage, "JPEG")
	}
	body := make([]byte, length-2)
	_, err := io.ReadFull(w.r, body)
	return body, err
}
