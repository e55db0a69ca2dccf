package main

import "fmt"

// deltaPull: a hundred of the sheets have changed since the last pull.
func deltaPull(b *bench) error { return deltaPulls(b, b.stage, "delta", "pull after 100 changed") }

// deltaPulls asks with the same cursor again and again, which costs the same each time: a cursor says all that the server knows of where a
// device stands.
func deltaPulls(b *bench, st *stage, key, name string) error {
	d, before, records := st.looker, "", 0
	count := func(line []byte) {
		if _, _, ok := putOf(line); ok {
			records++
		}
	}
	_, err := b.measure(st, operation{key: key, name: name, rounds: 5, times: 40,
		before: func(round int) error {
			d = st.heir(d)
			if err := d.pull(ignore); err != nil {
				return err
			}
			before, records = d.cursor, 0
			return st.desk.applyAll(st.edits(round*100+5000, 100, b.jobs))
		},
		run:  func(int) error { d.cursor = before; return d.pull(count) },
		note: func() string { return fmt.Sprintf("%d records", records/40) },
	})
	return err
}
