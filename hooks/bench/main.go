// Command bench measures the real binary over real HTTP: it makes a demo organisation with many jobs, serves it, and does what tablets do.
// Server CPU is read from /proc, bytes are counted on the socket. Wall times on a shared machine say little; CPU and bytes compare.
//
//	go run ./hooks/bench [-jobs 10000] [-out bench.json]
package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"lutong/hooks/fieldsync"
)

// result is one line of the table.
type result struct {
	Name      string  `json:"name"`
	WallMS    float64 `json:"wallMs"`
	ServerMS  float64 `json:"serverCpuMs"`
	Down      int64   `json:"bytesDown"`
	Up        int64   `json:"bytesUp"`
	Requests  int     `json:"requests"`
	PeakRSSMB float64 `json:"peakRssMb"`
}

func main() {
	jobs := flag.Int("jobs", 10_000, "jobs in the demo organisation")
	out := flag.String("out", "bench.json", "where the results go")
	binary := flag.String("bin", "bin/lutong", "the server to measure")
	flag.Parse()
	if err := run(*binary, *jobs, *out); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(binary string, jobs int, out string) error {
	dir, err := os.MkdirTemp(".", "bench_data-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	b := &bench{jobs: jobs}
	began := time.Now()
	if err := b.found(binary, dir); err != nil {
		return err
	}
	fmt.Printf("demo organisation with %d jobs: %.1f s\n", jobs, time.Since(began).Seconds())
	if err := b.start(binary, dir); err != nil {
		return err
	}
	defer b.stop()
	for _, step := range []func() error{b.firstPull, b.emptyPull, b.push} {
		if err := step(); err != nil {
			return err
		}
	}
	raw, err := json.MarshalIndent(b.results, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(out, append(raw, '\n'), 0o644)
}

type bench struct {
	jobs     int
	accounts []struct{ Role, Email, Password, Team string }
	server   *exec.Cmd
	base     string
	client   *http.Client
	up, down atomic.Int64
	requests int
	token    string
	cursor   string
	changed  []string // ids of jobs to edit
	notes    map[string]json.RawMessage
	results  []result
}

func (b *bench) found(binary, dir string) error {
	cmd := exec.Command(binary, "demo", "--dir", filepath.Join(dir, "data"), "--jobs", strconv.Itoa(b.jobs), "--json")
	cmd.Stderr = os.Stderr
	raw, err := cmd.Output()
	if err != nil {
		return err
	}
	var org struct {
		Accounts []struct{ Role, Email, Password, Team string }
	}
	b.notes = map[string]json.RawMessage{}
	err = json.Unmarshal(raw, &org)
	b.accounts = org.Accounts
	return err
}

func (b *bench) start(binary, dir string) error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	b.base = "http://" + addr
	b.server = exec.Command(binary, "serve", "--dir", filepath.Join(dir, "data"), "--http", addr)
	b.server.Stderr = os.Stderr
	began := time.Now()
	if err := b.server.Start(); err != nil {
		return err
	}
	dialer := &net.Dialer{}
	b.client = &http.Client{Transport: &http.Transport{DisableCompression: true, DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		c, err := dialer.DialContext(ctx, network, address)
		return &counted{c, b}, err
	}}}
	for {
		if _, err := b.client.Get(b.base + "/api/sync/v1/info"); err == nil {
			break
		}
		if time.Since(began) > 20*time.Second {
			return fmt.Errorf("the server does not answer")
		}
		time.Sleep(10 * time.Millisecond)
	}
	fmt.Printf("serving after %.2f s\n\n%-34s %9s %9s %11s %9s %5s %8s\n", time.Since(began).Seconds(), "", "wall ms", "CPU ms", "bytes down", "bytes up", "req", "RSS MB")
	return b.signIn("dispatcher")
}

func (b *bench) stop() {
	_ = b.server.Process.Kill() // it is ours and only measured
	_ = b.server.Wait()
}

// counted counts what goes over a connection.
type counted struct {
	net.Conn
	b *bench
}

func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	c.b.down.Add(int64(n))
	return n, err
}

func (c *counted) Write(p []byte) (int, error) {
	n, err := c.Conn.Write(p)
	c.b.up.Add(int64(n))
	return n, err
}

func (b *bench) signIn(role string) error {
	for _, a := range b.accounts {
		if a.Role != role {
			continue
		}
		raw, err := b.do("POST", "/api/collections/users/auth-with-password", map[string]string{"identity": a.Email, "password": a.Password}, false)
		if err != nil {
			return err
		}
		var auth struct{ Token string }
		err = json.Unmarshal(raw, &auth)
		b.token = auth.Token
		return err
	}
	return fmt.Errorf("no %s among the accounts", role)
}

// do sends a request and returns the unpacked body.
func (b *bench) do(method, path string, body any, packed bool) ([]byte, error) {
	var in io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return nil, err
		}
		if packed {
			var buf bytes.Buffer
			z := gzip.NewWriter(&buf)
			if _, err := z.Write(raw); err != nil {
				return nil, err
			}
			if err := z.Close(); err != nil {
				return nil, err
			}
			raw = buf.Bytes()
		}
		in = bytes.NewReader(raw)
	}
	r, err := http.NewRequest(method, b.base+path, in)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept-Encoding", "gzip")
	r.Header.Set("X-Device", "benchbenchbench")
	if packed {
		r.Header.Set("Content-Encoding", "gzip")
	}
	if b.token != "" {
		r.Header.Set("Authorization", b.token)
	}
	b.requests++
	res, err := b.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var rd io.Reader = res.Body
	if res.Header.Get("Content-Encoding") == "gzip" {
		if rd, err = gzip.NewReader(res.Body); err != nil {
			return nil, err
		}
	}
	raw, err := io.ReadAll(rd)
	if err == nil && res.StatusCode >= 300 {
		err = fmt.Errorf("%s %s: %d %s", method, path, res.StatusCode, raw)
	}
	return raw, err
}

