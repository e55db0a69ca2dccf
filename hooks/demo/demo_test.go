package demo

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"iter"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/hooks/rules"
)

var saturdayEvening = time.Date(2026, 11, 21, 20, 31, 7, 0, time.UTC)

var complete = Options{
	Template: func(stage, kind string) (Template, bool) {
		return Template{ID: id("template " + stage), Items: []Item{
			{ID: "power", Type: "tick"}, {ID: "signal", Type: "number", Label: "信号强度", Unit: "dBm", Min: -65, Max: -45},
			{ID: "people-affected", Type: "number", Label: "人数"}, {ID: "watched", Type: "number", Label: "观察", Unit: "min", Min: 10},
			{ID: "spare", Type: "choice", Options: []string{"yes", "no"}}, {ID: "words", Type: "text"}, {ID: "picture", Type: "photo"}, {ID: "why", Type: "text", Conditional: true},
		}}, true
	},
	Article: func(slug string) string { return id("article " + slug) },
}

func organisation(t testing.TB) (Org, map[string]map[string]Record) {
	t.Helper()
	org := Organisation(saturdayEvening, complete)
	byCollection := map[string]map[string]Record{}
	for _, r := range org.Records {
		if byCollection[r.Collection] == nil {
			byCollection[r.Collection] = map[string]Record{}
		}
		if _, twice := byCollection[r.Collection][r.ID]; twice {
			t.Fatalf("%s %s twice", r.Collection, r.ID)
		}
		byCollection[r.Collection][r.ID] = r
	}
	return org, byCollection
}

func TestCounts(t *testing.T) {
	org, records := organisation(t)
	for collection, want := range map[string]int{"teams": 2, "users": 14, "customers": 12, "sites": 30, "assets": 200, "jobs": 60} {
		if got := len(records[collection]); got != want {
			t.Errorf("%d %s, want %d", got, collection, want)
		}
	}
	for collection, least := range map[string]int{"contacts": 40, "visits": 40, "events": 500, "runs": 60, "signatures": 25, "ratings": 25, "parts": 10} {
		if got := len(records[collection]); got < least {
			t.Errorf("%d %s, want at least %d", got, collection, least)
		}
	}
	roles, emails := map[string]int{}, map[string]bool{}
	for _, a := range org.Accounts {
		roles[a.Role]++
		emails[a.Email] = true
		if user := records["users"][a.ID]; user.Fields["name"] != a.Name || user.Fields["role"] != a.Role || a.Password == "" || a.Team == "" {
			t.Errorf("account %+v, user %v", a, user.Fields)
		}
	}
	if want := map[string]int{"engineer": 8, "dispatcher": 2, "trainer": 2, "sales": 1, "manager": 1}; !reflect.DeepEqual(roles, want) || len(emails) != 14 {
		t.Errorf("roles %v, %d addresses", roles, len(emails))
	}
	industries := map[string]bool{}
	for _, c := range records["customers"] {
		industries[c.Fields["industry"].(string)] = true
	}
	if len(industries) != 5 {
		t.Errorf("industries %v", industries)
	}
}

// Every field exists in the table, holds a value of its kind, refers to something that came before it, and is there if it must be.
func TestRecordsFitTheTable(t *testing.T) {
	org, _ := organisation(t)
	for r := range withMore(org, 140) {
		c := rules.ByName(r.Collection)
		if c == nil {
			t.Fatalf("no collection %s", r.Collection)
		}
		if !fieldsync.ValidID(r.ID) {
			t.Errorf("%s: id %q", r.Collection, r.ID)
		}
		for name, v := range r.Fields {
			f := c.Field(name)
			if f == nil {
				t.Errorf("%s has no field %s", r.Collection, name)
				continue
			}
			raw, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := f.Value(raw); err != nil {
				t.Errorf("%s.%s = %s: %v", r.Collection, name, raw, err)
			}
		}
		for i := range c.Fields {
			if f := &c.Fields[i]; f.Required && (r.Fields[f.Name] == nil || r.Fields[f.Name] == "") {
				t.Errorf("%s %s lacks %s", r.Collection, r.ID, f.Name)
			}
		}
	}
}

// withMore joins the demo's own records with some added jobs.
func withMore(org Org, n int) iter.Seq[Record] {
	added := Organisation(saturdayEvening, Options{Jobs: len(sheets()) + n}).More
	return func(yield func(Record) bool) {
		for _, r := range org.Records {
			if !yield(r) {
				return
			}
		}
		added(yield)
	}
}

