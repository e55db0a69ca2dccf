package markdown

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/alecthomas/chroma/v2"
	chtml "github.com/alecthomas/chroma/v2/formatters/html"
	"github.com/alecthomas/chroma/v2/lexers"
	"github.com/alecthomas/chroma/v2/styles"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/util"

	"lutong/kb/road"
)

var (
	kindFencedCodeBlock = ast.KindFencedCodeBlock
	kindCodeBlock       = ast.KindCodeBlock
	formatter           = chtml.New(chtml.WithClasses(true), chtml.PreventSurroundingPre(true))
)

// Lexers are regular expressions that may look through the rest of the block at every character, and a picture is a hundred times its
// source. What goes beyond these bounds is shown as it was written: a log of a megabyte is read without colours just as well.
const (
	maxColoured     = 4 << 10  // bytes of one block
	maxColouredPage = 32 << 10 // and of all of a page
	maxPictures     = 40       // of a page
)

func (p *page) codeBlock(w util.BufWriter, src []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(src))
	}
	lang := ""
	if f, ok := n.(*ast.FencedCodeBlock); ok {
		lang = strings.ToLower(string(f.Language(src)))
	}
	if lang == "road" && len(p.slots) < maxPictures {
		_, _ = w.WriteString(p.slot(p.road(b.String())) + "\n")
		return ast.WalkSkipChildren, nil
	}
	_, _ = w.WriteString(`<pre class="chroma"><code>` + p.coloured(b.String(), lang) + "</code></pre>\n")
	return ast.WalkSkipChildren, nil
}

// languages are the names chroma knows, with our own (netcode.go). It would hold every other name against the file patterns of all of them, some milliseconds each time.
var languages = sync.OnceValue(func() map[string]bool {
	for _, ours := range netLexers() {
		lexers.Register(ours)
	}
	known := map[string]bool{}
	for _, name := range lexers.Names(true) {
		known[strings.ToLower(name)] = true
	}
	return known
})

// coloured marks up code with chroma's classes; unknown languages and anything that goes wrong give plain text.
func (p *page) coloured(code, lang string) string {
	if !languages()[lang] || lang == "text" || len(code) > maxColoured || p.painted+len(code) > maxColouredPage {
		return escape(code)
	}
	lexer := lexers.Get(lang)
	if lexer == nil {
		return escape(code)
	}
	p.painted += len(code)
	tokens, err := chroma.Coalesce(lexer).Tokenise(nil, code)
	if err != nil {
		return escape(code)
	}
	var b strings.Builder
	if err := formatter.Format(&b, styles.Fallback, tokens); err != nil {
		return escape(code)
	}
	return b.String()
}

// road draws a road block, or says what is wrong with it and shows its source.
func (p *page) road(source string) string {
	roads, err := road.Parse(source)
	if err == nil {
		id := fmt.Sprintf("%s/%d", p.ID, len(p.slots))
		caption := road.Caption(roads, p.Lang)
		if caption != "" {
			caption = `<figcaption>` + caption + `</figcaption>`
		}
		p.roads++
		label := fmt.Sprintf("%s %d", road.In(p.Lang).Title, p.roads)
		// On a phone a long road scrolls in its frame, at its own size: made smaller, its words could not be read.
		return `<figure class="road"><div class="road-frame" role="group" tabindex="0" aria-label="` + label + `">` + road.SVG(roads, p.Lang, id) + `</div>` + caption + `</figure>`
	}
	var problem *road.Problem
	message := err.Error()
	if errors.As(err, &problem) {
		message = road.In(p.Lang).Problem(problem)
	}
	return `<div class="road-error" role="note"><p>` + escape(message) + `</p><pre><code>` + escape(source) + `</code></pre></div>`
}
