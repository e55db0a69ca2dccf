package fieldsync

import "encoding/json"

// Version history of the wire (sync.md):
//   1    2026-11: info, pull, push.
//   1.1  2026-11, nothing changes for clients that do not ask: pages=all, echo=no, check (and GET /check), segments in pull; sum in outcomes;
//        cursors name the server's run; end.last, the highest mutation known of the device, when its cursor is of another run; 429 per device.

// Limits a client must respect, told in info (P10).
type Limits struct {
	Mutations   int   `json:"mutations"`   // per push
	PushBytes   int64 `json:"pushBytes"`   // of an unpacked push
	PullPage    int   `json:"pullPage"`    // put and drop lines of one answer
	PhotoBytes  int64 `json:"photoBytes"`  // of one photo
	PhotoPixels int64 `json:"photoPixels"` // width times height of one photo; since 1.1
}

// DefaultLimits are those of version 1; DefaultPage is the page of a pull that names none.
var DefaultLimits = Limits{Mutations: 500, PushBytes: 1 << 20, PullPage: 5000, PhotoBytes: 25 << 20, PhotoPixels: 70_000_000}

const DefaultPage = 1000

// Info answers GET /info.
type Info struct {
	Schema int    `json:"schema"`
	Oldest int    `json:"oldest"`
	Epoch  string `json:"epoch"`
	Now    string `json:"now"`
	Limits Limits `json:"limits"`
}

// Push is the body of POST /push.
type Push struct {
	Schema    int        `json:"schema"`
	App       string     `json:"app"`
	Now       string     `json:"now"`
	Acked     int64      `json:"acked"`
	Mutations []Mutation `json:"mutations"`
}

// Mutation is one change made on a device (rule M1).
type Mutation struct {
	N          int64                      `json:"n"`
	Collection string                     `json:"in"`
	ID         string                     `json:"id"`
	Op         string                     `json:"op"` // create, update, delete
	At         string                     `json:"at"`
	Was        map[string]json.RawMessage `json:"was,omitempty"`
	Set        map[string]json.RawMessage `json:"set,omitempty"`

	malformed json.RawMessage // the mutation as it came, if it cannot be read
	newer     bool            // from an app that knows more than this server
	lifted    bool            // from an app that knows less: what it says is not what its device has done
}

// UnmarshalJSON reads a mutation; one of a wrong shape, or nested too deeply, whose number can be read is refused by itself and kept, not the whole push (P9).
func (m *Mutation) UnmarshalJSON(raw []byte) error {
	type plain Mutation
	var p plain
	err := json.Unmarshal(raw, &p)
	if err == nil && !TooDeep(raw) {
		*m = Mutation(p)
		return nil
	}
	var number struct{ N int64 }
	if json.Unmarshal(raw, &number) != nil || number.N < 1 {
		return err
	}
	*m = Mutation{N: number.N, malformed: append(json.RawMessage(nil), raw...)}
	return nil
}

// content is a fingerprint of what the mutation says.
func (m *Mutation) content() string {
	return IDOf(m.Collection, m.ID, m.Op, string(JSONOf(m.Set)), string(m.malformed))
}

// wish is what a refused mutation wanted, to be kept.
func (m *Mutation) wish() json.RawMessage {
	if m.malformed != nil {
		return JSONOf(string(m.malformed))
	}
	return JSONOf(m.Set)
}

// The closed set of outcomes (rule M4).
const (
	Applied  = "applied"
	Merged   = "merged"
	Aside    = "aside"
	Rejected = "rejected"
)

// Outcome is the answer to one mutation. What is stored is everything but Doc and Replayed.
type Outcome struct {
	N        int64           `json:"n"`
	Status   string          `json:"status"`
	Code     string          `json:"code,omitempty"`
	Message  string          `json:"message,omitempty"`
	Detail   string          `json:"detail,omitempty"`
	Aside    string          `json:"aside,omitempty"`  // the first conflict that keeps what did not take effect
	Asides   []string        `json:"asides,omitempty"` // all of them, if several
	Fields   []string        `json:"fields,omitempty"` // which fields lost
	Sum      uint32          `json:"sum,omitempty"`    // SumOf the record, if it now is what it was with Set on top and nothing else
	Doc      json.RawMessage `json:"doc,omitempty"`    // the record now, if the user may see it
	Replayed bool            `json:"replayed,omitempty"`

	seq int64 // of the record, if Sum is told
}

// PushAnswer answers POST /push.
type PushAnswer struct {
	Last    int64     `json:"last"`
	Now     string    `json:"now"`
	Results []Outcome `json:"results"`
}
