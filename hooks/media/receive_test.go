package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"io"
	"os"
	"runtime"
	"slices"
	"testing"

	"lutong/hooks/fault"
)

// What was announced must be what came.
func TestReceiveHoldsTheClaim(t *testing.T) {
	good := jpegOf(t, quartered(64, 48))
	large := append(bytes.Clone(good), make([]byte, 200<<10)...)
	p := testPictures(t, corpusLimits())
	for _, c := range []struct {
		name, code string
		file       []byte
		claim      func(*Claim)
	}{
		{"too large, and says less", "too_large", large, func(c *Claim) { c.Bytes = 1000 }},
		{"wrong hash", "wrong_hash", good, func(c *Claim) { c.SHA256 = hashOf(large) }},
		{"hash in capitals", "bad_value", good, func(c *Claim) { c.SHA256 = string(bytes.ToUpper([]byte(c.SHA256))) }},
		{"hash that is a path", "bad_value", good, func(c *Claim) { c.SHA256 = "../../../etc/passwd" }},
		{"no id", "bad_value", good, func(c *Claim) { c.Photo = "" }},
		{"shorter than announced", "truncated", good, func(c *Claim) { c.Bytes++ }},
		{"longer than announced", "wrong_hash", good, func(c *Claim) { c.Bytes-- }},
	} {
		claim := claimOf(c.file)
		c.claim(&claim)
		if _, err := p.Receive(context.Background(), fileOf(t, c.file), claim); fault.Code(err) != c.code {
			t.Errorf("%s: got %v, want %s", c.name, err, c.code)
		}
		if left := append(filesBelow(t, p.blobs.dir), filesBelow(t, p.cache)...); len(left) > 0 {
			t.Errorf("%s: left behind: %v", c.name, left)
		}
	}
}

func TestReceiveKeepsPhotos(t *testing.T) {
	transparent := image.NewNRGBA(image.Rect(0, 0, 30, 20))
	transparent.Set(3, 3, color.NRGBA{0, 0, 0, 128})
	deep := image.NewNRGBA64(image.Rect(0, 0, 30, 20))
	good := jpegOf(t, quartered(64, 48))
	film := append(boxOf("ftyp", []byte("isom\x00\x00\x02\x00mp41")), boxOf("mdat", []byte("\xff\xd9 film \xff\xd8"))...)
	p := testPictures(t, Limits{})
	for _, c := range []struct {
		name string
		file []byte
		want Info
	}{
		{"jpeg", good, Info{Mime: "image/jpeg", Width: 64, Height: 48}},
		{"grey jpeg", jpegOf(t, image.NewGray(image.Rect(0, 0, 17, 9))), Info{Mime: "image/jpeg", Width: 17, Height: 9}},
		{"jpeg held upright", withSegments(good, exifSegment(6)), Info{Mime: "image/jpeg", Width: 48, Height: 64, Metadata: true}},
		{"jpeg with a film behind it", append(bytes.Clone(good), film...), Info{Mime: "image/jpeg", Width: 64, Height: 48}},
		{"one pixel", jpegOf(t, quartered(1, 1)), Info{Mime: "image/jpeg", Width: 1, Height: 1}},
		{"png", pngOf(t, quartered(64, 48)), Info{Mime: "image/png", Width: 64, Height: 48}},
		{"png, transparent", pngOf(t, transparent), Info{Mime: "image/png", Width: 30, Height: 20}},
		{"png, 16 bits", pngOf(t, deep), Info{Mime: "image/png", Width: 30, Height: 20}},
		{"webp", readTestdata(t, "lossy.webp"), Info{Mime: "image/webp", Width: 48, Height: 32}},
		{"webp held upright", webpHeld(readTestdata(t, "lossy.webp"), 8), Info{Mime: "image/webp", Width: 32, Height: 48, Metadata: true}},
		{"webp, lossless", readTestdata(t, "lossless.webp"), Info{Mime: "image/webp", Width: 48, Height: 32}},
		{"heic", heic(4032, 3024, make([]byte, 4000)), Info{Mime: "image/heic", Width: 4032, Height: 3024, Note: "no_preview"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			file := fileOf(t, c.file)
			got, err := p.Receive(context.Background(), file, claimOf(c.file))
			if err != nil {
				t.Fatal(err)
			}
			c.want.SHA256, c.want.Bytes = hashOf(c.file), int64(len(c.file))
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
			original, err := p.Open(context.Background(), got.SHA256, Original)
			if err != nil {
				t.Fatal(err)
			}
			defer original.Close()
			var b bytes.Buffer
			if _, err := b.ReadFrom(original); err != nil || !bytes.Equal(b.Bytes(), c.file) || original.Mime != got.Mime {
				t.Errorf("the original came back changed, or as %s: %v", original.Mime, err)
			}
			if _, err := os.Stat(file); err == nil {
				t.Error("the upload was copied, not moved")
			}
			again, err := p.Inspect(context.Background(), claimOf(c.file))
			if err != nil || again != got {
				t.Errorf("looked at again: %+v, %v", again, err)
			}
		})
	}
}

