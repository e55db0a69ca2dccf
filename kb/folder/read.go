package folder

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"gopkg.in/yaml.v3"

	"lutong/kb"
	"lutong/kb/markdown"
	"lutong/kb/road"
)

// Bounds, so that a folder that was chosen by mistake ends soon.
const (
	maxBody  = markdown.MaxRunes // what the renderer takes
	maxFile  = maxBody*utf8.UTFMax + 2*maxFront
	maxFiles = 20_000
	maxDepth = 32
)

// Options of reading.
type Options struct {
	Kind  string // of files that do not say their own
	State string // of all files; "": what they say themselves, else draft
	GBK   bool   // read files that are plainly GBK
}

// Found is what a folder holds, each list in the order of the paths.
type Found struct {
	Articles   []Article
	Versions   []Version
	Images     map[string]Image // by reference: what the texts show
	Unreadable []Problem        // what was meant to be read and cannot be
	Skipped    []Problem        // what is no article

	dir  string
	pics []string // paths of image files
}

// Read reads a folder. Links are not followed, nothing outside is touched, and whatever is in a file ends up as an article or as a problem;
// the error is for the folder itself.
func Read(dir string, o Options) (Found, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return Found{}, err
	}
	defer root.Close()
	r := reader{Options: o, files: root.FS(), refs: map[string]string{}, Found: Found{dir: dir, Images: map[string]Image{}}}
	err = fs.WalkDir(r.files, ".", r.visit)
	if errors.Is(err, errTooMany) {
		r.Unreadable = append(r.Unreadable, Problem{File: ".", Code: "too_many", Args: []string{strconv.Itoa(maxFiles)}})
		err = nil
	}
	if err != nil {
		return Found{}, err
	}
	r.twins()
	r.connect()
	r.unused()
	r.strayVersions()
	for _, list := range []*[]Problem{&r.Unreadable, &r.Skipped} {
		slices.SortStableFunc(*list, func(a, b Problem) int { return strings.Compare(a.File, b.File) })
	}
	return r.Found, nil
}

type reader struct {
	Options
	Found
	files fs.FS
	refs  map[string]string // image file -> reference
	seen  int
}

var (
	errTooMany    = errors.New("too many files")
	errNotRegular = errors.New("not an ordinary file")
)

func (r *reader) visit(name string, d fs.DirEntry, err error) error {
	refuse := func(code string, args ...string) {
		r.Unreadable = append(r.Unreadable, Problem{File: name, Code: code, Args: args})
	}
	if err != nil {
		if name == "." {
			return err
		}
		refuse("io", plainError(err))
		if d != nil && d.IsDir() {
			return fs.SkipDir
		}
		return nil
	}
	if name == "." {
		return nil
	}
	if r.seen++; r.seen > maxFiles {
		return errTooMany
	}
	base := d.Name()
	isMarkdown := slices.Contains([]string{".md", ".markdown"}, strings.ToLower(path.Ext(base)))
	switch {
	case strings.HasPrefix(base, "."), base == "node_modules": // a tool's own
		if d.IsDir() {
			return fs.SkipDir
		}
	case d.IsDir():
		if strings.Count(name, "/") >= maxDepth {
			refuse("too_deep", strconv.Itoa(maxDepth))
			return fs.SkipDir
		}
	case d.Type()&fs.ModeSymlink != 0:
		r.Skipped = append(r.Skipped, Problem{File: name, Code: "link"})
	case isImage(base):
		r.pics = append(r.pics, name)
	case !isMarkdown:
		r.Skipped = append(r.Skipped, Problem{File: name, Code: "not_markdown"})
	case !d.Type().IsRegular():
		refuse("not_regular")
	default:
		src, err := r.load(name, maxFile)
		if err != nil {
			var large *tooLarge
			if errors.As(err, &large) {
				refuse("too_large", megabytes(large.size), megabytes(maxFile))
			} else {
				refuse("io", plainError(err))
			}
			return nil
		}
		r.file(name, src)
	}
	return nil
}

type tooLarge struct{ size int64 }

func (e *tooLarge) Error() string { return megabytes(e.size) }

func megabytes(n int64) string { return strconv.FormatFloat(float64(n)/(1<<20), 'f', 1, 64) + " MB" }

