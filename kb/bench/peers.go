package main

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/blevesearch/bleve/v2"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/custom"
	_ "github.com/blevesearch/bleve/v2/analysis/analyzer/standard"
	_ "github.com/blevesearch/bleve/v2/analysis/lang/cjk"
	_ "github.com/blevesearch/bleve/v2/analysis/token/lowercase"
	_ "github.com/blevesearch/bleve/v2/analysis/tokenizer/whitespace"
	"github.com/blevesearch/bleve/v2/mapping"
	"github.com/blevesearch/bleve/v2/search/query"
	"github.com/go-ego/gse"
	_ "modernc.org/sqlite"

	"lutong/kb/eval"
	"lutong/kb/search"
)

// peer is another embedded search engine, set up as its manual says.
type peer interface {
	fill(dir string, docs []search.Doc) error
	ask(text string, n int) ([]string, error)
	close()
}

// peers by the names of knowledge.md's table.
func peers() map[string]func() peer {
	return map[string]func() peer{
		"bleve standard":   func() peer { return &blevePeer{analyser: "standard"} },
		"bleve cjk":        func() peer { return &blevePeer{analyser: "cjk"} },
		"bleve cjk + gse":  func() peer { return &blevePeer{analyser: "cjk", words: true} },
		"SQLite FTS5 + 2g": func() peer { return &ftsPeer{} },
	}
}

var peerOrder = []string{"bleve standard", "bleve cjk", "bleve cjk + gse", "SQLite FTS5 + 2g"}

func fillPeers(c eval.Collection, wanted bool) (map[string]peer, error) {
	out := map[string]peer{}
	if !wanted {
		return out, nil
	}
	for _, name := range peerOrder {
		dir, err := os.MkdirTemp("", "lutong-peer-*")
		if err != nil {
			return nil, err
		}
		p := peers()[name]()
		start := time.Now()
		if err := p.fill(dir, c.Docs); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		size, err := eval.Size(dir)
		if err != nil {
			return nil, err
		}
		fmt.Printf("  %s: indexed in %.1f s, %.2fx the text\n", name, time.Since(start).Seconds(), float64(size)/float64(c.Bytes))
		out[name] = &held{p, dir}
	}
	return out, nil
}

// held removes a peer's files when it is closed.
type held struct {
	peer
	dir string
}

func (h *held) close() {
	h.peer.close()
	_ = os.RemoveAll(h.dir)
}

func closePeers(others map[string]peer) {
	for _, p := range others {
		p.close()
	}
}

// whole is what a peer is given of a document.
func whole(d search.Doc) string { return d.Title + "\n" + d.Summary + "\n" + d.Body }

// blevePeer is bleve as it comes: its own analysis, its own score. With words, a second field has the words that gse cuts.
type blevePeer struct {
	analyser string
	words    bool
	index    bleve.Index
}

func (p *blevePeer) mapping() (mapping.IndexMapping, error) {
	m := bleve.NewIndexMapping()
	m.StoreDynamic, m.DocValuesDynamic = false, false
	if err := m.AddCustomAnalyzer("cut", map[string]any{"type": "custom", "tokenizer": "whitespace", "token_filters": []string{"to_lower"}}); err != nil {
		return nil, err
	}
	m.DefaultAnalyzer = p.analyser
	field := func(analyser string) *mapping.FieldMapping {
		f := bleve.NewTextFieldMapping()
		f.Analyzer, f.Store, f.IncludeInAll, f.IncludeTermVectors, f.DocValues = analyser, false, false, false, false
		return f
	}
	d := bleve.NewDocumentStaticMapping()
	d.AddFieldMappingsAt("text", field(p.analyser))
	d.AddFieldMappingsAt("words", field("cut"))
	m.DefaultMapping = d
	return m, nil
}

