package markdown

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// Target is what a [[slug]] leads to.
type Target struct {
	Href  string // e.g. "/knowledge/ap-offline"; "": not to be reached from here, only named
	Title string
	Gone  bool // it was there and is archived; Title may still be known
}

// Options of one rendering.
type Options struct {
	Lang string // of the words the renderer adds itself; zh-CN unless en
	// Link finds the article of a [[slug]]; false: there has never been one. Nil finds nothing.
	Link func(slug string) (Target, bool)
	// Figure is the size in pixels of an image the text mentions; 0, 0 if it is not known. Nil knows none.
	Figure func(ref string) (width, height int)
	// ID makes the ids of the road pictures unique when several articles share a page; the article's slug will do.
	ID string
}

// MaxRunes is the greatest length of a body: a book. What is longer is found by nobody, and is better as several articles.
const MaxRunes = 100_000

const maxSize = MaxRunes * utf8.UTFMax

// Render turns a body into sanitised HTML. An error means that the text was refused as a whole (too big); bad pieces inside are
// shown as what they are, with a message in their place.
func Render(body string, o Options) (out string, err error) {
	defer func() { // a text that makes the parser fall over must not take the server with it
		if r := recover(); r != nil {
			out, err = "", fmt.Errorf("markdown: the text cannot be rendered: %v", r)
		}
	}()
	if len(body) > maxSize {
		return "", fmt.Errorf("markdown: %d bytes are more than %d", len(body), maxSize)
	}
	// goldmark counts on valid UTF-8 when it joins lines of East Asian text
	body = strings.ToValidUTF8(body, "\ufffd")
	src := []byte(tame(strings.ReplaceAll(body, "\r\n", "\n")))
	page := &page{Options: o, words: wordsOf(o.Lang)}
	md := goldmark.New(
		goldmark.WithParser(newParser()),
		goldmark.WithRenderer(newRenderer(page)),
	)
	ctx := parser.NewContext(parser.WithIDs(newHeadingIDs()))
	tree := md.Parser().Parse(text.NewReader(src), parser.WithContext(ctx))
	var b bytes.Buffer
	if err := md.Renderer().Render(&b, src, tree); err != nil {
		return "", fmt.Errorf("markdown: %w", err)
	}
	return page.finish(policy.Sanitize(b.String())), nil
}

// page is the state of one rendering.
type page struct {
	Options
	words *words
	slots []string // pictures, put in after sanitising
	roads int      // how many of them are roads
	// painted is how many bytes of code were coloured.
	painted int
}

func newParser() parser.Parser {
	return parser.NewParser(
		parser.WithBlockParsers(append(parser.DefaultBlockParsers(),
			util.Prioritized(extension.NewFootnoteBlockParser(), 999),
			util.Prioritized(extension.NewDefinitionListParser(), 101),
			util.Prioritized(extension.NewDefinitionDescriptionParser(), 102),
		)...),
		parser.WithInlineParsers(append(parser.DefaultInlineParsers(),
			util.Prioritized(articleLinkParser{}, 150), // before ordinary links
			util.Prioritized(extension.NewStrikethroughParser(), 500),
			util.Prioritized(extension.NewLinkifyParser(), 999),
			util.Prioritized(extension.NewTaskCheckBoxParser(), 0),
			util.Prioritized(extension.NewFootnoteParser(), 101),
		)...),
		parser.WithParagraphTransformers(append(parser.DefaultParagraphTransformers(),
			util.Prioritized(extension.NewTableParagraphTransformer(), 200),
		)...),
		parser.WithASTTransformers(
			util.Prioritized(admonitions{}, 100),
			util.Prioritized(lineEnds{}, 110),
			util.Prioritized(extension.NewTableASTTransformer(), 0),
			util.Prioritized(extension.NewFootnoteASTTransformer(), 999),
		),
		parser.WithAutoHeadingID(),
	)
}

func newRenderer(p *page) renderer.Renderer {
	return renderer.NewRenderer(renderer.WithNodeRenderers(
		util.Prioritized(p, 50), // ours come before the default's
		util.Prioritized(html.NewRenderer(), 1000),
		util.Prioritized(extension.NewTableHTMLRenderer(extension.WithTableCellAlignMethod(extension.TableCellAlignAttribute)), 500),
		util.Prioritized(extension.NewStrikethroughHTMLRenderer(), 500),
		util.Prioritized(extension.NewDefinitionListHTMLRenderer(), 500),
		util.Prioritized(extension.NewFootnoteHTMLRenderer(extension.WithFootnoteBacklinkHTML([]byte("↩")), extension.WithFootnoteBacklinkTitle(p.words.back)), 500),
	))
}

// RegisterFuncs lists the nodes that are drawn our way.
func (p *page) RegisterFuncs(r renderer.NodeRendererFuncRegisterer) {
	r.Register(kindFencedCodeBlock, p.codeBlock)
	r.Register(kindCodeBlock, p.codeBlock)
	r.Register(kindArticleLink, p.articleLink)
	r.Register(kindLink, p.link)
	r.Register(ast.KindAutoLink, p.autoLink)
	r.Register(kindImage, p.image)
	r.Register(kindAdmonition, p.admonition)
	r.Register(kindTask, p.task)
}
