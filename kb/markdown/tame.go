package markdown

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// What no author writes and what costs a parser or a page the square of its length: thousands of levels, lines without an end, and tables
// whose short rows are filled up to a width of thousands, paragraphs of nothing but brackets. They are cut before parsing, so that time and page are bounded by the size of
// the text; ordinary articles pass unchanged.
const (
	maxDepth   = 24
	maxLine    = 4096
	maxColumns = 64
	maxFilled  = 10_000 // cells of a text that short rows may leave to be filled up
	// brackets of one paragraph: at each closing one the parser goes back over all that are open, at each definition of a link over all lines
	maxBrackets = 1000
)

func tame(body string) string {
	if !strings.ContainsAny(body, ">-*+. \t)") && len(body) <= maxLine {
		return body
	}
	lines := strings.Split(body, "\n")
	out := make([]string, 0, len(lines))
	var t tables
	var p paragraph
	for _, l := range lines {
		l = flatten(l)
		if t.ends(l) || p.full(l) {
			out = append(out, "") // what follows is read as ordinary lines
		}
		if len(l) > maxLine {
			l = fold(l, p.code)
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}

// ruler is the line under the head of a table, whatever list or quotation it stands in.
var ruler = regexp.MustCompile(`^[>\-*+\s\d.)]*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$`)

// tables watches how many cells the tables of a text would be filled up with.
type tables struct {
	columns, filled int
}

// ends says that the table cannot go on with this line, or not begin with it.
func (t *tables) ends(l string) bool {
	bars := strings.Count(l, "|")
	switch {
	case bars > 0 && strings.Contains(l, "-") && ruler.MatchString(l):
		t.columns = bars + 1
		if t.columns > maxColumns+2 { // both bars at the ends are no columns
			t.columns = 0
			return true
		}
	case t.columns == 0:
	case strings.Trim(l, "> \t") == "":
		t.columns = 0
	default:
		t.filled += max(0, t.columns-1-bars)
		if t.filled > maxFilled {
			t.columns = 0
			return true
		}
	}
	return false
}

// paragraph watches the brackets since the last empty line. Code has none that mean anything.
type paragraph struct {
	brackets int
	code     bool
}

func (p *paragraph) full(l string) bool {
	switch bare := strings.TrimLeft(l, "> \t"); {
	case strings.HasPrefix(bare, "```") || strings.HasPrefix(bare, "~~~"):
		p.code, p.brackets = !p.code, 0
	case bare == "" || p.code:
		p.brackets = 0
	default:
		p.brackets += strings.Count(l, "[") + strings.Count(l, "]")
	}
	if p.brackets <= maxBrackets {
		return false
	}
	p.brackets = 0
	return true
}

// flatten cuts the marks at the beginning of a line that would nest deeper than maxDepth.
func flatten(l string) string {
	depth := 0
	for j := 0; j < len(l); j++ {
		switch c := l[j]; {
		case c == '>':
			depth++
		case c == '-' || c == '*' || c == '+' || (c == '.' || c == ')') && j > 0 && isDigit(l[j-1]):
			if j+1 < len(l) && l[j+1] != ' ' && l[j+1] != '\t' {
				return l // a word, a rule or a fence
			}
			depth++
		case c == ' ' || c == '\t' || isDigit(c):
		default:
			return l
		}
		if depth > maxDepth || j > 4*maxDepth && !isDigit(l[j]) {
			return l[:j] + strings.TrimLeft(l[j:], ">-*+.) \t0123456789")
		}
	}
	return l
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// fold breaks a very long line into shorter ones, at a space where there is one; outside code a piece with too many brackets stands alone.
func fold(l string, code bool) string {
	var b strings.Builder
	brackets := 0
	for len(l) > 0 {
		at := len(l)
		if at > maxLine {
			at = strings.LastIndexByte(l[:maxLine], ' ')
			if at < maxLine/2 {
				for at = maxLine; at > 0 && !utf8.RuneStart(l[at]); at-- {
				}
			}
		}
		brackets += strings.Count(l[:at], "[") + strings.Count(l[:at], "]")
		b.WriteString(l[:at])
		if l = strings.TrimPrefix(l[at:], " "); l != "" {
			b.WriteByte('\n')
			if brackets > maxBrackets && !code {
				b.WriteByte('\n')
				brackets = 0
			}
		}
	}
	return b.String()
}
