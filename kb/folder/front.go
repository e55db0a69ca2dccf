package folder

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"lutong/kb"
	"lutong/kb/markdown"
)

type place struct{ line, column int }

// maxFront is how large front matter may be; people write a few hundred bytes.
const maxFront = 64 << 10

var idForm = regexp.MustCompile(`^[a-z0-9]{15}$`)

// split takes the front matter off a text and says on which line the body begins. There need not be any.
func split(src string) (front, body string, line int, problem *Problem) {
	first, rest, _ := strings.Cut(src, "\n")
	switch strings.TrimRight(first, " \t") {
	case fence:
	case "+++":
		return "", "", 0, &Problem{Line: 1, Column: 1, Code: "front_toml"}
	case "{":
		return "", "", 0, &Problem{Line: 1, Column: 1, Code: "front_json"}
	default:
		return "", src, 1, nil
	}
	line = 2
	for at := 0; at < len(rest); line++ {
		end := len(rest)
		if i := strings.IndexByte(rest[at:], '\n'); i >= 0 {
			end = at + i + 1
		}
		if l := strings.TrimRight(rest[at:end], " \t\n"); l == fence || l == "..." {
			if at > maxFront {
				return "", "", 0, &Problem{Line: 1, Column: 1, Code: "front_long", Args: []string{strconv.Itoa(maxFront >> 10)}}
			}
			body = rest[end:]
			return rest[:at], body, line + 1, nil
		}
		at = end
	}
	return "", "", 0, &Problem{Line: 1, Column: 1, Code: "front_open"}
}

// front reads the front matter's keys into the article; problems name the place in the file.
func (a *Article) front(src string) (problems []Problem) {
	var doc yaml.Node
	if err := yaml.Unmarshal([]byte("\n"+src), &doc); err != nil { // the empty line stands for the fence: yaml counts the file's lines
		var at *markdown.LineError
		line, why := 1, err.Error()
		if errors.As(markdown.YAMLError(err), &at) {
			line, why = at.Line, at.Text
		}
		return []Problem{{Line: line, Column: 1, Code: "yaml", Args: []string{why}}}
	}
	if len(doc.Content) == 0 {
		return nil // nothing between the fences
	}
	root := doc.Content[0]
	if n := anchored(root); n != nil {
		return []Problem{{Line: n.Line, Column: n.Column, Code: "yaml_alias"}}
	}
	if root.Kind != yaml.MappingNode {
		return []Problem{{Line: root.Line, Column: root.Column, Code: "front_form"}}
	}
	for i := 0; i+1 < len(root.Content); i += 2 {
		if p := a.key(root.Content[i], root.Content[i+1]); p != nil {
			problems = append(problems, *p)
		}
	}
	return problems
}

// anchored finds an alias or an anchor: a few of them can stand for billions of values.
func anchored(n *yaml.Node) *yaml.Node {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		return n
	}
	for _, c := range n.Content {
		if found := anchored(c); found != nil {
			return found
		}
	}
	return nil
}

// key takes one key and its value over.
func (a *Article) key(key, value *yaml.Node) *Problem {
	bad := func(n *yaml.Node, code string, args ...string) *Problem {
		return &Problem{Line: n.Line, Column: n.Column, Code: code, Args: append([]string{key.Value}, args...)}
	}
	name := key.Value
	f, known := formOf(name)
	if !known {
		ours, tolerated := foreign[name]
		if _, there := a.lines[ours]; ours == "" || there {
			a.note(key, "key_ignored", name)
			if name == "draft" && value.Value == "true" {
				a.Texts["confidence"] = "draft"
			}
			return nil
		}
		if tolerated {
			a.note(key, "key_read_as", name, ours)
			name = ours
			f, _ = formOf(ours)
		}
	}
	if _, twice := a.lines[name]; twice {
		return bad(key, "key_twice")
	}
	a.lines[name] = place{value.Line, value.Column}
	if value.Tag == "!!null" {
		return nil
	}
	if f == list {
		l, n := listOf(value, name == "tags")
		if n != nil {
			return bad(n, "not_a_list")
		}
		for _, s := range l {
			if utf8.RuneCountInString(s) > maxText {
				return bad(value, "text_long", strconv.Itoa(maxText))
			}
		}
		a.Lists[name] = Set(l)
		return nil
	}
	if value.Kind != yaml.ScalarNode {
		return bad(value, "not_a_text")
	}
	s := strings.TrimSpace(value.Value)
	if s == "" {
		return nil
	}
	if name != "summary" && utf8.RuneCountInString(s) > maxText {
		return bad(value, "text_long", strconv.Itoa(maxText))
	}
	switch name {
	case "id":
		if !idForm.MatchString(s) {
			return bad(value, "bad_id", s)
		}
		a.ID = s
		return nil
	case "version":
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > 1_000_000 {
			return bad(value, "bad_number", s)
		}
		a.Version = n
		return nil
	case "owner":
		a.Owner = s
		return nil
	case "base":
		a.Base = s
		return nil
	}
	switch f {
	case choice:
		if name == "lang" {
			s = language(s)
		}
		if choices := kb.Choices(name); !slices.Contains(choices, s) {
			return bad(value, "bad_choice", s, strings.Join(choices, ", "))
		}
	case day:
		t, ok := moment(s)
		if !ok {
			return bad(value, "bad_day", s)
		}
		s = t
	case slug:
		if !markdown.IsSlug(s) {
			return bad(value, "bad_slug", s)
		}
	}
	a.Texts[name] = s
	return nil
}

// maxText is the limit of the records' fields of one line, in characters.
const maxText = 1000

// listOf reads a list of texts; of tags also "a, b" in one text. n is what is no text.
func listOf(value *yaml.Node, tags bool) (l []string, n *yaml.Node) {
	switch value.Kind {
	case yaml.ScalarNode:
		l = []string{value.Value}
		if tags {
			l = strings.FieldsFunc(value.Value, func(r rune) bool { return strings.ContainsRune(",，、;；", r) })
		}
	case yaml.SequenceNode:
		for _, c := range value.Content {
			if c.Kind != yaml.ScalarNode {
				return nil, c
			}
			l = append(l, c.Value)
		}
	default:
		return nil, value
	}
	return l, nil
}

func (a *Article) note(n *yaml.Node, code string, args ...string) {
	a.Notes = append(a.Notes, Problem{File: a.File, Line: n.Line, Column: n.Column, Code: code, Args: args})
}

// language reads the ways in which people write the two.
func language(s string) string {
	switch l := strings.ReplaceAll(strings.ToLower(s), "_", "-"); {
	case l == "zh" || l == "cn" || l == "zh-cn" || l == "zh-hans" || l == "chinese" || s == "中文":
		return "zh-CN"
	case l == "en" || strings.HasPrefix(l, "en-") || l == "english":
		return "en"
	}
	return s
}
