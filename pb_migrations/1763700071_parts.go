package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var parts = []spec{
	{"ltcparts0000000", "parts", "job:one(jobs) name:text sku:text quantity:number unit:text state:text serialIn:text serialOut:text asset:one(assets) by:one(users) at:date", "job"},
}

// What a job used, and what it still needs.
func init() {
	m.Register(func(app core.App) error { return create(app, parts) }, func(app core.App) error { return drop(app, parts) })
}
