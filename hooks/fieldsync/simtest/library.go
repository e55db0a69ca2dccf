package simtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
	"lutong/kb"
)

// teach is one act of a trainer: articles go from draft to published and back, so that what everyone reads changes.
func (t *tablet) teach() {
	w := t.w
	switch w.rnd.IntN(12) {
	case 0, 1, 2:
		t.keepWords()
		return
	case 3:
		t.decide()
		return
	}
	article, some := t.one("articles")
	if some && w.rnd.IntN(3) == 0 {
		t.remark(article.ID)
		return
	}
	if !some || w.rnd.IntN(6) == 0 {
		t.do("articles", w.id(), "create", map[string]any{
			"slug": fmt.Sprint("a", w.ids), "lang": "zh-CN", "kind": "howto", "title": fmt.Sprint("article ", w.ids), "body": "begun", "confidence": pick(w, []string{"draft", "validated"}),
		})
		return
	}
	switch w.rnd.IntN(9) {
	case 4:
		t.do("articleUses", w.id(), "create", map[string]any{"article": article.ID, "kind": "reviewed"})
	case 5, 6:
		t.illustrate(article)
	case 7:
		t.do("articles", article.ID, "update", map[string]any{"confidence": "archived", "replacedBy": pick(w, []string{"", "a1"})})
	case 0, 1:
		t.do("articles", article.ID, "update", map[string]any{"confidence": pick(w, []string{"draft", "inReview", "validated", "archived"})})
	case 2:
		t.do("articles", article.ID, "update", map[string]any{"tags": []string{fmt.Sprint("t", w.rnd.IntN(5))}})
	case 3:
		t.do("templates", template, "update", map[string]any{"retired": w.rnd.IntN(2) == 0})
	default:
		t.do("articles", article.ID, "update", map[string]any{"body": t.view(article).String("body") + fmt.Sprint("\nline ", w.rnd.IntN(1000))})
	}
}

// use is what an engineer says about an article on a job, which may have been given away, and the article withdrawn, meanwhile.
func (t *tablet) use(job fs.Target) {
	if article, some := t.one("articles"); some {
		kind := pick(t.w, []string{"read", "used", "helped", "notHelped", "withdrawn"})
		t.do("articleUses", t.w.id(), "create", map[string]any{"article": article.ID, "job": job.ID, "kind": kind})
	}
}

// illustrate adds an image to an article and mentions it in the text, or takes all mentions out again.
func (t *tablet) illustrate(article fs.Target) {
	w := t.w
	body := t.view(article).String("body")
	if w.rnd.IntN(3) == 0 {
		t.do("articles", article.ID, "update", map[string]any{"body": strings.ReplaceAll(body, "](figure:", "](none:")})
		return
	}
	hash := sha(fmt.Sprint("image ", w.rnd.IntN(3))) // the same one comes again, also from another trainer
	ref := kb.FigureRef(hash)
	t.do("figures", rules.FigureID(article.ID, ref), "create", map[string]any{"article": article.ID, "sha256": hash, "bytes": 7, "mime": "image/png", "width": 4, "height": 3})
	if w.rnd.IntN(3) > 0 {
		t.do("articles", article.ID, "update", map[string]any{"body": body + fmt.Sprintf("\n![image](figure:%s)", ref)})
	}
}

// remark says something about a line, answers it (also an answer, which is refused), words it better (also another's), ticks it off, or finds
// its line again; and tries to take it away.
func (t *tablet) remark(article string) {
	w := t.w
	comment, some := t.one("articleComments")
	switch {
	case !some || w.rnd.IntN(3) == 0:
		t.do("articleComments", w.id(), "create", map[string]any{"article": article, "quote": "line", "line": w.rnd.IntN(9), "text": fmt.Sprint("remark ", w.ids)})
	case w.rnd.IntN(3) == 0:
		t.do("articleComments", w.id(), "create", map[string]any{"article": t.view(comment).String("article"), "replyTo": comment.ID, "text": fmt.Sprint("answer ", w.ids)})
	default:
		switch w.rnd.IntN(10) {
		case 0, 1, 4:
			t.do("articleComments", comment.ID, "update", map[string]any{"text": fmt.Sprint("better ", w.rnd.IntN(1000))})
		case 2:
			t.do("articleComments", comment.ID, "update", map[string]any{"line": w.rnd.IntN(9), "quote": fmt.Sprint("line ", w.rnd.IntN(9))})
		case 3:
			t.do("articleComments", comment.ID, "delete", nil)
		default:
			t.do("articleComments", comment.ID, "update", map[string]any{"resolved": w.rnd.IntN(2) == 0})
		}
	}
}

// look is what managers and salespeople do: they read, keep their own number up to date, and try what is not theirs.
func (t *tablet) look() {
	switch t.w.rnd.IntN(4) {
	case 3:
		t.keepWords() // the trainers' business
	case 0:
		t.do("users", t.user, "update", map[string]any{"phone": fmt.Sprint("1390000", 1000+t.w.rnd.IntN(1000))})
	case 1:
		if job, some := t.one("jobs"); some {
			t.do("jobs", job.ID, "update", map[string]any{"notes": "how far are we?"})
		}
	default:
		if customer, some := t.one("customers"); some {
			t.do("customers", customer.ID, "update", map[string]any{"level": fmt.Sprint(t.w.rnd.IntN(9))})
		}
	}
}

func sha(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
