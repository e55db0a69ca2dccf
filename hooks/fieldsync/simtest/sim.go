// Package simtest is the seeded simulator of the protocol (sync.md, section 7): tablets of all roles edit, are granted and lose work
// between any two requests, over a line that loses, cuts, repeats and delays, with clocks years off, on a server that is killed at any
// write and comes back from older backups; then everything is delivered, and the promises must hold. One seed is one run, always the
// same. It runs against any Store.
//
// What must hold is said by an oracle (oracle.go, promises.go) that reads the records as they are and knows nothing of sequences,
// memberships, grants and cursors.
package simtest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
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
	Backup  func() (restore func())
	// Open starts the server on the store and says how tablets reach it; nil: a server of one's own, reached by its functions.
	Open func(store fs.Store, now func() time.Time) (*fs.Server, Door)
}

// Door is how tablets reach a server: its functions, or HTTP.
type Door interface {
	Push(context.Context, access.Actor, fs.Push) (fs.PushAnswer, error)
	Pull(context.Context, access.Actor, fs.PullRequest, io.Writer) (fs.PullStats, error)
}

// Size of a run.
type Size struct {
	Steps, Engineers, Dispatchers, Managers, Sales, Trainers int
	Steady                                                   bool // the server is never killed and never comes back from a backup
	Versions                                                 bool // tablets and server are of several schemas
}

// Tiny is for tests that run one course of events many times, Small for ordinary runs, Middle and Large for long ones.
var (
	Tiny   = Size{Steps: 80, Engineers: 2, Dispatchers: 1, Trainers: 1, Steady: true}
	Small  = Size{Steps: 250, Engineers: 4, Dispatchers: 2, Managers: 1, Sales: 1, Trainers: 2}
	Middle = Size{Steps: 500, Engineers: 10, Dispatchers: 3, Managers: 1, Sales: 1, Trainers: 2}
	Large  = Size{Steps: 1000, Engineers: 24, Dispatchers: 4, Managers: 2, Sales: 2, Trainers: 3}
)

type world struct {
	ctx     context.Context
	rnd     *rand.Rand
	now     time.Time
	size    Size
	backend Backend
	power   *power
	server  *fs.Server
	door    Door
	rules   map[string]*fs.Rule
	tablets []*tablet
	late    []delayed // pushes still on their way
	backups []backup
	era     int  // how often the server came back from a backup
	oldest  int  // schema that the server pulls to
	calm    bool // the line has become good, the power is on
	ids     int
	bodies  map[*fs.Doc][]byte // encoded once
	known   *records           // the oracle's last look at the store
	tally   map[string]int     // what happened, so that a test can see that it did
	taught  map[string]bool    // who is or was a trainer
}

// fails is true once in n times, while times are bad.
func (w *world) fails(n int) bool { return !w.calm && w.rnd.IntN(n) == 0 }

func (w *world) id() string {
	w.ids++
	return fs.IDOf("sim", fmt.Sprint(w.ids))
}

// Run carries one seed out and returns the first broken promise.
func Run(b Backend, seed uint64, size Size) error {
	_, err := run(b, seed, size, nil)
	return err
}

// run can be told when the server dies; nil: by chance.
func run(b Backend, seed uint64, size Size, dies func(*power) (moment, int)) (*world, error) {
	w := &world{
		ctx: context.Background(), rnd: rand.New(rand.NewPCG(seed, 1)), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC), size: size, backend: b,
		rules: map[string]*fs.Rule{}, tally: map[string]int{}, taught: map[string]bool{}, bodies: map[*fs.Doc][]byte{}, calm: true, oldest: 1,
	}
	for _, r := range w.table() {
		w.rules[r.Name] = r
	}
	w.power = &power{Store: b.Store, plan: w.fate, broken: w.breakOff}
	w.boot()
	if err := w.found(); err != nil {
		return w, fmt.Errorf("founding: %w", err)
	}
	w.calm = false
	if dies != nil {
		w.power.writes, w.power.commits = 0, 0
		w.power.plan = func() (moment, int) { return dies(w.power) }
	}
	for i := range size.Steps {
		if err := w.step(); err != nil {
			return w, fmt.Errorf("step %d: %w", i, err)
		}
	}
	if err := w.quiesce(); err != nil {
		return w, fmt.Errorf("at the end: %w", err)
	}
	if err := w.converged(); err != nil {
		return w, err
	}
	return w, w.nothingLost()
}

// boot starts the server, for the first time or again: whatever it knew is in the store, or lost. It may die of that too.
func (w *world) boot() {
	now := func() time.Time { return w.now }
	for {
		if w.backend.Open != nil {
			w.server, w.door = w.backend.Open(w.power, now)
		} else {
			w.server = fs.NewServer(w.power, w.table(), now, nil)
			if w.size.Versions {
				w.server.Schema, w.server.Oldest, w.server.Lenses = 2, w.oldest, []fs.Lens{versionLens}
			}
			w.door = w.server
		}
		err := w.server.Open(w.ctx)
		if err == nil {
			return
		}
		if !errors.Is(err, errKilled) {
			panic(err) // a store that cannot be opened ends the run
		}
		w.tally["killed"]++
	}
}

func (w *world) table() []*fs.Rule {
	if w.size.Versions {
		return versionTable()
	}
	return rules.Table(rules.Options{})
}

// killed says whether the server died of the request, and starts it again.
func (w *world) killed(err error) bool {
	if !errors.Is(err, errKilled) {
		return false
	}
	w.tally["killed"]++
	w.boot()
	return true
}

// fate is when the server dies, by chance.
func (w *world) fate() (moment, int) {
	if w.size.Steady || !w.fails(20) {
		return survives, 0
	}
	return midway + moment(w.rnd.IntN(3)), w.rnd.IntN(12)
}

// breakOff is after how many records a pull dies, by chance.
func (w *world) breakOff() int {
	if w.size.Steady || !w.fails(40) {
		return 0
	}
	return 1 + w.rnd.IntN(12)
}