// A bomb must be refused by its header: 60,000 x 60,000 pixels would be 14 GB.
func TestBombCostsNoMemory(t *testing.T) {
	p := testPictures(t, Limits{})
	bomb := pngHeader(60_000, 60_000)
	file := fileOf(t, bomb)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	_, err := p.Receive(context.Background(), file, claimOf(bomb))
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; fault.Code(err) != "bomb" || used > 4<<20 {
		t.Errorf("%v, after %d MB", err, used>>20)
	}
}

func TestMemoryIsReckonedByKind(t *testing.T) {
	frame := func(components int, sampling ...byte) []byte {
		b := []byte{8, 0, 48, 0, 64, byte(components)}
		for i, s := range sampling {
			b = append(b, byte(i+1), s, 0)
		}
		return b
	}
	for _, c := range []struct {
		name        string
		frame       []byte
		progressive bool
		want        float64
	}{
		{"4:2:0", frame(3, 0x22, 0x11, 0x11), false, 1.5},
		{"4:4:4", frame(3, 0x11, 0x11, 0x11), false, 3},
		{"grey", frame(1, 0x11), false, 1},
		{"4:2:0 in passes keeps its coefficients", frame(3, 0x22, 0x11, 0x11), true, 7.5},
		{"CMYK", frame(4, 0x11, 0x11, 0x11, 0x11), false, 8},
	} {
		if got := jpegBytesPerPixel(c.frame, c.progressive); got != c.want {
			t.Errorf("%s: %v bytes a pixel, want %v", c.name, got, c.want)
		}
	}
	small := DefaultLimits
	small.Memory = 1 << 20
	if err := small.check(header{width: 1000, height: 1000, memory: 3 << 20, decode: nil}); fault.Code(err) != "bomb" {
		t.Errorf("a picture over the whole budget: %v", err)
	}
}

func TestDecoderThatPanicsIsARefusal(t *testing.T) {
	p := testPictures(t, Limits{})
	h := header{width: 1, height: 1, decode: func(io.Reader) (image.Image, error) { panic("index out of range") }}
	err := p.withPixels(context.Background(), bytes.NewReader(nil), h, func(image.Image) error { return nil })
	if fault.Code(err) != "not_an_image" {
		t.Errorf("got %v", err)
	}
	if !p.room.TryAcquire(p.limits.Memory) {
		t.Error("its room was not given back")
	}
}

// go test -fuzz FuzzReceive ./hooks/media: whatever comes, there is an answer with a code, and nothing harmful is stored.
func FuzzReceive(f *testing.F) {
	good := jpegOf(f, quartered(16, 16))
	for _, seed := range goodFiles(f, good) {
		f.Add(seed)
	}
	for _, c := range badFiles(f) {
		if len(c.file) < 4096 {
			f.Add(c.file)
		}
	}
	limits := Limits{Bytes: 64 << 10, Pixels: 1 << 20, Side: 4096, Memory: 32 << 20, Workers: 1}
	p := testPictures(f, limits)
	f.Fuzz(func(t *testing.T, b []byte) {
		info, err := p.Receive(context.Background(), fileOf(t, b), claimOf(b))
		if err != nil && fault.As(err) == nil {
			t.Fatalf("an error without a code: %v", err)
		}
		if err == nil && info.Note == "" && (info.Width <= 0 || info.Height <= 0) {
			t.Fatalf("stored without a size: %+v", info)
		}
		if err != nil {
			return
		}
		if info.Note != codeNoPreview { // what was stored can be shown
			if got := decoded(t, openBytes(t, p, info.SHA256, Thumb)); got.Bounds().Empty() {
				t.Fatal("an empty thumbnail")
			}
		}
	})
}

