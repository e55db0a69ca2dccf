package pdf

// style is how words look.
type style struct {
	font   string
	size   float64
	colour colour
	lead   float64 // from line to line
}

type colour struct{ r, g, b uint8 }

// The tokens of the app, as on white paper.
var (
	ink       = colour{0x10, 0x18, 0x1f}
	muted     = colour{0x55, 0x61, 0x6d}
	hairline  = colour{0xc4, 0xcc, 0xd5}
	soft      = colour{0xf3, 0xf5, 0xf8}
	accent    = colour{0x0b, 0x55, 0xb3}
	alert     = colour{0xad, 0x1d, 0x2a}
	attention = colour{0x7d, 0x4b, 0x00}
	white     = colour{0xff, 0xff, 0xff}
)

var (
	bodyText  = style{regular, 10.5, ink, 17}
	boldText  = style{bold, 10.5, ink, 17}
	quietText = style{regular, 9.5, muted, 15}
	smallText = style{regular, 8.5, muted, 13}
	smallBold = style{bold, 8.5, ink, 13}
	heading   = style{bold, 12.5, ink, 18}
	largeText = style{bold, 15, ink, 20}
	titleText = style{bold, 22, ink, 30}
	subject   = style{bold, 13.5, ink, 21}
)

// advance names a measured character: width in thousandths of the size.
type advance struct {
	font string
	r    rune
}

// advanceOf measures a character at size 1.
func (d *document) advanceOf(font string, r rune) float64 {
	key := advance{font, r}
	if w, ok := d.advances[key]; ok {
		return w
	}
	d.check(d.pdf.SetFont(font, "", 100))
	w, err := d.pdf.MeasureTextWidth(string(r))
	d.check(err)
	d.advances[key] = w / 100
	return w / 100
}

func (d *document) widthOf(s style, text string) float64 {
	w := 0.0
	for _, r := range text {
		w += d.advanceOf(s.font, r) * s.size
	}
	return w
}

func (d *document) linesOf(s style, text string, width float64) []string {
	return breakLines(text, width, func(r rune) float64 { return d.advanceOf(s.font, r) * s.size })
}

// write puts one line with its top at y; the baseline sits where it looks centred for Chinese.
func (d *document) write(s style, x, y float64, line string) {
	if line == "" {
		return
	}
	d.pdf.SetTextColor(s.colour.r, s.colour.g, s.colour.b)
	d.check(d.pdf.SetFont(s.font, "", s.size))
	d.pdf.SetXY(x, y+s.lead/2+s.size*0.36)
	d.check(d.pdf.Text(clean(line)))
}

// lines puts lines one below the other, without looking for room, and returns their height.
func (d *document) lines(s style, x, y float64, lines []string) float64 {
	for i, line := range lines {
		d.write(s, x, y+float64(i)*s.lead, line)
	}
	return float64(len(lines)) * s.lead
}

// flow sets a text in the column at x, over as many pages as it takes. One line alone is left neither behind nor over.
func (d *document) flow(s style, x, width float64, text string) {
	lines := d.linesOf(s, text, width)
	for i, line := range lines {
		need := s.lead
		if rest := len(lines) - i; i == 0 && rest > 1 || rest == 2 {
			need = 2 * s.lead
		}
		d.room(need)
		y := d.y
		d.draw(func() { d.write(s, x, y, line) })
		d.y += s.lead
	}
}
