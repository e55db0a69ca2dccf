package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/disintegration/imaging"

	"lutong/hooks/fault"
)

func receive(t testing.TB, p *Pictures, file []byte) string {
	t.Helper()
	info, err := p.Receive(context.Background(), fileOf(t, file), claimOf(file))
	if err != nil {
		t.Fatal(err)
	}
	return info.SHA256
}

func openBytes(t testing.TB, p *Pictures, sha string, size Size) []byte {
	t.Helper()
	pic, err := p.Open(context.Background(), sha, size)
	if err != nil {
		t.Fatal(err)
	}
	defer pic.Close()
	var b bytes.Buffer
	if _, err := b.ReadFrom(pic); err != nil || int64(b.Len()) != pic.Bytes {
		t.Fatalf("%d of %d bytes, %v", b.Len(), pic.Bytes, err)
	}
	return b.Bytes()
}

func decoded(t testing.TB, b []byte) image.Image {
	t.Helper()
	img, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return img
}

// nearest names the colour of a quarter of the picture: 0..3 in the order of quarters.
func nearest(img image.Image, x, y int) int {
	r, g, b, _ := img.At(x, y).RGBA()
	best, distance := 0, 1<<30
	for i, c := range quarters {
		dr, dg, db := int(r>>8)-int(c.R), int(g>>8)-int(c.G), int(b>>8)-int(c.B)
		if d := dr*dr + dg*dg + db*db; d < distance {
			best, distance = i, d
		}
	}
	return best
}

// The file holds the scene as a camera held that way sees it; the variants show the scene.
func TestVariantsAreUpright(t *testing.T) {
	scene := imaging.Clone(quartered(160, 80))
	held := map[int]*image.NRGBA{ // the inverse of what has to be done to each
		1: scene, 2: imaging.FlipH(scene), 3: imaging.Rotate180(scene), 4: imaging.FlipV(scene),
		5: imaging.Transpose(scene), 6: imaging.Rotate90(scene), 7: imaging.Transverse(scene), 8: imaging.Rotate270(scene),
	}
	xmp := []byte("http://ns.adobe.com/xap/1.0/\x00<x:xmpmeta/>")
	p := testPictures(t, Limits{})
	for orientation, stored := range held {
		for name, file := range map[string][]byte{
			"jpeg":              withSegments(jpegOf(t, stored), exifSegment(orientation)),
			"jpeg, XMP first":   withSegments(jpegOf(t, stored), xmp, exifSegment(orientation)),
			"jpeg, Intel order": withSegments(jpegOf(t, stored), append([]byte("Exif\x00\x00"), exif(orientation, binary.LittleEndian)...)),
			"png":               pngWithExif(pngOf(t, stored), orientation),
		} {
			sha := receive(t, p, file)
			for _, size := range []Size{View, Thumb} {
				img := decoded(t, openBytes(t, p, sha, size))
				w, h := img.Bounds().Dx(), img.Bounds().Dy()
				got := [4]int{nearest(img, w/4, h/4), nearest(img, w*3/4, h/4), nearest(img, w/4, h*3/4), nearest(img, w*3/4, h*3/4)}
				if got != [4]int{0, 1, 2, 3} || w != 2*h {
					t.Errorf("%s, orientation %d, %s: %dx%d, quarters %v", name, orientation, size, w, h, got)
				}
			}
		}
	}
}

func pngWithExif(file []byte, orientation int) []byte {
	const afterIHDR = 8 + 25
	chunk := pngChunk(nil, append([]byte("eXIf"), exif(orientation, binary.BigEndian)...))
	return slices.Concat(file[:afterIHDR], chunk, file[afterIHDR:])
}

// U5: position and serial numbers stay in the original.
func TestVariantsCarryNoMetadata(t *testing.T) {
	p := testPictures(t, Limits{})
	sha := receive(t, p, withSegments(jpegOf(t, quartered(640, 480)), exifSegment(1), []byte("http://ns.adobe.com/xap/1.0/\x00GPSLatitude=31,13N")))
	for _, size := range []Size{View, Thumb} {
		b := openBytes(t, p, sha, size)
		for at := 2; b[at+1] != 0xda; at += 2 + int(binary.BigEndian.Uint16(b[at+2:])) {
			if m := b[at+1]; m >= 0xe0 && m <= 0xef || m == 0xfe {
				t.Errorf("%s has a segment %x", size, m)
			}
		}
		for _, secret := range []string{"Exif", "SERIAL-12345", "GPS", "ns.adobe"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s contains %q", size, secret)
			}
		}
	}
	if !bytes.Contains(openBytes(t, p, sha, Original), []byte("SERIAL-12345")) {
		t.Error("the original has been changed")
	}
}

