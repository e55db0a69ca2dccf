package pb

import (
	"database/sql"

	fs "lutong/hooks/fieldsync"
)

func (t *tx) Scopes(key int64) ([]string, error) {
	if known, ok := t.scopes[key]; ok {
		return known, nil
	}
	rows, err := t.conn.query("SELECT scope FROM syncMembers WHERE key = ? AND gone = 0 ORDER BY scope", key)
	scopes, err := rowsOf(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
	if err == nil {
		t.scopes[key] = scopes
	}
	return scopes, err
}

func (t *tx) Grants(user string) ([]fs.Grant, error) {
	rows, err := t.conn.query("SELECT scope, first, since, seq, gone, coalesce((SELECT max(m.seq) FROM syncMembers m WHERE m.scope = g.scope), 0) FROM syncGrants g WHERE user = ?", user)
	return rowsOf(rows, err, func(r *sql.Rows) (fs.Grant, error) {
		g := fs.Grant{UserScope: fs.UserScope{User: user}}
		return g, r.Scan(&g.Scope, &g.First, &g.Since, &g.Seq, &g.Gone, &g.Last)
	})
}

func (t *tx) Holders(scopes []string) ([]string, error) {
	rows, err := t.conn.query("SELECT DISTINCT user FROM syncGrants WHERE gone = 0 AND scope IN (SELECT value FROM json_each(?)) ORDER BY user", string(fs.JSONOf(scopes)))
	return rowsOf(rows, err, func(r *sql.Rows) (s string, err error) { return s, r.Scan(&s) })
}

func (t *tx) Visible(user string, key int64) (bool, error) {
	var one int
	return t.one("SELECT 1 FROM syncMembers m JOIN syncGrants g ON g.user = ? AND g.scope = m.scope AND g.gone = 0 WHERE m.key = ? AND m.gone = 0 LIMIT 1", []any{user, key}, &one)
}

func (t *tx) ScanScope(scope string, after, leftSince int64, fn func(fs.Entry) (bool, error)) error {
	var e fs.Entry
	var body sql.RawBytes
	return t.scan(&e, &body, fn, []any{&e.Key, &e.ID, &e.Gone, &body},
		"SELECT m.key, d.id, m.gone, d.body FROM syncMembers m JOIN syncDocs d ON d.key = m.key WHERE m.scope = ? AND m.key > ? AND (m.gone = 0 OR m.seq > ?) ORDER BY m.key",
		scope, after, leftSince)
}

func (t *tx) ScanChanges(scope string, after, upTo int64, fn func(fs.Entry) (bool, error)) error {
	var e fs.Entry
	var body sql.RawBytes
	return t.scan(&e, &body, fn, []any{&e.Key, &e.ID, &e.Since, &e.Seq, &e.Gone, &e.Mark.Device, &e.Mark.Before, &body},
		"SELECT m.key, d.id, m.since, m.seq, m.gone, d.device, d.before, d.body FROM syncMembers m JOIN syncDocs d ON d.key = m.key WHERE m.scope = ? AND m.seq > ? AND m.seq <= ? ORDER BY m.seq",
		scope, after, upTo)
}

// scan streams entries; a document is read where SQLite holds it, so that memory does not grow with the size of a pull (P10).
func (t *tx) scan(e *fs.Entry, body *sql.RawBytes, fn func(fs.Entry) (bool, error), into []any, query string, args ...any) error {
	rows, err := t.conn.query(query, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return err
		}
		e.Collection, e.Body = t.store.names[fs.RankOf(e.Key)], *body
		if e.Gone {
			e.Body = nil
		}
		if more, err := fn(*e); err != nil || !more {
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

func (t *tx) Enter(scope string, d *fs.Doc, seq int64) error {
	t.moved(d.Key)
	return t.exec("INSERT INTO syncMembers (scope, key, since, seq, gone, sum) VALUES (?, ?, ?, ?, 0, ?) ON CONFLICT (scope, key) DO UPDATE SET since = excluded.since, seq = excluded.seq, gone = 0, sum = excluded.sum",
		scope, d.Key, seq, seq, d.Sum)
}

func (t *tx) Stay(d *fs.Doc) error {
	return t.exec("UPDATE syncMembers SET seq = ?, sum = ? WHERE key = ? AND gone = 0", d.Seq, d.Sum, d.Key)
}

func (t *tx) Leave(scope string, key, seq int64) error {
	t.moved(key)
	return t.exec("UPDATE syncMembers SET seq = ?, gone = 1 WHERE scope = ? AND key = ?", seq, scope, key)
}

func (t *tx) Reasons(reason string) ([]fs.UserScope, error) {
	rows, err := t.conn.query("SELECT user, scope FROM syncReasons WHERE reason = ?", reason)
	return rowsOf(rows, err, func(r *sql.Rows) (g fs.UserScope, err error) { return g, r.Scan(&g.User, &g.Scope) })
}

func (t *tx) ReasonsOf(user string) (map[string][]string, error) {
	rows, err := t.conn.query("SELECT reason, scope FROM syncReasons WHERE user = ?", user)
	out := map[string][]string{}
	_, err = rowsOf(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var reason, scope string
		err = r.Scan(&reason, &scope)
		out[scope] = append(out[scope], reason)
		return none, err
	})
	return out, err
}

func (t *tx) AddReason(reason string, g fs.UserScope) (first bool, err error) {
	held, err := t.anyReason(g)
	if err != nil {
		return false, err
	}
	return !held, t.exec("INSERT INTO syncReasons (reason, user, scope) VALUES (?, ?, ?) ON CONFLICT DO NOTHING", reason, g.User, g.Scope)
}

func (t *tx) anyReason(g fs.UserScope) (bool, error) {
	var one int
	return t.one("SELECT 1 FROM syncReasons WHERE user = ? AND scope = ? LIMIT 1", []any{g.User, g.Scope}, &one)
}

func (t *tx) DropReason(reason string, g fs.UserScope) (bool, error) {
	if err := t.exec("DELETE FROM syncReasons WHERE reason = ? AND user = ? AND scope = ?", reason, g.User, g.Scope); err != nil {
		return false, err
	}
	return t.anyReason(g)
}

func (t *tx) Grant(g fs.UserScope, seq int64) error {
	return t.exec(`INSERT INTO syncGrants (user, scope, first, since, seq, gone) VALUES (?, ?, ?, ?, ?, 0)
		ON CONFLICT (user, scope) DO UPDATE SET since = excluded.since, seq = excluded.seq, gone = 0 WHERE gone = 1`, g.User, g.Scope, seq, seq, seq)
}

func (t *tx) Withdraw(g fs.UserScope, seq int64) error {
	return t.exec("UPDATE syncGrants SET seq = ?, gone = 1 WHERE user = ? AND scope = ?", seq, g.User, g.Scope)
}
