package search

import "strings"

// Doc is what is known of an article to the search.
type Doc struct {
	ID       string   `json:"id"`
	Slug     string   `json:"slug"`
	Lang     string   `json:"lang"`
	Kind     string   `json:"kind"`
	Title    string   `json:"title"`
	Summary  string   `json:"summary"`
	Body     string   `json:"body"` // markdown
	Symptoms []string `json:"symptoms"`
	Models   []string `json:"models"`
	Codes    []string `json:"codes"`
	Tags     []string `json:"tags"`
}

// text is what snippets are cut from: the summary, the symptoms in the customer's words, the body without markup.
func (d *Doc) text() string {
	return joinLines(d.Summary, strings.Join(d.Symptoms, "\n"), Plain(d.Body))
}

// The streams of a document. A term's rarity is that of the whole; title and card count again on top of it.
type stream byte

const (
	whole stream = 'a' // title, names and the text
	title stream = 't'
	card  stream = 'c' // summary, symptoms, names: what the author says the article is about
)

func (d *Doc) streams(text string) map[stream]string {
	names := joinLines(strings.Join(d.Models, "\n"), strings.Join(d.Codes, "\n"), strings.Join(d.Tags, "\n"))
	return map[stream]string{
		whole: joinLines(d.Title, names, text),
		title: d.Title,
		card:  joinLines(d.Summary, strings.Join(d.Symptoms, "\n"), names),
	}
}

func joinLines(parts ...string) string {
	var b strings.Builder
	for _, p := range parts {
		if p == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(p)
	}
	return b.String()
}

// fields cuts a document into typed fields: name (stream and kind of token, "a2") to the tokens in it, and "k" with its keys.
func (d *Doc) fields(text string) map[string][]string {
	out := map[string][]string{keyField: d.keys()}
	for s, str := range d.streams(text) {
		for _, t := range Tokenise(str) {
			if s != whole && t.Kind == Unigram {
				continue
			}
			name := field(s, t.Kind)
			out[name] = append(out[name], t.Text)
		}
	}
	return out
}

const keyField = "k"

func field(s stream, k Kind) string { return string([]byte{byte(s), byte(k)}) }

// keys are the forms under which a model or a code is typed exactly: the whole without joints and spaces, and each run of its parts
// that has letters and digits ("RG-AP720-L": rgap720l rgap720 ap720l ap720).
func (d *Doc) keys() []string {
	var out []string
	seen := map[string]bool{}
	add := func(k string) {
		if len([]rune(k)) >= 3 && len([]rune(k)) <= maxIdent && !seen[k] {
			seen[k] = true
			out = append(out, k)
		}
	}
	for _, names := range [][]string{d.Models, d.Codes} {
		for _, name := range names {
			for _, words := range latinRuns(name) {
				var parts []string
				for _, w := range words {
					parts = append(parts, w...)
				}
				add(strings.Join(parts, ""))
				for i := range parts {
					for j := i + 1; j <= len(parts) && j-i <= 6; j++ {
						if k := strings.Join(parts[i:j], ""); len([]rune(k)) >= 4 && lettersAndDigits(k) {
							add(k)
						}
					}
				}
			}
		}
	}
	return out
}

func lettersAndDigits(s string) bool {
	l, d := false, false
	for _, r := range s {
		if isDigit(r) {
			d = true
		} else {
			l = true
		}
	}
	return l && d
}

// latinRuns lists the Latin words of a text with their parts, in groups that Han text separates: "用 RG-AP720-L v2" gives one group
// of two words, [rg ap720 l] and [v2].
func latinRuns(text string) [][][]string {
	var groups [][][]string
	var group [][]string
	var run []char
	word := func() {
		var parts []string
		for _, p := range splitParts(run) {
			rs := make([]rune, len(p))
			for i, c := range p {
				rs[i] = c.r
			}
			parts = append(parts, string(rs))
		}
		if len(parts) > 0 {
			group = append(group, parts)
		}
		run = run[:0]
	}
	for _, r := range text {
		f := foldRune(r)
		switch c := classOf(f); {
		case c == latin, c == other && len(run) > 0 && isJoiner(f):
			run = append(run, char{r: f})
		default:
			word()
			if c == han && len(group) > 0 {
				groups, group = append(groups, group), nil
			}
		}
	}
	word()
	if len(group) > 0 {
		groups = append(groups, group)
	}
	return groups
}
