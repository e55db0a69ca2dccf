package rules_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
	"lutong/kb"
)

var imageHash = strings.Repeat("ab", 32)

// addFigure adds the image of the tests to an article.
func addFigure(t *testing.T, s *fs.Server, who, role, article string, n int64) string {
	t.Helper()
	m := figure(article)
	applied(t, push(t, s, who, role, n, m))
	return m.ID
}

func scopesNow(t *testing.T, s *fs.Server, collection, id string) string {
	t.Helper()
	var scopes []string
	err := s.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get(collection, id)
		if err != nil || d == nil {
			return err
		}
		scopes, err = r.Scopes(d.Key)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(scopes)
	return strings.Join(scopes, " ")
}

// P4, P5: an image is seen by who sees the text that shows it. Taken out of a published text, it leaves everybody's tablet but the trainers'.
func TestAFigureIsWhereItsTextIs(t *testing.T) {
	s := office(t)
	figure := addFigure(t, s, "T", "trainer", "article", 1)
	text := fmt.Sprintf("![x](figure:%s)", kb.FigureRef(imageHash))
	n := int64(1)
	for _, step := range []struct {
		what, want string
		set        map[string]any
	}{
		{"not in the text yet", "kb-draft", nil},
		{"in a published text", "kb", map[string]any{"body": "看图\n\n" + text}},
		{"a word more", "kb", map[string]any{"body": "看图。\n\n" + text}},
		{"back to a draft", "kb-draft", map[string]any{"confidence": "draft"}},
		{"taken out of the draft", "kb-draft", map[string]any{"body": "看图。"}},
		{"put back, in review", "kb-draft", map[string]any{"body": text, "confidence": "inReview"}},
		{"published again", "kb", map[string]any{"confidence": "validated"}},
		{"taken out of the published text", "kb-draft", map[string]any{"body": "没有图了"}},
	} {
		if step.set != nil {
			n++
			applied(t, push(t, s, "T", "trainer", n, edited(t, s, "article", step.set)))
		}
		if got := scopesNow(t, s, "figures", figure); got != step.want {
			t.Errorf("%s: %q, want %q", step.what, got, step.want)
		}
	}
}

// Who proposes an article from a job shows the trainers the photos they chose, and keeps seeing them with the draft.
func TestFiguresOfAProposal(t *testing.T) {
	s := office(t)
	applied(t, push(t, s, "A", "engineer", 1, act("articles", "job", "create", map[string]any{"slug": "n", "lang": "zh-CN", "kind": "fault", "title": "n"})))
	figure := addFigure(t, s, "A", "engineer", "job", 2)
	if got, article := scopesNow(t, s, "figures", figure), scopesNow(t, s, "articles", id("job")); got != article || !strings.Contains(got, "kb-draft") || !strings.Contains(got, "job:"+id("job")) {
		t.Errorf("image %q, article %q", got, article)
	}
	applied(t, push(t, s, "D", "dispatcher", 1, act("jobs", "job", "update", map[string]any{"assignees": []string{id("B")}})))
	if got, article := scopesNow(t, s, "figures", figure), scopesNow(t, s, "articles", id("job")); got != article {
		t.Errorf("the job was given away: image %q, article %q", got, article)
	}
}

// The id of an image follows from its article and its content; what it announces must be possible.
func TestCheckFigure(t *testing.T) {
	s := office(t)
	for what, change := range map[string]map[string]any{
		"another id": {"sha256": strings.Repeat("cd", 32)}, "no hash": {"sha256": "x"}, "no bytes": {"bytes": 0}, "too many bytes": {"bytes": rules.FigureBytes + 1},
		"no width": {"width": -1}, "half a pixel": {"height": 1.5}, "too wide": {"width": 1 << 20}, "no such article": {"article": id("nothing")},
	} {
		m := figure("article")
		for name, v := range change {
			m.Set[name] = fs.JSONOf(v)
		}
		if out := push(t, s, "T", "trainer", 1, m); out.Status != fs.Rejected {
			t.Errorf("%s: %+v", what, out)
		}
		s = office(t)
	}
	first := addFigure(t, s, "T", "trainer", "article", 1)
	if again := addFigure(t, s, "U", "trainer", "article", 1); again != first { // two trainers paste the same image: one record, nothing set aside
		t.Error(again, first)
	}
}

func TestFiguresOf(t *testing.T) {
	s := office(t)
	addFigure(t, s, "T", "trainer", "article", 1)
	other := "0123456789abcdef"
	text := fmt.Sprintf("![外观](figure:%s \"正面\") ![抄来的](figure:%s)", kb.FigureRef(imageHash), other)
	applied(t, push(t, s, "T", "trainer", 2, edited(t, s, "article", map[string]any{"body": text})))
	var got []rules.UsedFigure
	err := s.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("articles", id("article"))
		if err == nil {
			got, err = rules.FiguresOf(r, d)
		}
		return err
	})
	if err != nil || len(got) != 2 {
		t.Fatal(err, got)
	}
	if f := got[0]; f.Alt != "外观" || f.Caption != "正面" || f.SHA256 != imageHash || f.Stored || f.File() != "images/abababababababab.png" {
		t.Errorf("%+v", f)
	}
	if f := got[1]; f.ID != "" || f.Ref != other || f.File() != "images/"+other+".jpg" {
		t.Errorf("%+v", f)
	}
}

// The tablet makes the same id (pb_public/src/domain/figure.test.ts).
func TestFigureIDIsTheTablets(t *testing.T) {
	if got := rules.FigureID("articlearticle0", "3fa9c1d2e4b5a697"); got != "07ku90q7s3hvpsv" {
		t.Error(got)
	}
}
