package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var figures = []spec{
	{"ltcfigures00000", "figures", "article:one(articles) sha256:text bytes:number mime:text width:number height:number by:one(users) state:text problem:text", "article sha256"},
}

// Images of articles.
func init() {
	m.Register(func(app core.App) error { return create(app, figures) }, func(app core.App) error { return drop(app, figures) })
}
