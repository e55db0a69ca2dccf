package pdf

import (
	"math"

	"github.com/signintech/gopdf"
)

func (d *document) stroke(c colour, w float64) {
	d.pdf.SetStrokeColor(c.r, c.g, c.b)
	d.pdf.SetLineWidth(w)
	d.pdf.SetLineType("solid")
}

func (d *document) fill(c colour) { d.pdf.SetFillColor(c.r, c.g, c.b) }

func (d *document) rule(x1, y1, x2, y2 float64, c colour, w float64) {
	d.stroke(c, w)
	d.pdf.Line(x1, y1, x2, y2)
}

func (d *document) box(x, y, w, h float64, c colour) {
	d.fill(c)
	d.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "F")
}

func (d *document) frame(x, y, w, h float64, c colour, line float64) {
	d.stroke(c, line)
	d.pdf.RectFromUpperLeftWithStyle(x, y, w, h, "D")
}

func (d *document) polygon(c colour, points ...gopdf.Point) {
	d.fill(c)
	d.pdf.Polygon(points, "F")
}

// dot is a filled circle, as a polygon of enough corners for its size.
func (d *document) dot(x, y, radius float64, c colour) {
	const corners = 16
	points := make([]gopdf.Point, corners)
	for i := range points {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / corners)
		points[i] = gopdf.Point{X: x + radius*cos, Y: y + radius*sin}
	}
	d.polygon(c, points...)
}

// pen draws a line with round ends and corners, which the library has no words for: a bar for each piece and a dot on each point.
func (d *document) pen(points []gopdf.Point, c colour, w float64) {
	for i, p := range points {
		d.dot(p.X, p.Y, w/2, c)
		if i == 0 {
			continue
		}
		q := points[i-1]
		length := math.Hypot(p.X-q.X, p.Y-q.Y)
		if length == 0 {
			continue
		}
		nx, ny := -(p.Y-q.Y)/length*w/2, (p.X-q.X)/length*w/2
		d.polygon(c, gopdf.Point{X: q.X + nx, Y: q.Y + ny}, gopdf.Point{X: p.X + nx, Y: p.Y + ny}, gopdf.Point{X: p.X - nx, Y: p.Y - ny}, gopdf.Point{X: q.X - nx, Y: q.Y - ny})
	}
}

// roadway is the motif: a band with its dashes.
func (d *document) roadway(x1, x2, y, height float64) {
	d.box(x1, y, x2-x1, height, colour{0x3c, 0x47, 0x52})
	for x := x1 + 6; x+10 <= x2-4; x += 18 {
		d.box(x, y+height/2-0.6, 10, 1.2, white)
	}
}
