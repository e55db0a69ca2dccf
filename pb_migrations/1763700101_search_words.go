package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var searchWords = []spec{
	{"ltcsearchwords0", "searchWords", "kind:text words:json note:text by:one(users) at:date", ""},
}

// What trainers add to the words of the search.
func init() {
	m.Register(func(app core.App) error { return create(app, searchWords) }, func(app core.App) error { return drop(app, searchWords) })
}
