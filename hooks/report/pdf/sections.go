package pdf

import (
	"github.com/signintech/gopdf"
	"github.com/skip2/go-qrcode"

	"lutong/hooks/report"
)

// section lays out a heading with what belongs under it; a heading is never the last thing on a page.
func (d *document) section(s report.Section) {
	d.y += 14
	d.room(heading.lead + 8 + d.least(s))
	y := d.y
	d.draw(func() {
		d.box(left, y+3, 3, 12, accent)
		d.write(heading, left+10, y, s.Title)
		if s.Time != "" {
			d.write(quietText, left+10+d.widthOf(heading, s.Title)+10, y+2, s.Time)
		}
	})
	d.y += heading.lead + 4
	if s.Text != "" {
		d.flow(bodyText, left+10, width-10, s.Text)
	}
	if s.Note != "" && s.Link == "" {
		d.flow(quietText, left+10, width-10, s.Note)
	}
	switch s.Key {
	case report.Journey:
		d.journey(s.Rows)
	case report.Parts:
		d.table(s.Rows, 0.43, 0.14) // serial numbers are long, quantities short
	default:
		d.table(s.Rows, 0.45, 0.27)
	}
	if s.Road != nil {
		d.road(s.Road)
	}
	for _, p := range s.Pairs {
		d.pair(p)
	}
	for _, one := range s.Signatures {
		d.signature(one)
	}
	if s.Covers != "" {
		d.flow(quietText, left+10, width-10, s.Covers)
	}
	if s.Link != "" {
		d.link(s.Note, s.Link)
	}
}

// least is the height of what must stand below the heading on the same page.
func (d *document) least(s report.Section) float64 {
	switch {
	case s.Road != nil: // the story and its picture are one thing, unless they are longer than a page can hold
		return min(float64(len(d.linesOf(bodyText, s.Text, width-10)))*bodyText.lead+d.planRoad(s.Road).height+2*roadPad+8, (bottom-top)*0.8)
	case s.Text != "":
		return 2 * bodyText.lead
	case len(s.Pairs) > 0:
		return d.pairHeight(s.Pairs[0])
	case len(s.Signatures) > 0:
		return d.signatureHeight(s.Signatures[0])
	case s.Link != "":
		return codeSide
	}
	return 2 * bodyText.lead
}

// journey is a road from top to bottom: one stop per step, its time in front.
func (d *document) journey(rows []report.Row) {
	const times, road = 74.0, 88.0
	for i, row := range rows {
		d.room(18)
		y := d.y
		d.draw(func() {
			if i > 0 && y > top {
				d.box(left+road-1.5, y-4, 3, 8, hairline)
			}
			d.dot(left+road, y+9, 3.8, accent)
			at := boldText
			at.size = 9.5
			d.write(at, left+times-d.widthOf(at, row.Value), y+0.5, row.Value)
			d.write(bodyText, left+road+16, y+0.5, row.Label)
			d.write(quietText, left+road+140, y+1.5, row.Note)
		})
		d.y += 18
	}
}

// table has what, how much, and what belongs to it; hairlines between the rows. first and second are the parts of the width that the
// first two columns take.
func (d *document) table(rows []report.Row, first, second float64) {
	if len(rows) == 0 {
		return
	}
	const gap = 10.0
	inner := width - 10
	x2, x3 := left+10+inner*first, left+10+inner*(first+second)
	for i, row := range rows {
		label := d.linesOf(bodyText, row.Label, inner*first-gap)
		value := d.linesOf(boldText, row.Value, inner*second-gap)
		note := d.linesOf(quietText, row.Note, right-x3)
		height := max(float64(max(len(label), len(value)))*bodyText.lead, float64(len(note))*quietText.lead) + 6
		d.room(height)
		y := d.y
		d.draw(func() {
			if i > 0 && y > top {
				d.rule(left+10, y, right, y, hairline, 0.5)
			}
			d.lines(bodyText, left+10, y+3, label)
			d.lines(boldText, x2, y+3, value)
			beside := quietText
			if row.Off {
				beside.colour, beside.font = alert, bold
			}
			d.lines(beside, x3, y+4, note)
		})
		d.y += height
	}
}

const codeSide = 84.0

// link is an address for people and, as a code, for their phones.
func (d *document) link(note, address string) {
	d.room(codeSide)
	y := d.y
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		d.check(err)
		return
	}
	code.DisableBorder = true
	dots := code.Bitmap()
	const quiet = 4.0
	unit := (codeSide - 2*quiet) / float64(len(dots))
	words := d.linesOf(bodyText, note, width-10-codeSide-16)
	lines := d.linesOf(smallText, address, width-10-codeSide-16)
	d.draw(func() {
		for row, line := range dots {
			for from := 0; from < len(line); from++ {
				to := from
				for to < len(line) && line[to] {
					to++
				}
				if to > from { // one box per run: a hair wider than the grid, so that no printer shows seams
					d.box(left+10+quiet+float64(from)*unit, y+quiet+float64(row)*unit, float64(to-from)*unit+0.05, unit+0.05, ink)
					from = to
				}
			}
		}
		x := left + 10 + codeSide + 16
		h := d.lines(bodyText, x, y+6, words)
		d.lines(smallText, x, y+10+h, lines)
		d.pdf.AddExternalLink(address, left+10, y, codeSide, codeSide)
	})
	d.y += codeSide
}

const inkWidth, inkHeight = 190.0, 72.0

func (d *document) signatureHeight(s report.Signing) float64 {
	h := float64(len(d.linesOf(bodyText, s.Words, width-10))+len(d.linesOf(bodyText, s.Reason, width-10))) * bodyText.lead
	if s.Ink != nil {
		h += inkHeight + 6
	}
	if s.Changed != "" {
		h += float64(len(d.linesOf(boldText, s.Changed, width-34)))*boldText.lead + 18
	}
	return h + 4
}

// signature shows the ink on its line, who and when, and in a frame what was changed afterwards.
func (d *document) signature(s report.Signing) {
	d.room(d.signatureHeight(s))
	d.flow(bodyText, left+10, width-10, s.Words)
	if s.Reason != "" {
		d.flow(bodyText, left+10, width-10, s.Reason)
	}
	if s.Ink != nil {
		y := d.y + 4
		d.draw(func() {
			d.frame(left+10, y, inkWidth, inkHeight, hairline, 0.6)
			d.rule(left+22, y+inkHeight-12, left+10+inkWidth-12, y+inkHeight-12, hairline, 0.6)
			d.strokes(s.Ink, left+18, y+6, inkWidth-16, inkHeight-12)
		})
		d.y += inkHeight + 6
	}
	if s.Changed != "" {
		lines := d.linesOf(boldText, s.Changed, width-34)
		y, h := d.y+4, float64(len(lines))*boldText.lead+12
		d.draw(func() {
			d.frame(left+10, y, width-10, h, attention, 1)
			d.box(left+10, y, 4, h, attention)
			d.lines(boldText, left+24, y+6, lines)
		})
		d.y += h + 6
	}
	d.y += 4
}

// strokes draws a signature into a box, never larger than it was by more than half.
func (d *document) strokes(s *report.Strokes, x, y, w, h float64) {
	scale := min(w/s.Width, h/s.Height, 1.5)
	dx, dy := x+(w-s.Width*scale)/2, y+(h-s.Height*scale)/2
	for _, line := range s.Lines {
		points := make([]gopdf.Point, len(line))
		for i, p := range line {
			points[i] = gopdf.Point{X: dx + p[0]*scale, Y: dy + p[1]*scale}
		}
		d.pen(points, colour{0x0b, 0x1f, 0x3a}, 1.3)
	}
}
