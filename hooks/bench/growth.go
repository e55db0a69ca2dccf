package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"path/filepath"
	"strings"

	"lutong/hooks/fieldsync"
)

// growth: what one team's pulls cost when other teams' records fill the database. Those are timeline entries of another team, put into the
// file of the stopped server: the first one of each of its jobs comes in through the door, the others are copies of it.
func growth(b *bench) error {
	st, err := b.open("growth")
	if err != nil {
		return err
	}
	defer func() { st.close() }()
	neighbour, patterns, err := st.neighbours()
	if err != nil {
		return err
	}
	records := b.jobs
	for _, level := range []struct {
		name  string
		total int
	}{{"10k", 10_000}, {"100k", 100_000}, {"1M", 1_000_000}} {
		if level.total > 10_000 {
			if level.total > 100_000 && !b.million {
				continue
			}
			if err := b.fill(st, patterns, records, level.total); err != nil {
				return err
			}
			records = level.total
		}
		if level.total == 100_000 {
			if err := neighbour.sees(records - b.jobs); err != nil {
				return err
			}
		}
		st.looker.cursor = ""
		st.looker = st.heir(st.looker)
		if err := st.looker.pull(ignore); err != nil {
			return err
		}
		if err := deltaPulls(b, st, "growth.delta."+level.name, "pull after 100 changed, "+level.name+" records"); err != nil {
			return err
		}
		if err := emptyPulls(b, st, "growth.empty."+level.name, "empty pull, "+level.name+" records", st.looker, ""); err != nil {
			return err
		}
	}
	return nil
}

const otherJobs = 500

// neighbours makes another team with jobs that have one entry each, and names these entries; its dispatcher's tablet can look at them.
func (st *stage) neighbours() (*device, []string, error) {
	token, err := st.wire.signIn("_superusers", admin)
	if err != nil {
		return nil, nil, err
	}
	if err := st.hire(token, 1, map[string]int{"dispatcher": 1}); err != nil {
		return nil, nil, err
	}
	d, err := st.device("dispatcher", 1000)
	if err != nil {
		return nil, nil, err
	}
	var m []fieldsync.Mutation
	var names []string
	for i := range otherJobs {
		m = append(m, create("jobs", id("other", i), map[string]any{"team": id("team", 1), "title": prose(dice("other", i), 10), "kind": "fault"}))
	}
	for i := range otherJobs {
		names = append(names, id("pattern", i))
		m = append(m, create("events", names[i], map[string]any{"job": id("other", i), "kind": "note", "text": prose(dice("pattern", i), 40)}))
	}
	return d, names, d.applyAll(m)
}

// sees pulls all that the tablet may see and holds their number and sum against the server's own.
func (d *device) sees(least int) error {
	var end struct {
		End struct{ Check *fieldsync.Check }
	}
	held := map[string]bool{} // a record may come twice, on pages of two scopes
	var got fieldsync.Check
	d.check = true
	err := d.pull(func(line []byte) {
		if collection, doc, ok := putOf(line); ok {
			if name := collection + string(idOf(doc)); !held[name] {
				held[name] = true
				got.Count, got.Sum = got.Count+1, got.Sum+int64(fieldsync.SumOf(collection, doc))
			}
		} else if bytes.HasPrefix(line, []byte(`{"end"`)) {
			_ = json.Unmarshal(line, &end) // page has read it already
		}
	})
	if err != nil {
		return err
	}
	if c := end.End.Check; c == nil || *c != got || len(held) < least {
		return fmt.Errorf("the other team's tablet got %+v (at least %d records); the server says %+v", got, least, c)
	}
	return nil
}

// idOf finds the id in a document, whose own keys come before those of what it holds only by chance: ids of 15 do.
func idOf(doc []byte) []byte {
	_, rest, _ := bytes.Cut(doc, []byte(`"id":"`))
	return rest[:min(15, len(rest))]
}

