package search_test

import (
	"reflect"
	"strings"
	"testing"

	"lutong/kb/search"
)

// An index in many pieces, with most of its documents replaced and some deleted since, gives every golden answer like one that was filled at once.
func TestManyPiecesAnswerLikeOne(t *testing.T) {
	var docs []search.Doc
	read(t, "articles.json", &docs)
	whole, pieces := inMemory(t), inMemory(t)
	if err := whole.Apply(search.Batch{Puts: docs}, 1); err != nil {
		t.Fatal(err)
	}
	seq := int64(0)
	change := func(b search.Batch) {
		t.Helper()
		seq++
		if err := pieces.Apply(b, seq); err != nil {
			t.Fatal(err)
		}
	}
	const piece = 5
	for first := 0; first < len(docs); first += piece {
		group := docs[first:min(first+piece, len(docs))]
		gone := group[0]
		gone.ID += "-gone"
		b := search.Batch{Puts: []search.Doc{group[0], gone}} // the first stays as it is, so that the piece stays with dead ones in it
		for i, d := range group[1:] {
			d.Body = docs[i].Body + " earlieronly 早先 " + strings.Repeat("无线 ap720 ", first)
			d.Kind, d.Tags = "story", []string{"earlier"}
			b.Puts = append(b.Puts, d)
		}
		change(b)
		change(search.Batch{Puts: group[1:], Deletes: []string{gone.ID}})
	}
	for _, q := range append(queries, search.Query{Text: "earlieronly"}, search.Query{Text: "earlieronl 早先"}, search.Query{Text: "zaoxian"}) {
		want, err := whole.Search(q)
		if err != nil {
			t.Fatal(err)
		}
		got, err := pieces.Search(q)
		if err != nil {
			t.Fatal(err)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%q:\nin pieces %+v\nin one    %+v", q.Text, got, want)
		}
	}
}

func inMemory(t *testing.T) *search.Index {
	t.Helper()
	x, err := search.Open("")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	return x
}
