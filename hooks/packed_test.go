package hooks

import (
	"bytes"
	"io"
	"math/rand"
	"net/http/httptest"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// What a tablet unpacks is what was sent, page by page, whatever the coding and the number of pages.
func TestPagesSurvivePacking(t *testing.T) {
	unpack := map[string]func(io.Reader) (io.Reader, error){
		"":     func(r io.Reader) (io.Reader, error) { return r, nil },
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	}
	random := rand.New(rand.NewSource(1))
	for coding, open := range unpack {
		for _, count := range []int{1, 2, 5} {
			r := httptest.NewRequest("GET", "/", nil)
			r.Header.Set("Accept-Encoding", coding)
			w := httptest.NewRecorder()
			p := newPacked(w, r)
			var sent bytes.Buffer
			for i := range count {
				page := make([]byte, 30_000+random.Intn(100_000))
				for k := range page {
					page[k] = "abcdefgh\n"[random.Intn(9)]
				}
				sent.Write(page)
				packed, err := p.pack(page, i == count-1)
				if err == nil {
					err = p.send(packed)
				}
				if err != nil {
					t.Fatal(err)
				}
			}
			in, err := open(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(in)
			if err != nil || !bytes.Equal(got, sent.Bytes()) {
				t.Errorf("%q, %d pages: %d bytes of %d arrive, %v", coding, count, len(got), sent.Len(), err)
			}
		}
	}
}