func TestReferencesPointBack(t *testing.T) {
	org, _ := organisation(t)
	known := map[string]bool{}
	for r := range withMore(org, 140) {
		c := rules.ByName(r.Collection)
		for i := range c.Fields {
			f := &c.Fields[i]
			if f.To == "" || f.To == "articles" || f.To == "templates" {
				continue
			}
			refs, _ := r.Fields[f.Name].([]string)
			if one, _ := r.Fields[f.Name].(string); one != "" {
				refs = append(refs, one)
			}
			for _, ref := range refs {
				if !known[f.To+" "+ref] {
					t.Errorf("%s %s.%s = %s: no such record before it", r.Collection, r.ID, f.Name, ref)
				}
			}
		}
		known[r.Collection+" "+r.ID] = true
	}
}

func events(org Org) map[string][]job.Event {
	all := map[string][]job.Event{}
	for _, r := range org.Records {
		if r.Collection == "events" {
			r.Fields["id"] = r.ID
			of := r.Fields["job"].(string)
			all[of] = append(all[of], job.EventFromDoc(r.Fields))
		}
	}
	return all
}

func TestEveryStatusAndFoldAgree(t *testing.T) {
	org, _ := organisation(t)
	all := events(org)
	reached, flags, waiting := map[string]int{}, map[string]bool{}, map[string]bool{}
	for _, s := range sheets() {
		state := job.Fold(all[jobID(s.key)])
		if state.Status != s.status {
			t.Errorf("%s: %s, want %s", s.key, state.Status, s.status)
		}
		if state.Waiting != s.waiting {
			t.Errorf("%s waits for %q, want %q", s.key, state.Waiting, s.waiting)
		}
		if s.status == "closed" && s.kind == "fault" && job.MinutesToRestore(state.Stamps) == 0 {
			t.Errorf("%s: no time to restore", s.key)
		}
		reached[state.Status]++
		waiting[state.Waiting] = true
		for _, f := range state.Flags {
			flags[f] = true
		}
	}
	for _, status := range job.Statuses {
		if reached[status] == 0 {
			t.Errorf("no job is %s", status)
		}
	}
	if !flags[job.CancelAfterArrival] || !flags[job.ArrivedAfterCancel] || len(waiting) != 5 {
		t.Errorf("flags %v, waiting %v", flags, waiting)
	}
	for _, kind := range rules.JobKinds {
		if !slices.ContainsFunc(sheets(), func(s sheet) bool { return s.kind == kind }) {
			t.Errorf("no job of kind %s", kind)
		}
	}
}

// Whenever the demo is made, nothing in it has happened in the future and every timeline runs forward.
func TestTimelinesArePast(t *testing.T) {
	shanghai := time.FixedZone("", 8*3600)
	for _, now := range []time.Time{saturdayEvening, time.Date(2027, 3, 1, 0, 1, 0, 0, shanghai), time.Date(2026, 12, 31, 23, 58, 0, 0, shanghai)} {
		all := events(Organisation(now, complete))
		if len(all) != 60 {
			t.Fatalf("%d jobs have events", len(all))
		}
		for of, line := range all {
			last := ""
			for _, e := range line {
				if e.CorrectedAt <= last || e.CorrectedAt > job.Time(now) {
					t.Errorf("%s at %v: %s at %s after %s", of, now, e.Kind, e.CorrectedAt, last)
				}
				if (e.Kind == "departed" || e.Kind == "progress") && e.ETA != "" && e.ETA <= e.CorrectedAt {
					t.Errorf("%s: at %s on the road, there at %s", of, e.CorrectedAt, e.ETA)
				}
				last = e.CorrectedAt
			}
		}
	}
}

func TestHero(t *testing.T) {
	shanghai := time.FixedZone("", 8*3600)
	for _, now := range []time.Time{saturdayEvening, time.Date(2026, 12, 31, 23, 58, 30, 0, shanghai)} {
		org := Organisation(now, complete)
		i := slices.IndexFunc(org.Records, func(r Record) bool { return r.ID == Hero() })
		hero := org.Records[i].Fields
		if !reflect.DeepEqual(hero["assignees"], []string{org.Accounts[0].ID}) || org.Accounts[0].Name != "小A" || org.Accounts[0].Email != "a.chen@demo.lutong" {
			t.Errorf("assigned to %v", hero["assignees"])
		}
		start := fieldsync.ParseTime(hero["plannedStart"].(string)).In(now.Location())
		if start.Before(now.Truncate(time.Minute)) || start.YearDay() != now.YearDay() {
			t.Errorf("planned for %v at %v", start, now)
		}
		for _, by := range []string{"respondBy", "restoreBy"} {
			if hero[by].(string) <= job.Time(now) {
				t.Errorf("%s %v is past", by, hero[by])
			}
		}
		if p := hero["pressure"].(map[string]any); p["who"] != "何主任" || p["mustWorkFirst"] == "" || hero["priority"] != "urgent" {
			t.Errorf("pressure %v", p)
		}
	}
}

