package report

import (
	"cmp"

	"lutong/hooks/job"
)

// checks are the rows of what was measured and tested.
func checks(all []Check, lang string) []Row {
	var rows []Row
	for _, c := range all {
		row := Row{Label: c.Label, Value: cmp.Or(c.Value, passed.in(lang))}
		if c.Unit != "" {
			row.Value += " " + c.Unit
		}
		if c.Measured {
			row.Note = rangeOf(c, lang)
			if c.Min != nil && c.Number < *c.Min || c.Max != nil && c.Number > *c.Max {
				row.Off, row.Note = true, outOfRange.in(lang)+row.Note
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// rangeOf: the limits of an item are what is good, not what may be typed; an item of which anything is good has none.
func rangeOf(c Check, lang string) string {
	switch {
	case c.Min != nil && c.Max != nil && *c.Min == *c.Max:
		return rangeExactly.fill(lang, "n", job.NumberText(*c.Min))
	case c.Min != nil && c.Max != nil:
		return rangeBoth.fill(lang, "min", job.NumberText(*c.Min), "max", job.NumberText(*c.Max))
	case c.Min != nil:
		return rangeMin.fill(lang, "min", job.NumberText(*c.Min))
	case c.Max != nil:
		return rangeMax.fill(lang, "max", job.NumberText(*c.Max))
	}
	return ""
}
