package hooks

import (
	"encoding/json"
	"go/parser"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/rules"
)

// What each package of ours may import of ours; "pocketbase" and "net/http" stand for those two. A package that is not listed may import
// nothing of that. The direction is main -> hooks -> hooks/pb -> domain -> hooks/fault.
var mayImport = map[string][]string{
	"lutong":                           {"lutong/hooks", "lutong/hooks/pb", "lutong/pb_migrations", "lutong/pb_public", "pocketbase"},
	"lutong/hooks":                     {"*", "pocketbase", "net/http"},
	"lutong/hooks/bench":               {"*", "pocketbase", "net/http"},
	"lutong/hooks/blackbox":            {},                                                             // tests of the binary from outside: they know the wire and nothing of ours
	"lutong/hooks/pb":                  {"lutong/hooks/fault", "lutong/hooks/fieldsync", "pocketbase"}, // a bucket that does not answer is a fault
	"lutong/hooks/apptest":             {"lutong/hooks/demo", "lutong/hooks/fieldsync", "lutong/hooks/pb", "lutong/pb_migrations", "pocketbase", "net/http"},
	"lutong/pb_migrations":             {"pocketbase"},
	"lutong/pb_public":                 {},
	"lutong/hooks/fault":               {},
	"lutong/hooks/access":              {},
	"lutong/hooks/job":                 {},
	"lutong/hooks/report":              {"lutong/hooks/job", "lutong/kb/road"},                                                                        // the sheet's field names and the road picture are part of a report
	"lutong/hooks/report/pdf":          {"lutong/hooks/report", "lutong/kb/road"},                                                                     // the page and the paper show the same drawing
	"lutong/hooks/demo":                {"lutong/hooks/job"},                                                                                          // its timelines must fold into the states it promises
	"lutong/hooks/media":               {"lutong/hooks/fault", "net/http"},                                                                            // tus is an HTTP handler
	"lutong/hooks/fieldsync":           {"lutong/hooks/access", "lutong/hooks/fault", "lutong/hooks/fieldsync/clock", "lutong/hooks/fieldsync/merge"}, // a push is somebody's
	"lutong/hooks/fieldsync/clock":     {},
	"lutong/hooks/fieldsync/merge":     {},
	"lutong/hooks/fieldsync/memstore":  {"lutong/hooks/fieldsync"},
	"lutong/hooks/fieldsync/storetest": {"lutong/hooks/fieldsync"},
	"lutong/hooks/fieldsync/simtest":   {"lutong/hooks/access", "lutong/hooks/fault", "lutong/hooks/fieldsync", "lutong/hooks/fieldsync/merge", "lutong/hooks/rules", "lutong/kb"},                              // its trainers illustrate articles
	"lutong/hooks/rescue":              {"lutong/hooks/fault", "lutong/hooks/fieldsync"},                                                                                                                        // what it reads are mutations
	"lutong/hooks/rules":               {"lutong/hooks/access", "lutong/hooks/fault", "lutong/hooks/fieldsync", "lutong/hooks/job", "lutong/hooks/report", "lutong/kb", "lutong/kb/loop", "lutong/kb/markdown"}, // where the domain meets the protocol; how long a text may be
	"lutong/hooks/library":             {"lutong/hooks/fault", "lutong/hooks/fieldsync", "lutong/hooks/fieldsync/merge", "lutong/hooks/rules", "lutong/kb", "lutong/kb/folder"},                                 // files against records
	"lutong/kb":                        {"lutong/kb/markdown", "lutong/kb/road", "lutong/kb/search"},
	"lutong/kb/folder":                 {"lutong/kb", "lutong/kb/markdown", "lutong/kb/road", "lutong/kb/search"}, // names are spelt by the search's pinyin
	"lutong/kb/markdown":               {"lutong/kb/road"},
	"lutong/kb/road":                   {},
	"lutong/kb/search":                 {"lutong/kb/search/packed"}, // its own format of segments in bleve's storage
	"lutong/kb/search/packed":          {},
	"lutong/kb/site":                   {"lutong/kb", "lutong/kb/markdown", "lutong/kb/road"},
	"lutong/kb/segment":                {"lutong/kb/search"}, // the same terms in another file
	"lutong/kb/loop":                   {"lutong/kb/search"}, // searches are grouped as the search folds them
	"lutong/kb/eval":                   {"lutong/kb/search"},
	"lutong/kb/bench":                  {"lutong/kb", "lutong/kb/eval", "lutong/kb/search", "lutong/kb/segment"}, // the shipped library is one more collection, and what tablets are measured with
}

