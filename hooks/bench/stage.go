package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lutong/hooks/fieldsync"
)

// stage is a served copy of the workload with its people signed in as far as they are needed.
type stage struct {
	name   string  // its tablets are its own
	server *server // nil in process
	wire   *wire
	desk   *device       // a dispatcher who changes things
	looker *device       // another dispatcher, who only looks
	small  map[int]small // as the last edit left them
	pushes int
	next   int // of the device made last
}

// seed makes the workload in b.seeded unless it is there.
func (b *bench) seed() error {
	if _, err := os.Stat(filepath.Join(b.seeded, "data.db")); err == nil {
		return nil
	}
	if err := os.MkdirAll(b.seeded, 0o755); err != nil {
		return err
	}
	s, err := start(b.binary, b.seeded)
	if err != nil {
		return err
	}
	defer s.kill()
	began, cpu := time.Now(), s.cpu()
	if err := found(newWire(s.base), b.jobs); err != nil {
		return errors.Join(err, os.RemoveAll(b.seeded))
	}
	fmt.Printf("workload: %d job sheets pushed by a dispatcher, %.1f s, server CPU %.2f ms each\n", b.jobs, time.Since(began).Seconds(), (s.cpu()-cpu)/float64(b.jobs))
	return s.stop()
}

// open serves a copy of the workload.
func (b *bench) open(name string) (*stage, error) {
	data := filepath.Join(b.dir, name)
	if err := os.CopyFS(data, os.DirFS(b.seeded)); err != nil {
		return nil, err
	}
	s, err := start(b.binary, data)
	if err != nil {
		return nil, err
	}
	st := &stage{name: name, server: s, wire: newWire(s.base)}
	return st, st.enter()
}

// enter signs the two dispatchers in.
func (st *stage) enter() (err error) {
	st.small = map[int]small{}
	if st.desk, err = st.device("dispatcher", 0); err != nil {
		return err
	}
	st.looker, err = st.device("dispatcher", 1)
	return err
}

// device signs an account in on a new tablet.
func (st *stage) device(role string, n int) (*device, error) {
	token, err := st.wire.signIn("users", email(role, n))
	return st.tablet(token), err
}

// tablet is one more tablet of a user who is signed in.
func (st *stage) tablet(token string) *device {
	st.next++
	return &device{wire: st.wire, id: id("tablet "+st.name, st.next), token: token, accept: "zstd, gzip"}
}

// heir is a new tablet that stands where another one of the same user stood.
func (st *stage) heir(d *device) *device {
	next := st.tablet(d.token)
	next.cursor = d.cursor
	return next
}

func (st *stage) close() {
	if st.server != nil {
		st.server.kill()
		st.server.log.Close()
	}
}

// found makes the organisation: people by an administrator, everything else by a dispatcher's tablet.
func found(w *wire, jobs int) error {
	token, err := w.signIn("_superusers", admin)
	if err != nil {
		return err
	}
	st := &stage{name: "workload", wire: w}
	if err := st.hire(token, 0, map[string]int{"dispatcher": 2, "engineer": engineers}); err != nil {
		return err
	}
	if err := st.enter(); err != nil {
		return err
	}
	return st.desk.applyAll(workload(jobs))
}

// hire makes a team and accounts in it, so many of each role.
func (st *stage) hire(token string, n int, people map[string]int) error {
	team := id("team", n)
	if _, err := st.wire.json("POST", "/api/collections/teams/records", token, map[string]any{"id": team, "name": fmt.Sprint("服务站 ", n), "sla": map[string]any{}}); err != nil {
		return err
	}
	for role, count := range people {
		for k := range count {
			k += n * 1000
			_, err := st.wire.json("POST", "/api/collections/users/records", token, map[string]any{
				"id": id(role, k), "email": email(role, k), "password": password, "passwordConfirm": password, "verified": true,
				"name": fmt.Sprint(role, " ", k), "role": role, "teams": []string{team}, "lang": "zh-CN",
			})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// workload is what the dispatcher files: places, then the sheets.
func workload(jobs int) []fieldsync.Mutation {
	var m []fieldsync.Mutation
	team := id("team", 0)
	for i := range customers {
		m = append(m, create("customers", id("customer", i), map[string]any{"name": prose(dice("customer", i), 10), "team": team, "size": "medium"}))
	}
	for i := range sites {
		r := dice("site", i)
		m = append(m, create("sites", id("site", i), map[string]any{"customer": id("customer", i%customers), "team": team, "name": prose(r, 10), "address": prose(r, 15)}))
		m = append(m, create("contacts", id("contact", i), map[string]any{"customer": id("customer", i%customers), "site": id("site", i), "name": prose(r, 3), "phone": fmt.Sprint(13_000_000_000 + i)}))
	}
	for i := range jobs {
		m = append(m, create("jobs", id("job", i), sheet(i)))
	}
	return m
}
