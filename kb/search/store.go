package search

import (
	"encoding/binary"
	"fmt"

	"github.com/blevesearch/bleve/v2/document"
	index "github.com/blevesearch/bleve_index_api"
)

// stored is what is kept of a document to show a hit, and to tell whether it is the right one.
type stored struct {
	Sum                           uint32 // of all that was given
	Slug, Lang, Kind, Title, Text string
}

const (
	storedField  = "doc"
	slugField    = "slug"
	suggestField = "s"
)

func (s *stored) pack() []byte {
	out := binary.LittleEndian.AppendUint32(nil, s.Sum)
	for _, part := range []string{s.Slug, s.Lang, s.Kind, s.Title, s.Text} {
		out = binary.AppendUvarint(out, uint64(len(part)))
		out = append(out, part...)
	}
	return out
}

func unpack(raw []byte) (*stored, error) {
	if len(raw) < 4 {
		return nil, fmt.Errorf("search: a stored document of %d bytes", len(raw))
	}
	s := &stored{Sum: binary.LittleEndian.Uint32(raw)}
	rest := string(raw[4:])
	for _, part := range []*string{&s.Slug, &s.Lang, &s.Kind, &s.Title, &s.Text} {
		length, n := binary.Uvarint([]byte(rest[:min(len(rest), binary.MaxVarintLen64)]))
		if n <= 0 || length > uint64(len(rest)-n) {
			return nil, fmt.Errorf("search: a stored document is cut off")
		}
		*part, rest = rest[n:n+int(length)], rest[n+int(length):]
	}
	return s, nil
}

// packDoc makes a document as the storage takes it: its terms counted, its text to show.
func packDoc(d *Doc) *document.Document {
	text := d.text()
	doc := document.NewDocument(d.ID)
	for name, tokens := range d.fields(text) {
		if len(tokens) > 0 {
			doc.AddField(newTerms(name, tokens))
		}
	}
	for name, values := range d.facets() {
		if len(values) > 0 {
			doc.AddField(newValues(name, values...))
		}
	}
	if keys := d.suggestionKeys(); len(keys) > 0 {
		doc.AddField(newValues(suggestField, keys...))
	}
	if d.Slug != "" {
		doc.AddField(newValues(slugField, d.Slug))
	}
	s := stored{d.sum(), d.Slug, d.Lang, d.Kind, d.Title, text}
	doc.AddField(document.NewTextFieldWithIndexingOptions(storedField, nil, s.pack(), index.StoreField))
	return doc
}

// counted is a field whose analysis is done: its terms, and how often each stands in it (packed.Counted).
type counted struct {
	name   string
	length int
	counts map[string]uint32
}

func newTerms(name string, tokens []string) *counted {
	f := &counted{name, len(tokens), make(map[string]uint32, len(tokens))}
	for _, t := range tokens {
		f.counts[t]++
	}
	return f
}

// newValues is a field to filter by: how long it is does not matter.
func newValues(name string, values ...string) *counted {
	f := newTerms(name, values)
	f.length = 0
	return f
}

func (f *counted) Counts() map[string]uint32 { return f.counts }

func (f *counted) Name() string                                     { return f.name }
func (f *counted) ArrayPositions() []uint64                         { return nil }
func (f *counted) Options() index.FieldIndexingOptions              { return index.IndexField }
func (f *counted) Analyze()                                         {}
func (f *counted) Value() []byte                                    { return nil }
func (f *counted) NumPlainTextBytes() uint64                        { return 0 }
func (f *counted) Size() int                                        { return 0 }
func (f *counted) EncodedFieldType() byte                           { return 't' }
func (f *counted) AnalyzedLength() int                              { return f.length }
func (f *counted) AnalyzedTokenFrequencies() index.TokenFrequencies { return nil } // the counts take their place
