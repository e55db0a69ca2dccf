package rules

import (
	"encoding/json"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/job"
)

// Sheet gathers what a customer would sign now, written with the language and offset of the text that was signed.
func Sheet(r fs.Reader, d *fs.Doc, signed string) (job.Sheet, error) {
	f := d.Fields
	lang, offset, _ := job.SignedAs(signed)
	s := job.Sheet{
		Lang: lang, UTCOffset: offset, Number: f.String("number"), Provisional: f.String("provisional"), Title: f.String("title"), Description: f.String("description"),
		Workaround: f.String("workaround"), Cause: f.String("cause"), CauseSide: f.String("causeSide"), Fix: f.String("fix"),
	}
	if job.SignedUnder(signed, s.Provisional) {
		s.Number = ""
	}
	for _, n := range []struct {
		collection, field string
		into              *string
	}{{"customers", "customer", &s.Customer}, {"sites", "site", &s.Site}} {
		rec, err := r.Get(n.collection, f.String(n.field))
		if err != nil {
			return s, err
		}
		if rec != nil && !rec.Deleted {
			*n.into = rec.Fields.String("name")
		}
	}
	var stamps map[string]string
	if err := json.Unmarshal(f["stamps"], &stamps); err != nil {
		return s, err
	}
	s.ReportedAt, s.RestoredAt, s.FixedAt = stamps["reported"], stamps["restored"], stamps["fixed"]
	var err error
	if s.Measured, err = measured(r, d.ID, lang); err != nil {
		return s, err
	}
	s.Parts, err = usedParts(r, d.ID)
	return s, err
}

// measured lists the values of filled number items: runs by id, items as in their template.
func measured(r fs.Reader, jobID, lang string) ([]job.Measured, error) {
	runs, err := r.Children("runs", "job", jobID)
	if err != nil {
		return nil, err
	}
	sortByID(runs)
	var out []job.Measured
	for _, run := range runs {
		t, err := r.Get("templates", run.Fields.String("template"))
		if err != nil {
			return nil, err
		}
		if t == nil || t.Deleted {
			continue
		}
		var items []struct {
			ID, Type, Unit string
			Label          map[string]string
		}
		var answers map[string]struct{ Value any }
		if json.Unmarshal(t.Fields["items"], &items) != nil || json.Unmarshal(run.Fields["answers"], &answers) != nil {
			continue // a template or answers of a shape we do not know measure nothing
		}
		for _, item := range items {
			if n, ok := answers[item.ID].Value.(float64); ok && item.Type == "number" {
				out = append(out, job.Measured{Label: item.Label[lang], Value: job.NumberText(n), Unit: item.Unit})
			}
		}
	}
	return out, nil
}
