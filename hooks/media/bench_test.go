package media

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/disintegration/imaging"
)

// The figures of the bars. A shared machine makes wall times worthless, so both sides of a ratio run in turn and CPU time is compared:
//
//	go test -run '^$' -bench . -benchtime 10x ./hooks/media

// cpuTime is what this process has used so far.
func cpuTime(b testing.TB) time.Duration {
	b.Helper()
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peakRSS forgets the peak so far, runs do, and returns the new peak in MB. 0: this system does not tell.
func peakRSS(do func()) float64 {
	debug.FreeOSMemory()
	if os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) != nil {
		do()
		return 0
	}
	do()
	raw, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	_, after, _ := strings.Cut(string(raw), "VmHWM:")
	kb, _ := strconv.ParseFloat(strings.Fields(after)[0], 64)
	return kb / 1024
}

// justImaging is the least that could be done: decode, two resizes. No hash, no checks, no coding, nothing on the disk.
func justImaging(b testing.TB, file []byte) {
	img, err := imaging.Decode(bytes.NewReader(file))
	if err != nil {
		b.Fatal(err)
	}
	imaging.Fit(img, viewSide, viewSide, imaging.CatmullRom)
	imaging.Fit(img, thumbSide, thumbSide, imaging.CatmullRom)
}

// One camera photo through the whole gate (hash, checks, decode, upright, two variants coded, fsync) against justImaging: bar 1.3.
func BenchmarkPhoto12MP(b *testing.B) {
	photo := cameraJPEG(b, 4000, 3000, 1)
	p := testPictures(b, Limits{})
	var ours, theirs time.Duration
	n := uint64(0)
	for b.Loop() {
		n++
		file := renamed(photo, n)
		path, claim := fileOf(b, file), claimOf(file)
		t0 := cpuTime(b)
		if _, err := p.Receive(context.Background(), path, claim); err != nil {
			b.Fatal(err)
		}
		t1 := cpuTime(b)
		justImaging(b, file)
		ours, theirs = ours+t1-t0, theirs+cpuTime(b)-t1
	}
	b.ReportMetric(float64(len(photo))/1e6, "MB/photo")
	b.ReportMetric(float64(ours.Milliseconds())/float64(b.N), "cpu-ms/photo")
	b.ReportMetric(float64(theirs.Milliseconds())/float64(b.N), "imaging-cpu-ms")
	b.ReportMetric(float64(ours)/float64(theirs), "ratio")
}

// Fifty camera photos arriving in one moment: bar 400 MB for the whole process.
func BenchmarkFiftyAtOnce(b *testing.B) {
	photo := cameraJPEG(b, 4000, 3000, 2)
	p := testPictures(b, Limits{})
	paths, claims := make([]string, 50), make([]Claim, 50)
	for b.Loop() {
		for i := range paths {
			file := renamed(photo, uint64(i))
			paths[i], claims[i] = fileOf(b, file), claimOf(file)
		}
		peak := peakRSS(func() {
			var wg sync.WaitGroup
			for i := range paths {
				wg.Go(func() {
					if _, err := p.Receive(context.Background(), paths[i], claims[i]); err != nil {
						b.Error(err)
					}
				})
			}
			wg.Wait()
		})
		b.ReportMetric(peak, "peak-RSS-MB")
	}
}

// Uploads over loopback in the pieces a tablet sends, small pictures of 3 MB: what tus, fsync and the hash cost.
func BenchmarkUpload3MB(b *testing.B) {
	d := newDepot(b)
	photo := noisyJPEG(b, 3<<20)
	n := uint64(0)
	b.SetBytes(int64(len(photo)))
	began := cpuTime(b)
	for b.Loop() {
		n++
		file := renamed(photo, n)
		c := claimOf(file)
		c.Photo = fmt.Sprintf("photo%010d", n)
		at := d.create(c).Header.Get("Location")
		for offset := 0; offset < len(file); offset += 512 << 10 {
			if r := d.patch(at, offset, file[offset:min(offset+512<<10, len(file))]); r.StatusCode != http.StatusNoContent {
				b.Fatalf("%d %s", r.StatusCode, r.body)
			}
		}
	}
	b.ReportMetric(float64((cpuTime(b)-began).Milliseconds())/float64(b.N), "cpu-ms/photo")
}

// noisyJPEG is a picture of about so many bytes with as few pixels as possible.
func noisyJPEG(t testing.TB, size int) []byte {
	t.Helper()
	for side := 200; ; side += 40 {
		if b := photoOf(t, 1, side, side); len(b) >= size {
			return b
		}
	}
}
