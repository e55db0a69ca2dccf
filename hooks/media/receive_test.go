package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/gif"
	"io"
	"os"
	"runtime"
	"slices"
	"testing"

	"lutong/hooks/fault"
)

func TestReceiveRefusesWhatIsNoPhoto(t *testing.T) {
	good := jpegOf(t, quartered(64, 48))
	pngGood := pngOf(t, quartered(64, 48))
	webpGood := readTestdata(t, "lossy.webp")
	heicGood := heic(4032, 3024, make([]byte, 4000))
	var gifGood bytes.Buffer
	if err := gif.Encode(&gifGood, quartered(8, 8), nil); err != nil {
		t.Fatal(err)
	}
	damagedPNG := bytes.Clone(pngGood)
	damagedPNG[len(damagedPNG)-20] ^= 0xff
	zip := append(bytes.Clone(good), zipEnd(0)...)

	limits := DefaultLimits
	limits.Bytes = 150 << 10
	p := testPictures(t, limits)
	for _, c := range []struct {
		name, code string
		file       []byte
		claim      func(*Claim)
	}{
		{name: "nothing", code: "not_an_image", file: nil},
		{name: "one byte", code: "not_an_image", file: []byte{0xff}},
		{name: "zero bytes of a size", code: "not_an_image", file: make([]byte, 5000)},
		{name: "too large", code: "too_large", file: append(bytes.Clone(good), make([]byte, 200<<10)...)},
		{name: "too large, and says less", code: "too_large", file: append(bytes.Clone(good), make([]byte, 200<<10)...), claim: func(c *Claim) { c.Bytes = 1000 }},
		{name: "wrong hash", code: "wrong_hash", file: good, claim: func(c *Claim) { c.SHA256 = hashOf(pngGood) }},
		{name: "hash in capitals", code: "bad_value", file: good, claim: func(c *Claim) { c.SHA256 = string(bytes.ToUpper([]byte(c.SHA256))) }},
		{name: "hash that is a path", code: "bad_value", file: good, claim: func(c *Claim) { c.SHA256 = "../../../etc/passwd" }},
		{name: "no id", code: "bad_value", file: good, claim: func(c *Claim) { c.Photo = "" }},
		{name: "shorter than announced", code: "truncated", file: good, claim: func(c *Claim) { c.Bytes++ }},
		{name: "longer than announced", code: "wrong_hash", file: good, claim: func(c *Claim) { c.Bytes-- }},

		{name: "jpeg cut in the pixels", code: "truncated", file: good[:len(good)/2+200]},
		{name: "jpeg without its end", code: "truncated", file: good[:len(good)-2]},
		{name: "jpeg cut in the header", code: "truncated", file: good[:30]},
		{name: "jpeg of three bytes", code: "truncated", file: good[:3]},
		{name: "jpeg with a hole", code: "not_an_image", file: hole(good)},
		{name: "jpeg of headers only", code: "not_an_image", file: []byte("\xff\xd8\xff\xd9\xff\xd9")},
		{name: "jpeg with a segment of length 0", code: "not_an_image", file: []byte("\xff\xd8\xff\xe1\x00\x00 more text here")},
		{name: "jpeg bomb", code: "bomb", file: jpegClaiming(good, 30_000, 30_000)},
		{name: "jpeg of no width", code: "not_an_image", file: jpegClaiming(good, 0, 48)},
		{name: "jpeg of many passes", code: "bomb", file: manyScans(good)},
		{name: "jpeg of two frames", code: "not_an_image", file: twoFrames(good)},

		{name: "png cut in the pixels", code: "truncated", file: pngGood[:len(pngGood)/2]},
		{name: "png without its end", code: "truncated", file: pngGood[:len(pngGood)-12]},
		{name: "png with a wrong checksum", code: "not_an_image", file: damagedPNG},
		{name: "png bomb", code: "bomb", file: pngHeader(60_000, 60_000)},
		{name: "png bomb, long and thin", code: "bomb", file: pngHeader(1, 2_000_000)},
		{name: "png of negative size", code: "bomb", file: pngHeader(0xffffffff, 0xffffffff)},
		{name: "png of no height", code: "not_an_image", file: pngHeader(10, 0)},
		{name: "png with fewer pixels than it says", code: "not_an_image", file: pngHeader(100, 100)},
		{name: "png signature only", code: "truncated", file: pngGood[:8]},

		{name: "webp cut", code: "truncated", file: webpGood[:len(webpGood)-50]},
		{name: "webp cut behind its pixels", code: "truncated", file: webpHeld(webpGood, 6)[:len(webpGood)+40]},
		{name: "webp with a bigger frame than canvas", code: "not_an_image", file: webpFrameLies(webpGood)},
		{name: "webp container of nothing", code: "truncated", file: []byte("RIFF\x08\x00\x00\x00WEBPVP8 \x00\x00\x00\x00")},
		{name: "heic cut", code: "truncated", file: heicGood[:len(heicGood)-1]},
		{name: "heic without pixels", code: "truncated", file: heicGood[:len(heicGood)-4008]},
		{name: "heic bomb", code: "bomb", file: heic(60_000, 60_000, make([]byte, 100))},
		{name: "film in the same kind of box", code: "not_an_image", file: append(boxOf("ftyp", []byte("isom\x00\x00\x02\x00mp41")), boxOf("mdat", make([]byte, 99))...)},

		{name: "gif", code: "not_an_image", file: gifGood.Bytes()},
		{name: "text", code: "not_an_image", file: []byte("今天现场没有照片")},
		{name: "svg", code: "not_an_image", file: []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)},
		{name: "html that says jpg", code: "not_an_image", file: []byte("<!DOCTYPE html><title>photo.jpg</title>")},
		{name: "pdf", code: "not_an_image", file: []byte("%PDF-1.7\n")},
		{name: "program", code: "not_an_image", file: []byte("\x7fELF\x02\x01\x01")},
		{name: "text before a jpeg", code: "not_an_image", file: append([]byte("GIF89a=1;/*"), good...)},

		{name: "jpeg and zip", code: "polyglot", file: zip},
		{name: "jpeg and zip with a comment", code: "polyglot", file: append(append(bytes.Clone(good), zipEnd(300)...), make([]byte, 300)...)},
		{name: "png and zip", code: "polyglot", file: append(bytes.Clone(pngGood), zipEnd(0)...)},
		{name: "jpeg and pdf", code: "polyglot", file: withSegments(good, []byte("%PDF-1.4 1 0 obj"))},
		{name: "jpeg and html", code: "polyglot", file: withSegments(good, []byte("<html><ScRiPt>alert(1)</script>"))},
		{name: "jpeg and script at the end", code: "polyglot", file: append(append(bytes.Clone(good), make([]byte, 70<<10)...), "<SCRIPT src=x>"...)},
		{name: "jpeg and rar", code: "polyglot", file: append(bytes.Clone(good), "Rar!\x1a\x07\x01\x00"...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			claim := claimOf(c.file)
			if c.claim != nil {
				c.claim(&claim)
			}
			file := fileOf(t, c.file)
			_, err := p.Receive(context.Background(), file, claim)
			if fault.Code(err) != c.code {
				t.Errorf("got %v (code %q), want code %q", err, fault.Code(err), c.code)
			}
			if left := append(filesBelow(t, p.blobs.dir), filesBelow(t, p.cache)...); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("the upload should be left to the caller: %v", err)
			}
		})
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
		{"jpeg held upright", withSegments(good, exifSegment(6)), Info{Mime: "image/jpeg", Width: 48, Height: 64}},
		{"jpeg with a film behind it", append(bytes.Clone(good), film...), Info{Mime: "image/jpeg", Width: 64, Height: 48}},
		{"one pixel", jpegOf(t, quartered(1, 1)), Info{Mime: "image/jpeg", Width: 1, Height: 1}},
		{"png", pngOf(t, quartered(64, 48)), Info{Mime: "image/png", Width: 64, Height: 48}},
		{"png, transparent", pngOf(t, transparent), Info{Mime: "image/png", Width: 30, Height: 20}},
		{"png, 16 bits", pngOf(t, deep), Info{Mime: "image/png", Width: 30, Height: 20}},
		{"webp", readTestdata(t, "lossy.webp"), Info{Mime: "image/webp", Width: 48, Height: 32}},
		{"webp held upright", webpHeld(readTestdata(t, "lossy.webp"), 8), Info{Mime: "image/webp", Width: 32, Height: 48}},
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

func FuzzReceive(f *testing.F) {
	good := jpegOf(f, quartered(16, 16))
	f.Add(good)
	f.Add(withSegments(good, exifSegment(6)))
	f.Add(pngOf(f, quartered(16, 16)))
	f.Add(readTestdata(f, "lossy.webp"))
	f.Add(readTestdata(f, "lossless.webp"))
	f.Add(heic(16, 16, []byte("pixels")))
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
	})
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
