package simtest

import (
	"fmt"
	"slices"
)

// keepWords is one act on the words of the search (kb/search/own.go): two trainers add to one group, take out of it, and delete it, each not
// knowing of the other. Some of it makes no sense and is refused, and some is done by people whose business it is not.
func (t *tablet) keepWords() {
	w := t.w
	held, some := t.one("searchWords")
	if !some || w.rnd.IntN(4) == 0 {
		kind := pick(w, []string{"synonym", "synonym", "function", "term"})
		t.do("searchWords", w.id(), "create", map[string]any{"kind": kind, "words": t.someWords(1 + w.rnd.IntN(3)), "note": "customers say so"})
		return
	}
	switch words := t.view(held).Strings("words"); w.rnd.IntN(8) {
	case 0:
		t.do("searchWords", held.ID, "delete", nil)
	case 1, 2:
		t.do("searchWords", held.ID, "update", map[string]any{"note": fmt.Sprint("note ", w.rnd.IntN(1000))})
	case 3:
		if len(words) > 0 {
			i := w.rnd.IntN(len(words))
			t.do("searchWords", held.ID, "update", map[string]any{"words": slices.Delete(slices.Clone(words), i, i+1)}) // the last but one: refused
		}
	case 4:
		t.do("searchWords", held.ID, "update", map[string]any{"kind": pick(w, []string{"synonym", "function", "term"})})
	default:
		t.do("searchWords", held.ID, "update", map[string]any{"words": append(slices.Clone(words), t.someWords(1)...)})
	}
}

// someWords are of a small vocabulary, so that two people think of the same ones; one of them is a name nobody may make meaningless.
func (t *tablet) someWords(n int) []string {
	out := []string{}
	for range n {
		out = append(out, pick(t.w, []string{"小盒子", "白盒子", "发射器", "天线罩", "吸顶灯", "路由猫", "little box", "无线接入点"}))
	}
	slices.Sort(out)
	return slices.Compact(out)
}
