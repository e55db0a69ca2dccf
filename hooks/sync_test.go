package hooks

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"

	"lutong/hooks/fieldsync"
)

type pageEnd struct {
	Cursor string
	More   bool
	Check  *fieldsync.Check
}

// pagesOf takes an answer apart: puts by line, and the ends.
func pagesOf(t *testing.T, body string) (puts []string, ends []pageEnd, begins int) {
	t.Helper()
	for _, l := range strings.Split(strings.TrimSpace(body), "\n") {
		var line struct {
			End   *pageEnd
			Begin *struct{}
		}
		if err := json.Unmarshal([]byte(l), &line); err != nil {
			t.Fatalf("%s: %v", l, err)
		}
		switch {
		case strings.HasPrefix(l, `{"put"`):
			puts = append(puts, l)
		case line.End != nil:
			ends = append(ends, *line.End)
		case line.Begin != nil:
			begins++
		}
	}
	return puts, ends, begins
}

// One answer with several pages, each closed by its own end, in any coding; whoever does not ask gets one page.
func TestPullPagesInOneAnswer(t *testing.T) {
	s := serve(t)
	pull := "/api/sync/v1/pull?limit=20"
	one := s.Do(dispatcher, "GET", pull, nil).Body.String()
	if _, ends, _ := pagesOf(t, one); len(ends) != 1 || !ends[0].More {
		t.Fatalf("%d ends", len(ends))
	}
	plain := s.Do(dispatcher, "GET", pull+"&pages=all", nil).Body.String()
	puts, ends, begins := pagesOf(t, plain)
	if len(ends) < 5 || begins != 1 || ends[len(ends)-1].More || len(puts) < 100 {
		t.Fatalf("%d pages, %d begins, %d puts", len(ends), begins, len(puts))
	}
	for i, e := range ends[:len(ends)-1] {
		if !e.More || e.Cursor == ends[i+1].Cursor {
			t.Fatalf("page %d: %+v", i, e)
		}
	}
	// Cut anywhere: the last whole page's cursor goes on where it ends.
	rest, restEnds, _ := pagesOf(t, s.Do(dispatcher, "GET", pull+"&pages=all&cursor="+ends[2].Cursor, nil).Body.String())
	if len(rest) != len(puts)-3*20 || len(restEnds) != len(ends)-3 {
		t.Errorf("after the third page %d of %d puts", len(rest), len(puts))
	}
	for coding, unpack := range map[string]func(io.Reader) (io.Reader, error){
		"gzip": func(r io.Reader) (io.Reader, error) { return gzip.NewReader(r) },
		"zstd": func(r io.Reader) (io.Reader, error) { return zstd.NewReader(r) },
	} {
		w := s.Do(dispatcher, "GET", pull+"&pages=all", nil, "Accept-Encoding", coding)
		if got := w.Header().Get("Content-Encoding"); got != coding {
			t.Fatalf("%s: answered %q", coding, got)
		}
		r, err := unpack(bytes.NewReader(w.Body.Bytes()))
		if err != nil {
			t.Fatal(err)
		}
		raw, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(coding, err)
		}
		if same, _, _ := pagesOf(t, string(raw)); strings.Join(same, "") != strings.Join(puts, "") {
			t.Errorf("%s: other records", coding)
		}
	}
}

// The count and sum at the end are those of the documents put, and the parts add up to them and hold the same documents.
func TestCheckAndParts(t *testing.T) {
	s := serve(t)
	puts, ends, _ := pagesOf(t, s.Do(hero, "GET", "/api/sync/v1/pull?limit=5000&pages=all&check=1", nil).Body.String())
	byPart := map[string]map[string]bool{}
	var want fieldsync.Check
	seen := map[string]bool{}
	for _, l := range puts {
		if seen[l] {
			continue
		}
		seen[l] = true
		var p struct {
			Put string
			Doc json.RawMessage
		}
		if err := json.Unmarshal([]byte(l), &p); err != nil {
			t.Fatal(err)
		}
		var doc struct{ ID string }
		if err := json.Unmarshal(p.Doc, &doc); err != nil {
			t.Fatal(err)
		}
		part := p.Put + "/" + doc.ID[:1]
		if byPart[part] == nil {
			byPart[part] = map[string]bool{}
		}
		byPart[part][l] = true
		want.Count, want.Sum = want.Count+1, want.Sum+int64(fieldsync.SumOf(p.Put, p.Doc))
	}
	if got := ends[len(ends)-1].Check; got == nil || *got != want {
		t.Fatalf("check %+v, the documents %+v", got, want)
	}
	var answer struct {
		Parts map[string]fieldsync.Check
	}
	if err := json.Unmarshal(s.Do(hero, "GET", "/api/sync/v1/check?count=1&sum=2", nil).Body.Bytes(), &answer); err != nil {
		t.Fatal(err)
	}
	if len(answer.Parts) != len(byPart) {
		t.Fatalf("%d parts, want %d", len(answer.Parts), len(byPart))
	}
	for part, lines := range byPart {
		got, ends, _ := pagesOf(t, s.Do(hero, "GET", "/api/sync/v1/check/"+part, nil).Body.String())
		if len(got) != len(lines) || answer.Parts[part].Count != int64(len(lines)) || len(ends) != 1 {
			t.Fatalf("%s: %d lines, want %d", part, len(got), len(lines))
		}
		for _, l := range got {
			if !lines[l] {
				t.Fatalf("%s: another document: %s", part, short(l, 200))
			}
		}
	}
	for _, nowhere := range []string{"/api/sync/v1/check/nothing/a", "/api/sync/v1/check/jobs/_"} {
		if got, ends, _ := pagesOf(t, s.Do(hero, "GET", nowhere, nil).Body.String()); len(got) != 0 || len(ends) != 1 {
			t.Errorf("%s: %d lines", nowhere, len(got))
		}
	}
}
