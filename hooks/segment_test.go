package hooks

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"

	"lutong/hooks/apptest"
	"lutong/hooks/fieldsync"
)

func unpack(t *testing.T, coding string, body []byte) string {
	t.Helper()
	var in io.Reader = bytes.NewReader(body)
	var err error
	switch coding {
	case "gzip":
		in, err = gzip.NewReader(in)
	case "zstd":
		in, err = zstd.NewReader(in)
	}
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func presentSet(t *testing.T, s *apptest.Server) *fieldsync.Set {
	t.Helper()
	set, err := of(s.App).segments.Present(context.Background())
	if err != nil || set == nil {
		t.Fatal(set, err)
	}
	return set
}

// A part is the same in every coding, may be kept for good, and is resumed where it broke.
func TestSegmentIsAFile(t *testing.T) {
	s := serve(t)
	path := "/api/sync/v1/segments/" + presentSet(t, s).Parts[0].ID
	plain := s.Do(hero, "GET", path, nil)
	if plain.Code != 200 || plain.Header().Get("Content-Encoding") != "" || !strings.HasPrefix(plain.Body.String(), `{"put":"`) || plain.Header().Get("Content-Type") != "application/x-ndjson" {
		t.Fatal(plain.Code, plain.Header())
	}
	tags := map[string]bool{}
	for _, coding := range []string{"zstd", "gzip"} {
		w := s.Do(hero, "GET", path, nil, "Accept-Encoding", "br, "+coding)
		if w.Header().Get("Content-Encoding") != coding || unpack(t, coding, w.Body.Bytes()) != plain.Body.String() || w.Body.Len()*2 > plain.Body.Len() {
			t.Fatal(coding, w.Code, w.Header(), w.Body.Len(), plain.Body.Len())
		}
		if !strings.Contains(w.Header().Get("Cache-Control"), "private") || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") || !strings.Contains(w.Header().Get("Vary"), "Accept-Encoding") {
			t.Error(coding, w.Header())
		}
		tags[w.Header().Get("ETag")] = true
		if again := s.Do(hero, "GET", path, nil, "Accept-Encoding", coding, "If-None-Match", w.Header().Get("ETag")); again.Code != 304 {
			t.Error(coding, "sent again:", again.Code)
		}
		cut := w.Body.Bytes()[:1000]
		rest := s.Do(hero, "GET", path, nil, "Accept-Encoding", coding, "Range", "bytes=1000-", "If-Range", w.Header().Get("ETag"))
		if rest.Code != 206 || unpack(t, coding, append(bytes.Clone(cut), rest.Body.Bytes()...)) != plain.Body.String() {
			t.Error(coding, "does not go on where it broke:", rest.Code)
		}
		if other := s.Do(hero, "GET", path, nil, "Range", "bytes=1000-", "If-Range", w.Header().Get("ETag")); other.Code != 200 || other.Body.String() != plain.Body.String() {
			t.Error(coding, "is continued in another coding:", other.Code)
		}
	}
	if len(tags) != 2 || tags[plain.Header().Get("ETag")] {
		t.Error("codings share a tag:", tags)
	}
	if w := s.Do(hero, "GET", path, nil, "Range", "bytes=99999999-"); w.Code != 416 {
		t.Error("a range behind the end:", w.Code)
	}
}

// Only who holds the library gets parts, and only parts that there are.
func TestWhoGetsSegments(t *testing.T) {
	s := serve(t)
	part := presentSet(t, s).Parts[0].ID
	check(t, s, []row{
		{"GET", "/api/sync/v1/segments/" + part, nil, map[string]string{guest: "401 unauthorized", "*": "200"}},
		{"GET", "/api/sync/v1/segments/" + part + "9", nil, map[string]string{guest: "401 unauthorized", "*": "404 segment_unknown"}},
		{"GET", "/api/sync/v1/segments/..%2F..%2Fdata.db", nil, map[string]string{guest: "401 unauthorized", "*": "404 segment_unknown"}},
		{"HEAD", "/api/sync/v1/segments/" + part, nil, map[string]string{"*": "405 wrong_method"}},
	})
	srv := of(s.App)
	if held, err := srv.holds(context.Background(), s.Accounts[hero].ID, "team:none"); held || err != nil {
		t.Error("a scope that nobody holds:", held, err)
	}
}

// Nothing of an earlier life of the server is handed out.
func TestSegmentsBelongToOneLife(t *testing.T) {
	dir := t.TempDir()
	old, err := openShelf(dir)
	if err == nil {
		err = old.Keep("kb.1-a.0", []byte("x"))
	}
	if files, _ := os.ReadDir(dir); err != nil || len(files) != 3 {
		t.Fatal(files, err)
	}
	if err := old.Drop("kb.1-a.0"); err != nil {
		t.Fatal(err)
	}
	if err := old.Drop("kb.1-a.0"); err != nil {
		t.Fatal("dropping twice:", err)
	}
	if err := old.Keep("kb.1-a.0", []byte("x")); err != nil {
		t.Fatal(err)
	}
	if _, err := openShelf(dir); err != nil {
		t.Fatal(err)
	}
	if files, _ := os.ReadDir(dir); len(files) != 0 {
		t.Fatal(files)
	}
}

// The whole way over HTTP: a first sync names the parts, they are fetched, and one pull takes the library up.
func TestFirstSyncInParts(t *testing.T) {
	s := serve(t)
	whole := s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000", nil).Body.String()
	first := s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000&segments=1", nil).Body.String()
	var begin struct {
		Begin struct{ Segments *fieldsync.Set }
	}
	line, _, _ := strings.Cut(first, "\n")
	if err := json.Unmarshal([]byte(line), &begin); err != nil || begin.Begin.Segments == nil || strings.Contains(first, `{"put":"articles"`) {
		t.Fatal(err, line)
	}
	articles := 0
	for _, p := range begin.Begin.Segments.Parts {
		w := s.Do(hero, "GET", "/api/sync/v1/segments/"+p.ID, nil)
		if lines := strings.Count(w.Body.String(), "\n"); w.Code != 200 || lines != p.Records+1 || w.Body.Len() != p.Bytes {
			t.Errorf("%s: %d, %d lines", p.ID, w.Code, lines)
		}
		articles += strings.Count(w.Body.String(), `{"put":"articles"`)
	}
	if want := strings.Count(whole, `{"put":"articles"`); articles != want || want == 0 {
		t.Error("articles in the parts:", articles, "of", want)
	}
	for have, want := range map[string]int{begin.Begin.Segments.ID: 0, "kb.1-another": articles} {
		last := s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000&cursor="+cursorOf(t, first)+"&have="+have, nil).Body.String()
		if n := strings.Count(last, `{"put":"articles"`); n != want || !strings.Contains(last, `"check":{`) {
			t.Errorf("have=%s: %d articles, want %d\n%s", have, n, want, short(last, 300))
		}
	}
}
