package pb

import (
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/tools/security"

	fs "lutong/hooks/fieldsync"
)

// buffer holds rows that nothing in the database depends on until the commit, history and outcomes, so that they are written many at once.
// Readers in the same transaction look here first.
type buffer struct {
	history  []fs.History
	outcomes []outcome
	last     map[string]int64 // device -> the highest number that has an outcome in the database
}

type outcome struct {
	device string
	n, seq int64 // seq: the number reached when it was answered
	text   []byte
}

// rowsAtOnce is how many rows one statement writes.
const rowsAtOnce = 32

type waiting struct{ history, outcomes int }

func (b *buffer) mark() waiting { return waiting{len(b.history), len(b.outcomes)} }

func (b *buffer) undo(w waiting) {
	b.history, b.outcomes = b.history[:w.history], b.outcomes[:w.outcomes]
}

// flush writes what waits, in whole statements of at least so many rows.
func (b *buffer) flush(c conn, least int) error {
	if n := len(b.history) - len(b.history)%least; n > 0 {
		err := insert(c, "INSERT INTO history (id, collection, record, field, `from`, `to`, sent, team, `by`, device, n, at, correctedAt, receivedAt) VALUES ", 14, b.history[:n], historyRow)
		if err != nil {
			return err
		}
		b.history = append(b.history[:0], b.history[n:]...)
	}
	if n := len(b.outcomes) - len(b.outcomes)%least; n > 0 {
		err := insert(c, "INSERT INTO syncOutcomes (device, n, seq, outcome) VALUES ", 4, b.outcomes[:n], func(o outcome) []any { return []any{o.device, o.n, o.seq, o.text} })
		if err != nil {
			return err
		}
		for _, o := range b.outcomes[:n] {
			b.last[o.device] = max(b.last[o.device], o.n)
		}
		b.outcomes = append(b.outcomes[:0], b.outcomes[n:]...)
	}
	return nil
}

// insert writes rows in statements of rowsAtOnce, the rest one by one, so that there are only two statements to prepare.
func insert[T any](c conn, into string, columns int, rows []T, values func(T) []any) error {
	one := "(?" + strings.Repeat(", ?", columns-1) + ")"
	for len(rows) > 0 {
		n, query := 1, into+one
		if len(rows) >= rowsAtOnce {
			n, query = rowsAtOnce, into+one+strings.Repeat(", "+one, rowsAtOnce-1)
		}
		args := make([]any, 0, n*columns)
		for _, r := range rows[:n] {
			args = append(args, values(r)...)
		}
		if _, err := c.exec(query, args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

func historyRow(h fs.History) []any {
	return []any{historyID(), h.Collection, h.Record, h.Field,
		jsonText(h.From), jsonText(h.To), jsonText(h.Sent), h.Team, h.By, h.Device, h.N, toDate(fs.Stamp(h.At)), toDate(fs.Stamp(h.CorrectedAt)), toDate(fs.Stamp(h.ReceivedAt))}
}

// historyID makes ids that rise with time, so that rows are added at the end of their index instead of all over it.
func historyID() string {
	return strconv.FormatInt(time.Now().UnixNano(), 36) + security.PseudorandomStringWithAlphabet(3, "abcdefghijklmnopqrstuvwxyz0123456789")
}

func jsonText(b []byte) string {
	if len(b) == 0 {
		return "null"
	}
	return string(b)
}

func (t *tx) AddHistory(h fs.History) error {
	t.late.history = append(t.late.history, h)
	return nil
}

func (t *tx) LastWriter(collection, id, field string) (fs.Writer, error) {
	for i := len(t.late.history) - 1; i >= 0; i-- {
		if h := &t.late.history[i]; h.Record == id && h.Field == field && h.Collection == collection {
			return fs.Writer{By: h.By, Device: h.Device, At: h.CorrectedAt}, nil
		}
	}
	var w fs.Writer
	var at string
	_, err := t.one("SELECT `by`, device, correctedAt FROM history WHERE record = ? AND field = ? AND collection = ? ORDER BY rowid DESC LIMIT 1", []any{id, field, collection}, &w.By, &w.Device, &at)
	w.At = fs.ParseTime(fromDate(at))
	return w, err
}

func (t *tx) PutOutcome(device string, n int64, text []byte) error {
	if _, err := t.lastOutcome(device); err != nil {
		return err
	}
	if err := t.load(); err != nil {
		return err
	}
	t.late.outcomes = append(t.late.outcomes, outcome{device, n, t.seq, text})
	return nil
}

func (t *tx) Outcome(device string, n int64) ([]byte, error) {
	for _, o := range t.late.outcomes {
		if o.device == device && o.n == n {
			return o.text, nil
		}
	}
	last, err := t.lastOutcome(device)
	if err != nil || n > last {
		return nil, err
	}
	var out []byte
	_, err = t.one("SELECT outcome FROM syncOutcomes WHERE device = ? AND n = ?", []any{device, n}, &out)
	return out, err
}

// lastOutcome spares most mutations the question whether they were answered before.
func (t *tx) lastOutcome(device string) (int64, error) {
	if n, known := t.late.last[device]; known {
		return n, nil
	}
	var n int64
	_, err := t.one("SELECT coalesce(max(n), 0) FROM syncOutcomes WHERE device = ?", []any{device}, &n)
	if err != nil {
		return 0, err
	}
	if t.late.last == nil {
		t.late.last = map[string]int64{}
	}
	t.late.last[device] = n
	return n, nil
}
