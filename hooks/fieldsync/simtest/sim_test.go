package simtest

import (
	"fmt"
	"testing"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/memstore"
	"lutong/hooks/rules"
)

func memory() Backend {
	s := memstore.New(rules.Collections, "sim")
	return Backend{
		Store: s, History: s.History,
		Docs: func() []*fs.Doc {
			var live []*fs.Doc
			for _, d := range s.Docs() {
				if !d.Deleted {
					live = append(live, d)
				}
			}
			return live
		},
		Backup: func() func() {
			b := s.Backup()
			return func() { s.Restore(b) }
		},
	}
}

// P1 P2 P3 P4 P5 P7 P9 from fixed seeds, in memory.
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
