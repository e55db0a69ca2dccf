// Package folder is the knowledge base as a folder of markdown files, one for each article:
//
//	zh-CN/ap-ac-capwap-blocked.md     front matter with stable keys, then the text
//	images/3fa9c1d2e4b5a697.png       what texts show, by content
//	versions/<id>/3.md                what was published earlier, if it was asked for
//
// The same articles make the same bytes, and a change of one article changes its own file only, so that the folder is at home in git. What
// people and other tools wrote is read as well; what cannot be read is told with file, line, column and a stable code.
//
// The package knows files and text. What is in the database, and how the two come together, is the business of hooks/library.
package folder

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// Article is one file. Texts and Lists hold the fields of the collection `articles` that a file may have (see keys); empty ones are left out.
type Article struct {
	ID      string
	Texts   map[string]string
	Lists   map[string][]string
	Body    string // markdown, as Text makes it
	Version int
	Owner   string // an e-mail address
	// Base is the fingerprint of the article when it was exported: what the file's editor began with. "": not from an export.
	Base string
	// Images are the files of the images that the text shows, by reference; only Format reads it.
	Images map[string]string

	File  string // path in the folder, with slashes
	Line  int    // the line its text begins on
	Notes []Problem
	lines map[string]place // where each key stands
}

// Version is what readers saw of an article at some time.
type Version struct {
	Article string
	Number  int
	Title   string
	Body    string
	At      string // RFC 3339
	By      string // an e-mail address
	File    string
}

// Fingerprint tells two states of an article apart. The owner, the version number and empty fields do not count.
func (a Article) Fingerprint() string {
	kept := map[string]any{"body": Text(a.Body)}
	for name, s := range a.Texts {
		if s != "" {
			kept[name] = s
		}
	}
	for name, l := range a.Lists {
		if len(l) > 0 {
			kept[name] = l
		}
	}
	raw, err := json.Marshal(kept) // keys come sorted
	if err != nil {
		panic(err) // texts and lists of texts always encode
	}
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:8])
}

// Given reports whether the file says something about a field. A file from an export says everything: what is not there is empty.
func (a Article) Given(field string) bool {
	_, said := a.lines[field]
	return said || a.Base != ""
}

// At is the place of a field in the file, or of the file's beginning.
func (a Article) At(field string) (line, column int) {
	if p, ok := a.lines[field]; ok {
		return p.line, p.column
	}
	return 1, 1
}

// Text is the one form of a body: no zero bytes, which no editor shows and no file of text has, line ends of one kind, no empty lines around it, one line end behind it.
func Text(body string) string {
	body = strings.ReplaceAll(body, "\x00", "\ufffd")
	body = strings.ReplaceAll(body, "\r\n", "\n")
	body = strings.TrimRight(body, " \t\n")
	for {
		line, rest, more := strings.Cut(body, "\n")
		if !more || strings.TrimSpace(line) != "" {
			break
		}
		body = rest
	}
	if body == "" {
		return ""
	}
	return body + "\n"
}

// Set is the one form of a list: sorted, each element once, none empty.
func Set(list []string) []string {
	seen := map[string]bool{}
	for _, s := range list {
		if s = strings.TrimSpace(s); s != "" {
			seen[s] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}
