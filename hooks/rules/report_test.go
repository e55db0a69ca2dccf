package rules_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/memstore"
	"lutong/hooks/job"
	"lutong/hooks/report"
	"lutong/hooks/rules"
)

// mayAppear are the fields whose words a report may show. Whatever is not here must not be found in any rendering, so a new field is
// internal until somebody decides otherwise in this table.
var mayAppear = []string{
	"customers.name", "sites.name", "users.name",
	"jobs.title", "jobs.description", "jobs.workaround", "jobs.cause", "jobs.fix", "jobs.prevention", "jobs.story", "jobs.provisional",
	"parts.name", "parts.sku", "parts.unit", "parts.serialIn", "parts.serialOut", "templates.items", "photos.caption", "signatures.signer", "signatures.role", "signatures.reason",
}

// A brief shows less: neither signature nor parts nor measured values nor photos.
var mayAppearInBrief = []string{
	"customers.name", "sites.name", "users.name",
	"jobs.title", "jobs.description", "jobs.workaround", "jobs.cause", "jobs.fix", "jobs.prevention", "jobs.story", "jobs.provisional",
}

// world is a store in which every text of every record of one job says which field it is.
type world struct {
	t     *testing.T
	sync  *fs.Server
	store *memstore.Store
	now   time.Time
}

func newWorld(t *testing.T) *world {
	w := &world{t: t, store: memstore.New(rules.Collections, "e"), now: time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)}
	w.sync = fs.NewServer(w.store, rules.Table(rules.Options{}), func() time.Time { return w.now }, nil)
	return w
}

// put writes a record: what is given, and in every other text field its own name.
func (w *world) put(collection, name string, given map[string]any) {
	w.t.Helper()
	w.putAs(access.Actor{System: true}, collection, name, given)
}

func (w *world) putAs(a access.Actor, collection, name string, given map[string]any) {
	w.t.Helper()
	f := fs.Fields{}
	for _, field := range rules.ByName(collection).Fields {
		switch field.Kind {
		case fs.Text, fs.Prose:
			f.Set(field.Name, "«"+collection+"."+field.Name+"»")
		case fs.JSON, fs.Map:
			f.Set(field.Name, map[string]string{"k": "«" + collection + "." + field.Name + "»"})
		}
	}
	for k, v := range given {
		f.Set(k, v)
	}
	err := w.sync.Update(context.Background(), fs.Context{Actor: a}, func(wr *fs.Writing) error {
		_, err := wr.Put(collection, id(name), f)
		return err
	})
	if err != nil {
		w.t.Fatal(collection, name, err)
	}
}

func (w *world) remove(a access.Actor, collection, name string) {
	w.t.Helper()
	if err := w.sync.Update(context.Background(), fs.Context{Actor: a, Corrected: w.now}, func(wr *fs.Writing) error { return wr.Delete(collection, id(name)) }); err != nil {
		w.t.Fatal(collection, name, err)
	}
}

