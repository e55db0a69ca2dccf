package pb

import (
	"context"
	"database/sql"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
)

// conn runs SQL with ? parameters inside a transaction: our own one, or one that PocketBase opened.
type conn interface {
	exec(query string, args ...any) error
	query(query string, args ...any) (*sql.Rows, error)
}

// ownTx is a transaction on the pool, with its statements prepared once.
type ownTx struct {
	tx    *sql.Tx
	stmts map[string]*sql.Stmt
}

func (c *ownTx) stmt(query string) (*sql.Stmt, error) {
	if s := c.stmts[query]; s != nil {
		return s, nil
	}
	s, err := c.tx.Prepare(query)
	if err == nil {
		c.stmts[query] = s
	}
	return s, err
}

func (c *ownTx) exec(query string, args ...any) error {
	s, err := c.stmt(query)
	if err != nil {
		return err
	}
	_, err = s.Exec(args...)
	return err
}

func (c *ownTx) query(query string, args ...any) (*sql.Rows, error) {
	s, err := c.stmt(query)
	if err != nil {
		return nil, err
	}
	return s.Query(args...)
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

func (c joinedTx) exec(query string, args ...any) error {
	_, err := c.named(query, args).Execute()
	return err
}

func (c joinedTx) query(query string, args ...any) (*sql.Rows, error) {
	rows, err := c.named(query, args).Rows()
	if err != nil {
		return nil, err
	}
	return rows.Rows, nil
}

// begin opens a transaction on one of PocketBase's pools.
func begin(ctx context.Context, pool dbx.Builder, readOnly bool) (*ownTx, error) {
	tx, err := pool.(*dbx.DB).DB().BeginTx(ctx, &sql.TxOptions{ReadOnly: readOnly})
	if err != nil {
		return nil, err
	}
	return &ownTx{tx: tx, stmts: map[string]*sql.Stmt{}}, nil
}

func (c *ownTx) close() {
	for _, s := range c.stmts {
		s.Close()
	}
}
