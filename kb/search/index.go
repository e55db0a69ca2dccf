package search

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
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

// Version of analysis and layout. An index of another version serves until one of this version is complete, then it is removed.
const Version = 4

// ErrBusy: another process has the index open.
var ErrBusy = errors.New("search: the index is open in another process")

// Index is safe for concurrent use. Its whole state is in bleve: documents, the number of the last change applied, and the sums of the
// fields' lengths, all three in one bleve batch, so that a crash leaves it at some earlier change, never between two. It is complete from
// the first change on that it notes; until then an index of an earlier version answers in its place.
type Index struct {
	write  sync.Mutex
	closed bool
	store  bleve.Index
	path   string // "" in memory

	look sync.Mutex
	last *moment
	old  *Index
}

var (
	versionKey = []byte("lutong/version")
	seqKey     = []byte("lutong/seq")
	totalsKey  = []byte("lutong/totals")
)

func fingerprint() string {
	return fmt.Sprintf("%d-%08x", Version, crc32.ChecksumIEEE([]byte(t2sFile)))
}

func pathIn(dir string) string { return filepath.Join(dir, "articles-"+fingerprint()+".bleve") }

// Open opens or makes the index in dir; "" keeps it in memory. A damaged index is replaced by an empty one, and one of another version is
// left to serve, with Seq() 0 in both cases: the caller then gives everything again with Replace.
func Open(dir string) (*Index, error) {
	if dir == "" {
		store, err := bleve.NewUsing("", plainMapping(), scorch.Name, bleve.Config.DefaultMemKVStore, nil)
		if err != nil {
			return nil, fmt.Errorf("search: %w", err)
		}
		x := &Index{store: store}
		return x, x.stamp()
	}
	x, err := openOrMake(pathIn(dir))
	if err != nil {
		return nil, err
	}
	return x, x.adopt(dir)
}

func openOrMake(path string) (*Index, error) {
	if _, err := os.Stat(path); err == nil {
		x, err := reopen(path, fingerprint())
		if err == nil || errors.Is(err, ErrBusy) {
			return x, err
		}
		if err := os.RemoveAll(path); err != nil {
			return nil, fmt.Errorf("search: replace damaged index: %w", err)
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return nil, fmt.Errorf("search: %w", err)
	}
	store, err := bleve.New(path, plainMapping())
	if err != nil {
		return nil, fmt.Errorf("search: make index: %w", err)
	}
	x := &Index{store: store, path: path}
	return x, x.stamp()
}

// adopt looks for indexes of other versions: one serves while this one is empty, the others go.
func (x *Index) adopt(dir string) error {
	others, err := filepath.Glob(filepath.Join(dir, "articles*.bleve"))
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	for _, path := range others {
		if path == x.path {
			continue
		}
		if x.old == nil && x.Seq() == 0 {
			old, err := reopen(path, "")
			if errors.Is(err, ErrBusy) {
				continue // another process of an earlier version still runs: its index is its own
			}
			if err == nil && old.Seq() > 0 {
				x.old = old
				continue
			}
			if err == nil {
				_ = old.Close()
			}
		}
		if err := os.RemoveAll(path); err != nil {
			return fmt.Errorf("search: remove old index: %w", err)
		}
	}
	return nil
}

// retire lets go of the earlier version's index once this one is complete. Searches that read it go on to their end.
func (x *Index) retire() error {
	x.look.Lock()
	old := x.old
	x.old = nil
	x.look.Unlock()
	if old == nil {
		return nil
	}
	if err := old.Close(); err != nil {
		return fmt.Errorf("search: close old index: %w", err)
	}
	if err := os.RemoveAll(old.path); err != nil {
		return fmt.Errorf("search: remove old index: %w", err)
	}
	return nil
}

// reopen opens an existing index of a version ("" for any) and looks whether it can be read.
func reopen(path, version string) (x *Index, err error) {
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
	x = &Index{store: store, path: path}
	found, err := store.GetInternal(versionKey)
	if err == nil && version != "" && string(found) != version {
		err = fmt.Errorf("search: index of version %q", found)
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
	err := x.store.Close()
	if x.old != nil {
		err = errors.Join(err, x.old.Close())
	}
	return err
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
	v, err := x.own()
	if err != nil {
		return err
	}
	defer v.close()
	sums := maps.Clone(v.totals)
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
	if err := fault("batch"); err != nil {
		return err
	}
	if err := x.store.Batch(batch); err != nil {
		return fmt.Errorf("search: apply: %w", err)
	}
	if err := fault("applied"); err != nil || seq == 0 {
		return err
	}
	return x.retire()
}

// fault is where tests let the program die.
var fault = func(string) error { return nil }

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
	if err := x.apply(Batch{Puts: docs, Deletes: gone}, seq); err != nil || before > 0 {
		return err
	}
	return x.Compact(context.Background()) // what was filled piece by piece is smaller and faster in one
}

func (x *Index) ids() ([]string, error) {
	v, err := x.own()
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
	Sum                           uint32 // of all that was given
	Lengths                       map[string]int
}

const (
	storedField = "doc"
	slugField   = "slug"
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
	for name, values := range d.facets() {
		if len(values) > 0 {
			doc.AddField(document.NewTextFieldCustom(name, nil, nil, filter, ready(values)))
		}
	}
	if d.Slug != "" {
		doc.AddField(document.NewTextFieldCustom(slugField, nil, nil, filter, ready{d.Slug}))
	}
	raw, err := json.Marshal(stored{d.Slug, d.Lang, d.Kind, d.Title, text, d.sum(), lengths})
	if err != nil {
		return nil, nil, fmt.Errorf("search: %w", err)
	}
	doc.AddField(document.NewTextFieldWithIndexingOptions(storedField, nil, raw, index.StoreField))
	return doc, lengths, nil
}
