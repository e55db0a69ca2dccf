package demo

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the texts of the jobs anew")

// The tablet's test of similar faults (pb_public/src/search/similar.test.ts) asks with what these jobs say, and knows the article of each
// that names one. go test ./hooks/demo -update writes it anew.
func TestTextsOfJobs(t *testing.T) {
	const path = "../../kb/search/testdata/jobs.json"
	type text struct {
		Key         string `json:"key"`
		Site        string `json:"site"`
		Kind        string `json:"kind"`
		Status      string `json:"status"`
		Title       string `json:"title"`
		Description string `json:"description"`
		Cause       string `json:"cause"`
		Fix         string `json:"fix"`
		Article     string `json:"article"`
	}
	var all []text
	for _, s := range sheets() {
		all = append(all, text{s.key, s.site, s.kind, s.status, s.title, s.description, s.cause, s.fix, s.article})
	}
	var want bytes.Buffer
	encoder := json.NewEncoder(&want)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(path, want.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want.Bytes()) {
		t.Errorf("%s is not what the demo's jobs say: go test ./hooks/demo -update", path)
	}
}
