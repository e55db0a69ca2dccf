package hooks

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
	"lutong/hooks/report"
)

// trackPage is the customer's page: the same file for every token, never indexed.
func trackPage(s *server, r *request) error {
	r.Response.Header().Set("X-Robots-Tag", "noindex, nofollow")
	r.Response.Header().Set("Cache-Control", "no-cache")
	return s.page(r, "track.html")
}

// track answers what a customer with a link may know: words and times the engineer shared, and after the work what happened. It reads the
// same records as everybody, and picks; nothing else about the customer leaves.
func track(s *server, r *request) error {
	h := r.Response.Header()
	h.Set("X-Robots-Tag", "noindex, nofollow")
	h.Set("Cache-Control", "no-cache")
	var answer *journey
	var link *fieldsync.Doc
	err := s.sync.View(r.Request.Context(), func(rd fieldsync.Reader) error {
		var err error
		if link, err = s.linkOf(rd, r.Request.PathValue("token")); err != nil {
			return err
		}
		answer, err = s.journeyOf(rd, link, r)
		return err
	})
	if err != nil {
		return err
	}
	if link.Fields.String("opened") == "" {
		if err := s.opened(r.Request.Context(), link.ID); err != nil {
			return err
		}
	}
	body := fieldsync.JSONOf(answer)
	sum := sha256.Sum256(body)
	etag := `"` + hex.EncodeToString(sum[:12]) + `"`
	h.Set("ETag", etag)
	if r.Request.Header.Get("If-None-Match") == etag {
		r.Response.WriteHeader(http.StatusNotModified)
		return nil
	}
	answer.Now = fieldsync.Stamp(s.now()) // not part of what the ETag stands for
	return r.JSON(http.StatusOK, answer)
}

// linkOf finds the link of a token by its hash; the token itself is stored nowhere.
func (s *server) linkOf(rd fieldsync.Reader, token string) (*fieldsync.Doc, error) {
	if len(token) < 22 || len(token) > 200 { // 128 bits in base64url are 22 characters
		return nil, fault.New(fault.NotFound, "link_unknown")
	}
	sum := sha256.Sum256([]byte(token))
	links, err := rd.Children("shareLinks", "tokenHash", hex.EncodeToString(sum[:]))
	if err != nil {
		return nil, err
	}
	if len(links) == 0 {
		return nil, fault.New(fault.NotFound, "link_unknown")
	}
	if expires := fieldsync.ParseTime(links[0].Fields.String("expires")); !expires.After(s.now()) {
		return nil, fault.New(fault.Gone, "link_expired")
	}
	return links[0], nil
}

// opened notes on the link that the customer has seen it.
func (s *server) opened(ctx context.Context, id string) error {
	return s.sync.Update(ctx, s.sync.System(), func(w *fieldsync.Writing) error {
		d, err := w.Get("shareLinks", id)
		if err != nil || d == nil || d.Deleted || d.Fields.String("opened") != "" {
			return err
		}
		f := d.Fields.Clone()
		f.Set("opened", fieldsync.Stamp(w.Now))
		_, err = w.Put("shareLinks", id, f)
		return err
	})
}

type journey struct {
	What         string            `json:"what"`
	Lang         string            `json:"lang"`
	Job          journeyJob        `json:"job"`
	Engineers    []string          `json:"engineers"`
	ETA          string            `json:"eta"`
	NextUpdateBy string            `json:"nextUpdateBy"`
	Stamps       map[string]string `json:"stamps"`
	Events       []journeyEvent    `json:"events"`
	Report       *report.Report    `json:"report"`
	MaySign      bool              `json:"maySign"` // through this link, now
	Rated        bool              `json:"rated"`
	Now          string            `json:"now,omitempty"`
}

