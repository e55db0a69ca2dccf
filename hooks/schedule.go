package hooks

import (
	"context"
	"time"
)

// bindSchedule binds every cron job, one a line.
func (s *server) bindSchedule() {
	for _, j := range []struct {
		id, when string
		do       func(context.Context) error
	}{
		{"lutongSweepUploads", "17 * * * *", s.sweepUploads},     // unfinished uploads and bytes nobody wants
		{"lutongExpireJobs", "41 3 * * *", s.expireJobs},         // jobs that ended 90 days ago leave their engineers' tablets
		{"lutongCheckSearch", "13 4 * * *", s.indexer.check},     // the search index against the articles
		{"lutongOthers", "* * * * *", s.indexer.catchUp},         // articles that another process wrote (kb import): nobody told the index
		{"lutongSettleSearches", "* * * * *", s.settleSearches},  // what was asked on the server, once nobody types on
		{"lutongForgetSearches", "47 3 * * *", s.forgetSearches}, // what was searched for 400 days ago
		{"lutongForget", "23 * * * *", s.forget},                 // what has been gone for 180 days; once a day, at whatever hour the server is up
	} {
		s.app.Cron().MustAdd(j.id, j.when, func() {
			if err := j.do(context.Background()); err != nil {
				s.app.Logger().Error("scheduled work failed", "job", j.id, "error", err)
			}
		})
	}
}

func (s *server) sweepUploads(ctx context.Context) error {
	if _, err := s.uploads.Sweep(ctx); err != nil {
		return err
	}
	_, err := s.pictures.Sweep(ctx, 24*time.Hour, s.photoWanted)
	return err
}

func (s *server) forget(ctx context.Context) error {
	n, err := s.sync.Retain(ctx)
	if n > 0 {
		s.app.Logger().Info("forgot what was gone for long", "things", n)
	}
	return err
}

// expireJobs lets the grants of ended jobs follow the clock (sync.md, section 6).
func (s *server) expireJobs(ctx context.Context) error {
	var rows []struct {
		ID string `db:"id"`
	}
	err := s.app.DB().NewQuery("SELECT j.id FROM jobs j WHERE j.status IN ('closed', 'cancelled') AND EXISTS (SELECT 1 FROM syncReasons r WHERE r.reason = 'jobs/' || j.id)").All(&rows)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := s.sync.Refresh(ctx, "jobs", row.ID); err != nil {
			return err
		}
	}
	return nil
}
