package search

import "testing"

// An index in memory has no files to wait for: filling it ends, in one piece or in many.
func TestReplaceInMemoryEnds(t *testing.T) {
	for _, n := range []int{0, 1, 600} {
		x := open(t, "")
		if err := x.Replace(someDocs(n, "无线"), 1); err != nil {
			t.Fatal(err)
		}
		if err := x.Replace(someDocs(n, "有线"), 2); err != nil {
			t.Fatal(err)
		}
		if got := x.Seq(); got != 2 {
			t.Errorf("%d documents: seq %d", n, got)
		}
	}
}
