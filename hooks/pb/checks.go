package pb

import (
	"database/sql"

	fs "lutong/hooks/fieldsync"
)

// seen are the members of the user's scopes, a record in two of them twice.
const seen = "FROM syncGrants g JOIN syncMembers m ON m.scope = g.scope AND m.gone = 0 WHERE g.user = ? AND g.gone = 0"

func (t *tx) Check(user string) (fs.Check, error) {
	var c fs.Check
	_, err := t.one("SELECT count(*), coalesce(sum(sum), 0) FROM (SELECT m.key, m.sum "+seen+" GROUP BY m.key)", []any{user}, &c.Count, &c.Sum)
	return c, err
}

func (t *tx) Parts(user string) (map[string]fs.Check, error) {
	rows, err := t.conn.query("SELECT s.key >> 48, substr(d.id, 1, 1), count(*), sum(s.sum) FROM (SELECT m.key, m.sum "+seen+" GROUP BY m.key) s JOIN syncDocs d ON d.key = s.key GROUP BY 1, 2", user)
	parts := map[string]fs.Check{}
	_, err = rowsOf(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var rank int
		var first string
		var c fs.Check
		err = r.Scan(&rank, &first, &c.Count, &c.Sum)
		parts[t.store.names[rank]+"/"+first] = c
		return none, err
	})
	return parts, err
}

func (t *tx) ScanPart(user, collection, first string, fn func(fs.Entry) (bool, error)) error {
	rank := t.store.ranks[collection]
	var e fs.Entry
	var body sql.RawBytes
	return t.scan(&e, &body, fn, []any{&e.Key, &e.ID, &e.Seq, &body},
		"SELECT s.key, d.id, d.seq, d.body FROM (SELECT DISTINCT m.key "+seen+" AND m.key >= ? AND m.key < ?) s JOIN syncDocs d ON d.key = s.key WHERE substr(d.id, 1, 1) = ? ORDER BY s.key",
		user, fs.KeyOf(rank-1, 0), fs.KeyOf(rank, 0), first)
}
