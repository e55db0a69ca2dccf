package simtest

import (
	"flag"
	"fmt"
	"testing"
	"time"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/memstore"
	"lutong/hooks/rules"
)

var long = flag.Duration("long", 0, "draw new seeds for this long and print a failing one")

func memory() Backend {
	s := memstore.New(rules.Collections, "sim")
	return Backend{Store: s, History: s.History, Docs: func() []*fs.Doc {
		var live []*fs.Doc
		for _, d := range s.Docs() {
			if !d.Deleted {
				live = append(live, d)
			}
		}
		return live
	}}
}

// P1 P2 P3 P4 P5 P9 from fixed seeds, in memory.
func TestPromisesHold(t *testing.T) {
	for seed := range uint64(60) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			if err := Run(memory(), seed, Small); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// Large runs whose seeds once broke a promise; the cases themselves are pinned down in fieldsync/push_test.go.
func TestSeedsThatFailed(t *testing.T) {
	for name, seed := range map[string]uint64{
		"scope granted again between two pages of a pull":   1795294510613548423,
		"a set merged to what was there lost what was sent": 1795294578235325309,
		"scope granted again and withdrawn between pages":   1795294601228595590,
	} {
		t.Run(name, func(t *testing.T) {
			if err := Run(memory(), seed, Large); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// go test ./hooks/fieldsync/simtest -run Long -long 10m
func TestLong(t *testing.T) {
	if *long == 0 {
		return
	}
	for end, n := time.Now().Add(*long), uint64(time.Now().UnixNano()); time.Now().Before(end); n++ {
		if err := Run(memory(), n, Large); err != nil {
			t.Fatalf("seed %d: %v", n, err)
		}
	}
}
