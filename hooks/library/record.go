// Package library brings a folder of articles (kb/folder) together with the articles of the database: what is new, what was changed in the
// file, what was changed in the app meanwhile, and what of that can be put together (sync.md, M3). It decides and writes nothing.
package library

import (
	"slices"
	"strings"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
	"lutong/kb/folder"
)

// Device stands in the history for changes that came from a folder.
const Device = "import"

// fields are those a file and the collection have in common.
func fields() (names []string, lists map[string]bool) {
	names, lists = folder.Fields()
	articles := rules.ByName("articles")
	return slices.DeleteFunc(names, func(n string) bool { return articles.Field(n) == nil }), lists
}

// Of is a record as a file has it.
func Of(id string, f fs.Fields) folder.Article {
	a := folder.Article{ID: id, Texts: map[string]string{}, Lists: map[string][]string{}, Body: folder.Text(f.String("body")), Version: int(f.Number("version"))}
	names, lists := fields()
	for _, name := range names {
		if !lists[name] {
			a.Texts[name] = strings.TrimSpace(f.String(name))
			continue
		}
		a.Lists[name] = folder.Set(f.Strings(name))
	}
	return a
}

// value is a field of an article in the form of the records.
func value(a folder.Article, name string) []byte {
	switch _, lists := fields(); {
	case name == "body":
		return fs.JSONOf(a.Body)
	case lists[name]:
		if a.Lists[name] == nil {
			return []byte("[]")
		}
		return fs.JSONOf(a.Lists[name])
	}
	return fs.JSONOf(a.Texts[name])
}

// Entry is one entry of a record's history.
type Entry struct {
	Field  string
	From   []byte // JSON
	Device string
}

// Past is what is known of how a record came to be as it is, the newest entry first.
type Past []Entry

// touched reports whether somebody changed the article in the app since a folder last brought it, or since it was shipped.
func (p Past) touched() bool { return len(p) > 0 && p[0].Device != Device }

// at goes back to the state with the fingerprint.
func (p Past) at(id string, f fs.Fields, fingerprint string) (folder.Article, bool) {
	now := Of(id, f)
	if now.Fingerprint() == fingerprint {
		return now, true
	}
	f = f.Clone()
	for _, e := range p {
		if _, known := f[e.Field]; !known {
			continue
		}
		f[e.Field] = e.From
		if was := Of(id, f); was.Fingerprint() == fingerprint {
			return was, true
		}
	}
	return folder.Article{}, false
}
