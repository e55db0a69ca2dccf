package markdown

import (
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// lineEnds: between two Han characters, or their punctuation, the end of a source line is no space; everywhere else it is one. goldmark's own
// option for this also swallows the space after an English full stop.
type lineEnds struct{}

func (lineEnds) Transform(doc *ast.Document, reader text.Reader, _ parser.Context) {
	src := reader.Source()
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		t, ok := n.(*ast.Text)
		if !entering || !ok || !t.SoftLineBreak() {
			return ast.WalkContinue, nil
		}
		if next, ok := t.NextSibling().(*ast.Text); ok {
			before, _ := utf8.DecodeLastRune(t.Segment.Value(src))
			after, _ := utf8.DecodeRune(next.Segment.Value(src))
			t.SetSoftLineBreak(!wide(before) || !wide(after))
		}
		return ast.WalkContinue, nil
	})
}

var wideForms = &unicode.RangeTable{R16: []unicode.Range16{{0x3000, 0x303f, 1}, {0xff01, 0xff60, 1}, {0xffe0, 0xffe6, 1}}}

func wide(r rune) bool {
	return unicode.In(r, wideForms, unicode.Han, unicode.Hiragana, unicode.Katakana)
}
