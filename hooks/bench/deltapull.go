package main

// deltaPull: a hundred of the sheets have changed since the last pull. The same cursor is asked again and again, which costs the same each
// time: a cursor says all that the server knows of where a device stands.
func deltaPull(b *bench) error {
	d := b.stage.looker
	if d.cursor == "" {
		if err := d.pull(ignore); err != nil {
			return err
		}
	}
	before := ""
	_, err := b.measure(b.stage, operation{key: "delta", name: "pull after 100 changed", rounds: 5, times: 40,
		before: func(round int) error {
			if err := d.pull(ignore); err != nil {
				return err
			}
			before = d.cursor
			return b.stage.desk.applyAll(b.stage.edits(round*100+5000, 100, b.jobs))
		},
		run: func(int) error { d.cursor = before; return d.pull(ignore) },
	})
	return err
}
