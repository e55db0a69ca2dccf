package fieldsync_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	fs "lutong/hooks/fieldsync"
)

// P5: while a pull of several pages takes a team away from somebody, that somebody is put on one of its jobs and taken off again. The page
// must not spare the job for a hold that the next pull will know nothing of.
func TestP5AHoldThatCameAndWentBetweenPages(t *testing.T) {
	h := newHouse(t)
	pages := func(cursor string, limit int) (string, string) {
		t.Helper()
		var buf bytes.Buffer
		_, err := h.server.Pull(context.Background(), h.actor("D"), fs.PullRequest{Cursor: cursor, Limit: limit}, &buf)
		must(t, err)
		return buf.String(), endCursor(t, buf.String())
	}
	user := func(teams ...string) {
		h.put("users", "D", map[string]any{"name": "D", "role": "dispatcher", "teams": append([]string{}, teams...)})
	}
	job := func(who ...string) {
		h.put("jobs", "job", map[string]any{"title": "无线中断", "team": id("team"), "site": id("site"), "assignees": append([]string{}, who...), "notes": "旧", "number": "LT26-1"})
	}
	_, cursor := pages("", 1000)
	user()
	_, cursor = pages(cursor, 1)
	job(id("A"), id("D"))
	page, cursor := pages(cursor, 1000)
	job(id("A"))
	rest, _ := pages(cursor, 1000)
	if !strings.Contains(page+rest, `{"drop":"jobs","id":"`+id("job")+`"}`) {
		t.Errorf("the job stays behind:\n%s\n%s", page, rest)
	}
}
