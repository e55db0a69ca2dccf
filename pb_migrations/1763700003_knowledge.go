package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var knowledge = []spec{
	{"ltctemplates000", "templates", "key:text version:number stage:text phase:text jobKinds:json title:json items:json retired:bool", ""},
	{"ltcarticles0000", "articles", "slug:text lang:text kind:text level:text title:text summary:text body:text symptoms:json models:json codes:json tags:json phase:text confidence:text owner:one(users) reviewBy:date html:text version:number", "slug"},
	{"ltcarticlevers0", "articleVersions", "article:one(articles) version:number title:text body:text by:one(users) at:date", "article"},
}

// Checklist templates and articles.
func init() {
	m.Register(func(app core.App) error { return create(app, knowledge) }, func(app core.App) error { return drop(app, knowledge) })
}
