package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// The peers run by their own programs in a copy of the folder that PEERS names: other engines on a workload of the same size, measured
// the same way (server CPU from /proc, bytes on the client's sockets). Nothing of theirs is kept.

// peerPrograms in the order in which they run, each with what installs it. What does not install or run is left out, and said.
var peerPrograms = []struct {
	folder, install string
	run             []string
}{
	{"pb", "go build -o ../bin/pocketbase .", []string{"pb/bench.mjs"}},
	{"ref", "go build -o ../bin/ref .", []string{"ref/bench.mjs"}},
	{"rxdb15", "npm i --no-audit --no-fund --no-package-lock --loglevel=error", []string{"rxdb15/bench.mjs"}},
	{"pouch", "npm i --no-audit --no-fund --no-package-lock --loglevel=error", []string{"pouch/bench.mjs", "leveldb"}},
}

// peerLines are the figures taken over, by peer and operation; those with a key are in the bars.
var peerLines = map[[2]string]struct{ key, name string }{
	{"pocketbase-naive", "first_pull"}:                {"peer.pocketbase.first", "PocketBase: first pull"},
	{"pocketbase-naive", "empty_pull"}:                {"", "PocketBase: empty pull"},
	{"pocketbase-naive", "delta_pull"}:                {"", "PocketBase: pull after 100 changed"},
	{"pocketbase-naive", "push_batch1000"}:            {"", "PocketBase: batch of 1,000 whole records"},
	{"pocketbase-naive", "push_batch1000_small_edit"}: {"peer.pocketbase.push", "PocketBase: batch of 1,000 small edits"},
	{"lean-client+ref", "first_pull_gzip1_stream"}:    {"", "reference without accounts: first pull"},
	{"lean-client+ref", "empty_pull"}:                 {"", "reference: empty pull"},
	{"lean-client+ref", "delta_pull"}:                 {"", "reference: pull after 100 changed"},
	{"lean-client+ref", "push_small_edit_ops_gzip"}:   {"", "reference: push of 1,000 small edits"},
	{"rxdb-server-memory", "first_pull"}:              {"", "RxDB server, in memory: first pull"},
	{"rxdb-server-memory", "empty_pull"}:              {"", "RxDB server: empty pull"},
	{"rxdb-server-memory", "delta_pull"}:              {"", "RxDB server: pull after 100 changed"},
	{"rxdb-server-memory", "push"}:                    {"", "RxDB server: push of 1,000"},
	{"pouchdb-leveldb", "first_pull"}:                 {"", "PouchDB on LevelDB: first pull"},
	{"pouchdb-leveldb", "empty_pull"}:                 {"", "PouchDB: empty pull"},
	{"pouchdb-leveldb", "delta_pull"}:                 {"", "PouchDB: pull after 100 changed"},
	{"pouchdb-leveldb", "push"}:                       {"", "PouchDB: push of 1,000"},
}

type peerLine struct {
	Peer, Op, Note string
	Runs           int
	MS             float64
	RX, TX, Reqs   float64
	CPU            float64 `json:"srv_cpu_ms"`
	Peak           float64 `json:"peakMB"`
}

func peers(b *bench) error {
	from := os.Getenv("PEERS")
	if from == "" {
		fmt.Println("(without the peers: set PEERS to the folder of their programs)")
		return nil
	}
	dir, err := filepath.Abs(filepath.Join(b.dir, "peers"))
	if err != nil {
		return err
	}
	if err := os.CopyFS(dir, os.DirFS(from)); err != nil {
		return err
	}
	for _, name := range []string{"bin", "tmp", "results"} {
		if err := os.MkdirAll(filepath.Join(dir, name), 0o755); err != nil {
			return err
		}
	}
	for _, p := range peerPrograms {
		out, err := b.peer(filepath.Join(dir, p.folder), 4*time.Minute, "bash", "-c", p.install)
		if err == nil {
			out, err = b.peer(dir, 4*time.Minute, "node", append([]string{"--expose-gc"}, p.run...)...)
		}
		if taken := b.take(out); err != nil || taken == 0 {
			fmt.Printf("(peer %s: %d figures, %v: %s)\n", p.folder, taken, err, last(out))
		}
	}
	return nil
}

// peer runs one program, with all it starts, in the copy.
func (b *bench) peer(dir string, limit time.Duration, name string, args ...string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir = dir
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) } // its own clean-up stops its server
	cmd.WaitDelay = 10 * time.Second
	return cmd.CombinedOutput()
}

// take reads a peer's lines of JSON and puts those we compare with into the table.
func (b *bench) take(out []byte) (taken int) {
	var found []result
	for _, line := range bytes.Split(out, []byte("\n")) {
		var l peerLine
		if !bytes.HasPrefix(line, []byte("{")) || json.Unmarshal(line, &l) != nil {
			continue
		}
		if l.Op == "server_rss" {
			for i := range found {
				found[i].PeakRSSMB = l.Peak
			}
		}
		known, ok := peerLines[[2]string{l.Peer, l.Op}]
		if !ok {
			continue
		}
		found = append(found, result{Key: known.key, Name: known.name, Rounds: l.Runs, Times: 1, WallMS: l.MS, CPUMS: l.CPU, Down: int64(l.RX), Up: int64(l.TX), Requests: l.Reqs})
	}
	for _, r := range found {
		b.table.add(r)
	}
	return len(found)
}

// last is the end of what a program said.
func last(out []byte) []byte {
	out = bytes.TrimSpace(out)
	return out[max(0, len(out)-300):]
}
