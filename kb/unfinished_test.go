package kb_test

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"lutong/kb"
)

// The editor proves itself on the same file (pb_public/src/domain/articleReady.test.ts).
func TestUnfinished(t *testing.T) {
	raw, err := os.ReadFile("testdata/unfinished.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Kind, Body  string
		Symptoms, Missing []string
	}
	if err := json.Unmarshal(raw, &cases); err != nil || len(cases) < 10 {
		t.Fatal(err, len(cases))
	}
	for _, c := range cases {
		a := kb.Article{Kind: c.Kind, Body: c.Body, Symptoms: c.Symptoms}
		if got := a.Unfinished(); !slices.Equal(got, c.Missing) {
			t.Errorf("%s: missing %q, want %q", c.Name, got, c.Missing)
		}
	}
}

func TestTheLibraryIsFinished(t *testing.T) {
	articles, _, err := kb.Shipped()
	if err != nil || len(articles) == 0 {
		t.Fatal(err)
	}
	for _, a := range articles {
		if missing := a.Unfinished(); len(missing) > 0 {
			t.Errorf("%s %s: missing %q", a.Lang, a.Slug, missing)
		}
	}
}
