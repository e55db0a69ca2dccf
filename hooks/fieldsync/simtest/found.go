package simtest

import (
	"fmt"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
)

var teams = []string{fs.IDOf("team", "a"), fs.IDOf("team", "b")}

// customers, sites and the checklist that every run begins with.
const (
	customerCount = 2
	siteCount     = 4
)

func customerID(i int) string { return fs.IDOf("customer", fmt.Sprint(i)) }
func siteID(i int) string     { return fs.IDOf("site", fmt.Sprint(i)) }

var template = fs.IDOf("template")

// found makes two teams, their people with a tablet or two each, customers with sites, a checklist, and a job for each.
func (w *world) found() error {
	return w.server.Update(w.ctx, w.server.System(), func(wr *fs.Writing) error {
		for _, t := range teams {
			if err := put(wr, "teams", t, map[string]any{"name": t, "sla": map[string]any{"urgent": map[string]any{"respondMinutes": 15, "restoreMinutes": 240}}}); err != nil {
				return err
			}
		}
		for _, group := range []struct {
			role  string
			count int
		}{
			{access.Engineer, w.size.Engineers}, {access.Dispatcher, w.size.Dispatchers}, {access.Manager, w.size.Managers}, {access.Sales, w.size.Sales}, {access.Trainer, w.size.Trainers},
		} {
			for i := range group.count {
				if err := w.person(wr, group.role, i); err != nil {
					return err
				}
			}
		}
		for i := range customerCount {
			if err := put(wr, "customers", customerID(i), map[string]any{"name": fmt.Sprint("H", i), "team": teams[i%2]}); err != nil {
				return err
			}
		}
		for i := range siteCount {
			if err := put(wr, "sites", siteID(i), map[string]any{"name": fmt.Sprint(i), "customer": customerID(i / 2), "team": teams[i%2]}); err != nil {
				return err
			}
		}
		if err := put(wr, "templates", template, map[string]any{"key": "arrival", "version": 1}); err != nil {
			return err
		}
		for i := range max(2, w.size.Engineers) {
			site, engineer := i%siteCount, fs.IDOf("user", access.Engineer, fmt.Sprint(i))
			job := w.id()
			if err := put(wr, "jobs", job, map[string]any{
				"title": fmt.Sprint("job ", i), "team": teams[site%2], "site": siteID(site), "assignees": []string{engineer}, "notes": "one\ntwo\nthree\nfour\nfive",
			}); err != nil {
				return err
			}
			if err := put(wr, "parts", w.id(), map[string]any{"job": job, "name": "SFP", "quantity": 1, "state": "needed"}); err != nil {
				return err
			}
		}
		return nil
	})
}

// person is a user with a tablet; every other one has two, on both of which the same user is signed in.
func (w *world) person(wr *fs.Writing, role string, i int) error {
	id := fs.IDOf("user", role, fmt.Sprint(i))
	w.taught[id] = role == access.Trainer
	if err := put(wr, "users", id, map[string]any{"name": role + fmt.Sprint(i), "role": role, "teams": []string{teams[i%2]}}); err != nil {
		return err
	}
	for k := range 1 + (i+1)%2 {
		t := &tablet{
			w: w, user: id, device: fs.IDOf("device", id, fmt.Sprint(k)), docs: map[fs.Target]*copied{}, first: map[int64]fs.Outcome{}, skew: w.wrong(), schema: 1, made: map[int64]int{},
		}
		t.quiet = w.rnd.IntN(3) == 0
		if w.size.Versions {
			t.schema = 1 + w.rnd.IntN(newest)
		}
		w.tablets = append(w.tablets, t)
		if err := wr.PutDevice(fs.Device{ID: t.device, User: id}); err != nil {
			return err
		}
	}
	return nil
}

// wrong is how far a tablet's clock is off: mostly minutes, sometimes years.
func (w *world) wrong() time.Duration {
	if w.rnd.IntN(3) == 0 {
		return time.Duration(w.rnd.IntN(10*365)-5*365) * 24 * time.Hour
	}
	return time.Duration(w.rnd.IntN(120)-60) * time.Minute
}

// put is a write of the server's own.
func put(wr *fs.Writing, collection, id string, values map[string]any) error {
	f := fs.Fields{}
	for k, v := range values {
		f.Set(k, v)
	}
	_, err := wr.Put(collection, id, f)
	return err
}

// change is a write of the server's own to a record that is there.
func change(wr *fs.Writing, collection, id string, values map[string]any) error {
	d, err := wr.Get(collection, id)
	if err != nil || d == nil || d.Deleted {
		return err
	}
	f := d.Fields.Clone()
	for k, v := range values {
		f.Set(k, v)
	}
	_, err = wr.Put(collection, id, f)
	return err
}
