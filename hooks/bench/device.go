package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/klauspost/compress/gzip"

	"lutong/hooks/fieldsync"
)

// device is one user on one tablet: what the app's sync engine does, without keeping the records.
type device struct {
	wire   *wire
	id     string
	token  string
	cursor string
	n      int64 // of the last mutation
	acked  int64
	accept string // Accept-Encoding
	coding string // Content-Encoding of the last pull
	check  bool   // ask for the sum of all that the user sees
}

const password = "bench-password-1"

// signIn takes a password for a token, which costs the server a bcrypt: done before any clock starts.
func (w *wire) signIn(collection, email string) (string, error) {
	raw, err := w.json("POST", "/api/collections/"+collection+"/auth-with-password", "", map[string]string{"identity": email, "password": password})
	if err != nil {
		return "", err
	}
	var auth struct{ Token string }
	err = json.Unmarshal(raw, &auth)
	return auth.Token, err
}

// json sends and receives plain JSON, for what tablets do not do.
func (w *wire) json(method, path, token string, body any) ([]byte, error) {
	raw, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(method, w.base+path, bytes.NewReader(raw))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", token)
	_, in, err := w.send(r)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	return io.ReadAll(in)
}

func (d *device) request(method, path string, body io.Reader) (*http.Request, error) {
	r, err := http.NewRequest(method, d.wire.base+path, body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Authorization", d.token)
	r.Header.Set("X-Device", d.id)
	r.Header.Set("Accept-Encoding", d.accept)
	return r, nil
}

// pull follows the cursor to its end, all pages in one answer where the server does that. see gets every line; it must not keep it.
func (d *device) pull(see func(line []byte)) error {
	for {
		more, err := d.page(see)
		if err != nil || !more {
			return err
		}
	}
}

// pageLines is the page a tablet asks for: small enough to show something soon, each applied with its cursor.
const pageLines = 1000

func (d *device) page(see func(line []byte)) (more bool, err error) {
	query := "limit=" + fmt.Sprint(pageLines) + "&pages=all&schema=1"
	if d.check {
		query += "&check=1"
	}
	if d.cursor != "" {
		query += "&cursor=" + url.QueryEscape(d.cursor)
	}
	r, err := d.request("GET", "/api/sync/v1/pull?"+query, nil)
	if err != nil {
		return false, err
	}
	res, body, err := d.wire.send(r)
	if err != nil {
		return false, err
	}
	defer body.Close()
	d.coding = res.Header.Get("Content-Encoding")
	lines := bufio.NewReaderSize(body, 256<<10)
	ended := false
	for {
		line, err := lines.ReadSlice('\n')
		if err == io.EOF {
			break
		}
		if err != nil {
			return false, err
		}
		ended = bytes.HasPrefix(line, []byte(`{"end":`))
		if ended {
			var end struct {
				End struct {
					Cursor string
					More   bool
				}
			}
			if err := json.Unmarshal(line, &end); err != nil {
				return false, err
			}
			d.cursor, more = end.End.Cursor, end.End.More
		}
		see(line)
	}
	if !ended {
		return false, fmt.Errorf("an answer without end (L1)")
	}
	return more, nil
}

func ignore([]byte) {}

// push sends mutations, numbered here, packed as the app packs them, and returns the outcomes.
func (d *device) push(mutations []fieldsync.Mutation) ([]fieldsync.Outcome, error) {
	for i := range mutations {
		d.n++
		mutations[i].N = d.n
	}
	raw, err := json.Marshal(fieldsync.Push{Schema: 1, App: "bench", Now: at(time.Now()), Acked: d.acked, Mutations: mutations})
	if err != nil {
		return nil, err
	}
	var packed bytes.Buffer
	z, err := gzip.NewWriterLevel(&packed, 6)
	if err != nil {
		return nil, err
	}
	if _, err = z.Write(raw); err == nil {
		err = z.Close()
	}
	if err != nil {
		return nil, err
	}
	r, err := d.request("POST", "/api/sync/v1/push", &packed)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Content-Encoding", "gzip")
	_, in, err := d.wire.send(r)
	if err != nil {
		d.n -= int64(len(mutations)) // to be sent again under the same numbers
		return nil, err
	}
	defer in.Close()
	var answer fieldsync.PushAnswer
	if err := json.NewDecoder(in).Decode(&answer); err != nil {
		return nil, err
	}
	d.acked = d.n
	return answer.Results, nil
}

// apply pushes mutations that must all be applied as sent.
func (d *device) apply(mutations []fieldsync.Mutation) error {
	outcomes, err := d.push(mutations)
	if err != nil {
		return err
	}
	for i, o := range outcomes {
		if o.Status != fieldsync.Applied {
			return fmt.Errorf("%s %s %s: %s %s %s", mutations[i].Op, mutations[i].Collection, mutations[i].ID, o.Status, o.Code, o.Detail)
		}
	}
	if len(outcomes) != len(mutations) {
		return fmt.Errorf("%d outcomes for %d mutations", len(outcomes), len(mutations))
	}
	return nil
}

// applyAll does so in as many pushes as the limits ask for.
func (d *device) applyAll(mutations []fieldsync.Mutation) error {
	for len(mutations) > 0 {
		n, bytes := 0, 0
		for n < len(mutations) && n < fieldsync.DefaultLimits.Mutations {
			if bytes += sizeOf(mutations[n]); bytes > 1_000_000 {
				break
			}
			n++
		}
		if err := d.apply(mutations[:n]); err != nil {
			return err
		}
		mutations = mutations[n:]
	}
	return nil
}

// sizeOf guesses the JSON of a mutation from above.
func sizeOf(m fieldsync.Mutation) int {
	size := 200
	for _, values := range []map[string]json.RawMessage{m.Was, m.Set} {
		for name, v := range values {
			size += len(name) + len(v) + 4
		}
	}
	return size
}

// create and update make mutations out of plain values.
func create(collection, id string, set map[string]any) fieldsync.Mutation {
	return fieldsync.Mutation{Collection: collection, ID: id, Op: "create", At: at(time.Now()), Set: values(set)}
}

func update(collection, id string, was, set map[string]any) fieldsync.Mutation {
	return fieldsync.Mutation{Collection: collection, ID: id, Op: "update", At: at(time.Now()), Was: values(was), Set: values(set)}
}

func values(fields map[string]any) map[string]json.RawMessage {
	out := make(map[string]json.RawMessage, len(fields))
	for name, v := range fields {
		out[name] = fieldsync.JSONOf(v)
	}
	return out
}

// putOf reads a put line: collection and document; ok is false for any other line.
func putOf(line []byte) (collection string, doc []byte, ok bool) {
	rest, ok := bytes.CutPrefix(line, []byte(`{"put":"`))
	if !ok {
		return "", nil, false
	}
	name, rest, ok := bytes.Cut(rest, []byte(`","doc":`))
	return string(name), bytes.TrimSuffix(rest, []byte("}\n")), ok
}

// email of an account, by what it is.
func email(name string, n int) string {
	return strings.ToLower(fmt.Sprintf("%s%d@bench.lutong", name, n))
}
