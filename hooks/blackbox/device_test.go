package blackbox

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
)

// The wire, as sync.md writes it.

type mutation struct {
	N   int64          `json:"n"`
	In  string         `json:"in"`
	ID  string         `json:"id"`
	Op  string         `json:"op"`
	At  string         `json:"at"`
	Was map[string]any `json:"was,omitempty"`
	Set map[string]any `json:"set,omitempty"`
}

type outcome struct {
	N        int64           `json:"n"`
	Status   string          `json:"status"`
	Code     string          `json:"code"`
	Aside    string          `json:"aside"`
	Asides   []string        `json:"asides"`
	Fields   []string        `json:"fields"`
	Doc      json.RawMessage `json:"doc"`
	Replayed bool            `json:"replayed"`
}

// verdict is what must be the same each time the mutation is answered (P2).
func (o outcome) verdict() string {
	return fmt.Sprint(o.Status, " ", o.Code, " ", o.Aside, " ", o.Asides, " ", o.Fields)
}

// refusal is an error answer.
type refusal struct {
	status int
	code   string
	last   int64 // of `rewound`
}

func (r *refusal) Error() string { return fmt.Sprintf("%d %s", r.status, r.code) }

// device is one user on one tablet, by the rules: it numbers its mutations, keeps them until they are acknowledged and after, sends whatever
// has no answer again, and applies a page together with its cursor when its end line has come.
type device struct {
	t      *testing.T
	rnd    *rand.Rand
	line   *line
	http   *http.Client
	id     string
	who    account
	user   string
	token  string
	zipped bool // asks for compressed answers

	cursor string
	docs   map[string]json.RawMessage // "jobs/<id>": the server's copy
	resets int

	n, acked int64
	outbox   []mutation
	sent     []mutation // acknowledged, and kept
	first    map[int64]outcome
	replays  int // mutations first heard of as replays: the first answer was lost
}

func newDevice(t *testing.T, s *server, name string, number int) *device {
	t.Helper()
	d := &device{
		t: t, rnd: rand.New(rand.NewPCG(*seed, uint64(number))), line: newLine(t, s), who: accountOf(name),
		http: &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DisableCompression: true}},
		docs: map[string]json.RawMessage{}, first: map[int64]outcome{},
	}
	d.id = d.newID()
	if s.signedIn[name].Token == "" { // once per server: a password costs the processor more than the rest of a test
		raw, err := d.call("POST", "/api/collections/users/auth-with-password", map[string]string{"identity": d.who.Email, "password": d.who.Password})
		if err != nil {
			t.Fatal(name, err)
		}
		var is signIn
		if err := json.Unmarshal(raw, &is); err != nil {
			t.Fatal(err)
		}
		s.signedIn[name] = is
	}
	d.token, d.user = s.signedIn[name].Token, s.signedIn[name].Record.ID
	return d
}

// signIn is PocketBase's answer to a password.
type signIn struct {
	Token  string
	Record struct{ ID string }
}

func (d *device) newID() string {
	id := make([]byte, 15)
	for i := range id {
		id[i] = "abcdefghijklmnopqrstuvwxyz0123456789"[d.rnd.IntN(36)]
	}
	return string(id)
}

// call sends a request over the line and returns the whole body of its answer; an answer that broke off is an error with what came of it.
func (d *device) call(method, path string, body any) ([]byte, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, "http://"+d.line.l.Addr().String()+path, in)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", d.token)
	r.Header.Set("X-Device", d.id)
	if d.zipped {
		r.Header.Set("Accept-Encoding", "gzip")
	}
	res, err := d.http.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	from, err := unpacked(res)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(from)
	if err == nil && res.StatusCode >= 300 {
		var e struct {
			Data struct {
				Code string
				Last int64
			}
		}
		_ = json.Unmarshal(raw, &e) // no code is an answer too
		err = &refusal{res.StatusCode, e.Data.Code, e.Data.Last}
	}
	return raw, err
}

func unpacked(res *http.Response) (io.Reader, error) {
	if res.Header.Get("Content-Encoding") == "gzip" {
		return gzip.NewReader(res.Body)
	}
	return res.Body, nil
}

// do notes a change. was is what the server's copy says, or what an earlier change of this device made of it.
func (d *device) do(in, id, op string, set map[string]any) mutation {
	d.n += 1 + int64(d.rnd.IntN(2)) // gaps are legal
	m := mutation{N: d.n, In: in, ID: id, Op: op, At: now(), Set: set}
	if op == "update" {
		view := d.view(in, id)
		m.Was = map[string]any{}
		for name := range set {
			top, key, dotted := strings.Cut(name, ".")
			m.Was[name] = view[top]
			if dotted {
				sub, _ := view[top].(map[string]any)
				m.Was[name] = sub[key]
			}
		}
	}
	d.outbox = append(d.outbox, m)
	return m
}

func now() string { return time.Now().UTC().Format("2006-01-02T15:04:05.000Z") }

