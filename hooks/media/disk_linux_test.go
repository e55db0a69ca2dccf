package media

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A small disk that is really full: a tmpfs where we may mount one, and the device that is always full where we may not.
func TestUploadOnAFullDisk(t *testing.T) {
	d := newDepot(t)
	file := photoOf(t, 12, 700, 700)
	fill, drain := fullDiskUnder(t, d)
	at := d.create(claimOf(file)).Header.Get("Location")
	fill(at)
	r := d.patch(at, 0, file)
	if r.StatusCode != 503 || r.code() != "storage_full" || r.Header.Get("Retry-After") == "" {
		t.Fatalf("%d %s", r.StatusCode, r.body)
	}
	if len(d.refused) != 0 || len(d.stored) != 0 {
		t.Errorf("refused %v, stored %v", d.refused, d.stored)
	}
	drain(at)
	offset := d.offset(at) // what fitted is kept
	if offset < 0 || offset >= len(file) {
		t.Fatalf("offset %d", offset)
	}
	if r := d.patch(at, offset, file[offset:]); r.StatusCode != 204 {
		t.Errorf("when there is room again: %d %s", r.StatusCode, r.body)
	}
	d.wantStored(photoID, file)
}

// fullDiskUnder makes the folder of uploads a disk that can be filled and emptied.
func fullDiskUnder(t *testing.T, d *depot) (fill, drain func(at string)) {
	t.Helper()
	dir := d.up.opts.Dir
	if syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=1m") == nil {
		t.Cleanup(func() { _ = syscall.Unmount(dir, syscall.MNT_DETACH) })
		ballast := filepath.Join(dir, "ballast")
		must := func(err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		return func(string) { must(os.WriteFile(ballast, make([]byte, 900<<10), 0o600)) }, func(string) { must(os.Remove(ballast)) }
	}
	bytesOf := func(at string) string { return filepath.Join(dir, strings.TrimPrefix(at, "/uploads/")) }
	return func(at string) {
			if err := errors.Join(os.Remove(bytesOf(at)), os.Symlink("/dev/full", bytesOf(at))); err != nil {
				t.Fatal(err)
			}
		}, func(at string) {
			if err := errors.Join(os.Remove(bytesOf(at)), os.WriteFile(bytesOf(at), nil, 0o600)); err != nil {
				t.Fatal(err)
			}
		}
}
