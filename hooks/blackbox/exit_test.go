package blackbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// Scripts and service managers go by the exit code: a command that did not do its work must not end with 0.
func TestFailingCommandsSaySo(t *testing.T) {
	if founded.Do(func() { founded.err = found() }); founded.err != nil {
		t.Fatal(founded.err)
	}
	dir := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{
		{"rescue", "/nonexistent.json", "--dir", dir}, {"demo", "--dir", "/proc"}, {"serve", "--dir", dir, "--http", "999.0.0.1:1"}, {"superuser", "upsert", "nobody", "x", "--dir", dir},
		{"kb", "export"}, {"nonsense"},
	} {
		cmd := exec.Command(founded.binary, args...)
		cmd.Dir = filepath.Dir(dir)
		if out, err := cmd.CombinedOutput(); err == nil || len(out) == 0 {
			t.Errorf("%v ended with 0 and said %q", args, out)
		}
	}
	cmd := exec.Command(founded.binary, "version")
	cmd.Dir = t.TempDir()
	if out, err := cmd.Output(); err != nil || len(out) == 0 {
		t.Errorf("version: %v %s", err, out)
	}
	if left, err := os.ReadDir(cmd.Dir); err != nil || len(left) > 0 {
		t.Errorf("asking for the version made %v (%v)", left, err)
	}
}