// view is the server's copy with the changes on top that it does not show yet.
func (d *device) view(in, id string) map[string]any {
	doc := map[string]any{}
	if raw := d.docs[in+"/"+id]; raw != nil {
		if err := json.Unmarshal(raw, &doc); err != nil {
			d.t.Error(err)
		}
	}
	for _, m := range d.outbox {
		if m.In != in || m.ID != id {
			continue
		}
		for name, v := range m.Set {
			if top, key, dotted := strings.Cut(name, "."); dotted {
				sub, _ := doc[top].(map[string]any)
				if sub = maps.Clone(sub); sub == nil {
					sub = map[string]any{}
				}
				sub[key], doc[top] = v, sub
			} else {
				doc[name] = v
			}
		}
	}
	return doc
}

// push sends mutations and settles what is answered. The same mutation must be answered the same way each time.
func (d *device) push(batch []mutation) error {
	raw, err := d.call("POST", "/api/sync/v1/push", map[string]any{"schema": 1, "app": "blackbox", "now": now(), "acked": d.acked, "mutations": batch})
	if err != nil {
		return err
	}
	var answer struct {
		Last    int64
		Results []outcome
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return err
	}
	if len(answer.Results) != len(batch) {
		return fmt.Errorf("%d mutations, %d answers", len(batch), len(answer.Results))
	}
	for i, o := range answer.Results {
		if o.N != batch[i].N || answer.Last < o.N {
			d.t.Errorf("seed %d: %s: mutation %d answered as %d, last %d", *seed, d.id, batch[i].N, o.N, answer.Last)
		}
		d.settle(batch[i], o)
	}
	return nil
}

func (d *device) settle(m mutation, o outcome) {
	if known, ok := d.first[m.N]; ok {
		if !o.Replayed || o.verdict() != known.verdict() {
			d.t.Errorf("seed %d: %s: mutation %d was answered %q, and sent again %q (replayed %v)", *seed, d.id, m.N, known.verdict(), o.verdict(), o.Replayed)
		}
		return
	}
	d.first[m.N] = o
	d.acked = max(d.acked, m.N)
	d.sent = append(d.sent, m)
	d.outbox = slices.DeleteFunc(d.outbox, func(w mutation) bool { return w.N == m.N })
	if o.Replayed {
		d.replays++
	}
}

// pushAll sends the outbox until it is empty, however often the line breaks.
func (d *device) pushAll() {
	d.t.Helper()
	for len(d.outbox) > 0 {
		var r *refusal
		if err := d.push(slices.Clone(d.outbox[:min(len(d.outbox), 100)])); errors.As(err, &r) || err != nil && d.line.s.address() == "" {
			d.t.Fatalf("seed %d: %s: %v", *seed, d.id, err)
		}
	}
}

// pull asks for one answer and applies the pages it holds; more says that there is more at once.
func (d *device) pull(query string) (more bool, err error) {
	raw, err := d.call("GET", "/api/sync/v1/pull?"+query+"&cursor="+url.QueryEscape(d.cursor), nil)
	more, applied := true, false
	page := map[string]json.RawMessage{}
	reset := false
	for len(raw) > 0 {
		text, rest, whole := bytes.Cut(raw, []byte("\n"))
		if !whole {
			break // cut in a line
		}
		raw = rest
		var l struct {
			Put, Drop, ID string
			Doc           json.RawMessage
			Reset         bool
			End           *struct {
				Cursor string
				More   bool
			}
		}
		if bad := json.Unmarshal(text, &l); bad != nil {
			return true, fmt.Errorf("not a line: %w: %q", bad, text)
		}
		switch {
		case l.Reset:
			reset = true
		case l.Put != "":
			var id struct{ ID string }
			if bad := json.Unmarshal(l.Doc, &id); bad != nil {
				return true, bad
			}
			page[l.Put+"/"+id.ID] = slices.Clone(l.Doc)
		case l.Drop != "":
			page[l.Drop+"/"+l.ID] = nil
		case l.End != nil: // L3: the page and its cursor, together
			if reset {
				clear(d.docs)
				d.resets++
			}
			for key, doc := range page {
				if doc == nil {
					delete(d.docs, key)
				} else {
					d.docs[key] = doc
				}
			}
			clear(page)
			d.cursor, more, reset, applied = l.End.Cursor, l.End.More, false, true
		}
	}
	if err == nil && !applied {
		err = errors.New("a whole answer without an end line")
	}
	return more, err
}

// pullAll pulls to the end on a line that must be good.
func (d *device) pullAll() {
	d.t.Helper()
	for more := true; more; {
		var err error
		if more, err = d.pull("limit=1000"); err != nil {
			d.t.Fatalf("seed %d: %s: %v", *seed, d.id, err)
		}
	}
}

// sameAs compares with what a new tablet of the same user is given (P3).
func (d *device) sameAs(t *testing.T, fresh *device) {
	t.Helper()
	var wrong []string
	for key, doc := range fresh.docs {
		if !bytes.Equal(d.docs[key], doc) {
			wrong = append(wrong, fmt.Sprintf("%s: it holds %.200s, the server says %.200s", key, d.docs[key], doc))
		}
	}
	for key := range d.docs {
		if fresh.docs[key] == nil {
			wrong = append(wrong, key+": it still holds this")
		}
	}
	if slices.Sort(wrong); len(wrong) > 0 {
		t.Errorf("seed %d: %s differs from the server in %d records, as\n%s", *seed, d.who.Email, len(wrong), strings.Join(wrong[:min(3, len(wrong))], "\n"))
	}
}