// told is a job in which something is filled in everywhere.
func told(t *testing.T) *world {
	w := newWorld(t)
	w.put("teams", "team", nil)
	w.put("users", "user", map[string]any{"role": "engineer", "teams": []string{id("team")}})
	w.put("customers", "customer", nil)
	w.put("sites", "site", map[string]any{"customer": id("customer"), "team": id("team")})
	w.put("contacts", "contact", map[string]any{"customer": id("customer"), "site": id("site")})
	w.put("assets", "asset", map[string]any{"site": id("site")})
	w.put("articles", "story", map[string]any{"kind": "story", "confidence": "validated", "lang": "zh-CN", "slug": "s",
		"body": "«articles.body»\n\n```road\nA --x B\n```\n\n## 怎么讲\n\n«coaching»"})
	w.put("templates", "tests", map[string]any{"stage": "afterInstall", "items": []any{
		map[string]any{"id": "n", "type": "number", "unit": "ms", "label": map[string]string{"zh-CN": "«templates.items»"}},
		map[string]any{"id": "t", "type": "text", "label": map[string]string{"zh-CN": "«text item»"}},
		map[string]any{"id": "f", "type": "tick", "label": map[string]string{"zh-CN": "«failed»"}},
	}})
	w.put("templates", "before", map[string]any{"stage": "beforeDeparture", "items": []any{map[string]any{"id": "k", "type": "tick", "label": map[string]string{"zh-CN": "«fingerprints»"}}}})
	w.put("jobs", "job", map[string]any{
		"number": "", "team": id("team"), "customer": id("customer"), "site": id("site"), "contact": id("contact"), "assets": []string{id("asset")}, "assignees": []string{id("user")},
		"kind": "fault", "causeSide": "customer", "storyArticle": id("story"),
	})
	for _, kind := range []string{"reported", "restored", "fixed"} {
		w.now = w.now.Add(10 * time.Minute)
		w.put("events", kind, map[string]any{"job": id("job"), "kind": kind, "shared": false, "correctedAt": fs.Stamp(w.now), "receivedAt": fs.Stamp(w.now)})
	}
	w.put("visits", "visit", map[string]any{"job": id("job")})
	w.put("runs", "run", map[string]any{"template": id("tests"), "job": id("job"), "answers": map[string]any{
		"n": map[string]any{"value": 3.5, "note": "«note»", "by": id("user"), "at": fs.Stamp(w.now)}, "t": map[string]any{"value": "«free text»"}, "f": map[string]any{"value": false}}})
	w.put("runs", "run2", map[string]any{"template": id("before"), "job": id("job"), "answers": map[string]any{"k": map[string]any{"value": true}}})
	for _, kind := range []string{"before", "after", "label", "configuration", "signature", "other"} {
		given := map[string]any{"job": id("job"), "kind": kind, "state": "stored", "sha256": strings.Repeat("ab", 32)}
		if kind != "before" && kind != "after" {
			given["caption"] = "«" + kind + "»"
		}
		if kind == "after" {
			given["problem"], given["mime"] = "no_preview", "image/heic"
		}
		w.put("photos", kind, given)
	}
	w.put("photos", "drawing", map[string]any{"job": id("job"), "kind": "before", "state": "stored", "copyOf": id("before"), "caption": "", "sha256": strings.Repeat("cd", 32)})
	w.put("photos", "drawn label", map[string]any{"job": id("job"), "kind": "before", "state": "stored", "copyOf": id("label"), "caption": "«drawn label»"})
	w.put("photos", "waiting", map[string]any{"job": id("job"), "kind": "after", "state": "waiting", "caption": "«not there yet»"})
	w.put("signatures", "refusal", map[string]any{"job": id("job"), "refused": true, "correctedAt": fs.Stamp(w.now), "strokes": []any{}})
	w.put("signatures", "signature", map[string]any{"job": id("job"), "reason": "", "correctedAt": fs.Stamp(w.now), "strokes": []any{}})
	w.put("parts", "used", map[string]any{"job": id("job"), "quantity": 2, "state": "used", "asset": id("asset"), "by": id("user")})
	w.put("parts", "needed", map[string]any{"job": id("job"), "quantity": 1, "state": "needed", "serialIn": "«none yet»", "serialOut": "«none yet»"})
	w.put("shareLinks", "link", map[string]any{"job": id("job"), "what": "report"})
	w.put("ratings", "rating", map[string]any{"job": id("job")})
	return w
}

func (w *world) facts(lang string) report.Facts {
	w.t.Helper()
	var f report.Facts
	err := w.store.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("jobs", id("job"))
		if err == nil {
			f, err = rules.Report(r, d, lang, 480)
		}
		return err
	})
	if err != nil {
		w.t.Fatal(err)
	}
	return f
}

// F11: nothing internal leaves with a report.
func TestWhatMayAppearInAReport(t *testing.T) {
	f := told(t).facts("zh-CN")
	for name, c := range map[string]struct {
		report report.Report
		may    []string
	}{"report": {report.Of(f), mayAppear}, "brief": {report.Brief(f), mayAppearInBrief}} {
		raw, err := json.Marshal(c.report)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for _, m := range regexp.MustCompile("«([^»]*)»").FindAllStringSubmatch(string(raw), -1) {
			seen[m[1]] = true
		}
		for field := range seen {
			if !slices.Contains(c.may, field) {
				t.Errorf("%s shows %s", name, field)
			}
		}
		for _, field := range c.may {
			if !seen[field] {
				t.Errorf("%s does not show %s", name, field)
			}
		}
	}
	if i := slices.IndexFunc(f.Photos, func(p report.Photo) bool { return p.Taken == id("before") }); i < 0 || f.Photos[i].ID != id("drawing") || f.Photos[i].Hash != strings.Repeat("cd", 32) {
		t.Errorf("the drawing on a photo is not shown: %+v", f.Photos)
	}
	if i := slices.IndexFunc(f.Photos, func(p report.Photo) bool { return p.Unshown != "" }); i < 0 || f.Photos[i].Unshown != "HEIC" || f.Photos[1-i].Unshown != "" {
		t.Errorf("what cannot be shown is not told: %+v", f.Photos)
	}
	if len(f.Photos) != 2 || len(f.Checks) != 1 || len(f.Roads) != 1 {
		t.Errorf("%+v", f)
	}
}

