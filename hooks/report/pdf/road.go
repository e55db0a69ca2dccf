package pdf

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/signintech/gopdf"

	"lutong/hooks/report"
	"lutong/kb/road"
)

// roadPlan is where picture and sentences go: beside each other if there is room, else the words below.
type roadPlan struct {
	pic              svgPicture
	scale, w, height float64
	lines            [][]string // beside the picture; none: below
}

const roadPad, roadInner = 10.0, width - 10

func (d *document) planRoad(p *report.Picture) roadPlan {
	plan := roadPlan{pic: readSVG(road.SVG(p.Roads, d.report.Lang, "pdf"))}
	plan.scale = min(0.66, (roadInner-2*roadPad)/plan.pic.width, (bottom-top-80)/plan.pic.height)
	plan.w, plan.height = plan.pic.width*plan.scale, plan.pic.height*plan.scale
	words := roadInner - 2*roadPad - plan.w - 18
	if words < 150 {
		return plan
	}
	total := 0.0
	for _, l := range p.Lines {
		lines := d.linesOf(quietText, l, words)
		plan.lines = append(plan.lines, lines)
		total += float64(len(lines))*quietText.lead + 6
	}
	plan.height = max(plan.height, total)
	return plan
}

// road draws the picture as vectors.
func (d *document) road(p *report.Picture) {
	plan := d.planRoad(p)
	d.y += 4
	d.room(plan.height + 2*roadPad)
	y := d.y
	d.draw(func() {
		d.frame(left+10, y, roadInner, plan.height+2*roadPad, hairline, 0.6)
		at := left + 10 + roadPad
		if plan.lines == nil {
			at = left + 10 + (roadInner-plan.w)/2
		}
		d.svg(plan.pic, at, y+roadPad+(plan.height-plan.pic.height*plan.scale)/2, plan.scale)
		row := plan.height / float64(max(1, len(plan.lines)))
		for i, l := range plan.lines {
			d.lines(quietText, left+10+roadPad+plan.w+18, y+roadPad+float64(i)*row+(row-float64(len(l))*quietText.lead)/2, l)
		}
	})
	d.y += plan.height + 2*roadPad + 4
	if plan.lines == nil {
		d.flow(quietText, left+10, roadInner, strings.Join(p.Lines, "\n"))
	}
}

// svgPicture is what kb/road draws: rectangles, paths and words, each with the classes of what it stands in.
type svgPicture struct {
	width, height float64
	shapes        []svgShape
}

type svgShape struct {
	name    string // rect, path, text
	classes string // outermost first, with spaces around
	attr    map[string]string
	text    string
}

func (s svgShape) number(name string) float64 {
	f, _ := strconv.ParseFloat(s.attr[name], 64) // an attribute that is not there is 0, as in SVG
	return f
}

func (s svgShape) is(class string) bool { return strings.Contains(s.classes, " "+class+" ") }

// readSVG reads the SVG of kb/road, and nothing else that calls itself SVG: the page and the paper show the same drawing.
func readSVG(svg string) svgPicture {
	var p svgPicture
	var open []string
	dec := xml.NewDecoder(strings.NewReader(svg))
	for {
		tok, err := dec.Token()
		if err != nil {
			return p
		}
		switch t := tok.(type) {
		case xml.StartElement:
			attr := map[string]string{}
			for _, a := range t.Attr {
				attr[a.Name.Local] = a.Value
			}
			open = append(open, attr["class"])
			if t.Name.Local == "svg" {
				box := strings.Fields(attr["viewBox"])
				if len(box) == 4 {
					p.width, _ = strconv.ParseFloat(box[2], 64)
					p.height, _ = strconv.ParseFloat(box[3], 64)
				}
			}
			p.shapes = append(p.shapes, svgShape{name: t.Name.Local, classes: " " + strings.Join(open, " ") + " ", attr: attr})
		case xml.CharData:
			if n := len(p.shapes); n > 0 {
				p.shapes[n-1].text += string(t)
			}
		case xml.EndElement:
			open = open[:len(open)-1]
		}
	}
}

