package hooks

import (
	"bytes"
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"lutong/hooks/apptest"
	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
	"lutong/kb"
	"lutong/kb/folder"
)

// shell runs `lutong kb ...` as at the shell.
func shell(app core.App, args ...string) (string, error) {
	var out bytes.Buffer
	cmd := KBCommand(app)
	cmd.SetOut(&out)
	cmd.SetErr(&out)
	cmd.SetArgs(args)
	err := cmd.Execute()
	return out.String(), err
}

// empty is an organisation that has nothing, not even the shipped library.
func empty(t *testing.T) *server {
	t.Helper()
	app := apptest.NewApp(t)
	if err := Register(app, Options{}); err != nil {
		t.Fatal(err)
	}
	return of(app)
}

// mustShell runs it and returns what was printed; fails says whether it must end with an error.
func mustShell(t *testing.T, app core.App, fails bool, args ...string) string {
	t.Helper()
	out, err := shell(app, args...)
	if (err != nil) != fails {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	if err != nil {
		out += err.Error()
	}
	return out
}

func contents(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(p string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		raw, err := os.ReadFile(p)
		name, _ := filepath.Rel(dir, p)
		files[filepath.ToSlash(name)] = string(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// change edits a file of the folder; old must be there.
func change(t *testing.T, file, old, fresh string) {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil || !strings.Contains(string(raw), old) {
		t.Fatal(file, err, old)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(raw), old, fresh, 1)), 0o644); err != nil {
		t.Fatal(err)
	}
}

func articleNow(t *testing.T, s *server, id string) fieldsync.Fields {
	t.Helper()
	var f fieldsync.Fields
	if err := s.sync.View(context.Background(), func(r fieldsync.Reader) error {
		d, err := r.Get("articles", id)
		if d != nil {
			f = d.Fields
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return f
}

// edit is a trainer's edit in the app.
func edit(t *testing.T, s *apptest.Server, n int64, id string, values map[string]any) {
	t.Helper()
	was := map[string]any{}
	now := articleNow(t, of(s.App), id)
	for name := range values {
		was[name] = now[name]
	}
	out := pushAs(t, s, "t.tang", fieldsync.Mutation{N: n, Collection: "articles", ID: id, Op: "update", Set: set(values), Was: set(was)})
	if out.Status != fieldsync.Applied {
		t.Fatalf("%+v", out)
	}
}

func headOf(t *testing.T, s *server) (seq int64) {
	t.Helper()
	if err := s.sync.View(context.Background(), func(r fieldsync.Reader) (err error) {
		seq, _, err = r.Head()
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return seq
}

const capwap = "zh-CN/ap-ac-capwap-blocked.md"

var capwapID = kb.ArticleID("ap-ac-capwap-blocked", "zh-CN")

// Out, into an organisation that has nothing, and out again: the same bytes, drafts, archived ones and versions among them.
func TestOutAndInAndOut(t *testing.T) {
	s := serve(t)
	edit(t, s, 1, capwapID, map[string]any{"title": "改过的标题", "body": "新的正文\n\n[[story-ap-ac-road]]"})
	edit(t, s, 2, kb.ArticleID("story-two-gates", "en"), map[string]any{"confidence": "archived"})
	edit(t, s, 3, kb.ArticleID("story-vlan-lanes", "en"), map[string]any{"confidence": "draft", "reviewBy": "2027-05-01T08:30:00.000Z", "title": "Story: “lanes” # 1"})
	first, again, copied := t.TempDir(), t.TempDir(), t.TempDir()
	all := []string{"--state", "all", "--versions"}
	mustShell(t, s.App, false, append([]string{"export", first}, all...)...)
	mustShell(t, s.App, false, append([]string{"export", again}, all...)...)
	want := contents(t, first)
	if !maps.Equal(want, contents(t, again)) {
		t.Error("two exports differ")
	}
	if len(want) < 125 || want["versions/"+capwapID+"/1.md"] == "" || want["versions/"+capwapID+"/2.md"] == "" {
		t.Error(len(want), "files")
	}
	other := empty(t)
	mustShell(t, other.app, false, "import", first)
	mustShell(t, other.app, false, append([]string{"export", copied}, all...)...)
	got := contents(t, copied)
	for name, text := range want {
		if got[name] != text {
			t.Errorf("%s\n%s\n---- became\n%s", name, text, got[name])
			break
		}
	}
	if len(got) != len(want) {
		t.Error(len(got), len(want))
	}
	a, b := articleNow(t, of(s.App), capwapID), articleNow(t, other, capwapID)
	if b.String("html") == "" || a.String("html") != b.String("html") || a.Number("version") != b.Number("version") {
		t.Error("the copy reads otherwise")
	}
	if out := mustShell(t, other.app, false, "import", first); !strings.Contains(out, "0 created, 0 changed, 0 merged") {
		t.Error("a second import did something:", out)
	}
}

// Only the published go out unless told, by language, and people stay at home.
func TestWhatGoesOut(t *testing.T) {
	s := serve(t)
	edit(t, s, 1, kb.ArticleID("story-two-gates", "en"), map[string]any{"confidence": "archived"})
	edit(t, s, 2, capwapID, map[string]any{"owner": s.Accounts["t.tang"].ID})
	dir := t.TempDir()
	mustShell(t, s.App, false, "export", dir, "--lang", "en")
	files := contents(t, dir)
	if files["en/story-two-gates.md"] != "" || files["en/story-vlan-lanes.md"] == "" || files[capwap] != "" {
		t.Error(slices.Sorted(maps.Keys(files)))
	}
	mustShell(t, s.App, false, "export", dir)
	if text := contents(t, dir)[capwap]; text == "" || strings.Contains(text, "@") {
		t.Error(text[:300])
	}
	mustShell(t, s.App, false, "export", dir, "--people")
	if !strings.Contains(contents(t, dir)[capwap], `owner: "t.tang@demo.lutong"`) {
		t.Error("no owner")
	}
	for _, args := range [][]string{{"export", dir, "--state", "open"}, {"export", dir, "--lang", "fr"}} {
		mustShell(t, s.App, true, args...)
	}
}

// A changed file changes its article as a person would: version, history, everyone's tablet, the search.
func TestAChangedFile(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	dir := t.TempDir()
	mustShell(t, s.App, false, "export", dir)
	change(t, filepath.Join(dir, capwap), "## 现象\n", "## 现象\n\nxyzzyplugh 新的一句。\n")
	before, version := headOf(t, srv), articleNow(t, srv, capwapID).Number("version")
	if out := mustShell(t, s.App, false, "import", dir, "--dry-run"); !strings.Contains(out, "changed    "+capwap+": body") || headOf(t, srv) != before {
		t.Error("dry run:", out)
	}
	mustShell(t, s.App, false, "import", dir, "--owner", "t.tang@demo.lutong")
	now := articleNow(t, srv, capwapID)
	if now.Number("version") != version+1 || !strings.Contains(now.String("html"), "xyzzyplugh") || now.String("owner") != "" {
		t.Error(now.Number("version"), now.String("owner"))
	}
	if r := lookup(t, s, "articleVersions", rules.VersionID(capwapID, int(version)+1)); r.GetString("by") != s.Accounts["t.tang"].ID || !strings.Contains(r.GetString("body"), "xyzzyplugh") {
		t.Error("version", r)
	}
	if n := count(t, s, "history WHERE record = '"+capwapID+"' AND device = 'import' AND field = 'body'"); n != 1 {
		t.Error(n, "entries of history")
	}
	if err := srv.indexer.catchUp(context.Background()); err != nil || hits(t, s, "xyzzyplugh") != 1 {
		t.Error(err, "not found")
	}
	if w := s.Do(hero, "GET", "/api/sync/v1/pull?pages=100", nil); !strings.Contains(w.Body.String(), "xyzzyplugh") {
		t.Error("not pulled")
	}
	if out := mustShell(t, s.App, false, "export", dir); !strings.Contains(out, "1 written, ") { // its base is new
		t.Error(out)
	}
}

// Changed in the app and in the file: other lines are put together, the same lines are shown and left.
func TestChangedOnBothSides(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	edit(t, s, 1, capwapID, map[string]any{"body": "一\n\n二\n\n三\n", "tags": []string{"a", "b"}})
	dir := t.TempDir()
	mustShell(t, s.App, false, "export", dir)
	file := filepath.Join(dir, capwap)
	edit(t, s, 2, capwapID, map[string]any{"body": "一，应用\n\n二\n\n三\n", "tags": []string{"a", "b", "app"}})
	edit(t, s, 3, capwapID, map[string]any{"summary": "应用里的"})
	change(t, file, "三\n", "三，文件\n")
	change(t, file, "  - \"b\"\n", "")
	if out := mustShell(t, s.App, false, "import", dir); !strings.Contains(out, "merged     "+capwap) {
		t.Error(out)
	}
	now := articleNow(t, srv, capwapID)
	if now.String("body") != "一，应用\n\n二\n\n三，文件\n" || !slices.Equal(now.Strings("tags"), []string{"a", "app"}) || now.String("summary") != "应用里的" {
		t.Error(now.String("body"), now.Strings("tags"), now.String("summary"))
	}

	if s, err := shell(s.App, "export", dir); err == nil {
		t.Error("what was merged stands in no file yet:", s)
	}
	mustShell(t, s.App, false, "export", dir, "--force")
	edit(t, s, 4, capwapID, map[string]any{"body": "一，应用\n\n二\n\n三，应用又改\n"})
	change(t, file, "三，文件\n", "三，文件又改\n")
	change(t, filepath.Join(dir, "en/story-two-gates.md"), "## ", "New words.\n\n## ")
	before := headOf(t, srv)
	out := mustShell(t, s.App, true, "import", dir)
	if !strings.Contains(out, "both_changed") || !strings.Contains(out, "nothing was written") || headOf(t, srv) != before {
		t.Error("conflict:", out)
	}
	mustShell(t, s.App, false, "import", dir, "--skip-conflicts")
	if b := articleNow(t, srv, capwapID).String("body"); !strings.Contains(b, "三，应用又改") {
		t.Error("overwritten:", b)
	}
	if b := articleNow(t, srv, kb.ArticleID("story-two-gates", "en")).String("body"); !strings.Contains(b, "New words.") {
		t.Error("the other article was left out")
	}
}

// Files that do not say where they come from change what nobody touched in the app, and nothing else.
func TestFilesWithoutABase(t *testing.T) {
	s := serve(t)
	srv := of(s.App)
	dir := t.TempDir()
	write := func(text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "my-note.md"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("# 我的笔记\n第一版")
	if out := mustShell(t, s.App, true, "import", dir); !strings.Contains(out, "kind_missing") {
		t.Error(out)
	}
	mustShell(t, s.App, false, "import", dir, "--kind", "howto", "--owner", "t.tang@demo.lutong")
	id := kb.ArticleID("my-note", "zh-CN")
	if f := articleNow(t, srv, id); f.String("confidence") != "draft" || f.String("kind") != "howto" || f.String("owner") != s.Accounts["t.tang"].ID {
		t.Error(string(f.Encode()))
	}
	write("# 我的笔记\n第二版")
	mustShell(t, s.App, false, "import", dir, "--kind", "howto")
	if b := articleNow(t, srv, id).String("body"); b != "第二版\n" {
		t.Error("an import follows an import:", b)
	}
	edit(t, s, 1, id, map[string]any{"tags": []string{"x"}, "body": "应用里改的"})
	write("# 我的笔记\n第三版")
	if out := mustShell(t, s.App, true, "import", dir, "--kind", "howto"); !strings.Contains(out, "app_changed") {
		t.Error(out)
	}
	write("# 完全不同\n别的事")
	if out := mustShell(t, s.App, true, "import", dir, "--kind", "howto"); !strings.Contains(out, "name_taken") {
		t.Error(out)
	}
	if b := articleNow(t, srv, id).String("body"); b != "应用里改的" {
		t.Error("overwritten:", b)
	}
}

// A file that cannot be read keeps everything out, unless the person says to go on.
func TestNothingHalfDone(t *testing.T) {
	s := empty(t)
	dir := t.TempDir()
	for name, text := range map[string]string{"good.md": "# Good\ntext", "bad.md": "---\ntitle: [\n---\ntext", "big.md": "---\ntitle: T\nsummary: " + strings.Repeat("x", 50_001) + "\n---\ntext"} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	out := mustShell(t, s.app, true, "import", dir, "--kind", "howto")
	if !strings.Contains(out, "bad.md:3:1: yaml") || !strings.Contains(out, "big.md:3:10: bad_value") || !strings.Contains(out, "2 files cannot be read") || headOf(t, s) != 0 {
		t.Error(headOf(t, s), out)
	}
	mustShell(t, s.app, false, "import", dir, "--kind", "howto", "--skip-unreadable", "--state", "validated")
	if f := articleNow(t, s, kb.ArticleID("good", "en")); f.String("confidence") != "validated" || f.Number("version") != 1 {
		t.Error(string(f.Encode()))
	}
	mustShell(t, s.app, true, "import", dir, "--owner", "nobody@x.y")
	mustShell(t, s.app, true, "import", filepath.Join(dir, "no"))
	mustShell(t, s.app, true, "import", dir, "--kind", "poem")
}

// Each field of an article goes out and comes in, or stands here with a reason.
func TestEveryFieldHasAPlaceInTheFile(t *testing.T) {
	stays := map[string]string{"body": "below the front matter", "owner": "as an e-mail address, when asked", "version": "of its own", "html": "made from the body"}
	names, _ := folder.Fields()
	for _, f := range rules.ByName("articles").Fields {
		if stays[f.Name] == "" && !slices.Contains(names, f.Name) {
			t.Errorf("articles.%s is not in kb/folder's keys", f.Name)
		}
	}
}
