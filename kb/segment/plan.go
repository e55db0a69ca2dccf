package segment

import (
	"maps"
	"slices"
)

// File is one of the files of a library, with what it says. The first of a library is its base, the others are deltas.
type File struct {
	ID    string `json:"id"`
	Bytes int    `json:"bytes"`
	Docs  int    `json:"docs"`

	sums map[string]uint32
	gone []string
}

// Describe names a file and reads what it says.
func Describe(file []byte) (File, error) {
	sums, gone, err := Contents(file)
	return File{Name(file), len(file), len(sums), sums, gone}, err
}

// Step is what to do about changes: keep the first files, and add one of these documents and departures.
type Step struct {
	Keep int
	Docs []string
	Gone []string
}

const (
	// Worth is how many changes make a new file worthwhile. Fewer are analysed by each tablet itself, faster than it could fetch them.
	Worth = 16
	// maxDeltas: more are made into one. When all of them say as much as a share of the base, there is a new base.
	maxDeltas = 6
	share     = 5
)

// Plan compares files with what the library holds, ids with their sums. false: the difference is not worth a file yet.
func Plan(files []File, now map[string]uint32) (Step, bool) {
	if len(files) == 0 {
		return step(nil, now), len(now) > 0
	}
	next := step(files, now)
	if n := len(next.Docs) + len(next.Gone); n < Worth {
		return next, false
	}
	if len(files) > maxDeltas {
		next = step(files[:1], now)
	}
	said := len(next.Docs) + len(next.Gone)
	for _, f := range files[1:next.Keep] {
		said += f.Docs + len(f.gone)
	}
	if said*share > files[0].Docs {
		next = step(nil, now)
	}
	return next, true
}

// step is the difference between what files say and what is.
func step(files []File, now map[string]uint32) Step {
	said := map[string]uint32{}
	for _, f := range files {
		maps.Copy(said, f.sums)
		for _, id := range f.gone {
			delete(said, id)
		}
	}
	next := Step{Keep: len(files)}
	for id, sum := range now {
		if have, ok := said[id]; !ok || have != sum {
			next.Docs = append(next.Docs, id)
		}
	}
	for id := range said {
		if _, ok := now[id]; !ok {
			next.Gone = append(next.Gone, id)
		}
	}
	slices.Sort(next.Docs)
	slices.Sort(next.Gone)
	return next
}
