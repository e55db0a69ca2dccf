package hooks

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/security"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/kb/loop"
	"lutong/kb/search"
)

// The log of searches (product.md, F23): by role, not by person. A tablet sends what it settled on to a route of its own, because a push
// would write down whose it was; ids are drawn for the log alone, so that sending twice counts once and leads to nobody.

const (
	searchesKept   = 400 * 24 * time.Hour
	searchesLate   = 30 * 24 * time.Hour // a tablet may have been away; what is older than that is dropped
	searchesAtOnce = 200
	searchRead     = 2000            // bytes of a query that are looked at
	searchLength   = 200             // bytes of it that are kept
	settledAfter   = 8 * time.Second // a question on the server's own search, which hears every letter
	day            = "2006-01-02"
)

// toldSearch is one line of what a tablet sends.
type toldSearch struct {
	ID       string `json:"id"`
	Query    string `json:"query"`
	Lang     string `json:"lang"`
	Day      string `json:"day"`
	Hits     int    `json:"hits"`
	Opened   string `json:"opened"`
	Position int    `json:"position"`
	Solved   bool   `json:"solved"`
	Again    bool   `json:"again"`
}

// tellSearches takes a batch. What cannot be used is dropped without a word: nobody waits for it, and sending it again would not help.
func tellSearches(s *server, r *request) error {
	var told struct {
		Searches []toldSearch `json:"searches"`
	}
	if err := body(r.Request, 256<<10, &told); err != nil {
		return err
	}
	if len(told.Searches) > searchesAtOnce {
		return fault.New(fault.TooLarge, "too_large").Detailf("%d searches at most", searchesAtOnce)
	}
	var rows []storedSearch
	now := s.now().UTC()
	for _, t := range told.Searches {
		at, err := time.Parse(day, t.Day)
		if err != nil || !fieldsync.ValidID(t.ID) || at.After(now.Add(24*time.Hour)) || now.Sub(at) > searchesLate {
			continue
		}
		if t.Opened != "" && !fieldsync.ValidID(t.Opened) {
			continue
		}
		rows = append(rows, storedSearch{t.ID, loop.Search{
			Query: t.Query, Lang: t.Lang, Role: r.actor.Role, Place: loop.OnTablet, Day: t.Day, Hits: min(max(t.Hits, 0), 100_000),
			Opened: t.Opened, Position: min(max(t.Position, 0), 1000), Solved: t.Solved, Again: t.Again,
		}})
	}
	if err := s.keepSearches(r.Request.Context(), rows); err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string]int{"taken": len(rows)})
}

type storedSearch struct {
	id string
	loop.Search
}

// keepSearches writes them masked.
func (s *server) keepSearches(ctx context.Context, rows []storedSearch) error {
	if len(rows) == 0 {
		return nil
	}
	masks, err := s.masks(ctx)
	if err != nil {
		return err
	}
	return s.app.RunInTransaction(func(tx core.App) error {
		for _, row := range rows {
			query := strings.ToValidUTF8(short(loop.Mask(short(row.Query, searchRead), masks), searchLength), "") // masked whole: half a number is a number
			norm := loop.Norm(query)
			if norm == "" {
				continue
			}
			lang := row.Lang
			if lang != "en" {
				lang = "zh-CN"
			}
			_, err := tx.DB().NewQuery("INSERT OR IGNORE INTO searches (id, query, norm, lang, role, place, day, hits, opened, position, solved, again) VALUES " +
				"({:id}, {:query}, {:norm}, {:lang}, {:role}, {:place}, {:day}, {:hits}, {:opened}, {:position}, {:solved}, {:again})").Bind(dbx.Params{
				"id": row.id, "query": query, "norm": norm, "lang": lang, "role": row.Role, "place": row.Place, "day": row.Day, "hits": row.Hits,
				"opened": row.Opened, "position": row.Position, "solved": row.Solved, "again": row.Again,
			}).WithContext(ctx).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// masks are what the organisation's own records know of names, serial numbers and models.
func (s *server) masks(ctx context.Context) (loop.Masks, error) {
	column := func(query string) ([]string, error) {
		var values []string
		err := s.app.DB().NewQuery(query).WithContext(ctx).Column(&values)
		return values, err
	}
	names, err := column("SELECT name FROM customers UNION SELECT name FROM contacts UNION SELECT name FROM sites")
	if err != nil {
		return loop.Masks{}, err
	}
	serials, err := column("SELECT DISTINCT lower(serial) FROM assets WHERE length(serial) > 3")
	if err != nil {
		return loop.Masks{}, err
	}
	models, err := column("SELECT DISTINCT model FROM assets UNION SELECT m.value FROM articles a, json_each(a.models) m UNION SELECT c.value FROM articles a, json_each(a.codes) c")
	if err != nil {
		return loop.Masks{}, err
	}
	known := map[string]bool{}
	for _, m := range models {
		known[strings.Join(search.Runs(m), "")] = true
	}
	isSerial := map[string]bool{}
	for _, v := range serials {
		isSerial[v] = true
	}
	isKnown := func(word string) bool { return known[strings.Join(search.Runs(word), "")] }
	return loop.Masks{Names: names, Known: isKnown, Serial: func(word string) bool { return isSerial[strings.ToLower(word)] && !isKnown(word) }}, nil
}

// forgetSearches keeps what a yearly comparison needs, and no more.
func (s *server) forgetSearches(ctx context.Context) error {
	_, err := s.app.DB().NewQuery("DELETE FROM searches WHERE day < {:day}").Bind(dbx.Params{"day": s.now().UTC().Add(-searchesKept).Format(day)}).WithContext(ctx).Execute()
	return err
}

// asking holds the server's own searches until they have settled. Whose they are is known here, in memory, for as long as somebody types,
// and written nowhere.
type asking struct {
	mu      sync.Mutex
	last    map[string]asked // by user
	settled []storedSearch
}

type asked struct {
	loop.Search
	at time.Time
}

// settledKept bounds what waits for the next minute; beyond it nothing is noted.
const settledKept = 10_000

// ask notes a search. The same person's one before has settled by it, if it was for something else.
func (a *asking) ask(user string, what loop.Search, now time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.last == nil {
		a.last = map[string]asked{}
	}
	if before, ok := a.last[user]; ok && loop.Settles(before.Query, what.Query) {
		a.settle(before.Search)
	}
	a.last[user] = asked{what, now}
}

// rested returns what has settled since, and what nobody has typed on for a while.
func (a *asking) rested(now time.Time) []storedSearch {
	a.mu.Lock()
	defer a.mu.Unlock()
	for user, q := range a.last {
		if now.Sub(q.at) >= settledAfter {
			a.settle(q.Search)
			delete(a.last, user)
		}
	}
	all := a.settled
	a.settled = nil
	return all
}

func (a *asking) settle(s loop.Search) {
	if len(a.settled) < settledKept {
		id := security.PseudorandomStringWithAlphabet(15, "abcdefghijklmnopqrstuvwxyz0123456789")
		a.settled = append(a.settled, storedSearch{id, s})
	}
}

// settleSearches writes down what has settled on the server.
func (s *server) settleSearches(ctx context.Context) error {
	return s.keepSearches(ctx, s.asking.rested(s.now()))
}
