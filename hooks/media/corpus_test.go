package media

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"context"
	"encoding/binary"
	"image/gif"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/bmp"
	"golang.org/x/image/tiff"

	"lutong/hooks/fault"
)

// badFile is one file of the corpus and the code of its refusal.
type badFile struct {
	name, code string
	file       []byte
}

// badFiles is the corpus of files that must never be stored (U3). All are made here or are small files of our own in testdata; the
// fuzz targets begin with them too.
func badFiles(t testing.TB) []badFile {
	good, pngGood, webpGood := jpegOf(t, quartered(64, 48)), pngOf(t, quartered(64, 48)), readTestdata(t, "lossy.webp")
	heicGood := heic(4032, 3024, make([]byte, 4000))
	files := []badFile{
		{"nothing", "not_an_image", nil},
		{"one byte", "not_an_image", []byte{0xff}},
		{"zeros", "not_an_image", make([]byte, 5000)},
		{"too large", "too_large", append(bytes.Clone(good), make([]byte, 200<<10)...)},

		{"jpeg cut in the pixels", "truncated", good[:len(good)/2+200]},
		{"jpeg without its end", "truncated", good[:len(good)-2]},
		{"jpeg cut in the header", "truncated", good[:30]},
		{"jpeg of three bytes", "truncated", good[:3]},
		{"jpeg with a hole", "not_an_image", hole(good)},
		{"jpeg of headers only", "not_an_image", []byte("\xff\xd8\xff\xd9\xff\xd9")},
		{"jpeg with a segment of length 0", "not_an_image", []byte("\xff\xd8\xff\xe1\x00\x00 more text here")},
		{"jpeg with a segment longer than the file", "truncated", slices.Concat(good[:2], []byte("\xff\xe1\xff\xff"), good[2:])},
		{"jpeg bomb", "bomb", jpegClaiming(good, 30_000, 30_000)},
		{"jpeg bomb by side", "bomb", jpegClaiming(good, 65_535, 8)},
		{"jpeg bomb by memory", "bomb", jpegProgressive(jpegClaiming(good, 9000, 7700))},
		{"jpeg that lies by a few pixels", "not_an_image", jpegClaiming(good, 640, 480)},
		{"jpeg of no width", "not_an_image", jpegClaiming(good, 0, 48)},
		{"jpeg whose height comes later", "not_an_image", jpegClaiming(good, 64, 0)},
		{"jpeg of many passes", "bomb", manyScans(good)},
		{"jpeg of two frames", "not_an_image", twoFrames(good)},
		{"jpeg without tables", "not_an_image", without(good, 0xc4)},
		{"jpeg without quantisation", "not_an_image", without(good, 0xdb)},
		{"jpeg without a frame", "not_an_image", without(good, 0xc0)},
		{"jpeg, arithmetic coding", "not_an_image", jpegKind(good, 0xc9)},
		{"jpeg, lossless coding", "not_an_image", jpegKind(good, 0xc3)},
		{"jpeg of 12 bits", "not_an_image", patched(good, segmentAt(good, 0xc0)+4, 12)},
		{"jpeg of nine components", "not_an_image", patched(good, segmentAt(good, 0xc0)+9, 9)},
		{"jpeg with impossible sampling", "not_an_image", patched(good, segmentAt(good, 0xc0)+11, 0x55)},
		{"jpeg with a scan of nothing", "not_an_image", patched(good, segmentAt(good, 0xda)+4, 0)},

		{"png cut in the pixels", "truncated", pngGood[:len(pngGood)/2]},
		{"png without its end", "truncated", pngGood[:len(pngGood)-12]},
		{"png with a wrong checksum", "not_an_image", patched(pngGood, len(pngGood)-20, pngGood[len(pngGood)-20]^0xff)},
		{"png bomb", "bomb", pngHeader(60_000, 60_000)},
		{"png bomb, long and thin", "bomb", pngHeader(1, 2_000_000)},
		{"png of negative size", "bomb", pngHeader(0xffffffff, 0xffffffff)},
		{"png of no height", "not_an_image", pngHeader(10, 0)},
		{"png with fewer pixels than it says", "not_an_image", pngHeader(100, 100)},
		{"png with more pixels than it says", "not_an_image", pngDeflating(8, 8, 4<<20)},
		{"png signature only", "truncated", pngGood[:8]},
		{"png that begins with another chunk", "not_an_image", pngChunk(bytes.Clone(pngGood[:8]), []byte("tEXtComment\x00nothing here at all"))},
		{"png of an unknown colour", "not_an_image", pngIHDR(8, 5, 0)},
		{"png of an unknown depth", "not_an_image", pngIHDR(3, 2, 0)},
		{"png, palette missing", "not_an_image", pngIHDR(8, 3, 0)},
		{"png with a chunk longer than the file", "truncated", slices.Concat(pngGood[:33], []byte("\x7f\xff\xff\xffIDAT"), pngGood[33:])},
		{"png of too many chunks", "not_an_image", slices.Concat(pngGood[:33], bytes.Repeat(pngChunk(nil, []byte("aaAa")), 100_001)[:100_001*12], pngGood[33:])},
		{"png that moves", "not_an_image", slices.Concat(pngGood[:33], pngChunk(nil, []byte("acTL\x00\x00\x00\x02\x00\x00\x00\x00")), pngGood[33:])},

		{"webp cut", "truncated", webpGood[:len(webpGood)-50]},
		{"webp cut behind its pixels", "truncated", webpHeld(webpGood, 6)[:len(webpGood)+40]},
		{"webp with a bigger frame than canvas", "not_an_image", webpFrameLies(webpGood)},
		{"webp container of nothing", "truncated", []byte("RIFF\x08\x00\x00\x00WEBPVP8 \x00\x00\x00\x00")},
		{"webp that moves", "not_an_image", webpWith("ANIM", make([]byte, 6))},
		{"webp, lossless bomb", "bomb", riff("VP8L", []byte("\x2f\xff\xff\xff\x0f\x00\x00\x00\x00\x00"))},
		{"webp, lossless, no pixels", "truncated", riff("VP8L", []byte("\x2f\x1f\xc0\x07\x00"))},

		{"heic cut", "truncated", heicGood[:len(heicGood)-1]},
		{"heic without pixels", "truncated", heicGood[:len(heicGood)-4008]},
		{"heic without a description", "truncated", append(boxOf("ftyp", []byte("heic\x00\x00\x00\x00mif1heic")), boxOf("mdat", make([]byte, 99))...)},
		{"heic bomb", "bomb", heic(60_000, 60_000, make([]byte, 100))},
		{"heic with a box that ends before it begins", "truncated", append(bytes.Clone(heicGood), "\x00\x00\x00\x04free"...)},
		{"heic with a box of 64 bits", "truncated", append(bytes.Clone(heicGood), "\x00\x00\x00\x01free\xff\xff\xff\xff\xff\xff\xff\xff"...)},
		{"heic of too many boxes", "not_an_image", append(bytes.Clone(heicGood), bytes.Repeat(boxOf("free", nil), 10_001)...)},
		{"film in the same kind of box", "not_an_image", append(boxOf("ftyp", []byte("isom\x00\x00\x02\x00mp41")), boxOf("mdat", make([]byte, 99))...)},
		{"film of a phone", "not_an_image", append(boxOf("ftyp", []byte("qt  \x00\x00\x00\x00qt  ")), boxOf("mdat", make([]byte, 99))...)},

		{"gif", "not_an_image", encoded(t, func(w io.Writer) error { return gif.Encode(w, quartered(8, 8), nil) })},
		{"bmp", "not_an_image", encoded(t, func(w io.Writer) error { return bmp.Encode(w, quartered(8, 8)) })},
		{"tiff, as raw photos are", "not_an_image", encoded(t, func(w io.Writer) error { return tiff.Encode(w, quartered(8, 8), nil) })},
		{"icon", "not_an_image", append([]byte("\x00\x00\x01\x00\x01\x00\x10\x10"), make([]byte, 100)...)},
		{"photoshop", "not_an_image", append([]byte("8BPS\x00\x01"), make([]byte, 100)...)},
		{"jpeg xl", "not_an_image", append([]byte("\xff\x0a"), make([]byte, 100)...)},
		{"jpeg 2000", "not_an_image", append([]byte("\x00\x00\x00\x0cjP  \x0d\x0a\x87\x0a"), make([]byte, 100)...)},
		{"sound", "not_an_image", append([]byte("RIFF\x64\x00\x00\x00WAVEfmt "), make([]byte, 100)...)},
		{"text", "not_an_image", []byte("今天现场没有照片")},
		{"svg", "not_an_image", []byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`)},
		{"html that says jpg", "not_an_image", []byte("<!DOCTYPE html><title>photo.jpg</title>")},
		{"pdf", "not_an_image", []byte("%PDF-1.7\n")},
		{"program", "not_an_image", []byte("\x7fELF\x02\x01\x01")},
		{"program for Windows", "not_an_image", append([]byte("MZ"), make([]byte, 100)...)},
		{"shell script", "not_an_image", []byte("#!/bin/sh\nrm -rf /\n")},
		{"gzip", "not_an_image", encoded(t, func(w io.Writer) error { z := gzip.NewWriter(w); _, _ = z.Write(good); return z.Close() })},
		{"text before a jpeg", "not_an_image", append([]byte("GIF89a=1;/*"), good...)},

		{"jpeg and zip", "polyglot", append(bytes.Clone(good), zipEnd(0)...)},
		{"jpeg and zip with a comment", "polyglot", append(append(bytes.Clone(good), zipEnd(300)...), make([]byte, 300)...)},
		{"png and zip", "polyglot", append(bytes.Clone(pngGood), zipEnd(0)...)},
		{"webp and zip", "polyglot", append(bytes.Clone(webpGood), zipEnd(0)...)},
		{"heic and zip", "polyglot", append(bytes.Clone(heicGood), boxOf("free", zipEnd(0))...)},
		{"jpeg and pdf", "polyglot", withSegments(good, []byte("%PDF-1.4 1 0 obj"))},
		{"png and pdf", "polyglot", slices.Concat(pngGood[:33], pngChunk(nil, []byte("tEXtx\x00%PDF-1.4 1 0 obj")), pngGood[33:])},
		{"jpeg and html", "polyglot", withSegments(good, []byte("<html><ScRiPt>alert(1)</script>"))},
		{"jpeg and script at the end", "polyglot", append(append(bytes.Clone(good), make([]byte, 70<<10)...), "<SCRIPT src=x>"...)},
		{"jpeg and php", "polyglot", withSegments(good, []byte(`<?php system($_GET["c"]);`))},
		{"jpeg and rar", "polyglot", append(bytes.Clone(good), "Rar!\x1a\x07\x01\x00"...)},
		{"jpeg and 7z", "polyglot", append(bytes.Clone(good), "7z\xbc\xaf\x27\x1c\x00\x04"...)},
	}
	return files
}

// corpusLimits let the large ones of the corpus be small files.
func corpusLimits() Limits {
	l := DefaultLimits
	l.Bytes = 150 << 10
	return l
}

// The bar of U3: at least sixty bad files, none stored, none harmful, each with its code.
func TestCorpusIsRefused(t *testing.T) {
	files := badFiles(t)
	if len(files) < 60 {
		t.Fatalf("only %d files", len(files))
	}
	p := testPictures(t, corpusLimits())
	for _, c := range files {
		t.Run(c.name, func(t *testing.T) {
			p.limits.Bytes = 2 << 20 // one has a hundred thousand chunks
			if c.code == "too_large" {
				p.limits = corpusLimits()
			}
			file := fileOf(t, c.file)
			_, err := p.Receive(context.Background(), file, claimOf(c.file))
			if fault.Code(err) != c.code {
				t.Errorf("got %v (code %q), want code %q", err, fault.Code(err), c.code)
			}
			if left := append(filesBelow(t, p.blobs.dir), filesBelow(t, p.cache)...); len(left) > 0 {
				t.Errorf("left behind: %v", left)
				for _, name := range left { // the next one is judged by itself
					_ = os.Remove(name)
				}
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("the upload should be left to the caller: %v", err)
			}
		})
	}
}

// The same over HTTP, as a hostile device would send them: an error with the code, the record says why, nothing is left.
func TestCorpusIsRefusedByTheServer(t *testing.T) {
	d := newDepot(t)
	for i, c := range badFiles(t) {
		if len(c.file) == 0 || c.code == "too_large" {
			continue // refused at the announcement: TestUploadIsRefusedBeforeItBegins
		}
		claim := claimOf(c.file)
		claim.Photo = strings.Replace(photoID, "0000000001", string([]byte{'a' + byte(i/26), 'a' + byte(i%26)})+"00000000", 1)
		at := d.create(claim).Header.Get("Location")
		if r := d.patch(at, 0, c.file); r.StatusCode != 400 || r.code() != c.code {
			t.Errorf("%s: %d %s", c.name, r.StatusCode, r.body)
		}
		if d.refused[claim.Photo] != c.code || d.finished != 0 {
			t.Errorf("%s: the record says %q", c.name, d.refused[claim.Photo])
		}
	}
	if left := filesBelow(t, d.dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}

func encoded(t testing.TB, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func patched(file []byte, at int, v byte) []byte {
	b := bytes.Clone(file)
	b[at] = v
	return b
}

// without drops all segments of one kind from a JPEG.
func without(jpg []byte, marker byte) []byte {
	b := bytes.Clone(jpg)
	for at := segmentAt(b, marker); at >= 0; at = segmentAt(b, marker) {
		b = slices.Delete(b, at, at+2+int(binary.BigEndian.Uint16(b[at+2:])))
	}
	return b
}

// jpegKind makes the frame one of another coding.
func jpegKind(jpg []byte, marker byte) []byte { return patched(jpg, segmentAt(jpg, 0xc0)+1, marker) }

// jpegProgressive makes it one in passes without subsampling: the kind that takes most memory.
func jpegProgressive(jpg []byte) []byte {
	at := segmentAt(jpg, 0xc0)
	return patched(patched(jpg, at+11, 0x11), at+1, 0xc2)
}

// pngIHDR is a small PNG of that depth, colour type and interlacing, with some pixels.
func pngIHDR(depth, colour, interlace byte) []byte {
	ihdr := append([]byte("IHDR\x00\x00\x00\x08\x00\x00\x00\x08"), depth, colour, 0, 0, interlace)
	out := pngChunk([]byte("\x89PNG\r\n\x1a\n"), ihdr)
	out = pngChunk(out, []byte("IDAT\x78\x9c\x63\x00\x00\x00\x01\x00\x01"))
	return pngChunk(out, []byte("IEND"))
}

// pngDeflating is a small picture whose pixels unpack to so many bytes.
func pngDeflating(w, h uint32, size int) []byte {
	ihdr := binary.BigEndian.AppendUint32([]byte("IHDR"), w)
	ihdr = append(binary.BigEndian.AppendUint32(ihdr, h), 8, 6, 0, 0, 0)
	var pixels bytes.Buffer
	z := zlib.NewWriter(&pixels)
	_, _ = z.Write(make([]byte, size)) // memory does not fail
	_ = z.Close()
	out := pngChunk([]byte("\x89PNG\r\n\x1a\n"), ihdr)
	out = pngChunk(out, append([]byte("IDAT"), pixels.Bytes()...))
	return pngChunk(out, []byte("IEND"))
}

// riff is a WebP of one chunk.
func riff(id string, body []byte) []byte {
	chunk := binary.LittleEndian.AppendUint32([]byte(id), uint32(len(body)))
	chunk = append(chunk, body...)
	if len(body)%2 == 1 {
		chunk = append(chunk, 0)
	}
	return append(append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(chunk)+4)), "WEBP"...), chunk...)
}

// webpWith is an extended WebP with one more chunk.
func webpWith(id string, body []byte) []byte {
	b := riff("VP8X", []byte("\x02\x00\x00\x00\x2f\x00\x00\x1f\x00\x00"))
	b = append(binary.LittleEndian.AppendUint32(append(b, id...), uint32(len(body))), body...)
	binary.LittleEndian.PutUint32(b[4:], uint32(len(b)-8))
	return b
}
