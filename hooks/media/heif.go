package media

import (
	"encoding/binary"
	"io"
)

// heifMime names the kind of picture by the brands in its first box: "" if it is another file with such a box, like a film.
func heifMime(head []byte) string {
	end := min(int(binary.BigEndian.Uint32(head)), len(head))
	mime := ""
	for at := 8; at+4 <= end; at += 4 {
		if at == 12 { // minor version
			continue
		}
		switch string(head[at : at+4]) {
		case "heic", "heix", "heim", "heis", "hevc", "hevx":
			return "image/heic"
		case "avif", "avis":
			return "image/avif"
		case "mif1", "msf1":
			mime = "image/heif"
		}
	}
	return mime
}

// readHEIF walks over the boxes of a HEIC, HEIF or AVIF file. Such a photo is kept without being decoded, so the walk is all that
// stands between the store and half a file: every box has to end where the next begins, the last one at the end.
func readHEIF(f io.ReadSeeker, size int64) (header, error) {
	h := header{orientation: 1}
	seen := map[string]bool{}
	err := eachBox(f, 0, size, func(b box) error {
		seen[b.kind] = true
		switch b.kind {
		case "ftyp":
			head := make([]byte, min(512, b.end-b.start))
			if err := readAt(f, b.start, head); err != nil {
				return err
			}
			h.mime = heifMime(head)
		case "meta":
			return readHEIFSize(f, b.at+4, b.end, &h, 0) // 4: version and flags
		}
		return nil
	})
	if err != nil {
		return header{}, err
	}
	if h.mime == "" || !seen["meta"] || !seen["mdat"] {
		return header{}, io.ErrUnexpectedEOF
	}
	return h, nil
}

// readHEIFSize looks for the greatest picture in meta/iprp/ipco/ispe; the smaller ones are its tiles and thumbnails.
func readHEIFSize(f io.ReadSeeker, start, end int64, h *header, depth int) error {
	return eachBox(f, start, end, func(b box) error {
		switch b.kind {
		case "iprp", "ipco":
			if depth < 2 {
				return readHEIFSize(f, b.at, b.end, h, depth+1)
			}
		case "ispe":
			var v [12]byte
			if b.end-b.at < int64(len(v)) {
				return io.ErrUnexpectedEOF
			}
			if err := readAt(f, b.at, v[:]); err != nil {
				return err
			}
			width, height := pixels(binary.BigEndian.Uint32(v[4:])), pixels(binary.BigEndian.Uint32(v[8:]))
			if int64(width)*int64(height) > int64(h.width)*int64(h.height) {
				h.width, h.height = width, height
			}
		}
		return nil
	})
}

// box is a piece of an ISO media file: [start, end), its content from at on.
type box struct {
	kind           string
	start, at, end int64
}

func eachBox(f io.ReadSeeker, start, end int64, do func(box) error) error {
	for count := 0; start < end; count++ {
		if count > 10_000 {
			return errManyChunks
		}
		var v [16]byte
		if end-start < 8 {
			return io.ErrUnexpectedEOF
		}
		if err := readAt(f, start, v[:min(16, end-start)]); err != nil {
			return err
		}
		b := box{kind: string(v[4:8]), start: start, at: start + 8}
		switch length := int64(binary.BigEndian.Uint32(v[:])); length {
		case 0: // to the end
			b.end = end
		case 1: // 64 bits follow
			b.at, b.end = start+16, start+int64(binary.BigEndian.Uint64(v[8:])&(1<<62-1))
		default:
			b.end = start + length
		}
		if b.end < b.at || b.end > end {
			return io.ErrUnexpectedEOF
		}
		if err := do(b); err != nil {
			return err
		}
		start = b.end
	}
	return nil
}

func readAt(f io.ReadSeeker, at int64, into []byte) error {
	if _, err := f.Seek(at, io.SeekStart); err != nil {
		return err
	}
	_, err := io.ReadFull(f, into)
	return err
}
