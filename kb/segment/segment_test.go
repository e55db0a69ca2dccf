package segment

import (
	"bytes"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"slices"
	"testing"

	"lutong/kb/search"
)

func doc(i int, body string) Doc {
	return Doc{search.Doc{ID: fmt.Sprintf("a%03d", i), Slug: fmt.Sprint("s", i), Lang: "zh-CN", Kind: "fault", Title: "无线", Body: body, Models: []string{"RG-AP720-L"}}, crc32.ChecksumIEEE([]byte(fmt.Sprint(i, body)))}
}

func sums(docs []Doc) map[string]uint32 {
	out := map[string]uint32{}
	for _, d := range docs {
		out[d.ID] = d.Sum
	}
	return out
}

func library(n int) []Doc {
	docs := make([]Doc, n)
	for i := range docs {
		docs[i] = doc(i, "AP 掉线")
	}
	return docs
}

// A file is named by what is in it: the order in which documents were read says nothing.
func TestBuildIsDeterministic(t *testing.T) {
	docs := library(40)
	first := Build(docs, []string{"x", "y"})
	slices.Reverse(docs)
	second := Build(docs, []string{"y", "x"})
	if !bytes.Equal(first, second) || Name(first) != Name(second) {
		t.Error("another file of the same documents")
	}
	docs[7].Body += "了"
	if Name(Build(docs, []string{"x", "y"})) == Name(first) {
		t.Error("other documents in a file of the same name")
	}
}

func TestContents(t *testing.T) {
	docs := library(40)
	file := Build(docs, []string{"y", "x"})
	got, gone, err := Contents(file)
	if err != nil || !maps.Equal(got, sums(docs)) || !slices.Equal(gone, []string{"x", "y"}) {
		t.Fatal(got, gone, err)
	}
	if got, gone, err = Contents(Build(nil, nil)); err != nil || len(got)+len(gone) > 0 {
		t.Fatal("an empty file:", got, gone, err)
	}
	for cut := range 60 {
		if _, _, err := Contents(file[:cut]); !errors.Is(err, ErrDamaged) {
			t.Errorf("%d bytes: %v", cut, err)
		}
	}
	other := bytes.Clone(file)
	other[5]++
	if _, _, err := Contents(other); !errors.Is(err, ErrDamaged) {
		t.Error("of another analysis:", err)
	}
}

// life carries plans out, as the server does.
type life struct {
	t     *testing.T
	files []File
	docs  map[string]Doc
}

func (l *life) step() bool {
	l.t.Helper()
	now := map[string]uint32{}
	for id, d := range l.docs {
		now[id] = d.Sum
	}
	next, ok := Plan(l.files, now)
	if !ok {
		return false
	}
	var docs []Doc
	for _, id := range next.Docs {
		docs = append(docs, l.docs[id])
	}
	f, err := Describe(Build(docs, next.Gone))
	if err != nil {
		l.t.Fatal(err)
	}
	l.files = append(l.files[:next.Keep:next.Keep], f)
	if left := step(l.files, now); len(left.Docs)+len(left.Gone) > 0 {
		l.t.Fatal("what the files say is not what is:", left)
	}
	return true
}

func (l *life) edit(from, n int, body string) {
	for i := from; i < from+n; i++ {
		d := doc(i, body)
		l.docs[d.ID] = d
	}
}

func TestPlan(t *testing.T) {
	l := &life{t: t, docs: map[string]Doc{}}
	if l.step() {
		t.Error("a file of nothing")
	}
	l.edit(0, 1000, "")
	if !l.step() || len(l.files) != 1 || l.files[0].Docs != 1000 {
		t.Fatal("no base", l.files)
	}
	base := l.files[0].ID
	l.edit(0, Worth-1, "改了")
	if l.step() {
		t.Error("a file for few changes")
	}
	delete(l.docs, "a500")
	if !l.step() || len(l.files) != 2 || l.files[1].Docs != Worth-1 || !slices.Equal(l.files[1].gone, []string{"a500"}) {
		t.Fatal("a delta with the changes and the departure:", l.files)
	}
	l.edit(500, 1, "")
	l.edit(600, Worth-1, "")
	if l.step() {
		t.Error("what is as the base says is no change")
	}
	for i := range 2 * maxDeltas {
		l.edit(100, Worth, fmt.Sprint("又改", i))
		if !l.step() || len(l.files) > maxDeltas+1 || l.files[0].ID != base {
			t.Fatalf("round %d: %d files, base %s", i, len(l.files), l.files[0].ID)
		}
	}
	l.edit(2000, 300, "新")
	if !l.step() || len(l.files) != 1 || l.files[0].Docs != 1300 || l.files[0].ID == base {
		t.Fatal("no new base:", len(l.files), l.files[0].Docs)
	}
	clear(l.docs)
	if !l.step() || len(l.files) != 1 || l.files[0].Docs != 0 {
		t.Error("a library that was emptied:", l.files)
	}
}
