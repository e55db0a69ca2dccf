package rules

import (
	"time"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/kb"
)

// Table binds every collection to its rules. Options are what the domain cannot know by itself.
func Table(o Options) []*fs.Rule {
	byName := map[string]*fs.Rule{}
	var table []*fs.Rule
	for _, c := range Collections {
		r := &fs.Rule{Collection: c}
		byName[c.Name] = r
		table = append(table, r)
	}

	byName["teams"].Scopes = func(_ fs.Reader, d *fs.Doc) ([]string, error) { return []string{access.People(d.ID)}, nil }

	users := byName["users"]
	users.Scopes, users.Grants, users.Allow = userScopes, userGrants, userAllow

	templates := byName["templates"]
	templates.Scopes, templates.Allow = everyone, trainersOnly

	articles := byName["articles"]
	articles.Scopes, articles.Allow, articles.Stamp, articles.Derive, articles.Leaves = articleScopes, articleAllow, stampArticle, o.deriveArticle, leaveVersion
	articles.Links = articleLinks
	articles.Dependents = articleDependents
	versions := byName["articleVersions"]
	versions.Scopes, versions.Affects = draftsOnly, func(d *fs.Doc) []fs.Target { return countOfArticle(d.Fields.String("article")) }
	figures := byName["figures"]
	figures.Scopes, figures.Allow, figures.Stamp, figures.Check = figureScopes, figureAllow, stampFigure, checkFigure
	articles.Check = checkArticle
	comments := byName["articleComments"]
	comments.Scopes, comments.Allow, comments.Stamp, comments.Check = draftsOnly, commentAllow, stampComment, checkComment

	customers := byName["customers"]
	customers.Scopes, customers.Dependents, customers.Grants, customers.Allow = customerScopes, customerDependents, customerGrants, customerAllow

	sites := byName["sites"]
	sites.Scopes, sites.Links, sites.Dependents, sites.Allow = siteScopes, siteLinks, siteDependents, siteAllow
	contacts := byName["contacts"]
	contacts.Scopes, contacts.Allow = contactScopes, placeAllow
	assets := byName["assets"]
	assets.Scopes, assets.Allow, assets.Owns = ofSite, placeAllow, owns

	jobs := byName["jobs"]
	jobs.Scopes, jobs.Dependents, jobs.Grants, jobs.Affects = jobScopes, jobDependents, jobGrants, jobAffects
	jobs.Derive, jobs.FromOthers, jobs.Allow, jobs.Owns, jobs.Stamp = deriveJob, true, jobAllow, owns, stampJob

	for _, name := range []string{"visits", "events", "runs", "photos", "signatures", "parts", "shareLinks", "ratings"} {
		r := byName[name]
		r.Scopes, r.Allow, r.Owns, r.Stamp = ofJob, jobChildAllow(name), owns, stampChild
	}
	byName["photos"].Stamp, byName["shareLinks"].Stamp = stampPhoto, stampLink
	byName["signatures"].Check, byName["events"].Check = checkSignature, checkEvent
	byName["photos"].Check, byName["parts"].Check, byName["shareLinks"].Check = checkPhoto, checkPart, checkLink
	byName["events"].Affects = func(d *fs.Doc) []fs.Target { return []fs.Target{{Collection: "jobs", ID: d.Fields.String("job")}} }

	past := byName["pastJobs"]
	past.Scopes, past.Derive = pastScopes, derivePast

	uses := byName["articleUses"]
	uses.Scopes, uses.Allow, uses.Stamp, uses.Affects = useScopes, useAllow, stampUse, useAffects
	counts := byName["articleCounts"]
	counts.Scopes, counts.Derive = countScopes, deriveCount

	words := byName["searchWords"]
	words.Scopes, words.Allow, words.Stamp, words.Check = everyone, wordsAllow, stampChild, checkWords

	conflicts := byName["conflicts"]
	conflicts.Scopes, conflicts.Allow = conflictScopes, conflictAllow
	return table
}

// Options are what the rules need from outside.
type Options struct {
	// Render turns an article's markdown into safe HTML; nil leaves html empty (tests of the protocol).
	Render func(r fs.Reader, a kb.Article) (string, error)
}

// KeptFor is how long an ended job stays with its engineers (sync.md, section 6).
const KeptFor = 90 * 24 * time.Hour
