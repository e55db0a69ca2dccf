package fieldsync

// Kind says what a field holds and therefore how two edits of it are brought together (sync.md, rule M3).
type Kind uint8

const (
	Text   Kind = iota // one short line; both changed: the owner's value wins, the other is set aside
	Prose              // several lines; merged three ways by line
	Number             // a JSON number
	Bool               // true or false
	Choice             // one of Field.Options
	Time               // RFC 3339 UTC with milliseconds, or "" for none
	Ref                // the id of a record of Field.To, or ""
	Refs               // a set of ids of Field.To: merged as additions and removals
	Words              // a set of strings: merged as additions and removals
	Map                // an object merged key by key; a dotted name (answers.c3) addresses one key
	JSON               // an opaque value, replaced as a whole
)

// Owner names whose value stands when two people changed one field that cannot be merged (rule M3).
type Owner uint8

const (
	First      Owner = iota // nobody in particular: the value already there stands
	Dispatcher              // schedule and assignment
	Engineer                // what was found and done on site
)

// Field is one named value of a collection's records.
type Field struct {
	Name    string
	Kind    Kind
	To      string   // Ref, Refs: the collection referred to
	Options []string // Choice: the closed set; "" is always allowed unless Required
	Owner   Owner
	// Required fields must be present and not empty when a record is created.
	Required bool
	// Server fields are written by the server only; a device that sends one is refused.
	Server bool
	// Max is the greatest length in runes (Text, Prose), in elements (sets) or in bytes of JSON (Map, JSON); 0 means the kind's default.
	Max int
}

// Collection describes one synced collection.
type Collection struct {
	Name   string
	Fields []Field
	// Rank orders a first sync: parents have a lower rank than their children (rule L7).
	Rank int
	// AppendOnly collections take creates only, so that they have no conflicts (rule M3).
	AppendOnly bool

	byName map[string]*Field
}

// Index makes Field fast. Called once, before anything runs at the same time: Field itself never writes, since requests share collections.
func (c *Collection) Index() {
	c.byName = make(map[string]*Field, len(c.Fields))
	for i := range c.Fields {
		c.byName[c.Fields[i].Name] = &c.Fields[i]
	}
}

// Field returns the field of that name, or nil.
func (c *Collection) Field(name string) *Field {
	if c.byName != nil {
		return c.byName[name]
	}
	for i := range c.Fields {
		if c.Fields[i].Name == name {
			return &c.Fields[i]
		}
	}
	return nil
}
