// Package markdown reads the articles of the knowledge base (front matter and body) and turns a body into HTML that is safe to show
// under the strictest policy: no raw HTML, no style, no script, only the elements and classes that article.css knows.
// It is pure: what a link leads to is asked of the caller.
package markdown

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"gopkg.in/yaml.v3"
)

// Meta is the front matter. Which values a field may have is the caller's business (package kb checks them).
type Meta struct {
	Slug       string   `yaml:"slug,omitempty"` // the file's name unless given
	Title      string   `yaml:"title"`
	Kind       string   `yaml:"kind"`
	Lang       string   `yaml:"lang,omitempty"` // the folder's name unless given
	Level      string   `yaml:"level,omitempty"`
	Summary    string   `yaml:"summary,omitempty"`
	Symptoms   []string `yaml:"symptoms,omitempty"`
	Models     []string `yaml:"models,omitempty"`
	Codes      []string `yaml:"codes,omitempty"`
	Tags       []string `yaml:"tags,omitempty"`
	Phase      string   `yaml:"phase,omitempty"`
	Confidence string   `yaml:"confidence,omitempty"`
	ReviewBy   string   `yaml:"reviewBy,omitempty"`   // 2027-05-01
	Road       string   `yaml:"road,omitempty"`       // slug of the story that explains this article to a customer
	ReplacedBy string   `yaml:"replacedBy,omitempty"` // slug of the article that took the place of this archived one
}

// Document is an article's file: Line is the line of the file its body begins on, so that a message can name the right one.
type Document struct {
	Meta
	Body string
	Line int
}

// LineError is a mistake at a line of the file (1 is the first).
type LineError struct {
	Line int
	Text string
}

func (e *LineError) Error() string { return fmt.Sprintf("line %d: %s", e.Line, e.Text) }

const fence = "---"

// Parse splits a file into front matter and body. A byte order mark and Windows line ends are taken off.
func Parse(src []byte) (Document, error) {
	var d Document
	text := strings.ReplaceAll(string(bytes.TrimPrefix(src, []byte("\ufeff"))), "\r\n", "\n")
	lines := strings.Split(text, "\n")
	if strings.TrimRight(lines[0], " ") != fence {
		return d, &LineError{1, "the file must begin with front matter between two lines of ---"}
	}
	end := 0
	for i := 1; i < len(lines); i++ {
		if strings.TrimRight(lines[i], " ") == fence {
			end = i
			break
		}
	}
	if end == 0 {
		return d, &LineError{1, "the front matter is not closed by a line of ---"}
	}
	// A leading empty line stands for the opening fence: yaml counts the file's own lines.
	dec := yaml.NewDecoder(strings.NewReader("\n" + strings.Join(lines[1:end], "\n")))
	dec.KnownFields(true)
	if err := dec.Decode(&d.Meta); err != nil && !errors.Is(err, io.EOF) {
		return d, YAMLError(err)
	}
	for end++; end < len(lines) && strings.TrimSpace(lines[end]) == ""; end++ {
	}
	d.Line = end + 1
	d.Body = strings.TrimRight(strings.Join(lines[end:], "\n"), "\n \t")
	if d.Body != "" {
		d.Body += "\n"
	}
	return d, nil
}

// fromParser are the complaints of yaml's parser, which counts lines from 0; its scanner, which has all others, counts from 1.
var fromParser = map[string]bool{
	"did not find expected key": true, "did not find expected '-' indicator": true, "did not find expected ',' or ']'": true, "did not find expected ',' or '}'": true,
	"did not find expected node content": true, "did not find expected <document start>": true, "did not find expected <stream-start>": true,
	"found undefined tag handle": true, "found duplicate %YAML directive": true, "found duplicate %TAG directive": true, "found incompatible YAML document": true,
}

// YAMLError takes the line out of yaml's message.
func YAMLError(err error) error {
	text := err.Error()
	var te *yaml.TypeError
	if errors.As(err, &te) && len(te.Errors) > 0 {
		text = te.Errors[0]
	}
	text = strings.TrimPrefix(text, "yaml: ")
	line := 1
	if n, err := fmt.Sscanf(text, "line %d:", &line); n == 1 && err == nil {
		_, text, _ = strings.Cut(text, ": ")
		if fromParser[text] {
			line++
		}
	}
	return &LineError{line, text}
}

// Format writes a document back, so that what went in comes out with a small diff.
func Format(d Document) ([]byte, error) {
	var b bytes.Buffer
	b.WriteString(fence + "\n")
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(d.Meta); err != nil {
		return nil, fmt.Errorf("front matter: %w", err)
	}
	_ = enc.Close()
	b.WriteString(fence + "\n\n" + d.Body)
	return b.Bytes(), nil
}
