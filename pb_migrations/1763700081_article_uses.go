package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var articleUses = []spec{
	{"ltcarticleuses0", "articleUses", "article:text job:text kind:text note:text number:text by:one(users) at:date correctedAt:date receivedAt:date", "article job"},
	{"ltcarticlecount", "articleCounts", "jobs:number helped:number notHelped:number open:number lastUsed:date", ""},
}

// What an article did on a job, and what everybody may know of that.
func init() {
	m.Register(func(app core.App) error { return create(app, articleUses) }, func(app core.App) error { return drop(app, articleUses) })
}
