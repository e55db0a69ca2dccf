package hooks

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"lutong/hooks/access"
	"lutong/hooks/apptest"
	"lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/simtest"
	"lutong/hooks/rules"
	"lutong/kb"
)

// P4: one rule, all doors. In an organisation that was shaken by chance, what each user gets from a pull is what sync.md section 6 says, and no
// other door shows more than that, nor hides what the pull gives.
func TestOneRuleAllDoors(t *testing.T) {
	for seed := range uint64(2) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			s := serve(t)
			shake(t, s, rand.New(rand.NewPCG(seed, 4)))
			live := liveDocs(t, s)
			now := time.Now()
			for _, who := range slices.Sorted(maps.Keys(s.Accounts)) {
				d := door{t, s, who, live, simtest.Sees(live, s.Accounts[who].ID, now)}
				d.pull()
				d.recordAPI()
				d.historyAPI()
				d.search()
				d.pictures("photos")
				d.pictures("figures")
				d.parts()
			}
		})
	}
}

// shake moves people, work and articles about.
func shake(t *testing.T, s *apptest.Server, rnd *rand.Rand) {
	t.Helper()
	srv := of(s.App)
	byKind := map[string][]*fieldsync.Doc{}
	for _, d := range liveDocs(t, s) {
		byKind[d.Collection] = append(byKind[d.Collection], d)
	}
	some := func(collection string) *fieldsync.Doc {
		return byKind[collection][rnd.IntN(len(byKind[collection]))]
	}
	for i := range 80 {
		err := srv.sync.Update(context.Background(), srv.sync.System(), func(w *fieldsync.Writing) error {
			change := func(collection, field string, value any) error {
				d, err := w.Get(collection, some(collection).ID)
				if err != nil || d.Deleted {
					return err
				}
				f := d.Fields.Clone()
				f.Set(field, value)
				_, err = w.Put(collection, d.ID, f)
				return err
			}
			switch i % 8 {
			case 0, 1:
				return change("jobs", "assignees", []string{some("users").ID})
			case 2:
				return change("users", "teams", []string{some("teams").ID})
			case 3:
				return change("articles", "confidence", []string{"draft", "inReview", "validated", "archived"}[rnd.IntN(4)])
			case 4:
				return change("customers", "sales", some("users").ID)
			case 5:
				return change("sites", "team", some("teams").ID)
			case 6:
				f := fieldsync.Fields{}
				for name, v := range map[string]any{"job": some("jobs").ID, "sha256": strings.Repeat("cd", 32), "bytes": 10, "kind": "before", "by": some("users").ID, "state": "waiting"} {
					f.Set(name, v)
				}
				if _, err := w.Put("photos", fieldsync.IDOf("shaken", fmt.Sprint(i)), f); err != nil {
					return err
				}
				return illustrate(w, some("articles").ID, i)
			}
			switch i {
			case 7:
				return w.Delete("jobs", some("jobs").ID)
			case 15, 23:
				return w.Delete("parts", some("parts").ID)
			case 31, 39:
				return change("parts", "job", some("jobs").ID)
			}
			return change("users", "role", []string{"engineer", "dispatcher", "manager", "sales"}[rnd.IntN(4)])
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for name, err := range map[string]error{"expire": srv.expireJobs(context.Background()), "index": srv.indexer.catchUp(context.Background())} {
		if err != nil {
			t.Fatal(name, err)
		}
	}
}

func liveDocs(t *testing.T, s *apptest.Server) []*fieldsync.Doc {
	t.Helper()
	var rows []struct {
		Collection, ID string
		Body           []byte
	}
	if err := s.App.DB().NewQuery("SELECT collection, id, body FROM syncDocs WHERE deleted = 0").All(&rows); err != nil {
		t.Fatal(err)
	}
	docs := make([]*fieldsync.Doc, len(rows))
	for i, r := range rows {
		f, err := fieldsync.DecodeFields(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		docs[i] = &fieldsync.Doc{Collection: r.Collection, ID: r.ID, Fields: f}
	}
	return docs
}

// door is one user going round all doors; sees is what they may see.
type door struct {
	t    *testing.T
	s    *apptest.Server
	who  string
	live []*fieldsync.Doc
	sees map[fieldsync.Target]*fieldsync.Doc
}

func (d *door) get(path string, into any) int {
	d.t.Helper()
	w := d.s.Do(d.who, "GET", path, nil)
	if into != nil && w.Code == 200 {
		if err := json.Unmarshal(w.Body.Bytes(), into); err != nil {
			d.t.Fatal(path, err)
		}
	}
	return w.Code
}

func (d *door) may(collection, id string) bool {
	return d.sees[fieldsync.Target{Collection: collection, ID: id}] != nil
}

// each goes through the live records of a collection.
func (d *door) each(collection string, fn func(*fieldsync.Doc)) {
	for _, doc := range d.live {
		if doc.Collection == collection {
			fn(doc)
		}
	}
}

func (d *door) pull() {
	d.t.Helper()
	have := map[fieldsync.Target]string{}
	w := d.s.Do(d.who, "GET", "/api/sync/v1/pull?pages=all", nil)
	for _, text := range strings.Split(w.Body.String(), "\n") {
		var l struct {
			Put string
			Doc json.RawMessage
		}
		if text == "" || json.Unmarshal([]byte(text), &l) != nil || l.Put == "" {
			continue
		}
		f, err := fieldsync.DecodeFields(l.Doc)
		if err != nil {
			d.t.Fatal(err)
		}
		have[fieldsync.Target{Collection: l.Put, ID: f.String("id")}] = string(l.Doc)
	}
	for name, doc := range d.sees {
		if have[name] != string(doc.Fields.Encode()) {
			d.t.Errorf("%s does not get %s/%s as it is: %s", d.who, name.Collection, name.ID, have[name])
		}
	}
	for name := range have {
		if d.sees[name] == nil {
			d.t.Errorf("%s gets %s/%s", d.who, name.Collection, name.ID)
		}
	}
}

// recordAPI: PocketBase's own doors to the same tables.
func (d *door) recordAPI() {
	d.t.Helper()
	for _, c := range rules.Collections {
		var list struct{ Items []struct{ ID string } }
		d.get("/api/collections/"+c.Name+"/records?perPage=500", &list)
		for _, item := range list.Items {
			if !d.may(c.Name, item.ID) {
				d.t.Errorf("the record API lists %s/%s to %s", c.Name, item.ID, d.who)
			}
		}
		one := 0
		d.each(c.Name, func(doc *fieldsync.Doc) {
			if one++; one%7 == 0 && d.get("/api/collections/"+c.Name+"/records/"+doc.ID, nil) == 200 && !d.may(c.Name, doc.ID) {
				d.t.Errorf("the record API shows %s/%s to %s", c.Name, doc.ID, d.who)
			}
		})
	}
}

// historyAPI: what changed while a record was a team's is for who oversees that team, and for nobody else. (It stays theirs when the record
// goes to another team: they decided it.)
func (d *door) historyAPI() {
	d.t.Helper()
	var list struct {
		Items []struct{ Collection, Record, Team string }
	}
	d.get("/api/collections/history/records?perPage=500", &list)
	me := lookup(d.t, d.s, "users", d.s.Accounts[d.who].ID)
	oversees := me.GetString("role") == access.Dispatcher || me.GetString("role") == access.Manager
	for _, h := range list.Items {
		if !oversees || !slices.Contains(me.GetStringSlice("teams"), h.Team) {
			d.t.Errorf("%s reads the history of %s/%s of team %s", d.who, h.Collection, h.Record, h.Team)
		}
	}
}

func (d *door) search() {
	d.t.Helper()
	for _, words := range []string{"AP", "VLAN", "无线", "客户", "capwap 断开"} {
		var found struct{ Hits []struct{ ID string } }
		if code := d.get("/api/kb/search?limit=50&q="+url.QueryEscape(words), &found); code != 200 {
			d.t.Errorf("%s searches: %d", d.who, code)
		}
		for _, h := range found.Hits {
			if !d.may("articles", h.ID) {
				d.t.Errorf("search shows %s the article %s", d.who, h.ID)
			}
		}
	}
}

// pictures are shown to who sees their record; only who made the record may send its bytes (and any trainer those of an article's image),
// and nobody else learns that it is there.
func (d *door) pictures(collection string) {
	d.t.Helper()
	b64 := base64.StdEncoding.EncodeToString
	trainer := lookup(d.t, d.s, "users", d.s.Accounts[d.who].ID).GetString("role") == access.Trainer && collection == "figures" // roles were shaken
	met := 0
	d.each(collection, func(doc *fieldsync.Doc) {
		met++
		w := d.s.Do(d.who, "GET", "/"+collection+"/"+doc.ID+"/thumb", nil)
		hidden := w.Code == 404 && apptest.Code(w) == "not_found"
		if hidden == d.may(collection, doc.ID) {
			d.t.Errorf("%s %s: %s gets %d %s", collection, doc.ID, d.who, w.Code, apptest.Code(w))
		}
		w = d.s.Do(d.who, "POST", "/uploads", nil, "Tus-Resumable", "1.0.0", "Upload-Length", "10", "Upload-Metadata", "photo "+b64([]byte(doc.ID))+",sha256 "+b64([]byte(strings.Repeat("ee", 32))))
		if mine := trainer || doc.Fields.String("by") == d.s.Accounts[d.who].ID; (apptest.Code(w) == "photo_unknown") == mine {
			d.t.Errorf("upload of %s %s: %s gets %d %s", collection, doc.ID, d.who, w.Code, apptest.Code(w))
		}
	})
	if met == 0 {
		d.t.Errorf("no %s to look at", collection)
	}
}

// illustrate adds an image to an article; every second one stands in the text, too.
func illustrate(w *fieldsync.Writing, article string, i int) error {
	hash := sumOf([]byte{byte(i)})
	ref := kb.FigureRef(hash)
	f := fieldsync.Fields{}
	for name, v := range map[string]any{"article": article, "sha256": hash, "bytes": 10, "state": "waiting"} {
		f.Set(name, v)
	}
	if _, err := w.Put("figures", rules.FigureID(article, ref), f); err != nil {
		return err
	}
	d, err := w.Get("articles", article)
	if err != nil || i%16 == 6 {
		return err
	}
	text := d.Fields.Clone()
	text.Set("body", text.String("body")+"\n\n![image](figure:"+ref+")")
	_, err = w.Put("articles", article, text)
	return err
}

// parts: what a device is told that it must hold.
func (d *door) parts() {
	d.t.Helper()
	want := map[string]int{}
	for name := range d.sees {
		want[name.Collection+"/"+name.ID[:1]]++
	}
	var got struct {
		Parts map[string]struct{ Count int }
	}
	d.get("/api/sync/v1/check", &got)
	if len(got.Parts) != len(want) {
		d.t.Errorf("%s must hold %d parts, is told of %d", d.who, len(want), len(got.Parts))
	}
	for part, c := range got.Parts {
		if c.Count != want[part] {
			d.t.Errorf("%s must hold %d of %s, is told %d", d.who, want[part], part, c.Count)
		}
	}
}
