// Command bench measures the real binary over real HTTP, as tablets use it, and sets beside it what the same work costs SQLite and a
// compressor alone (the floor) and, if asked, the peers. It prints a table and writes bench.json.
//
// What it goes by: the server's CPU time (from /proc, in grains of 10 ms, so short things are repeated in one window) and bytes on the
// socket with headers. Wall time on a shared machine says little and is shown for what it is worth. The bars are ratios within one run.
//
// The workload is made up here (sheets.go) and goes in through the real door: a dispatcher pushes 10,000 job sheets of about 2,279 bytes,
// assigned to 40 engineers of one team, with every rule, scope, history and outcome that a push has, synchronous=FULL.
//
//	go run ./hooks/bench [-only push,empty] [-growth=false] [-data FOLDER] [-out bench.json]
//	PEERS=folder go run ./hooks/bench
//	go test ./hooks/bench -run '^$' -bench Push -cpuprofile push.prof      # the same operations in process, for profiles
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

type measurement struct {
	name string
	run  func(*bench) error
}

// measurements in the order in which they run; each is a file.
var measurements = []measurement{
	{"first", firstPull}, {"empty", emptyPull}, {"delta", deltaPull}, {"push", pushEdits}, {"floor", floor}, {"reassign", reassign}, {"herd", herd}, {"growth", growth}, {"peers", peers},
}

// bench is one run.
type bench struct {
	binary  string
	dir     string // scratch
	seeded  string // a data folder with the workload, never served itself: stages work on copies
	jobs    int
	million bool   // growth goes up to a million records
	stage   *stage // where the plain operations run
	table   table
}

func main() {
	b := &bench{}
	var only, out, data string
	flag.StringVar(&b.binary, "bin", "bin/lutong", "the server to measure")
	flag.IntVar(&b.jobs, "jobs", 10_000, "job sheets of the workload")
	flag.StringVar(&only, "only", "", "operations to run, with commas between; all if empty")
	flag.StringVar(&data, "data", "", "a folder that keeps the workload between runs of one version; made if it is not there")
	flag.StringVar(&out, "out", "bench.json", "where the results go")
	flag.BoolVar(&b.million, "growth", true, "growth goes on from 100,000 to a million records (2 GB, 2 minutes)")
	flag.Parse()
	if err := b.run(only, data, out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(only, data, out string) (err error) {
	if b.dir, err = os.MkdirTemp(".", "bench_data-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if b.seeded = data; data == "" {
		b.seeded = filepath.Join(b.dir, "seeded")
	}
	wanted := strings.FieldsFunc(only, func(r rune) bool { return r == ',' })
	for _, name := range wanted {
		if !slices.ContainsFunc(measurements, func(m measurement) bool { return m.name == name }) {
			return fmt.Errorf("no operation %s", name)
		}
	}
	began := time.Now()
	if err := b.seed(); err != nil {
		return err
	}
	if b.stage, err = b.open("stage"); err != nil {
		return err
	}
	defer func() { b.stage.close() }()
	b.table.head()
	for _, o := range measurements {
		if len(wanted) > 0 && !slices.Contains(wanted, o.name) {
			continue
		}
		if err := o.run(b); err != nil {
			return fmt.Errorf("%s: %w", o.name, err)
		}
	}
	b.table.judge()
	fmt.Printf("\n%.0f s in all\n", time.Since(began).Seconds())
	return b.table.write(out)
}
