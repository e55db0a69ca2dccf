package kb

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"gopkg.in/yaml.v3"

	"lutong/kb/markdown"
)

// Text is a text in both languages, under the names of the records: {"zh-CN": …, "en": …}.
type Text map[string]string

// Template is a checklist, with the fields of the collection `templates`.
type Template struct {
	ID       string   `json:"id" yaml:"-"`
	Key      string   `json:"key" yaml:"key"`
	Version  int      `json:"version" yaml:"version"`
	Stage    string   `json:"stage" yaml:"stage"`
	Phase    string   `json:"phase" yaml:"phase"`
	JobKinds []string `json:"jobKinds" yaml:"jobKinds"`
	Title    Text     `json:"title" yaml:"title"`
	Items    []Item   `json:"items" yaml:"items"`
	Retired  bool     `json:"retired" yaml:"retired"`
}

// Item is one line of a checklist. Number items have a unit and may have limits, choices have options. The limits are what is good, and
// stand beside the value in the customer's report; a number of which any is good (how many people) has none.
type Item struct {
	ID       string   `json:"id" yaml:"id"`
	Type     string   `json:"type" yaml:"type"` // tick, number, choice, text, photo
	Label    Text     `json:"label" yaml:"label"`
	Hint     Text     `json:"hint,omitempty" yaml:"hint"`
	Unit     string   `json:"unit,omitempty" yaml:"unit"`
	Min      *float64 `json:"min,omitempty" yaml:"min"`
	Max      *float64 `json:"max,omitempty" yaml:"max"`
	Options  []Option `json:"options,omitempty" yaml:"options"`
	Required bool     `json:"required,omitempty" yaml:"required"`
	When     any      `json:"when,omitempty" yaml:"when"`
}

// Option of a choice.
type Option struct {
	Value string `json:"value" yaml:"value"`
	Label Text   `json:"label" yaml:"label"`
}

var keyForm = regexp.MustCompile(`^[a-zA-Z][a-zA-Z0-9]*(?:-[a-zA-Z0-9]+)*$`)

// parseTemplate reads one file of YAML (or JSON, which is YAML too) and returns every mistake with its line.
func parseTemplate(src []byte) (Template, []error) {
	var t Template
	dec := yaml.NewDecoder(bytes.NewReader(src))
	dec.KnownFields(true)
	if err := dec.Decode(&t); err != nil {
		if errors.Is(err, io.EOF) {
			return t, []error{&markdown.LineError{Line: 1, Text: "the file is empty"}}
		}
		return t, []error{markdown.YAMLError(err)}
	}
	var root yaml.Node
	_ = yaml.Unmarshal(src, &root)
	c := checker{line: func(item int) int { return itemLine(&root, item) }}
	c.want(0, keyForm.MatchString(t.Key), "key %q: letters, digits and hyphens", t.Key)
	c.want(0, t.Version >= 1, "version must be 1 or more")
	c.want(0, slices.Contains([]string{"beforeDeparture", "onArrival", "afterInstall", "leaving", "other"}, t.Stage), "unknown stage %q", t.Stage)
	c.want(0, t.Phase == "" || slices.Contains(phases, t.Phase), "unknown phase %q", t.Phase)
	for _, k := range t.JobKinds {
		c.want(0, slices.Contains(jobKinds, k), "unknown kind of job %q", k)
	}
	c.text(0, "title", t.Title, true)
	c.want(0, len(t.Items) > 0, "no items")
	seen := map[string]bool{}
	for i, it := range t.Items {
		n := i + 1
		c.want(n, keyForm.MatchString(it.ID), "id %q: letters, digits and hyphens", it.ID)
		c.want(n, !seen[it.ID], "id %q is there twice", it.ID)
		seen[it.ID] = true
		c.want(n, slices.Contains([]string{"tick", "number", "choice", "text", "photo"}, it.Type), "unknown type %q", it.Type)
		c.text(n, "label", it.Label, true)
		c.text(n, "hint", it.Hint, false)
		c.want(n, (it.Type == "choice") == (len(it.Options) > 0), "options belong to a choice, and a choice needs them")
		for _, o := range it.Options {
			c.want(n, o.Value != "", "an option without value")
			c.text(n, "option "+o.Value, o.Label, true)
		}
		c.want(n, it.Min == nil || it.Max == nil || *it.Min <= *it.Max, "min is above max")
		c.want(n, it.Type == "number" || it.Min == nil && it.Max == nil && it.Unit == "", "unit, min and max belong to a number")
	}
	if t.JobKinds == nil {
		t.JobKinds = []string{}
	}
	t.ID = TemplateID(t.Key, t.Version)
	return t, c.errs
}

// checker collects mistakes; item 0 is the template itself.
type checker struct {
	line func(item int) int
	errs []error
}

func (c *checker) want(item int, ok bool, format string, args ...any) {
	if !ok {
		c.errs = append(c.errs, &markdown.LineError{Line: c.line(item), Text: fmt.Sprintf(format, args...)})
	}
}

func (c *checker) text(item int, what string, t Text, required bool) {
	if len(t) == 0 && !required {
		return
	}
	c.want(item, t["zh-CN"] != "" && t["en"] != "" && len(t) == 2, "%s must be there in zh-CN and en", what)
}

// itemLine finds the line of an item in the file.
func itemLine(root *yaml.Node, item int) int {
	if len(root.Content) == 0 || item == 0 {
		return 1
	}
	m := root.Content[0]
	for i := 0; i+1 < len(m.Content); i += 2 {
		if list := m.Content[i+1]; m.Content[i].Value == "items" && item <= len(list.Content) {
			return list.Content[item-1].Line
		}
	}
	return 1
}

// For says whether the checklist is meant for jobs of that kind.
func (t Template) For(jobKind string) bool {
	return len(t.JobKinds) == 0 || slices.Contains(t.JobKinds, jobKind)
}