// measure runs fn and adds a line.
func (b *bench) measure(name string, times int, fn func() error) error {
	up, down, requests, cpu, began := b.up.Load(), b.down.Load(), b.requests, b.cpu(), time.Now()
	for range times {
		if err := fn(); err != nil {
			return err
		}
	}
	n := float64(times)
	r := result{Name: name, WallMS: float64(time.Since(began).Microseconds()) / 1000 / n, ServerMS: (b.cpu() - cpu) / n, Up: (b.up.Load() - up) / int64(times),
		Down: (b.down.Load() - down) / int64(times), Requests: (b.requests - requests) / times, PeakRSSMB: b.rss()}
	b.results = append(b.results, r)
	fmt.Printf("%-34s %9.1f %9.2f %11d %9d %5d %8.0f\n", r.Name, r.WallMS, r.ServerMS, r.Down, r.Up, r.Requests, r.PeakRSSMB)
	return nil
}

// cpu is the server's CPU time in ms, in grains of 10 ms: short things are repeated.
func (b *bench) cpu() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", b.server.Process.Pid))
	if err != nil {
		return 0
	}
	fields := strings.Fields(string(raw[bytes.LastIndexByte(raw, ')')+1:]))
	user, _ := strconv.ParseFloat(fields[11], 64) // the kernel writes numbers
	system, _ := strconv.ParseFloat(fields[12], 64)
	return (user + system) * 10
}

func (b *bench) rss() float64 {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", b.server.Process.Pid))
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(raw), "VmHWM:")
	kb, _ := strconv.ParseFloat(strings.Fields(after)[0], 64)
	return kb / 1024
}

// pull follows a cursor to its end.
func (b *bench) pull(line func([]byte)) error {
	for {
		raw, err := b.do("GET", "/api/sync/v1/pull?limit=5000&cursor="+b.cursor, nil, false)
		if err != nil {
			return err
		}
		lines := bytes.Split(bytes.TrimSpace(raw), []byte("\n"))
		var end struct {
			End struct {
				Cursor string
				More   bool
			}
		}
		if err := json.Unmarshal(lines[len(lines)-1], &end); err != nil || end.End.Cursor == "" {
			return fmt.Errorf("a page without end: %w", err)
		}
		for _, l := range lines {
			line(l)
		}
		b.cursor = end.End.Cursor
		if !end.End.More {
			return nil
		}
	}
}

func (b *bench) firstPull() error {
	type putLine struct {
		Put string
		Doc struct {
			ID    string
			Notes json.RawMessage
		}
	}
	var lines [][]byte
	err := b.measure(fmt.Sprintf("first pull, %d jobs", b.jobs), 1, func() error {
		return b.pull(func(l []byte) { lines = append(lines, l) })
	})
	for _, l := range lines {
		var p putLine
		if bytes.HasPrefix(l, []byte(`{"put":"jobs"`)) && json.Unmarshal(l, &p) == nil {
			b.changed = append(b.changed, p.Doc.ID)
			b.notes[p.Doc.ID] = p.Doc.Notes
		}
	}
	return err
}

func (b *bench) emptyPull() error {
	return b.measure("empty pull", 200, func() error { return b.pull(func([]byte) {}) })
}

// push sends small edits of one field each, a thousand in two requests, then a hundred for the delta that follows.
func (b *bench) push() error {
	n, applied := int64(0), 0
	edits := func(from, to int) error {
		for i := from; i < to; i += fieldsync.DefaultLimits.Mutations {
			req := fieldsync.Push{Schema: 1, App: "bench", Now: fieldsync.Stamp(time.Now())}
			for _, id := range b.changed[i:min(i+fieldsync.DefaultLimits.Mutations, to)] {
				n++
				next := fieldsync.JSONOf(fmt.Sprintf("第 %d 次到场复查,已处理。", n))
				req.Mutations = append(req.Mutations, fieldsync.Mutation{N: n, Collection: "jobs", ID: id, Op: "update", At: req.Now,
					Was: map[string]json.RawMessage{"notes": b.notes[id]}, Set: map[string]json.RawMessage{"notes": next}})
				b.notes[id] = next
			}
			raw, err := b.do("POST", "/api/sync/v1/push", req, true)
			if err != nil {
				return err
			}
			applied += bytes.Count(raw, []byte(`"status":"applied"`))
		}
		return nil
	}
	count := min(1000, len(b.changed)-100)
	if count < 1 {
		return fmt.Errorf("too few jobs to push: %d", len(b.changed))
	}
	if err := b.measure(fmt.Sprintf("push of %d small edits", count), 1, func() error { return edits(0, count) }); err != nil {
		return err
	}
	if applied != count {
		return fmt.Errorf("%d of %d edits were applied", applied, count)
	}
	if err := b.pull(func([]byte) {}); err != nil {
		return err
	}
	if err := edits(count, count+100); err != nil {
		return err
	}
	return b.measure("pull after 100 changed", 1, func() error { return b.pull(func([]byte) {}) })
}