type journeyJob struct {
	Number   string `json:"number"`
	Title    string `json:"title"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	Waiting  string `json:"waiting"`
	SiteName string `json:"siteName"`
}

type journeyEvent struct {
	ID    string `json:"id"`
	Kind  string `json:"kind"`
	Text  string `json:"text"`
	ETA   string `json:"eta"`
	Place string `json:"place"`
	At    string `json:"at"`
}

func (s *server) journeyOf(rd fieldsync.Reader, link *fieldsync.Doc, r *request) (*journey, error) {
	d, err := rd.Get("jobs", link.Fields.String("job"))
	if err != nil {
		return nil, err
	}
	if d == nil || d.Deleted {
		return nil, fault.New(fault.NotFound, "link_unknown")
	}
	f := d.Fields
	j := &journey{
		What: link.Fields.String("what"), Lang: "zh-CN", Engineers: []string{}, ETA: f.String("eta"), Stamps: map[string]string{}, Events: []journeyEvent{},
		Job: journeyJob{Number: f.String("number"), Title: f.String("title"), Kind: f.String("kind"), Status: f.String("status"), Waiting: f.String("waiting")},
	}
	if site, err := rd.Get("sites", f.String("site")); err != nil {
		return nil, err
	} else if site != nil && !site.Deleted {
		j.Job.SiteName = site.Fields.String("name")
	}
	for _, id := range f.Strings("assignees") {
		u, err := rd.Get("users", id)
		if err != nil {
			return nil, err
		}
		if u != nil && !u.Deleted {
			j.Engineers = append(j.Engineers, u.Fields.String("name"))
		}
	}
	if err := json.Unmarshal(f["stamps"], &j.Stamps); err != nil {
		return nil, err
	}
	if err := j.timeline(rd, d); err != nil {
		return nil, err
	}
	ratings, err := rd.Children("ratings", "job", d.ID)
	if err != nil {
		return nil, err
	}
	j.Rated = len(ratings) > 0
	if err := j.silence(rd, f); err != nil {
		return nil, err
	}
	return j, s.after(rd, d, r, j)
}

// after adds what there is once the work is done: the report, and whether it waits for a signature.
func (s *server) after(rd fieldsync.Reader, d *fieldsync.Doc, r *request, j *journey) error {
	if !afterRestore(d) {
		return nil
	}
	token := r.Request.PathValue("token")
	told, err := s.tell(rd, d, r, false, j.What, s.pageOf(r, token))
	if err != nil {
		return err
	}
	j.Report = &told
	_, _, err = s.signable(rd, token)
	if fault.As(err) != nil {
		return nil
	}
	j.MaySign = err == nil
	return err
}

// timeline picks what the engineer shared, oldest first.
func (j *journey) timeline(rd fieldsync.Reader, d *fieldsync.Doc) error {
	events, err := rd.Children("events", "job", d.ID)
	if err != nil {
		return err
	}
	for _, e := range events {
		if e.Fields.Bool("shared") {
			j.Events = append(j.Events, journeyEvent{e.ID, e.Fields.String("kind"), e.Fields.String("text"), e.Fields.String("eta"), e.Fields.String("place"), e.Fields.String("correctedAt")})
		}
	}
	slices.SortFunc(j.Events, func(a, b journeyEvent) int { return slices.Compare([]string{a.At, a.ID}, []string{b.At, b.ID}) })
	return nil
}

// silence says by when the customer may expect the next word, while they are waiting.
func (j *journey) silence(rd fieldsync.Reader, f fieldsync.Fields) error {
	team, err := rd.Get("teams", f.String("team"))
	if err != nil || team == nil || team.Deleted {
		return err
	}
	last := fieldsync.ParseTime(f.String("lastShared"))
	minutes := team.Fields.Number("silenceMinutes")
	if last.IsZero() || minutes <= 0 || !slices.Contains([]string{"assigned", "accepted", "enRoute", "onSite"}, j.Job.Status) || j.Job.Waiting != "" {
		return nil
	}
	j.NextUpdateBy = fieldsync.Stamp(last.Add(time.Duration(minutes) * time.Minute))
	return nil
}
