package fieldsync_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	fs "lutong/hooks/fieldsync"
)

// copyOf is the least of a device that takes the library in parts: what it holds, and where it stands.
type copyOf struct {
	h      *house
	name   string
	cursor string
	docs   map[string]string
	set    *fs.Set // named by begin
	check  *fs.Check
}

func (c *copyOf) page(req fs.PullRequest) (more bool) {
	c.h.t.Helper()
	req.Cursor = c.cursor
	var buf bytes.Buffer
	stats, err := c.h.server.Pull(context.Background(), c.h.actor(c.name), req, &buf)
	must(c.h.t, err)
	c.apply(strings.Split(strings.TrimSpace(buf.String()), "\n"))
	return stats.More
}

func (c *copyOf) pull(req fs.PullRequest) {
	c.h.t.Helper()
	for c.page(req) {
	}
}

func (c *copyOf) apply(lines []string) {
	c.h.t.Helper()
	for _, text := range lines {
		var l struct {
			Reset     bool
			Begin     *struct{ Segments *fs.Set }
			Put, Drop string
			Doc       json.RawMessage
			ID        string
			End       *struct {
				Cursor string
				Check  *fs.Check
			}
		}
		must(c.h.t, json.Unmarshal([]byte(text), &l))
		switch {
		case l.Reset:
			clear(c.docs)
		case l.Begin != nil && l.Begin.Segments != nil:
			c.set = l.Begin.Segments
		case l.Put != "":
			var doc struct{ ID string }
			must(c.h.t, json.Unmarshal(l.Doc, &doc))
			c.docs[l.Put+"/"+doc.ID] = string(l.Doc)
		case l.Drop != "":
			delete(c.docs, l.Drop+"/"+l.ID)
		case l.End != nil && l.End.Cursor != "":
			c.cursor, c.check = l.End.Cursor, l.End.Check
		}
	}
}

// take is the request of a device that has all parts of its set.
func (c *copyOf) take(g *fs.Segments) fs.PullRequest {
	taken, _ := g.Taken(c.set.ID)
	return fs.PullRequest{Taken: &taken}
}

func (h *house) device(name string) *copyOf {
	return &copyOf{h: h, name: name, docs: map[string]string{}}
}

// whole is what a device that never heard of segments holds.
func (h *house) whole(name string) map[string]string {
	h.t.Helper()
	c := h.device(name)
	c.pull(fs.PullRequest{})
	return c.docs
}

func (c *copyOf) same(when string) {
	c.h.t.Helper()
	if want := c.h.whole(c.name); !maps.Equal(c.docs, want) {
		c.h.t.Fatalf("P3: %s: %d records instead of %d", when, len(c.docs), len(want))
	}
}

func (c *copyOf) holds(prefix string) (n int) {
	for k := range c.docs {
		if strings.HasPrefix(k, prefix) {
			n++
		}
	}
	return n
}

// A first sync leaves the library out, today's jobs are there at once; when the parts are in, one pull brings what changed meanwhile: an article
// written, one changed, one archived.
func TestFirstSyncWithSegments(t *testing.T) {
	h := newHouse(t)
	h.library(0, 100)
	g, kept := h.segments()
	a := h.device("A")
	a.pull(fs.PullRequest{Segments: present(t, g), Limit: 3})
	if a.set == nil || a.holds("articles/") != 0 || a.holds("templates/") != 0 || a.holds("jobs/") != 1 || a.check != nil {
		t.Fatalf("%+v, %d records", a.set, len(a.docs))
	}
	h.article(3, "换了")
	h.put("articles", "article4", m{"confidence": "archived"})
	h.article(100, "新写")
	h.put("assets", "later", m{"site": id("site"), "name": "后来"})
	a.pull(fs.PullRequest{}) // a wake-up while parts are on their way
	if a.holds("articles/") != 0 || a.holds("assets/") != 1 {
		t.Fatal("the library is not left out until it is taken up")
	}
	a.apply(kept.lines(a.set))
	before := len(a.docs)
	a.pull(a.take(g))
	if a.check == nil || len(a.docs) != before {
		t.Fatal("no check at the end, or not one out and one in:", a.check, before, len(a.docs))
	}
	a.same("after taking up")
	h.article(5, "再改")
	h.put("articles", "article6", m{"confidence": "archived"})
	a.pull(fs.PullRequest{})
	a.same("an ordinary pull afterwards")
}

