package search

import (
	"context"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"path/filepath"
	"slices"

	"github.com/blevesearch/bleve/v2/index/scorch"
)

// sum tells documents apart that differ in anything the index is made from.
func (d *Doc) sum() uint32 {
	raw, err := json.Marshal(d)
	if err != nil {
		panic(err) // strings only
	}
	return crc32.ChecksumIEEE(raw)
}

// Check compares the index with the documents it should hold and lists the ids that are missing, other, or too many, sorted.
func (x *Index) Check(docs []Doc) ([]string, error) {
	x.write.Lock()
	defer x.write.Unlock()
	v, err := x.own()
	if err != nil {
		return nil, err
	}
	defer v.close()
	ids, err := x.ids()
	if err != nil {
		return nil, err
	}
	surplus := make(map[string]bool, len(ids))
	for _, id := range ids {
		surplus[id] = true
	}
	var differs []string
	for i := range docs {
		d := &docs[i]
		delete(surplus, d.ID)
		s, err := v.stored(v.number(d.ID))
		if err != nil {
			return nil, err
		}
		if s == nil || s.Sum != d.sum() {
			differs = append(differs, d.ID)
		}
	}
	for id := range surplus {
		differs = append(differs, id)
	}
	slices.Sort(differs)
	return differs, nil
}

// Compact merges the pieces that many edits leave behind into one. Searches and edits go on meanwhile. An index in memory stays as it is:
// the storage merges only what it also writes, and would wait for ever.
func (x *Index) Compact(ctx context.Context) error {
	if x.path == "" {
		return nil
	}
	adv, err := x.store.Advanced()
	if err != nil {
		return fmt.Errorf("search: %w", err)
	}
	s, ok := adv.(*scorch.Scorch)
	if !ok {
		return fmt.Errorf("search: cannot compact %T", adv)
	}
	if err := s.ForceMerge(ctx, nil); err != nil {
		return fmt.Errorf("search: compact: %w", err)
	}
	return x.settle(s)
}

// settle writes until the merged segment is what a restart would find, and the files it was made of are gone: the storage persists and
// cleans up with the next write only, and a file that a search still reads goes later.
func (x *Index) settle(s *scorch.Scorch) error {
	for range 10 {
		if err := x.stamp(); err != nil {
			return fmt.Errorf("search: compact: %w", err)
		}
		reader, err := s.Reader()
		if err != nil {
			return fmt.Errorf("search: compact: %w", err)
		}
		segments := len(reader.(*scorch.IndexSnapshot).Segments())
		if err := reader.Close(); err != nil {
			return fmt.Errorf("search: compact: %w", err)
		}
		files, err := filepath.Glob(filepath.Join(x.path, "store", "*.zap"))
		if err != nil || len(files) <= segments {
			return err
		}
	}
	return nil
}
