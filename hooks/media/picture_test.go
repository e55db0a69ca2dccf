package media

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"testing"
)

// Builders of test pictures. The four quarters have four colours, so that a picture tells which way up it is.

var quarters = [4]color.RGBA{{220, 30, 30, 255}, {30, 200, 30, 255}, {30, 30, 220, 255}, {230, 220, 40, 255}} // tl tr bl br

func quartered(w, h int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			i := 0
			if x >= w/2 {
				i++
			}
			if y >= h/2 {
				i += 2
			}
			img.SetRGBA(x, y, quarters[i])
		}
	}
	return img
}

func jpegOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func pngOf(t testing.TB, img image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// exif makes a block with an orientation, a position (31.2304 N) and a serial number, as a phone writes it.
func exif(orientation int, order binary.AppendByteOrder) []byte {
	b := []byte("MM\x00*")
	if order.String() == "LittleEndian" {
		b = []byte("II*\x00")
	}
	entry := func(tag, typ uint16, count, value uint32) {
		b = order.AppendUint16(b, tag)
		b = order.AppendUint16(b, typ)
		b = order.AppendUint32(b, count)
		if typ == 3 {
			b = order.AppendUint16(b, uint16(value))
			b = order.AppendUint16(b, 0)
			return
		}
		b = order.AppendUint32(b, value)
	}
	const gpsAt, latitudeAt, serialAt = 50, 80, 104
	b = order.AppendUint32(b, 8)
	b = order.AppendUint16(b, 3)
	entry(0x0112, 3, 1, uint32(orientation))
	entry(0x8825, 4, 1, gpsAt)
	entry(0xa431, 2, 12, serialAt)
	b = order.AppendUint32(b, 0)
	b = order.AppendUint16(b, 2)
	b = append(order.AppendUint16(order.AppendUint16(b, 1), 2), 0, 0, 0, 2, 'N', 0, 0, 0)
	entry(2, 5, 3, latitudeAt)
	b = order.AppendUint32(b, 0)
	for _, v := range []uint32{31, 1, 13, 1, 4944, 100} {
		b = order.AppendUint32(b, v)
	}
	return append(b, "SERIAL-12345"...)
}

// withSegments puts APP1 segments right after the start of a JPEG.
func withSegments(jpg []byte, segments ...[]byte) []byte {
	out := append([]byte{}, jpg[:2]...)
	for _, s := range segments {
		out = append(out, 0xff, 0xe1, byte((len(s)+2)>>8), byte(len(s)+2))
		out = append(out, s...)
	}
	return append(out, jpg[2:]...)
}

func exifSegment(orientation int) []byte {
	return append([]byte("Exif\x00\x00"), exif(orientation, binary.BigEndian)...)
}

// pngHeader is a PNG that claims a size and brings no pixels.
func pngHeader(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	ihdr = append(binary.BigEndian.AppendUint32(ihdr, h), 8, 6, 0, 0, 0)
	out := pngChunk([]byte("\x89PNG\r\n\x1a\n"), ihdr)
	out = pngChunk(out, []byte("IDAT\x78\x9c\x63\x00\x00\x00\x01\x00\x01"))
	return pngChunk(out, []byte("IEND"))
}

func pngChunk(out, idAndBody []byte) []byte {
	out = binary.BigEndian.AppendUint32(out, uint32(len(idAndBody)-4))
	out = append(out, idAndBody...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(idAndBody))
}

// heic is the skeleton of a photo as Apple's phones write it: boxes, sizes, and coded pixels nobody here reads.
func heic(w, h uint32, pixels []byte) []byte {
	ispe := func(w, h uint32) []byte {
		return boxOf("ispe", binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(make([]byte, 4), w), h))
	}
	ipco := boxOf("ipco", append(ispe(512, 512), ispe(w, h)...))
	meta := boxOf("meta", append(make([]byte, 4), boxOf("iprp", ipco)...))
	return append(append(boxOf("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), meta...), boxOf("mdat", pixels)...)
}

func boxOf(kind string, body []byte) []byte {
	return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8)), kind...), body...)
}

func hashOf(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

const photoID = "photo0000000001"

func claimOf(b []byte) Claim { return Claim{Photo: photoID, SHA256: hashOf(b), Bytes: int64(len(b))} }

func testPictures(t testing.TB, limits Limits) *Pictures {
	t.Helper()
	dir := t.TempDir()
	blobs, err := OpenBlobs(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	p, err := NewPictures(blobs, filepath.Join(dir, "variants"), limits)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func fileOf(t testing.TB, b []byte) string {
	t.Helper()
	f, err := os.CreateTemp(t.TempDir(), "upload")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := f.Write(b); err != nil {
		t.Fatal(err)
	}
	return f.Name()
}

// filesBelow lists regular files, to see what is stored and what is left behind.
func filesBelow(t testing.TB, dir string) []string {
	t.Helper()
	var names []string
	err := filepath.WalkDir(dir, func(path string, e os.DirEntry, err error) error {
		if err == nil && e.Type().IsRegular() {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}
