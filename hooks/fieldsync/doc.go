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
	"hash/crc32"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
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
	Key        int64 // the store's own number; parents sort before children, and among equals the newest first (rule L7)
	Collection string
	ID         string
	Seq        int64 // of its last change
	Deleted    bool
	Fields     Fields // nil when deleted
	Body       []byte // Fields encoded; Seal fills it
	Sum        uint32 // SumOf the body
	Mark       Mark
}

// Mark says that the record's last changes were one device's own, carried out exactly as sent, so that a device which had the record at
// the number Before needs no copy. The zero Mark says nothing.
type Mark struct {
	Device string
	Before int64 // number of the record before those changes; 0 if the first of them made it
}

// Seal encodes the fields, unless that has been done.
func (d *Doc) Seal() *Doc {
	if d.Deleted {
		d.Fields, d.Body, d.Sum = nil, nil, 0
	} else if d.Body == nil {
		d.Body = d.Fields.Encode()
		d.Sum = SumOf(d.Collection, d.Body)
	}
	return d
}

// SumOf is the sum of a document that server and devices compare: CRC-32 (IEEE) of "<collection>/" and the document's bytes as put.
func SumOf(collection string, body []byte) uint32 {
	sum := crc32.Update(0, crc32.IEEETable, []byte(collection))
	sum = crc32.Update(sum, crc32.IEEETable, slash)
	return crc32.Update(sum, crc32.IEEETable, body)
}

var slash = []byte("/")

// Target names a record.
type Target struct{ Collection, ID string }

// String gives the text of a Text, Prose, Choice, Time or Ref field; "" if it is absent.
func (f Fields) String(name string) string {
	raw := f[name]
	if len(raw) < 2 || raw[0] != '"' {
		return ""
	}
	if bytes.IndexByte(raw, '\\') < 0 {
		return string(raw[1 : len(raw)-1])
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

// equal reports whether both have the same values.
func (f Fields) equal(o Fields) bool {
	return maps.EqualFunc(f, o, func(a, b json.RawMessage) bool { return bytes.Equal(a, b) })
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

// DecodeFields reads what Encode wrote. The values share the memory of body, which must not be changed afterwards.
func DecodeFields(body []byte) (Fields, error) {
	if f := split(body); f != nil {
		return f, nil
	}
	var f Fields
	if err := json.Unmarshal(body, &f); err != nil {
		return nil, fmt.Errorf("decode document: %w", err)
	}
	return f, nil
}

// split takes a document apart at its commas; documents are read far more often than written, and the general decoder takes six times as
// long. nil for anything that is not a compact object with plain names.
func split(body []byte) Fields {
	if len(body) < 2 || body[0] != '{' || body[len(body)-1] != '}' {
		return nil
	}
	f := make(Fields, 40)
	for i := 1; i < len(body)-1; {
		if body[i] != '"' {
			return nil
		}
		name := bytes.IndexByte(body[i+1:], '"')
		if name < 0 {
			return nil
		}
		colon := i + 1 + name + 1
		if colon+1 >= len(body) || body[colon] != ':' || bytes.IndexByte(body[i+1:colon-1], '\\') >= 0 {
			return nil
		}
		end := valueEnd(body, colon+1)
		if end < 0 || body[end] != ',' && end != len(body)-1 {
			return nil
		}
		f[string(body[i+1:colon-1])] = body[colon+1 : end : end]
		i = end + 1
	}
	return f
}

// valueEnd is where the value that begins at i ends, outside of strings and brackets; -1 if it does not.
func valueEnd(body []byte, i int) int {
	depth := 0
	for ; i < len(body); i++ {
		switch body[i] {
		case '"':
			for i++; i < len(body) && body[i] != '"'; i++ {
				if body[i] == '\\' {
					i++
				}
			}
		case '{', '[':
			depth++
		case '}', ']':
			if depth == 0 {
				return i
			}
			depth--
		case ',':
			if depth == 0 {
				return i
			}
		}
	}
	return -1
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
	if plain(raw) {
		return raw, nil
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

// plain reports whether raw is surely canonical already: a short literal or a text without anything to escape. Most values sent are.
func plain(raw []byte) bool {
	switch string(raw) {
	case "null", "true", "false", "0", "1", "[]", "{}":
		return true
	}
	last := len(raw) - 1
	if last < 1 || raw[0] != '"' || raw[last] != '"' || !utf8.Valid(raw) {
		return false
	}
	for i, c := range raw[1:last] {
		if c < ' ' || c == '"' || c == '\\' || c == 0xE2 && raw[i+2] == 0x80 && raw[i+3]&^1 == 0xA8 { // U+2028, U+2029
			return false
		}
	}
	return true
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

// Complete returns the fields with every field of the collection present, plus the id, plus what is carried for newer apps (rule P8).
func (c *Collection) Complete(id string, f Fields) Fields {
	full := make(Fields, len(c.Fields)+1)
	for name, v := range f {
		if c.Field(name) == nil && name != "id" {
			full[name] = v
		}
	}
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

// KeyOf makes a record's key: its collection's rank, so that parents sort before children (L7), then the order of creation, the newest
// first, so that a first sync begins with today's jobs. n counts the records of the collection from 1.
func KeyOf(rank int, n int64) int64 { return int64(rank+1)<<48 - n }

// RankOf is the collection's rank that a key was made with.
func RankOf(key int64) int { return int(key >> 48) }
