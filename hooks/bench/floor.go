package main

import (
	"bufio"
	"compress/flate"
	"database/sql"
	"fmt"
	"io"
	"path/filepath"
	"runtime"
	"syscall"
	"time"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	_ "modernc.org/sqlite"
)

// The floor: what the machine must do at the least, in this very run. A table of ready JSON under a rowid with a primary key on id and a
// unique seq, read in the order of seq, compressed as the server compresses; and plain updates of body and seq, one transaction, FULL.

const floorRounds = 5

func floor(b *bench) error {
	docs, ids, err := b.documents()
	if err != nil {
		return err
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(b.dir, "floor.db")+"?_pragma=journal_mode(WAL)&_pragma=synchronous(FULL)&_pragma=busy_timeout(10000)&_txlock=immediate")
	if err != nil {
		return err
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if err := fill(db, docs, ids); err != nil {
		return err
	}
	for _, f := range []struct {
		coding string
		open   func(io.Writer) (io.WriteCloser, error)
	}{
		{"zstd", func(w io.Writer) (io.WriteCloser, error) {
			return zstd.NewWriter(w, zstd.WithEncoderLevel(zstdLevel), zstd.WithEncoderConcurrency(1))
		}},
		{"gzip", func(w io.Writer) (io.WriteCloser, error) { return gzip.NewWriterLevel(w, flate.BestSpeed) }},
		{"", func(w io.Writer) (io.WriteCloser, error) { return plain{w}, nil }},
	} {
		name := "floor: scan and " + f.coding
		if f.coding == "" {
			name = "floor: scan alone"
		}
		var sent counter
		err := b.work(operation{key: "floor." + f.coding, name: name, rounds: floorRounds, run: func(int) error {
			sent = 0
			return scan(db, &sent, len(docs), f.open)
		}, note: func() string { return fmt.Sprintf("%d documents, %d bytes packed", len(docs), sent) }})
		if err != nil {
			return err
		}
	}
	seq := len(docs)
	return b.work(operation{key: "floor.updates", name: "floor: 1,000 raw updates, FULL", rounds: floorRounds, run: func(round int) error {
		return updates(db, docs, ids, round, &seq)
	}})
}

// zstdLevel is the level the server uses.
const zstdLevel = zstd.SpeedDefault

type plain struct{ io.Writer }

func (plain) Close() error { return nil }

type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}

// documents are those a first pull delivers, so that both sides carry the same bytes.
func (b *bench) documents() (docs [][]byte, ids []string, err error) {
	d := b.stage.tablet(b.stage.looker.token)
	sheets, size := 0, 0
	err = d.pull(func(line []byte) {
		if collection, doc, ok := putOf(line); ok {
			docs = append(docs, append([]byte(nil), doc...))
			ids = append(ids, fmt.Sprint(collection, "/", len(ids)))
			if collection == "jobs" {
				sheets++
				size += len(doc)
			}
		}
	})
	if err == nil && sheets > 0 {
		fmt.Printf("(%d documents, %d of them sheets of %d bytes on average)\n", len(docs), sheets, size/sheets)
	}
	return docs, ids, err
}

func fill(db *sql.DB, docs [][]byte, ids []string) error {
	if _, err := db.Exec("CREATE TABLE docs (id TEXT PRIMARY KEY, seq INTEGER NOT NULL UNIQUE, body BLOB NOT NULL)"); err != nil {
		return err
	}
	return inTransaction(db, "INSERT INTO docs (id, seq, body) VALUES (?, ?, ?)", func(s *sql.Stmt) error {
		for i, doc := range docs {
			if _, err := s.Exec(ids[i], i+1, doc); err != nil {
				return err
			}
		}
		return nil
	})
}

func scan(db *sql.DB, to io.Writer, want int, open func(io.Writer) (io.WriteCloser, error)) error {
	z, err := open(to)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(z, 32<<10)
	rows, err := db.Query("SELECT body FROM docs WHERE seq > 0 ORDER BY seq")
	if err != nil {
		return err
	}
	defer rows.Close()
	n := 0
	var body sql.RawBytes
	for ; rows.Next(); n++ {
		if err := rows.Scan(&body); err != nil {
			return err
		}
		out.Write(body) // bufio keeps the first error for Flush
		out.WriteByte('\n')
	}
	if err := rows.Err(); err != nil || n != want {
		return fmt.Errorf("%d of %d documents: %w", n, want, err)
	}
	if err := out.Flush(); err != nil {
		return err
	}
	return z.Close()
}

func updates(db *sql.DB, docs [][]byte, ids []string, round int, seq *int) error {
	return inTransaction(db, "UPDATE docs SET seq = ?, body = ? WHERE id = ?", func(s *sql.Stmt) error {
		for k := range 1000 {
			i := (round*1000 + k) * 7 % len(docs)
			*seq++
			if _, err := s.Exec(*seq, docs[i], ids[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

func inTransaction(db *sql.DB, query string, fn func(*sql.Stmt) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	s, err := tx.Prepare(query)
	if err != nil {
		return err
	}
	defer s.Close()
	if err := fn(s); err != nil {
		return err
	}
	return tx.Commit()
}

// work measures what this process itself does.
func (b *bench) work(o operation) error {
	var wall, cpu []float64
	for round := range o.rounds {
		runtime.GC()
		cpu0, began := ownCPU(), time.Now()
		if err := o.run(round); err != nil {
			return err
		}
		wall, cpu = append(wall, float64(time.Since(began).Microseconds())/1000), append(cpu, ownCPU()-cpu0)
	}
	r := result{Key: o.key, Name: o.name, Rounds: o.rounds, Times: 1, WallMS: median(wall), CPUMS: median(cpu)}
	if o.note != nil {
		r.Note = o.note()
	}
	b.table.add(r)
	return nil
}

// ownCPU is this process's CPU time in ms.
func ownCPU() float64 {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}
