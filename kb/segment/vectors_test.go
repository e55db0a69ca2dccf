package segment_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"lutong/kb/search"
	"lutong/kb/segment"
)

// The tablet proves itself on the same files (pb_public/src/search/life.test.ts): the life of a library as files, and what the server finds
// at moments of it. go test ./kb/segment -update writes them anew; whoever has to because terms changed raises search.Analysis.
var update = flag.Bool("update", false, "write testdata anew")

// edit is what changed of an article of kb/search/testdata/articles.json, or a new one.
type edit struct {
	ID      string   `json:"id"`
	Lang    string   `json:"lang,omitempty"`
	Kind    string   `json:"kind,omitempty"`
	Slug    string   `json:"slug,omitempty"`
	Title   string   `json:"title,omitempty"`
	Summary string   `json:"summary,omitempty"`
	Body    string   `json:"body,omitempty"`
	Models  []string `json:"models,omitempty"`
}

// moment: which files a tablet has, which articles in which version (the sum; null: with unsent work), how the articles that differ from
// articles.json read now, and what a search finds: id and score of the ten best.
type moment struct {
	Name  string             `json:"name"`
	Files []string           `json:"files"`
	Held  map[string]*uint32 `json:"held"`
	Edits []edit             `json:"edits"`
	Finds []find             `json:"finds"`
}

type find struct {
	Text   string `json:"text"`
	Lang   string `json:"lang,omitempty"`
	Kind   string `json:"kind,omitempty"`
	Vendor string `json:"vendor,omitempty"`
	Model  string `json:"model,omitempty"`
	Tag    string `json:"tag,omitempty"`
	Prefer string `json:"prefer,omitempty"`
	Limit  int    `json:"limit,omitempty"`
	Total  int    `json:"total"`
	Hits   []any  `json:"hits"` // id, score, id, score ...
}

type library struct {
	docs  map[string]search.Doc
	edits map[string]edit
}

func (l *library) change(id string, e edit) {
	d := l.docs[id]
	e.ID = id
	raw, _ := json.Marshal(e)
	merged := l.edits[id]
	if e.Models != nil {
		d.Models, merged.Models = nil, nil // or they would be written into the list of the article as it was
	}
	for _, into := range []any{&d, &merged} {
		if err := json.Unmarshal(raw, into); err != nil {
			panic(err)
		}
	}
	l.docs[id], l.edits[id] = d, merged
}

func sum(d search.Doc) uint32 {
	raw, _ := json.Marshal(d)
	return crc32.ChecksumIEEE(raw)
}

func (l *library) pick(ids ...string) []segment.Doc {
	var out []segment.Doc
	for _, id := range ids {
		out = append(out, segment.Doc{Doc: l.docs[id], Sum: sum(l.docs[id])})
	}
	return out
}

func (l *library) moment(t *testing.T, name string, files []string, unsent ...string) moment {
	m := moment{Name: name, Files: slices.Clone(files), Held: map[string]*uint32{}, Edits: []edit{}}
	var docs []search.Doc
	for _, id := range slices.Sorted(maps.Keys(l.docs)) {
		docs = append(docs, l.docs[id])
		if s := sum(l.docs[id]); !slices.Contains(unsent, id) {
			m.Held[id] = &s
		} else {
			m.Held[id] = nil
		}
		if e, ok := l.edits[id]; ok {
			m.Edits = append(m.Edits, e)
		}
	}
	x, err := search.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	if err := x.Replace(docs, 1); err != nil {
		t.Fatal(err)
	}
	read(t, "../search/testdata/golden.json", &m.Finds)
	m.Finds = append(m.Finds, find{Text: "投影"}, find{Text: "ZX-9900"}, find{Text: "zx99"}, find{Text: "touying kadun"}, find{Text: "修订"}, find{Text: "unsent words"})
	for i := range m.Finds {
		f := &m.Finds[i]
		r, err := x.Search(search.Query{Text: f.Text, Lang: f.Lang, Kind: f.Kind, Vendor: f.Vendor, Model: f.Model, Tag: f.Tag, Prefer: f.Prefer, Limit: f.Limit})
		if err != nil {
			t.Fatal(err)
		}
		f.Total, f.Hits = r.Total, []any{}
		for _, h := range r.Hits {
			f.Hits = append(f.Hits, h.ID, h.Score)
		}
	}
	return m
}

