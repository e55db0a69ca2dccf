package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// A signature may come from the customer's own phone, through a link, with no user behind it.
func init() {
	m.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("signatures")
		if err != nil {
			return err
		}
		if err := addFields(app, c, "via:text"); err != nil {
			return err
		}
		return app.Save(c)
	}, func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("signatures")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("via")
		return app.Save(c)
	})
}
