// Package pdf writes a service report as a PDF on A4: real text in an embedded, subset Chinese font, the road picture as vectors, photos
// scaled down once more, and every word from the model. The same report and photos give the same bytes: nothing comes from a clock or from
// chance. It stays readable on a black-and-white printer, where every meaning has a word or a shape beside its colour.
//
// The fonts are brought by `make build`; a binary built without them says so (see Fonts).
package pdf

import (
	"fmt"
	"time"

	"github.com/signintech/gopdf"

	"lutong/hooks/report"
)

// Recipe changes when the same report would give other bytes: it is part of what a browser may keep.
const Recipe = "3"

// Render writes a report. pictures holds the photos by id, as Shrink made them; one that is missing leaves its place with its caption.
func Render(r report.Report, fonts Fonts, pictures map[string]Picture) ([]byte, error) {
	d, err := begin(r, fonts, pictures)
	if err != nil {
		return nil, err
	}
	d.title()
	for _, s := range r.Sections {
		d.section(s)
	}
	return d.finish()
}

// A4 in points, and the paper's edges.
const (
	pageWidth, pageHeight = 595.28, 841.89
	left, right           = 50.0, pageWidth - 50
	width                 = right - left
	top, firstTop         = 78.0, 52.0
	bottom                = pageHeight - 62
)

// document is a report being laid out. Drawing is put off until the number of pages is known, which stands in every footer.
type document struct {
	report   report.Report
	pdf      *gopdf.GoPdf
	pictures map[string]Picture
	holders  map[string]gopdf.ImageHolder
	advances map[advance]float64
	pages    [][]func()
	y        float64 // where the next thing begins on the last page
	err      error
}

func begin(r report.Report, fonts Fonts, pictures map[string]Picture) (*document, error) {
	p := &gopdf.GoPdf{}
	p.Start(gopdf.Config{PageSize: *gopdf.PageSizeA4})
	made, err := time.Parse(time.RFC3339, r.Made)
	if err != nil {
		made = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC) // a report of nothing yet has no moment of its own
	}
	p.SetInfo(gopdf.PdfInfo{Title: r.Title + " " + r.Number, Subject: r.Subject, Creator: "Lutong 路通", Producer: "Lutong 路通", CreationDate: made.UTC()})
	for _, f := range []struct { // in this order, or the bytes would differ
		name string
		data []byte
	}{{regular, fonts.Regular}, {bold, fonts.Bold}} {
		if err := p.AddTTFFontDataWithOption(f.name, f.data, gopdf.TtfOption{OnGlyphNotFoundSubstitute: func(rune) rune { return missing }}); err != nil {
			return nil, fmt.Errorf("font %s: %w", f.name, err)
		}
	}
	d := &document{report: r, pdf: p, pictures: pictures, holders: map[string]gopdf.ImageHolder{}, advances: map[advance]float64{}, y: firstTop}
	d.pages = [][]func(){nil}
	return d, nil
}

// draw puts a piece of drawing on the page that is being laid out.
func (d *document) draw(f func()) {
	last := len(d.pages) - 1
	d.pages[last] = append(d.pages[last], f)
}

// room begins a new page if what comes next does not fit on this one.
func (d *document) room(height float64) {
	if d.y+height > bottom && d.y > top {
		d.pages = append(d.pages, nil)
		d.y = top
	}
}

// check remembers the first error of a drawing library that returns one from everything.
func (d *document) check(err error) {
	if d.err == nil {
		d.err = err
	}
}

func (d *document) finish() ([]byte, error) {
	for i, page := range d.pages {
		d.pdf.AddPage()
		d.edges(i+1, len(d.pages))
		for _, f := range page {
			f()
		}
	}
	if d.err != nil {
		return nil, d.err
	}
	return d.pdf.GetBytesPdfReturnErr()
}
