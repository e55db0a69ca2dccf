package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var jobs = []spec{
	{"ltcjobs00000000", "jobs", "number:text provisional:text team:one(teams) kind:text phase:text customer:one(customers) site:one(sites) contact:one(contacts) assets:many(assets) " +
		"title:text description:text notes:text priority:text pressure:json impact:text assignees:many(users) plannedStart:date plannedEnd:date respondBy:date restoreBy:date " +
		"workaround:text cause:text causeSide:text couldHavePrevented:text fix:text prevention:text story:text storyArticle:one(articles) storyUnderstood:text " +
		"status:text waiting:text stamps:json flags:json lastShared:date eta:date createdAt:date", "team site status"},
	{"ltcvisits000000", "visits", "job:one(jobs) engineers:many(users) plannedStart:date plannedEnd:date notes:text", "job"},
	{"ltcevents000000", "events", "job:one(jobs) visit:one(visits) kind:text text:text eta:date place:text shared:bool data:json by:one(users) at:date correctedAt:date receivedAt:date", "job"},
	{"ltcruns00000000", "runs", "template:one(templates) job:one(jobs) visit:one(visits) answers:json", "job"},
	{"ltcphotos000000", "photos", "job:one(jobs) visit:one(visits) run:one(runs) item:text sha256:text bytes:number mime:text kind:text caption:text takenAt:date place:text by:one(users) state:text problem:text width:number height:number", "job sha256"},
	{"ltcsignatures00", "signatures", "job:one(jobs) signer:text role:text refused:bool reason:text strokes:json photo:one(photos) signed:text signedHash:text by:one(users) at:date correctedAt:date receivedAt:date", "job"},
	{"ltcsharelinks00", "shareLinks", "job:one(jobs) what:text tokenHash:text expires:date by:one(users) opened:date", "job tokenHash"},
	{"ltcratings00000", "ratings", "job:one(jobs) solved:text attitude:number clarity:number expectedWait:number feltWait:number comment:text from:text receivedAt:date", "job"},
	{"ltcpastjobs0000", "pastJobs", "job:one(jobs) site:one(sites) team:one(teams) number:text kind:text title:text cause:text fix:text workaround:text story:text closedAt:date minutesToRestore:number", "site"},
}

// Job sheets and what hangs on them.
func init() {
	m.Register(func(app core.App) error {
		if err := create(app, jobs); err != nil {
			return err
		}
		c, err := app.FindCollectionByNameOrId("jobs") // a follow-up names the job it follows, which needs the table first
		if err != nil {
			return err
		}
		if err := addFields(app, c, "followUpOf:one(jobs)"); err != nil {
			return err
		}
		return app.Save(c)
	}, func(app core.App) error { return drop(app, jobs) })
}