// go test -fuzz FuzzHeader ./hooks/media: the parsers of headers alone, a hundred times faster than with the pixels. They never read
// outside the file, never say a size that the limits cannot hold, and end.
func FuzzHeader(f *testing.F) {
	for _, seed := range goodFiles(f, jpegOf(f, quartered(16, 16))) {
		f.Add(seed)
	}
	for _, c := range badFiles(f) {
		if len(c.file) < 4096 {
			f.Add(c.file)
		}
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		h, err := readHeader(bytes.NewReader(b), int64(len(b)))
		switch {
		case err != nil && fault.As(err) == nil:
			t.Fatalf("an error without a code: %v", err)
		case err == nil && (h.width < 0 || h.height < 0 || h.memory < 0 || h.orientation < 1 || h.orientation > 8 || h.mime == ""):
			t.Fatalf("%+v", h)
		}
		if err := checkPolyglot(bytes.NewReader(b), int64(len(b))); err != nil && fault.Code(err) != codePolyglot {
			t.Fatal(err)
		}
		orientationOf(b)
	})
}

func goodFiles(t testing.TB, jpg []byte) [][]byte {
	return [][]byte{
		jpg, withSegments(jpg, exifSegment(6)), pngOf(t, quartered(16, 16)), pngWithExif(pngOf(t, quartered(16, 16)), 5),
		readTestdata(t, "lossy.webp"), readTestdata(t, "lossless.webp"), webpHeld(readTestdata(t, "lossy.webp"), 3), heic(16, 16, []byte("pixels")),
	}
}

func readTestdata(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// zipEnd is the record that ends an archive.
func zipEnd(comment uint16) []byte {
	return binary.LittleEndian.AppendUint16(append([]byte("PK\x05\x06"), make([]byte, 16)...), comment)
}

// segmentAt finds a marker among the headers of one of our JPEGs.
func segmentAt(jpg []byte, marker byte) int { return bytes.Index(jpg, []byte{0xff, marker}) }

func jpegClaiming(jpg []byte, w, h int) []byte {
	b := bytes.Clone(jpg)
	at := segmentAt(b, 0xc0) + 5
	binary.BigEndian.PutUint16(b[at:], uint16(h))
	binary.BigEndian.PutUint16(b[at+2:], uint16(w))
	return b
}

func manyScans(jpg []byte) []byte {
	sos := jpg[segmentAt(jpg, 0xda) : len(jpg)-2]
	return slices.Concat(jpg[:len(jpg)-2], bytes.Repeat(sos[:14], 200), []byte("\xff\xd9"))
}

func twoFrames(jpg []byte) []byte {
	at := segmentAt(jpg, 0xc0)
	return slices.Concat(jpg[:at], jpg[at:at+19], jpg[at:])
}

// hole replaces coded pixels by a marker that has no business there.
func hole(jpg []byte) []byte {
	b := bytes.Clone(jpg)
	at := segmentAt(b, 0xda) + 20
	copy(b[at:], "\xff\xd8\x00\x02\xff\xd8\x00\x02")
	return b
}

func webpFrameLies(webp []byte) []byte {
	b := bytes.Clone(webp)
	at := bytes.Index(b, []byte("\x9d\x01\x2a")) + 3 // start code of the frame, then 14 bits each
	binary.LittleEndian.PutUint16(b[at:], 16_000)
	binary.LittleEndian.PutUint16(b[at+2:], 16_000)
	return b
}

// webpHeld appends an orientation, which WebP keeps behind the pixels.
func webpHeld(webp []byte, orientation int) []byte {
	body := exif(orientation, binary.LittleEndian)
	b := append(bytes.Clone(webp), "EXIF"...)
	b = append(binary.LittleEndian.AppendUint32(b, uint32(len(body))), body...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}