// U6: what changed after signature, by whom and when; what was there before is not told as changed.
func TestChangedSinceTellsWhoAndWhen(t *testing.T) {
	w := told(t)
	sheet := func() string {
		var text string
		err := w.store.View(context.Background(), func(r fs.Reader) error {
			d, err := r.Get("jobs", id("job"))
			if err != nil {
				return err
			}
			s, err := rules.Sheet(r, d, "服务确认单 [1 zh-CN UTC+09:00]")
			text = job.Canonical(s)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	signed := sheet()
	sum := sha256.Sum256([]byte(signed))
	w.now = w.now.Add(time.Minute)
	w.put("signatures", "signature", map[string]any{"job": id("job"), "signer": "张经理", "refused": false, "strokes": []any{}, "signed": signed, "signedHash": hex.EncodeToString(sum[:]), "correctedAt": fs.Stamp(w.now)})
	last := func() report.Signature {
		f := w.facts("zh-CN")
		if f.UTCOffset != 540 {
			t.Fatalf("the report reads %d minutes east, the signature 540", f.UTCOffset)
		}
		return f.Signatures[slices.IndexFunc(f.Signatures, func(s report.Signature) bool { return s.Signer == "张经理" })]
	}
	if c := last().Changed; len(c) != 0 {
		t.Fatalf("%+v", c)
	}
	engineer := access.Actor{User: id("user"), Role: access.Engineer, Teams: []string{id("team")}}
	base := map[string]any{
		"number": "", "team": id("team"), "customer": id("customer"), "site": id("site"), "contact": id("contact"), "assets": []string{id("asset")}, "assignees": []string{id("user")},
		"kind": "fault", "causeSide": "customer", "storyArticle": id("story"),
	}
	for i, step := range []struct {
		do   func()
		want string
	}{
		{func() { base["cause"] = "另一个原因"; w.putAs(engineer, "jobs", "job", base) }, "cause «users.name» 2026-11-21T09:31:00.000Z"},
		{func() { base["notes"] = "与客户无关"; w.putAs(engineer, "jobs", "job", base) }, "cause «users.name» 2026-11-21T09:31:00.000Z"},
		{func() {
			w.put("runs", "run", map[string]any{"template": id("tests"), "job": id("job"), "answers": map[string]any{"n": map[string]any{"value": 4, "by": id("user"), "at": fs.Stamp(w.now)}}})
		}, "cause «users.name» 2026-11-21T09:31:00.000Z; measured «users.name» 2026-11-21T11:31:00.000Z"},
		{func() { base["cause"] = "«jobs.cause»"; w.putAs(engineer, "jobs", "job", base) }, "measured «users.name» 2026-11-21T11:31:00.000Z"},
		{func() {
			w.putAs(engineer, "parts", "used", map[string]any{"job": id("job"), "quantity": 3, "state": "used", "asset": id("asset")})
		}, "measured «users.name» 2026-11-21T11:31:00.000Z; parts «users.name» 2026-11-21T13:31:00.000Z"},
		{func() {
			w.putAs(engineer, "parts", "needed", map[string]any{"job": id("job"), "quantity": 5, "state": "needed"})
		},
			"measured «users.name» 2026-11-21T11:31:00.000Z; parts «users.name» 2026-11-21T13:31:00.000Z"}, // a plan is not what was signed
		{func() { w.remove(engineer, "parts", "used") }, "measured «users.name» 2026-11-21T11:31:00.000Z; parts «users.name» 2026-11-21T15:31:00.000Z"},
	} {
		w.now = w.now.Add(time.Hour)
		step.do()
		var got []string
		for _, c := range last().Changed {
			got = append(got, fmt.Sprint(c.Field, " ", c.By, " ", c.At))
		}
		if s := strings.Join(got, "; "); s != step.want {
			t.Errorf("step %d: %s, want %s", i, s, step.want)
		}
	}
}

// Where the engineer wrote no story the library's sentence stands, without what the article teaches us beside it.
func TestTheLibrarysStoryStandsIn(t *testing.T) {
	w := told(t)
	w.put("jobs", "job", map[string]any{"team": id("team"), "story": "", "storyArticle": id("story"), "kind": "fault", "causeSide": "ours", "assets": []string{}, "assignees": []string{}, "customer": "", "site": "", "contact": ""})
	if f := w.facts("en"); f.Story != "«articles.body»" || len(f.Roads) != 1 {
		t.Errorf("%q, %d roads", f.Story, len(f.Roads))
	}
	w.put("articles", "story", map[string]any{"kind": "story", "confidence": "archived", "lang": "zh-CN", "slug": "s"})
	if f := w.facts("en"); f.Story != "" || f.Roads != nil {
		t.Errorf("a withdrawn story is still told: %q", f.Story)
	}
}
