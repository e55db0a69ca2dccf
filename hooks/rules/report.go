package rules

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"lutong/hooks/access"
	fs "lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/hooks/report"
	"lutong/kb"
)

// Report gathers what may be told about a job; package report tells it. The times are those of the wall where the sheet was signed, and
// until then at utcOffset, so that report and signature speak of the same minutes.
func Report(r fs.Reader, d *fs.Doc, lang string, utcOffset int) (report.Facts, error) {
	f := d.Fields
	facts := report.Facts{
		Lang: lang, UTCOffset: utcOffset, Number: cmp.Or(f.String("number"), f.String("provisional")), Kind: f.String("kind"), Title: f.String("title"),
		Reported: f.String("description"), Workaround: f.String("workaround"), Cause: f.String("cause"), CauseSide: f.String("causeSide"), Fix: f.String("fix"),
		Prevention: f.String("prevention"), Story: f.String("story"),
	}
	if err := json.Unmarshal(f["stamps"], &facts.Stamps); err != nil {
		return facts, err
	}
	g := gathering{r, d, &facts}
	for _, step := range []func() error{g.names, g.story, g.parts, g.checks, g.photos, g.signatures, g.rated} {
		if err := step(); err != nil {
			return facts, err
		}
	}
	return facts, nil
}

// gathering fills the facts of one job.
type gathering struct {
	r     fs.Reader
	d     *fs.Doc
	facts *report.Facts
}

// nameOf is the name of a record that is there, or "".
func nameOf(r fs.Reader, collection, id string) (string, error) {
	d, err := r.Get(collection, id)
	if err != nil || d == nil || d.Deleted {
		return "", err
	}
	return d.Fields.String("name"), nil
}

func (g gathering) names() (err error) {
	f := g.d.Fields
	if g.facts.Customer, err = nameOf(g.r, "customers", f.String("customer")); err != nil {
		return err
	}
	if g.facts.Site, err = nameOf(g.r, "sites", f.String("site")); err != nil {
		return err
	}
	for _, id := range f.Strings("assignees") {
		name, err := nameOf(g.r, "users", id)
		if err != nil {
			return err
		}
		if name != "" {
			g.facts.Engineers = append(g.facts.Engineers, name)
		}
	}
	return nil
}

// story takes the picture of the published story, in the language of the report if there is one, and its sentence where the engineer
// wrote none. What else such an article says is for us.
func (g gathering) story() error {
	a, err := g.r.Get("articles", g.d.Fields.String("storyArticle"))
	if err != nil || a == nil {
		return err
	}
	twin, err := g.r.Get("articles", kb.ArticleID(a.Fields.String("slug"), g.facts.Lang))
	if err != nil {
		return err
	}
	for _, candidate := range []*fs.Doc{twin, a} {
		if candidate == nil || candidate.Deleted || candidate.Fields.String("confidence") != "validated" || candidate.Fields.String("kind") != "story" {
			continue
		}
		sentence, roads := kb.Story(candidate.Fields.String("body"))
		g.facts.Story, g.facts.Roads = cmp.Or(g.facts.Story, sentence), roads
		return nil
	}
	return nil
}

// photos are the ones made to be shown, each as its newest copy with drawings if it has one. A label shows serial numbers and a
// configuration shows addresses: those stay inside, drawn on or not.
func (g gathering) photos() error {
	docs, err := g.r.Children("photos", "job", g.d.ID)
	if err != nil {
		return err
	}
	drawn := map[string]*fs.Doc{}
	for _, p := range docs {
		if of := p.Fields.String("copyOf"); of != "" && p.Fields.String("state") == "stored" {
			if last := drawn[of]; last == nil || last.Fields.String("takenAt") < p.Fields.String("takenAt") {
				drawn[of] = p
			}
		}
	}
	for _, p := range docs {
		f := p.Fields
		if f.String("copyOf") != "" || !slices.Contains([]string{"before", "after", "damage"}, f.String("kind")) {
			continue
		}
		shown := p
		if drawn[p.ID] != nil {
			shown = drawn[p.ID]
		}
		if shown.Fields.String("state") == "stored" {
			g.facts.Photos = append(g.facts.Photos, report.Photo{
				ID: shown.ID, Hash: shown.Fields.String("sha256"), Kind: f.String("kind"), Caption: cmp.Or(shown.Fields.String("caption"), f.String("caption")), At: f.String("takenAt"),
				Taken: p.ID, PairOf: f.String("pairOf"), Unshown: unshown(shown.Fields),
			})
		}
	}
	slices.SortFunc(g.facts.Photos, func(a, b report.Photo) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID)) })
	return nil
}

// unshown is the format of a stored photo of which no smaller picture can be made (package media), else "".
func unshown(photo fs.Fields) string {
	if photo.String("problem") != "no_preview" {
		return ""
	}
	_, format, _ := strings.Cut(photo.String("mime"), "/")
	return cmp.Or(strings.ToUpper(format), "?")
}

func (g gathering) signatures() error {
	docs, err := g.r.Children("signatures", "job", g.d.ID)
	if err != nil {
		return err
	}
	for _, d := range docs {
		f := d.Fields
		s := report.Signature{
			ID: d.ID, Signer: f.String("signer"), Role: f.String("role"), At: f.String("correctedAt"), Refused: f.Bool("refused"), Reason: f.String("reason"), Strokes: f["strokes"],
			ByLink: f.String("via") == ViaLink,
		}
		if !s.Refused {
			if _, offset, ok := job.SignedAs(f.String("signed")); ok {
				g.facts.UTCOffset = offset
			}
			if s.Changed, err = ChangedSince(g.r, g.d, d); err != nil {
				return err
			}
		}
		g.facts.Signatures = append(g.facts.Signatures, s)
	}
	return nil
}

func (g gathering) rated() error {
	ratings, err := g.r.Children("ratings", "job", g.d.ID)
	g.facts.Rated = len(ratings) > 0
	return err
}

// SeesBrief: sales and presales read the briefs of their own customers, whose job sheets they do not hold.
func SeesBrief(r fs.Reader, a access.Actor, d *fs.Doc) (bool, error) {
	if a.Role != access.Sales {
		return false, nil
	}
	c, err := r.Get("customers", d.Fields.String("customer"))
	if err != nil || c == nil || c.Deleted {
		return false, err
	}
	return r.Visible(a.User, c.Key)
}
