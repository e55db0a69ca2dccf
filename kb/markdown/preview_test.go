package markdown

import (
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write the golden files again")

// previewCase is a text and what the server makes of it. The tablet's own renderer (pb_public/src/markdown) must give the same structure.
type previewCase struct {
	Name string `json:"name"`
	Lang string `json:"lang"`
	Body string `json:"body"`
	HTML string `json:"html"`
}

// The preview on a tablet without a network shows what readers will see: both renderers are held together by one file.
func TestPreviewVectors(t *testing.T) {
	const file = "testdata/preview.json"
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var cases []previewCase
	if err := json.Unmarshal(src, &cases); err != nil {
		t.Fatal(err)
	}
	if len(cases) < 20 {
		t.Fatal("too few cases", len(cases))
	}
	for i, c := range cases {
		size := func(ref string) (width, height int) {
			if ref == "0123456789abcdef" {
				return 640, 480
			}
			return 0, 0
		}
		html, err := Render(c.Body, Options{Lang: c.Lang, ID: "preview", Figure: size, Link: func(slug string) (Target, bool) {
			switch slug {
			case "ap-offline":
				return Target{Href: "/knowledge/aaaaaaaaaaaaaaa", Title: "AP 掉线 & 更多"}, true
			case "old-one":
				return Target{Href: "/knowledge/bbbbbbbbbbbbbbb", Title: "旧文", Gone: true}, true
			}
			return Target{}, false
		}})
		if err != nil {
			t.Error(c.Name, err)
		}
		if html != c.HTML && !*update {
			t.Errorf("%s: got\n%s\nwant\n%s", c.Name, html, c.HTML)
		}
		cases[i].HTML = html
	}
	if *update {
		out, err := json.MarshalIndent(cases, "", "  ")
		if err == nil {
			err = os.WriteFile(file, append(out, '\n'), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
