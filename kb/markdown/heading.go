package markdown

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/yuin/goldmark/ast"
)

// headingIDs makes anchors that can be read and shared: "h-先恢复". The prefix keeps them apart from the page's own ids.
type headingIDs struct {
	used map[string]bool
	next map[string]int // the number the next heading of the same words gets
}

func newHeadingIDs() *headingIDs { return &headingIDs{used: map[string]bool{}, next: map[string]int{}} }

func (h *headingIDs) Generate(value []byte, _ ast.NodeKind) []byte {
	var b strings.Builder
	b.WriteString("h")
	gap := true
	for i, r := range strings.ToLower(string(value)) {
		if i > 120 {
			break
		}
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			gap = true
			continue
		}
		if gap {
			b.WriteByte('-')
			gap = false
		}
		b.WriteRune(r)
	}
	id := b.String()
	for base := id; h.used[id]; {
		h.next[base] = max(h.next[base]+1, 2)
		id = base + "-" + strconv.Itoa(h.next[base])
	}
	h.used[id] = true
	return []byte(id)
}

func (h *headingIDs) Put(value []byte) { h.used[string(value)] = true }
