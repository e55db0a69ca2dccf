package media

import (
	"encoding/binary"
	"image/png"
	"io"
)

// readPNG reads the header, and the list of chunks for an orientation and the end of the picture.
func readPNG(f io.ReadSeeker, size int64) (header, error) {
	var b [8 + 25]byte
	if _, err := io.ReadFull(f, b[:]); err != nil {
		return header{}, err
	}
	if string(b[12:16]) != "IHDR" {
		return header{}, refuse(codeNotImage, "PNG")
	}
	h := header{mime: "image/png", orientation: 1, decode: png.Decode,
		width: pixels(binary.BigEndian.Uint32(b[16:])), height: pixels(binary.BigEndian.Uint32(b[20:]))}
	depth, colour, interlaced := b[24], b[25], b[28] == 1
	bytesPerPixel := 4.0
	if colour == 3 { // palette; grey may turn into colour with transparency
		bytesPerPixel = 1
	}
	if depth == 16 {
		bytesPerPixel *= 2
	}
	if interlaced { // every pass is a picture of its own
		bytesPerPixel *= 2
	}
	h.memory = cost(h.width, h.height, bytesPerPixel)
	err := eachChunk(f, 8, size, binary.BigEndian, func(c chunk) (bool, error) {
		if c.id == "acTL" { // as evidence one would see its first picture only
			return false, refuse(codeNotImage, "animated PNG")
		}
		switch c.id {
		case "eXIf", "tEXt", "zTXt", "iTXt":
			h.metadata = true
		}
		if c.id == "eXIf" && c.length <= 1<<16 {
			body, err := c.read(f)
			if err != nil {
				return false, err
			}
			h.orientation = orientationOf(body)
		}
		return c.id != "IEND", nil
	})
	return h, err
}

// pixels keeps a 32-bit number from becoming a negative int.
func pixels(n uint32) int { return int(min(n, 1<<31-1)) }

// chunk is a piece of a PNG or RIFF file.
type chunk struct {
	id         string
	at, length int64 // of its content
}

func (c chunk) read(f io.ReadSeeker) ([]byte, error) {
	if _, err := f.Seek(c.at, io.SeekStart); err != nil {
		return nil, err
	}
	body := make([]byte, c.length)
	_, err := io.ReadFull(f, body)
	return body, err
}

var errManyChunks = refuse(codeNotImage, "chunks")

// eachChunk calls do for each chunk from byte at on, until do returns false or the bytes end. Big-endian chunks are those of PNG
// (length, id, content, 4 bytes of checksum), little-endian ones those of RIFF (id, length, content padded to even).
func eachChunk(f io.ReadSeeker, at, end int64, order binary.ByteOrder, do func(chunk) (bool, error)) error {
	png := order == binary.ByteOrder(binary.BigEndian)
	for count := 0; at < end; count++ {
		if count > 100_000 {
			return errManyChunks
		}
		var b [8]byte
		if _, err := f.Seek(at, io.SeekStart); err != nil {
			return err
		}
		if _, err := io.ReadFull(f, b[:]); err != nil {
			return err
		}
		var c chunk
		if png {
			c = chunk{id: string(b[4:8]), at: at + 8, length: int64(order.Uint32(b[:4]))}
			at = c.at + c.length + 4
		} else {
			c = chunk{id: string(b[:4]), at: at + 8, length: int64(order.Uint32(b[4:8]))}
			at = c.at + c.length + c.length&1
		}
		if c.at+c.length > end {
			return io.ErrUnexpectedEOF
		}
		more, err := do(c)
		if err != nil || !more {
			return err
		}
	}
	if png { // the last chunk did not come
		return io.ErrUnexpectedEOF
	}
	return nil
}
