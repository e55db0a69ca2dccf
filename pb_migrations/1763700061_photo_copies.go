package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A photo may be a copy of another one with drawings on it, and an "after" may name its "before".
func init() {
	m.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("photos")
		if err != nil {
			return err
		}
		if err := addFields(app, c, "copyOf:one(photos) pairOf:one(photos)"); err != nil {
			return err
		}
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("photos")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("copyOf")
		c.Fields.RemoveByName("pairOf")
		return app.Save(c)
	})
}
