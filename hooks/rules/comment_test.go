package rules_test

import (
	"context"
	"encoding/json"
	"testing"

	fs "lutong/hooks/fieldsync"
)

func comment(t *testing.T, s *fs.Server, name string) fs.Fields {
	t.Helper()
	var f fs.Fields
	if err := s.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("articleComments", id(name))
		if err == nil && d != nil {
			f = d.Fields
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return f
}

// A comment says who, when and about which version; its line is found again by another trainer, and its words stay its writer's.
func TestACommentKnowsItsVersionAndItsWriter(t *testing.T) {
	s := office(t)
	applied(t, push(t, s, "T", "trainer", 1, act("articleComments", "c", "create", map[string]any{"article": id("article"), "quote": "the line", "line": 3, "text": "why?"})))
	f := comment(t, s, "c")
	if f.String("by") != id("T") || f.Number("version") != 1 || f.String("receivedAt") == "" {
		t.Errorf("%s", f.Encode())
	}
	moved := act("articleComments", "c", "update", map[string]any{"quote": "the line now", "line": 5})
	moved.Was = map[string]json.RawMessage{"quote": f["quote"], "line": f["line"]}
	applied(t, push(t, s, "U", "trainer", 1, moved))
	if f := comment(t, s, "c"); f.String("quote") != "the line now" || f.Number("line") != 5 || f.String("by") != id("T") {
		t.Errorf("%s", f.Encode())
	}
	if out := push(t, s, "U", "trainer", 2, act("articleComments", "c", "update", map[string]any{"text": "because"})); out.Status != fs.Rejected {
		t.Error("another trainer changed the words", out)
	}
}

// One thread is one list: an answer hangs on a comment of the same article, never on another answer.
func TestAnswersHangOnTheirComment(t *testing.T) {
	s := office(t)
	say := func(n int64, name, article, to string) fs.Outcome {
		return push(t, s, "T", "trainer", n, act("articleComments", name, "create", map[string]any{"article": id(article), "replyTo": id(to), "text": "x"}))
	}
	applied(t, say(1, "answer", "article", "comment"))
	if out := say(2, "elsewhere", "own", "comment"); out.Status != fs.Rejected || out.Code != "bad_value" {
		t.Error("an answer in another article", out)
	}
	if out := say(3, "deeper", "article", "answer"); out.Status != fs.Rejected || out.Code != "bad_value" {
		t.Error("an answer to an answer", out)
	}
	if out := say(4, "lost", "article", "nobody"); out.Status != fs.Rejected || out.Code != "no_such_record" {
		t.Error("an answer to nothing", out)
	}
}

// What is archived with a word where it leads on stays with everyone as that word; without one it leaves.
func TestAForwardingNoteStaysWithEveryone(t *testing.T) {
	s := office(t)
	seen := func() (yes bool) {
		if err := s.View(context.Background(), func(r fs.Reader) error {
			d, err := r.Get("articles", id("article"))
			if err == nil {
				yes, err = r.Visible(id("X"), d.Key)
			}
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return yes
	}
	applied(t, push(t, s, "T", "trainer", 1, edited(t, s, "article", map[string]any{"confidence": "archived"})))
	if seen() {
		t.Error("archived, and still with everyone")
	}
	applied(t, push(t, s, "T", "trainer", 2, edited(t, s, "article", map[string]any{"replacedBy": "p"})))
	if !seen() {
		t.Error("the note is with nobody")
	}
	for n, slug := range []string{"s", "Not A Slug", "[[p]]"} { // s is its own
		if out := push(t, s, "T", "trainer", int64(3+n), edited(t, s, "article", map[string]any{"replacedBy": slug})); out.Status != fs.Rejected {
			t.Error(slug, out)
		}
	}
}
