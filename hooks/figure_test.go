package hooks

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"slices"
	"strings"
	"testing"
	"time"

	"lutong/hooks/apptest"
	"lutong/hooks/fieldsync"
	"lutong/hooks/media"
	"lutong/hooks/rules"
	"lutong/kb"
)

// someArticle is a published one.
func someArticle(t *testing.T, s *apptest.Server) string {
	t.Helper()
	var found struct{ ID string }
	if err := s.App.DB().NewQuery("SELECT id FROM articles WHERE confidence = 'validated' ORDER BY id LIMIT 1").One(&found); err != nil {
		t.Fatal(err)
	}
	return found.ID
}

func draftArticle(t *testing.T, s *apptest.Server) string {
	t.Helper()
	evidenceNumber++
	id := fieldsync.IDOf("draft", fmt.Sprint(evidenceNumber))
	out := pushAs(t, s, trainer, fieldsync.Mutation{N: evidenceNumber, Collection: "articles", ID: id, Op: "create", Set: set(map[string]any{
		"slug": "d", "lang": "zh-CN", "kind": "howto", "title": "草稿"})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	return id
}

// addFigure registers an image of an article and mentions it at the end of the text.
func addFigure(t *testing.T, s *apptest.Server, article string, file []byte) evidence {
	t.Helper()
	e := registerFigure(t, s, trainer, article, file)
	old := lookup(t, s, "articles", article).GetString("body")
	evidenceNumber++
	out := pushAs(t, s, trainer, fieldsync.Mutation{N: evidenceNumber, Collection: "articles", ID: article, Op: "update", Was: set(map[string]any{"body": old}),
		Set: set(map[string]any{"body": old + "\n\n![机柜](figure:" + kb.FigureRef(e.sha) + ")"})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	return e
}

func registerFigure(t *testing.T, s *apptest.Server, who, article string, file []byte) evidence {
	t.Helper()
	evidenceNumber++
	e := evidence{sha: sumOf(file), bytes: file}
	e.id = rules.FigureID(article, kb.FigureRef(e.sha))
	out := pushAs(t, s, who, fieldsync.Mutation{N: evidenceNumber, Collection: "figures", ID: e.id, Op: "create", Set: set(map[string]any{
		"article": article, "sha256": e.sha, "bytes": len(file), "mime": "image/png", "width": 40, "height": 30})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	return e
}

func wantFigure(t *testing.T, s *apptest.Server, e evidence, state, problem string) {
	t.Helper()
	r := lookup(t, s, "figures", e.id)
	if r.GetString("state") != state || r.GetString("problem") != problem {
		t.Errorf("the record says %q %q, want %q %q", r.GetString("state"), r.GetString("problem"), state, problem)
	}
}

// An image travels as evidence does, is seen by who reads the article, and keeps its place on the page before it is there.
func TestFigureFromTabletToReaders(t *testing.T) {
	s := serve(t)
	article := someArticle(t, s)
	e := addFigure(t, s, article, shade(t, 10))
	html := lookup(t, s, "articles", article).GetString("html")
	if want := fmt.Sprintf(`<img data-figure="%s" width="40" height="30" alt="机柜">`, kb.FigureRef(e.sha)); !strings.Contains(html, want) {
		t.Errorf("no %s in %s", want, html)
	}
	if status, code, _ := deliver(t, s, trainer, e); status != 204 {
		t.Fatal(status, code)
	}
	wantFigure(t, s, e, "stored", "")
	for _, size := range []string{"thumb", "view"} {
		w := s.Do(stranger, "GET", "/figures/"+e.id+"/"+size, nil)
		if w.Code != 200 || w.Header().Get("Content-Type") != "image/jpeg" || !strings.Contains(w.Header().Get("Cache-Control"), "immutable") {
			t.Errorf("%s: %d %v", size, w.Code, w.Header())
		}
	}
	// the same image in another article, as of a translation, is not sent again: this trainer sees the first
	again := addFigure(t, s, draftArticle(t, s), e.bytes)
	wantFigure(t, s, again, "stored", "")
	if status, code, _, _ := announce(s, trainer, again); status != 409 || code != "photo_known" {
		t.Error(status, code)
	}
	// taken out of the text, it is the trainers' again
	body := lookup(t, s, "articles", article).GetString("body")
	evidenceNumber++
	out := pushAs(t, s, trainer, fieldsync.Mutation{N: evidenceNumber, Collection: "articles", ID: article, Op: "update", Was: set(map[string]any{"body": body}), Set: set(map[string]any{"body": "没有图"})})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	for who, want := range map[string]int{stranger: 404, hero: 404, trainer: 200} {
		if w := s.Do(who, "GET", "/figures/"+e.id+"/view", nil); w.Code != want {
			t.Errorf("%s sees what was taken out: %d", who, w.Code)
		}
	}
}

// Who only knows a hash gets neither the image nor the news that there is one (U3).
func TestAHashIsNoKeyToAFigure(t *testing.T) {
	s := serve(t)
	secret := addFigure(t, s, draftArticle(t, s), shade(t, 60)) // a draft: the trainers'
	if status, code, _ := deliver(t, s, trainer, secret); status != 204 {
		t.Fatal(status, code)
	}
	job := jobOf(t, s, hero)
	evidenceNumber++
	if out := pushAs(t, s, hero, fieldsync.Mutation{N: evidenceNumber, Collection: "articles", ID: job, Op: "create", Set: set(map[string]any{"slug": "h", "lang": "zh-CN", "kind": "fault", "title": "h"})}); out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
	guess := registerFigure(t, s, hero, job, secret.bytes)
	wantFigure(t, s, guess, "waiting", "")
	if status, _, _, body := announce(s, hero, guess); status != 201 {
		t.Errorf("%d %s", status, body)
	}
}

// What is no image for an article is refused with its reason, on the record too, and its bytes do not stay.
func TestUnfitFigures(t *testing.T) {
	s := serve(t)
	in := of(s.App)
	article := someArticle(t, s)
	var photo bytes.Buffer
	if err := jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("\xff\xe1\x00\x12Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00")
	taken := slices.Concat(photo.Bytes()[:2], exif, photo.Bytes()[2:])
	huge := bytes.Clone(shade(t, 5))
	copy(huge[16:], "\x00\x00\xea\x60\x00\x00\xea\x60")
	for _, c := range []struct {
		code, state string
		file        []byte
	}{
		{"figure_metadata", "refused", taken},
		{"not_an_image", "refused", []byte("<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(1)\"/>")},
		{"not_an_image", "refused", []byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff!\xf9\x04\x01\x00\x00\x00\x00,")},
		{"truncated", "waiting", shade(t, 6)[:60]},
		{"bomb", "refused", huge},
	} {
		e := addFigure(t, s, article, c.file)
		if status, code, _ := deliver(t, s, trainer, e); status < 400 || code != c.code {
			t.Errorf("%s: %d %s", c.code, status, code)
		}
		wantFigure(t, s, e, c.state, c.code)
		if w := s.Do(trainer, "GET", "/figures/"+e.id+"/view", nil); w.Code != 404 {
			t.Errorf("%s is shown: %d", c.code, w.Code)
		}
		if c.state == "refused" {
			if wanted, err := in.photoWanted(e.sha); wanted || err != nil {
				t.Errorf("%s is kept: %v %v", c.code, wanted, err)
			}
		}
	}
	heic := addFigure(t, s, article, []byte("a picture this server does not decode"))
	claim := media.Claim{Photo: heic.id, SHA256: heic.sha, Bytes: int64(len(heic.bytes))}
	if err := in.stored(context.Background(), claim, media.Info{Note: "no_preview", Mime: "image/heic"}); err == nil {
		t.Error("nobody could see it")
	}
	wantFigure(t, s, heic, "refused", "figure_format")
	good := addFigure(t, s, article, shade(t, 7))
	if wanted, err := in.photoWanted(good.sha); !wanted || err != nil {
		t.Error("a sweep would take what a record waits for", err)
	}
	// the same bytes are good evidence
	e := register(t, s, hero, jobOf(t, s, hero), taken)
	if status, code, _ := deliver(t, s, hero, e); status != 204 {
		t.Error(status, code)
	}
}

// Who sends bytes: whoever registered the image, or another trainer who has the same one; nobody learns of it who may not write it.
func TestWhoSendsAFigure(t *testing.T) {
	s := serve(t)
	e := addFigure(t, s, someArticle(t, s), shade(t, 30))
	for _, who := range []string{hero, dispatcher, sales, manager} {
		if status, code, _, _ := announce(s, who, e); status != 404 || code != "photo_unknown" {
			t.Errorf("%s: %d %s", who, status, code)
		}
	}
	if status, _, _, _ := announce(s, trainer, e); status != 201 {
		t.Error(status)
	}
	out := pushAs(t, s, hero, fieldsync.Mutation{N: 9001, Collection: "figures", ID: fieldsync.IDOf("x"), Op: "create", Set: set(map[string]any{
		"article": someArticle(t, s), "sha256": e.sha, "bytes": 1})})
	if out.Status != fieldsync.Rejected || out.Code != "not_allowed" {
		t.Errorf("%+v", out)
	}
}

func TestAnArticleHoldsSoManyFigures(t *testing.T) {
	s := serve(t)
	article := someArticle(t, s)
	if _, err := s.App.DB().NewQuery("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300) " +
		"INSERT INTO figures (id, article, state) SELECT 'full' || i, {:article}, 'stored' FROM n").Bind(map[string]any{"article": article}).Execute(); err != nil {
		t.Fatal(err)
	}
	e := addFigure(t, s, article, shade(t, 31))
	if status, code, _, _ := announce(s, trainer, e); status != 413 || code != "article_full" {
		t.Error(status, code)
	}
	wantFigure(t, s, e, "waiting", "article_full")
}

// An image in the rescue file of a trainer's dead tablet comes in by the same doors (P1).
func TestRescuedFigure(t *testing.T) {
	s := serve(t)
	article := someArticle(t, s)
	file := shade(t, 88)
	id := rules.FigureID(article, kb.FigureRef(sumOf(file)))
	now := fieldsync.Stamp(time.Now())
	text := asFile(t, map[string]any{"lutong": "rescue", "schema": 1, "user": s.Accounts[trainer].ID, "device": s.Device(trainer), "now": now, "drafts": []any{},
		"mutations": []fieldsync.Mutation{{N: 1, Collection: "figures", ID: id, Op: "create", At: now, Set: set(map[string]any{"article": article, "sha256": sumOf(file), "bytes": len(file), "mime": "image/png"})}},
		"photos":    []any{photoOf(id, file)}})
	if done, err := imported(text, s); err != nil || done.Photos != 1 {
		t.Fatalf("%+v %v", done, err)
	}
	wantFigure(t, s, evidence{id: id}, "stored", "")
}
