package hooks

import (
	"context"
	"sync"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/fault"
	"lutong/hooks/media"
)

// Limits of evidence, far above what honest work needs (a long day is three hundred photos of 4 MB): they stop a device gone wild, or
// somebody hostile with a stolen tablet, from filling the store. What does not pass stays on the tablet.
const (
	photosPerJob      = 2000
	figuresPerArticle = 300
	photosPerDay      = 3000 // uploads begun by one user
	bytesPerDay       = 10 << 30
	uploadReserve     = 256 << 20 // what uploads leave free on the disk for the database
)

// quota counts what each user began to upload today (UTC). It lives in memory: a restart forgives.
type quota struct {
	now  func() time.Time
	mu   sync.Mutex
	day  string
	used map[string]allowance
}

type allowance struct{ photos, bytes int64 }

func newQuota(now func() time.Time) *quota { return &quota{now: now, used: map[string]allowance{}} }

// take counts one upload, or says that today's are used up.
func (q *quota) take(user string, bytes int64) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	now := q.now().UTC()
	if day := now.Format(time.DateOnly); day != q.day {
		q.day, q.used = day, map[string]allowance{}
	}
	u := q.used[user]
	if u.photos+1 > photosPerDay || u.bytes+bytes > bytesPerDay {
		f := fault.New(fault.SlowDown, "day_full").Detailf("%d, %d GB", photosPerDay, bytesPerDay>>30)
		f.Retry = int(now.Truncate(24*time.Hour).Add(24*time.Hour).Sub(now).Seconds()) + 1
		return f
	}
	q.used[user] = allowance{u.photos + 1, u.bytes + bytes}
	return nil
}

// mayBegin is asked once for every upload, after mayUpload.
func (s *server) mayBegin(ctx context.Context, c media.Claim) error {
	for _, limit := range []struct {
		collection, parent, code string
		most                     int64
	}{{"photos", "job", "job_full", photosPerJob}, {"figures", "article", "article_full", figuresPerArticle}} {
		var stored struct{ N int64 }
		err := s.app.DB().NewQuery("SELECT COUNT(*) AS n FROM {{" + limit.collection + "}} WHERE [[" + limit.parent + "]] = (SELECT [[" + limit.parent + "]] FROM {{" + limit.collection +
			"}} WHERE id = {:id}) AND state = 'stored'").Bind(map[string]any{"id": c.Photo}).WithContext(ctx).One(&stored)
		if err != nil {
			return err
		}
		if stored.N >= limit.most {
			full := fault.New(fault.TooLarge, limit.code).Detailf("%d", limit.most)
			if err := s.unusable(ctx, c, full); err != nil {
				return err
			}
			return full
		}
	}
	actor, _ := ctx.Value(actorKey{}).(access.Actor)
	return s.quota.take(actor.User, c.Bytes)
}

// knownBytes: this user sees a stored photo of the same bytes, so nothing needs to be sent. What others stored is not known (U3): whoever
// only has a hash must not learn from the answer whether such a photo exists, nor get it.
func (s *server) knownBytes(ctx context.Context, c media.Claim) (bool, error) {
	actor, _ := ctx.Value(actorKey{}).(access.Actor)
	var same []struct{ Collection, ID string }
	err := s.app.DB().NewQuery("SELECT 'photos' AS collection, id FROM photos WHERE sha256 = {:sha} AND bytes = {:bytes} AND state = 'stored' AND id != {:id} UNION ALL " +
		"SELECT 'figures', id FROM figures WHERE sha256 = {:sha} AND bytes = {:bytes} AND state = 'stored' AND id != {:id} LIMIT 20").
		Bind(map[string]any{"sha": c.SHA256, "bytes": c.Bytes, "id": c.Photo}).WithContext(ctx).All(&same)
	if err != nil {
		return false, err
	}
	for _, p := range same {
		_, err := s.visible(ctx, actor, p.Collection, p.ID)
		if err == nil || fault.As(err) == nil {
			return err == nil, err
		}
	}
	return false, nil
}
