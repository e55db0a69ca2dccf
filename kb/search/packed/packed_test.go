package packed

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/RoaringBitmap/roaring/v2"
	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

func init() { scorch.RegisterSegmentPlugin(Plugin{}, false) }

// paper is a document as the tests know it: words by field, and what is kept.
type paper struct {
	id    string
	words map[string][]string
	kept  string
}

type words struct {
	index.Field
	name string
	list []string
}

func (w words) Name() string                        { return w.name }
func (w words) Options() index.FieldIndexingOptions { return index.IndexField }
func (w words) AnalyzedLength() int                 { return len(w.list) }
func (w words) Size() int                           { return 0 }
func (w words) Counts() map[string]uint32           { return count(w.list) }
func count(list []string) map[string]uint32 {
	out := map[string]uint32{}
	for _, w := range list {
		out[w]++
	}
	return out
}

func (p paper) document() index.Document {
	d := document.NewDocument(p.id)
	for _, name := range slices.Sorted(maps.Keys(p.words)) {
		d.AddField(words{name: name, list: p.words[name]})
	}
	d.AddField(document.NewTextFieldWithIndexingOptions("kept", nil, []byte(p.kept), index.StoreField))
	d.AddIDField()
	return d
}

// papers have rare and common words, short, long and shared beginnings, Han text, bytes that are no text, and one field only some have.
func papers(r *rand.Rand, n int) []paper {
	pieces := []string{"a", "b", "ab", "交", "换", "交换", "rg-ap", "\xff", "720", strings.Repeat("long", 80)}
	out := make([]paper, n)
	for i := range out {
		p := paper{id: fmt.Sprintf("id%04d", r.IntN(1e6)*1000+i), words: map[string][]string{}, kept: strings.Repeat(fmt.Sprint("kept ", i, " "), r.IntN(40))}
		for range 1 + r.IntN(120) {
			w := pieces[min(r.IntN(len(pieces)), r.IntN(len(pieces)))]
			for range r.IntN(3) {
				w += pieces[r.IntN(len(pieces))]
			}
			p.words["text"] = append(p.words["text"], w)
			if i%7 == 0 {
				p.words["some"] = append(p.words["some"], w[:1])
			}
		}
		out[i] = p
	}
	return out
}

func documents(list []paper) []index.Document {
	var out []index.Document
	for _, p := range list {
		out = append(out, p.document())
	}
	return out
}

func built(t *testing.T, list []paper) *Segment {
	t.Helper()
	s, err := build(documents(list))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func onDisk(t *testing.T, s *Segment) *File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "1.zap")
	if err := s.Persist(path); err != nil {
		t.Fatal(err)
	}
	f, err := open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// A segment gives back what was put in, in memory and from a file.
func TestSegmentHoldsWhatWasGiven(t *testing.T) {
	list := papers(rand.New(rand.NewPCG(1, 1)), 700)
	s := built(t, list)
	for name, s := range map[string]*Segment{"in memory": s, "from a file": onDisk(t, s).Segment} {
		t.Run(name, func(t *testing.T) {
			for _, field := range []string{"text", "some", "nobody has it"} {
				want := map[string][]Posting{}
				lengths := make([]uint32, len(list))
				for doc, p := range list {
					for w, n := range count(p.words[field]) {
						want[w] = append(want[w], Posting{uint32(doc), n})
					}
					lengths[doc] = uint32(len(p.words[field]))
				}
				if got := all(s.Field(field)); !reflect.DeepEqual(got, want) {
					t.Errorf("%s: %d terms of %d", field, len(got), len(want))
				}
				s.Field(field).Lengths(func(doc int, n uint32) {
					if n != lengths[doc] {
						t.Errorf("%s: length of %d is %d, want %d", field, doc, n, lengths[doc])
					}
				})
				for w, postings := range want {
					if n := s.Field(field).Has(w); n != len(postings) {
						t.Errorf("%s: %q in %d documents, want %d", field, w, n, len(postings))
					}
					if c := s.Field(field).Terms(w); !c.Valid() || string(c.Term()) != w {
						t.Errorf("%s: seeking %q", field, w)
					}
					if n := s.Field(field).Has(w + "\x00"); want[w+"\x00"] == nil && n != 0 {
						t.Errorf("%s: %q is not there", field, w+"\x00")
					}
				}
			}
			for doc, p := range list {
				if string(s.ID(doc)) != p.id {
					t.Fatalf("id %q, want %q", s.ID(doc), p.id)
				}
				if got, err := kept(s, doc); err != nil || got != p.kept {
					t.Fatalf("kept %q (%v), want %q", got, err, p.kept)
				}
			}
			numbers, _ := s.DocNumbers([]string{list[3].id, "nobody", list[600].id})
			if got := numbers.ToArray(); !slices.Equal(got, []uint32{3, 600}) {
				t.Errorf("numbers %v", got)
			}
		})
	}
}