// fill copies the patterns until the database holds total records, and serves it again.
func (b *bench) fill(st *stage, patterns []string, records, total int) error {
	if err := st.server.stop(); err != nil {
		return err
	}
	data := filepath.Join(b.dir, "growth")
	if err := copies(filepath.Join(data, "data.db"), patterns, records, total); err != nil {
		return err
	}
	var err error
	if st.server, err = start(b.binary, data); err != nil {
		return err
	}
	st.wire.base = st.server.base
	return nil
}

// copies writes the records numbered from..to-1, in step with everything a pull reads: document, memberships, columns, sequence.
func copies(file string, patterns []string, from, to int) error {
	db, err := sql.Open("sqlite", "file:"+file+"?_pragma=busy_timeout(10000)&_pragma=synchronous(OFF)&_pragma=cache_size(-400000)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	rows, err := patternsOf(db, patterns)
	if err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var seq, key int64
	if err := tx.QueryRow("SELECT value, (SELECT min(key) FROM syncDocs WHERE collection = 'events') FROM syncState WHERE name = 'seq'").Scan(&seq, &key); err != nil {
		return err
	}
	var insert [3]*sql.Stmt
	for i, table := range tables {
		marks := strings.Repeat(", ?", len(rows[0].of[i][0].names)-1)
		if insert[i], err = tx.Prepare("INSERT INTO " + table + " (`" + strings.Join(rows[0].of[i][0].names, "`, `") + "`) VALUES (?" + marks + ")"); err != nil {
			return err
		}
	}
	for n := from; n < to; n++ {
		seq, key = seq+1, key-1 // the newest has the least key
		p := rows[n%len(rows)]
		body := bytes.Replace(p.body, []byte(`"id":"`+p.id+`"`), []byte(`"id":"`+id("copy", n)+`"`), 1)
		changed := map[string]any{"id": id("copy", n), "key": key, "seq": seq, "since": seq, "body": body, "sum": int64(crc32.ChecksumIEEE(append([]byte("events/"), body...)))}
		for i := range tables {
			for _, r := range p.of[i] {
				if _, err := insert[i].Exec(r.with(changed)...); err != nil {
					return fmt.Errorf("%s: %w", tables[i], err)
				}
			}
		}
	}
	if _, err := tx.Exec("UPDATE syncState SET value = ? WHERE name = 'seq'", fmt.Sprint(seq)); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = db.Exec("PRAGMA wal_checkpoint(TRUNCATE)")
	return err
}

// tables hold what there is of an entry; a copy is the pattern's rows with these columns changed.
var tables = []string{"syncDocs", "syncMembers", "events"}

type pattern struct {
	id   string
	body []byte
	of   [3][]row
}

type row struct {
	names  []string
	values []any
}

// with are the row's values with those changed that are named.
func (r row) with(changed map[string]any) []any {
	out := make([]any, len(r.values))
	for i, name := range r.names {
		if v, ok := changed[name]; ok {
			out[i] = v
		} else {
			out[i] = r.values[i]
		}
	}
	return out
}

func patternsOf(db *sql.DB, ids []string) ([]pattern, error) {
	var out []pattern
	for _, name := range ids {
		p := pattern{id: name}
		for i, query := range []string{
			"SELECT * FROM syncDocs WHERE id = ?", "SELECT * FROM syncMembers WHERE key = (SELECT key FROM syncDocs WHERE id = ?)", "SELECT * FROM events WHERE id = ?",
		} {
			rows, err := db.Query(query, name)
			if err != nil {
				return nil, err
			}
			if p.of[i], err = rowsOf(rows); err != nil || len(p.of[i]) == 0 {
				return nil, fmt.Errorf("%s of %s: %d rows, %w", tables[i], name, len(p.of[i]), err)
			}
		}
		if err := db.QueryRow("SELECT body FROM syncDocs WHERE id = ?", name).Scan(&p.body); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

func rowsOf(rows *sql.Rows) ([]row, error) {
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	var out []row
	for rows.Next() {
		r := row{names, make([]any, len(names))}
		into := make([]any, len(names))
		for i := range into {
			into[i] = &r.values[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, r)
	}
	return out, rows.Err()
}
