package report

import "strings"

// parts lists what was used with its serial numbers, and after it what is still to come, which has none yet.
func parts(all []Part, lang string) []Row {
	var rows []Row
	for _, p := range all {
		row := Row{Label: p.Name, Value: strings.TrimSpace(p.Quantity + " " + p.Unit)}
		var notes []string
		note := func(words say, value string) {
			if value != "" {
				notes = append(notes, words.fill(lang, "value", value))
			}
		}
		if p.Needed {
			notes = append(notes, partNeeded.in(lang))
		} else {
			note(partIn, p.SerialIn)
			note(partOut, p.SerialOut)
		}
		note(partSKU, p.SKU)
		row.Note = strings.Join(notes, "\n")
		rows = append(rows, row)
	}
	return rows
}
