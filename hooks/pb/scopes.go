package pb

import (
	"database/sql"
	"strings"

	fs "lutong/hooks/fieldsync"
)

func (t *tx) Scopes(key int64) ([]string, error) {
	rows, err := t.conn.query("SELECT scope FROM syncMembers WHERE key = ? AND gone = 0 ORDER BY scope", key)
	return rowsOf(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
}

func (t *tx) Grants(user string) ([]fs.Grant, error) {
	rows, err := t.conn.query("SELECT scope, first, since, seq, gone FROM syncGrants WHERE user = ?", user)
	return rowsOf(rows, err, func(r *sql.Rows) (fs.Grant, error) {
		g := fs.Grant{UserScope: fs.UserScope{User: user}}
		return g, r.Scan(&g.Scope, &g.First, &g.Since, &g.Seq, &g.Gone)
	})
}

func (t *tx) Holders(scopes []string) ([]string, error) {
	if len(scopes) == 0 {
		return nil, nil
	}
	args := make([]any, len(scopes))
	for i, s := range scopes {
		args[i] = s
	}
	rows, err := t.conn.query("SELECT DISTINCT user FROM syncGrants WHERE gone = 0 AND scope IN (?"+strings.Repeat(",?", len(scopes)-1)+") ORDER BY user", args...)
	return rowsOf(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
}

func (t *tx) Visible(user string, key int64) (bool, error) {
	var one int
	return t.one("SELECT 1 FROM syncMembers m JOIN syncGrants g ON g.user = ? AND g.scope = m.scope AND g.gone = 0 WHERE m.key = ? AND m.gone = 0 LIMIT 1", []any{user, key}, &one)
}

func (t *tx) ScanScope(scope string, after, leftSince int64, fn func(fs.Entry) (bool, error)) error {
	return t.scan(fn, "SELECT m.key, d.collection, d.id, m.since, m.seq, m.gone, d.body FROM syncMembers m JOIN syncDocs d ON d.key = m.key WHERE m.scope = ? AND m.key > ? AND (m.gone = 0 OR m.seq > ?) ORDER BY m.key",
		scope, after, leftSince)
}

func (t *tx) ScanChanges(scope string, after, upTo int64, fn func(fs.Entry) (bool, error)) error {
	return t.scan(fn, "SELECT m.key, d.collection, d.id, m.since, m.seq, m.gone, d.body FROM syncMembers m JOIN syncDocs d ON d.key = m.key WHERE m.scope = ? AND m.seq > ? AND m.seq <= ? ORDER BY m.seq",
		scope, after, upTo)
}

// scan streams entries; a document is read where SQLite holds it, so that memory does not grow with the size of a pull (P10).
func (t *tx) scan(fn func(fs.Entry) (bool, error), query string, args ...any) error {
	rows, err := t.conn.query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var e fs.Entry
	var body sql.RawBytes
	for rows.Next() {
		if err := rows.Scan(&e.Key, &e.Collection, &e.ID, &e.Since, &e.Seq, &e.Gone, &body); err != nil {
			return err
		}
		e.Body = body
		if more, err := fn(e); err != nil || !more {
			return err
		}
	}
	return rows.Err()
}

// Estimate takes the mean size of a few documents for all of them.
func (t *tx) Estimate(scope string, after int64) (n, bytes int64, err error) {
	if _, err := t.one("SELECT count(*) FROM syncMembers WHERE scope = ? AND seq > ?", []any{scope, after}, &n); err != nil || n == 0 {
		return 0, 0, err
	}
	var mean sql.NullFloat64
	_, err = t.one("SELECT avg(length(body)) FROM (SELECT d.body FROM syncMembers m JOIN syncDocs d ON d.key = m.key WHERE m.scope = ? AND m.seq > ? ORDER BY m.seq DESC LIMIT 32)", []any{scope, after}, &mean)
	return n, int64(mean.Float64 * float64(n)), err
}

func (t *tx) Enter(scope string, key, seq int64) error {
	return t.conn.exec("INSERT INTO syncMembers (scope, key, since, seq, gone) VALUES (?, ?, ?, ?, 0) ON CONFLICT (scope, key) DO UPDATE SET seq = excluded.seq, gone = 0", scope, key, seq, seq)
}

func (t *tx) Stay(scope string, key, seq int64) error {
	return t.conn.exec("UPDATE syncMembers SET seq = ? WHERE scope = ? AND key = ?", seq, scope, key)
}

func (t *tx) Leave(scope string, key, seq int64) error {
	return t.conn.exec("UPDATE syncMembers SET seq = ?, gone = 1 WHERE scope = ? AND key = ?", seq, scope, key)
}

func (t *tx) Reasons(reason string) ([]fs.UserScope, error) {
	rows, err := t.conn.query("SELECT user, scope FROM syncReasons WHERE reason = ?", reason)
	return rowsOf(rows, err, func(r *sql.Rows) (g fs.UserScope, err error) { return g, r.Scan(&g.User, &g.Scope) })
}

func (t *tx) AddReason(reason string, g fs.UserScope) error {
	return t.conn.exec("INSERT INTO syncReasons (reason, user, scope) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", reason, g.User, g.Scope)
}

func (t *tx) DropReason(reason string, g fs.UserScope) (bool, error) {
	if err := t.conn.exec("DELETE FROM syncReasons WHERE reason = ? AND user = ? AND scope = ?", reason, g.User, g.Scope); err != nil {
		return false, err
	}
	var one int
	return t.one("SELECT 1 FROM syncReasons WHERE user = ? AND scope = ? LIMIT 1", []any{g.User, g.Scope}, &one)
}

func (t *tx) Grant(g fs.UserScope, seq int64) error {
	return t.conn.exec(`INSERT INTO syncGrants (user, scope, first, since, seq, gone) VALUES (?, ?, ?, ?, ?, 0)
		ON CONFLICT (user, scope) DO UPDATE SET since = excluded.since, seq = excluded.seq, gone = 0 WHERE gone = 1`, g.User, g.Scope, seq, seq, seq)
}

func (t *tx) Withdraw(g fs.UserScope, seq int64) error {
	return t.conn.exec("UPDATE syncGrants SET seq = ?, gone = 1 WHERE user = ? AND scope = ?", seq, g.User, g.Scope)
}
