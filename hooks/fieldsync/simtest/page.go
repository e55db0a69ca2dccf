package simtest

import (
	"bytes"
	"encoding/json"
	"fmt"

	fs "lutong/hooks/fieldsync"
)

// line is one line of a pull (sync.md, section 3).
type line struct {
	Reset bool            `json:"reset"`
	Begin json.RawMessage `json:"begin"`
	Put   string          `json:"put"`
	Doc   json.RawMessage `json:"doc"`
	Drop  string          `json:"drop"`
	ID    string          `json:"id"`
	End   *end            `json:"end"`

	doc *copied // of a put
}

// copied is a device's copy of a record.
type copied struct {
	raw    json.RawMessage
	parsed fs.Fields
	parents
}

// parents are what a copy must tell without being parsed as a whole.
type parents struct{ ID, Job, Site string }

func (c *copied) fields() fs.Fields {
	if c == nil {
		return nil
	}
	if c.parsed == nil {
		var err error
		if c.parsed, err = fs.DecodeFields(c.raw); err != nil {
			panic(err) // it was JSON when the line was read
		}
	}
	return c.parsed
}

type end struct {
	Cursor string `json:"cursor"`
	More   bool   `json:"more"`
	Last   *int64 `json:"last"`
	Check  *struct {
		Count int   `json:"count"`
		Sum   int64 `json:"sum"`
	} `json:"check"`
}

func (l *line) name() fs.Target {
	if l.Put != "" {
		return fs.Target{Collection: l.Put, ID: l.doc.ID}
	}
	return fs.Target{Collection: l.Drop, ID: l.ID}
}

// page is an answer to a pull as far as it came; without end nothing of it counts (L1).
type page struct {
	reset bool
	lines []*line // puts and drops
	end   *end
}

// readPage reads an answer and checks its shape. Of a cut one the last line may be half there; one that failed on the server must have no end.
func readPage(raw []byte, cut bool, failed error) (*page, error) {
	p := &page{}
	begun := false
	for i, text := range bytes.Split(raw, []byte("\n")) {
		if len(text) == 0 {
			continue
		}
		l := &line{}
		if err := json.Unmarshal(text, l); err != nil {
			if cut {
				break
			}
			return nil, fmt.Errorf("L1: line %d of an uncut page: %w", i, err)
		}
		switch {
		case p.end != nil:
			return nil, fmt.Errorf("L1: %s after the end", text)
		case l.Reset && i == 0:
			p.reset = true
		case l.Begin != nil && !begun:
			begun = true
		case !begun:
			return nil, fmt.Errorf("L1: %s before begin", text)
		case l.Put != "":
			l.doc = &copied{raw: l.Doc}
			if err := json.Unmarshal(l.Doc, &l.doc.parents); err != nil {
				return nil, err
			}
			p.lines = append(p.lines, l)
		case l.Drop != "":
			p.lines = append(p.lines, l)
		case l.End != nil:
			p.end = l.End
		default:
			return nil, fmt.Errorf("L1: what is %s", text)
		}
	}
	if failed != nil {
		if p.end != nil {
			return nil, fmt.Errorf("L1: a pull that failed was closed: %w", failed)
		}
		if !cut {
			return nil, failed
		}
		return p, nil
	}
	if p.end == nil && !cut {
		return nil, fmt.Errorf("L1: a page without end")
	}
	return p, nil
}
