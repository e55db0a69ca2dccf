package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync"

	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
	"lutong/kb"
	"lutong/kb/loop"
	"lutong/kb/search"
)

// render turns an article into HTML; links to other articles know their titles and whether the target is still published, images their size.
func render(r fieldsync.Reader, a kb.Article) (string, error) {
	var failed error
	html, err := kb.HTML(a, kb.Known{
		Article: func(slug, lang string) (kb.Target, bool) {
			known, err := named(r, slug)
			if err != nil {
				failed = err
			}
			return kb.Finder(known)(slug, lang)
		},
		Figure: func(ref string) (width, height int) {
			d, err := r.Get("figures", rules.FigureID(a.ID, ref))
			if err != nil {
				failed = err
			}
			if err != nil || d == nil || d.Deleted {
				return 0, 0
			}
			return int(d.Fields.Number("width")), int(d.Fields.Number("height"))
		},
	})
	if failed != nil {
		return "", failed
	}
	return html, err
}

// named reads the articles of a slug, and those that took their place.
func named(r fieldsync.Reader, slug string) (known []kb.Article, err error) {
	asked := map[string]bool{"": true}
	for todo := []string{slug}; len(todo) > 0 && len(asked) < 10; todo = todo[1:] {
		if asked[todo[0]] {
			continue
		}
		asked[todo[0]] = true
		docs, err := r.Children("articles", "slug", todo[0])
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			a := kb.Article{ID: d.ID, Slug: todo[0], Lang: d.Fields.String("lang"), Title: d.Fields.String("title"),
				Confidence: d.Fields.String("confidence"), ReplacedBy: d.Fields.String("replacedBy")}
			known, todo = append(known, a), append(todo, a.ReplacedBy)
		}
	}
	return known, nil
}

// indexer keeps the search index in step with the published articles. It reads the change log behind the number stored in the index
// itself, so that a crash at any point is caught up at the next start, and doing a piece twice does nothing.
//
// A number alone does not tell whether it is of this sequence: after a restore from an older backup the server may have gone past it. So the
// file `seen` names the last run that found the index right (fieldsync/runs.go); an index whose number that run cannot have reached is made
// again. The file is written before the run's first change and never in between, so a crash leaves an older name, which errs to making again.
type indexer struct {
	sync  *fieldsync.Server
	index *search.Index
	seen  string // path
	log   func(msg string, args ...any)

	mu    sync.Mutex
	right bool // this run has looked
	// wordsAt is the change up to which the trainers' words are known
	wordsAt int64
	wake    chan struct{}
	done    chan struct{}
}

func newIndexer(s *fieldsync.Server, index *search.Index, seen string, log func(string, ...any)) *indexer {
	return &indexer{sync: s, index: index, seen: seen, log: log, wake: make(chan struct{}, 1), done: make(chan struct{})}
}

// poke asks for another look; it never blocks.
func (x *indexer) poke() {
	select {
	case x.wake <- struct{}{}:
	default:
	}
}

// run works until the context ends.
func (x *indexer) run(ctx context.Context) {
	defer close(x.done)
	for {
		if err := x.catchUp(ctx); err != nil && ctx.Err() == nil {
			x.log("search index", "error", err)
		}
		select {
		case <-ctx.Done():
			return
		case <-x.wake:
		}
	}
}

// catchUp applies what changed in the scope of published knowledge since the index's own number.
func (x *indexer) catchUp(ctx context.Context) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.sync.View(ctx, func(r fieldsync.Reader) error {
		head, _, err := r.Head()
		if err != nil {
			return err
		}
		stale, err := x.stale(head)
		if err != nil {
			return err
		}
		if stale {
			docs, err := published(r, head)
			if err == nil && (len(docs) > 0 || x.index.Seq() > 0) {
				err = x.index.Replace(docs, head)
			}
			if err != nil {
				return err
			}
		}
		if err := x.note(); err != nil {
			return err
		}
		if err := x.takeWords(r, head); err != nil {
			return err
		}
		from := x.index.Seq()
		if from == head {
			return nil
		}
		batch, err := changed(r, from, head)
		if err != nil || len(batch.Puts)+len(batch.Deletes) == 0 {
			return err // most commits touch no article: nothing is written for them, and looking again from the old number costs nothing
		}
		return x.index.Apply(batch, head)
	})
}