// TestLife makes the files of a library that is edited, and the moments.
func TestLife(t *testing.T) {
	var all []search.Doc
	read(t, "../search/testdata/articles.json", &all)
	l := &library{docs: map[string]search.Doc{}, edits: map[string]edit{}}
	for _, d := range all {
		l.docs[d.ID] = d
	}
	ids := slices.Sorted(maps.Keys(l.docs))
	base := segment.Build(l.pick(ids...), nil)
	got := map[string][]byte{"base.seg": base}
	moments := []moment{l.moment(t, "a base", []string{"base.seg"})}

	// articles rewritten, one new, two gone
	for i, id := range ids[:20] {
		l.change(id, edit{Summary: fmt.Sprintf("修订 %d：会议室投影一顿一顿", i), Models: []string{fmt.Sprintf("ZX-99%02d", i)}})
	}
	l.change("new0", edit{Lang: "zh-CN", Kind: "fault", Slug: "new", Title: "投影卡顿", Body: "投影机走了 2.4G"})
	gone := ids[30:32]
	delete(l.docs, gone[0])
	delete(l.docs, gone[1])
	got["delta1.seg"] = segment.Build(l.pick(append(slices.Clone(ids[:20]), "new0")...), gone)
	moments = append(moments, l.moment(t, "a delta", []string{"base.seg", "delta1.seg"}))

	// some rewritten again, one as it was at first, one of the gone is back, the new one goes
	for _, id := range ids[10:18] {
		l.change(id, edit{Body: "又修订：换成有线投屏"})
	}
	for _, d := range all {
		if d.ID == ids[3] || d.ID == gone[0] {
			l.docs[d.ID] = d
			delete(l.edits, d.ID)
		}
	}
	delete(l.docs, "new0")
	got["delta2.seg"] = segment.Build(l.pick(append(slices.Clone(ids[10:18]), ids[3], gone[0])...), []string{"new0"})
	files := []string{"base.seg", "delta1.seg", "delta2.seg"}
	moments = append(moments, l.moment(t, "two deltas", files))

	// what the files do not know: newer versions, unsent work on a published article, a draft of one's own, articles not shown any more
	l.change(ids[5], edit{Title: "比文件新的一篇：投影"})
	l.change(ids[40], edit{Body: "# 比文件新\n\n`ZX-9900` 投影"})
	l.change(ids[12], edit{Summary: "还没送出的修订 unsent words"})
	l.change("draft0", edit{Lang: "zh-CN", Kind: "story", Slug: "mine", Title: "草稿：投影像公路", Body: "unsent words ZX-9900"})
	delete(l.docs, ids[50])
	delete(l.docs, ids[11])
	moments = append(moments, l.moment(t, "ahead of the files", files, ids[12], "draft0"))
	moments = append(moments, l.moment(t, "only some of the files", []string{"delta1.seg"}, ids[12], "draft0"))

	if *update {
		for name, file := range got {
			if err := os.WriteFile(filepath.Join("testdata", name), file, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		raw, err := json.Marshal(moments)
		if err == nil {
			raw = bytes.ReplaceAll(raw, []byte(`,{"text"`), []byte(",\n{\"text\""))
			err = os.WriteFile("testdata/life.json", append(raw, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, file := range got {
		if kept, err := os.ReadFile(filepath.Join("testdata", name)); err != nil || !bytes.Equal(kept, file) {
			t.Errorf("%s is another file now (%v). If terms changed, raise search.Analysis and ANALYSIS in segment.ts, and -update", name, err)
		}
	}
	var kept []moment
	read(t, "testdata/life.json", &kept)
	var now []moment
	raw, _ := json.Marshal(moments)
	if err := json.Unmarshal(raw, &now); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(kept, now) {
		t.Error("life.json is another one now: -update, and look at what changed")
	}
}

func read(t *testing.T, name string, v any) {
	t.Helper()
	raw, err := os.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(raw, v)
	}
	if err != nil {
		t.Fatal(err)
	}
}
