package fieldsync

import (
	"encoding/json"
	"math"
	"slices"
	"time"
	"unicode/utf8"

	"lutong/hooks/fault"
)

// Greatest sizes by default: runes of text, elements of a set, bytes of JSON.
const (
	maxText  = 1000
	maxProse = 50_000
	maxSet   = 500
	maxJSON  = 32 << 10
)

// TimeFormat is how every time is written: RFC 3339, UTC, milliseconds.
const TimeFormat = "2006-01-02T15:04:05.000Z"

// Stamp writes a time in TimeFormat; the zero time is "".
func Stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(TimeFormat)
}

// ParseTime reads a time in RFC 3339; "" and anything else is the zero time, also what in UTC is of a year that TimeFormat cannot write.
func ParseTime(s string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, s)
	if t = t.UTC(); err != nil || t.Year() < 0 || t.Year() > 9999 {
		return time.Time{}
	}
	return t
}

func bad(f *Field, why string) error {
	return fault.New(fault.Invalid, "bad_value").Detailf("%s: %s", f.Name, why).With("field", f.Name)
}

func (f *Field) limit(byDefault int) int {
	if f.Max > 0 {
		return f.Max
	}
	return byDefault
}

// mostBytes is how long a value may become by adding to it: what Value would take as a whole, or no other door could write the record again.
func (f *Field) mostBytes() int {
	if f.Kind == Map || f.Kind == JSON {
		return f.limit(maxJSON)
	}
	return f.limit(maxProse * 4)
}

// Value checks a value sent for the field and returns its canonical form; null stands for the empty value.
func (f *Field) Value(raw json.RawMessage) (json.RawMessage, error) {
	v, err := Canonical(raw)
	if err != nil {
		return nil, bad(f, "not JSON")
	}
	if string(v) == "null" {
		return zero(f.Kind), nil
	}
	switch f.Kind {
	case Number:
		var n float64
		if json.Unmarshal(v, &n) != nil || math.IsInf(n, 0) || math.IsNaN(n) {
			return nil, bad(f, "a number is expected")
		}
		return v, nil
	case Bool:
		if s := string(v); s != "true" && s != "false" {
			return nil, bad(f, "true or false is expected")
		}
		return v, nil
	case Refs, Words:
		return f.set(v)
	case Map:
		var m map[string]json.RawMessage
		if json.Unmarshal(v, &m) != nil {
			return nil, bad(f, "an object is expected")
		}
		fallthrough
	case JSON:
		if len(v) > f.limit(maxJSON) || TooDeep(v) {
			return nil, bad(f, "too long, or nested too deeply")
		}
		return v, nil
	}
	return f.text(v)
}

func (f *Field) text(v json.RawMessage) (json.RawMessage, error) {
	if v[0] != '"' {
		return nil, bad(f, "a text is expected")
	}
	s := Fields{"": v}.String("")
	limit := maxText
	if f.Kind == Prose {
		limit = maxProse
	}
	if most := f.limit(limit); utf8.RuneCountInString(s) > most {
		return nil, fault.New(fault.Invalid, "too_long").Detailf("%s ≤ %d", f.Name, most).With("field", f.Name).With("most", most)
	}
	if s == "" {
		return zero(f.Kind), nil
	}
	switch f.Kind {
	case Choice:
		if !slices.Contains(f.Options, s) {
			return nil, bad(f, "not one of the choices")
		}
	case Ref:
		if !ValidID(s) {
			return nil, bad(f, "not an id")
		}
	case Time:
		t := ParseTime(s)
		if t.IsZero() {
			return nil, bad(f, "not a time")
		}
		return JSONOf(Stamp(t)), nil
	}
	return v, nil
}

// set brings a set into its one form: sorted, each element once.
func (f *Field) set(v json.RawMessage) (json.RawMessage, error) {
	var list []string
	if json.Unmarshal(v, &list) != nil {
		return nil, bad(f, "a list of texts is expected")
	}
	slices.Sort(list)
	list = slices.Compact(list)
	if len(list) > f.limit(maxSet) {
		return nil, bad(f, "too many")
	}
	for _, s := range list {
		if f.Kind == Refs && !ValidID(s) || utf8.RuneCountInString(s) > maxText {
			return nil, bad(f, "an element has a wrong form")
		}
	}
	if list == nil {
		list = []string{}
	}
	return JSONOf(list), nil
}

// ValidID reports whether s is an id as devices make them: 15 of a-z0-9 (rule M5).
func ValidID(s string) bool {
	if len(s) != 15 {
		return false
	}
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// maxDepth is how deeply brackets may be nested in what somebody sends.
const maxDepth = 64

// TooDeep reports whether the brackets of a JSON text are nested deeper than any of ours. Browsers refuse to store what is nested some
// thousands deep, so that one such record would stop the pulls of everybody who sees it.
func TooDeep(raw []byte) bool {
	now, most, text := 0, 0, false
	for i := 0; i < len(raw); i++ {
		switch c := raw[i]; {
		case text && c == '\\':
			i++
		case c == '"':
			text = !text
		case text:
		case c == '{' || c == '[':
			now++
			most = max(most, now)
		case c == '}' || c == ']':
			now--
		}
	}
	return most > maxDepth
}
