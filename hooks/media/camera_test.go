package media

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"testing"
)

// cameraJPEG is a photo as a camera makes it, by code: slow gradients of light, edges, and the noise of a sensor, which is what fills
// a file. 4000 x 3000 at quality 85 gives about 3 MB.
func cameraJPEG(t testing.TB, w, h int, seed uint64) []byte {
	t.Helper()
	img := image.NewYCbCr(image.Rect(0, 0, w, h), image.YCbCrSubsampleRatio420)
	rnd := rand.New(rand.NewPCG(seed, 12))
	for y := range h {
		row := img.Y[y*img.YStride : y*img.YStride+w]
		for x := range row {
			light := 40 + 150*x/w/2 + 100*y/h/2
			if (x/97+y/61)%7 == 0 { // cables, labels, the edges of a rack
				light += 40
			}
			row[x] = uint8(light + int(rnd.Uint32()%28) - 14)
		}
	}
	for y := range h / 2 {
		for x := range w / 2 {
			img.Cb[y*img.CStride+x] = uint8(110 + 30*x/w)
			img.Cr[y*img.CStride+x] = uint8(120 + 30*y/h)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return withSegments(b.Bytes(), exifSegment(6))
}

// renamed is another photo of the same size: a comment with a number makes other bytes and another hash without coding it again.
func renamed(photo []byte, n uint64) []byte {
	comment := binary.BigEndian.AppendUint64([]byte{0xff, 0xfe, 0, 10}, n)
	return append(append(append([]byte{}, photo[:2]...), comment...), photo[2:]...)
}
