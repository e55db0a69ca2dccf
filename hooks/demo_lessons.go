package hooks

import (
	"context"
	"time"

	"lutong/hooks/demo"
	"lutong/hooks/fieldsync"
	"lutong/kb"
	"lutong/kb/loop"
)

// The demo organisation has had its library for most of a year: what was said about it came after. Some of it is due to be looked at again.
func (s *server) demoLibrary(ctx context.Context) error {
	articles, _, err := kb.Shipped()
	if err != nil {
		return err
	}
	now := s.now()
	due := map[string]int{"emergency-phishing-clicked": -20, "howto-guarantee-event": -6, "wifi-portal-not-popping": 12, "story-vpn-password": 25}
	return s.sync.Update(ctx, s.sync.System(), func(w *fieldsync.Writing) error {
		for _, a := range articles {
			versions, err := w.Children("articleVersions", "article", a.ID)
			if err != nil {
				return err
			}
			for _, v := range versions {
				if err := putField(w, v, "at", fieldsync.Stamp(now.AddDate(0, 0, -300))); err != nil {
					return err
				}
			}
			days, known := due[a.Slug]
			if !known || a.Lang != "zh-CN" {
				continue
			}
			d, err := w.Get("articles", a.ID)
			if err == nil {
				err = putField(w, d, "reviewBy", fieldsync.Stamp(now.AddDate(0, 0, days)))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func putField(w *fieldsync.Writing, d *fieldsync.Doc, name string, value any) error {
	f := d.Fields.Clone()
	f.Set(name, value)
	_, err := w.Put(d.Collection, d.ID, f)
	return err
}

// demoLessons are the searches of the demo organisation.
func (s *server) demoLessons(ctx context.Context) error {
	article := s.demoOptions(0).Article
	var rows []storedSearch
	for _, q := range demo.Searches() {
		row := storedSearch{q.ID, loop.Search{
			Query: q.Query, Lang: q.Lang, Role: q.Role, Place: loop.OnTablet, Hits: q.Hits, Solved: q.Solved, Again: q.Again,
			Day: s.now().UTC().Add(-time.Duration(q.Days) * 24 * time.Hour).Format(day),
		}}
		if q.Opened != "" {
			row.Opened, row.Position = article(q.Opened), q.Position
		}
		rows = append(rows, row)
	}
	return s.keepSearches(ctx, rows)
}
