package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"time"

	"lutong/kb/eval"
	"lutong/kb/search"
)

// measureLarge asks an index of several copies of opszh, which is as large as a library gets, in the forms that cost most, and edits it.
func measureLarge(dir string, copies int, t *targets) error {
	folder := filepath.Join(dir, "opszh")
	if _, err := os.Stat(filepath.Join(folder, "corpus.jsonl")); err != nil {
		return nil
	}
	c, err := eval.Load(folder, "", "")
	if err != nil {
		return err
	}
	if err := measureEdits(c, "an edit among 10,000 sections, seconds until found", size, t); err != nil {
		return err
	}
	once := c.Docs
	for i := 1; i < copies; i++ {
		for _, d := range once {
			d.ID = fmt.Sprint(d.ID, "-", i)
			c.Docs = append(c.Docs, d)
		}
	}
	c.Bytes *= copies
	before := processCPU()
	x, err := eval.Build(c)
	if err != nil {
		return err
	}
	cpu := (processCPU() - before).Seconds()
	defer x.Close()
	fmt.Printf("\n%d copies of opszh: %d documents, %.1f MB of text\n", copies, len(c.Docs), float64(c.Bytes)/1e6)
	for _, form := range []string{"queries", "q_homophone", "q_latintypo", "q_kwpinyin", "q_syn"} {
		qs, err := eval.Judged(folder, form+".jsonl")
		if err != nil {
			return err
		}
		took, err := race(qs, []runner{asking(x)})
		if err != nil {
			return err
		}
		we := took[ours]
		fmt.Printf("%-18s %5d  %7.2f %7.2f  %7.2f %7.2f\n", form, len(qs), we.p50, we.p95, we.cpu50, we.cpu95)
		t.clocked(large, form+": p95 ms", we.p95, we.cpu95, 30, "")
	}
	r := x.Report()
	t.most(large, "index to text", float64(r.IndexBytes)/float64(c.Bytes), 2.5, fmt.Sprintf("%.1f of %.1f MB", float64(r.IndexBytes)/1e6, float64(c.Bytes)/1e6))
	t.clocked(large, "opened, with a first search: seconds", x.Opened.Seconds(), x.Opened.Seconds(), 1, "")
	t.line(large, "", "made anew in seconds (no target)", fmt.Sprintf("%8.3f          computing %.3f", r.IndexSeconds, cpu))
	if err := hostile(x, t); err != nil {
		return err
	}
	return edits(x, c, "an edit, seconds until found", large, t)
}

// hostile asks what nobody would type; the slowest counts.
func hostile(x *eval.Index, t *targets) error {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	r := rand.New(rand.NewPCG(3, 4))
	var wall, cpu []time.Duration
	for range 1000 {
		text := eval.Hostile(r)
		start, before := time.Now(), threadCPU()
		if _, err := x.Search(search.Query{Text: text}); err != nil {
			return fmt.Errorf("%q: %w", text, err)
		}
		cpu, wall = append(cpu, threadCPU()-before), append(wall, time.Since(start))
	}
	t.clocked(large, "1,000 hostile queries, the slowest in seconds", at(wall, 1)/1000, at(cpu, 1)/1000, 1, fmt.Sprintf("p95 %.1f ms", at(wall, 0.95)))
	return nil
}

// measureEdits is how long it takes until an edit is found.
func measureEdits(c eval.Collection, name, in string, t *targets) error {
	x, err := eval.Build(c)
	if err != nil {
		return err
	}
	defer x.Close()
	return edits(x, c, name, in, t)
}

// edits changes an article again and again and looks for the new word at once; the slowest counts. After a commit nothing else happens:
// the worker that applies the change is woken by it (hooks/knowledge.go).
func edits(x *eval.Index, c eval.Collection, name, in string, t *targets) error {
	var wall, cpu []time.Duration
	for i := range 20 {
		d := c.Docs[i*len(c.Docs)/20]
		word := fmt.Sprintf("qzxedit%c%c", 'a'+i/5, 'a'+i%5)
		d.Body += "\n" + word
		start, before := time.Now(), processCPU()
		if err := x.Apply(search.Batch{Puts: []search.Doc{d}}, int64(i+2)); err != nil {
			return err
		}
		found, err := x.Search(search.Query{Text: word})
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(found.Hits, func(h search.Hit) bool { return h.ID == d.ID }) {
			return fmt.Errorf("edit %d was not found", i)
		}
		cpu, wall = append(cpu, processCPU()-before), append(wall, time.Since(start))
	}
	t.clocked(in, name, at(wall, 1)/1000, at(cpu, 1)/1000, 1, "the slowest of 20")
	return nil
}
