package rules_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"strings"
	"testing"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/memstore"
	"lutong/hooks/rules"
	"lutong/kb"
)

var update = flag.Bool("update", false, "write the golden files again")

func id(name string) string { return fs.IDOf("rules", name) }

// office is two teams with everything in the first: job with engineer A on it, B beside A in the team, X and Y in the other team.
func office(t *testing.T) *fs.Server {
	t.Helper()
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	return officeAt(t, func() time.Time { return now })
}

func officeAt(t *testing.T, now func() time.Time) *fs.Server {
	t.Helper()
	store := memstore.New(rules.Collections, "test")
	s := fs.NewServer(store, rules.Table(rules.Options{}), now, nil)
	err := s.Update(context.Background(), s.System(), func(w *fs.Writing) error {
		for _, r := range []struct {
			collection, name string
			values           map[string]any
		}{
			{"teams", "team", map[string]any{"name": "a", "sla": map[string]any{}}},
			{"teams", "other", map[string]any{"name": "b", "sla": map[string]any{}}},
			{"users", "A", user("engineer", "team")}, {"users", "B", user("engineer", "team")}, {"users", "X", user("engineer", "other")},
			{"users", "D", user("dispatcher", "team")}, {"users", "Y", user("dispatcher", "other")},
			{"users", "M", user("manager", "team")}, {"users", "T", user("trainer", "team")}, {"users", "S", user("sales", "team")},
			{"users", "U", user("trainer", "team")},
			{"customers", "customer", map[string]any{"name": "H", "team": id("team"), "sales": id("S")}},
			{"sites", "site", map[string]any{"name": "hq", "customer": id("customer"), "team": id("team")}},
			{"contacts", "contact", map[string]any{"name": "c", "customer": id("customer"), "site": id("site")}},
			{"assets", "asset", map[string]any{"model": "AP", "site": id("site")}},
			{"templates", "template", map[string]any{"key": "k", "version": 1}},
			{"articles", "article", map[string]any{"slug": "s", "lang": "en", "kind": "howto", "title": "t", "confidence": "validated"}},
			{"articles", "proposed", map[string]any{"slug": "p", "lang": "en", "kind": "fault", "title": "t", "body": "text", "symptoms": []string{"s"}, "confidence": "inReview", "owner": id("A")}},
			{"articles", "suggested", map[string]any{"slug": "q", "lang": "en", "kind": "fault", "title": "t", "confidence": "draft", "owner": id("A")}},
			{"articles", "own", map[string]any{"slug": "o", "lang": "en", "kind": "fault", "title": "t", "body": "text", "symptoms": []string{"s"}, "confidence": "draft", "owner": id("T")}},
			{"articleComments", "comment", map[string]any{"article": id("article"), "quote": "l", "line": 1, "text": "x", "by": id("U")}},
			{"jobs", "job", map[string]any{"title": "j", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}}},
			{"jobs", "unsigned", map[string]any{"title": "k", "team": id("team"), "site": id("site"), "assignees": []string{id("A")}}},
			{"visits", "visit", map[string]any{"job": id("job")}}, {"runs", "run", map[string]any{"job": id("job"), "template": id("template")}},
			{"signatures", "signature", signature(nil)},
			{"parts", "part", map[string]any{"job": id("job"), "name": "n", "quantity": 1, "state": "used"}},
			{"shareLinks", "link", map[string]any{"job": id("job"), "tokenHash": "h", "expires": "2027-01-01T00:00:00.000Z"}},
			{"events", "event", map[string]any{"job": id("job"), "kind": "note"}},
			{"articleUses", "use", map[string]any{"article": id("article"), "job": id("job"), "kind": "used", "by": id("A")}},
			{"searchWords", "words", map[string]any{"kind": "term", "words": []string{"会议终端"}}},
			{"conflicts", "conflict", map[string]any{"collection": "jobs", "record": id("job"), "op": "update", "field": "notes", "mine": "x", "by": id("A"), "team": id("team")}},
		} {
			f := fs.Fields{}
			for k, v := range r.values {
				f.Set(k, v)
			}
			if _, err := w.Put(r.collection, id(r.name), f); err != nil {
				return fmt.Errorf("%s/%s: %w", r.collection, r.name, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// figure adds an image to an article.
func figure(article string) fs.Mutation {
	hash := strings.Repeat("ab", 32)
	m := act("figures", "", "create", map[string]any{"article": id(article), "sha256": hash, "bytes": 1, "mime": "image/png"})
	m.ID = rules.FigureID(id(article), kb.FigureRef(hash))
	return m
}

func part(quantity float64, asset string) map[string]any {
	return map[string]any{"job": id("job"), "name": "n", "quantity": quantity, "state": "used", "asset": asset}
}

// signature is what the tablet sends after signing on glass, but for a change.
func signature(change map[string]any) map[string]any {
	text := "服务确认单 [1 zh-CN UTC+08:00]\n标题：t"
	set := map[string]any{
		"job": id("job"), "signer": "张经理", "strokes": []any{map[string]any{"points": []any{map[string]any{"x": 1, "y": 2}}}}, "signed": text, "signedHash": hashOf(text),
	}
	maps.Copy(set, change)
	return set
}

// long is a sheet in which description, workaround, cause and fix are as long as they may be.
func long() map[string]any {
	text := "服务确认单 [1 zh-CN UTC+08:00]\n标题：t"
	for _, label := range []string{"报修内容", "临时措施", "原因", "处理结果"} {
		text += "\n" + label + "：" + strings.Repeat("字", 50_000)
	}
	return map[string]any{"signed": text, "signedHash": hashOf(text)}
}

func hashOf(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func user(role, team string) map[string]any {
	return map[string]any{"name": role, "role": role, "teams": []string{id(team)}}
}

// Who may do what, as a table to read: one line per act, the outcome for each person.
func TestWhoMayWriteWhat(t *testing.T) {
	people := []struct{ name, role, team string }{
		{"A", "engineer", "team"}, {"B", "engineer", "team"}, {"X", "engineer", "other"}, {"D", "dispatcher", "team"}, {"Y", "dispatcher", "other"},
		{"M", "manager", "team"}, {"T", "trainer", "team"}, {"S", "sales", "team"},
	}
	acts := []struct {
		what string
		m    fs.Mutation
	}{
		{"jobs: file one in the own team", act("jobs", "", "create", map[string]any{"title": "t", "team": id("team")})},
		{"jobs: file one with somebody else on it", act("jobs", "", "create", map[string]any{"title": "t", "team": id("team"), "assignees": []string{id("B")}})},
		{"jobs: file one in the other team", act("jobs", "", "create", map[string]any{"title": "t", "team": id("other")})},
		{"jobs: file one at a site of another team", act("jobs", "", "create", map[string]any{"title": "t", "team": id("other"), "site": id("site")})},
		{"jobs: write what was found", act("jobs", "job", "update", map[string]any{"cause": "c"})},
		{"jobs: write notes", act("jobs", "job", "update", map[string]any{"notes": "c"})},
		{"jobs: assign a colleague", act("jobs", "job", "update", map[string]any{"assignees": []string{id("A"), id("B")}})},
		{"jobs: assign a stranger", act("jobs", "job", "update", map[string]any{"assignees": []string{id("X")}})},
		{"jobs: assign a dispatcher", act("jobs", "job", "update", map[string]any{"assignees": []string{id("D")}})},
		{"jobs: change the priority", act("jobs", "job", "update", map[string]any{"priority": "urgent"})},
		{"jobs: write the status", act("jobs", "job", "update", map[string]any{"status": "closed"})},
		{"jobs: give it to the other team", act("jobs", "job", "update", map[string]any{"team": id("other")})},
		{"jobs: delete", act("jobs", "job", "delete", nil)},
		{"events: arrived", act("events", "", "create", map[string]any{"job": id("job"), "kind": "arrived"})},
		{"events: closed", act("events", "", "create", map[string]any{"job": id("job"), "kind": "closed"})},
		{"events: rated", act("events", "", "create", map[string]any{"job": id("job"), "kind": "rated"})},
		{"events: change one", act("events", "event", "update", map[string]any{"text": "x"})},
		{"events: delete one", act("events", "event", "delete", nil)},
		{"visits: plan", act("visits", "visit", "update", map[string]any{"notes": "n"})},
		{"visits: delete", act("visits", "visit", "delete", nil)},
		{"runs: tick", act("runs", "run", "update", map[string]any{"answers.c1": map[string]any{"value": true}})},
		{"photos: add", act("photos", "", "create", map[string]any{"job": id("job"), "sha256": strings.Repeat("ab", 32), "bytes": 1})},
		{"events: signed, with a signature", act("events", "", "create", map[string]any{"job": id("job"), "kind": "signed"})},
		{"events: signed, without one", act("events", "", "create", map[string]any{"job": id("unsigned"), "kind": "signed"})},
		{"signatures: add", act("signatures", "", "create", signature(nil))},
		{"signatures: add one of a text that nobody was shown", act("signatures", "", "create", signature(map[string]any{"signed": "x", "signedHash": hashOf("x")}))},
		{"signatures: add one of another text", act("signatures", "", "create", signature(map[string]any{"signedHash": hashOf("x")}))},
		{"signatures: add one of a sheet with four long texts", act("signatures", "", "create", signature(long()))},
		{"signatures: add one of nobody", act("signatures", "", "create", signature(map[string]any{"signer": "\u200b "}))},
		{"signatures: add one without ink", act("signatures", "", "create", signature(map[string]any{"strokes": []any{}}))},
		{"signatures: add a refusal", act("signatures", "", "create", map[string]any{"job": id("job"), "refused": true, "reason": "要等领导"})},
		{"signatures: change one", act("signatures", "signature", "update", map[string]any{"signer": "n"})},
		{"signatures: take one back", act("signatures", "signature", "delete", nil)},
		{"searchWords: add a group", act("searchWords", "", "create", map[string]any{"kind": "synonym", "words": []string{"小盒子", "无线接入点"}})},
		{"searchWords: add a group of one", act("searchWords", "", "create", map[string]any{"kind": "synonym", "words": []string{"小盒子"}})},
		{"searchWords: make a word mean nothing that people look for", act("searchWords", "", "create", map[string]any{"kind": "function", "words": []string{"无线"}})},
		{"searchWords: change", act("searchWords", "words", "update", map[string]any{"note": "n"})},
		{"searchWords: delete", act("searchWords", "words", "delete", nil)},
		{"parts: note one", act("parts", "", "create", part(1.5, id("asset")))},
		{"parts: note one of a place not seen", act("parts", "", "create", part(1, id("elsewhere")))},
		{"parts: note none of it", act("parts", "", "create", part(0, ""))},
		{"parts: note less than nothing", act("parts", "", "create", part(-1, ""))},
		{"parts: note a quantity nobody can measure", act("parts", "", "create", part(0.0001, ""))},
		{"parts: correct the quantity", act("parts", "part", "update", map[string]any{"quantity": 2})},
		{"parts: correct it to nothing", act("parts", "part", "update", map[string]any{"quantity": 0})},
		{"parts: take back", act("parts", "part", "delete", nil)},
		{"shareLinks: make", act("shareLinks", "", "create", map[string]any{"job": id("job"), "tokenHash": "x", "expires": "2027-01-01T00:00:00.000Z"})},
		{"shareLinks: let it open for longer", act("shareLinks", "link", "update", map[string]any{"expires": "2037-01-01T00:00:00.000Z"})},
		{"shareLinks: withdraw", act("shareLinks", "link", "delete", nil)},
		{"ratings: add", act("ratings", "", "create", map[string]any{"job": id("job"), "solved": "yes"})},
		{"customers: make", act("customers", "", "create", map[string]any{"name": "n", "team": id("team")})},
		{"customers: change", act("customers", "customer", "update", map[string]any{"notes": "n"})},
		{"customers: take over", act("customers", "customer", "update", map[string]any{"team": id("other")})},
		{"sites: make", act("sites", "", "create", map[string]any{"name": "n", "customer": id("customer"), "team": id("team")})},
		{"sites: make one of a customer of others", act("sites", "", "create", map[string]any{"name": "n", "customer": id("customer"), "team": id("other")})},
		{"sites: change", act("sites", "site", "update", map[string]any{"room": "n"})},
		{"contacts: add", act("contacts", "", "create", map[string]any{"name": "n", "customer": id("customer"), "site": id("site")})},
		{"assets: correct the firmware", act("assets", "asset", "update", map[string]any{"firmware": "8.1"})},
		{"assets: delete", act("assets", "asset", "delete", nil)},
		{"articles: write", act("articles", "article", "update", map[string]any{"title": "n"})},
		{"articles: propose one from the job", act("articles", "job", "create", map[string]any{"slug": "n", "lang": "en", "kind": "fault", "title": "n"})},
		{"articles: propose one from nothing", act("articles", "", "create", map[string]any{"slug": "n", "lang": "en", "kind": "fault", "title": "n"})},
		{"articles: make one published", act("articles", "job", "create", map[string]any{"slug": "n", "lang": "en", "kind": "fault", "title": "n", "body": "text", "symptoms": []string{"s"}, "confidence": "validated"})},
		{"articles: send one with headings alone", act("articles", "suggested", "update", map[string]any{"body": "## Cause\n", "confidence": "inReview"})},
		{"articles: publish a proposal", act("articles", "proposed", "update", map[string]any{"confidence": "validated"})},
		{"articles: write on a proposal", act("articles", "proposed", "update", map[string]any{"summary": "n"})},
		{"articles: publish T's own", act("articles", "own", "update", map[string]any{"confidence": "validated"})},
		{"articles: retire", act("articles", "article", "update", map[string]any{"confidence": "archived"})},
		{"articles: delete", act("articles", "article", "delete", nil)},
		{"articleUses: used on the job", act("articleUses", "", "create", map[string]any{"article": id("article"), "job": id("job"), "kind": "used"})},
		{"articleUses: of an article nobody knows", act("articleUses", "", "create", map[string]any{"article": id("nothing"), "job": id("job"), "kind": "used"})},
		{"articleUses: used on no job", act("articleUses", "", "create", map[string]any{"article": id("article"), "kind": "used"})},
		{"articleUses: the reports were looked at", act("articleUses", "", "create", map[string]any{"article": id("article"), "kind": "reviewed"})},
		{"articleUses: change what was said", act("articleUses", "use", "update", map[string]any{"kind": "helped"})},
		{"articleUses: delete what was said", act("articleUses", "use", "delete", nil)},
		{"articleCounts: make", act("articleCounts", "", "create", map[string]any{})},
		{"figures: add to a published article", figure("article")},
		{"figures: add to a draft the job took away", figure("suggested")},
		{"figures: add to a proposal in review", figure("proposed")},
		{"articleComments: say something on a line", act("articleComments", "", "create", map[string]any{"article": id("article"), "quote": "l", "line": 1, "text": "x"})},
		{"articleComments: answer", act("articleComments", "", "create", map[string]any{"article": id("article"), "replyTo": id("comment"), "text": "x"})},
		{"articleComments: tick off U's", act("articleComments", "comment", "update", map[string]any{"resolved": true})},
		{"articleComments: reword U's", act("articleComments", "comment", "update", map[string]any{"text": "y"})},
		{"articleComments: move to another article", act("articleComments", "comment", "update", map[string]any{"article": id("own")})},
		{"articleComments: delete", act("articleComments", "comment", "delete", nil)},
		{"templates: new version", act("templates", "", "create", map[string]any{"key": "k", "version": 2})},
		{"teams: change", act("teams", "team", "update", map[string]any{"name": "n"})},
		{"users: own language", act("users", "A", "update", map[string]any{"lang": "en"})},
		{"users: own role", act("users", "A", "update", map[string]any{"role": "manager"})},
		{"conflicts: decide", act("conflicts", "conflict", "update", map[string]any{"resolution": "theirs"})},
		{"conflicts: make", act("conflicts", "", "create", map[string]any{"resolution": "theirs"})},
		{"pastJobs: make", act("pastJobs", "", "create", map[string]any{})},
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%-42s A on job · B colleague · X other team · D dispatcher · Y other dispatcher · M manager · T trainer · S sales\n", "")
	for _, a := range acts {
		fmt.Fprintf(&b, "%-42s", a.what)
		for _, p := range people {
			s := office(t) // each act on a fresh office
			actor := access.Actor{User: id(p.name), Role: p.role, Teams: []string{id(p.team)}, Device: id("device" + p.name)}
			if err := s.Update(context.Background(), s.System(), func(w *fs.Writing) error { return w.PutDevice(fs.Device{ID: actor.Device, User: actor.User}) }); err != nil {
				t.Fatal(err)
			}
			m := a.m
			if strings.HasPrefix(a.what, "users: own") {
				m.ID = actor.User
			}
			answer, err := s.Push(context.Background(), actor, fs.Push{Schema: 1, Mutations: []fs.Mutation{m}})
			if err != nil {
				t.Fatal(a.what, err)
			}
			out := answer.Results[0].Status
			if out == fs.Rejected {
				out = answer.Results[0].Code
			}
			fmt.Fprintf(&b, " %s:%s", p.name, map[string]string{"applied": "yes", "not_allowed": "no", "not_on_job": "no"}[out]+map[bool]string{true: "", false: out}[out == "applied" || out == "not_allowed" || out == "not_on_job"])
		}
		b.WriteByte('\n')
	}
	if *update {
		if err := os.WriteFile("testdata/allow.golden", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/allow.golden")
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != b.String() {
		t.Errorf("who may do what has changed (-update after looking):\n%s", b.String())
	}
}

func act(collection, name, op string, set map[string]any) fs.Mutation {
	m := fs.Mutation{N: 1, Collection: collection, ID: id("new"), Op: op, Set: map[string]json.RawMessage{}}
	if name != "" {
		m.ID = id(name)
	}
	for k, v := range set {
		m.Set[k] = fs.JSONOf(v)
	}
	if op == "update" {
		m.Was = map[string]json.RawMessage{"assignees": fs.JSONOf([]string{id("A")}), "team": fs.JSONOf(id("team")), "title": fs.JSONOf("t"),
			"confidence": fs.JSONOf(map[string]string{"article": "validated", "proposed": "inReview", "own": "draft"}[name])}
	}
	return m
}

// The table of collections is complete: every reference names a collection, every name is unique, parents come first.
func TestCollections(t *testing.T) {
	rank := map[string]int{}
	for i, c := range rules.Collections {
		if rank[c.Name] != 0 || i > 0 && c.Rank <= rules.Collections[i-1].Rank {
			t.Errorf("%s: name or rank", c.Name)
		}
		rank[c.Name] = c.Rank
		for _, f := range c.Fields {
			if f.To != "" && rules.ByName(f.To) == nil {
				t.Errorf("%s.%s refers to %s", c.Name, f.Name, f.To)
			}
			if f.To != "" && f.To != c.Name && rank[f.To] == 0 {
				t.Errorf("L7: %s comes before %s, which it refers to", c.Name, f.To)
			}
		}
	}
}
