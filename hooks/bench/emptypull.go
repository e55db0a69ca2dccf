package main

import "fmt"

// emptyPull: nothing is new. A dispatcher holds few scopes, an engineer one or two for each job of the last 90 days.
func emptyPull(b *bench) error {
	engineer, err := b.stage.device("engineer", 0)
	if err != nil {
		return err
	}
	for _, x := range []struct {
		key, name string
		d         *device
	}{{"empty", "empty pull", b.stage.looker}, {"empty.engineer", "empty pull of an engineer", engineer}} {
		if x.d.cursor == "" {
			if err := x.d.pull(ignore); err != nil {
				return err
			}
		}
		note := ""
		if x.d == engineer {
			note = fmt.Sprintf("on %d jobs", b.jobs/engineers)
		}
		if _, err := b.measure(b.stage, operation{key: x.key, name: x.name, rounds: 5, times: 200,
			run: func(int) error { return x.d.pull(ignore) }, note: func() string { return note }}); err != nil {
			return err
		}
	}
	return nil
}
