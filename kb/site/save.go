package site

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"time"
)

// Save writes a site into a folder that is new, empty, or holds an earlier site, of which nothing is left.
func Save(dir string, files map[string][]byte) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return err
	}
	defer root.Close()
	there, err := fs.ReadDir(root.FS(), ".")
	if err != nil {
		return err
	}
	if _, err := root.Stat("assets/site.js"); len(there) > 0 && err != nil {
		return fmt.Errorf("%s holds something else; choose a folder of its own", dir)
	}
	for _, name := range []string{"pages", "assets", "images"} {
		if err := root.RemoveAll(name); err != nil {
			return err
		}
	}
	for _, d := range there {
		if old := d.Name(); !d.IsDir() && path.Ext(old) == ".html" && (strings.HasPrefix(old, "index.") || strings.HasPrefix(old, "print.")) {
			if err := root.Remove(old); err != nil {
				return err
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		if err := errors.Join(root.MkdirAll(path.Dir(name), 0o755), root.WriteFile(name, files[name], 0o644)); err != nil {
			return err
		}
	}
	return nil
}

// Zip writes a site as one file: the same site, the same bytes.
func Zip(w io.Writer, files map[string][]byte) error {
	z := zip.NewWriter(w)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err == nil {
			_, err = f.Write(files[name])
		}
		if err != nil {
			return err
		}
	}
	return z.Close()
}
