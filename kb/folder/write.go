package folder

import (
	"cmp"
	"fmt"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"lutong/kb/markdown"
)

const fence = "---"

// Write makes the files of articles, by path. The base of each is its own fingerprint.
func Write(articles []Article) map[string][]byte {
	files := make(map[string][]byte, len(articles))
	for p, those := range named(articles) {
		for i, a := range those {
			if i > 0 { // two articles of one name: the second is called by its id
				p = path.Join(path.Dir(p), a.ID+".md")
			}
			files[p] = a.Format()
		}
	}
	return files
}

// named are the articles by the path that they want, whoever gets it first: what is published, and then who was there first by id.
func named(articles []Article) map[string][]Article {
	wanted := map[string][]Article{}
	for _, a := range articles {
		wanted[pathOf(a)] = append(wanted[pathOf(a)], a)
	}
	for _, those := range wanted {
		slices.SortFunc(those, func(x, y Article) int {
			return cmp.Or(cmp.Compare(after(x), after(y)), strings.Compare(x.ID, y.ID))
		})
	}
	return wanted
}

func after(a Article) int {
	if a.Texts["confidence"] == "validated" {
		return 0
	}
	return 1
}

// Told is what a person must know of the files that Write makes: which are not called by their article's name because another has it too
// in their language, and where something in a text cannot stand in a file.
func Told(articles []Article) (list []Problem) {
	for p, those := range named(articles) {
		for i, a := range those {
			file := p
			if i > 0 {
				file = path.Join(path.Dir(p), a.ID+".md")
				list = append(list, Problem{File: file, Code: "name_shared", Args: []string{a.Texts["slug"], p}})
			}
			if n := strings.Count(Text(a.Body), "\ufffd"); n > 0 {
				list = append(list, Problem{File: file, Code: "zero_byte", Args: []string{strconv.Itoa(n)}})
			}
		}
	}
	slices.SortFunc(list, func(x, y Problem) int { return strings.Compare(x.File, y.File) })
	return list
}

// reserved are names that Windows keeps for itself.
var reserved = regexp.MustCompile(`^(?:con|prn|aux|nul|com\d|lpt\d)$`)

// pathOf is where an article's file goes. A name that is no slug, or too long for a file, gives way to the id.
func pathOf(a Article) string {
	name := a.Texts["slug"]
	if !markdown.IsSlug(name) || len(name) > 120 || reserved.MatchString(name) {
		name = a.ID
	}
	return path.Join(a.Texts["lang"], name+".md")
}

// Format writes one article.
func (a Article) Format() []byte {
	var b strings.Builder
	b.WriteString(fence + "\n")
	for _, k := range keys {
		switch k.name {
		case "id":
			pair(&b, k.name, a.ID)
		case "version":
			if a.Version > 0 {
				b.WriteString("version: " + strconv.Itoa(a.Version) + "\n")
			}
		case "owner":
			pair(&b, k.name, a.Owner)
		case "base":
			pair(&b, k.name, a.Fingerprint())
		default:
			if k.form != list {
				s := a.Texts[k.name]
				if k.form == day {
					s = strings.TrimSuffix(s, "T00:00:00.000Z")
				}
				pair(&b, k.name, s)
				continue
			}
			if l := a.Lists[k.name]; len(l) > 0 {
				b.WriteString(k.name + ":\n")
				for _, s := range l {
					b.WriteString("  - " + quote(s) + "\n")
				}
			}
		}
	}
	b.WriteString(fence + "\n")
	if body := Text(a.Body); body != "" {
		b.WriteString("\n" + a.withFiles(body))
	}
	return []byte(b.String())
}

func pair(b *strings.Builder, key, value string) {
	if value != "" {
		b.WriteString(key + ": " + scalar(value) + "\n")
	}
}

// Format writes a version, into the folder `versions`.
func (v Version) Format() []byte {
	var b strings.Builder
	b.WriteString(fence + "\n")
	pair(&b, "article", v.Article)
	b.WriteString("version: " + strconv.Itoa(v.Number) + "\n")
	pair(&b, "title", v.Title)
	pair(&b, "at", v.At)
	pair(&b, "by", v.By)
	b.WriteString(fence + "\n")
	if body := Text(v.Body); body != "" {
		b.WriteString("\n" + body)
	}
	return []byte(b.String())
}

// Path is the version's file.
func (v Version) Path() string {
	return path.Join(versionsDir, v.Article, strconv.Itoa(v.Number)+".md")
}

const versionsDir = "versions"

// bare are values that YAML reads as the text they are; the words of YAML itself are not among them.
var bare = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9]*(?:-[A-Za-z0-9]+)*$`)

func scalar(s string) string {
	switch strings.ToLower(s) {
	case "true", "false", "yes", "no", "on", "off", "null", "y", "n", "nan", "inf":
		return quote(s)
	}
	if bare.MatchString(s) {
		return s
	}
	return quote(s)
}

// quote writes a text between double quotes, with escapes for what YAML does not take as it is.
func quote(s string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteRune('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r >= 0x7f && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffe || r == 0xffff:
			fmt.Fprintf(&b, `\u%04x`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}

// moment reads a day, or a whole time, into the form of the records.
func moment(s string) (string, bool) {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano, "2006-01-02 15:04:05", "2006-01-02T15:04:05", "2006/01/02"} {
		if t, err := time.Parse(layout, s); err == nil {
			if t = t.UTC(); t.Year() >= 0 && t.Year() <= 9999 {
				return t.Format("2006-01-02T15:04:05.000Z"), true
			}
		}
	}
	return "", false
}
