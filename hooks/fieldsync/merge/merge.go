// Package merge brings together two edits of one field (sync.md, M3): what the device saw before the edit (was), what it wants (mine),
// and what the server holds now (theirs). It is pure and knows canonical JSON values only. What cannot be combined is a clash; who wins a
// clash is the caller's business, and so is keeping the loser.
package merge

import (
	"bytes"
	"encoding/json"
	"maps"
	"slices"
)

// Result is the value after the merge.
type Result struct {
	Value json.RawMessage
	// Merged: the value holds both sides' changes and differs from what the device sent.
	Merged bool
	// Clash: both sides changed it and nothing could be combined; Value is theirs.
	Clash bool
}

// Whole handles values that are replaced as a whole: text, numbers, choices, dates, opaque JSON.
func Whole(was, mine, theirs json.RawMessage) Result {
	if bytes.Equal(theirs, was) || bytes.Equal(theirs, mine) {
		return Result{Value: mine}
	}
	return Result{Value: theirs, Clash: true}
}

// Set merges sets of strings (sorted, unique): what either side added is in, what either side removed is out; adding wins over removing
// the same element, because a wrongly kept element is seen and a wrongly lost one is not.
func Set(was, mine, theirs json.RawMessage) Result {
	w, m, t := elements(was), elements(mine), elements(theirs)
	out := map[string]bool{}
	for e := range t {
		if m[e] || !w[e] {
			out[e] = true
		}
	}
	for e := range m {
		if t[e] || !w[e] {
			out[e] = true
		}
	}
	value := encode(slices.Sorted(maps.Keys(out)))
	return Result{Value: value, Merged: !bytes.Equal(value, mine)}
}

// Keys merges objects key by key and returns the merged object and, for each key that both sides changed differently, the clash: the
// merged object holds theirs there.
func Keys(was, mine, theirs json.RawMessage) (Result, []string) {
	w, m, t := object(was), object(mine), object(theirs)
	out, clashes := maps.Clone(t), []string(nil)
	for _, k := range slices.Sorted(maps.Keys(union(w, m))) {
		if bytes.Equal(m[k], w[k]) {
			continue // the device did not touch this key
		}
		if r := Whole(null(w[k]), null(m[k]), null(t[k])); r.Clash {
			clashes = append(clashes, k)
		} else if m[k] == nil {
			delete(out, k)
		} else {
			out[k] = m[k]
		}
	}
	value := encode(out)
	return Result{Value: value, Merged: !bytes.Equal(value, mine), Clash: len(clashes) > 0}, clashes
}

// Key reads one key of an object; null if it is absent.
func Key(obj json.RawMessage, key string) json.RawMessage { return null(object(obj)[key]) }

// WithKey returns the object with the key set to the value, or without it if the value is null.
func WithKey(obj json.RawMessage, key string, value json.RawMessage) json.RawMessage {
	m := object(obj)
	if string(null(value)) == "null" {
		delete(m, key)
	} else {
		m[key] = value
	}
	return encode(m)
}

func null(v json.RawMessage) json.RawMessage {
	if v == nil {
		return json.RawMessage("null")
	}
	return v
}

func elements(v json.RawMessage) map[string]bool {
	var list []string
	_ = json.Unmarshal(v, &list) // a value that is no list has no elements
	set := make(map[string]bool, len(list))
	for _, e := range list {
		set[e] = true
	}
	return set
}

func object(v json.RawMessage) map[string]json.RawMessage {
	m := map[string]json.RawMessage{}
	_ = json.Unmarshal(v, &m) // a value that is no object has no keys
	if m == nil {
		m = map[string]json.RawMessage{}
	}
	return m
}

func union(a, b map[string]json.RawMessage) map[string]json.RawMessage {
	u := maps.Clone(a)
	maps.Copy(u, b)
	return u
}

// encode writes canonical JSON: keys sorted, no HTML escaping.
func encode(v any) json.RawMessage {
	if list, ok := v.([]string); ok && list == nil {
		return json.RawMessage("[]")
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // strings and raw JSON always encode
	}
	return bytes.TrimRight(buf.Bytes(), "\n")
}
