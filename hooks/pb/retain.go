package pb

import (
	"database/sql"

	fs "lutong/hooks/fieldsync"
)

func (t *tx) Floor() (floor int64, err error) {
	_, err = t.one("SELECT CAST(value AS INTEGER) FROM syncState WHERE name = 'floor'", nil, &floor)
	return floor, err
}

func (t *tx) BeginDay(day string) (bool, error) {
	if err := t.load(); err != nil {
		return false, err
	}
	return t.one("INSERT INTO syncDays (day, seq) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING seq", []any{day, t.seq}, new(int64))
}

func (t *tx) RaiseFloor(day string) error {
	var seq sql.NullInt64
	if _, err := t.one("SELECT max(seq) FROM syncDays WHERE day < ?", []any{day}, &seq); err != nil || !seq.Valid {
		return err
	}
	if err := t.exec("DELETE FROM syncDays WHERE day < ? AND seq < ?", day, seq.Int64); err != nil {
		return err
	}
	return t.exec("INSERT INTO syncState (name, value) VALUES ('floor', ?) ON CONFLICT (name) DO UPDATE SET value = max(CAST(value AS INTEGER), CAST(excluded.value AS INTEGER))", seq.Int64)
}

// Outdated reads partial indexes of what is gone; only outcomes are looked through device by device.
func (t *tx) Outdated(keep int64, limit int) ([]fs.Outdated, error) {
	floor, err := t.Floor()
	if err != nil || floor == 0 {
		return nil, err
	}
	var all []fs.Outdated
	for _, q := range []struct {
		what  fs.OutdatedKind
		query string
		args  []any
	}{
		{fs.Departure, "SELECT scope, '', '', key, seq FROM syncMembers WHERE gone = 1 AND seq <= ? LIMIT ?", []any{floor}},
		{fs.Withdrawal, "SELECT scope, user, '', 0, seq FROM syncGrants WHERE gone = 1 AND seq <= ? LIMIT ?", []any{floor}},
		{fs.Tombstone, "SELECT '', '', '', key, seq FROM syncDocs WHERE deleted = 1 AND seq <= ? LIMIT ?", []any{floor}},
		{fs.Answered, "SELECT '', '', o.device, o.n, o.seq FROM devices d JOIN syncOutcomes o ON o.device = d.id AND o.n <= d.lastN - ? WHERE o.seq <= ? LIMIT ?", []any{keep, floor}},
	} {
		rows, err := t.conn.query(q.query, append(q.args, limit-len(all))...)
		found, err := rowsOf(rows, err, func(r *sql.Rows) (fs.Outdated, error) {
			o := fs.Outdated{What: q.what}
			return o, r.Scan(&o.Scope, &o.User, &o.Device, &o.Key, &o.Changed)
		})
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	return all, nil
}

// Forget looks again at each: a scope may have been granted anew meanwhile.
func (t *tx) Forget(list []fs.Outdated) (removed int, err error) {
	for _, o := range list {
		query, args := "DELETE FROM syncDocs WHERE key = ? AND deleted = 1 AND seq = ? AND NOT EXISTS (SELECT 1 FROM syncMembers m WHERE m.key = syncDocs.key) RETURNING seq", []any{o.Key, o.Changed}
		switch o.What {
		case fs.Departure:
			query, args = "DELETE FROM syncMembers WHERE scope = ? AND key = ? AND gone = 1 AND seq = ? RETURNING seq", []any{o.Scope, o.Key, o.Changed}
		case fs.Withdrawal:
			query, args = "DELETE FROM syncGrants WHERE user = ? AND scope = ? AND gone = 1 AND seq = ? RETURNING seq", []any{o.User, o.Scope, o.Changed}
		case fs.Answered:
			query, args = "DELETE FROM syncOutcomes WHERE device = ? AND n = ? AND seq = ? RETURNING seq", []any{o.Device, o.Key, o.Changed}
		}
		gone, err := t.one(query, args, new(int64))
		if err != nil {
			return removed, err
		}
		if gone {
			removed++
		}
	}
	return removed, nil
}
