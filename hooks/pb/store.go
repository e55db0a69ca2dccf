package pb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	fs "lutong/hooks/fieldsync"
)

// Store is fieldsync's Store on PocketBase's database: the tables of pb_migrations (sync) and the collections' own columns, written with
// plain SQL in one transaction of the one writer. PocketBase's record hooks do not run for these writes; what must hold for
// every door is in the rules.
type Store struct {
	app     core.App
	columns map[string]*columns
	ranks   map[string]int
	names   map[int]string // rank -> collection

	mu           sync.Mutex
	reads, write *pool
}

// NewStore makes the store for the collections.
func NewStore(app core.App, collections []*fs.Collection) *Store {
	s := &Store{app: app, columns: map[string]*columns{}, ranks: map[string]int{}, names: map[int]string{}}
	for _, c := range collections {
		s.columns[c.Name], s.ranks[c.Name], s.names[c.Rank] = newColumns(c), c.Rank, c.Name
	}
	return s
}

// on returns the pool for a database that PocketBase has open now.
func (s *Store) on(p **pool, builder dbx.Builder) *pool {
	db := builder.(*dbx.DB).DB()
	s.mu.Lock()
	defer s.mu.Unlock()
	if *p == nil || (*p).db != db {
		*p = &pool{db: db, stmts: map[string]*sql.Stmt{}}
	}
	return *p
}

// View implements fs.Store.
func (s *Store) View(ctx context.Context, fn func(fs.Reader) error) error {
	c, err := s.on(&s.reads, s.app.ConcurrentDB()).begin(ctx, true)
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer c.close()
	return fn(newTx(s, c))
}

// Update implements fs.Store.
func (s *Store) Update(ctx context.Context, fn func(fs.Tx) error) error {
	err := s.update(ctx, fn, false)
	if errors.Is(err, errCarefully) {
		err = s.update(ctx, fn, true)
	}
	return err
}

// update runs fn in a transaction. SQLite's savepoints copy every page that is then written, which costs a push a fifth of its time although
// what is refused has nearly always written nothing yet. So at first there are none; a savepoint that fails after it has written makes
// everything begin again, carefully.
func (s *Store) update(ctx context.Context, fn func(fs.Tx) error, carefully bool) error {
	c, err := s.on(&s.write, s.app.NonconcurrentDB()).begin(ctx, false)
	if err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	defer c.close()
	t := newTx(s, c)
	t.careful = carefully
	if err := fn(t); err != nil {
		return err
	}
	if t.broken {
		return errCarefully // fn went on all the same
	}
	if err := t.flush(); err != nil {
		return err
	}
	return c.tx.Commit()
}

var errCarefully = errors.New("a savepoint has something to undo")

// Join runs fn inside the transaction that PocketBase opened for txApp; it becomes durable with that one.
func (s *Store) Join(txApp core.App, fn func(fs.Tx) error) error {
	t := newTx(s, joinedTx{txApp.NonconcurrentDB()})
	t.careful = true
	if err := fn(t); err != nil {
		return err
	}
	return t.flush()
}

// tx implements fs.Tx.
type tx struct {
	store *Store
	conn  conn
	seq   int64 // last number, read at first use, written back by flush
	read  bool
	saved int64
	cache
	late    buffer
	careful bool // savepoints are SQLite's
	writes  int
	broken  bool // something is there that should have been undone
}

func newTx(s *Store, c conn) *tx { return &tx{store: s, conn: c, cache: newCache()} }

var _ fs.Tx = (*tx)(nil)

