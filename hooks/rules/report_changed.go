package rules

import (
	"encoding/json"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/hooks/report"
)

// ChangedSince says what of a job reads otherwise than what was signed, and as far as it is known who changed it and when (U6).
func ChangedSince(r fs.Reader, d, signature *fs.Doc) ([]report.Change, error) {
	signed := signature.Fields.String("signed")
	sheet, err := Sheet(r, d, signed)
	if err != nil {
		return nil, err
	}
	var changes []report.Change
	for _, field := range job.Changed(signed, job.Canonical(sheet)) {
		c := report.Change{Field: field}
		by, at, err := changer(r, d, field)
		if err != nil {
			return nil, err
		}
		if at > signature.Fields.String("correctedAt") { // an older change is not the one that is told of
			if c.By, err = nameOf(r, "users", by); err != nil {
				return nil, err
			}
			c.At = at
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// changer finds who last changed a field of the sheet.
func changer(r fs.Reader, d *fs.Doc, field string) (by, at string, err error) {
	switch field {
	case "all":
		return "", "", nil
	case "customer", "site": // the name may be another, or the job has been moved
		w, err := r.LastWriter("jobs", d.ID, field)
		if err != nil || !w.At.IsZero() {
			return w.By, fs.Stamp(w.At), err
		}
		w, err = r.LastWriter(field+"s", d.Fields.String(field), "name")
		return w.By, fs.Stamp(w.At), err
	case "reportedAt", "restoredAt", "fixedAt":
		return stamper(r, d, field[:len(field)-len("At")])
	case "measured":
		return measurer(r, d)
	case "parts":
		return partsWriter(r, d)
	}
	w, err := r.LastWriter("jobs", d.ID, field)
	return w.By, fs.Stamp(w.At), err
}

// stamper: a time of the sheet is moved by an event that arrives later; who told of it, and when the server heard.
func stamper(r fs.Reader, d *fs.Doc, kind string) (by, at string, err error) {
	events, err := r.Children("events", "job", d.ID)
	if err != nil {
		return "", "", err
	}
	for _, e := range events {
		if k := e.Fields.String("kind"); (k == kind || k == "reopened") && e.Fields.String("receivedAt") > at {
			by, at = e.Fields.String("by"), e.Fields.String("receivedAt")
		}
	}
	return by, at, nil
}

// measurer: every answer of a checklist carries its own who and when.
func measurer(r fs.Reader, d *fs.Doc) (by, at string, err error) {
	runs, err := r.Children("runs", "job", d.ID)
	if err != nil {
		return "", "", err
	}
	for _, run := range runs {
		var answers map[string]struct {
			Value  any
			By, At string
		}
		if json.Unmarshal(run.Fields["answers"], &answers) != nil {
			continue
		}
		for _, a := range answers {
			if _, number := a.Value.(float64); number && (a.At > at || a.At == at && a.By > by) {
				by, at = a.By, a.At
			}
		}
	}
	return by, at, nil
}