// A closed fault teaches something: cause, side, fix, prevention and a story, no two alike.
func TestHistoryIsWorthReading(t *testing.T) {
	seen := map[string]string{}
	for _, s := range sheets() {
		if s.status != "closed" || s.kind != "fault" {
			continue
		}
		for field, text := range map[string]string{"title": s.title, "cause": s.cause, "fix": s.fix, "prevention": s.prevention, "story": s.story} {
			if len([]rune(text)) < 8 {
				t.Errorf("%s: %s %q", s.key, field, text)
			}
			if other := seen[text]; other != "" {
				t.Errorf("%s and %s share their %s", s.key, other, field)
			}
			seen[text] = s.key
		}
		if s.side == "" || s.prevented == "" || s.understood == "" || s.impact == "" || s.description == "" {
			t.Errorf("%s is incomplete", s.key)
		}
	}
}

// What a job refers to in the knowledge base is shipped with it.
func TestArticlesExist(t *testing.T) {
	linked := 0
	for _, s := range sheets() {
		if s.article == "" {
			continue
		}
		linked++
		if _, err := os.Stat("../../kb/content/articles/zh-CN/" + s.article + ".md"); err != nil {
			t.Errorf("%s: %v", s.key, err)
		}
	}
	if linked < 15 {
		t.Errorf("only %d jobs refer to an article", linked)
	}
}

func TestSignaturesBindTheirText(t *testing.T) {
	_, records := organisation(t)
	for _, r := range records["signatures"] {
		signed := r.Fields["signed"].(string)
		sum := sha256.Sum256([]byte(signed))
		if r.Fields["signedHash"] != hex.EncodeToString(sum[:]) {
			t.Errorf("%s: hash", r.ID)
		}
		if title := records["jobs"][r.Fields["job"].(string)].Fields["title"].(string); !strings.Contains(signed, title) {
			t.Errorf("%s signed %q", r.ID, signed)
		}
		for _, p := range records["parts"] {
			if p.Fields["job"] == r.Fields["job"] && strings.Contains(signed, p.Fields["name"].(string)) != (p.Fields["state"] == "used") {
				t.Errorf("%s and the part %v", signed, p.Fields)
			}
		}
	}
}

func TestDeterministic(t *testing.T) {
	a, b := Organisation(saturdayEvening, complete), Organisation(saturdayEvening, complete)
	if !reflect.DeepEqual(a.Accounts, b.Accounts) || !reflect.DeepEqual(a.Records, b.Records) {
		t.Error("two runs differ")
	}
	ids := func(o Org) (all []string) {
		for _, r := range o.Records {
			all = append(all, r.Collection+" "+r.ID)
		}
		slices.Sort(all)
		return all
	}
	if !slices.Equal(ids(a), ids(Organisation(saturdayEvening.AddDate(0, 2, 5), complete))) {
		t.Error("ids depend on the day")
	}
	again := func() (all []Record) {
		for r := range Organisation(saturdayEvening, Options{Jobs: 70}).More {
			all = append(all, r)
		}
		return all
	}
	if x := again(); len(x) != 10 || !reflect.DeepEqual(x, again()) {
		t.Errorf("%d added jobs, or not the same", len(x))
	}
}

