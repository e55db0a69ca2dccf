package pdf

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"io"

	"github.com/disintegration/imaging"
)

// PhotoBytes is what all photos of one report may take together: with fonts and words it stays below a megabyte, which every mailbox takes.
const PhotoBytes = 820 << 10

// Picture is a photo as it goes into the file: a plain JPEG without metadata.
type Picture struct {
	JPEG          []byte
	Width, Height int
}

// MaxPhotos is how many photos are printed; a report with more says how many were left out (report.AtMost).
const MaxPhotos = 24

// longest is the longer side of a printed photo: 250 dpi at its size on the paper.
const longest = 900

// Shrink makes a photo fit its share of the file: smaller first, then coarser. It reads JPEG, as the picture store serves it.
func Shrink(r io.Reader, share int) (Picture, error) {
	img, err := jpeg.Decode(r)
	if err != nil {
		return Picture{}, fmt.Errorf("pdf: photo: %w", err)
	}
	for side := longest; ; side = side * 3 / 4 {
		small := image.Image(imaging.Fit(img, side, side, imaging.Linear))
		for _, quality := range []int{76, 62, 48} {
			var b bytes.Buffer
			if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: quality}); err != nil {
				return Picture{}, err
			}
			if b.Len() <= share || side < 200 && quality == 48 {
				return Picture{JPEG: b.Bytes(), Width: small.Bounds().Dx(), Height: small.Bounds().Dy()}, nil
			}
		}
		img = small
	}
}
