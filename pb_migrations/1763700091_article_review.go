package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var articleReview = []spec{
	{"ltcarticlecomme", "articleComments", "article:one(articles) quote:text line:number text:text resolved:bool version:number by:one(users) at:date correctedAt:date receivedAt:date", "article"},
}

// Comments on lines of an article; which story explains an article, and which one took the place of an archived one.
func init() {
	m.Register(func(app core.App) error {
		c, err := app.FindCollectionByNameOrId("articles")
		if err != nil {
			return err
		}
		if err := addFields(app, c, "road:text replacedBy:text"); err != nil {
			return err
		}
		if err := app.Save(c); err != nil {
			return err
		}
		if err := create(app, articleReview); err != nil {
			return err
		}
		comments, err := app.FindCollectionByNameOrId("articleComments") // an answer names another record of the same collection
		if err != nil {
			return err
		}
		if err := addFields(app, comments, "replyTo:one(articleComments)"); err != nil {
			return err
		}
		return app.Save(comments)
	}, func(app core.App) error {
		comments, err := app.FindCollectionByNameOrId("articleComments")
		if err != nil {
			return err
		}
		comments.Fields.RemoveByName("replyTo")
		if err := app.Save(comments); err != nil {
			return err
		}
		if err := drop(app, articleReview); err != nil {
			return err
		}
		c, err := app.FindCollectionByNameOrId("articles")
		if err != nil {
			return err
		}
		c.Fields.RemoveByName("road")
		c.Fields.RemoveByName("replacedBy")
		return app.Save(c)
	})
}
