package search

import (
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/blevesearch/bleve/v2"
	"github.com/blevesearch/bleve/v2/index/scorch"
	"github.com/blevesearch/bleve/v2/mapping"

	"lutong/kb/search/packed"
)

// Version of analysis and layout. An index of another version serves until one of this version is complete, then it is removed.
const Version = 8

// ErrBusy: another process has the index open.
var ErrBusy = errors.New("search: the index is open in another process")

// Index is safe for concurrent use. Its whole state is in bleve: documents and the number of the last change applied, both in one bleve
// batch, so that a crash leaves it at some earlier change, never between two. The segments are in a format of our own (package packed). It is complete from
// the first change on that it notes; until then an index of an earlier version answers in its place.
type Index struct {
	write  sync.Mutex
	closed bool
	store  bleve.Index
	path   string // "" in memory

	words atomic.Pointer[own]

	look sync.Mutex
	last *moment
	old  *Index
}

var (
	versionKey = []byte("lutong/version")
	seqKey     = []byte("lutong/seq")
)

func init() { scorch.RegisterSegmentPlugin(packed.Plugin{}, false) }

// format of the segments of a new index.
func format() map[string]any {
	return map[string]any{"forceSegmentType": packed.Type, "forceSegmentVersion": packed.Version}
}

func fingerprint() string {
	return fmt.Sprintf("%d-%d-%08x", Version, packed.Version, crc32.ChecksumIEEE([]byte(t2sFile)))
}

func pathIn(dir string) string { return filepath.Join(dir, "articles-"+fingerprint()+".bleve") }

// Open opens or makes the index in dir; "" keeps it in memory. A damaged index is replaced by an empty one, and one of another version is
// left to serve, with Seq() 0 in both cases: the caller then gives everything again with Replace.
func Open(dir string) (*Index, error) {
	if dir == "" {
		store, err := bleve.NewUsing("", plainMapping(), scorch.Name, bleve.Config.DefaultMemKVStore, format())
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
	store, err := bleve.NewUsing(path, plainMapping(), scorch.Name, bleve.Config.DefaultKVStore, format())
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

// Apply makes the changes and notes seq with them, all or nothing and on disk when it returns. Applying the same again changes nothing.
func (x *Index) Apply(changes Batch, seq int64) error {
	x.write.Lock()
	defer x.write.Unlock()
	return x.apply(changes, seq)
}

func (x *Index) apply(changes Batch, seq int64) error {
	batch := x.store.NewBatch()
	for _, id := range changes.Deletes {
		batch.Delete(id)
	}
	puts := map[string]*Doc{}
	for i := range changes.Puts {
		puts[changes.Puts[i].ID] = &changes.Puts[i]
	}
	for _, id := range changes.Deletes {
		delete(puts, id)
	}
	for _, d := range puts {
		if err := batch.IndexAdvanced(packDoc(d)); err != nil {
			return fmt.Errorf("search: put %s: %w", d.ID, err)
		}
	}
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
