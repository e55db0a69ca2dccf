package rules

import (
	"encoding/json"
	"fmt"
	"time"

	fs "lutong/hooks/fieldsync"
	"lutong/hooks/job"
)

// stampJob gives a new job its official number (the tablet's provisional one stays beside it) and its due times.
func stampJob(tx fs.Tx, c fs.Context, f fs.Fields) error {
	year := c.Now.UTC().Format("2006")
	n, err := tx.Counter(jobCounter(year))
	if err != nil {
		return err
	}
	f.Set("number", fmt.Sprintf(jobNumber, year, n))
	f.Set("createdAt", fs.Stamp(c.Corrected))
	if c.Actor.Role == "engineer" && len(f.Strings("assignees")) == 0 {
		f.Set("assignees", []string{c.Actor.User}) // who files a job on site keeps it until the office says otherwise
	}
	team, err := tx.Get("teams", f.String("team"))
	if err != nil || team == nil || team.Deleted {
		return err
	}
	var sla map[string]any
	if err := json.Unmarshal(team.Fields["sla"], &sla); err != nil {
		return err
	}
	respondBy, restoreBy := job.Due(sla, f.String("priority"), c.Corrected)
	if f.String("respondBy") == "" {
		f.Set("respondBy", respondBy)
	}
	if f.String("restoreBy") == "" {
		f.Set("restoreBy", restoreBy)
	}
	return nil
}

// stampChild fills who and when (M8): the tablet's time, the corrected one, and the server's own.
func stampChild(_ fs.Tx, c fs.Context, f fs.Fields) error {
	for name, value := range map[string]string{
		"by": c.Actor.User, "at": fs.Stamp(c.At), "correctedAt": fs.Stamp(c.Corrected), "receivedAt": fs.Stamp(c.Now),
	} {
		if _, has := f[name]; has {
			f.Set(name, value)
		}
	}
	return nil
}

// stampPhoto: a record of a photo waits for its bytes.
func stampPhoto(tx fs.Tx, c fs.Context, f fs.Fields) error {
	f.Set("state", "waiting")
	return stampChild(tx, c, f)
}

// longestLink is how long a link may open what it opens.
const longestLink = 90 * 24 * time.Hour

// stampLink: a link ends so long after it was made as the tablet meant, also when the tablet's clock is wrong, and at some time in any case.
func stampLink(tx fs.Tx, c fs.Context, f fs.Fields) error {
	wanted := fs.ParseTime(f.String("expires"))
	made := c.At
	if made.IsZero() {
		made = c.Corrected
	}
	meant := c.Corrected.Add(min(wanted.Sub(made), longestLink))
	if !wanted.IsZero() && meant.Sub(wanted).Abs() > time.Minute { // less is the line's, not the clock's
		f.Set("expires", fs.Stamp(meant))
	}
	return stampChild(tx, c, f)
}

// jobNumber is how official numbers look: LT-2026-000061.
const jobNumber = "LT-%4s-%06d"

func jobCounter(year string) string { return "job-" + year }

// NumbersTaken lets the counter of official numbers go on behind a job that came in with one.
func NumbersTaken(tx fs.Tx, number string) error {
	var year string
	var n int64
	if _, err := fmt.Sscanf(number, jobNumber, &year, &n); err != nil {
		return nil // a number of another form is in nobody's way
	}
	return tx.RaiseCounter(jobCounter(year), n)
}

// Events reads a job's timeline.
func Events(r fs.Reader, id string) ([]job.Event, error) {
	docs, err := r.Children("events", "job", id)
	if err != nil {
		return nil, err
	}
	events := make([]job.Event, len(docs))
	for i, d := range docs {
		f := d.Fields
		events[i] = job.Event{
			ID: d.ID, Kind: f.String("kind"), Text: f.String("text"), ETA: f.String("eta"), Shared: f.Bool("shared"), By: f.String("by"),
			CorrectedAt: f.String("correctedAt"), Data: f["data"],
		}
	}
	return events, nil
}

// deriveJob writes the fold of the job's events into the job (M7).
func deriveJob(r fs.Reader, id string, f fs.Fields) (fs.Fields, error) {
	if f.String("title") == "" && f.String("team") == "" {
		return nil, nil // an event of a job that is not there
	}
	events, err := Events(r, id)
	if err != nil {
		return nil, err
	}
	s := job.Fold(events)
	next := f.Clone()
	next.Set("status", s.Status)
	next.Set("waiting", s.Waiting)
	next.Set("stamps", s.Stamps)
	next.Set("flags", s.Flags)
	next.Set("lastShared", s.LastShared)
	next.Set("eta", s.ETA)
	return next, nil
}

// jobAffects: an ended job leaves a short history at its site.
func jobAffects(d *fs.Doc) []fs.Target {
	if d.Fields.String("status") != "closed" {
		return nil
	}
	return []fs.Target{{Collection: "pastJobs", ID: d.ID}}
}

func derivePast(r fs.Reader, id string, _ fs.Fields) (fs.Fields, error) {
	d, err := r.Get("jobs", id)
	if err != nil || d == nil || d.Deleted {
		return nil, err
	}
	if d.Fields.String("status") != "closed" {
		return nil, nil
	}
	var sheet map[string]any
	if err := json.Unmarshal(d.Fields.Encode(), &sheet); err != nil {
		return nil, err
	}
	stamps := map[string]string{}
	if err := json.Unmarshal(d.Fields["stamps"], &stamps); err != nil {
		return nil, err
	}
	past, ok := job.Past(sheet, job.State{Status: "closed", Stamps: stamps})
	if !ok {
		return nil, nil
	}
	f := fs.Fields{}
	for name, v := range past {
		f.Set(name, v)
	}
	return ByName("pastJobs").Complete(id, f), nil
}

func endOf(f fs.Fields) time.Time {
	var stamps map[string]string
	if json.Unmarshal(f["stamps"], &stamps) != nil {
		return time.Time{}
	}
	if t := fs.ParseTime(stamps["closed"]); !t.IsZero() {
		return t
	}
	return fs.ParseTime(f.String("createdAt")) // cancelled: nothing was done, so the filing counts
}
