package folder

import (
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
)

// Saved is what became of a folder.
type Saved struct {
	Written, Unchanged, Removed int
	// Edited are files that somebody changed since they were exported and that were not imported. If there are any, nothing was written.
	Edited []Problem
}

// Save brings a folder to hold exactly these files beside what is not ours. Files that are right already are not touched. What was exported
// earlier and is no more in the selection goes, but never work of a person: see Saved.Edited; force says to write over it.
func Save(dir string, files map[string][]byte, force bool) (Saved, error) {
	var s Saved
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return s, err
	}
	old, err := Read(dir, Options{})
	if err != nil {
		return s, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return s, err
	}
	defer root.Close()
	exported, versions, stale := map[string]Article{}, map[string]bool{}, []string{}
	for _, a := range old.Articles {
		if a.Base == "" {
			continue // somebody's own file
		}
		exported[a.File] = a
		if _, stays := files[a.File]; !stays {
			stale = append(stale, a.File)
			if a.edited(nil) {
				s.Edited = append(s.Edited, Problem{File: a.File, Code: "edited"})
			}
		}
	}
	for _, file := range old.pics {
		if _, stays := files[file]; ourName.MatchString(file) && !stays && old.pristine(file) {
			stale = append(stale, file)
		}
	}
	for _, v := range old.Versions {
		versions[v.File] = true
		if _, stays := files[v.File]; !stays {
			stale = append(stale, v.File)
		}
	}
	var write []string
	for _, name := range slices.Sorted(maps.Keys(files)) {
		there, err := root.ReadFile(name)
		switch a, ours := exported[name]; {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return s, err
		case bytes.Equal(there, files[name]):
			s.Unchanged++
			continue
		case ourName.MatchString(name): // it is not what its name says
		case !versions[name] && (!ours || a.edited(files[name])):
			s.Edited = append(s.Edited, Problem{File: name, Code: "edited"})
		}
		write = append(write, name)
	}
	if len(s.Edited) > 0 && !force {
		slices.SortFunc(s.Edited, func(a, b Problem) int { return strings.Compare(a.File, b.File) })
		return s, nil
	}
	for _, name := range write {
		if err := put(root, name, files[name]); err != nil {
			return s, err
		}
		s.Written++
	}
	for _, name := range stale {
		if err := root.Remove(name); err != nil {
			return s, err
		}
		s.Removed++
		_ = root.Remove(path.Dir(name)) // if it is empty now
	}
	return s, nil
}

// pristine: an image holds what its name says, and is none that somebody put there under such a name.
func (f Found) pristine(file string) bool {
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return false
	}
	defer root.Close()
	r := reader{files: root.FS(), refs: map[string]string{}, Found: Found{Images: map[string]Image{}}}
	ref, err := r.image(file)
	return err == nil && strings.Contains(file, ref)
}

// edited: somebody changed the file since it was exported, and what they wrote is not what would take its place.
func (a Article) edited(fresh []byte) bool {
	now := a.Fingerprint()
	return now != a.Base && !bytes.Contains(fresh, []byte("\nbase: "+scalar(now)+"\n"))
}

// put writes a file whole or not at all.
func put(root *os.Root, name string, content []byte) error {
	if err := root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return err
	}
	part := path.Join(path.Dir(name), ".lutong-"+strconv.Itoa(os.Getpid())+".part")
	f, err := root.OpenFile(part, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Close()); err == nil {
		err = root.Rename(part, name)
	}
	if err != nil {
		_ = root.Remove(part)
	}
	return err
}
