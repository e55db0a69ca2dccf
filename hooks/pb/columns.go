package pb

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	fs "lutong/hooks/fieldsync"
)

// columns maps a document to the columns of its PocketBase collection and back: the only such mapping. Texts, choices and single
// references are TEXT; times are PocketBase's dates; sets, maps and opaque values are JSON.
type columns struct {
	c              *fs.Collection
	insert, update string // parameters: the fields in order, then the id
}

func newColumns(c *fs.Collection) *columns {
	var names, marks, sets []string
	for _, f := range c.Fields {
		names, marks, sets = append(names, "`"+f.Name+"`"), append(marks, "?"), append(sets, "`"+f.Name+"` = ?")
	}
	extra, value := "", ""
	if c.Name == "users" { // an account made here has no password: nobody signs in until an administrator gives it one
		extra, value = ", tokenKey", ", lower(hex(randomblob(25)))"
	}
	return &columns{
		c:      c,
		insert: "INSERT INTO `" + c.Name + "` (" + strings.Join(names, ", ") + ", id" + extra + ") VALUES (" + strings.Join(marks, ", ") + ", ?" + value + ")",
		update: "UPDATE `" + c.Name + "` SET " + strings.Join(sets, ", ") + " WHERE id = ?",
	}
}

func (k *columns) of(field string) *fs.Field { return k.c.Field(field) }

func (k *columns) values(f fs.Fields) ([]any, error) {
	args := make([]any, 0, len(k.c.Fields)+1)
	for i := range k.c.Fields {
		v, err := value(&k.c.Fields[i], f)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
	}
	return args, nil
}

// changes is the statement that writes only what differs; "" if nothing of it has a column.
func (k *columns) changes(old, f fs.Fields) (query string, args []any, err error) {
	for i := range k.c.Fields {
		field := &k.c.Fields[i]
		if bytes.Equal(old[field.Name], f[field.Name]) {
			continue
		}
		v, err := value(field, f)
		if err != nil {
			return "", nil, err
		}
		query += ", `" + field.Name + "` = ?"
		args = append(args, v)
	}
	if query == "" {
		return "", nil, nil
	}
	return "UPDATE `" + k.c.Name + "` SET " + query[2:] + " WHERE id = ?", args, nil
}

func value(field *fs.Field, f fs.Fields) (any, error) {
	raw := f[field.Name]
	switch field.Kind {
	case fs.Number:
		return f.Number(field.Name), nil
	case fs.Bool:
		return f.Bool(field.Name), nil
	case fs.Refs, fs.Words, fs.Map, fs.JSON:
		return string(raw), nil
	case fs.Time:
		return toDate(f.String(field.Name)), nil
	}
	if len(raw) < 2 || raw[0] != '"' {
		return nil, fmt.Errorf("%s is not a text: %s", field.Name, raw)
	}
	return f.String(field.Name), nil
}

// Fields reads a PocketBase record as a document's fields, checking values as a push would.
func (s *Store) Fields(r *core.Record) (fs.Fields, error) {
	k := s.columns[r.Collection().Name]
	if k == nil {
		return nil, fmt.Errorf("collection %s is not synced", r.Collection().Name)
	}
	f := fs.Fields{}
	for i := range k.c.Fields {
		field := &k.c.Fields[i]
		var v any
		switch field.Kind {
		case fs.Number:
			v = r.GetFloat(field.Name)
		case fs.Bool:
			v = r.GetBool(field.Name)
		case fs.Refs:
			v = r.GetStringSlice(field.Name)
		case fs.Words, fs.Map, fs.JSON:
			text := r.GetString(field.Name)
			if text == "" {
				text = "null"
			}
			v = json.RawMessage(text)
		case fs.Time:
			v = fromDate(r.GetDateTime(field.Name).String())
		default:
			v = r.GetString(field.Name)
		}
		value, err := field.Value(fs.JSONOf(v))
		if err != nil {
			return nil, err
		}
		f[field.Name] = value
	}
	return f, nil
}

// PocketBase writes dates with a space, the wire with a T (RFC 3339).
func toDate(t string) string   { return strings.Replace(t, "T", " ", 1) }
func fromDate(t string) string { return strings.Replace(t, " ", "T", 1) }
