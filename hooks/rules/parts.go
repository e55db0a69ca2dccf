package rules

import (
	"cmp"
	"slices"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/hooks/report"
)

// What a job used and still needs, as the signed sheet and the report tell it.

// partsOf are the parts of a job in the order in which they were noted; used says which of the two kinds.
func partsOf(r fs.Reader, jobID string, used bool) ([]*fs.Doc, error) {
	docs, err := r.Children("parts", "job", jobID)
	if err != nil {
		return nil, err
	}
	docs = slices.DeleteFunc(docs, func(d *fs.Doc) bool { return (d.Fields.String("state") == "used") != used })
	slices.SortFunc(docs, func(a, b *fs.Doc) int {
		return cmp.Or(cmp.Compare(a.Fields.String("at"), b.Fields.String("at")), cmp.Compare(a.ID, b.ID))
	})
	return docs, nil
}

func usedParts(r fs.Reader, jobID string) ([]job.Part, error) {
	docs, err := partsOf(r, jobID, true)
	if err != nil {
		return nil, err
	}
	var out []job.Part
	for _, d := range docs {
		f := d.Fields
		out = append(out, job.Part{
			Name: f.String("name"), SKU: f.String("sku"), Quantity: job.NumberText(f.Number("quantity")), Unit: f.String("unit"),
			SerialIn: f.String("serialIn"), SerialOut: f.String("serialOut"),
		})
	}
	return out, nil
}

// parts of a report: first what was used, then what is still to come.
func (g gathering) parts() error {
	for _, used := range []bool{true, false} {
		docs, err := partsOf(g.r, g.d.ID, used)
		if err != nil {
			return err
		}
		for _, d := range docs {
			f := d.Fields
			g.facts.Parts = append(g.facts.Parts, report.Part{
				Name: f.String("name"), SKU: f.String("sku"), Quantity: job.NumberText(f.Number("quantity")), Unit: f.String("unit"),
				SerialIn: f.String("serialIn"), SerialOut: f.String("serialOut"), Needed: !used,
			})
		}
	}
	return nil
}

// signedOfPart are the fields of a part that a customer signs, and "" for its being there at all.
var signedOfPart = []string{"", "name", "sku", "quantity", "unit", "state", "serialIn", "serialOut"}

// partsWriter finds who last changed what a job used: wrote a line, changed one, or took one away. Of one that is gone only the job's
// scope still knows that it was there.
func partsWriter(r fs.Reader, d *fs.Doc) (by, at string, err error) {
	ids, err := partsEver(r, d.ID)
	if err != nil {
		return "", "", err
	}
	for _, id := range ids {
		planned, err := neverUsed(r, id)
		if err != nil {
			return "", "", err
		}
		if planned {
			continue
		}
		for _, field := range signedOfPart {
			w, err := r.LastWriter("parts", id, field)
			if err != nil {
				return "", "", err
			}
			if when := fs.Stamp(w.At); !w.At.IsZero() && when > at {
				by, at = w.By, when
			}
		}
	}
	return by, at, nil
}

// neverUsed: a part that is needed, and was not called used before, was never on a signed sheet.
func neverUsed(r fs.Reader, id string) (bool, error) {
	d, err := r.Get("parts", id)
	if err != nil || d == nil || d.Deleted || d.Fields.String("state") == "used" {
		return false, err
	}
	w, err := r.LastWriter("parts", id, "state")
	return w.At.IsZero(), err
}

func partsEver(r fs.Reader, jobID string) ([]string, error) {
	var ids []string
	err := r.ScanScope(access.Job(jobID), 0, 0, func(e fs.Entry) (bool, error) {
		if e.Collection == "parts" {
			ids = append(ids, e.ID)
		}
		return true, nil
	})
	return ids, err
}
