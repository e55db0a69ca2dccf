package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"lutong/kb"
)

// shelf makes a collection of the library in the program, for which nothing was tuned: a document is an article's title, summary and body,
// without its symptoms and tags, which are what is asked: symptoms as customers tell them, and tags that few articles have.
func shelf() (dir string, err error) {
	articles, _, err := kb.Shipped()
	if err != nil {
		return "", err
	}
	if dir, err = os.MkdirTemp("", "lutong-shelf-*"); err != nil {
		return "", err
	}
	var corpus, symptoms, grades bytes.Buffer
	tags := map[string][]string{} // articles by tag
	for _, a := range articles {
		id := a.Lang + "-" + a.Slug
		put(&corpus, record{ID: id, Title: a.Title, Summary: a.Summary, Text: a.Body})
		for i, s := range a.Symptoms {
			q := fmt.Sprint(id, "-", i)
			put(&symptoms, record{ID: q, Text: s})
			fmt.Fprintf(&grades, "%s\t%s\t1\n", q, id)
		}
		for _, tag := range a.Tags {
			tags[tag] = append(tags[tag], id)
		}
	}
	var words bytes.Buffer
	for tag, of := range tags {
		slices.Sort(of)
		if of = slices.Compact(of); len(of) > 5 { // what every article is about finds no particular one
			continue
		}
		put(&words, record{ID: tag, Text: tag})
		for _, id := range of {
			fmt.Fprintf(&grades, "%s\t%s\t1\n", tag, id)
		}
	}
	return dir, errors.Join(
		os.WriteFile(filepath.Join(dir, "corpus.jsonl"), corpus.Bytes(), 0o600),
		os.WriteFile(filepath.Join(dir, "queries.jsonl"), symptoms.Bytes(), 0o600),
		os.WriteFile(filepath.Join(dir, "qrels.tsv"), grades.Bytes(), 0o600),
		os.WriteFile(filepath.Join(dir, "q_tags.jsonl"), words.Bytes(), 0o600))
}

type record struct {
	ID      string `json:"id"`
	Title   string `json:"title,omitempty"`
	Summary string `json:"summary,omitempty"`
	Text    string `json:"text"`
}

func put(to *bytes.Buffer, r record) {
	raw, err := json.Marshal(r)
	if err != nil {
		panic(err) // strings only
	}
	to.Write(append(raw, '\n'))
}

// shelfGroup is the library with its sets of questions.
func shelfGroup(dir string) group {
	return group{name: "library", corpus: dir, sets: []set{
		{"library", dir, "", "", ""},
		{"library/tags", dir, "", filepath.Join(dir, "q_tags.jsonl"), ""},
	}}
}
