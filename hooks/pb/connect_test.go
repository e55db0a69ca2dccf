package pb_test

import (
	"testing"

	"github.com/pocketbase/dbx"

	"lutong/hooks/apptest"
)

// P6: an acknowledged mutation survives power loss. No test can pull the plug; but it rests on SQLite flushing its log before a commit
// returns, and that is a setting of each connection: every one that PocketBase's pools open is asked.
func TestEveryConnectionIsDurable(t *testing.T) {
	const normal, full = 1, 2
	app := apptest.NewApp(t)
	for _, pool := range []struct {
		name        string
		db          dbx.Builder
		connections int // held at the same time, so that they are different ones
		synchronous int
	}{
		{"writer", app.NonconcurrentDB(), 1, full},
		{"readers", app.ConcurrentDB(), 4, full},
		{"logs", app.AuxNonconcurrentDB(), 1, normal},
	} {
		for range pool.connections {
			conn, err := pool.db.(*dbx.DB).DB().Conn(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { conn.Close() })
			var synchronous int
			var journal string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA synchronous").Scan(&synchronous); err != nil {
				t.Fatal(err)
			}
			if err := conn.QueryRowContext(t.Context(), "PRAGMA journal_mode").Scan(&journal); err != nil {
				t.Fatal(err)
			}
			if synchronous != pool.synchronous || journal != "wal" {
				t.Errorf("%s: synchronous=%d journal=%s", pool.name, synchronous, journal)
			}
		}
	}
}