// plainError is an error without the path, which is told already.
func plainError(err error) string {
	var at *fs.PathError
	if errors.As(err, &at) {
		return at.Err.Error()
	}
	return err.Error()
}

// load reads an ordinary file, never more of it than it may have.
func (r *reader) load(name string, most int64) ([]byte, error) {
	if info, err := fs.Lstat(r.files, name); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, errNotRegular
	}
	f, err := r.files.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, err
	}
	if info.Size() > most {
		return nil, &tooLarge{info.Size()}
	}
	src, err := io.ReadAll(io.LimitReader(f, most+1))
	if err == nil && int64(len(src)) > most { // it grew meanwhile
		return nil, &tooLarge{int64(len(src))}
	}
	return src, err
}

// file reads one file's text.
func (r *reader) file(name string, src []byte) {
	problem := func(p Problem) {
		p.File = name
		r.Unreadable = append(r.Unreadable, p)
	}
	text, bad := decode(src, r.GBK)
	if bad != nil {
		problem(*bad)
		return
	}
	front, body, line, bad := split(text)
	if bad != nil {
		problem(*bad)
		return
	}
	if strings.HasPrefix(name, versionsDir+"/") {
		v, bad := version(name, front, body)
		if bad != nil {
			problem(*bad)
			return
		}
		r.Versions = append(r.Versions, v)
		return
	}
	a := Article{File: name, Line: line, Body: body, Texts: map[string]string{}, Lists: map[string][]string{}, lines: map[string]place{}}
	if problems := a.front(front); len(problems) > 0 {
		for _, p := range problems {
			problem(p)
		}
		return
	}
	if a.Base == "" {
		a.guess(r.Kind)
	}
	a.Line += strings.Count(body[:len(body)-len(a.Body)], "\n") // a heading became the title
	for rest := a.Body; ; a.Line++ {                            // to the line of the first word
		l, after, more := strings.Cut(rest, "\n")
		if !more || strings.TrimSpace(l) != "" {
			break
		}
		rest = after
	}
	a.Body = Text(a.Body)
	if r.State != "" {
		a.Texts["confidence"] = r.State
		a.lines["confidence"] = place{1, 1}
	}
	if a.Texts["confidence"] == "" {
		a.Texts["confidence"] = "draft"
	}
	if p := a.lacks(); p != nil {
		problem(*p)
		return
	}
	a.look()
	r.Articles = append(r.Articles, a)
}

// lacks is what an article cannot be without.
func (a *Article) lacks() *Problem {
	switch {
	case utf8.RuneCountInString(a.Body) > maxBody:
		return &Problem{Line: a.Line, Column: 1, Code: "body_long", Args: []string{strconv.Itoa(maxBody)}}
	case a.Texts["kind"] == "":
		return &Problem{Line: 1, Column: 1, Code: "kind_missing", Args: []string{strings.Join(kb.Choices("kind"), ", ")}}
	case a.Body == "" && a.Base == "":
		return &Problem{Line: a.Line, Column: 1, Code: "empty"}
	}
	for _, k := range []string{"title", "slug", "lang"} {
		if a.Texts[k] == "" {
			return &Problem{Line: 1, Column: 1, Code: "bad_value", Args: []string{k, `""`}}
		}
	}
	if s := a.Texts["slug"]; !markdown.IsSlug(s) && a.Base == "" { // the app may have others; what is written by hand has not
		line, column := a.At("slug")
		return &Problem{Line: line, Column: column, Code: "bad_slug", Args: []string{"slug", s}}
	}
	return nil
}

// look finds road pictures that cannot be drawn.
func (a *Article) look() {
	for _, b := range kb.RoadBlocks(a.Body) {
		var p *road.Problem
		if _, err := road.Parse(b.Text); errors.As(err, &p) {
			a.Notes = append(a.Notes, Problem{File: a.File, Line: a.Line + b.Line + p.Line - 1, Column: 1, Code: "road_bad", Args: []string{road.In(a.Texts["lang"]).Problem(p)}})
		}
	}
}

