package hooks

import (
	"context"
	"encoding/json"
	"fmt"

	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
	"lutong/kb"
)

// starterLibrary puts the shipped articles and checklists into the database. What is there already stays as it is: trainers may have
// written on it. Articles are put twice, so that those that link to a later one know its title.
func (s *server) starterLibrary(ctx context.Context) error {
	articles, templates, err := kb.Shipped()
	if err != nil {
		return fmt.Errorf("shipped library: %w", err)
	}
	return s.sync.Update(ctx, s.sync.System(), func(w *fieldsync.Writing) error {
		var fresh []string
		for _, t := range templates {
			if err := putOnce(w, "templates", t.ID, t, nil); err != nil {
				return err
			}
		}
		for _, a := range articles {
			a.Confidence, a.Version = "validated", 1
			if err := putOnce(w, "articles", a.ID, a, &fresh); err != nil {
				return err
			}
		}
		for _, id := range fresh {
			d, err := w.Get("articles", id)
			if err != nil {
				return err
			}
			if _, err := w.Put("articles", id, d.Fields); err != nil {
				return err
			}
		}
		return nil
	})
}

// putOnce puts a record that is not there and notes its id.
func putOnce(w *fieldsync.Writing, collection, id string, value any, fresh *[]string) error {
	known, err := w.Get(collection, id)
	if err != nil || known != nil {
		return err
	}
	var values map[string]any
	if err := json.Unmarshal(fieldsync.JSONOf(value), &values); err != nil {
		return err
	}
	f, err := checked(collection, values)
	if err != nil {
		return err
	}
	if _, err := w.Put(collection, id, f); err != nil {
		return err
	}
	if fresh != nil {
		*fresh = append(*fresh, id)
	}
	return nil
}

// demoOptions lets the made-up organisation use the shipped checklists and articles.
func (s *server) demoOptions(jobs int) demo.Options {
	articles, templates, err := kb.Shipped()
	if err != nil {
		return demo.Options{Jobs: jobs} // starterLibrary has told why
	}
	return demo.Options{Jobs: jobs,
		Article: func(slug string) string {
			for _, a := range articles {
				if a.Slug == slug && a.Lang == "zh-CN" {
					return a.ID
				}
			}
			return ""
		},
		Template: func(stage, kind string) (demo.Template, bool) {
			for _, t := range templates {
				if t.Stage == stage && t.For(kind) {
					return checklist(t), true
				}
			}
			return demo.Template{}, false
		},
	}
}

func checklist(t kb.Template) demo.Template {
	out := demo.Template{ID: t.ID}
	for _, it := range t.Items {
		d := demo.Item{ID: it.ID, Type: it.Type, Label: it.Label["zh-CN"], Unit: it.Unit, Conditional: it.When != nil}
		if it.Min != nil {
			d.Min = *it.Min
		}
		if it.Max != nil {
			d.Max = *it.Max
		}
		for _, o := range it.Options {
			d.Options = append(d.Options, o.Value)
		}
		out.Items = append(out.Items, d)
	}
	return out
}
