package markdown

import (
	"regexp"

	"github.com/yuin/goldmark/ast"
	extast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var (
	kindAdmonition = ast.NewNodeKind("Admonition")
	kindTask       = extast.KindTaskCheckBox
	admonitionMark = regexp.MustCompile(`(?i)^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*$`)
)

// admonition is a quote that begins with a line of [!NOTE] or one of its sisters.
type admonition struct {
	ast.BaseBlock
	name string
}

func (*admonition) Kind() ast.NodeKind           { return kindAdmonition }
func (a *admonition) Dump(src []byte, level int) { ast.DumpHelper(a, src, level, nil, nil) }

type admonitions struct{}

func (admonitions) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	src := reader.Source()
	var quotes []*ast.Blockquote
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if q, ok := n.(*ast.Blockquote); ok && entering {
			quotes = append(quotes, q)
		}
		return ast.WalkContinue, nil
	})
	for _, q := range quotes {
		if name := takeMark(q, src); name != "" {
			a := &admonition{name: name}
			for c := q.FirstChild(); c != nil; c = q.FirstChild() {
				a.AppendChild(a, c)
			}
			q.Parent().ReplaceChild(q.Parent(), q, a)
		}
	}
}

// takeMark removes the marking line from the quote's first paragraph and returns its name in lower case.
func takeMark(q *ast.Blockquote, src []byte) string {
	p, ok := q.FirstChild().(*ast.Paragraph)
	if !ok || p.Lines().Len() == 0 {
		return ""
	}
	line := p.Lines().At(0)
	m := admonitionMark.FindSubmatch(trimEnd(line.Value(src)))
	if m == nil {
		return ""
	}
	for c := p.FirstChild(); c != nil; { // inline nodes of the first line: [ ! NOTE ]
		next := c.NextSibling()
		t, isText := c.(*ast.Text)
		if !isText || t.Segment.Start >= line.Stop {
			break
		}
		p.RemoveChild(p, c)
		c = next
	}
	if p.FirstChild() == nil {
		q.RemoveChild(q, p)
	}
	return string(lower(m[1]))
}

func (p *page) admonition(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		_, _ = w.WriteString("</div>\n")
		return ast.WalkContinue, nil
	}
	name := n.(*admonition).name
	_, _ = w.WriteString(`<div class="admonition ` + name + `" role="note"><p class="admonition-title">` + p.words.admonition[name] + "</p>\n")
	return ast.WalkContinue, nil
}

// task is a box that is looked at, not ticked: an image with a name, no dead form field.
func (p *page) task(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if entering {
		class, word := "open", p.words.open
		if n.(*extast.TaskCheckBox).IsChecked {
			class, word = "done", p.words.done
		}
		_, _ = w.WriteString(`<span class="task-box ` + class + `" role="img" aria-label="` + word + `"></span> `)
	}
	return ast.WalkContinue, nil
}

func trimEnd(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == '\n' || b[len(b)-1] == ' ') {
		b = b[:len(b)-1]
	}
	return b
}

func lower(b []byte) []byte {
	out := make([]byte, len(b))
	for i, c := range b {
		out[i] = c | 0x20
	}
	return out
}