func TestWhoImportsWhom(t *testing.T) {
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	for dec.More() {
		var p struct {
			ImportPath string
			Imports    []string
		}
		if err := dec.Decode(&p); err != nil {
			t.Fatal(err)
		}
		allowed, known := mayImport[p.ImportPath]
		if !known {
			t.Errorf("package %s is not in the table: say here what it may import", p.ImportPath)
			continue
		}
		for _, i := range p.Imports {
			name := i
			switch {
			case strings.HasPrefix(i, "github.com/pocketbase/"):
				name = "pocketbase"
			case i == "net/http" || strings.HasPrefix(i, "net/http/"):
				name = "net/http"
			case !strings.HasPrefix(i, "lutong"):
				continue
			}
			if !slices.Contains(allowed, name) && !(strings.HasPrefix(name, "lutong") && slices.Contains(allowed, "*")) {
				t.Errorf("%s imports %s", p.ImportPath, i)
			}
		}
	}
}

// Hooks, routes and cron are bound in three tables and nowhere else.
func TestBindingsAreInTheirTables(t *testing.T) {
	allowed := map[string][]string{
		`(On[A-Z]\w*\([^)]*\)|Router|h)\.(Bind|BindFunc)\(`: {"triggers.go", "register.go", "command.go"},
		`\.Route\(|Router\.(GET|POST|Any)`:                  {"routes.go"},
		`Cron\(\)`:                                          {"schedule.go"},
	}
	for _, file := range sources(t, ".") {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for pattern, files := range allowed {
			if regexp.MustCompile(pattern).Match(text) && !slices.Contains(files, filepath.Base(file)) {
				t.Errorf("%s: %s belongs in %v", file, pattern, files)
			}
		}
	}
}

func sources(t *testing.T, dir string) []string {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(all, func(f string) bool { return strings.HasSuffix(f, "_test.go") })
}

// Every package says what it is for.
func TestPackagesHaveDoc(t *testing.T) {
	for pkg := range mayImport {
		dir := filepath.Join("..", strings.TrimPrefix(strings.TrimPrefix(pkg, "lutong"), "/"))
		documented := false
		for _, file := range sources(t, dir) {
			f, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ParseComments|parser.PackageClauseOnly)
			if err != nil {
				t.Fatal(err)
			}
			documented = documented || f.Doc != nil
		}
		if !documented {
			t.Errorf("%s has no package comment", pkg)
		}
	}
}

// The table of collections and the database agree field by field.
func TestSchemaAgreesWithMigrations(t *testing.T) {
	s := serve(t)
	for _, c := range rules.Collections {
		table, err := s.App.FindCollectionByNameOrId(c.Name)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, f := range c.Fields {
			if table.Fields.GetByName(f.Name) == nil {
				t.Errorf("%s.%s has no column", c.Name, f.Name)
			}
		}
		for _, f := range table.Fields {
			if f.Type() == core.FieldTypeAutodate {
				continue // PocketBase's own, on users
			}
			if !f.GetSystem() && c.Field(f.GetName()) == nil {
				t.Errorf("%s.%s is in the database only", c.Name, f.GetName())
			}
		}
	}
}

// The wiring as a golden listing: who may call what, at a glance.
func TestRoutesHaveAnOwner(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range routes {
		if r.who == nil || r.handle == nil || seen[r.method+r.path] {
			t.Errorf("%s %s", r.method, r.path)
		}
		seen[r.method+r.path] = true
	}
}
