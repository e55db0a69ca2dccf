package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A conflict says which of its two sides is not in effect.
func init() {
	m.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("conflicts")
		if err != nil {
			return err
		}
		if err := addFields(app, c, "lost:text"); err != nil {
			return err
		}
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("conflicts")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("lost")
		return app.Save(c)
	})
}
