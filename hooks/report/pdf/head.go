package pdf

import "fmt"

// edges are what every page carries: the number of the report and whose it is above, the page and what the times are in below.
func (d *document) edges(page, pages int) {
	r := d.report
	if page > 1 {
		name := r.Title
		if r.Number != "" {
			name += " · " + r.Number
		}
		d.write(smallBold, left, 36, name)
		whose := d.cut(smallText, r.Customer, width/2)
		d.write(smallText, right-d.widthOf(smallText, whose), 36, whose)
		d.rule(left, 54, right, 54, hairline, 0.6)
	}
	y := pageHeight - 48
	d.rule(left, y, right, y, hairline, 0.6)
	d.write(smallText, left, y+6, "路通 Lutong · "+r.Zone)
	count := fmt.Sprintf("%d / %d", page, pages)
	d.write(smallText, right-d.widthOf(smallText, count), y+6, count)
}

// cut shortens a line to a width.
func (d *document) cut(s style, text string, width float64) string {
	runes := []rune(clean(text))
	if d.widthOf(s, text) <= width {
		return text
	}
	for len(runes) > 0 && d.widthOf(s, string(runes)+"…") > width {
		runes = runes[:len(runes)-1]
	}
	return string(runes) + "…"
}

// title opens the first page: what this is, about what, for whom, and the few numbers that matter.
func (d *document) title() {
	r := d.report
	d.draw(func() {
		d.write(titleText, left, firstTop, r.Title)
		d.write(smallBold, right-d.widthOf(smallBold, "路通 Lutong"), firstTop+9, "路通 Lutong")
	})
	d.y = firstTop + 36
	y := d.y
	d.draw(func() { d.roadway(left, right, y, 9) })
	d.y += 22
	d.flow(subject, left, width, r.Subject)
	d.y += 6
	d.head()
	d.figures()
}

// head lists who, where and when in two columns.
func (d *document) head() {
	const labels, gap = 58.0, 20.0
	column := (width - gap) / 2
	for i := 0; i < len(d.report.Head); i += 2 {
		height := 0.0
		for j, row := range d.report.Head[i:min(i+2, len(d.report.Head))] {
			x, y := left+float64(j)*(column+gap), d.y
			lines := d.linesOf(quietText, row.Value, column-labels)
			value := quietText
			value.colour = ink
			d.draw(func() {
				d.write(quietText, x, y, row.Label)
				d.lines(value, x+labels, y, lines)
			})
			height = max(height, float64(len(lines))*quietText.lead)
		}
		d.y += height + 2
	}
}

// figures stand side by side in boxes.
func (d *document) figures() {
	n := float64(len(d.report.Figures))
	if n == 0 {
		d.y += 4
		return
	}
	const gap, height = 10.0, 50.0
	d.y += 10
	w, y := (width-2*gap)/3, d.y
	for i, f := range d.report.Figures {
		x := left + float64(i)*(w+gap)
		d.draw(func() {
			d.box(x, y, w, height, soft)
			d.box(x, y, 3, height, accent)
			d.write(smallText, x+14, y+7, f.Label)
			d.write(largeText, x+14, y+22, d.cut(largeText, f.Value, w-24))
		})
	}
	d.y += height + 4
}
