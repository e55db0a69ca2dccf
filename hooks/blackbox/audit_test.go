package blackbox

import (
	"encoding/json"
	"fmt"
	"net/url"
	"regexp"
	"strings"
)

// Each change carries a word that occurs nowhere else: the device and a number.
func token(device string, i int64) string { return fmt.Sprintf("%s-%d.", device, i) }

var words = regexp.MustCompile(`[a-z0-9]{15}-\d+\.`)

// found is where a word is.
type places struct{ records, events, history, aside int }

// tally is what an audit found.
type tally struct{ acknowledged, applied, merged, aside, rejected, lost, doubled int }

func (r tally) String() string {
	return fmt.Sprintf("%d mutations acknowledged (%d applied, %d merged, %d aside, %d rejected), %d lost, %d doubled", r.acknowledged, r.applied, r.merged, r.aside, r.rejected, r.lost, r.doubled)
}

// fresh is a new tablet of the dispatcher, who sees all of the job.
func (c *crew) fresh() *device {
	f := newDevice(c.t, c.s, name(c.dispatcher.who), 100+int(c.tokens.Add(1)))
	f.pullAll()
	return f
}

// audit looks for every acknowledged change in the records, their history and what was set aside (P1), and for anything that is there twice (P2).
func (c *crew) audit(now *device) tally {
	at := map[string]*places{}
	note := func(text string, count func(*places)) {
		for _, w := range words.FindAllString(text, -1) {
			if at[w] == nil {
				at[w] = &places{}
			}
			count(at[w])
		}
	}
	var r tally
	once := map[string]bool{}
	only := func(parts ...any) {
		key := fmt.Sprint(parts...)
		if once[key] {
			r.doubled++
			c.t.Errorf("seed %d: twice: %s", *seed, key)
		}
		once[key] = true
	}
	for key, doc := range now.docs {
		switch in, _, _ := strings.Cut(key, "/"); in {
		case "events":
			note(string(doc), func(p *places) { p.events++ })
		case "conflicts":
			var k struct {
				Device, Field string
				N             int64
			}
			c.must(json.Unmarshal(doc, &k))
			if k.N > 0 {
				only("aside ", k.Device, " ", k.N, " ", k.Field)
			}
			note(string(doc), func(p *places) { p.aside++ })
		default:
			note(string(doc), func(p *places) { p.records++ })
		}
	}
	for _, row := range c.history() {
		if row.N > 0 {
			only("history ", row.Device, " ", row.N, " ", row.Collection, "/", row.Record, " ", row.Field)
		}
		note(string(row.To)+string(row.Sent)+string(row.From), func(p *places) { p.history++ })
	}
	for _, d := range c.devices {
		for _, m := range d.sent {
			r.count(d.first[m.N].Status)
			text, _ := json.Marshal(m.Set) // it was sent as JSON
			own := words.FindAllString(string(text), -1)
			for _, w := range own {
				if !strings.HasPrefix(w, d.id) {
					continue // another's line in a text of everybody's
				}
				p := at[w]
				if p == nil {
					r.lost++
					c.t.Errorf("seed %d: %s was acknowledged (mutation %d: %s) and is nowhere", *seed, w, m.N, d.first[m.N].verdict())
				} else if m.In == "events" && m.Op == "create" && d.first[m.N].Status == "applied" && p.events != 1 || p.events > 1 || p.records > 1 {
					r.doubled++
					c.t.Errorf("seed %d: %s (mutation %d: %s) stands in %+v", *seed, w, m.N, d.first[m.N].verdict(), *p)
				}
			}
		}
	}
	c.dispatcher.pullAll()
	return r
}

func (r *tally) count(status string) {
	r.acknowledged++
	switch status {
	case "applied":
		r.applied++
	case "merged":
		r.merged++
	case "aside":
		r.aside++
	case "rejected":
		r.rejected++
	}
}

type historyRow struct {
	Collection, Record, Field, Device string
	N                                 int64
	From, To, Sent                    json.RawMessage
}

// history is read as dispatchers read it, through the record API.
func (c *crew) history() []historyRow {
	var all []historyRow
	for page := 1; ; page++ {
		filter := url.QueryEscape("at > '2020-01-01'")
		raw, err := c.dispatcher.call("GET", fmt.Sprintf("/api/collections/history/records?perPage=1000&page=%d&sort=@rowid&filter=%s", page, filter), nil)
		c.must(err)
		var answer struct {
			Items      []historyRow
			TotalPages int
		}
		c.must(json.Unmarshal(raw, &answer))
		all = append(all, answer.Items...)
		if page >= answer.TotalPages {
			return all
		}
	}
}

func (c *crew) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatalf("seed %d: %v", *seed, err)
	}
}
