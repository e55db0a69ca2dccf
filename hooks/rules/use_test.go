package rules_test

import (
	"context"
	"slices"
	"testing"
	"time"

	fs "lutong/hooks/fieldsync"
)

func say(name, job, kind string) fs.Mutation {
	m := act("articleUses", name, "create", map[string]any{"article": id("article"), "kind": kind})
	if job != "" {
		m.Set["job"] = fs.JSONOf(id(job))
	}
	return m
}

func counted(t *testing.T, s *fs.Server) (jobs, notHelped, open float64) {
	t.Helper()
	err := s.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("articleCounts", id("article"))
		if d != nil {
			jobs, notHelped, open = d.Fields.Number("jobs"), d.Fields.Number("notHelped"), d.Fields.Number("open")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return
}

// "Did not help" opens a report and leaves the article where it is; a new version answers it, or a trainer who looked.
func TestDidNotHelpIsAReportAndNoChangeOfState(t *testing.T) {
	now := time.Date(2026, 11, 21, 8, 0, 0, 0, time.UTC)
	s := officeAt(t, func() time.Time {
		now = now.Add(time.Second)
		return now
	})
	expect := func(jobs, notHelped, open float64) {
		t.Helper()
		if j, n, o := counted(t, s); j != jobs || n != notHelped || o != open {
			t.Fatalf("jobs %v, not helped %v, open %v; want %v %v %v", j, n, o, jobs, notHelped, open)
		}
	}
	expect(1, 0, 0) // the office's own
	applied(t, push(t, s, "A", "engineer", 1, say("read", "job", "read")))
	expect(1, 0, 0)
	applied(t, push(t, s, "A", "engineer", 2, say("not", "job", "notHelped")))
	expect(1, 1, 1)
	if err := s.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("articles", id("article"))
		if d.Fields.String("confidence") != "validated" {
			t.Error("an engineer's tap changed the state of an article")
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	applied(t, push(t, s, "T", "trainer", 1, say("looked", "", "reviewed")))
	expect(1, 1, 0)
	applied(t, push(t, s, "B", "engineer", 1, say("not 2", "job", "notHelped"))) // a colleague of the team, who is not on the job (any more)
	expect(1, 1, 1)
	applied(t, push(t, s, "T", "trainer", 2, edited(t, s, "article", map[string]any{"body": "what was missing"})))
	expect(1, 1, 0)
	applied(t, push(t, s, "A", "engineer", 3, say("back", "job", "withdrawn")))
	applied(t, push(t, s, "B", "engineer", 2, say("after all", "job", "helped")))
	expect(1, 0, 0)
}

// Who holds the job sees what was read and said on it, trainers what was said; the numbers go where the article goes (P4, L8).
func TestWhoSeesUses(t *testing.T) {
	s := office(t)
	applied(t, push(t, s, "A", "engineer", 1, say("read", "job", "read")))
	applied(t, push(t, s, "A", "engineer", 2, say("used", "job", "used")))
	seers := func(collection, name string) (out []string) {
		err := s.View(context.Background(), func(r fs.Reader) error {
			d, err := r.Get(collection, id(name))
			if err != nil {
				return err
			}
			for _, who := range []string{"A", "B", "X", "D", "Y", "M", "T", "S"} {
				if ok, err := r.Visible(id(who), d.Key); err != nil {
					return err
				} else if ok {
					out = append(out, who)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	for _, c := range []struct {
		collection, name string
		want             []string
	}{
		{"articleUses", "read", []string{"A", "D", "M"}},
		{"articleUses", "used", []string{"A", "D", "M", "T"}},
		{"articleCounts", "article", []string{"A", "B", "X", "D", "Y", "M", "T", "S"}},
	} {
		if got := seers(c.collection, c.name); !slices.Equal(got, c.want) {
			t.Errorf("%s %s: %v, want %v", c.collection, c.name, got, c.want)
		}
	}
	applied(t, push(t, s, "T", "trainer", 1, edited(t, s, "article", map[string]any{"confidence": "archived"})))
	if got := seers("articleCounts", "article"); !slices.Equal(got, []string{"T"}) {
		t.Error("the numbers of a retired article are seen by", got)
	}
}

// What was said offline is not refused because the article was retired or the job given away meanwhile.
func TestWordsSaidLateAreTaken(t *testing.T) {
	s := office(t)
	applied(t, push(t, s, "T", "trainer", 1, edited(t, s, "article", map[string]any{"confidence": "archived"})))
	applied(t, push(t, s, "D", "dispatcher", 1, act("jobs", "job", "update", map[string]any{"assignees": []string{id("B")}})))
	applied(t, push(t, s, "A", "engineer", 1, say("used", "job", "helped")))
	applied(t, push(t, s, "D", "dispatcher", 2, act("jobs", "job", "delete", nil)))
	applied(t, push(t, s, "B", "engineer", 1, say("later", "job", "used")))
	if jobs, _, _ := counted(t, s); jobs != 1 {
		t.Error("jobs", jobs)
	}
	err := s.View(context.Background(), func(r fs.Reader) error {
		d, err := r.Get("articleUses", id("used"))
		if err == nil && (d.Fields.String("by") != id("A") || d.Fields.String("receivedAt") == "") {
			t.Error(string(d.Fields.Encode()))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