// What bleve knows to be deleted is neither counted nor listed.
func TestDeletedAreLeftOut(t *testing.T) {
	list := papers(rand.New(rand.NewPCG(6, 6)), 40)
	gone := roaring.BitmapOf(0, 3, 4, 39)
	d, err := built(t, list).Dictionary("text")
	if err != nil {
		t.Fatal(err)
	}
	for term := range count(list[3].words["text"]) {
		var want []uint64
		for doc, p := range list {
			if slices.Contains(p.words["text"], term) && !gone.Contains(uint32(doc)) {
				want = append(want, uint64(doc))
			}
		}
		l, err := d.PostingsList([]byte(term), gone, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []uint64
		it := l.Iterator(true, true, false, nil)
		for p, _ := it.Next(); p != nil; p, _ = it.Next() {
			got = append(got, p.Number())
		}
		if !slices.Equal(got, want) || l.Count() != uint64(len(want)) {
			t.Errorf("%q: %v, counted %d, want %v", term, got, l.Count(), want)
		}
		if p, _ := l.Iterator(false, false, false, nil).Advance(20); len(want) > 0 && want[len(want)-1] >= 20 && (p == nil || p.Number() < 20 || gone.Contains(uint32(p.Number()))) {
			t.Errorf("%q: advanced to %v", term, p)
		}
	}
}

func kept(s *Segment, doc int) (out string, err error) {
	err = s.Stored(doc, func(name string, _ byte, value []byte) bool {
		if name == "kept" {
			out = string(value)
		}
		return true
	})
	return out, err
}

// all terms of a field with their postings; the order of the terms is looked at on the way.
func all(f *Field) map[string][]Posting {
	out := map[string][]Posting{}
	before := ""
	for c := f.Terms(""); c.Valid(); c.Next() {
		if string(c.Term()) <= before && before != "" {
			panic("terms are not sorted")
		}
		before = string(c.Term())
		p := c.Postings()
		var buf [3]Posting
		for n := p.Fill(buf[:]); n > 0; n = p.Fill(buf[:]) {
			out[before] = append(out[before], buf[:n]...)
		}
	}
	return out
}

// Merging segments gives, byte for byte, the segment of the documents that were not dropped.
func TestMergeIsBuildingAnew(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	var from []segment.Segment
	var drops []*roaring.Bitmap
	var left []paper
	for i := range 4 {
		list := papers(r, 1+150*i)
		if i > 0 {
			list[0].words["all that had it were dropped"] = []string{"x"}
		}
		var dropped *roaring.Bitmap
		if i > 0 {
			dropped = roaring.New()
		}
		for doc, p := range list {
			if i > 0 && (doc == 0 || r.IntN(3) == 0) {
				dropped.Add(uint32(doc))
				continue
			}
			left = append(left, p)
		}
		s := built(t, list)
		if i%2 == 0 {
			from = append(from, onDisk(t, s))
		} else {
			from = append(from, s)
		}
		drops = append(drops, dropped)
	}
	path := filepath.Join(t.TempDir(), "merged.zap")
	numbers, size, err := merge(from, drops, path, nil)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(path)
	if want := built(t, left).data; err != nil || !bytes.Equal(got, want) || size != uint64(len(want)) {
		t.Errorf("%v: %d bytes, told %d, want %d", err, len(got), size, len(want))
	}
	next := uint64(0)
	for i, list := range numbers {
		for doc, to := range list {
			if drops[i] != nil && drops[i].Contains(uint32(doc)) {
				if to != dropped {
					t.Fatalf("dropped document %d of %d is told to be %d", doc, i, to)
				}
				continue
			}
			if to != next {
				t.Fatalf("document %d of %d is told to be %d, want %d", doc, i, to, next)
			}
			next++
		}
	}
}

func TestMergeStopsWhenTold(t *testing.T) {
	stop := make(chan struct{})
	close(stop)
	path := filepath.Join(t.TempDir(), "merged.zap")
	_, _, err := merge([]segment.Segment{built(t, papers(rand.New(rand.NewPCG(3, 3)), 5))}, []*roaring.Bitmap{nil}, path, stop)
	if _, left := os.Stat(path); !errors.Is(err, segment.ErrClosed) || !os.IsNotExist(left) {
		t.Errorf("%v, and the file: %v", err, left)
	}
}

// A file that is not whole, or has one bit other, is not opened.
func TestDamageIsNoticed(t *testing.T) {
	good := built(t, papers(rand.New(rand.NewPCG(4, 4)), 3)).data
	for i := range good {
		torn := slices.Clone(good)
		torn[i] ^= 1 << (i % 8)
		for what, data := range map[string][]byte{"torn": torn, "short": good[:i], "without its beginning": good[i+1:]} {
			if s, err := read(data); err == nil {
				t.Fatalf("%s at %d: read as %d documents", what, i, s.docs)
			}
		}
	}
}

// Bleve's own queries, scores included, find the same here as in bleve's own format, also after changes and merging.
func TestBleveSearchesIt(t *testing.T) {
	var found [2]string
	for i, config := range []map[string]any{nil, {"forceSegmentType": Type, "forceSegmentVersion": Version}} {
		x, err := bleve.NewUsing(filepath.Join(t.TempDir(), "x"), bleve.NewIndexMapping(), scorch.Name, "boltdb", config)
		if err != nil {
			t.Fatal(err)
		}
		defer x.Close()
		r := rand.New(rand.NewPCG(5, 5))
		for n := range 12 {
			batch := x.NewBatch()
			for m := range 10 {
				text := []string{"tunnel", "port", "switch", "switches", "loop"}
				r.Shuffle(len(text), func(a, b int) { text[a], text[b] = text[b], text[a] })
				err = errors.Join(err, batch.Index(fmt.Sprint(n*6+m), map[string]any{"text": strings.Join(text[:1+r.IntN(4)], " ") + " tunnel"}))
			}
			batch.Delete(fmt.Sprint(n * 5))
			err = errors.Join(err, x.Batch(batch))
		}
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range []string{"text:tunnel", "text:port text:loop", "text:switch~1", "text:swi*", "+text:port -text:loop", "text:nobody"} {
			res, err := x.Search(bleve.NewSearchRequestOptions(bleve.NewQueryStringQuery(q), 100, 0, false))
			if err != nil {
				t.Fatal(err)
			}
			var lines []string
			for _, h := range res.Hits {
				lines = append(lines, fmt.Sprintf("%.9f %s", h.Score, h.ID))
			}
			slices.Sort(lines) // the order of equal scores is that of internal numbers
			found[i] += fmt.Sprintln(q, res.Total, lines)
		}
	}
	if found[0] != found[1] {
		t.Errorf("bleve's own format:\n%s\nhere:\n%s", found[0], found[1])
	}
	if strings.Count(found[1], "\n") != 6 || !strings.Contains(found[1], "text:nobody 0") || strings.Contains(found[1], "text:tunnel 0") {
		t.Errorf("found:\n%s", found[1])
	}
}