// stale reports whether the index is to be made again: it is new, or of a life that a restored backup has ended.
func (x *indexer) stale(head int64) (bool, error) {
	seq := x.index.Seq()
	if seq == 0 || seq > head || x.right {
		return seq == 0 || seq > head, nil
	}
	seen, err := os.ReadFile(x.seen)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, err
	}
	return !x.sync.Honours(string(seen), seq, head), nil
}

// note writes down, once, that this run has found the index right.
func (x *indexer) note() error {
	if x.right {
		return nil
	}
	fresh := x.seen + ".new"
	err := os.WriteFile(fresh, []byte(x.sync.Run()), 0o644)
	if err == nil {
		err = os.Rename(fresh, x.seen)
	}
	x.right = err == nil
	return err
}

// leadsOn reports whether an article of everyone's scope is archived: the note where it leads on, read by those who had it and found by
// nobody. The bytes are the server's own encoding, in which a text's quotes are escaped.
func leadsOn(body []byte) bool { return bytes.Contains(body, []byte(`"confidence":"archived"`)) }

// changed reads what happened to published articles after a change.
func changed(r fieldsync.Reader, from, head int64) (search.Batch, error) {
	var batch search.Batch
	err := r.ScanChanges(access.KB, from, head, func(e fieldsync.Entry) (bool, error) {
		if e.Collection != "articles" {
			return true, nil
		}
		if e.Gone {
			batch.Deletes = append(batch.Deletes, e.ID)
			return true, nil
		}
		if leadsOn(e.Body) {
			batch.Deletes = append(batch.Deletes, e.ID)
			return true, nil
		}
		var d search.Doc
		if err := json.Unmarshal(e.Body, &d); err != nil {
			return false, err
		}
		batch.Puts = append(batch.Puts, d)
		return true, nil
	})
	return batch, err
}

// published reads all published articles.
func published(r fieldsync.Reader, head int64) ([]search.Doc, error) {
	batch, err := changed(r, 0, head)
	return batch.Puts, err
}

// check compares the index with the database, mends it if they differ, and compacts it. It runs at night.
func (x *indexer) check(ctx context.Context) error {
	if err := x.catchUp(ctx); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	err := x.sync.View(ctx, func(r fieldsync.Reader) error {
		head, _, err := r.Head()
		if err != nil {
			return err
		}
		if from := x.index.Seq(); from < head { // a change since the line before: it is caught up by itself
			batch, err := changed(r, from, head)
			if err != nil || len(batch.Puts)+len(batch.Deletes) > 0 {
				return err
			}
		}
		docs, err := published(r, head)
		if err != nil {
			return err
		}
		differs, err := x.index.Check(docs)
		if err != nil || len(differs) == 0 {
			return err
		}
		x.log("the search index differed from the articles and was made again", "count", len(differs), "first", differs[0])
		return x.index.Replace(docs, head)
	})
	if err != nil {
		return err
	}
	return x.index.Compact(ctx)
}

// kbSearch is the online search; the tablet has the same one without a network.
func kbSearch(s *server, r *request) error {
	q := r.Request.URL.Query()
	limit, _ := strconv.Atoi(q.Get("limit")) // anything else means the default
	result, err := s.indexer.index.Search(search.Query{
		Text: short(q.Get("q"), 2000), Kind: q.Get("kind"), Lang: q.Get("lang"), Vendor: q.Get("vendor"), Model: q.Get("model"), Tag: q.Get("tag"),
		Prefer: q.Get("prefer"), Limit: min(limit, 50),
	})
	if err != nil {
		return err
	}
	if words := strings.TrimSpace(q.Get("q")); words != "" {
		now := s.now()
		hits := result.Total
		if result.Missed() {
			hits = 0
		}
		s.asking.ask(r.actor.User, loop.Search{Query: short(words, searchRead), Lang: r.lang, Role: r.actor.Role, Place: loop.OnServer, Day: now.UTC().Format(day), Hits: hits}, now)
	}
	return r.JSON(http.StatusOK, result)
}
