package folder

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"lutong/kb"
)

// Images of articles lie in images/, each under its reference (kb/figure.go). A text in a file names the file, so that other tools show it; in the
// database it names the reference. On the way in it is the file's own bytes that count, whatever the file is called.

const imagesDir = "images"

// maxImage is what an article's image may have at most.
const maxImage = 8 << 20

// Image is a file that a text shows.
type Image struct {
	Ref, SHA256, File string
	Bytes             int64
}

var (
	inText  = regexp.MustCompile(`\]\(figure:([0-9a-f]{16})([ \t)])`)
	inFile  = regexp.MustCompile(`\]\(\.\./images/([0-9a-f]{16}\.(?:jpg|png|webp))([ \t)])`)
	anImage = regexp.MustCompile(`(!\[(?:[^\]\\\n]|\\.){0,1000}\]\()<?([^()<>\n"]{1,1000}?)>?((?:[ \t]+"(?:[^"\\\n]|\\.){0,1000}")?[ \t]*\))`)
	scheme  = regexp.MustCompile(`^(?:[a-zA-Z][a-zA-Z0-9+.-]*:|//|#)`)
	ourName = regexp.MustCompile(`^images/([0-9a-f]{16})\.(?:jpg|png|webp)$`)
)

func isImage(name string) bool {
	return slices.Contains([]string{".jpg", ".jpeg", ".png", ".webp"}, strings.ToLower(path.Ext(name)))
}

// withFiles names the files of the images that the text mentions.
func (a Article) withFiles(body string) string {
	return inText.ReplaceAllStringFunc(body, func(whole string) string {
		m := inText.FindStringSubmatch(whole)
		if a.Images[m[1]] == "" {
			return whole
		}
		return "](../" + a.Images[m[1]] + m[2]
	})
}

// pictures brings an article's text to name references instead of files, and notes the files.
func (r *reader) pictures(a *Article) {
	note := func(code string, args ...string) {
		a.Notes = append(a.Notes, Problem{File: a.File, Line: a.Line, Column: 1, Code: code, Args: args})
	}
	a.Body = inFile.ReplaceAllStringFunc(a.Body, func(whole string) string {
		m := inFile.FindStringSubmatch(whole)
		file := imagesDir + "/" + m[1]
		ref, err := r.image(file)
		if err != nil { // it may be in the database
			note("image_missing", file, plainError(err))
			ref = m[1][:16]
		}
		return "](figure:" + ref + m[2]
	})
	a.Body = outsideCode(a.Body, func(s string) string {
		return anImage.ReplaceAllStringFunc(s, func(whole string) string {
			m := anImage.FindStringSubmatch(whole)
			switch {
			case strings.HasPrefix(m[2], "figure:"):
				return whole
			case scheme.MatchString(m[2]):
				note("image_foreign", m[2])
				return whole
			}
			file := path.Join(path.Dir(a.File), escapedSpace.Replace(m[2]))
			ref, err := r.image(file)
			if err != nil {
				note("image_missing", file, plainError(err))
				return whole
			}
			return m[1] + "figure:" + ref + m[3]
		})
	})
}

var errNoImage = errors.New("jpg, png, webp")

// image hashes a file; the same one once.
func (r *reader) image(file string) (ref string, err error) {
	if ref := r.refs[file]; ref != "" {
		return ref, nil
	}
	if !isImage(file) {
		return "", errNoImage
	}
	raw, err := r.load(file, maxImage)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(raw)
	i := Image{SHA256: hex.EncodeToString(sum[:]), File: file, Bytes: int64(len(raw))}
	i.Ref = kb.FigureRef(i.SHA256)
	r.refs[file] = i.Ref
	if _, twice := r.Images[i.Ref]; !twice {
		r.Images[i.Ref] = i
	}
	return i.Ref, nil
}

// unused notes the image files that no text shows, and other folders' leavings.
func (r *reader) unused() {
	for _, file := range r.pics {
		if r.refs[file] == "" {
			r.Skipped = append(r.Skipped, Problem{File: file, Code: "image_unused"})
		}
	}
}

// Load reads an image's bytes again; it must not have changed.
func (f Found) Load(i Image) ([]byte, error) {
	root, err := os.OpenRoot(f.dir)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	raw, err := (&reader{files: root.FS()}).load(i.File, maxImage)
	if err == nil {
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != i.SHA256 {
			err = fmt.Errorf("%s changed meanwhile", i.File)
		}
	}
	return raw, err
}
