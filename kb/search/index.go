package search

import (
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/analysis"
	"github.com/blevesearch/bleve/v2/document"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"
	index "github.com/blevesearch/bleve_index_api"
)

// Version of analysis and layout. An index of another version is thrown away when it is opened.
const Version = 2

// ErrBusy: another process has the index open.
var ErrBusy = errors.New("search: the index is open in another process")

// Index is safe for concurrent use. Its whole state is in bleve: documents, the number of the last change applied, and the sums of the
// fields' lengths, all three in one bleve batch, so that a crash leaves it at some earlier change, never between two.
type Index struct {
	write  sync.Mutex
	closed bool
	store  bleve.Index

	look sync.Mutex
	last *moment
}

var (
	versionKey = []byte("lutong/version")
	seqKey     = []byte("lutong/seq")
	totalsKey  = []byte("lutong/totals")
)

func fingerprint() string {
	return fmt.Sprintf("%d-%08x", Version, crc32.ChecksumIEEE([]byte(t2sFile)))
}

// Open opens or makes the index in dir; "" keeps it in memory. A damaged index or one of another version is replaced by an empty one
// with Seq() 0: the caller then applies everything again.
func Open(dir string) (*Index, error) {
	if dir == "" {
		store, err := bleve.NewUsing("", plainMapping(), scorch.Name, bleve.Config.DefaultMemKVStore, nil)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		x := &Index{store: store}
		return x, x.stamp()
	}
	path := filepath.Join(dir, "articles.bleve")
	if _, err := os.Stat(path); err == nil {
		x, err := reopen(path)
		if err == nil || errors.Is(err, ErrBusy) {
			return x, err
		}
		if err := os.RemoveAll(path); err != nil {
			return nil, fmt.Errorf("search: replace damaged index: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	store, err := bleve.New(path, plainMapping())
	if err != nil {
		return nil, fmt.Errorf("search: make index: %w", err)
	}
	x := &Index{store: store}
	return x, x.stamp()
}

// reopen opens an existing index and looks whether it can be read.
func reopen(path string) (x *Index, err error) {
	defer func() { // a torn file can make the storage panic
		if r := recover(); r != nil {
			x, err = nil, fmt.Errorf("search: damaged index: %v", r)
		}
	}()
	store, err := bleve.OpenUsing(path, map[string]any{"bolt_timeout": "2s"})
	if err != nil {
		if strings.Contains(err.Error(), "timeout") {
			return nil, ErrBusy
		}
		return nil, err
	}
	x = &Index{store: store}
	version, err := store.GetInternal(versionKey)
	if err == nil && string(version) != fingerprint() {
		err = fmt.Errorf("search: index of version %q", version)
	}
	if err == nil {
		_, err = x.Search(Query{Text: "路通 ap720"})
	}
	if err != nil {
		_ = store.Close()
		return nil, err
	}
	return x, nil
}

func (x *Index) stamp() error { return x.store.SetInternal(versionKey, []byte(fingerprint())) }

// plainMapping: documents come with their fields ready made, the mapping has nothing to do.
func plainMapping() mapping.IndexMapping {
	m := bleve.NewIndexMapping()
	m.DefaultMapping = bleve.NewDocumentDisabledMapping()
	return m
}

// Close releases the files; closing again does nothing.
func (x *Index) Close() error {
	x.write.Lock()
	defer x.write.Unlock()
	if x.closed {
		return nil
	}
	x.closed = true
	return x.store.Close()
}

// Seq is the number of the last change applied; 0 means that nothing ever was.
func (x *Index) Seq() int64 {
	v, err := x.store.GetInternal(seqKey)
	if err != nil {
		return 0
	}
	n, _ := strconv.ParseInt(string(v), 10, 64)
	return n
}

// Count of documents.
func (x *Index) Count() (int, error) {
	n, err := x.store.DocCount()
	return int(n), err
}

// Batch is a set of changes. A document that is put and deleted in the same batch is gone.
type Batch struct {
	Puts    []Doc
	Deletes []string
}

// totals of the live documents: tokens per field, for the average length.
type totals map[string]int

// Apply makes the changes and notes seq with them, all or nothing and on disk when it returns. Applying the same again changes nothing.
func (x *Index) Apply(changes Batch, seq int64) error {
	x.write.Lock()
	defer x.write.Unlock()
	return x.apply(changes, seq)
}

func (x *Index) apply(changes Batch, seq int64) error {
	v, err := x.view()
	if err != nil {
		return err
	}
	defer v.close()
	sums := v.totals
	batch := x.store.NewBatch()
	forget := map[string]bool{}
	for _, id := range changes.Deletes {
		forget[id] = true
	}
	puts := map[string]*Doc{}
	for i := range changes.Puts {
		if d := &changes.Puts[i]; !forget[d.ID] {
			puts[d.ID] = d
			forget[d.ID] = true
		}
	}
	for id := range forget {
		old, err := v.stored(id)
		if err != nil {
			return err
		}
		if old != nil {
			for f, n := range old.Lengths {
				sums[f] -= n
			}
			batch.Delete(id)
		}
	}
	for _, d := range puts {
		doc, lengths, err := bleveDoc(d)
		if err != nil {
			return err
		}
		for f, n := range lengths {
			sums[f] += n
		}
		if err := batch.IndexAdvanced(doc); err != nil {
			return fmt.Errorf("search: put %s: %w", d.ID, err)
		}
	}
	raw, err := json.Marshal(sums)
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	batch.SetInternal(totalsKey, raw)
	batch.SetInternal(seqKey, []byte(strconv.FormatInt(seq, 10)))
	if err := x.store.Batch(batch); err != nil {
		return fmt.Errorf("search: apply: %w", err)
	}
	return nil
}

// Replace makes the index hold exactly these documents: after a rebuild, or when the database was restored from a backup. It works in
// pieces, so that searches go on; the old Seq stands until the last piece is in.
func (x *Index) Replace(docs []Doc, seq int64) error {
	x.write.Lock()
	defer x.write.Unlock()
	keep := make(map[string]bool, len(docs))
	for _, d := range docs {
		keep[d.ID] = true
	}
	ids, err := x.ids()
	if err != nil {
		return err
	}
	var gone []string
	for _, id := range ids {
		if !keep[id] {
			gone = append(gone, id)
		}
	}
	const piece = 500
	before := x.Seq()
	for len(docs) > piece {
		if err := x.apply(Batch{Puts: docs[:piece]}, before); err != nil {
			return err
		}
		docs = docs[piece:]
	}
	return x.apply(Batch{Puts: docs, Deletes: gone}, seq)
}

func (x *Index) ids() ([]string, error) {
	v, err := x.view()
	if err != nil {
		return nil, err
	}
	defer v.close()
	all, err := v.reader.DocIDReaderAll()
	if err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	defer all.Close()
	var out []string
	for {
		n, err := all.Next()
		if err != nil || n == nil {
			return out, err
		}
		id, err := v.reader.ExternalID(n)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		out = append(out, id)
	}
}

// stored is what is kept of a document to show a hit, and to take the document out of the sums again.
type stored struct {
	Slug, Lang, Kind, Title, Text string
	Lengths                       map[string]int
}

const (
	storedField = "doc"
	langField   = "lang"
	kindField   = "kind"
)

// ready is an analyser whose work is done.
type ready []string

func (r ready) Analyze([]byte) analysis.TokenStream {
	out := make(analysis.TokenStream, len(r))
	for i, t := range r {
		out[i] = &analysis.Token{Term: []byte(t), Position: i + 1}
	}
	return out
}

func bleveDoc(d *Doc) (*document.Document, map[string]int, error) {
	text := d.text()
	doc := document.NewDocument(d.ID)
	lengths := map[string]int{}
	for name, tokens := range d.fields(text) {
		if len(tokens) == 0 {
			continue
		}
		lengths[name] = len(tokens)
		doc.AddField(document.NewTextFieldCustom(name, nil, nil, index.IndexField, ready(tokens)))
	}
	filter := index.IndexField | index.SkipFreqNorm
	doc.AddField(document.NewTextFieldCustom(langField, nil, nil, filter, ready{d.Lang}))
	doc.AddField(document.NewTextFieldCustom(kindField, nil, nil, filter, ready{d.Kind}))
	raw, err := json.Marshal(stored{d.Slug, d.Lang, d.Kind, d.Title, text, lengths})
	if err != nil {
		return nil, nil, fmt.Errorf("search: %w", err)
	}
	doc.AddField(document.NewTextFieldWithIndexingOptions(storedField, nil, raw, index.StoreField))
	return doc, lengths, nil
}