func TestVariantSizes(t *testing.T) {
	p := testPictures(t, Limits{})
	for _, c := range []struct{ w, h, viewW, viewH, thumbW, thumbH int }{
		{1800, 1350, 1600, 1200, 320, 240},
		{850, 1700, 800, 1600, 160, 320},
		{100, 80, 100, 80, 100, 80}, // not blown up
		{4000, 2, 1600, 1, 320, 1},
	} {
		sha := receive(t, p, jpegOf(t, quartered(c.w, c.h)))
		for size, want := range map[Size]image.Point{View: {c.viewW, c.viewH}, Thumb: {c.thumbW, c.thumbH}} {
			if got := decoded(t, openBytes(t, p, sha, size)).Bounds().Size(); got != want {
				t.Errorf("%dx%d: %s is %v, want %v", c.w, c.h, size, got, want)
			}
		}
	}
}

// A signature is a PNG of dark strokes on nothing; nothing must not become black.
func TestTransparentIsOnWhitePaper(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 200, 100))
	for x := 20; x < 180; x++ {
		for y := 40; y < 60; y++ {
			img.Set(x, y, color.NRGBA{0, 0, 40, 255})
		}
	}
	p := testPictures(t, Limits{})
	view := decoded(t, openBytes(t, p, receive(t, p, pngOf(t, img)), View))
	if r, _, _, _ := view.At(5, 5).RGBA(); r>>8 < 250 {
		t.Errorf("paper is %d", r>>8)
	}
	if r, _, _, _ := view.At(100, 50).RGBA(); r>>8 > 20 {
		t.Errorf("ink is %d", r>>8)
	}
}

// Variants that are gone, as after a restore without the cache, are made again: once, however many ask.
func TestVariantsAreMadeOnce(t *testing.T) {
	p := testPictures(t, Limits{})
	sha := receive(t, p, jpegOf(t, quartered(900, 600)))
	if err := os.RemoveAll(p.cache); err != nil {
		t.Fatal(err)
	}
	// While the photo's only room is taken nobody can decode, so everybody comes to wait at the same place.
	if err := p.room.Acquire(context.Background(), p.limits.Memory); err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	results := make([][]byte, 12)
	for i := range results {
		wg.Go(func() { results[i] = openBytes(t, p, sha, Thumb) })
	}
	p.room.Release(p.limits.Memory)
	wg.Wait()
	for _, b := range results {
		if !bytes.Equal(b, results[0]) {
			t.Error("different bytes for the same variant")
		}
	}
	st, err := os.Stat(p.variantPath(sha, Thumb))
	if err != nil {
		t.Fatal(err)
	}
	openBytes(t, p, sha, Thumb)
	if again, _ := os.Stat(p.variantPath(sha, Thumb)); !os.SameFile(st, again) {
		t.Error("made a second time")
	}
	if files := filesBelow(t, p.cache); len(files) != 2 {
		t.Errorf("left behind: %v", files)
	}
}

func TestOpenSaysWhyThereIsNoPicture(t *testing.T) {
	p := testPictures(t, Limits{})
	sha := receive(t, p, heic(400, 300, []byte("pixels")))
	for _, c := range []struct {
		sha  string
		size Size
		code string
	}{
		{sha, Thumb, "no_preview"},
		{strings.Repeat("0", 64), Thumb, "photo_waiting"},
		{strings.Repeat("0", 64), Original, "photo_waiting"},
	} {
		if _, err := p.Open(context.Background(), c.sha, c.size); fault.Code(err) != c.code {
			t.Errorf("%s: got %v, want %s", c.size, err, c.code)
		}
	}
	for _, size := range []Size{Thumb, Original} {
		if _, err := p.Open(context.Background(), "../../secret", size); err == nil {
			t.Error("opened a path")
		}
	}
}

func TestSweepRemovesVariantsOfGonePhotos(t *testing.T) {
	p := testPictures(t, Limits{})
	keep, gone := receive(t, p, jpegOf(t, quartered(40, 20))), receive(t, p, jpegOf(t, quartered(20, 40)))
	old := filepath.Join(p.cache, keep[:2], keep+".thumb.0.jpg")
	if err := os.WriteFile(old, []byte("older recipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	p.now = func() time.Time { return now.Add(72 * time.Hour) }
	removed, err := p.Sweep(context.Background(), 24*time.Hour, func(sha string) (bool, error) { return sha == keep, nil })
	if err != nil || removed != 1 {
		t.Fatalf("removed %d, %v", removed, err)
	}
	for _, f := range append(filesBelow(t, p.cache), filesBelow(t, p.blobs.dir)...) {
		if strings.Contains(f, gone) || f == old {
			t.Errorf("still there: %s", f)
		}
	}
	openBytes(t, p, keep, View)
}
