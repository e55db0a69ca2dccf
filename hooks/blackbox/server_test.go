package blackbox

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var (
	kills = flag.Int("kills", 25, "how often the server is killed in the middle of pushes")
	seed  = flag.Uint64("seed", 1, "of everything that is drawn")
)

const adminEmail, adminPassword = "admin@blackbox.test", "blackbox-admin-1"

// account is what `lutong demo --json` prints.
type account struct{ Role, Email, Password, Name, Team string }

// founded is the binary and the demo organisation all tests copy.
var founded struct {
	sync.Once
	err      error
	dir      string
	binary   string
	accounts []account
}

func TestMain(m *testing.M) {
	code := m.Run()
	if founded.dir != "" {
		os.RemoveAll(founded.dir)
	}
	os.Exit(code)
}

// found builds the binary from the sources as they are and makes the organisation.
func found() error {
	var err error
	if founded.dir, err = os.MkdirTemp("", "lutong-blackbox-"); err != nil {
		return err
	}
	if err := consult("../.."); err != nil {
		return err
	}
	founded.binary = filepath.Join(founded.dir, "lutong")
	build := exec.Command("go", "build", "-trimpath", "-o", founded.binary, ".")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	raw, err := exec.Command(founded.binary, "demo", "--dir", filepath.Join(founded.dir, "data"), "--json").Output()
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	var org struct{ Accounts []account }
	err = json.Unmarshal(raw, &org)
	founded.accounts = org.Accounts
	return err
}

// consult looks at every file the binary is made of, so that go test knows what this test depends on and caches it honestly.
func consult(root string) error {
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && slices.Contains([]string{".git", "node_modules", "bin", "src", "tests"}, d.Name()):
			return fs.SkipDir
		case !d.IsDir() && !strings.HasSuffix(path, "_test.go"):
			_, err = os.Stat(path)
		}
		return err
	})
}

func accountOf(name string) account {
	i := slices.IndexFunc(founded.accounts, func(a account) bool { return strings.HasPrefix(a.Email, name+"@") })
	return founded.accounts[i]
}

// server is the real binary on a folder of its own. Its address changes with every start, as lines know.
type server struct {
	t    *testing.T
	dir  string
	logs bytes.Buffer

	signedIn map[string]signIn // by account

	mu   sync.Mutex
	addr string // "" while it is down
	up   *sync.Cond
	cmd  *exec.Cmd
	over bool          // it will not come back
	gone chan struct{} // closed when over
}

// newServer copies the demo organisation and serves it.
func newServer(t *testing.T) *server {
	t.Helper()
	founded.Do(func() { founded.err = found() })
	if founded.err != nil {
		t.Fatal(founded.err)
	}
	s := &server{t: t, dir: filepath.Join(t.TempDir(), "data"), signedIn: map[string]signIn{}, gone: make(chan struct{})}
	s.up = sync.NewCond(&s.mu)
	if err := os.CopyFS(s.dir, os.DirFS(filepath.Join(founded.dir, "data"))); err != nil {
		t.Fatal(err)
	}
	if err := s.start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		s.end()
		if t.Failed() && s.logs.Len() > 0 {
			t.Logf("the server said:\n%s", s.logs.String())
		}
	})
	return s
}

// start serves the folder and returns when the server answers.
func (s *server) start() error {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	addr := l.Addr().String()
	if err := l.Close(); err != nil {
		return err
	}
	cmd := exec.CommandContext(s.t.Context(), founded.binary, "serve", "--dir", s.dir, "--http", addr)
	cmd.Stderr = &s.logs
	cmd.Env = append(os.Environ(), "LUTONG_ADMIN_EMAIL="+adminEmail, "LUTONG_ADMIN_PASSWORD="+adminPassword)
	if err := cmd.Start(); err != nil {
		return err
	}
	if err := answers(addr); err != nil {
		_ = cmd.Process.Kill() // what it said is in the log
		_ = cmd.Wait()
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cmd, s.addr = cmd, addr
	s.up.Broadcast()
	return nil
}

// answers waits until the server at addr gives a sign of life.
func answers(addr string) error {
	ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
	defer cancel()
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		res, err := http.Get("http://" + addr + "/api/sync/v1/info")
		if err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("the server does not come up: %v", err)
		case <-tick.C:
		}
	}
}

// kill ends the process with SIGKILL, by pid: no shutdown, no flush.
func (s *server) kill() {
	s.mu.Lock()
	cmd := s.cmd
	s.cmd, s.addr = nil, ""
	s.up.Broadcast()
	s.mu.Unlock()
	if cmd != nil {
		_ = cmd.Process.Kill() // SIGKILL
		_ = cmd.Wait()         // "killed", as it should be
	}
}

// end kills it for good; who waits for it waits no longer.
func (s *server) end() {
	s.mu.Lock()
	if !s.over {
		close(s.gone)
	}
	s.over = true
	s.mu.Unlock()
	s.kill()
}

// restart serves the folder again.
func (s *server) restart() {
	s.t.Helper()
	if err := s.start(); err != nil {
		s.t.Fatalf("seed %d: %v\n%s", *seed, err, s.logs.String())
	}
}

// address waits until the server is up; "" means it never will be again.
func (s *server) address() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.addr == "" && !s.over {
		s.up.Wait()
	}
	return s.addr
}
