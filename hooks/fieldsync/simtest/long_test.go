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
				if err := Run(memory(), n, Large); err != nil {
					t.Errorf("seed %d: %v", n, err)
				}
				done.Add(1)
			}
		})
	}
	workers.Wait()
	t.Logf("%d seeds", done.Load())
}
