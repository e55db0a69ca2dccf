package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var customers = []spec{
	{"ltccustomers000", "customers", "name:text team:one(teams) industry:text size:text level:text sales:one(users) presales:one(users) notes:text", ""},
	{"ltcsites0000000", "sites", "customer:one(customers) team:one(teams) name:text address:text accessWindow:text parking:text room:text geo:json notes:text", "customer"},
	{"ltccontacts0000", "contacts", "customer:one(customers) site:one(sites) name:text phone:text role:text technicalLevel:text tellHow:text", "customer site"},
	{"ltcassets000000", "assets", "site:one(sites) kind:text name:text vendor:text model:text serial:text firmware:text ip:text place:text installed:date warrantyEnd:date state:text qr:text notes:text", "site"},
}

// Whom we serve, where, and what stands there.
func init() {
	m.Register(func(app core.App) error {
		if err := create(app, customers); err != nil {
			return err
		}
		assets, err := app.FindCollectionByNameOrId("assets") // a tree refers to itself, which needs the table first
		if err != nil {
			return err
		}
		if err := addFields(app, assets, "parent:one(assets)"); err != nil {
			return err
		}
		return app.Save(assets)
	}, func(app core.App) error { return drop(app, customers) })
}
