// Package eval measures the search of the knowledge base on collections with judged queries, on exactly the code that serves a request:
// an index in a folder, filled by Replace, asked by Search. A collection is a folder with corpus.jsonl {id, title, text}, queries.jsonl
// {id, text} and qrels.tsv (query, document, grade). It does not tune anything and knows no peers; kb/bench compares.
package eval

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"lutong/kb/search"
)

// Collection is what is searched, what is asked, and which answers are right.
type Collection struct {
	Name    string
	Docs    []search.Doc
	Bytes   int // of titles and texts
	Queries []Query
}

// Query with the documents that answer it and how well (grade > 0).
type Query struct {
	ID, Text string
	Grades   map[string]int
}

// Load reads the collection in dir. queries and corpus name other files than its own; corpus may be a folder of another collection.
// Queries that nobody judged are left out: nothing can be said about them.
func Load(dir, queries, corpus string) (Collection, error) {
	c := Collection{Name: filepath.Base(filepath.Clean(dir))}
	var err error
	if c.Docs, c.Bytes, err = readCorpus(dir, corpus); err != nil {
		return c, err
	}
	if c.Queries, err = Judged(dir, queries); err != nil {
		return c, err
	}
	if len(c.Docs) == 0 || len(c.Queries) == 0 {
		return c, fmt.Errorf("eval: %s has %d documents and %d judged queries", dir, len(c.Docs), len(c.Queries))
	}
	return c, nil
}

// Judged reads the queries of a collection, or those of another file with the same ids.
func Judged(dir, queries string) ([]Query, error) {
	grades, err := readGrades(filepath.Join(dir, "qrels.tsv"))
	if err != nil {
		return nil, err
	}
	return readQueries(locate(dir, queries, "queries.jsonl"), grades)
}

// locate finds a file that was named on the command line: from where one stands, else in the collection.
func locate(dir, name, usual string) string {
	if name == "" {
		return filepath.Join(dir, usual)
	}
	if info, err := os.Stat(name); err == nil {
		if info.IsDir() {
			return filepath.Join(name, usual)
		}
		return name
	}
	return filepath.Join(dir, name)
}

// line is a record of any of the JSONL files; others than the documented names are those other collections of this kind use.
type line struct {
	ID    ident  `json:"id"`
	Other ident  `json:"_id"`
	Title string `json:"title"`
	Text  string `json:"text"`

	Summary string `json:"summary"` // few collections have one
}

func (l line) id() string {
	if l.ID != "" {
		return string(l.ID)
	}
	return string(l.Other)
}

// ident is an id written as a string or as a number.
type ident string

func (i *ident) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(i))
	}
	*i = ident(raw)
	return nil
}

func readCorpus(dir, corpus string) ([]search.Doc, int, error) {
	file := locate(dir, corpus, "corpus.jsonl")
	var docs []search.Doc
	bytes := 0
	seen := map[string]bool{}
	err := lines(file, func(raw []byte) error {
		var l line
		if err := json.Unmarshal(raw, &l); err != nil {
			return err
		}
		if l.id() == "" || seen[l.id()] {
			return fmt.Errorf("id %q is empty or used twice", l.id())
		}
		seen[l.id()] = true
		docs = append(docs, search.Doc{ID: l.id(), Title: l.Title, Summary: l.Summary, Body: l.Text})
		bytes += len(l.Title) + len(l.Summary) + len(l.Text)
		return nil
	})
	if errors.Is(err, os.ErrNotExist) && corpus == "" {
		err = fmt.Errorf("%w: a collection of queries only needs --corpus", err)
	}
	return docs, bytes, err
}

func readQueries(file string, grades map[string]map[string]int) ([]Query, error) {
	var out []Query
	seen := map[string]bool{}
	err := lines(file, func(raw []byte) error {
		var l line
		if err := json.Unmarshal(raw, &l); err != nil {
			return err
		}
		if g := grades[l.id()]; len(g) > 0 && !seen[l.id()] {
			seen[l.id()] = true
			out = append(out, Query{l.id(), l.Text, g})
		}
		return nil
	})
	return out, err
}

// readGrades reads "query document grade", or TREC's "query 0 document grade"; a first line of column names is passed over.
func readGrades(file string) (map[string]map[string]int, error) {
	out := map[string]map[string]int{}
	first := true
	err := lines(file, func(raw []byte) error {
		f := strings.Split(string(raw), "\t")
		if len(f) < 3 {
			f = strings.Fields(string(raw))
		}
		if len(f) == 4 {
			f = []string{f[0], f[2], f[3]}
		}
		if len(f) != 3 {
			return fmt.Errorf("%d columns, want 3", len(f))
		}
		grade, err := strconv.ParseFloat(strings.TrimSpace(f[2]), 64)
		if err != nil {
			if first {
				first = false
				return nil
			}
			return fmt.Errorf("grade %q is not a number", f[2])
		}
		first = false
		if grade > 0 {
			if out[f[0]] == nil {
				out[f[0]] = map[string]int{}
			}
			out[f[0]][f[1]] = max(1, min(int(grade), 20))
		}
		return nil
	})
	return out, err
}

// lines calls for every line that is not empty, however long; an error says which line it was.
func lines(file string, visit func([]byte) error) error {
	f, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("eval: %w", err)
	}
	defer f.Close()
	r := bufio.NewReaderSize(f, 1<<20)
	for n := 1; ; n++ {
		raw, err := r.ReadBytes('\n')
		if n == 1 {
			raw = bytes.TrimPrefix(raw, []byte("\ufeff"))
		}
		if raw = bytes.TrimRight(raw, "\r\n"); len(bytes.TrimSpace(raw)) > 0 {
			if err := visit(raw); err != nil {
				return fmt.Errorf("eval: %s line %d: %w", file, n, err)
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("eval: %w", err)
		}
	}
}
