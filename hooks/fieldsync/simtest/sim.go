// Package simtest is the seeded simulator of the protocol (sync.md, section 7): tablets and dispatchers edit, are granted and lose jobs,
// over a line that loses, cuts, repeats and delays; then everything is delivered, and the promises must hold. One seed is one run,
// always the same. It runs against any Store.
package simtest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// Backend is a store under test and a look behind it.
type Backend struct {
	Store   fs.Store
	History func() []fs.History
	Docs    func() []*fs.Doc // live records
}

// Size of a run.
type Size struct{ Steps, Engineers, Dispatchers int }

// Small is the size of ordinary test runs.
var Small = Size{Steps: 120, Engineers: 4, Dispatchers: 2}

// Large is the size of long runs.
var Large = Size{Steps: 400, Engineers: 8, Dispatchers: 3}

type world struct {
	ctx     context.Context
	rnd     *rand.Rand
	now     time.Time
	server  *fs.Server
	rules   map[string]*fs.Rule
	history func() []fs.History
	docs    func() []*fs.Doc
	tablets []*tablet
	late    []delayed // pushes still on their way
	calm    bool      // the line has become good
	ids     int
	seen    map[string]map[fs.Target]*fs.Doc // the oracle's last answer
	seenAt  int64
}

type delayed struct {
	t   *tablet
	req fs.Push
}

// fails is true once in n times, while the line is bad.
func (w *world) fails(n int) bool { return !w.calm && w.rnd.IntN(n) == 0 }

func (w *world) id() string {
	w.ids++
	return fs.IDOf("sim", fmt.Sprint(w.ids))
}

// Run carries one seed out and returns the first broken promise.
func Run(b Backend, seed uint64, size Size) error {
	w := &world{ctx: context.Background(), rnd: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC), rules: map[string]*fs.Rule{}, history: b.History, docs: b.Docs}
	table := rules.Table(rules.Options{})
	for _, r := range table {
		w.rules[r.Name] = r
	}
	w.server = fs.NewServer(b.Store, table, func() time.Time { return w.now }, nil)
	if err := w.found(size); err != nil {
		return fmt.Errorf("founding: %w", err)
	}
	for i := range size.Steps {
		w.now = w.now.Add(time.Duration(w.rnd.IntN(300)) * time.Second)
		if err := w.step(); err != nil {
			return fmt.Errorf("step %d: %w", i, err)
		}
	}
	if err := w.quiesce(); err != nil {
		return fmt.Errorf("at the end: %w", err)
	}
	if err := w.converged(); err != nil {
		return err
	}
	return w.nothingLost()
}

// found makes two teams, their people with a tablet each, a customer with sites, and a checklist.
func (w *world) found(size Size) error {
	put := func(wr *fs.Writing, collection, id string, values map[string]any) error {
		f := fs.Fields{}
		for k, v := range values {
			f.Set(k, v)
		}
		_, err := wr.Put(collection, id, f)
		return err
	}
	return w.server.Update(w.ctx, w.server.System(), func(wr *fs.Writing) error {
		teams := []string{fs.IDOf("team", "a"), fs.IDOf("team", "b")}
		for _, t := range teams {
			if err := put(wr, "teams", t, map[string]any{"name": t, "sla": map[string]any{}}); err != nil {
				return err
			}
		}
		person := func(role string, i int) error {
			team := teams[i%2]
			id := fs.IDOf("user", role, fmt.Sprint(i))
			if err := put(wr, "users", id, map[string]any{"name": role + fmt.Sprint(i), "role": role, "teams": []string{team}}); err != nil {
				return err
			}
			// Two devices for the first of each: one user on two tablets.
			for k := range 1 + (i+1)%2 {
				device := fs.IDOf("device", id, fmt.Sprint(k))
				t := &tablet{w: w, actor: access.Actor{User: id, Role: role, Teams: []string{team}, Device: device}, docs: map[fs.Target]fs.Fields{}, first: map[int64]fs.Outcome{}}
				t.skew = time.Duration(w.rnd.IntN(2000)-1000) * time.Hour
				w.tablets = append(w.tablets, t)
				if err := wr.PutDevice(fs.Device{ID: device, User: id}); err != nil {
					return err
				}
			}
			return nil
		}
		for i := range size.Engineers {
			if err := person(access.Engineer, i); err != nil {
				return err
			}
		}
		for i := range size.Dispatchers {
			if err := person(access.Dispatcher, i); err != nil {
				return err
			}
		}
		customer := fs.IDOf("customer")
		if err := put(wr, "customers", customer, map[string]any{"name": "H"}); err != nil {
			return err
		}
		for i := range 4 {
			if err := put(wr, "sites", fs.IDOf("site", fmt.Sprint(i)), map[string]any{"name": fmt.Sprint(i), "customer": customer, "team": teams[i%2]}); err != nil {
				return err
			}
		}
		return put(wr, "templates", fs.IDOf("template"), map[string]any{"key": "arrival", "version": 1})
	})
}

