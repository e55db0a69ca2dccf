package fieldsync_test

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	fs "lutong/hooks/fieldsync"
)

// L7, and today's work first: of an engineer's jobs the one assigned last comes first, after its site; of a team's jobs the newest.
func TestL7TodaysJobsFirst(t *testing.T) {
	h := newHouse(t)
	for i := range 4 {
		h.put("sites", fmt.Sprint("s", i), m{"name": fmt.Sprint("s", i), "customer": id("customer"), "team": id("team")})
	}
	for i, site := range []string{"s0", "s1", "s2", "s0"} { // the newest job is at the oldest site
		h.put("jobs", fmt.Sprint("j", i), m{"title": fmt.Sprint("j", i), "team": id("team"), "site": id(site), "assignees": []string{id("B")}})
	}
	order := func(name string, limit int) (seen []string) {
		cursor := ""
		for {
			var buf bytes.Buffer
			stats, err := h.server.Pull(context.Background(), h.actor(name), fs.PullRequest{Cursor: cursor, Limit: limit}, &buf)
			must(t, err)
			for _, l := range strings.Split(buf.String(), "\n") {
				for i := range 4 {
					for kind, field := range map[string]string{"sites": "name", "jobs": "title"} {
						if strings.HasPrefix(l, `{"put":"`+kind+`"`) && strings.Contains(l, fmt.Sprintf(`"%s":"%c%d"`, field, kind[0], i)) {
							seen = append(seen, fmt.Sprintf("%c%d", kind[0], i))
						}
					}
				}
			}
			if cursor = stats.Cursor; !stats.More {
				return seen
			}
		}
	}
	for _, limit := range []int{1, 2, 5000} {
		if got := fmt.Sprint(order("B", limit)); got != "[s0 j3 j0 s2 j2 s1 j1]" && got != "[s0 j3 s2 j2 s1 j1 j0]" {
			t.Errorf("an engineer, pages of %d: %s", limit, got)
		}
		if got := fmt.Sprint(order("D", limit)); got != "[s3 s2 s1 s0 j3 j2 j1 j0]" {
			t.Errorf("a dispatcher, pages of %d: %s", limit, got)
		}
	}
}

// P10: when nothing happened that concerns a user, a pull does not even look at their scopes.
func TestP10NothingNewCostsNothing(t *testing.T) {
	h := newHouse(t)
	_, a := h.page("A", "", 1000)
	h.put("sites", "far", m{"name": "far", "customer": id("customer"), "team": id("other")})
	h.put("jobs", "elsewhere", m{"title": "elsewhere", "team": id("other"), "site": id("far")})
	before := h.store.Reads()
	text, a2 := h.page("A", a, 1000)
	if n := h.store.Reads() - before; n != 0 {
		t.Errorf("%d scans of scopes for nothing", n)
	}
	if strings.Contains(text, "elsewhere") || a2 == a {
		t.Error(text)
	}
	h.put("jobs", "job", m{"title": "new words", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}})
	if text, _ = h.page("A", a2, 1000); !strings.Contains(text, "new words") {
		t.Error("P3: news were missed:", text)
	}
	// Another process writes (an import beside the running server): this one has not heard of it.
	other := fs.NewServer(h.store, h.table(), h.clock, nil)
	_, a3 := h.page("A", a2, 1000)
	must(t, other.Update(context.Background(), other.System(), func(w *fs.Writing) error {
		d, err := w.Get("jobs", id("job"))
		if err != nil {
			return err
		}
		f := d.Fields.Clone()
		f.Set("title", "imported")
		_, err = w.Put("jobs", id("job"), f)
		return err
	}))
	if text, _ = h.page("A", a3, 1000); !strings.Contains(text, "imported") {
		t.Error("P3: another process's work was missed:", text)
	}
	h.put("jobs", "elsewhere", m{"title": "again", "team": id("other"), "site": id("far")})
	if text, _ = h.page("A", a3, 1000); !strings.Contains(text, "imported") {
		t.Error("P3: a later commit made another process's work unheard of:", text)
	}
}