// The colours of article.css on paper.
var (
	asphalt   = colour{0x3c, 0x47, 0x52}
	farRoad   = colour{0xc9, 0xd2, 0xdb}
	sign      = colour{0x0b, 0x55, 0xb3}
	stopFill  = colour{0xc6, 0x2a, 0x37}
	amberFill = colour{0xf0, 0xa9, 0x1b}
	black     = colour{0x1b, 0x13, 0x00}
)

func (d *document) svg(p svgPicture, x, y, scale float64) {
	at := func(px, py float64) gopdf.Point { return gopdf.Point{X: x + px*scale, Y: y + py*scale} }
	for _, s := range p.shapes {
		switch s.name {
		case "rect":
			d.svgRect(s, at, scale)
		case "path":
			for _, line := range readPath(s.attr["d"]) {
				points := make([]gopdf.Point, len(line.points))
				for i, q := range line.points {
					points[i] = at(q.X, q.Y)
				}
				d.svgPath(s, points, scale)
			}
		case "text":
			d.svgText(s, at(s.number("x"), s.number("y")), scale)
		}
	}
}

func (d *document) svgRect(s svgShape, at func(x, y float64) gopdf.Point, scale float64) {
	a, b := at(s.number("x"), s.number("y")), at(s.number("x")+s.number("width"), s.number("y")+s.number("height"))
	radius := s.number("rx") * scale
	fill, how := asphalt, "F"
	switch {
	case s.is("road-board"):
		fill, how = white, "DF"
		d.stroke(stopFill, 2*scale)
	case s.is("road-node"):
		fill, how = sign, "DF"
		d.stroke(white, 3*scale)
	case s.is("road-far"), s.is("road-quiet"):
		fill = farRoad
	}
	d.fill(fill)
	if radius == 0 {
		d.pdf.RectFromUpperLeftWithStyle(a.X, a.Y, b.X-a.X, b.Y-a.Y, "F")
		return
	}
	d.check(d.pdf.Rectangle(a.X, a.Y, b.X, b.Y, how, radius, 6))
}

func (d *document) svgPath(s svgShape, points []gopdf.Point, scale float64) {
	switch {
	case s.is("road-mark"):
		c := white
		if s.is("road-slow") {
			c = amberFill
		}
		d.stroke(c, 2.5*scale)
		d.pdf.SetCustomLineType([]float64{11 * scale, 9 * scale}, 0)
		d.pdf.Line(points[0].X, points[0].Y, points[len(points)-1].X, points[len(points)-1].Y)
	case s.is("road-arrow"):
		if !s.is("road-quiet") {
			d.pen(append(points, points[0]), asphalt, 5*scale)
			d.polygon(white, points...)
		}
	case s.is("road-foot"):
		d.pen(points, muted, 4*scale)
	case s.is("road-stripe"):
		d.polygon(stopFill, points...)
	case s.is("road-sign"):
		d.polygon(amberFill, points...)
		d.pen(append(points, points[0]), black, 2.5*scale)
	case s.is("road-sign-mark"):
		d.pen(points, black, 3.5*scale)
	}
}

func (d *document) svgText(s svgShape, p gopdf.Point, scale float64) {
	st := style{font: regular, size: s.number("font-size") * scale, colour: ink}
	switch {
	case s.is("road-node"):
		st.font, st.colour = bold, white
	case s.is("road-word"):
		st.font, st.colour = bold, ink
		if s.is("road-blocked") {
			st.colour = alert
		} else if s.is("road-slow") {
			st.colour = attention
		}
	}
	half := d.widthOf(st, s.text) / 2 // measuring sets a font of its own
	d.pdf.SetTextColor(st.colour.r, st.colour.g, st.colour.b)
	d.check(d.pdf.SetFont(st.font, "", st.size))
	d.pdf.SetXY(p.X-half, p.Y)
	d.check(d.pdf.Text(clean(s.text)))
}
