package hooks

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/hooks/rules"
)

// maxBriefs is how many finished jobs a salesperson is shown: the latest; what was before them is known from earlier meetings.
const maxBriefs = 200

// briefLine is one finished job in the list of a salesperson: enough to choose by, no more than the brief itself tells.
type briefLine struct {
	Job      string `json:"job"`
	Number   string `json:"number"`
	Title    string `json:"title"`
	Customer string `json:"customer"`
	Site     string `json:"site"`
	Kind     string `json:"kind"`
	Status   string `json:"status"`
	At       string `json:"at"` // when the work was good again
}

// briefs lists the jobs whose briefs a salesperson may read: those of their own customers, as far as there is something to tell.
func briefs(s *server, r *request) error {
	lines := []briefLine{}
	err := s.sync.View(r.Request.Context(), func(rd fieldsync.Reader) error {
		grants, err := rd.Grants(r.actor.User)
		if err != nil {
			return err
		}
		for _, g := range grants {
			customer, ok := strings.CutPrefix(g.Scope, access.Customer(""))
			if !ok || g.Gone {
				continue
			}
			found, err := briefsOf(rd, r.actor, customer)
			if err != nil {
				return err
			}
			lines = append(lines, found...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	slices.SortFunc(lines, func(a, b briefLine) int { return cmp.Or(cmp.Compare(b.At, a.At), cmp.Compare(a.Job, b.Job)) })
	r.Response.Header().Set("Cache-Control", "private, no-cache")
	return r.JSON(http.StatusOK, map[string]any{"briefs": lines[:min(len(lines), maxBriefs)], "more": max(0, len(lines)-maxBriefs)})
}

// briefsOf asks for each job what the brief itself asks (P4), so that no line leads to a closed door.
func briefsOf(rd fieldsync.Reader, a access.Actor, customer string) ([]briefLine, error) {
	c, err := rd.Get("customers", customer)
	if err != nil || c == nil || c.Deleted {
		return nil, err
	}
	jobs, err := rd.Children("jobs", "customer", customer)
	if err != nil {
		return nil, err
	}
	var lines []briefLine
	for _, d := range jobs {
		f := d.Fields
		if !afterRestore(d) {
			continue
		}
		if ok, err := rules.SeesBrief(rd, a, d); err != nil || !ok {
			return nil, err
		}
		site, err := rd.Get("sites", f.String("site"))
		if err != nil {
			return nil, err
		}
		lines = append(lines, briefLine{
			Job: d.ID, Number: cmp.Or(f.String("number"), f.String("provisional")), Title: f.String("title"), Customer: c.Fields.String("name"),
			Site: liveName(site), Kind: f.String("kind"), Status: f.String("status"), At: goodAgain(d),
		})
	}
	return lines, nil
}

func liveName(d *fieldsync.Doc) string {
	if d == nil || d.Deleted {
		return ""
	}
	return d.Fields.String("name")
}

// goodAgain is when the customer could work again: when it was fixed, or restored, else when the job was made.
func goodAgain(d *fieldsync.Doc) string {
	stamps := stampsOf(d) // without them the date of the job stands in
	return cmp.Or(stamps["fixed"], stamps["restored"], stamps["closed"], d.Fields.String("createdAt"))
}

// stampsOf are derived by us; none, if the record is not what it should be.
func stampsOf(d *fieldsync.Doc) (stamps map[string]string) {
	_ = json.Unmarshal(d.Fields["stamps"], &stamps)
	return stamps
}
