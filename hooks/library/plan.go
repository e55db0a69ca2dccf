package library

import (
	"strings"

	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/fieldsync/merge"
	"lutong/hooks/rules"
	"lutong/kb"
	"lutong/kb/folder"
)

// Outcome of one file: a closed set.
type Outcome string

const (
	Created   Outcome = "created"
	Changed   Outcome = "changed"
	Merged    Outcome = "merged" // changed in the app, too; both changes are in
	Unchanged Outcome = "unchanged"
	Conflict  Outcome = "conflict" // stays as it is in the app
	Refused   Outcome = "unreadable"
)

// Step is what is to be done with one file.
type Step struct {
	File    folder.Article
	ID      string
	Outcome Outcome
	Set     fs.Fields // the fields that change; of a created article all
	Fields  []string  // their names, in order
	Problem *folder.Problem
}

// Shelf is what the planning asks about the database.
type Shelf struct {
	ByID   func(id string) (*fs.Doc, error)           // also a deleted one; nil if there never was one
	ByName func(lang, slug string) ([]*fs.Doc, error) // live ones
	Past   func(id string) (Past, error)
}

// Plan decides about one file. The error is the database's.
func Plan(a folder.Article, shelf Shelf) (Step, error) {
	step := Step{File: a}
	cur, problem, err := shelf.find(a)
	if err != nil {
		return step, err
	}
	if problem != nil {
		return step.conflict(*problem), nil
	}
	if cur == nil {
		return create(a), nil
	}
	step.ID = cur.ID
	past, err := shelf.Past(cur.ID)
	if err != nil {
		return step, err
	}
	return step.bring(cur, past), nil
}

// find is the article a file means: by its id, else by its name.
func (s Shelf) find(a folder.Article) (*fs.Doc, *folder.Problem, error) {
	lang, slug := a.Texts["lang"], a.Texts["slug"]
	id := a.ID
	if id == "" {
		id = kb.ArticleID(slug, lang)
	}
	named, err := s.ByName(lang, slug)
	if err != nil {
		return nil, nil, err
	}
	if a.ID == "" && len(named) > 0 {
		if title := named[0].Fields.String("title"); !a.Given("slug") && title != a.Texts["title"] {
			return nil, problem(a, "slug", "name_taken", slug, title), nil
		}
		return named[0], nil, nil
	}
	cur, err := s.ByID(id)
	switch {
	case err != nil:
		return nil, nil, err
	case cur != nil && cur.Deleted:
		return nil, problem(a, "id", "deleted"), nil
	case cur == nil && len(named) > 0 && a.Texts["confidence"] != "archived":
		return nil, problem(a, "slug", "name_taken", slug, named[0].Fields.String("title")), nil
	}
	return cur, nil, nil
}

func create(a folder.Article) Step {
	step := Step{File: a, ID: a.ID, Outcome: Created, Set: fs.Fields{}}
	if step.ID == "" {
		step.ID = kb.ArticleID(a.Texts["slug"], a.Texts["lang"])
	}
	names, _ := fields()
	for _, name := range append(names, "body") {
		if p := step.put(name, value(a, name)); p != nil {
			return step.refuse(*p)
		}
	}
	return step
}

// put takes one field's value if a push would take it.
func (s *Step) put(name string, raw []byte) *folder.Problem {
	v, err := rules.ByName("articles").Field(name).Value(raw)
	if err != nil {
		why := err.Error()
		if f := fault.As(err); f != nil && f.Detail != "" {
			why = f.Detail
		}
		return problem(s.File, name, "bad_value", name, why)
	}
	s.Set[name] = v
	s.Fields = append(s.Fields, name)
	return nil
}

// bring puts a file's state onto the article.
func (s Step) bring(cur *fs.Doc, past Past) Step {
	a, now := s.File, Of(cur.ID, cur.Fields)
	was, known := folder.Article{}, false
	if a.Base != "" {
		was, known = past.at(cur.ID, cur.Fields, a.Base)
	}
	both := known && was.Fingerprint() != now.Fingerprint()
	names, _ := fields()
	s.Set = fs.Fields{}
	var clash []string
	for _, name := range append(names, "body") {
		mine, theirs := value(a, name), value(now, name)
		if name != "body" && !a.Given(name) || string(mine) == string(theirs) {
			continue
		}
		switch {
		case both:
			r := weave(name, value(was, name), mine, theirs)
			if r.Clash {
				clash = append(clash, name)
				continue
			}
			mine = r.Value
		case !known && past.touched():
			clash = append(clash, name)
			continue
		}
		if string(mine) == string(theirs) {
			continue
		}
		if p := s.put(name, mine); p != nil {
			return s.refuse(*p)
		}
	}
	switch list := strings.Join(clash, ", "); {
	case len(clash) == 0:
	case both:
		return s.conflict(*problem(a, clash[0], "both_changed", list))
	case a.Base == "":
		return s.conflict(*problem(a, clash[0], "app_changed", list))
	default:
		return s.conflict(*problem(a, "base", "base_unknown", list))
	}
	switch {
	case len(s.Fields) == 0:
		s.Outcome = Unchanged
	case both:
		s.Outcome = Merged
	default:
		s.Outcome = Changed
	}
	return s
}

// weave merges one field by the policy of its kind.
func weave(name string, was, mine, theirs []byte) merge.Result {
	switch rules.ByName("articles").Field(name).Kind {
	case fs.Prose:
		return merge.Text(was, mine, theirs)
	case fs.Words:
		return merge.Set(was, mine, theirs)
	}
	return merge.Whole(was, mine, theirs)
}

func (s Step) conflict(p folder.Problem) Step {
	s.Outcome, s.Problem, s.Set, s.Fields = Conflict, &p, nil, nil
	return s
}

func (s Step) refuse(p folder.Problem) Step {
	s.Outcome, s.Problem, s.Set, s.Fields = Refused, &p, nil, nil
	return s
}

func problem(a folder.Article, field, code string, args ...string) *folder.Problem {
	line, column := a.At(field)
	if field == "body" {
		line = a.Line
	}
	return &folder.Problem{File: a.File, Line: line, Column: column, Code: code, Args: args}
}
