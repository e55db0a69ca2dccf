package fieldsync_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/memstore"
	"lutong/hooks/rules"
)

// restore brings the house's server back from a backup, and on to numbers that devices have seen in its first life.
func (h *house) restore(b memstore.Backup) {
	h.t.Helper()
	h.store.Restore(b)
	h.server = fs.NewServer(h.store, rules.Table(rules.Options{}), func() time.Time { return h.now }, nil)
	must(h.t, h.server.Open(context.Background()))
}

func (h *house) page(name, cursor string, limit int) (text, next string) {
	h.t.Helper()
	var buf bytes.Buffer
	_, err := h.server.Pull(context.Background(), h.actor(name), fs.PullRequest{Cursor: cursor, Limit: limit}, &buf)
	must(h.t, err)
	return buf.String(), endCursor(h.t, buf.String())
}

// L4: after a restore the sequence may have gone past a cursor of the first life before its device comes back.
func TestP7TheServerMovedPastTheCursor(t *testing.T) {
	h := newHouse(t)
	b := h.store.Backup()
	h.put("teams", "third", map[string]any{"name": "first life"})
	_, cursor := h.page("A", "", 1000)
	h.restore(b)
	for _, name := range []string{"x", "y", "z"} {
		h.put("teams", name, map[string]any{"name": "second life"})
	}
	if text, _ := h.page("A", cursor, 1000); !strings.HasPrefix(text, `{"reset":true}`) {
		t.Error("a cursor of a lost life was honoured:", text)
	}
}

// L4: a page in the middle of a pull shows records as they are, also as they became after the number the pull goes to. A cursor whose numbers
// all are in the backup may still have seen what is not.
func TestP7APageSawMoreThanItsNumbers(t *testing.T) {
	for name, limit := range map[string]int{"in the middle of the pull": 6, "at its end": 1000} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			_, cursor := h.page("A", "", 1)
			b := h.store.Backup()
			h.put("jobs", "job", map[string]any{"title": "of the first life", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}})
			text, cursor := h.page("A", cursor, limit)
			for limit < 1000 && !strings.Contains(text, "of the first life") {
				text, cursor = h.page("A", cursor, 1)
			}
			if !strings.Contains(text, "of the first life") {
				t.Fatal("the page saw nothing of it:", text)
			}
			h.restore(b)
			if text, _ := h.page("A", cursor, 1000); !strings.HasPrefix(text, `{"reset":true}`) {
				t.Error("the job of the first life stays:", text)
			}
		})
	}
}

// P7: the device was acknowledged something after its last pull, the backup is between the two, and it has nothing more to send. Its cursor is
// good, so it is told in the first page of the new run what the server knows of its work.
func TestP7WhatWasAcknowledgedSinceTheCursor(t *testing.T) {
	h := newHouse(t)
	h.as("A", edit("jobs", "job", m{"notes": "旧"}, m{"notes": "一"}))
	text, cursor := h.page("A", "", 1000)
	if !strings.Contains(text, `"last":1`) {
		t.Error("a first page does not say what is known:", text)
	}
	b := h.store.Backup()
	h.as("A", edit("jobs", "job", m{"notes": "一"}, m{"notes": "二"}))
	h.restore(b)
	text, cursor = h.page("A", cursor, 1000)
	if strings.Contains(text, "reset") || !strings.Contains(text, `"last":1`) {
		t.Error("the device does not learn that its second mutation is lost:", text)
	}
	if text, _ = h.page("A", cursor, 1000); strings.Contains(text, `"last"`) {
		t.Error("told again and again:", text)
	}
}
