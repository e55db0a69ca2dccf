package simtest

import (
	"slices"
	"testing"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

// twoTrainers are the tablets of two, who have everything there is.
func twoTrainers(t *testing.T) (w *world, one, two *tablet) {
	t.Helper()
	w, err := run(memory(), 1, Size{Engineers: 1, Dispatchers: 1, Trainers: 2, Steady: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	tabletOf := func(user string) *tablet {
		return w.tablets[slices.IndexFunc(w.tablets, func(t *tablet) bool { return t.user == user })]
	}
	return w, tabletOf(fs.IDOf("user", access.Trainer, "0")), tabletOf(fs.IDOf("user", access.Trainer, "1"))
}

// rest delivers everything and looks at the promises.
func (w *world) rest(t *testing.T) {
	t.Helper()
	for _, check := range []func() error{w.quiesce, w.converged, w.nothingLost} {
		if err := check(); err != nil {
			t.Fatal(err)
		}
	}
}

// M3: two trainers add to one group of words without a network; both additions stand, and one taken out stays out.
func TestTwoTrainersKeepTheSameWords(t *testing.T) {
	w, one, two := twoTrainers(t)
	group := w.id()
	one.do("searchWords", group, "create", map[string]any{"kind": "synonym", "words": []string{"小盒子", "白盒子"}})
	w.rest(t)
	one.do("searchWords", group, "update", map[string]any{"words": []string{"小盒子", "白盒子", "发射器"}})
	two.do("searchWords", group, "update", map[string]any{"words": []string{"小盒子", "天线罩"}})
	w.rest(t)
	got := w.records().get("searchWords", group).Fields.Strings("words")
	slices.Sort(got)
	want := []string{"小盒子", "天线罩", "发射器"}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("the group is %q", got)
	}
}

// P1 P5 M10: a trainer who writes comments without a network, and whose article is withdrawn and who is a trainer no longer when they arrive, keeps
// what they wrote as set aside, and holds nobody's comments any more.
func TestCommentsOfWhoWasATrainer(t *testing.T) {
	w, one, two := twoTrainers(t)
	article, first := w.id(), w.id()
	one.do("articles", article, "create", map[string]any{"slug": "a", "lang": "en", "kind": "howto", "title": "A", "body": "text", "confidence": "validated"})
	one.do("articleComments", first, "create", map[string]any{"article": article, "text": "why?"})
	w.rest(t)
	answer := w.id()
	two.do("articleComments", answer, "create", map[string]any{"article": article, "replyTo": first, "text": "because"})
	two.do("articleComments", first, "update", map[string]any{"resolved": true})
	err := w.office(func(wr *fs.Writing) error {
		if err := change(wr, "articles", article, map[string]any{"confidence": "archived"}); err != nil {
			return err
		}
		return change(wr, "users", two.user, map[string]any{"role": access.Engineer})
	})
	if err != nil {
		t.Fatal(err)
	}
	w.rest(t)
	kept := map[string]bool{}
	for _, c := range two.names("conflicts") {
		kept[two.view(c).String("record")] = true
	}
	if !kept[answer] || !kept[first] {
		t.Errorf("set aside for its author: %v", kept)
	}
	if held := two.names("articleComments"); len(held) > 0 {
		t.Errorf("still holds %v", held)
	}
	one.do("articleComments", first, "update", map[string]any{"resolved": true})
	w.rest(t)
	if d := w.records().get("articleComments", first); string(d.Fields["resolved"]) != "true" {
		t.Error("a comment on a withdrawn article cannot be ticked off")
	}
}

// P10: what an article did on jobs goes with it from the trainers to everyone and back; a trainer, who sees it all the time, is told again, and that
// is no mistake. Any other record told again would be. (Seed 1795328902439199959 of a long run.)
func TestCountsGoWithTheirArticle(t *testing.T) {
	w, one, two := twoTrainers(t)
	article := w.id()
	one.do("articles", article, "create", map[string]any{"slug": "a", "lang": "en", "kind": "howto", "title": "A", "body": "text", "confidence": "validated"})
	w.rest(t)
	engineer := w.tablets[0]
	job, _ := engineer.one("jobs")
	engineer.do("articleUses", w.id(), "create", map[string]any{"article": article, "job": job.ID, "kind": "helped"})
	w.rest(t)
	count := fs.Target{Collection: "articleCounts", ID: article}
	for _, step := range []struct {
		confidence, replacedBy string
		everyones              bool
	}{{"draft", "", false}, {"archived", "b", true}, {"archived", "", false}, {"validated", "", true}} {
		one.do("articles", article, "update", map[string]any{"confidence": step.confidence, "replacedBy": step.replacedBy})
		w.rest(t)
		if two.docs[count] == nil || (engineer.docs[count] != nil) != step.everyones {
			t.Errorf("%+v: a trainer holds %v, an engineer %v", step, two.docs[count], engineer.docs[count])
		}
	}
}
