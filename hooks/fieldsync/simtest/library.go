package simtest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	fs "lutong/hooks/fieldsync"
)

// teach is one act of a trainer: articles go from draft to published and back, so that what everyone reads changes.
func (t *tablet) teach() {
	w := t.w
	article, some := t.one("articles")
	if !some || w.rnd.IntN(6) == 0 {
		t.do("articles", w.id(), "create", map[string]any{
			"slug": fmt.Sprint("a", w.ids), "lang": "zh-CN", "kind": "howto", "title": fmt.Sprint("article ", w.ids), "confidence": pick(w, []string{"draft", "validated"}),
		})
		return
	}
	switch w.rnd.IntN(6) {
	case 4:
		t.do("articleUses", w.id(), "create", map[string]any{"article": article.ID, "kind": "reviewed"})
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

// look is what managers and salespeople do: they read, keep their own number up to date, and try what is not theirs.
func (t *tablet) look() {
	switch t.w.rnd.IntN(3) {
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
