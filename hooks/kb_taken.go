package hooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lutong/hooks/library"
	"lutong/kb/folder"
)

// taken is what an import did, or would do.
type taken struct {
	steps      []library.Step
	Files      []takenFile             `json:"files"`
	Counts     map[library.Outcome]int `json:"counts"`
	Versions   int                     `json:"versions"`
	Unreadable []folder.Problem        `json:"unreadable"`
	Skipped    []folder.Problem        `json:"skipped"`
	Notes      []folder.Problem        `json:"notes"`
	Written    bool                    `json:"written"`
}

// takenFile is one article's line.
type takenFile struct {
	File    string          `json:"file"`
	ID      string          `json:"id"`
	Outcome library.Outcome `json:"outcome"`
	Title   string          `json:"title"`
	Fields  []string        `json:"fields,omitempty"` // that change
	Problem *folder.Problem `json:"problem,omitempty"`
}

func (t *taken) add(step library.Step) {
	if t.Counts == nil {
		t.Counts = map[library.Outcome]int{}
	}
	t.Counts[step.Outcome]++
	t.Notes = append(t.Notes, step.File.Notes...)
	line := takenFile{File: step.File.File, ID: step.ID, Outcome: step.Outcome, Title: step.File.Texts["title"], Problem: step.Problem}
	switch step.Outcome {
	case library.Refused:
		t.Unreadable = append(t.Unreadable, *step.Problem)
	case library.Changed, library.Merged:
		line.Fields = step.Fields
	}
	t.steps, t.Files = append(t.steps, step), append(t.Files, line)
}

// stops says why nothing is written; "" if something may be.
func (t *taken) stops(in intake) string {
	var why []string
	if n := len(t.Unreadable); n > 0 && !in.skipUnread {
		why = append(why, fmt.Sprintf("%d files cannot be read (--skip-unreadable goes on without them)", n))
	}
	if n := t.Counts[library.Conflict]; n > 0 && !in.skipConflicts {
		why = append(why, fmt.Sprintf("%d articles were changed in the app, too (--skip-conflicts goes on without them)", n))
	}
	return strings.Join(why, "; ")
}

// listed is how many lines of one kind are printed.
const listed = 200

func (t *taken) print(cmd *cobra.Command, in intake) error {
	stops := t.stops(in)
	t.Written = stops == "" && !in.dryRun
	out := cmd.OutOrStdout()
	if in.asJSON {
		if err := json.NewEncoder(out).Encode(t); err != nil {
			return err
		}
	} else {
		t.table(out)
		if in.dryRun {
			fmt.Fprintln(out, "dry run: nothing was written")
		}
	}
	if stops != "" && in.dryRun {
		return errors.New("an import would write nothing: " + stops)
	}
	if stops != "" {
		return errors.New("nothing was written: " + stops)
	}
	return nil
}

// table prints what a person wants to see, first what needs them.
func (t *taken) table(out io.Writer) {
	lang := tongue()
	many := func(kind string, list []folder.Problem) {
		for i, p := range list {
			if i == listed {
				fmt.Fprintf(out, "%-10s and %d more\n", kind, len(list)-listed)
				break
			}
			fmt.Fprintf(out, "%-10s %s: %s: %s\n", kind, p.Where(), p.Code, p.In(lang))
		}
	}
	many("unreadable", t.Unreadable)
	var conflicts []folder.Problem
	for _, f := range t.Files {
		if f.Outcome == library.Conflict {
			conflicts = append(conflicts, *f.Problem)
		}
	}
	many("conflict", conflicts)
	many("note", t.Notes)
	many("skipped", t.Skipped)
	for _, f := range t.Files {
		switch f.Outcome {
		case library.Created:
			fmt.Fprintf(out, "%-10s %s: %s\n", f.Outcome, f.File, f.Title)
		case library.Changed, library.Merged:
			fmt.Fprintf(out, "%-10s %s: %s\n", f.Outcome, f.File, strings.Join(f.Fields, ", "))
		}
	}
	fmt.Fprintf(out, "%d created, %d changed, %d merged, %d unchanged, %d in conflict, %d unreadable, %d skipped\n", t.Counts[library.Created], t.Counts[library.Changed],
		t.Counts[library.Merged], t.Counts[library.Unchanged], t.Counts[library.Conflict], len(t.Unreadable), len(t.Skipped))
}
