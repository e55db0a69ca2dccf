package main

import "fmt"

// emptyPull: nothing is new. A dispatcher holds few scopes, an engineer one or two for each job of the last 90 days.
func emptyPull(b *bench) error {
	engineer, err := b.stage.device("engineer", 0)
	if err != nil {
		return err
	}
	if err := emptyPulls(b, b.stage, "empty", "empty pull", b.stage.looker, ""); err != nil {
		return err
	}
	return emptyPulls(b, b.stage, "empty.engineer", "empty pull of an engineer", engineer, fmt.Sprintf("on %d jobs", b.jobs/engineers))
}

// emptyPulls takes a new tablet for each window, for the server counts how often each asks.
func emptyPulls(b *bench, st *stage, key, name string, d *device, note string) error {
	_, err := b.measure(st, operation{key: key, name: name, rounds: 5, times: 200,
		before: func(int) error { d = st.heir(d); return d.pull(ignore) },
		run:    func(int) error { return d.pull(ignore) },
		note:   func() string { return note },
	})
	return err
}
