package fieldsync_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// shelf keeps parts in memory.
type shelf map[string][]byte

func (s shelf) Keep(part string, lines []byte) error { s[part] = bytes.Clone(lines); return nil }
func (s shelf) Drop(part string) error               { delete(s, part); return nil }

// library writes articles of about 3 kB.
func (h *house) library(from, to int) {
	h.t.Helper()
	for i := from; i < to; i++ {
		h.article(i, strings.Repeat("网络", 500))
	}
}

func (h *house) article(i int, body string) {
	h.t.Helper()
	h.put("articles", fmt.Sprint("article", i), m{"slug": fmt.Sprint("a", i), "lang": "zh-CN", "kind": "fault", "title": fmt.Sprint(i), "body": body, "confidence": "validated"})
}

func (h *house) segments() (*fs.Segments, shelf) {
	s := shelf{}
	return fs.NewSegments(h.server, access.KB, "life", s), s
}

func present(t *testing.T, g *fs.Segments) *fs.Set {
	t.Helper()
	set, err := g.Present(context.Background())
	must(t, err)
	return set
}

func (s shelf) lines(set *fs.Set) (lines []string) {
	for _, p := range set.Parts {
		lines = append(lines, strings.Split(strings.TrimSpace(string(s[p.ID])), "\n")...)
	}
	return lines
}

// The parts hold exactly what a first pull would have sent of the scope, line for line.
func TestSegmentsHoldTheScope(t *testing.T) {
	h := newHouse(t)
	h.library(0, 400)
	h.put("articles", "article7", m{"confidence": "archived"})
	g, kept := h.segments()
	set := present(t, g)
	var want []string
	for _, l := range h.pullFrom("T", "") {
		if strings.HasPrefix(l, `{"put":"articles"`) && !strings.Contains(l, `"archived"`) || strings.HasPrefix(l, `{"put":"templates"`) {
			want = append(want, l)
		}
	}
	var got []string
	records := 0
	for i, p := range set.Parts {
		lines := kept.lines(&fs.Set{Parts: []fs.SetPart{p}})
		if !strings.HasPrefix(lines[len(lines)-1], `{"end":`) || len(lines)-1 != p.Records || len(kept[p.ID]) != p.Bytes {
			t.Fatalf("part %d: %+v %s", i, p, lines[len(lines)-1])
		}
		if p.Bytes > 512<<10 || i < len(set.Parts)-1 && p.Bytes < 448<<10 {
			t.Errorf("part %d has %d bytes", i, p.Bytes)
		}
		got, records = append(got, lines[:len(lines)-1]...), records+p.Records
	}
	if len(set.Parts) < 3 || records != 400 || !slices.Equal(got, want) {
		t.Fatalf("%d parts, %d records, %d lines for %d", len(set.Parts), records, len(got), len(want))
	}
}

// A set is built once, replaced when much has changed, and its parts are handed out for a day longer.
func TestSegmentsAreReplaced(t *testing.T) {
	h := newHouse(t)
	g, kept := h.segments()
	if set := present(t, g); set == nil || set.Parts[0].Records != 1 { // the house's checklist
		t.Fatalf("%+v", set)
	}
	h.library(0, 100)
	first := present(t, g)
	h.article(3, "新")
	if again := present(t, g); again != first {
		t.Fatal("one change of a hundred, and built anew")
	}
	for i := range 25 {
		h.article(i, "更新")
	}
	second := present(t, g)
	if second.ID == first.ID {
		t.Fatal("a quarter has changed, and not built anew")
	}
	if _, known := g.Taken(first.ID); !known || !g.Has(first.Parts[0].ID) || kept[first.Parts[0].ID] == nil {
		t.Fatal("who is in the middle of the old set is left alone")
	}
	h.now = h.now.Add(2 * day)
	present(t, g)
	if _, known := g.Taken(first.ID); known || g.Has(first.Parts[0].ID) || len(kept) != len(second.Parts) {
		t.Fatal("an old set stays for ever:", len(kept))
	}
}

func TestNoSegmentsOfNothing(t *testing.T) {
	h := newHouse(t)
	h.delete("templates", "template")
	g, kept := h.segments()
	if set := present(t, g); set != nil || len(kept) != 0 {
		t.Fatalf("%+v", set)
	}
}
