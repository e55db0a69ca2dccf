package pb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strconv"

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
}

// NewStore makes the store for the collections.
func NewStore(app core.App, collections []*fs.Collection) *Store {
	s := &Store{app: app, columns: map[string]*columns{}, ranks: map[string]int{}}
	for _, c := range collections {
		s.columns[c.Name], s.ranks[c.Name] = newColumns(c), c.Rank
	}
	return s
}

// View implements fs.Store.
func (s *Store) View(ctx context.Context, fn func(fs.Reader) error) error {
	c, err := begin(ctx, s.app.ConcurrentDB(), true)
	if err != nil {
		return fmt.Errorf("begin reading: %w", err)
	}
	defer c.tx.Rollback()
	defer c.close()
	return fn(&tx{store: s, conn: c})
}

// Update implements fs.Store.
func (s *Store) Update(ctx context.Context, fn func(fs.Tx) error) error {
	c, err := begin(ctx, s.app.NonconcurrentDB(), false)
	if err != nil {
		return fmt.Errorf("begin writing: %w", err)
	}
	defer c.tx.Rollback()
	defer c.close()
	t := &tx{store: s, conn: c}
	if err := fn(t); err != nil {
		return err
	}
	if err := t.flush(); err != nil {
		return err
	}
	return c.tx.Commit()
}

// Join runs fn inside the transaction that PocketBase opened for txApp; it becomes durable with that one.
func (s *Store) Join(txApp core.App, fn func(fs.Tx) error) error {
	t := &tx{store: s, conn: joinedTx{txApp.NonconcurrentDB()}}
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
}

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

// flush writes the sequence back, once per transaction.
func (t *tx) flush() error {
	if t.seq == t.saved {
		return nil
	}
	t.saved = t.seq
	return t.conn.exec("UPDATE syncState SET value = ? WHERE name = 'seq'", strconv.FormatInt(t.seq, 10))
}

func (t *tx) Counter(name string) (int64, error) {
	var n int64
	_, err := t.one("INSERT INTO syncState (name, value) VALUES (?, '1') ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING CAST(value AS INTEGER)",
		[]any{"counter:" + name}, &n)
	return n, err
}

func (t *tx) RaiseCounter(name string, atLeast int64) error {
	return t.conn.exec("INSERT INTO syncState (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))", "counter:"+name, atLeast)
}

func (t *tx) Savepoint(fn func() error) error {
	if err := t.conn.exec("SAVEPOINT mutation"); err != nil {
		return err
	}
	seq := t.seq
	if err := fn(); err != nil {
		t.seq = seq
		return errors.Join(err, t.conn.exec("ROLLBACK TO mutation"), t.conn.exec("RELEASE mutation"))
	}
	return t.conn.exec("RELEASE mutation")
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
	return t.conn.exec(`INSERT INTO devices (id, user, app, platform, schema, lastN, lastSeen, revoked) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET app = excluded.app, platform = excluded.platform, schema = excluded.schema, lastN = max(lastN, excluded.lastN), lastSeen = excluded.lastSeen`,
		d.ID, d.User, d.App, d.Platform, d.Schema, d.LastN, toDate(fs.Stamp(d.LastSeen)), d.Revoked)
}

func (t *tx) Outcome(device string, n int64) ([]byte, error) {
	var out []byte
	_, err := t.one("SELECT outcome FROM syncOutcomes WHERE device = ? AND n = ?", []any{device, n}, &out)
	return out, err
}

func (t *tx) PutOutcome(device string, n int64, outcome []byte) error {
	if err := t.load(); err != nil {
		return err
	}
	return t.conn.exec("INSERT INTO syncOutcomes (device, n, seq, outcome) VALUES (?, ?, ?, ?)", device, n, t.seq, outcome)
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
