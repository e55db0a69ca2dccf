package markdown

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

var (
	kindArticleLink = ast.NewNodeKind("ArticleLink")
	kindLink        = ast.KindLink
	kindImage       = ast.KindImage
	// slugForm is also what package kb demands of file names.
	slugForm  = regexp.MustCompile(`^[a-z0-9]+(?:-[a-z0-9]+)*$`)
	figureRef = regexp.MustCompile(`^[0-9a-f]{16}$`)
)

// articleLink is [[slug]] or [[slug|text]].
type articleLink struct {
	ast.BaseInline
	slug, label string
}

func (*articleLink) Kind() ast.NodeKind           { return kindArticleLink }
func (l *articleLink) Dump(src []byte, level int) { ast.DumpHelper(l, src, level, nil, nil) }

const maxArticleLink = 240

type articleLinkParser struct{}

func (articleLinkParser) Trigger() []byte { return []byte{'['} }

func (articleLinkParser) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, _ := block.PeekLine()
	if len(line) < 5 || line[1] != '[' {
		return nil
	}
	end := strings.Index(string(line[:min(len(line), maxArticleLink)]), "]]") // bounded: a line may be a megabyte of brackets
	if end < 0 {
		return nil
	}
	slug, label, _ := strings.Cut(string(line[2:end]), "|")
	slug, label = strings.TrimSpace(slug), strings.TrimSpace(label)
	if !slugForm.MatchString(slug) {
		return nil
	}
	block.Advance(end + 2)
	return &articleLink{slug: slug, label: label}
}

// articleLink draws a link, or, when the target is gone, its name with the word for it: a dead link must not look alive.
func (p *page) articleLink(w util.BufWriter, _ []byte, n ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	l := n.(*articleLink)
	var t Target
	found := false
	if p.Link != nil {
		t, found = p.Link(l.slug)
	}
	label := l.label
	if label == "" {
		label = t.Title
	}
	if label == "" {
		label = l.slug
	}
	label = escape(label)
	switch {
	case !found:
		_, _ = w.WriteString(`<span class="article-link missing">` + label + `<span class="link-state">` + p.words.never + `</span></span>`)
	case t.Gone:
		_, _ = w.WriteString(`<span class="article-link gone">` + label + `<span class="link-state">` + p.words.gone + `</span></span>`)
	case t.Href == "":
		_, _ = w.WriteString(`<span class="article-link">` + label + `</span>`)
	default:
		_, _ = w.WriteString(`<a class="article-link" href="` + escape(t.Href) + `" data-slug="` + escape(l.slug) + `">` + label + `</a>`)
	}
	return ast.WalkSkipChildren, nil
}

// link lets web, mail and telephone links and anchors through, and shows the text of any other.
func (p *page) link(w util.BufWriter, _ []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	dest := string(node.(*ast.Link).Destination)
	if !safeLink(dest) {
		return ast.WalkContinue, nil
	}
	if !entering {
		_, _ = w.WriteString(`</a>`)
		return ast.WalkContinue, nil
	}
	_, _ = w.WriteString(`<a href="` + string(util.EscapeHTML(util.URLEscape([]byte(dest), true))) + `"`)
	if strings.Contains(dest, "://") {
		_, _ = w.WriteString(` rel="noopener noreferrer" target="_blank"`)
	}
	_, _ = w.WriteString(`>`)
	return ast.WalkContinue, nil
}

// autoLink is an address that stands in the text as it is. It opens beside the app, as any link to elsewhere.
func (p *page) autoLink(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.AutoLink)
	dest, label := string(n.URL(src)), escape(string(n.Label(src)))
	if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(strings.ToLower(dest), "mailto:") {
		dest = "mailto:" + dest
	}
	if !safeLink(dest) {
		_, _ = w.WriteString(label)
		return ast.WalkContinue, nil
	}
	away := ""
	if strings.Contains(dest, "://") {
		away = ` rel="noopener noreferrer" target="_blank"`
	}
	_, _ = w.WriteString(`<a href="` + string(util.EscapeHTML(util.URLEscape([]byte(dest), true))) + `"` + away + `>` + label + `</a>`)
	return ast.WalkContinue, nil
}

func safeLink(dest string) bool {
	u, err := url.Parse(strings.TrimSpace(dest))
	if err != nil || dest == "" {
		return false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		return u.Host != ""
	case "mailto", "tel":
		return true
	case "":
		return u.Host == "" // an anchor or a path of our own; //host is another site
	}
	return false
}

// image: pictures come from the media store only, as ![words](figure:REF "caption") (kb/figure.go). The app fetches them with its own
// sign-in, so the element carries the reference and no address, and its size where that is known, so that nothing jumps when it comes. A
// picture from elsewhere becomes its words.
func (p *page) image(w util.BufWriter, src []byte, node ast.Node, entering bool) (ast.WalkStatus, error) {
	if !entering {
		return ast.WalkContinue, nil
	}
	n := node.(*ast.Image)
	alt := strings.TrimSpace(string(plainText(n, src)))
	caption := strings.TrimSpace(string(n.Title))
	ref, ok := strings.CutPrefix(string(n.Destination), "figure:")
	if alt == "" {
		alt = p.words.figure
	}
	if !ok || !figureRef.MatchString(ref) {
		_, _ = w.WriteString(`<span class="no-figure">` + escape(alt) + `</span>`)
		return ast.WalkSkipChildren, nil
	}
	size := ""
	if p.Figure != nil {
		if width, height := p.Figure(ref); width > 0 && height > 0 {
			size = ` width="` + strconv.Itoa(width) + `" height="` + strconv.Itoa(height) + `"`
		}
	}
	_, _ = w.WriteString(`<span class="article-figure"><img data-figure="` + ref + `"` + size + ` alt="` + escape(alt) + `">`)
	if caption != "" {
		_, _ = w.WriteString(`<span class="caption">` + escape(caption) + `</span>`)
	}
	_, _ = w.WriteString(`</span>`)
	return ast.WalkSkipChildren, nil
}

func plainText(n ast.Node, src []byte) []byte {
	var out []byte
	_ = ast.Walk(n, func(c ast.Node, entering bool) (ast.WalkStatus, error) {
		switch t := c.(type) {
		case *ast.Text:
			if entering {
				out = append(out, t.Segment.Value(src)...)
			}
		case *ast.String:
			if entering {
				out = append(out, t.Value...)
			}
		}
		return ast.WalkContinue, nil
	})
	return out
}

func escape(s string) string { return string(util.EscapeHTML([]byte(s))) }

// IsSlug tells whether a name can be linked to.
func IsSlug(s string) bool { return slugForm.MatchString(s) }