func (p *blevePeer) fill(dir string, docs []search.Doc) error {
	m, err := p.mapping()
	if err != nil {
		return err
	}
	if p.index, err = bleve.New(filepath.Join(dir, "peer.bleve"), m); err != nil {
		return err
	}
	batch := p.index.NewBatch()
	for i, d := range docs {
		text := whole(d)
		fields := map[string]any{"text": text}
		if p.words {
			fields["words"] = cut(text)
		}
		if err := batch.Index(d.ID, fields); err != nil {
			return err
		}
		if batch.Size() >= 500 || i == len(docs)-1 {
			if err := p.index.Batch(batch); err != nil {
				return err
			}
			batch.Reset()
		}
	}
	return nil
}

func (p *blevePeer) ask(text string, n int) ([]string, error) {
	match := func(field, text string) query.Query {
		q := bleve.NewMatchQuery(text)
		q.SetField(field)
		return q
	}
	q := match("text", text)
	if p.words {
		q = bleve.NewDisjunctionQuery(q, match("words", cut(text)))
	}
	found, err := p.index.Search(bleve.NewSearchRequestOptions(q, n, 0, false))
	if err != nil {
		return nil, err
	}
	var ids []string
	for _, h := range found.Hits {
		ids = append(ids, h.ID)
	}
	return ids, nil
}

func (p *blevePeer) close() {
	if p.index != nil {
		_ = p.index.Close()
	}
}

var segmenter *gse.Segmenter

func cut(text string) string {
	if segmenter == nil {
		s, err := gse.NewEmbed("zh")
		if err != nil {
			panic(err)
		}
		s.SkipLog = true
		segmenter = &s
	}
	return strings.Join(segmenter.CutSearch(strings.ToLower(text)), " ")
}

// ftsPeer is SQLite's full-text index with Porter's stems; it is given Han text as pairs, which it cannot cut itself.
type ftsPeer struct{ db *sql.DB }

func (p *ftsPeer) fill(dir string, docs []search.Doc) error {
	var err error
	if p.db, err = sql.Open("sqlite", filepath.Join(dir, "peer.db")); err != nil {
		return err
	}
	p.db.SetMaxOpenConns(1)
	tx, err := p.db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec(`CREATE VIRTUAL TABLE docs USING fts5(id UNINDEXED, text, tokenize = 'porter unicode61')`); err != nil {
		return err
	}
	insert, err := tx.Prepare(`INSERT INTO docs (id, text) VALUES (?, ?)`)
	if err != nil {
		return err
	}
	for _, d := range docs {
		if _, err := insert.Exec(d.ID, strings.Join(pairs(whole(d)), " ")); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (p *ftsPeer) ask(text string, n int) ([]string, error) {
	var quoted []string
	for _, t := range pairs(text) {
		quoted = append(quoted, `"`+strings.ReplaceAll(t, `"`, `""`)+`"`)
	}
	if len(quoted) == 0 {
		return nil, nil
	}
	rows, err := p.db.Query(`SELECT id FROM docs WHERE docs MATCH ? ORDER BY bm25(docs) LIMIT ?`, strings.Join(quoted, " OR "), n)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", text, err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}

func (p *ftsPeer) close() {
	if p.db != nil {
		_ = p.db.Close()
	}
}

// pairs cuts Han runs into neighbouring pairs and leaves other words as they are.
func pairs(text string) []string {
	var out []string
	var run []rune
	flush := func() {
		if len(run) == 1 {
			out = append(out, string(run))
		}
		for i := 1; i < len(run); i++ {
			out = append(out, string(run[i-1:i+1]))
		}
		run = run[:0]
	}
	for word := range strings.FieldsFuncSeq(strings.ToLower(text), func(r rune) bool {
		return r < 0x80 && !(r >= '0' && r <= '9' || r >= 'a' && r <= 'z') || r >= 0x2000 && r < 0x3040 || r >= 0xff00
	}) {
		latin := strings.Builder{}
		for _, r := range word {
			if r >= 0x3040 {
				if latin.Len() > 0 {
					out = append(out, latin.String())
					latin.Reset()
				}
				run = append(run, r)
				continue
			}
			flush()
			latin.WriteRune(r)
		}
		flush()
		if latin.Len() > 0 {
			out = append(out, latin.String())
		}
	}
	return out
}
