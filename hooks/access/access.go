// Package access says who somebody is to the service: what a user may see (scopes) and do (roles). It is pure, and it is the one
// place where roles become scopes, for tablets, the record API, search and photos alike (sync.md, P4 and section 6).
package access

import "slices"

// Roles, see domain.md.
const (
	Engineer   = "engineer"
	Dispatcher = "dispatcher"
	Trainer    = "trainer"
	Sales      = "sales"
	Manager    = "manager"
)

// Actor is who asks. The zero Actor is nobody and may do nothing; System may do everything (imports, the server's own workers).
type Actor struct {
	User   string
	Role   string
	Teams  []string
	Device string // "" for office doors other than push
	System bool
}

// In reports whether the actor belongs to the team.
func (a Actor) In(team string) bool {
	return a.System || (team != "" && slices.Contains(a.Teams, team))
}

// Dispatches reports whether the actor decides for the team: its dispatchers (managers look, they do not dispatch).
func (a Actor) Dispatches(team string) bool {
	return a.System || (a.Role == Dispatcher && a.In(team))
}

// Oversees reports whether the actor sees all of the team's work.
func (a Actor) Oversees(team string) bool {
	return a.System || ((a.Role == Dispatcher || a.Role == Manager) && a.In(team))
}

// Scope names a set of records that is granted or withdrawn as a whole (sync.md, terms).
type Scope = string

const (
	KB      Scope = "kb"       // what everyone signed in may read: published articles, templates
	KBDraft Scope = "kb-draft" // drafts and reviews
)

func User(id string) Scope     { return "user:" + id }
func People(team string) Scope { return "people:" + team } // the team and its members' names
func Team(id string) Scope     { return "team:" + id }     // all work of a team
func Desk(team string) Scope   { return "desk:" + team }   // what only the team's dispatchers decide on
func Job(id string) Scope      { return "job:" + id }
func Site(id string) Scope     { return "site:" + id }
func Customer(id string) Scope { return "customer:" + id }

// ScopesOf are the scopes a user holds by being who they are (scopes that come with jobs are granted by the jobs).
func ScopesOf(user, role string, teams []string) []Scope {
	if user == "" || !slices.Contains([]string{Engineer, Dispatcher, Trainer, Sales, Manager}, role) {
		return nil
	}
	scopes := []Scope{KB, User(user)}
	for _, t := range teams {
		scopes = append(scopes, People(t))
		if role == Dispatcher || role == Manager {
			scopes = append(scopes, Team(t))
		}
		if role == Dispatcher {
			scopes = append(scopes, Desk(t))
		}
	}
	if role == Trainer {
		scopes = append(scopes, KBDraft)
	}
	return scopes
}
