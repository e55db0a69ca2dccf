package rules

import (
	"slices"
	"strings"
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/job"
)

// Who holds what: sync.md, section 6. A record that belongs to another one is in the scopes of that one.

func everyone(fs.Reader, *fs.Doc) ([]string, error)   { return []string{access.KB}, nil }
func draftsOnly(fs.Reader, *fs.Doc) ([]string, error) { return []string{access.KBDraft}, nil }

func userScopes(_ fs.Reader, d *fs.Doc) ([]string, error) {
	scopes := []string{access.User(d.ID)}
	for _, t := range d.Fields.Strings("teams") {
		scopes = append(scopes, access.People(t))
	}
	return scopes, nil
}

func userGrants(d *fs.Doc, _ time.Time) []fs.UserScope {
	return held(d.ID, access.ScopesOf(d.ID, d.Fields.String("role"), d.Fields.Strings("teams")))
}

func held(user string, scopes []string) []fs.UserScope {
	var out []fs.UserScope
	for _, s := range scopes {
		if g := (fs.UserScope{User: user, Scope: s}); !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

// customerScopes: a customer goes with each of its sites, with its branch, and with its salespeople.
func customerScopes(r fs.Reader, d *fs.Doc) ([]string, error) {
	scopes := []string{access.Customer(d.ID)}
	add := func(s string) {
		if !slices.Contains(scopes, s) {
			scopes = append(scopes, s)
		}
	}
	if t := d.Fields.String("team"); t != "" {
		add(access.Team(t))
	}
	sites, err := r.Children("sites", "customer", d.ID)
	if err != nil {
		return nil, err
	}
	for _, s := range sites {
		add(access.Site(s.ID))
		add(access.Team(s.Fields.String("team")))
	}
	return scopes, nil
}

func customerGrants(d *fs.Doc, _ time.Time) []fs.UserScope {
	var out []fs.UserScope
	for _, field := range []string{"sales", "presales"} {
		if u := d.Fields.String(field); u != "" {
			out = append(out, held(u, []string{access.Customer(d.ID)})...)
		}
	}
	return slices.Compact(out)
}

func customerDependents(r fs.Reader, id string) ([]fs.Target, error) {
	return childrenOf(r, id, "customer", "contacts")
}

func siteScopes(_ fs.Reader, d *fs.Doc) ([]string, error) {
	return []string{access.Site(d.ID), access.Team(d.Fields.String("team"))}, nil
}

func siteLinks(d *fs.Doc) []fs.Target {
	return []fs.Target{{Collection: "customers", ID: d.Fields.String("customer")}}
}

func siteDependents(r fs.Reader, id string) ([]fs.Target, error) {
	return childrenOf(r, id, "site", "contacts", "assets", "pastJobs")
}

func ofSite(r fs.Reader, d *fs.Doc) ([]string, error) {
	return scopesOf(r, "sites", d.Fields.String("site"))
}

// contactScopes: a contact of a site goes with the site, one of the whole customer goes wherever the customer goes.
func contactScopes(r fs.Reader, d *fs.Doc) ([]string, error) {
	if d.Fields.String("site") != "" {
		return ofSite(r, d)
	}
	return scopesOf(r, "customers", d.Fields.String("customer"))
}

// scopesOf are the scopes a record is in now; none if it is gone.
func scopesOf(r fs.Reader, collection, id string) ([]string, error) {
	d, err := r.Get(collection, id)
	if err != nil || d == nil || d.Deleted {
		return nil, err
	}
	return r.Scopes(d.Key)
}

func jobScopes(_ fs.Reader, d *fs.Doc) ([]string, error) {
	return []string{access.Job(d.ID), access.Team(d.Fields.String("team"))}, nil
}

// jobGrants: the engineers on a job hold it and its site, while they are on it and until 90 days after it ended.
func jobGrants(d *fs.Doc, now time.Time) []fs.UserScope {
	if status := d.Fields.String("status"); job.Ended(status) {
		if end := endOf(d.Fields); !end.IsZero() && now.Sub(end) > KeptFor {
			return nil
		}
	}
	var out []fs.UserScope
	for _, u := range d.Fields.Strings("assignees") {
		out = append(out, fs.UserScope{User: u, Scope: access.Job(d.ID)})
		if s := d.Fields.String("site"); s != "" {
			out = append(out, fs.UserScope{User: u, Scope: access.Site(s)})
		}
	}
	return out
}

func jobDependents(r fs.Reader, id string) ([]fs.Target, error) {
	children, err := childrenOf(r, id, "job", "visits", "events", "runs", "photos", "signatures", "parts", "shareLinks", "ratings", "conflicts", "articleUses")
	return append(children, fs.Target{Collection: "articles", ID: id}), err // a draft proposed from it
}

func ofJob(r fs.Reader, d *fs.Doc) ([]string, error) {
	return scopesOf(r, "jobs", d.Fields.String("job"))
}

// pastScopes: the short history of a job stays with the site, and with the team that did it.
func pastScopes(r fs.Reader, d *fs.Doc) ([]string, error) {
	scopes, err := scopesOf(r, "sites", d.Fields.String("site"))
	if t := access.Team(d.Fields.String("team")); err == nil && d.Fields.String("team") != "" && !slices.Contains(scopes, t) {
		scopes = append(scopes, t)
	}
	return scopes, err
}

func conflictScopes(r fs.Reader, d *fs.Doc) ([]string, error) {
	scopes := []string{access.User(d.Fields.String("by"))}
	team, err := deskOf(r, d)
	if err == nil && team != "" {
		scopes = append(scopes, access.Desk(team))
	}
	return scopes, err
}

// deskOf is the team that decides what was set aside: the one that has the job now, else the one it happened in.
func deskOf(r fs.Reader, d *fs.Doc) (string, error) {
	if id := d.Fields.String("job"); id != "" {
		j, err := r.Get("jobs", id)
		if err != nil {
			return "", err
		}
		if j != nil && !j.Deleted {
			return j.Fields.String("team"), nil
		}
	}
	return d.Fields.String("team"), nil
}

func childrenOf(r fs.Reader, id, field string, collections ...string) ([]fs.Target, error) {
	var out []fs.Target
	for _, c := range collections {
		docs, err := r.Children(c, field, id)
		if err != nil {
			return nil, err
		}
		for _, d := range docs {
			out = append(out, fs.Target{Collection: c, ID: d.ID})
		}
	}
	return out, nil
}

func sortByID(docs []*fs.Doc) {
	slices.SortFunc(docs, func(a, b *fs.Doc) int { return strings.Compare(a.ID, b.ID) })
}
