package rules

import (
	"encoding/json"
	"slices"

	"lutong/hooks/job"
	"lutong/hooks/report"
)

// templateItem is what a report needs of a checklist's item.
type templateItem struct {
	ID, Type, Unit string
	Label          map[string]string
	Min, Max       *float64
	Options        []struct {
		Value string
		Label map[string]string
	}
}

// checks takes from the checklists what is worth showing to a customer: every measured number, as it was signed, and from the tests after
// the work also what was chosen and what passed. Ticks before departure and free remarks are ours.
func (g gathering) checks() error {
	runs, err := g.r.Children("runs", "job", g.d.ID)
	if err != nil {
		return err
	}
	sortByID(runs)
	for _, run := range runs {
		t, err := g.r.Get("templates", run.Fields.String("template"))
		if err != nil {
			return err
		}
		if t == nil || t.Deleted {
			continue
		}
		var items []templateItem
		var answers map[string]struct{ Value any }
		if json.Unmarshal(t.Fields["items"], &items) != nil || json.Unmarshal(run.Fields["answers"], &answers) != nil {
			continue // a template or answers of a shape we do not know show nothing
		}
		tests := slices.Contains([]string{"afterInstall", "other"}, t.Fields.String("stage"))
		for _, item := range items {
			if c, ok := item.check(answers[item.ID].Value, g.facts.Lang, tests); ok {
				g.facts.Checks = append(g.facts.Checks, c)
			}
		}
	}
	return nil
}

func (i templateItem) check(value any, lang string, tests bool) (report.Check, bool) {
	c := report.Check{Label: i.Label[lang]}
	switch v := value.(type) {
	case float64:
		c.Value, c.Unit, c.Min, c.Max, c.Number, c.Measured = job.NumberText(v), i.Unit, i.Min, i.Max, v, true
		return c, i.Type == "number"
	case bool:
		return c, tests && v && i.Type == "tick"
	case string:
		for _, o := range i.Options {
			if o.Value == v {
				c.Value = o.Label[lang]
			}
		}
		return c, tests && c.Value != "" && i.Type == "choice"
	}
	return c, false
}
