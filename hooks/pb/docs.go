package pb

import (
	"database/sql"
	"fmt"

	"github.com/pocketbase/pocketbase/tools/security"

	fs "lutong/hooks/fieldsync"
)

func (t *tx) Get(collection, id string) (*fs.Doc, error) {
	d := fs.Doc{Collection: collection, ID: id}
	var body []byte
	found, err := t.one("SELECT key, seq, deleted, body FROM syncDocs WHERE id = ? AND collection = ?", []any{id, collection}, &d.Key, &d.Seq, &d.Deleted, &body)
	if err != nil || !found {
		return nil, err
	}
	return filled(&d, body)
}

func filled(d *fs.Doc, body []byte) (*fs.Doc, error) {
	if d.Deleted {
		return d, nil
	}
	var err error
	if d.Fields, err = fs.DecodeFields(body); err != nil {
		return nil, fmt.Errorf("%s/%s: %w", d.Collection, d.ID, err)
	}
	return d, nil
}

func (t *tx) Children(collection, field, id string) ([]*fs.Doc, error) {
	cols := t.store.columns[collection]
	if cols == nil || cols.of(field) == nil {
		return nil, fmt.Errorf("no field %s.%s", collection, field)
	}
	rows, err := t.conn.query("SELECT d.key, d.id, d.seq, d.body FROM `"+collection+"` c JOIN syncDocs d ON d.id = c.id AND d.collection = ? WHERE c.`"+field+"` = ? AND d.deleted = 0 ORDER BY d.key", collection, id)
	return rowsOf(rows, err, func(r *sql.Rows) (*fs.Doc, error) {
		d := fs.Doc{Collection: collection}
		var body []byte
		if err := r.Scan(&d.Key, &d.ID, &d.Seq, &body); err != nil {
			return nil, err
		}
		return filled(&d, body)
	})
}

// Save writes the document and the columns. A record that PocketBase itself is saving in this transaction gets its columns written
// twice, with the same values: one path, whatever the door.
func (t *tx) Save(d fs.Doc) (*fs.Doc, error) {
	body := []byte("{}")
	if !d.Deleted {
		body = d.Fields.Encode()
	} else {
		d.Fields = nil
	}
	found, err := t.one("UPDATE syncDocs SET seq = ?, deleted = ?, body = ? WHERE id = ? AND collection = ? RETURNING key", []any{d.Seq, d.Deleted, body, d.ID, d.Collection}, &d.Key)
	if err != nil {
		return nil, err
	}
	if !found {
		low, high := fs.KeyOf(t.store.ranks[d.Collection], 0), fs.KeyOf(t.store.ranks[d.Collection]+1, 0)
		var last sql.NullInt64
		if _, err := t.one("SELECT max(key) FROM syncDocs WHERE key > ? AND key < ?", []any{low, high}, &last); err != nil {
			return nil, err
		}
		d.Key = max(low, last.Int64) + 1
		if err := t.conn.exec("INSERT INTO syncDocs (key, collection, id, seq, deleted, body) VALUES (?, ?, ?, ?, ?, ?)", d.Key, d.Collection, d.ID, d.Seq, d.Deleted, body); err != nil {
			return nil, err
		}
	}
	cols := t.store.columns[d.Collection]
	if d.Deleted {
		return &d, t.conn.exec("DELETE FROM `"+d.Collection+"` WHERE id = ?", d.ID)
	}
	args, err := cols.values(d.Fields)
	if err != nil {
		return nil, fmt.Errorf("%s/%s: %w", d.Collection, d.ID, err)
	}
	found, err = t.one(cols.update, append(args, d.ID), &d.ID)
	if err != nil || found {
		return &d, err
	}
	return &d, t.conn.exec(cols.insert, append(args, d.ID)...)
}

func (t *tx) AddHistory(h fs.History) error {
	return t.conn.exec("INSERT INTO history (id, collection, record, field, `from`, `to`, sent, team, `by`, device, n, at, correctedAt, receivedAt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		security.PseudorandomStringWithAlphabet(15, "abcdefghijklmnopqrstuvwxyz0123456789"), h.Collection, h.Record, h.Field,
		jsonText(h.From), jsonText(h.To), jsonText(h.Sent), h.Team, h.By, h.Device, h.N, toDate(fs.Stamp(h.At)), toDate(fs.Stamp(h.CorrectedAt)), toDate(fs.Stamp(h.ReceivedAt)))
}

func jsonText(b []byte) string {
	if len(b) == 0 {
		return "null"
	}
	return string(b)
}

func (t *tx) LastWriter(collection, id, field string) (fs.Writer, error) {
	var w fs.Writer
	_, err := t.one("SELECT `by`, device FROM history WHERE record = ? AND field = ? AND collection = ? ORDER BY rowid DESC LIMIT 1", []any{id, field, collection}, &w.By, &w.Device)
	return w, err
}
