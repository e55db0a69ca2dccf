// Package fieldsync is the sync protocol between tablets and the server: what a push does to records, what a pull answers, who holds
// which scope. SPEC.md beside this file restates the rules (P1, L3, M6 ...); tests quote their ids.
//
// Invariants:
//   - every change takes a number of one dense sequence inside the one writer transaction, so that number order is commit order;
//   - a record, its history, its scope membership, the grants that follow from it and the outcome of the mutation that caused it are
//     written in that same transaction;
//   - nothing a device sent is dropped: it takes effect, or it is set aside as a record of `conflicts`.
//
// It is pure: storage is the Store interface, the domain comes in as Rules, time is an argument. It knows neither HTTP nor PocketBase.
package fieldsync

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Schema is the version of the records' shape that this server speaks; Oldest is the oldest one it still pulls to.
const (
	Schema = 1
	Oldest = 1
)

// Fields are a record's named values, each as canonical JSON (compact, keys sorted, no HTML escaping).
type Fields map[string]json.RawMessage

// Doc is a record as everyone who may see it sees it (rule L8).
type Doc struct {
	Key        int64 // the store's own number; parents sort before children (rule L7)
	Collection string
	ID         string
	Seq        int64 // of its last change
	Deleted    bool
	Fields     Fields // nil when deleted
}

// Target names a record.
type Target struct{ Collection, ID string }

// String gives the text of a Text, Prose, Choice, Time or Ref field; "" if it is absent.
func (f Fields) String(name string) string {
	raw := f[name]
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

// Strings gives the elements of a Refs or Words field.
func (f Fields) Strings(name string) []string {
	var s []string
	if raw := f[name]; len(raw) > 2 {
		_ = json.Unmarshal(raw, &s) // canonical values of these kinds always decode; anything else has no elements
	}
	return s
}

// Bool gives the value of a Bool field.
func (f Fields) Bool(name string) bool { return string(f[name]) == "true" }

// Number gives the value of a Number field.
func (f Fields) Number(name string) float64 {
	n, err := strconv.ParseFloat(string(f[name]), 64)
	if err != nil {
		return 0
	}
	return n
}

// Set writes a Go value as canonical JSON.
func (f Fields) Set(name string, value any) { f[name] = JSONOf(value) }

// Clone copies the map; the values are never changed in place.
func (f Fields) Clone() Fields {
	c := make(Fields, len(f))
	for k, v := range f {
		c[k] = v
	}
	return c
}

// Encode writes the fields as one JSON object with sorted keys: the document of a put line.
func (f Fields) Encode() []byte {
	keys := make([]string, 0, len(f))
	size := 2
	for k, v := range f {
		keys = append(keys, k)
		size += len(k) + len(v) + 4
	}
	slices.Sort(keys)
	b := make([]byte, 0, size)
	b = append(b, '{')
	for i, k := range keys {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(b, '"')
		b = append(b, k...) // names of fields are plain identifiers
		b = append(b, '"', ':')
		b = append(b, f[k]...)
	}
	return append(b, '}')
}

// DecodeFields reads what Encode wrote.
func DecodeFields(body []byte) (Fields, error) {
	var f Fields
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("decode document: %w", err)
	}
	return f, nil
}

// JSONOf encodes a Go value canonically. It panics on what JSON cannot hold, which only code can cause.
func JSONOf(value any) json.RawMessage {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		panic(err)
	}
	return bytes.TrimRight(buf.Bytes(), "\n")
}

// Canonical brings any JSON value into the one form in which equal values have equal bytes.
func Canonical(raw json.RawMessage) (json.RawMessage, error) {
	if len(raw) == 0 {
		return json.RawMessage("null"), nil
	}
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return nil, err
	}
	if dec.More() {
		return nil, errTrailing
	}
	return JSONOf(number(v)), nil
}

var errTrailing = errors.New("more than one JSON value")

// number writes numbers one way (1, 1.0 and 1e0 are equal), leaving those a float64 cannot hold exactly as they came.
func number(v any) any {
	switch v := v.(type) {
	case json.Number:
		if f, err := v.Float64(); err == nil && (strings.ContainsAny(v.String(), ".eE") || len(v) < 16) {
			return f
		}
	case []any:
		for i := range v {
			v[i] = number(v[i])
		}
	case map[string]any:
		for k := range v {
			v[k] = number(v[k])
		}
	}
	return v
}

// zero is the canonical empty value of a kind.
func zero(k Kind) json.RawMessage {
	switch k {
	case Number:
		return json.RawMessage("0")
	case Bool:
		return json.RawMessage("false")
	case Refs, Words:
		return json.RawMessage("[]")
	case Map:
		return json.RawMessage("{}")
	case JSON:
		return json.RawMessage("null")
	}
	return json.RawMessage(`""`)
}

// Complete returns the fields with every field of the collection present and nothing else, plus the id.
func (c *Collection) Complete(id string, f Fields) Fields {
	full := make(Fields, len(c.Fields)+1)
	for i := range c.Fields {
		name := c.Fields[i].Name
		if v, ok := f[name]; ok && len(v) > 0 {
			full[name] = v
		} else {
			full[name] = zero(c.Fields[i].Kind)
		}
	}
	full.Set("id", id)
	return full
}

// KeyOf makes a record's key: its collection's rank, so that parents sort before children (L7), then the order of creation.
func KeyOf(rank int, n int64) int64 { return int64(rank)<<48 | n }
