package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks"
	"lutong/hooks/fieldsync"
	"lutong/hooks/pb"
	_ "lutong/pb_migrations"
)

// The same operations in process, without sockets, for profiles:
//
//	go test ./hooks/bench -run '^$' -bench Push -benchtime 20x -cpuprofile push.prof && go tool pprof -top push.prof
//
// What the tablet's side costs is in the profile too (unpacking, reading lines); LUTONG_BENCH_DATA keeps the workload between runs.

const sheetsInProcess = 10_000

// TestMain removes the workload that the benchmarks shared.
func TestMain(m *testing.M) {
	code := m.Run()
	if seeded.scratch {
		os.RemoveAll(seeded.dir)
	}
	os.Exit(code)
}

var seeded struct {
	sync.Once
	dir     string
	scratch bool
	err     error
}

// inProcess serves a copy of the workload without a network.
func inProcess(b *testing.B) *stage {
	seeded.Do(func() {
		if seeded.dir = os.Getenv("LUTONG_BENCH_DATA"); seeded.dir == "" {
			seeded.scratch = true
			if seeded.dir, seeded.err = os.MkdirTemp("", "lutong-bench-"); seeded.err != nil {
				return
			}
		}
		if _, err := os.Stat(seeded.dir + "/data.db"); err == nil {
			return
		}
		os.Setenv("LUTONG_ADMIN_EMAIL", admin)
		os.Setenv("LUTONG_ADMIN_PASSWORD", password)
		app, w, err := handle(seeded.dir)
		if err == nil {
			err = found(w, sheetsInProcess)
		}
		if err == nil {
			err = app.ResetBootstrapState()
		}
		seeded.err = err
	})
	if seeded.err != nil {
		b.Fatal(seeded.err)
	}
	dir := b.TempDir()
	if err := os.CopyFS(dir, os.DirFS(seeded.dir)); err != nil {
		b.Fatal(err)
	}
	app, w, err := handle(dir)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		event := &core.TerminateEvent{App: app}
		if err := app.OnTerminate().Trigger(event, func(*core.TerminateEvent) error { return app.ResetBootstrapState() }); err != nil {
			b.Error(err)
		}
	})
	st := &stage{name: "in process", wire: w}
	if err := st.enter(); err != nil {
		b.Fatal(err)
	}
	return st
}

// handle makes an app on a folder, and a wire that ends in its handler.
func handle(dir string) (core.App, *wire, error) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, DBConnect: pb.Connect})
	if err := app.Bootstrap(); err != nil {
		return nil, nil, err
	}
	if err := app.RunAllMigrations(); err != nil {
		return nil, nil, err
	}
	if err := hooks.Register(app, hooks.Options{}); err != nil {
		return nil, nil, err
	}
	router, err := apis.NewRouter(app)
	if err != nil {
		return nil, nil, err
	}
	w := &wire{base: "http://in.process"}
	event := &core.ServeEvent{App: app, Router: router}
	err = app.OnServe().Trigger(event, func(e *core.ServeEvent) error {
		mux, err := e.Router.BuildMux()
		w.client = &http.Client{Transport: direct{mux}}
		return err
	})
	return app, w, err
}

// direct answers requests by calling the handler.
type direct struct{ h http.Handler }

func (d direct) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		r.Body = http.NoBody // a server's request always has one
	}
	w := httptest.NewRecorder()
	d.h.ServeHTTP(w, r)
	return w.Result(), nil
}

func BenchmarkFirstPull(b *testing.B) {
	st := inProcess(b)
	for b.Loop() {
		st.looker.cursor = ""
		if err := st.looker.pull(ignore); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkEmptyPull(b *testing.B) { pullAgain(b, "dispatcher", 0) }

func BenchmarkEmptyPullOfEngineer(b *testing.B) { pullAgain(b, "engineer", 0) }

func BenchmarkDeltaPull(b *testing.B) { pullAgain(b, "dispatcher", 100) }

// pullAgain pulls after so many changes, over and over.
func pullAgain(b *testing.B, role string, changes int) {
	st := inProcess(b)
	d, err := st.device(role, 1)
	if err != nil {
		b.Fatal(err)
	}
	if err := d.pull(ignore); err != nil {
		b.Fatal(err)
	}
	before := d.cursor
	if err := st.desk.applyAll(st.edits(0, changes, sheetsInProcess)); err != nil {
		b.Fatal(err)
	}
	for n := 1; b.Loop(); n++ {
		if d.cursor = before; n%500 == 0 { // the server counts how often each tablet asks
			d = st.heir(d)
		}
		if err := d.pull(ignore); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPush(b *testing.B) {
	st := inProcess(b)
	for round := 0; b.Loop(); round++ {
		if err := st.desk.applyAll(st.edits(round*1000, 1000, sheetsInProcess)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFile(b *testing.B) { // creating, in pushes of 100
	st := inProcess(b)
	for n := sheetsInProcess; b.Loop(); n += 100 {
		var m []fieldsync.Mutation
		for i := range 100 {
			m = append(m, create("jobs", id("job", n+i), sheet(n+i)))
		}
		if err := st.desk.applyAll(m); err != nil {
			b.Fatal(err)
		}
	}
}