// What was measured could have been: nobody watched for longer than it had been good, nor were there a town's people on a floor.
func TestMeasuredValuesAreLikely(t *testing.T) {
	_, records := organisation(t)
	restored := map[any]time.Time{}
	for _, e := range records["events"] {
		at, err := time.Parse(time.RFC3339, e.Fields["correctedAt"].(string))
		if err != nil {
			t.Fatal(err)
		}
		if first, ok := restored[e.Fields["job"]]; e.Fields["kind"] == "restored" && (!ok || at.Before(first)) {
			restored[e.Fields["job"]] = at
		}
	}
	seen := 0
	for _, run := range records["runs"] {
		answers := run.Fields["answers"].(map[string]any)
		people, watched := answers["people-affected"].(map[string]any), answers["watched"].(map[string]any)
		if n := people["value"].(float64); n < 1 || n > 100 {
			t.Errorf("%s: %v people", run.ID, n)
		}
		at, _ := time.Parse(time.RFC3339, watched["at"].(string))
		if from, ok := restored[run.Fields["job"]]; ok && from.Before(at) {
			seen++
			if n := watched["value"].(float64); n > at.Sub(from).Minutes() || n < 1 {
				t.Errorf("%s: watched %v of %v", run.ID, n, at.Sub(from))
			}
		}
	}
	if seen < 10 {
		t.Error("only", seen)
	}
}

// The zero value of Options is a complete organisation, without articles and checklists.
func TestNoOptions(t *testing.T) {
	org := Organisation(saturdayEvening, Options{})
	for range org.More {
		t.Fatal("jobs were added")
	}
	for _, r := range org.Records {
		if r.Collection == "runs" || (r.Fields["storyArticle"] != nil && r.Fields["storyArticle"] != "") {
			t.Fatalf("%s %v", r.Collection, r.Fields)
		}
	}
}

// Added jobs are the documents of the measurements: 2.3 kB of JSON, 1,300 characters, with every field a synced document has.
func TestAddedJobsHaveTheSizeMeasured(t *testing.T) {
	const n = 20_000
	bytes, characters, own := 0, 0, len(sheets())
	ids, titles := map[string]bool{}, regexp.MustCompile(`#(\d+)$`)
	for r := range Organisation(saturdayEvening, Options{Jobs: own + n}).More {
		doc := document(r)
		raw, _ := json.Marshal(doc)
		bytes += len(raw)
		characters += len([]rune(string(raw)))
		if size := len(raw); size < 1900 || size > 2800 {
			t.Fatalf("%d bytes: %s", size, raw)
		}
		if ids[r.ID] || !titles.MatchString(doc["title"].(string)) || doc["team"] != teamA || len(doc["assignees"].([]string)) != 0 {
			t.Fatalf("%s: %s", r.ID, raw)
		}
		ids[r.ID] = true
	}
	if len(ids) != n {
		t.Errorf("%d added", len(ids))
	}
	if mean := bytes / n; mean < 2200 || mean > 2400 {
		t.Errorf("%d bytes each", mean)
	}
	if mean := characters / n; mean < 1200 || mean > 1400 {
		t.Errorf("%d characters each", mean)
	}
}

// document is the record as it is synced: with every field of its collection.
func document(r Record) map[string]any {
	doc := map[string]any{"id": r.ID}
	for _, f := range rules.ByName(r.Collection).Fields {
		switch f.Kind {
		case fieldsync.Refs, fieldsync.Words:
			doc[f.Name] = []string{}
		case fieldsync.Map:
			doc[f.Name] = map[string]any{}
		default:
			doc[f.Name] = ""
		}
	}
	for name, v := range r.Fields {
		doc[name] = v
	}
	doc["status"] = "new"
	return doc
}

func BenchmarkMore(b *testing.B) {
	for r := range Organisation(saturdayEvening, Options{Jobs: len(sheets()) + b.N}).More {
		if r.ID == "" {
			b.Fatal("no id")
		}
	}
}

// What work taught hangs on articles that are shipped, and has not happened in the future.
func TestLessons(t *testing.T) {
	_, records := organisation(t)
	kinds := map[string]int{}
	for _, u := range records["articleUses"] {
		kinds[u.Fields["kind"].(string)]++
		if u.Fields["correctedAt"].(string) > job.Time(saturdayEvening) {
			t.Errorf("%v is still to come", u.Fields)
		}
	}
	if kinds["read"] < 15 || kinds["helped"] < 5 || kinds["notHelped"] < 1 || len(records["articles"]) != 2 {
		t.Error(kinds, len(records["articles"]))
	}
	roles := map[string]bool{}
	for _, s := range Searches() {
		roles[s.Role] = true
		if s.Opened != "" {
			if _, err := os.Stat("../../kb/content/articles/zh-CN/" + s.Opened + ".md"); err != nil {
				t.Error(err)
			}
		}
		if s.Days < 0 || s.Days > 90 || !fieldsync.ValidID(s.ID) || s.Hits == 0 && s.Opened != "" {
			t.Errorf("%+v", s)
		}
	}
	if len(roles) < 4 {
		t.Error(roles)
	}
}
