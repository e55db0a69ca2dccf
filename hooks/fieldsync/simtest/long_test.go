package simtest

import (
	"flag"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

var long = flag.Duration("long", 0, "draw new seeds for this long, and print one that fails")

// longSize is the size of a long run's seed: every fourth is large, every second has several schemas.
func longSize(seed uint64) Size {
	size := Middle
	if seed%4 == 0 {
		size = Large
	}
	size.Versions = seed%8 < 4
	return size
}

// go test ./hooks/fieldsync/simtest -run Long -long 10m
func TestLong(t *testing.T) {
	if *long == 0 {
		return
	}
	end := time.Now().Add(*long)
	var seed, done atomic.Uint64
	seed.Store(uint64(end.UnixNano()))
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for time.Now().Before(end) && !t.Failed() {
				n := seed.Add(1)
				if err := Run(memory(), n, longSize(n)); err != nil {
					t.Errorf("seed %d: %v", n, err)
				}
				done.Add(1)
			}
		})
	}
	workers.Wait()
	t.Logf("%d seeds", done.Load())
}
