package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/kb/search"
	"lutong/kb/segment"
)

// tabletIndex keeps the search index that tablets download (kb/segment): files on the shelf, and which of them are the library as it is.
//
// It is brought up to date when a tablet asks, not when somebody writes: a tablet asks once it has analysed more articles by itself than it
// would care to. The files outlive the server's runs, or every restart would be a new download. What they say is compared with the
// articles' sums, not with numbers of changes, so a database that came back from an older backup needs no thought.
type tabletIndex struct {
	sync  *fieldsync.Server
	shelf shelf

	mu     sync.Mutex
	opened bool
	files  []segment.File
	before []segment.File // the set that this one replaced: tablets may be in the middle of fetching it
	seq    int64          // of this run: the number as of which the files were compared with the articles; 0: never
	left   int            // changes that were not worth a file then
}

func newTabletIndex(s *fieldsync.Server, dir string) *tabletIndex {
	return &tabletIndex{sync: s, shelf: shelf{dir}}
}

func (x *tabletIndex) listed() string { return filepath.Join(x.shelf.dir, "set.json") }

// present lists the files that tablets should hold now, oldest first. Who asks while they are made waits.
func (x *tabletIndex) present(ctx context.Context) ([]segment.File, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if err := x.open(); err != nil {
		return nil, err
	}
	var next segment.Step
	var docs []segment.Doc
	changed := false
	err := x.sync.View(context.WithoutCancel(ctx), func(r fieldsync.Reader) error { // others wait for it
		head, _, err := r.Head()
		if err != nil {
			return err
		}
		if few, err := x.fewSince(r, head); few || err != nil {
			return err
		}
		now := map[string]uint32{}
		err = scanArticles(r, func(id string, sum uint32, _ []byte) error { now[id] = sum; return nil })
		if err != nil {
			return err
		}
		next, changed = segment.Plan(x.files, now)
		x.seq, x.left = head, len(next.Docs)+len(next.Gone)
		if changed {
			x.left = 0
			docs, err = chosen(r, next.Docs)
		}
		return err
	})
	if err == nil && changed {
		err = x.replace(next.Keep, segment.Build(docs, next.Gone))
	}
	if err != nil {
		x.seq = 0
		return nil, fmt.Errorf("index for tablets: %w", err)
	}
	return x.files, nil
}

// fewSince reports whether too little was published since the last look to look again.
func (x *tabletIndex) fewSince(r fieldsync.Reader, head int64) (bool, error) {
	if x.seq == 0 || x.seq > head {
		return false, nil
	}
	changes := x.left
	err := r.ScanChanges(access.KB, x.seq, head, func(e fieldsync.Entry) (bool, error) {
		if e.Collection == "articles" {
			changes++
		}
		return changes < segment.Worth, nil
	})
	return changes < segment.Worth, err
}

// scanArticles visits what is published.
func scanArticles(r fieldsync.Reader, visit func(id string, sum uint32, body []byte) error) error {
	return r.ScanScope(access.KB, 0, 1<<62, func(e fieldsync.Entry) (bool, error) {
		if e.Collection != "articles" || e.Gone || leadsOn(e.Body) {
			return true, nil
		}
		return true, visit(e.ID, fieldsync.SumOf(e.Collection, e.Body), e.Body)
	})
}

func chosen(r fieldsync.Reader, ids []string) ([]segment.Doc, error) {
	wanted := make(map[string]bool, len(ids))
	for _, id := range ids {
		wanted[id] = true
	}
	var docs []segment.Doc
	err := scanArticles(r, func(id string, sum uint32, body []byte) error {
		if !wanted[id] {
			return nil
		}
		var d search.Doc
		err := json.Unmarshal(body, &d)
		docs = append(docs, segment.Doc{Doc: d, Sum: sum})
		return err
	})
	return docs, err
}

// replace keeps the first files and adds one.
func (x *tabletIndex) replace(keep int, file []byte) error {
	f, err := segment.Describe(file)
	if err != nil {
		return err
	}
	if err := x.shelf.Keep(f.ID, file); err != nil {
		return err
	}
	x.before, x.files = x.files, append(x.files[:keep:keep], f)
	raw, err := json.Marshal(x.files)
	if err == nil {
		err = os.WriteFile(x.listed()+".new", raw, 0o644)
	}
	if err == nil {
		err = os.Rename(x.listed()+".new", x.listed())
	}
	if err != nil {
		return err
	}
	return x.sweep()
}

// open reads what an earlier run left. A file that is not what its name says ends the set before it.
func (x *tabletIndex) open() error {
	if x.opened {
		return nil
	}
	if err := os.MkdirAll(x.shelf.dir, 0o755); err != nil {
		return err
	}
	raw, err := os.ReadFile(x.listed())
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var listed []segment.File
	_ = json.Unmarshal(raw, &listed) // damaged: nothing is listed
	for _, l := range listed {
		file, err := os.ReadFile(x.shelf.file(filepath.Base(l.ID), "identity"))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		f, err := segment.Describe(file)
		if err != nil || f.ID != l.ID || !x.shelf.whole(f.ID) {
			break
		}
		x.files = append(x.files, f)
	}
	x.opened = true
	return x.sweep()
}

// sweep removes files of no set.
func (x *tabletIndex) sweep() error {
	all, err := os.ReadDir(x.shelf.dir)
	if err != nil {
		return err
	}
	for _, e := range all {
		id, _, _ := strings.Cut(e.Name(), ".")
		if e.Name() != filepath.Base(x.listed()) && !x.knows(id) {
			err = errors.Join(err, os.Remove(filepath.Join(x.shelf.dir, e.Name())))
		}
	}
	return err
}

func (x *tabletIndex) knows(id string) bool {
	for _, set := range [][]segment.File{x.files, x.before} {
		for _, f := range set {
			if f.ID == id {
				return true
			}
		}
	}
	return false
}

// has reports whether the file is handed out.
func (x *tabletIndex) has(id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.knows(id)
}

// kbIndex tells a tablet which files make up the index of what its user may read. An app of another format or analysis takes none of them.
func kbIndex(s *server, r *request) error {
	held, err := s.holds(r.Request.Context(), r.actor.User, access.KB)
	if err != nil {
		return err
	}
	files := []segment.File{}
	if held {
		present, err := s.tabletIndex.present(r.Request.Context())
		if err != nil {
			return err
		}
		files = append(files, present...)
	}
	r.Response.Header().Set("Cache-Control", "no-store")
	return r.JSON(http.StatusOK, map[string]any{"format": segment.Format, "analysis": search.Analysis, "segments": files})
}

// kbIndexFile hands out one of them.
func kbIndexFile(s *server, r *request) error {
	id := r.Request.PathValue("id")
	if held, err := s.holds(r.Request.Context(), r.actor.User, access.KB); err != nil {
		return err
	} else if !held || !s.tabletIndex.has(id) {
		return fault.New(fault.NotFound, "segment_unknown")
	}
	return s.tabletIndex.shelf.serve(r, id, "application/octet-stream")
}
