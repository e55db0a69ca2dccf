package road

import (
	"fmt"
	"hash/fnv"
	"html"
	"strings"
)

// Measures of the drawing, in the units of its viewBox; text is 16 and 14 high.
const (
	margin    = 6
	rowWidth  = 640 // a journey longer than this goes on in the next row
	nodeH     = 60
	bandH     = 22
	above     = 20 // room over the boxes for a name above a barrier
	minRoad   = 164
	minNode   = 84
	nodeLine  = 9.0 // em per line in a node
	nodeSize  = 16
	nameSize  = 14
	notBold   = .9 // as wide as bold letters
	rowHeight = 108
)

// span is one road placed in a row; a node is drawn at the start of the first span of a row and at the end of each.
type span struct {
	Road
	x, width   float64 // of the road itself, between the two boxes
	fromW, toW float64
	first      bool // draw the From box too

}

// SVG draws roads as an accessible picture. The result holds no style, no script and no text that is not escaped; all colour comes
// from the classes in article.css, so that it follows dark mode and print. id makes the ids inside unique on a page.
func SVG(roads []Road, lang, id string) string {
	w := In(lang)
	rows := layout(roads)
	width := 0.0
	for _, row := range rows {
		last := row[len(row)-1]
		width = max(width, last.x+last.width+last.toW+margin)
	}
	top := margin + nodeH/2.0
	if roomAbove(rows[0]) {
		top = margin + above + nodeH/2
	}
	height := top + float64(len(rows)-1)*rowHeight + nodeH/2 + margin
	var b strings.Builder
	id = "road-" + stamp(id, roads)
	fmt.Fprintf(&b, `<svg class="road-picture" role="img" aria-labelledby="%s-t %s-d" viewBox="0 0 %s %s" width="%s" height="%s" focusable="false">`, id, id, n(width), n(height), n(width), n(height))
	var said []string
	for _, r := range roads {
		said = append(said, w.Sentence(r))
	}
	fmt.Fprintf(&b, `<title id="%s-t">%s</title><desc id="%s-d">%s</desc>`, id, html.EscapeString(w.Title), id, html.EscapeString(strings.Join(said, "\n")))
	b.WriteString(`<g aria-hidden="true">`)
	for i, row := range rows {
		drawRow(&b, row, top+float64(i)*rowHeight, w)
	}
	b.WriteString(`</g></svg>`)
	return b.String()
}

// Caption lists the roads that have something to say, as text under the picture.
func Caption(roads []Road, lang string) string {
	w := In(lang)
	var b strings.Builder
	for _, r := range roads {
		if r.Why == "" {
			continue
		}
		where := ""
		if len(roads) > 1 {
			where = `<span class="road-where">` + html.EscapeString(r.From+" → "+r.To) + `</span> `
		}
		fmt.Fprintf(&b, `<p class="road-line"><span class="road-state %s">%s</span> %s%s</p>`, class(r.State), html.EscapeString(w.State(r.State)), where, html.EscapeString(r.Why))
	}
	return b.String()
}

func layout(roads []Road) [][]span {
	var rows [][]span
	for i, r := range roads {
		s := span{Road: r, fromW: nodeWidth(r.From), toW: nodeWidth(r.To), first: true}
		s.width = max(minRoad, textWidth(r.Name)*nameSize*notBold+36)
		s.x = margin + s.fromW
		if i > 0 && roads[i-1].To == r.From {
			row := rows[len(rows)-1]
			before := row[len(row)-1]
			x := before.x + before.width + before.toW
			if x+s.width+s.toW+margin <= rowWidth {
				s.x, s.first = x, false
				rows[len(rows)-1] = append(row, s)
				continue
			}
		}
		rows = append(rows, []span{s})
	}
	return rows
}

func roomAbove(row []span) bool {
	for _, s := range row {
		if s.Name != "" && s.State != Open {
			return true
		}
	}
	return false
}

// drawRow draws the roads first and the boxes over their ends.
func drawRow(b *strings.Builder, row []span, y float64, w *Words) {
	closed := false // behind a barrier nothing arrives: the rest of the row is quiet
	for _, s := range row {
		drawRoad(b, s, y, closed, w)
		closed = closed || s.State == Blocked
	}
	for _, s := range row {
		if s.first {
			drawNode(b, s.x-s.fromW, y, s.fromW, s.From)
		}
		drawNode(b, s.x+s.width, y, s.toW, s.To)
	}
}