// A set that the server forgot meanwhile: the library comes whole, and what left it goes.
func TestASetThatIsNotKnownAnyMore(t *testing.T) {
	h := newHouse(t)
	h.library(0, 30)
	g, kept := h.segments()
	a := h.device("A")
	a.pull(fs.PullRequest{Segments: present(t, g)})
	a.apply(kept.lines(a.set))
	h.put("articles", "article4", m{"confidence": "archived"})
	restarted, _ := h.segments()
	req := a.take(restarted)
	if *req.Taken != 0 {
		t.Fatal("a set of another life is known")
	}
	req.Limit = 7
	a.pull(req)
	a.same("after a restart")
}

// Who loses the library and gets it again in between has lost what the parts brought.
func TestSegmentsOfAScopeGrantedAgain(t *testing.T) {
	h := newHouse(t)
	h.library(0, 30)
	g, kept := h.segments()
	a := h.device("A")
	a.pull(fs.PullRequest{Segments: present(t, g)})
	a.apply(kept.lines(a.set))
	h.put("users", "A", m{"name": "A", "role": "", "teams": []string{id("team")}})
	a.pull(fs.PullRequest{})
	if a.holds("articles/") != 0 {
		t.Fatal("P5: the library stays with who lost it")
	}
	h.put("users", "A", m{"name": "A", "role": "engineer", "teams": []string{id("team")}})
	a.pull(a.take(g))
	a.same("granted again")
}

// P3 over random changes at any point between the first page and the last, in pages of any size, from fixed seeds.
func TestP3SegmentsConverge(t *testing.T) {
	for seed := range uint64(40) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			rnd := rand.New(rand.NewPCG(seed, 5))
			h := newHouse(t)
			h.library(0, 40)
			g, kept := h.segments()
			change := func() {
				for range rnd.IntN(4) {
					switch i := rnd.IntN(50); rnd.IntN(6) {
					case 0, 1:
						h.article(i, fmt.Sprint("版本", rnd.IntN(100)))
					case 2:
						h.put("articles", fmt.Sprint("article", i), m{"confidence": "archived"})
					case 3:
						h.put("assets", fmt.Sprint("asset", i%5), m{"site": id("site"), "name": fmt.Sprint(rnd.IntN(100))})
					case 4:
						h.put("users", "A", m{"name": "A", "role": []string{"engineer", "", "trainer"}[rnd.IntN(3)], "teams": []string{id("team")}})
					case 5:
						present(t, g)
					}
				}
			}
			a := h.device("A")
			pages := func(req fs.PullRequest) {
				for more, n := true, 0; more; n++ {
					req.Limit = 1 + rnd.IntN(20)
					more = a.page(req)
					change()
					req.Segments, req.Taken = nil, nil // asked for once
					if n > 200 {
						return
					}
				}
			}
			pages(fs.PullRequest{Segments: present(t, g)})
			if a.set != nil {
				for _, p := range slices.Backward(a.set.Parts) { // in any order
					if lines, ok := kept[p.ID]; ok {
						a.apply(strings.Split(strings.TrimSpace(string(lines)), "\n"))
					}
					pages(fs.PullRequest{})
				}
				pages(a.take(g))
			}
			a.pull(fs.PullRequest{})
			a.same("at rest")
		})
	}
}

// What a device did itself is sent all the same while the library is apart: its copy is as old as the set.
func TestSegmentsAndNoEcho(t *testing.T) {
	h := newHouse(t)
	h.library(0, 10)
	g, kept := h.segments()
	set := present(t, g)
	h.article(3, "别人改的")
	c := h.device("T")
	c.pull(fs.PullRequest{Segments: set, NoEcho: true})
	h.as("T", edit("articles", "article3", m{"title": "3"}, m{"title": "三"}))
	c.apply(kept.lines(c.set))
	req := c.take(g)
	req.NoEcho = true
	c.pull(req)
	c.same("after an edit of one's own")
}
