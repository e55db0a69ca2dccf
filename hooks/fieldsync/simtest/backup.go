package simtest

import (
	"maps"
	"slices"

	fs "lutong/hooks/fieldsync"
)

// backup is a copy of the server's data, and what each tablet had heard of its mutations by then: only those answers must stay as they
// were if the server comes back from it.
type backup struct {
	restore func()
	first   []map[int64]fs.Outcome
}

// keepBackup makes a backup; two are kept.
func (w *world) keepBackup() error {
	if w.size.Steady || w.backend.Backup == nil {
		return nil
	}
	b := backup{restore: w.backend.Backup()}
	for _, t := range w.tablets {
		b.first = append(b.first, maps.Clone(t.first))
	}
	w.backups = append(w.backups, b)
	if len(w.backups) > 2 {
		w.backups = slices.Delete(w.backups, 0, 1)
	}
	return nil
}

// restore brings the server back from a backup (P7). What people did since then is on their tablets only; what the office did since is lost.
func (w *world) restore() error {
	if w.size.Steady || len(w.backups) == 0 {
		return nil
	}
	b := w.backups[w.rnd.IntN(len(w.backups))]
	w.tally["restored"]++
	w.era++
	b.restore()
	w.known = nil
	for i, t := range w.tablets {
		t.first = maps.Clone(b.first[i])
	}
	w.boot()
	// The scheduled work of the days between runs at the next start of the day.
	for _, d := range w.records().list("jobs") {
		if expired(d, w.now) {
			if err := w.refresh(d.ID); err != nil {
				return err
			}
		}
	}
	return nil
}
