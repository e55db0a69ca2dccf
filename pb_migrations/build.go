// Package pb_migrations holds the steps of the database, one self-contained file per step, ids and names as literals. A released step is
// never edited; a change is a new step.
package pb_migrations

import (
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

const (
	longText = 4 << 20 // characters; what a person may enter is limited by the rules of each field, not here
	longJSON = 8 << 20 // bytes
)

// spec is a collection as a literal: "name:kind" separated by spaces; kind is text, number, bool, date, json, one(collection) or
// many(collection). Columns in index get an index each.
type spec struct {
	id, name, fields, index string
}

// create makes base collections without any API rule: only superusers pass PocketBase's own record API; people write through push.
func create(app core.App, specs []spec) error {
	for _, s := range specs {
		c := core.NewBaseCollection(s.name, s.id)
		if err := addFields(app, c, s.fields); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		for _, column := range strings.Fields(s.index) {
			c.AddIndex("idx_"+s.name+"_"+column, false, "`"+column+"`", "")
		}
		if err := app.Save(c); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
	}
	return nil
}

func addFields(app core.App, c *core.Collection, fields string) error {
	for _, word := range strings.Fields(fields) {
		name, kind, _ := strings.Cut(word, ":")
		to := ""
		if open := strings.IndexByte(kind, '('); open > 0 {
			target, err := app.FindCollectionByNameOrId(kind[open+1 : len(kind)-1])
			if err != nil {
				if kind[open+1:len(kind)-1] != c.Name {
					return err
				}
				target = c // a tree: the collection refers to itself
			}
			kind, to = kind[:open], target.Id
		}
		switch kind {
		case "text":
			c.Fields.Add(&core.TextField{Name: name, Max: longText})
		case "number":
			c.Fields.Add(&core.NumberField{Name: name})
		case "bool":
			c.Fields.Add(&core.BoolField{Name: name})
		case "date":
			c.Fields.Add(&core.DateField{Name: name})
		case "json":
			c.Fields.Add(&core.JSONField{Name: name, MaxSize: longJSON})
		case "one":
			c.Fields.Add(&core.RelationField{Name: name, CollectionId: to, MaxSelect: 1})
		case "many":
			c.Fields.Add(&core.RelationField{Name: name, CollectionId: to, MaxSelect: 999})
		default:
			return fmt.Errorf("field %s: unknown kind %q", name, kind)
		}
	}
	return nil
}

// drop removes collections, children first.
func drop(app core.App, specs []spec) error {
	for i := len(specs) - 1; i >= 0; i-- {
		c, err := app.FindCollectionByNameOrId(specs[i].id)
		if err != nil {
			return err
		}
		if err := app.Delete(c); err != nil {
			return err
		}
	}
	return nil
}

// statements runs plain SQL, one statement each.
func statements(app core.App, list ...string) error {
	for _, sql := range list {
		if _, err := app.DB().NewQuery(sql).Execute(); err != nil {
			return fmt.Errorf("%s: %w", sql, err)
		}
	}
	return nil
}
