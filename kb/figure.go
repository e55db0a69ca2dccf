package kb

import (
	"regexp"
	"strings"
)

// A figure is an image of an article. The text names it by its content, so that the name survives every way in and out of the database:
//
//	![words for who cannot see it](figure:3fa9c1d2e4b5a697 "what is said below it")
//
// The 16 hex digits are the first 64 bits of the SHA-256 of the stored bytes, lower case. The record (collection
// `figures`) belongs to one article; its id follows from the article's id and the reference (fieldsync.IDOf("figure", article, ref)), so
// the same image put into the same article twice is one record, and no id has to be carried along with a text.
//
// In a folder (lutong kb export/import) an article's figures lie beside it as images/<ref>.<jpg|png|webp>, holding the stored bytes, and the
// text names that file instead: ![words](images/3fa9c1d2e4b5a697.jpg "below"). On the way in the file's own bytes are hashed: their
// reference replaces the name, whatever the file is called. Stored bytes never carry where or by whom a picture was taken: such are refused.

// Figure is one mention of an image in an article's text.
type Figure struct {
	Ref     string // 16 hex digits
	Alt     string // for who cannot see it; may be ""
	Caption string // shown below it; may be ""
}

var figureMention = regexp.MustCompile(`!\[((?:[^\]\\]|\\.)*)\]\(figure:([0-9a-f]{16})(?:[ \t]+"((?:[^"\\]|\\.)*)")?[ \t]*\)`)

// Figures lists the images a text mentions, each once, in their order. A mention inside a code block counts too: it costs nothing.
func Figures(body string) []Figure {
	if !strings.Contains(body, "(figure:") { // most texts
		return nil
	}
	var out []Figure
	seen := map[string]bool{}
	for _, m := range figureMention.FindAllStringSubmatch(body, -1) {
		if !seen[m[2]] {
			seen[m[2]] = true
			out = append(out, Figure{Ref: m[2], Alt: unescape(m[1]), Caption: unescape(m[3])})
		}
	}
	return out
}

var figureName = regexp.MustCompile(`\]\(figure:([0-9a-f]{16})[ \t)]`)

// FigureRefs lists the references a text names, as images or as links, each once. Who sees the text sees those images; so this reads less
// closely than Figures, and costs little: it is asked at every change of an article.
func FigureRefs(body string) []string {
	if !strings.Contains(body, "](figure:") {
		return nil
	}
	var out []string
	seen := map[string]bool{}
	for _, m := range figureName.FindAllStringSubmatch(body, -1) {
		if !seen[m[1]] {
			seen[m[1]] = true
			out = append(out, m[1])
		}
	}
	return out
}

// NamesFigure says whether FigureRefs would list ref.
func NamesFigure(body, ref string) bool {
	for name := "](figure:" + ref; ; {
		_, rest, found := strings.Cut(body, name)
		if !found || rest != "" && strings.ContainsRune(" \t)", rune(rest[0])) {
			return found
		}
		body = rest
	}
}

// FigureRef is how texts name the image with this SHA-256 (64 hex digits).
func FigureRef(sha256 string) string { return sha256[:min(16, len(sha256))] }

var escaped = regexp.MustCompile(`\\([!-/:-@\[-` + "`" + `{-~])`)

func unescape(s string) string { return escaped.ReplaceAllString(s, "$1") }
