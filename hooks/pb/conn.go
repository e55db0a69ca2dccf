package pb

import (
	"context"
	"database/sql"
	"strconv"
	"strings"
	"sync"

	"github.com/pocketbase/dbx"
)

// conn runs SQL with ? parameters inside a transaction: our own one, or one that PocketBase opened.
type conn interface {
	// exec reports how many rows it changed.
	exec(query string, args ...any) (int64, error)
	query(query string, args ...any) (*sql.Rows, error)
}

// pool is one of PocketBase's pools with the statements that were prepared on it. Preparing costs more than most statements take, so it is
// done once per connection. A statement that a transaction needs for the first time is prepared for that transaction alone and on the pool
// when the transaction is over: the writer's only connection is taken until then.
type pool struct {
	db *sql.DB

	mu    sync.Mutex
	stmts map[string]*sql.Stmt
}

// begin opens a transaction. It waits for a connection as long as somebody wants the answer; from then on the transaction does not hear that
// its caller has gone away. A scan that asks another question for each document, which it reads where SQLite holds it (RawBytes), and
// database/sql, which ends a cancelled transaction from outside, would wait for each other for ever, and keep the connection.
func (p *pool) begin(ctx context.Context, readOnly bool) (*ownTx, error) {
	conn, err := p.db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	tx, err := conn.BeginTx(context.WithoutCancel(ctx), &sql.TxOptions{ReadOnly: readOnly})
	if err != nil {
		conn.Close()
		return nil, err
	}
	return &ownTx{pool: p, conn: conn, tx: tx, stmts: map[string]*sql.Stmt{}}, nil
}

// remember prepares what a finished transaction had to prepare for itself.
func (p *pool) remember(queries []string) {
	for _, q := range queries {
		s, err := p.db.Prepare(q)
		if err != nil {
			continue // the next transaction prepares it for itself again, and meets the error where it can be told
		}
		p.mu.Lock()
		if p.stmts[q] == nil {
			p.stmts[q] = s
		} else {
			s.Close()
		}
		p.mu.Unlock()
	}
}

// ownTx is a transaction on a pool.
type ownTx struct {
	pool  *pool
	conn  *sql.Conn
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
	fresh []string
}

func (c *ownTx) stmt(query string) (*sql.Stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	c.pool.mu.Lock()
	known := c.pool.stmts[query]
	c.pool.mu.Unlock()
	if known != nil {
		s := c.tx.Stmt(known)
		c.stmts[query] = s
		return s, nil
	}
	s, err := c.tx.Prepare(query)
	if err == nil {
		c.stmts[query] = s
		c.fresh = append(c.fresh, query)
	}
	return s, err
}

func (c *ownTx) exec(query string, args ...any) (int64, error) {
	s, err := c.stmt(query)
	if err != nil {
		return 0, err
	}
	r, err := s.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c *ownTx) query(query string, args ...any) (*sql.Rows, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Query(args...)
}

// close ends the transaction, undoing it if it was not committed.
func (c *ownTx) close() {
	_ = c.tx.Rollback() // after a commit it does nothing
	for _, s := range c.stmts {
		s.Close()
	}
	c.conn.Close() // back to the pool
	c.pool.remember(c.fresh)
}

// joinedTx is a transaction that PocketBase opened (app.RunInTransaction); it knows only dbx's named parameters.
type joinedTx struct{ db dbx.Builder }

func (c joinedTx) named(query string, args []any) *dbx.Query {
	params := dbx.Params{}
	var b strings.Builder
	for i, part := range strings.Split(query, "?") {
		if i > 0 {
			name := "p" + strconv.Itoa(i)
			params[name] = args[i-1]
			b.WriteString("{:" + name + "}")
		}
		b.WriteString(part)
	}
	return c.db.NewQuery(b.String()).Bind(params)
}

func (c joinedTx) exec(query string, args ...any) (int64, error) {
	r, err := c.named(query, args).Execute()
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

func (c joinedTx) query(query string, args ...any) (*sql.Rows, error) {
	rows, err := c.named(query, args).Rows()
	if err != nil {
		return nil, err
	}
	return rows.Rows, nil
}