func drawRoad(b *strings.Builder, s span, y float64, quiet bool, w *Words) {
	c := class(s.State)
	if quiet {
		c += " road-quiet"
	}
	x1, x2, mid := s.x-2, s.x+s.width+2, s.x+s.width/2
	fmt.Fprintf(b, `<g class="%s">`, c)
	fmt.Fprintf(b, `<rect class="road-band" x="%s" y="%s" width="%s" height="%d"/>`, n(x1), n(y-bandH/2), n(x2-x1), bandH)
	if s.State == Blocked { // the far side of the barrier is empty road
		fmt.Fprintf(b, `<rect class="road-band road-far" x="%s" y="%s" width="%s" height="%d"/>`, n(mid), n(y-bandH/2), n(x2-mid), bandH)
	}
	fmt.Fprintf(b, `<path class="road-mark" d="M%s %sH%s"/>`, n(x1+8), n(y), n(x2-4))
	switch s.State {
	case Open:
		fmt.Fprintf(b, `<path class="road-arrow" d="M%s %sl9 6-9 6z"/>`, n(mid-4), n(y-6))
	case Blocked:
		drawBarrier(b, mid, y)
		fmt.Fprintf(b, `<text class="road-word" x="%s" y="%s" text-anchor="middle" font-size="14">%s</text>`, n(mid), n(y+bandH/2+24), html.EscapeString(w.Blocked))
	case Slow:
		drawWorks(b, mid, y)
		fmt.Fprintf(b, `<text class="road-word" x="%s" y="%s" text-anchor="middle" font-size="14">%s</text>`, n(mid), n(y+bandH/2+24), html.EscapeString(w.Slow))
	}
	if s.Name != "" {
		up := 12.0
		if s.State != Open {
			up = 26
		}
		fmt.Fprintf(b, `<text class="road-name" x="%s" y="%s" text-anchor="middle" font-size="14">%s</text>`, n(mid), n(y-bandH/2-up), html.EscapeString(s.Name))
	}
	b.WriteString(`</g>`)
}

// drawBarrier is a striped board on two feet, standing across the road.
func drawBarrier(b *strings.Builder, x, y float64) {
	left, top, width, height := x-34, y-20.0, 68.0, 16.0
	fmt.Fprintf(b, `<path class="road-foot" d="M%s %sv34M%s %sv34"/>`, n(left+12), n(top), n(left+width-12), n(top))
	fmt.Fprintf(b, `<rect class="road-board" x="%s" y="%s" width="%s" height="%s" rx="3"/>`, n(left), n(top), n(width), n(height))
	b.WriteString(`<path class="road-stripe" d="`)
	for i := range 4 {
		sx := left + 5 + float64(i)*16
		fmt.Fprintf(b, `M%s %sh8l-6 %sh-8z`, n(sx+6), n(top+1.5), n(height-3))
	}
	b.WriteString(`"/>`)
}

// drawWorks is the warning triangle of road works.
func drawWorks(b *strings.Builder, x, y float64) {
	fmt.Fprintf(b, `<path class="road-sign" d="M%s %sl19 33h-38z"/>`, n(x), n(y-22))
	fmt.Fprintf(b, `<path class="road-sign-mark" d="M%s %sv11m0 5v.5"/>`, n(x), n(y-10))
}

func drawNode(b *strings.Builder, x, y, width float64, text string) {
	fmt.Fprintf(b, `<g class="road-node"><rect x="%s" y="%s" width="%s" height="%d" rx="10"/>`, n(x), n(y-nodeH/2), n(width), nodeH)
	lines := wrap(text)
	for i, l := range lines {
		dy := 5.5 + (float64(i)-float64(len(lines)-1)/2)*20
		fmt.Fprintf(b, `<text x="%s" y="%s" text-anchor="middle" font-size="%d">%s</text>`, n(x+width/2), n(y+dy), nodeSize, html.EscapeString(l))
	}
	b.WriteString(`</g>`)
}

func nodeWidth(text string) float64 {
	widest := 0.0
	for _, l := range wrap(text) {
		widest = max(widest, textWidth(l))
	}
	return max(minNode, widest*nodeSize+28)
}

// wrap breaks a long name into two lines near its middle, at a space where there is one.
func wrap(text string) []string {
	if textWidth(text) <= nodeLine {
		return []string{text}
	}
	runes := []rune(text)
	best, cost := len(runes)/2, 1e9
	for i := 1; i < len(runes); i++ {
		c := abs(textWidth(string(runes[:i])) - textWidth(string(runes[i:])))
		if runes[i] != ' ' && (ascii(runes[i]) && ascii(runes[i-1])) {
			c += 20 // not inside a Latin word
		} else if runes[i] != ' ' {
			c += 2
		}
		if c < cost {
			best, cost = i, c
		}
	}
	return []string{strings.TrimSpace(string(runes[:best])), strings.TrimSpace(string(runes[best:]))}
}

// textWidth is the width in em in the widest face that devices bring, DejaVu Sans Bold, rounded up: nobody knows on what a picture will be
// looked at or printed, and a box with room to spare is no harm.
func textWidth(s string) float64 {
	w := 0.0
	for _, r := range s {
		switch {
		case r >= 0x1100:
			w++
		case strings.ContainsRune(" .,:;'|!iljIJ", r):
			w += .4
		case strings.ContainsRune("()[]-/\"rtf", r):
			w += .5
		case strings.ContainsRune("mwMW@%+<>=~", r):
			w += 1.05
		case r >= 'A' && r <= 'Z', r == '&':
			w += .82
		default:
			w += .72
		}
	}
	return w
}

func class(s State) string { return [...]string{"road-open", "road-blocked", "road-slow"}[s] }
func ascii(r rune) bool    { return r < 0x80 }
func abs(f float64) float64 {
	if f < 0 {
		return -f
	}
	return f
}

// n writes a number with at most one decimal, the same on every machine.
func n(f float64) string {
	return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0")
}

func stamp(id string, roads []Road) string {
	h := fnv.New32a()
	fmt.Fprint(h, id, roads)
	return fmt.Sprintf("%08x", h.Sum32())
}
