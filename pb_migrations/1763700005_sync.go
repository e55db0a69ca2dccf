package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

var kept = []spec{
	{"ltcconflicts000", "conflicts", "collection:text record:text op:text field:text base:json theirs:json mine:json reason:text by:one(users) device:text n:number at:date correctedAt:date receivedAt:date " +
		"job:one(jobs) team:one(teams) resolution:text value:json resolvedBy:one(users) resolvedAt:date", "record job"},
	{"ltchistory00000", "history", "collection:text record:text field:text from:json to:json sent:json team:one(teams) by:text device:text n:number at:date correctedAt:date receivedAt:date", ""},
}

// What the protocol keeps (sync.md): values set aside, history, and the tables behind pull and push. Those are plain tables, because
// nothing but the store in hooks/pb may write them:
//
//	syncDocs     every record as ready JSON under the number of its last change, with its sum; key = rank of the collection, then the newest
//	             first; device and before: whose own changes were the last, and the number before them
//	syncMembers  which record is or was in which scope, with the numbers of entry and last change, and the document's sum
//	syncGrants   which user holds or held which scope, with the numbers of grant and last change; syncReasons says why
//	syncOutcomes the answer to every mutation of every device
//	syncDays     the number each day began with
//	syncState    the last number, the epoch, counters
//	syncRuns     the runs of the server on this database, with the number at which each began
func init() {
	m.Register(func(app core.App) error {
		if err := create(app, kept); err != nil {
			return err
		}
		history, err := app.FindCollectionByNameOrId("history")
		if err != nil {
			return err
		}
		rule := `(@request.auth.role = "dispatcher" || @request.auth.role = "manager") && team != "" && @request.auth.teams.id ?= team`
		history.ListRule, history.ViewRule = &rule, &rule
		history.AddIndex("idx_history_record", false, "`record`, `field`", "")
		if err := app.Save(history); err != nil {
			return err
		}
		return statements(app,
			"CREATE TABLE syncDocs (key INTEGER PRIMARY KEY, collection TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, deleted INTEGER NOT NULL DEFAULT 0, sum INTEGER NOT NULL, device TEXT NOT NULL DEFAULT '', before INTEGER NOT NULL DEFAULT 0, body BLOB NOT NULL, UNIQUE (id, collection))",
			"CREATE TABLE syncMembers (scope TEXT NOT NULL, key INTEGER NOT NULL, since INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0, sum INTEGER NOT NULL, PRIMARY KEY (scope, key)) WITHOUT ROWID",
			"CREATE UNIQUE INDEX idx_syncMembers_seq ON syncMembers (scope, seq)",
			"CREATE INDEX idx_syncMembers_key ON syncMembers (key)",
			"CREATE TABLE syncGrants (user TEXT NOT NULL, scope TEXT NOT NULL, first INTEGER NOT NULL, since INTEGER NOT NULL, seq INTEGER NOT NULL, gone INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (user, scope)) WITHOUT ROWID",
			"CREATE INDEX idx_syncGrants_scope ON syncGrants (scope)",
			"CREATE TABLE syncReasons (reason TEXT NOT NULL, user TEXT NOT NULL, scope TEXT NOT NULL, PRIMARY KEY (reason, user, scope)) WITHOUT ROWID",
			"CREATE INDEX idx_syncReasons_user ON syncReasons (user, scope)",
			"CREATE TABLE syncOutcomes (device TEXT NOT NULL, n INTEGER NOT NULL, seq INTEGER NOT NULL, outcome BLOB NOT NULL, PRIMARY KEY (device, n)) WITHOUT ROWID",
			"CREATE TABLE syncRuns (n INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, began INTEGER NOT NULL, at TEXT NOT NULL)",
			"CREATE TABLE syncState (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
			"INSERT INTO syncState (name, value) VALUES ('seq', '0'), ('epoch', lower(hex(randomblob(4))))",
			// what is gone is kept for a while (fieldsync.Retain): the number each day began with, and what is gone, oldest first
			"CREATE TABLE syncDays (day TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID",
			"CREATE INDEX idx_syncMembers_gone ON syncMembers (seq) WHERE gone = 1",
			"CREATE INDEX idx_syncGrants_gone ON syncGrants (seq) WHERE gone = 1",
			"CREATE INDEX idx_syncDocs_gone ON syncDocs (seq) WHERE deleted = 1",
		)
	}, func(app core.App) error {
		if err := statements(app, "DROP TABLE syncDocs", "DROP TABLE syncMembers", "DROP TABLE syncGrants", "DROP TABLE syncReasons", "DROP TABLE syncOutcomes", "DROP TABLE syncState", "DROP TABLE syncDays", "DROP TABLE syncRuns"); err != nil {
			return err
		}
		return drop(app, kept)
	})
}
