package pb

import (
	"database/sql"
	"fmt"

	fs "lutong/hooks/fieldsync"
)

func (t *tx) Get(collection, id string) (*fs.Doc, error) {
	name := fs.Target{Collection: collection, ID: id}
	if d, known := t.docs[name]; known {
		return d, nil
	}
	rows, err := t.conn.query("SELECT "+docColumns+" FROM syncDocs d WHERE d.id = ? AND d.collection = ?", id, collection)
	docs, err := rowsOf(rows, err, func(r *sql.Rows) (*fs.Doc, error) { return scanDoc(collection, r) })
	if err != nil {
		return nil, err
	}
	if len(docs) == 0 {
		t.docs[name] = nil
		return nil, nil
	}
	t.docs[name] = docs[0]
	return docs[0], nil
}

// Expect reads the records, and the scopes they are in, with two statements.
func (t *tx) Expect(names []fs.Target) error {
	ids := make([]string, len(names))
	for i, n := range names {
		ids[i] = n.ID
		t.docs[n] = nil // unless it is found
	}
	rows, err := t.conn.query("SELECT d.collection, "+docColumns+" FROM syncDocs d WHERE d.id IN (SELECT value FROM json_each(?))", string(fs.JSONOf(ids)))
	docs, err := rowsOf(rows, err, func(r *sql.Rows) (*fs.Doc, error) {
		d := &fs.Doc{}
		if err := r.Scan(append([]any{&d.Collection}, docInto(d)...)...); err != nil {
			return nil, err
		}
		return readDoc(d)
	})
	if err != nil {
		return err
	}
	keys := make([]int64, len(docs))
	for i, d := range docs {
		keys[i] = d.Key
		t.docs[fs.Target{Collection: d.Collection, ID: d.ID}] = d
		t.scopes[d.Key] = nil
	}
	rows, err = t.conn.query("SELECT key, scope FROM syncMembers WHERE key IN (SELECT value FROM json_each(?)) AND gone = 0 ORDER BY key, scope", string(fs.JSONOf(keys)))
	_, err = rowsOf(rows, err, func(r *sql.Rows) (none struct{}, err error) {
		var key int64
		var scope string
		err = r.Scan(&key, &scope)
		t.scopes[key] = append(t.scopes[key], scope)
		return none, err
	})
	return err
}

const docColumns = "d.key, d.id, d.seq, d.deleted, d.sum, d.device, d.before, d.body"

func docInto(d *fs.Doc) []any {
	return []any{&d.Key, &d.ID, &d.Seq, &d.Deleted, &d.Sum, &d.Mark.Device, &d.Mark.Before, &d.Body}
}

func scanDoc(collection string, r *sql.Rows) (*fs.Doc, error) {
	d := &fs.Doc{Collection: collection}
	if err := r.Scan(docInto(d)...); err != nil {
		return nil, err
	}
	return readDoc(d)
}

func readDoc(d *fs.Doc) (*fs.Doc, error) {
	if d.Deleted {
		return d.Seal(), nil
	}
	var err error
	if d.Fields, err = fs.DecodeFields(d.Body); err != nil {
		return nil, fmt.Errorf("%s/%s: %w", d.Collection, d.ID, err)
	}
	return d, nil
}

func (t *tx) Children(collection, field, id string) ([]*fs.Doc, error) {
	cols := t.store.columns[collection]
	if cols == nil || cols.of(field) == nil {
		return nil, fmt.Errorf("no field %s.%s", collection, field)
	}
	holds := "c.`" + field + "` = ?"
	if cols.of(field).Kind == fs.Refs {
		holds = "EXISTS (SELECT 1 FROM json_each(c.`" + field + "`) r WHERE r.value = ?)"
	}
	rows, err := t.conn.query("SELECT "+docColumns+" FROM `"+collection+"` c JOIN syncDocs d ON d.id = c.id AND d.collection = ? WHERE "+holds+" AND d.deleted = 0 ORDER BY d.key DESC", collection, id)
	return rowsOf(rows, err, func(r *sql.Rows) (*fs.Doc, error) { return scanDoc(collection, r) })
}

// Save writes the document and the columns. A record that PocketBase itself is saving in this transaction gets its columns written
// twice, with the same values: one path, whatever the door.
func (t *tx) Save(d fs.Doc) (*fs.Doc, error) {
	d.Seal()
	old, err := t.Get(d.Collection, d.ID)
	if err != nil {
		return nil, err
	}
	body := d.Body
	if d.Deleted {
		body = []byte("{}")
	}
	if old != nil {
		d.Key = old.Key
		err = t.exec("UPDATE syncDocs SET seq = ?, deleted = ?, sum = ?, device = ?, before = ?, body = ? WHERE key = ?", d.Seq, d.Deleted, d.Sum, d.Mark.Device, d.Mark.Before, body, d.Key)
	} else {
		if d.Key, err = t.newKey(d.Collection); err != nil {
			return nil, err
		}
		err = t.exec("INSERT INTO syncDocs (key, collection, id, seq, deleted, sum, device, before, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
			d.Key, d.Collection, d.ID, d.Seq, d.Deleted, d.Sum, d.Mark.Device, d.Mark.Before, body)
	}
	if err != nil {
		return nil, err
	}
	t.keepDoc(&d)
	if err := t.saveColumns(old, &d); err != nil {
		return nil, fmt.Errorf("%s/%s: %w", d.Collection, d.ID, err)
	}
	return &d, nil
}

// newKey is the next key of the collection: the newest record has the least one.
func (t *tx) newKey(collection string) (int64, error) {
	least, known := t.least[collection]
	if !known {
		rank := t.store.ranks[collection]
		after, least0 := fs.KeyOf(rank-1, 0), fs.KeyOf(rank, 0)
		var newest sql.NullInt64
		if _, err := t.one("SELECT min(key) FROM syncDocs WHERE key >= ? AND key < ?", []any{after, least0}, &newest); err != nil {
			return 0, err
		}
		if least = least0; newest.Valid {
			least = newest.Int64
		}
	}
	t.least[collection] = least - 1
	t.wrote(func() { delete(t.least, collection) })
	return least - 1, nil
}

// saveColumns brings the collection's own row in line with the document.
func (t *tx) saveColumns(old, d *fs.Doc) error {
	cols := t.store.columns[d.Collection]
	if d.Deleted {
		return t.exec("DELETE FROM `"+d.Collection+"` WHERE id = ?", d.ID)
	}
	if _, own := t.conn.(*ownTx); own && old != nil && !old.Deleted {
		query, args, err := cols.changes(old.Fields, d.Fields)
		if err != nil || query == "" {
			return err
		}
		t.writes++
		n, err := t.conn.exec(query, append(args, d.ID)...)
		if err != nil || n > 0 {
			return err
		}
	}
	args, err := cols.values(d.Fields)
	if err != nil {
		return err
	}
	args = append(args, d.ID)
	t.writes++
	n, err := t.conn.exec(cols.update, args...) // there already, if PocketBase is saving it
	if err != nil || n > 0 {
		return err
	}
	return t.exec(cols.insert, args...)
}
