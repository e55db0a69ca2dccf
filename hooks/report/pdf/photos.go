package pdf

import (
	"github.com/signintech/gopdf"

	"lutong/hooks/report"
)

const (
	pairGap   = 14.0
	shotWidth = (width - 10 - pairGap) / 2
	shotTall  = 178.0 // of the picture itself
)

// words under a photo: what it is and when in bold, then the caption.
func (d *document) shotLines(s *report.Shot) (label string, caption []string) {
	label = s.Label
	if s.Time != "" {
		label += "  " + s.Time
	}
	return label, d.linesOf(smallText, s.Caption, shotWidth)
}

// noteLines stand where the picture would: why it cannot be shown.
func (d *document) noteLines(s *report.Shot) []string {
	return d.linesOf(smallText, s.Note, shotWidth-16)
}

func (d *document) shotHeight(s *report.Shot) float64 {
	if s == nil {
		return 0
	}
	_, caption := d.shotLines(s)
	_, h := d.fit(s)
	return h + 4 + smallText.lead*float64(1+len(caption))
}

// fit is the size of a photo on the paper; one that is missing takes the place of a small one, with room for what is said instead.
func (d *document) fit(s *report.Shot) (w, h float64) {
	p, ok := d.pictures[s.ID]
	if !ok || p.Width == 0 || p.Height == 0 {
		return shotWidth, max(60, 16+smallText.lead*float64(len(d.noteLines(s))))
	}
	scale := min(shotWidth/float64(p.Width), shotTall/float64(p.Height))
	return float64(p.Width) * scale, float64(p.Height) * scale
}

func (d *document) pairHeight(p report.Pair) float64 {
	return max(d.shotHeight(p.Left), d.shotHeight(p.Right)) + 10
}

// pair stands in one row; both pictures sit on one line, so that the captions begin at the same height.
func (d *document) pair(p report.Pair) {
	height := d.pairHeight(p)
	d.room(height)
	tall := 0.0
	for _, s := range []*report.Shot{p.Left, p.Right} {
		if s != nil {
			_, h := d.fit(s)
			tall = max(tall, h)
		}
	}
	d.shot(p.Left, left+10, d.y, tall)
	d.shot(p.Right, left+10+shotWidth+pairGap, d.y, tall)
	d.y += height
}

func (d *document) shot(s *report.Shot, x, y, tall float64) {
	if s == nil {
		return
	}
	w, h := d.fit(s)
	label, caption := d.shotLines(s)
	note := d.noteLines(s)
	d.draw(func() {
		d.box(x, y, shotWidth, tall, soft)
		d.picture(s.ID, x+(shotWidth-w)/2, y+(tall-h)/2, w, h)
		d.lines(smallText, x+8, y+(tall-smallText.lead*float64(len(note)))/2, note)
		d.frame(x, y, shotWidth, tall, hairline, 0.5)
		d.write(smallBold, x, y+tall+4, label)
		d.lines(smallText, x, y+tall+4+smallText.lead, caption)
	})
}

// picture draws a photo; the same one twice is kept once.
func (d *document) picture(id string, x, y, w, h float64) {
	p, ok := d.pictures[id]
	if !ok {
		return
	}
	if d.holders[id] == nil {
		holder, err := gopdf.ImageHolderByBytes(p.JPEG)
		if err != nil {
			d.check(err)
			return
		}
		d.holders[id] = holder
	}
	d.check(d.pdf.ImageByHolder(d.holders[id], x, y, &gopdf.Rect{W: w, H: h}))
}
