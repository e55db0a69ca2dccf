// Package pb binds the domain to PocketBase: database connections, the sync Store, and the one mapping between records and documents.
package pb

import (
	"path/filepath"

	"github.com/pocketbase/dbx"
)

// Connect opens a database file the way Lutong needs it (PocketBase calls it twice per file: for its pool of readers, for its one writer).
//
// busy_timeout comes first, because switching to WAL may have to wait for another process. synchronous=FULL makes an acknowledged write
// survive power loss (P6); the auxiliary database holds only logs and stays at NORMAL. _txlock=immediate takes the write lock when a
// transaction begins, so that it never fails half-way with SQLITE_BUSY_SNAPSHOT; read-only transactions are not affected.
func Connect(path string) (*dbx.DB, error) {
	sync := "FULL"
	if filepath.Base(path) == "auxiliary.db" {
		sync = "NORMAL"
	}
	return dbx.Open("sqlite", path+"?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&_pragma=synchronous("+sync+
		")&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-8000)&_txlock=immediate")
}
