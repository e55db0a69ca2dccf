package main

import (
	"bytes"
	"fmt"
	"time"
)

// firstPull: a dispatcher's new tablet gets everything its team has.
func firstPull(b *bench) error {
	for _, coding := range []string{"zstd", "gzip"} {
		d := b.stage.looker
		d.accept = coding
		if coding == "zstd" {
			d.accept = "zstd, gzip"
		}
		var page time.Duration // until the first page is there to be shown
		puts := 0
		_, err := b.measure(b.stage, operation{key: "first." + coding, name: fmt.Sprintf("first pull, %d sheets, %s", b.jobs, coding), rounds: 3, times: 1,
			run: func(int) error {
				d.cursor, page, puts = "", 0, 0
				began := time.Now()
				return d.pull(func(line []byte) {
					if bytes.HasPrefix(line, []byte(`{"put"`)) {
						puts++
					} else if page == 0 && bytes.HasPrefix(line, []byte(`{"end"`)) {
						page = time.Since(began)
					}
				})
			},
			note: func() string {
				return fmt.Sprintf("%s, %d records, first page after %d ms", d.coding, puts, page.Milliseconds())
			},
		})
		if err != nil {
			return err
		}
		if puts < b.jobs {
			return fmt.Errorf("%d records for %d sheets", puts, b.jobs)
		}
	}
	b.stage.looker.accept = "zstd, gzip"
	return nil
}
