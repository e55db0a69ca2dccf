package media

import (
	"encoding/binary"
	"io"

	"golang.org/x/image/webp"
)

// readWebP checks that the whole container is there (the decoder stops at the first picture) and reads its dimensions.
func readWebP(f io.ReadSeeker, size int64) (header, error) {
	var b [12]byte
	if _, err := io.ReadFull(f, b[:]); err != nil {
		return header{}, err
	}
	end := int64(binary.LittleEndian.Uint32(b[4:])) + 8
	if end > size {
		return header{}, io.ErrUnexpectedEOF
	}
	h := header{mime: "image/webp", orientation: 1, decode: webp.Decode}
	bytesPerPixel := 3.0
	err := eachChunk(f, 12, end, binary.LittleEndian, func(c chunk) (bool, error) {
		switch c.id {
		case "VP8L", "ALPH": // lossless parts are built from 32-bit pixels
			bytesPerPixel = 8
		case "XMP ":
			h.metadata = true
		case "EXIF":
			h.metadata = true
			if c.length <= 1<<16 {
				body, err := c.read(f)
				if err != nil {
					return false, err
				}
				h.orientation = orientationOf(body)
			}
		case "ANIM", "ANMF":
			return false, refuse(codeNotImage, "animated WebP")
		}
		return true, nil
	})
	if err != nil {
		return header{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return header{}, err
	}
	// The decoder refuses a frame whose size is not that of the canvas, so these numbers can be held against the limits.
	cfg, err := webp.DecodeConfig(f)
	if err != nil {
		return header{}, err
	}
	h.width, h.height = cfg.Width, cfg.Height
	h.memory = cost(h.width, h.height, bytesPerPixel)
	return h, nil
}
