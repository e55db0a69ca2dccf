package hooks

import (
	"context"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/pocketbase/dbx"

	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/kb/loop"
	"lutong/kb/search"
)

// board is the trainer's board (F23): what people did not find, what is stale, what did not help, what did. Trainers and managers see it.
func board(s *server, r *request) error {
	days, err := strconv.Atoi(r.Request.URL.Query().Get("days"))
	if err != nil || days < 1 {
		days = 90
	}
	ctx := r.Request.Context()
	f := loop.Facts{Now: s.now(), Window: time.Duration(min(days, 400)) * 24 * time.Hour, HitsNow: s.hitsNow}
	from := f.Now.Add(-f.Window).UTC()
	if f.Searches, err = s.searchesSince(ctx, from); err != nil {
		return err
	}
	if f.Articles, err = s.boardArticles(ctx); err != nil {
		return err
	}
	if f.Uses, err = s.usesSince(ctx, from); err != nil {
		return err
	}
	if f.Name, err = s.namesFor(ctx, r.actor); err != nil {
		return err
	}
	if f.MinutesToRestore, err = s.restoredIn(ctx, f.Uses); err != nil {
		return err
	}
	b, err := loop.NewBoard(f)
	if err != nil {
		return err
	}
	r.Response.Header().Set("Cache-Control", "private, no-cache")
	return r.JSON(http.StatusOK, b)
}

var masked = regexp.MustCompile(`\[[a-z]+\]`)

// hitsNow asks the index of today; what is only like a code that was asked for is no answer.
func (s *server) hitsNow(query, _ string) (int, error) {
	result, err := s.indexer.index.Search(search.Query{Text: masked.ReplaceAllString(query, " "), Limit: 1})
	if err != nil || result.Missed() {
		return 0, err
	}
	return result.Total, nil
}

func (s *server) searchesSince(ctx context.Context, from time.Time) ([]loop.Search, error) {
	var rows []loop.Search
	err := s.app.DB().NewQuery("SELECT query, lang, role, place, day, hits, opened, position, solved, again FROM searches WHERE day >= {:day}").
		Bind(dbx.Params{"day": from.Format(day)}).WithContext(ctx).All(&rows)
	return rows, err
}

// boardArticles: of a draft the history knows when somebody last wrote on it, of one in review when it was sent there; of a proposal the
// day of its job counts if nobody has touched it since.
func (s *server) boardArticles(ctx context.Context) ([]loop.Article, error) {
	var rows []struct {
		ID, Title, Kind, Lang, Confidence, Owner, Since, Published string
		ReviewBy                                                   string `db:"reviewBy"`
	}
	err := s.app.DB().NewQuery(`SELECT a.id, a.title, a.kind, a.lang, a.confidence, a.owner, a.reviewBy,
		coalesce((SELECT max(v.at) FROM articleVersions v WHERE v.article = a.id), '') AS published,
		CASE a.confidence WHEN 'validated' THEN '' WHEN 'archived' THEN '' ELSE coalesce(
			(SELECT max(h.receivedAt) FROM history h WHERE h.record = a.id AND h.collection = 'articles' AND (a.confidence != 'inReview' OR h.field = 'confidence')),
			(SELECT p.closedAt FROM pastJobs p WHERE p.id = a.id), '') END AS since
		FROM articles a`).WithContext(ctx).All(&rows)
	out := make([]loop.Article, len(rows))
	for i, r := range rows {
		out[i] = loop.Article{
			Line: loop.Line{ID: r.ID, Title: r.Title, Kind: r.Kind, Lang: r.Lang}, Confidence: r.Confidence, Owner: r.Owner,
			ReviewBy: wireTime(r.ReviewBy), Since: wireTime(r.Since), PublishedAt: wireTime(r.Published),
		}
	}
	return out, err
}

// wireTime is a column's time as records say it.
func wireTime(column string) string { return strings.Replace(column, " ", "T", 1) }

// usesSince are those of the window, and all of the articles with reports that nobody has answered.
func (s *server) usesSince(ctx context.Context, from time.Time) ([]loop.Use, error) {
	var rows []struct {
		ID, Article, Job, Number, Kind, Note, By string
		CorrectedAt                              string `db:"correctedAt"`
		ReceivedAt                               string `db:"receivedAt"`
	}
	err := s.app.DB().NewQuery("SELECT id, article, job, number, kind, note, by, correctedAt, receivedAt FROM articleUses WHERE correctedAt >= {:from} OR article IN (SELECT id FROM articleCounts WHERE open > 0)").
		Bind(dbx.Params{"from": from.Format("2006-01-02 15:04:05.000Z")}).WithContext(ctx).All(&rows)
	out := make([]loop.Use, len(rows))
	for i, r := range rows {
		out[i] = loop.Use{ID: r.ID, Article: r.Article, Job: r.Job, Number: r.Number, Kind: r.Kind, Note: r.Note, By: r.By, CorrectedAt: wireTime(r.CorrectedAt), ReceivedAt: wireTime(r.ReceivedAt)}
	}
	return out, err
}

// namesFor: a person is named to who is in a team with them, as everywhere (P4).
func (s *server) namesFor(ctx context.Context, a access.Actor) (func(string) string, error) {
	names := map[string]string{}
	err := s.sync.View(ctx, func(rd fieldsync.Reader) error {
		for _, t := range a.Teams {
			people, err := rd.Children("users", "teams", t)
			if err != nil {
				return err
			}
			for _, p := range people {
				names[p.ID] = p.Fields.String("name")
			}
		}
		return nil
	})
	return func(user string) string { return names[user] }, err
}

// restoredIn tells how soon the customers of these jobs could work again.
func (s *server) restoredIn(ctx context.Context, uses []loop.Use) (func(string) int, error) {
	minutes := map[string]int{}
	err := s.sync.View(ctx, func(rd fieldsync.Reader) error {
		for _, u := range uses {
			if _, known := minutes[u.Job]; known || u.Kind != loop.Helped {
				continue
			}
			d, err := rd.Get("jobs", u.Job)
			if err != nil {
				return err
			}
			minutes[u.Job] = 0
			if d != nil && !d.Deleted {
				minutes[u.Job] = job.MinutesToRestore(stampsOf(d))
			}
		}
		return nil
	})
	return func(id string) int { return minutes[id] }, err
}
