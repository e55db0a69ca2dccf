// Package apptest makes a real Lutong in a temporary folder for tests: PocketBase with our connections, migrations and hooks.
package apptest

import (
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"lutong/hooks/pb"
	_ "lutong/pb_migrations"
)

// NewApp is an app with our database and no hooks.
func NewApp(t testing.TB) *tests.TestApp {
	t.Helper()
	return newApp(t, t.TempDir())
}

// newApp works on a copy of the folder.
func newApp(t testing.TB, dir string) *tests.TestApp {
	t.Helper()
	app, err := tests.NewTestAppWithConfig(core.BaseAppConfig{DataDir: dir, DBConnect: pb.Connect})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	if err := app.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	return app
}