// step does one thing somewhere.
func (w *world) step() error {
	t := w.tablets[w.rnd.IntN(len(w.tablets))]
	switch w.rnd.IntN(12) {
	case 0, 1, 2:
		return t.push(1 + w.rnd.IntN(5))
	case 3, 4, 5:
		_, err := t.pull(1 + w.rnd.IntN(12))
		return err
	case 6:
		return w.arriveLate()
	case 7:
		return w.officeChange()
	default:
		if t.actor.Role == access.Dispatcher {
			t.dispatch()
		} else {
			t.work()
		}
	}
	return nil
}

// arriveLate delivers a push that was thought lost, perhaps after later ones (M1).
func (w *world) arriveLate() error {
	if len(w.late) == 0 {
		return nil
	}
	i := w.rnd.IntN(len(w.late))
	d := w.late[i]
	w.late = slices.Delete(w.late, i, i+1)
	answer, err := w.server.Push(w.ctx, d.t.actor, d.req)
	if err != nil {
		return fmt.Errorf("late push: %w", err)
	}
	for k, out := range answer.Results {
		if err := d.t.same(d.req.Mutations[k], out); err != nil {
			return err
		}
	}
	return nil
}

// officeChange is an administrator's doing: somebody moves to the other team, a site changes hands, a record is deleted.
func (w *world) officeChange() error {
	if w.rnd.IntN(3) > 0 {
		return nil
	}
	t := w.tablets[w.rnd.IntN(len(w.tablets))]
	docs := w.docs()
	return w.server.Update(w.ctx, w.server.System(), func(wr *fs.Writing) error {
		switch w.rnd.IntN(4) {
		case 0, 1:
			d, err := wr.Get("users", t.actor.User)
			if err != nil {
				return err
			}
			team := []string{fs.IDOf("team", "a"), fs.IDOf("team", "b")}[w.rnd.IntN(2)]
			for _, x := range w.tablets {
				if x.actor.User == t.actor.User {
					x.actor.Teams = []string{team}
				}
			}
			f := d.Fields.Clone()
			f.Set("teams", []string{team})
			_, err = wr.Put("users", d.ID, f)
			return err
		case 2:
			d, err := wr.Get("sites", fs.IDOf("site", fmt.Sprint(w.rnd.IntN(4))))
			if err != nil {
				return err
			}
			f := d.Fields.Clone()
			f.Set("team", []string{fs.IDOf("team", "a"), fs.IDOf("team", "b")}[w.rnd.IntN(2)])
			f.Set("notes", fmt.Sprint("moved ", w.rnd.IntN(1000)))
			_, err = wr.Put("sites", d.ID, f)
			return err
		default:
			for _, d := range docs {
				if d.Collection == "events" && w.rnd.IntN(10) == 0 {
					return wr.Delete("events", d.ID)
				}
			}
			return nil
		}
	})
}

// quiesce lets everything be delivered over a good line.
func (w *world) quiesce() error {
	w.calm = true
	for len(w.late) > 0 {
		if err := w.arriveLate(); err != nil {
			return err
		}
	}
	for round := 0; ; round++ {
		if round > 50 {
			return fmt.Errorf("P3: devices never come to rest")
		}
		moved := false
		for _, t := range w.tablets {
			for len(t.outbox) > 0 {
				moved = true
				if err := t.push(500); err != nil {
					return err
				}
			}
			for more := true; more; {
				before := t.cursor
				var err error
				if more, err = t.pull(7); err != nil {
					return err
				}
				moved = moved || before != t.cursor
			}
		}
		if !moved {
			return nil
		}
	}
}
