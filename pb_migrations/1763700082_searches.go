package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// No column says who, from which tablet, or at what time of the day.
var searches = []spec{
	{"ltcsearches0000", "searches", "query:text norm:text lang:text role:text place:text day:text hits:number opened:text position:number solved:bool again:bool", "day"},
}

// What people looked for, by role.
func init() {
	m.Register(func(app core.App) error { return create(app, searches) }, func(app core.App) error { return drop(app, searches) })
}
