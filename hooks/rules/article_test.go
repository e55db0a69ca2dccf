package rules_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// push sends one mutation of a person and returns its outcome.
func push(t *testing.T, s *fs.Server, name, role string, n int64, m fs.Mutation) fs.Outcome {
	t.Helper()
	actor := access.Actor{User: id(name), Role: role, Teams: []string{id("team")}, Device: id("device" + name)}
	if err := s.Update(context.Background(), s.System(), func(w *fs.Writing) error { return w.PutDevice(fs.Device{ID: actor.Device, User: actor.User}) }); err != nil {
		t.Fatal(err)
	}
	m.N = n
	answer, err := s.Push(context.Background(), actor, fs.Push{Schema: 1, Mutations: []fs.Mutation{m}})
	if err != nil {
		t.Fatal(err)
	}
	return answer.Results[0]
}

func applied(t *testing.T, out fs.Outcome) {
	t.Helper()
	if out.Status != fs.Applied {
		t.Fatalf("%+v", out)
	}
}

// edited is an update by somebody who saw the record as it is now.
func edited(t *testing.T, s *fs.Server, name string, set map[string]any) fs.Mutation {
	t.Helper()
	m := act("articles", name, "update", set)
	err := s.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("articles", id(name))
		for field := range set {
			m.Was[field] = d.Fields[field]
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func versions(t *testing.T, s *fs.Server, name string) (out []*fs.Doc) {
	t.Helper()
	if err := s.View(context.Background(), func(r fs.Reader) (err error) {
		out, err = r.Children("articleVersions", "article", id(name))
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// From a job to a published article: each published state leaves a version with who brought it there; drafts leave none.
func TestPublishedStatesAreKept(t *testing.T) {
	s := office(t)
	applied(t, push(t, s, "A", "engineer", 1, act("articles", "job", "create", map[string]any{"slug": "n", "lang": "zh-CN", "kind": "howto", "title": "n", "body": "text"})))
	applied(t, push(t, s, "T", "trainer", 1, edited(t, s, "job", map[string]any{"body": "cause", "confidence": "inReview"})))
	if got := versions(t, s, "job"); len(got) != 0 {
		t.Fatal("a draft left a version", got)
	}
	applied(t, push(t, s, "T", "trainer", 2, edited(t, s, "job", map[string]any{"confidence": "validated"})))
	applied(t, push(t, s, "U", "trainer", 1, edited(t, s, "job", map[string]any{"body": "the cause"})))
	applied(t, push(t, s, "T", "trainer", 3, edited(t, s, "job", map[string]any{"reviewBy": "2027-01-01T00:00:00.000Z"}))) // no reader notices
	got := versions(t, s, "job")
	if len(got) != 2 {
		t.Fatal("versions", len(got))
	}
	for i, want := range []struct{ by, body string }{{"T", "cause"}, {"U", "the cause"}} {
		f := got[i].Fields
		if f.Number("version") != float64(i+1) || f.String("by") != id(want.by) || f.String("body") != want.body || f.String("at") == "" {
			t.Errorf("version %d: %s", i+1, f.Encode())
		}
	}
}

// A draft is the trainers' and of those who hold the job it came from; published it is everyone's; the job tells nobody else (P4).
func TestWhoSeesAProposal(t *testing.T) {
	s := office(t)
	applied(t, push(t, s, "A", "engineer", 1, act("articles", "job", "create", map[string]any{"slug": "n", "lang": "zh-CN", "kind": "howto", "title": "n", "body": "text"})))
	seers := func() (out []string) {
		err := s.View(context.Background(), func(r fs.Reader) error {
			d, err := r.Get("articles", id("job"))
			if err != nil {
				return err
			}
			for _, name := range []string{"A", "B", "X", "D", "Y", "T", "S"} {
				if yes, err := r.Visible(id(name), d.Key); err != nil {
					return err
				} else if yes {
					out = append(out, name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	if got := seers(); !slices.Equal(got, []string{"A", "D", "T"}) {
		t.Error("draft", got)
	}
	applied(t, push(t, s, "D", "dispatcher", 1, act("jobs", "job", "update", map[string]any{"assignees": []string{id("B")}})))
	if got := seers(); !slices.Equal(got, []string{"B", "D", "T"}) {
		t.Error("draft of a job that somebody else got", got)
	}
	if err := s.Update(context.Background(), s.System(), func(w *fs.Writing) error {
		_, err := w.Put("jobs", id("job"), fs.Fields{"title": fs.JSONOf("j"), "team": fs.JSONOf(id("other")), "assignees": fs.JSONOf([]string{id("X")})})
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if got := seers(); !slices.Equal(got, []string{"X", "Y", "T"}) {
		t.Error("draft of a job that went to another team", got)
	}
	applied(t, push(t, s, "T", "trainer", 1, edited(t, s, "job", map[string]any{"confidence": "validated"})))
	if got := seers(); len(got) != 7 {
		t.Error("published", got)
	}
}

// Where there is no other trainer, one's own article is reviewed by oneself.
func TestTheOnlyTrainerReviewsTheirOwn(t *testing.T) {
	s := office(t)
	if out := push(t, s, "T", "trainer", 1, edited(t, s, "own", map[string]any{"confidence": "validated"})); out.Status != fs.Rejected {
		t.Fatal("published one's own beside a colleague", out)
	}
	if err := s.Update(context.Background(), s.System(), func(w *fs.Writing) error { return w.Delete("users", id("U")) }); err != nil {
		t.Fatal(err)
	}
	applied(t, push(t, s, "T", "trainer", 2, edited(t, s, "own", map[string]any{"confidence": "validated"})))
}

// Two drafts may have one name, written where neither person could see the other's; of those published one only, in each language. What is
// published already can be corrected as before, but not take a name that is taken.
func TestOneNameIsPublishedOnce(t *testing.T) {
	s := office(t)
	draft := func(name, lang string) map[string]any {
		return map[string]any{"slug": name, "lang": lang, "kind": "howto", "title": "n", "body": "text"}
	}
	n := int64(0)
	do := func(m fs.Mutation) fs.Outcome { n++; return push(t, s, "T", "trainer", n, m) }
	publish := func(name string) fs.Outcome {
		n++
		return push(t, s, "U", "trainer", n, edited(t, s, name, map[string]any{"confidence": "validated"}))
	}
	applied(t, do(act("articles", "one", "create", draft("twin", "zh-CN"))))
	applied(t, do(act("articles", "two", "create", draft("twin", "zh-CN"))))
	applied(t, do(act("articles", "english", "create", draft("twin", "en"))))
	applied(t, do(act("articles", "other", "create", draft("other", "zh-CN"))))
	applied(t, publish("one"))
	applied(t, publish("english"))
	applied(t, publish("other"))
	for what, out := range map[string]fs.Outcome{
		"published": publish("two"),
		"renamed":   do(edited(t, s, "other", map[string]any{"slug": "twin"})),
	} {
		if out.Status != fs.Rejected || out.Code != "article_name_taken" {
			t.Errorf("%s: %+v", what, out)
		}
	}
	applied(t, do(edited(t, s, "one", map[string]any{"body": "better"})))
	applied(t, do(edited(t, s, "two", map[string]any{"slug": "twin-2"})))
	applied(t, publish("two"))
}

// Who writes too much is told how much there may be.
func TestTooLongNamesTheLimit(t *testing.T) {
	s := office(t)
	out := push(t, s, "T", "trainer", 1, act("articles", "long", "create", map[string]any{"slug": "n", "lang": "en", "kind": "howto", "title": "n", "body": strings.Repeat("长", 100_001)}))
	if out.Code != "too_long" || !strings.Contains(out.Message, "文字太长") || out.Detail != "body ≤ 100000" {
		t.Errorf("%+v", out)
	}
}