func (t *tx) one(query string, args []any, into ...any) (found bool, err error) {
	rows, err := t.conn.query(query, args...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	if !rows.Next() {
		return false, rows.Err()
	}
	return true, rows.Scan(into...)
}

func (t *tx) Head() (int64, string, error) {
	var epoch string
	if _, err := t.one("SELECT value FROM syncState WHERE name = 'epoch'", nil, &epoch); err != nil {
		return 0, "", err
	}
	err := t.load()
	return t.seq, epoch, err
}

func (t *tx) load() error {
	if t.read {
		return nil
	}
	var text string
	found, err := t.one("SELECT value FROM syncState WHERE name = 'seq'", nil, &text)
	if err != nil || !found {
		return errors.Join(err, errNoState(found))
	}
	t.seq, err = strconv.ParseInt(text, 10, 64)
	t.read, t.saved = err == nil, t.seq
	return err
}

func errNoState(found bool) error {
	if found {
		return nil
	}
	return errors.New("syncState has no seq: the migrations did not run")
}

func (t *tx) Next() (int64, error) {
	if err := t.load(); err != nil {
		return 0, err
	}
	t.seq++
	return t.seq, nil
}

// flush writes what waits, and the sequence, once per transaction.
func (t *tx) flush() error {
	if err := t.late.flush(t.conn, 1); err != nil {
		return err
	}
	if t.seq == t.saved {
		return nil
	}
	t.saved = t.seq
	return t.exec("UPDATE syncState SET value = ? WHERE name = 'seq'", strconv.FormatInt(t.seq, 10))
}

func (t *tx) Counter(name string) (int64, error) {
	var n int64
	t.writes++
	_, err := t.one("INSERT INTO syncState (name, value) VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING CAST(value AS INTEGER)",
		[]any{"counter:" + name}, &n)
	return n, err
}

func (t *tx) RaiseCounter(name string, atLeast int64) error {
	return t.exec("INSERT INTO syncState (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))", "counter:"+name, atLeast)
}

func (t *tx) Savepoint(fn func() error) error {
	if err := t.load(); err != nil {
		return err
	}
	if t.depth == 0 {
		if err := t.late.flush(t.conn, rowsAtOnce); err != nil { // only here: what waits inside can still be undone
			return err
		}
	}
	if t.careful {
		if err := t.exec("SAVEPOINT mutation"); err != nil {
			return err
		}
	}
	t.depth++
	defer func() { t.depth-- }()
	seq, cached, waiting, writes := t.seq, t.mark(), t.late.mark(), t.writes
	err := fn()
	if err != nil {
		t.seq = seq
		t.forget(cached)
		t.late.undo(waiting)
	}
	switch {
	case t.careful && err != nil:
		return errors.Join(err, t.exec("ROLLBACK TO mutation"), t.exec("RELEASE mutation"))
	case t.careful:
		return t.exec("RELEASE mutation")
	case err != nil && t.writes > writes:
		t.broken = true
		return errCarefully
	}
	return err
}

// exec runs a statement whose effect nobody counts.
func (t *tx) exec(query string, args ...any) error {
	t.writes++
	_, err := t.conn.exec(query, args...)
	return err
}

func (t *tx) FindDevice(id string) (*fs.Device, error) {
	d := fs.Device{ID: id}
	var lastSeen string
	found, err := t.one("SELECT user, app, platform, schema, lastN, lastSeen, revoked FROM devices WHERE id = ?", []any{id},
		&d.User, &d.App, &d.Platform, &d.Schema, &d.LastN, &lastSeen, &d.Revoked)
	if err != nil || !found {
		return nil, err
	}
	d.LastSeen = fs.ParseTime(fromDate(lastSeen))
	return &d, nil
}

func (t *tx) PutDevice(d fs.Device) error {
	return t.exec(`INSERT INTO devices (id, user, app, platform, schema, lastN, lastSeen, revoked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET app = excluded.app, platform = excluded.platform, schema = excluded.schema, lastN = max(lastN, excluded.lastN), lastSeen = excluded.lastSeen`,
		d.ID, d.User, d.App, d.Platform, d.Schema, d.LastN, toDate(fs.Stamp(d.LastSeen)), d.Revoked)
}

func (t *tx) Runs() ([]fs.Run, error) {
	rows, err := t.conn.query("SELECT name, began FROM syncRuns ORDER BY n")
	return rowsOf(rows, err, func(r *sql.Rows) (run fs.Run, err error) { return run, r.Scan(&run.Name, &run.Began) })
}

func (t *tx) BeginRun(name string) error {
	if err := t.load(); err != nil {
		return err
	}
	return t.exec("INSERT INTO syncRuns (name, began, at) VALUES (?, ?, strftime('%Y-%m-%dT%H:%M:%fZ','now'))", name, t.seq)
}

func rowsOf[T any](rows *sql.Rows, err error, scan func(*sql.Rows) (T, error)) ([]T, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []T
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}