// twins refuses the second of two files that say they are the same article.
func (r *reader) twins() {
	ids, names := map[string]string{}, map[string]string{}
	kept := r.Articles[:0]
	for _, a := range r.Articles {
		line, column := a.At("id")
		if other := ids[a.ID]; a.ID != "" && other != "" {
			r.Unreadable = append(r.Unreadable, Problem{File: a.File, Line: line, Column: column, Code: "id_twice", Args: []string{a.ID, other}})
			continue
		}
		ids[a.ID] = a.File
		name := a.Texts["lang"] + "/" + a.Texts["slug"]
		if other := names[name]; other != "" && a.Base == "" { // the app lets two drafts have one name
			line, column = a.At("slug")
			r.Unreadable = append(r.Unreadable, Problem{File: a.File, Line: line, Column: column, Code: "slug_twice", Args: []string{a.Texts["slug"], other}})
			continue
		}
		names[name] = a.File
		kept = append(kept, a)
	}
	r.Articles = kept
}

// connect turns links between files into links between articles.
func (r *reader) connect() {
	slugs := map[string]string{}
	for _, a := range r.Articles {
		file := strings.TrimSuffix(a.File, path.Ext(a.File))
		for _, name := range []string{a.File, file, path.Base(file), a.Texts["title"]} {
			if _, taken := slugs[name]; !taken {
				slugs[name] = a.Texts["slug"]
			}
		}
	}
	for i := range r.Articles {
		a := &r.Articles[i]
		if a.Base == "" {
			a.relink(r.picture, func(name string) (string, bool) {
				slug, ok := slugs[strings.TrimSuffix(name, ".md")]
				if !ok {
					slug, ok = slugs[name]
				}
				return slug, ok
			})
		}
		r.pictures(a)
	}
}

// picture finds an image that is named without its folder, as wikis do.
func (r *reader) picture(from, name string) (file string, ok bool) {
	near := path.Join(path.Dir(from), name)
	for _, p := range r.pics {
		if p == near || path.Base(p) == path.Base(name) {
			return p, true
		}
	}
	return "", false
}

// version reads a file of versions/.
func version(name, front, body string) (Version, *Problem) {
	var head struct {
		Article string `yaml:"article"`
		Version int    `yaml:"version"`
		Title   string `yaml:"title"`
		At      string `yaml:"at"`
		By      string `yaml:"by"`
	}
	var doc yaml.Node
	err := yaml.Unmarshal([]byte("\n"+front), &doc)
	if err == nil {
		if n := anchored(&doc); n != nil {
			return Version{}, &Problem{Line: n.Line, Column: n.Column, Code: "yaml_alias"}
		}
		err = doc.Decode(&head)
	}
	var at *markdown.LineError
	if err != nil && errors.As(markdown.YAMLError(err), &at) {
		return Version{}, &Problem{Line: at.Line, Column: 1, Code: "yaml", Args: []string{at.Text}}
	}
	v := Version{Article: head.Article, Number: head.Version, Title: head.Title, At: head.At, By: head.By, Body: Text(body), File: name}
	_, err = time.Parse(time.RFC3339Nano, v.At)
	switch {
	case v.Path() != name || !idForm.MatchString(v.Article) || v.Number < 1:
		return v, &Problem{Line: 1, Column: 1, Code: "bad_value", Args: []string{"version", fmt.Sprintf("%s %d", v.Article, v.Number)}}
	case err != nil && v.At != "":
		return v, &Problem{Line: 1, Column: 1, Code: "bad_day", Args: []string{"at", v.At}}
	case utf8.RuneCountInString(v.Body) > maxBody || len(v.Title) > 4*maxText:
		return v, &Problem{Line: 1, Column: 1, Code: "body_long", Args: []string{strconv.Itoa(maxBody)}}
	}
	return v, nil
}

// strayVersions refuses versions of articles that are not there.
func (r *reader) strayVersions() {
	there := map[string]bool{}
	for _, a := range r.Articles {
		there[a.ID] = true
	}
	r.Versions = slices.DeleteFunc(r.Versions, func(v Version) bool {
		if !there[v.Article] {
			r.Unreadable = append(r.Unreadable, Problem{File: v.File, Line: 1, Column: 1, Code: "version_alone", Args: []string{v.Article}})
		}
		return !there[v.Article]
	})
}
