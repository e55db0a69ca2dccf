package blackbox

import (
	"encoding/json"
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
)

// P7, L4, M2: after every documented way to restore a backup, tablets that had work acknowledged after it are told `rewound` and send it again,
// tablets whose cursor is from after it start afresh, and in the end everything is there, once.
func TestRestores(t *testing.T) {
	for _, way := range []struct {
		name string
		save func(*testing.T, *server) (restore func())
	}{
		{"backup of the dashboard", viaDashboard},
		{"copy of the folder", viaFolder},
		{"copy of data.db", viaDatabase},
	} {
		t.Run(way.name, func(t *testing.T) {
			s := newServer(t)
			c := newCrew(t, s)
			writer := c.devices[1]
			c.edits(writer, 5)
			saved := writer.acked
			restore := way.save(t, s)

			c.edits(writer, 5)
			newcomer := newDevice(t, s, "d.zhao", 50) // the backup does not know this tablet
			newcomer.pullAll()
			c.devices = append(c.devices, newcomer)
			c.edits(newcomer, 3)
			for _, d := range c.devices {
				d.pullAll()
			}
			restore()

			early, mover, late := c.devices[2], c.devices[6], c.devices[3:6]
			early.pullAll()
			c.edits(mover, 40) // the server moves past the numbers it gave out before
			for _, d := range slices.Concat(late, []*device{early}) {
				if d.pullAll(); d.resets != 1 {
					t.Errorf("seed %d: a cursor of %s from after the backup was answered with %d resets", *seed, d.who.Email, d.resets)
				}
			}
			for d, last := range map[*device]int64{writer: saved, newcomer: 0} {
				c.edit(d)
				var r *refusal
				if err := d.push(d.outbox); !errors.As(err, &r) || r.code != "rewound" || r.last != last {
					t.Fatalf("%s, acknowledged to %d, the backup knows %d: %v", d.who.Email, d.acked, last, err)
				}
				d.rewind(r.last)
				d.pushAll()
			}
			if r := c.audit(c.fresh()); r.lost+r.doubled > 0 {
				t.Error(r)
			}
			for i, d := range c.devices {
				d.pullAll()
				fresh := newDevice(t, s, name(d.who), 60+i)
				fresh.pullAll()
				d.sameAs(t, fresh)
			}
		})
	}
}

// edits makes and sends some changes.
func (c *crew) edits(d *device, times int) {
	for range times {
		c.edit(d)
		d.pushAll()
	}
}

// rewind is what a device does when the server comes back from an older backup: what was acknowledged after it is to be sent again.
func (d *device) rewind(last int64) {
	d.acked = last
	again := func(m mutation) bool { return m.N > last }
	for _, m := range d.sent {
		if again(m) {
			d.outbox = append(d.outbox, m)
			delete(d.first, m.N)
		}
	}
	d.sent = slices.DeleteFunc(d.sent, again)
	slices.SortFunc(d.outbox, func(a, b mutation) int { return int(a.N - b.N) })
}

// viaDashboard makes and restores a backup as an administrator does in the dashboard. The process replaces itself.
func viaDashboard(t *testing.T, s *server) func() {
	admin := newDevice(t, s, "j.liu", 90)
	ask := func(path string, body any) []byte {
		t.Helper()
		raw, err := admin.call("POST", path, body)
		if err != nil {
			t.Fatal(path, err)
		}
		return raw
	}
	var auth struct{ Token string }
	raw := ask("/api/collections/_superusers/auth-with-password", map[string]string{"identity": adminEmail, "password": adminPassword})
	if err := json.Unmarshal(raw, &auth); err != nil {
		t.Fatal(err)
	}
	admin.token = auth.Token
	ask("/api/backups", map[string]string{"name": "blackbox.zip"})
	return func() {
		ask("/api/backups/blackbox.zip/restore", nil)
		idle, err := net.Dial("tcp", s.address()) // breaks when the process replaces itself, which it does a second after its answer
		if err != nil {
			t.Fatal(err)
		}
		defer idle.Close()
		_, _ = io.Copy(io.Discard, idle)
		if err := answers(s.address()); err != nil {
			t.Fatal(err)
		}
	}
}

// viaFolder copies the folder of a stopped server, and puts the copy in its place.
func viaFolder(t *testing.T, s *server) func() {
	copied := filepath.Join(t.TempDir(), "copy")
	s.stopped(func() error { return os.CopyFS(copied, os.DirFS(s.dir)) })
	return func() {
		s.stopped(func() error { return errors.Join(os.RemoveAll(s.dir), os.CopyFS(s.dir, os.DirFS(copied))) })
	}
}

// viaDatabase copies data.db of a stopped server, and puts it back alone.
func viaDatabase(t *testing.T, s *server) func() {
	file := filepath.Join(s.dir, "data.db")
	var copied []byte
	s.stopped(func() (err error) {
		if _, err := os.Stat(file + "-wal"); err == nil {
			t.Error("a stopped server has left a data.db-wal: data.db alone is not a backup")
		}
		copied, err = os.ReadFile(file)
		return err
	})
	return func() {
		s.stopped(func() error {
			return errors.Join(os.RemoveAll(file+"-wal"), os.RemoveAll(file+"-shm"), os.WriteFile(file, copied, 0o644))
		})
	}
}

// stopped stops the server in the ordinary way, does something to its folder, and starts it again.
func (s *server) stopped(do func() error) {
	s.t.Helper()
	s.mu.Lock()
	cmd := s.cmd
	s.cmd, s.addr = nil, ""
	s.mu.Unlock()
	if err := errors.Join(cmd.Process.Signal(syscall.SIGTERM), cmd.Wait()); err != nil {
		s.t.Fatal("stopping the server: ", err)
	}
	if err := do(); err != nil {
		s.t.Fatal(err)
	}
	s.restart()
}
