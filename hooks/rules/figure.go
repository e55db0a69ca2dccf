package rules

import (
	"lutong/hooks/access"
	"lutong/hooks/fault"
	fs "lutong/hooks/fieldsync"
	"lutong/kb"
)

// Images of articles. Who sees the article sees those its text mentions; of a published one, what is not (or no longer) mentioned is the
// trainers', so that an image taken out of a text leaves every other tablet (P4, P5).

// FigureID is the id of the record for an image in an article: one for each article and content.
func FigureID(article, ref string) string { return fs.IDOf("figure", article, ref) }

const (
	// FigureBytes is far above what a tablet makes of an image (2048 pixels, about 0.5 MB).
	FigureBytes = 8 << 20
	figureSide  = 1 << 15
)

func figureScopes(r fs.Reader, d *fs.Doc) ([]string, error) {
	a, err := r.Get("articles", d.Fields.String("article"))
	if err != nil || a == nil || a.Deleted {
		return nil, err
	}
	if (a.Fields.String("confidence") == published || forwards(a.Fields)) && !kb.NamesFigure(a.Fields.String("body"), kb.FigureRef(d.Fields.String("sha256"))) {
		return []string{access.KBDraft}, nil
	}
	return r.Scopes(a.Key)
}

// articleLinks: an image's scopes follow from the text that mentions it.
func articleLinks(d *fs.Doc) []fs.Target {
	var out []fs.Target
	for _, ref := range kb.FigureRefs(d.Fields.String("body")) {
		out = append(out, fs.Target{Collection: "figures", ID: FigureID(d.ID, ref)})
	}
	return out
}

func articleDependents(r fs.Reader, id string) ([]fs.Target, error) {
	children, err := childrenOf(r, id, "article", "figures")
	return append(children, countOfArticle(id)...), err
}

// figureAllow: trainers illustrate; who proposed an article from a job may add images while it is a draft. Nobody deletes: what a published
// version showed can be restored with it.
func figureAllow(r fs.Reader, a access.Actor, op string, _ *fs.Doc, set fs.Fields) error {
	if op != "create" {
		return errNotAllowed
	}
	if a.Role == access.Trainer {
		return nil
	}
	d, err := r.Get("articles", set.String("article"))
	if err != nil {
		return err
	}
	if d == nil || d.Deleted {
		return errNotAllowed.Detailf("article")
	}
	return allowed(d.Fields.String("owner") == a.User && d.Fields.String("confidence") == "draft")
}

// stampFigure: an image that comes from another article along with its text, as into a translation, is here already, if whoever copies it
// can see that one (U3).
func stampFigure(tx fs.Tx, c fs.Context, f fs.Fields) error {
	if err := stampPhoto(tx, c, f); err != nil {
		return err
	}
	same, err := tx.Children("figures", "sha256", f.String("sha256"))
	if err != nil {
		return err
	}
	for _, d := range same {
		if d.Fields.String("state") != "stored" || string(d.Fields["bytes"]) != string(f["bytes"]) {
			continue
		}
		seen, err := tx.Visible(c.Actor.User, d.Key)
		if err != nil {
			return err
		}
		if seen {
			for _, name := range []string{"state", "problem", "mime", "width", "height"} {
				f[name] = d.Fields[name]
			}
			return nil
		}
	}
	return nil
}

func checkFigure(_ fs.Reader, f fs.Fields) error {
	if err := checkPhoto(nil, f); err != nil {
		return err
	}
	if f.Number("bytes") > FigureBytes {
		return fault.New(fault.TooLarge, "too_large").Detailf("bytes").With("field", "bytes")
	}
	if f.String("id") != FigureID(f.String("article"), kb.FigureRef(f.String("sha256"))) {
		return fault.New(fault.Invalid, "bad_value").Detailf("id").With("field", "id")
	}
	for _, name := range []string{"width", "height"} {
		if n := f.Number(name); n < 0 || n > figureSide || n != float64(int64(n)) {
			return fault.New(fault.Invalid, "bad_value").Detailf("%s", name).With("field", name)
		}
	}
	return nil
}

// UsedFigure is an image that an article's text mentions, and what is known of it.
type UsedFigure struct {
	kb.Figure
	ID     string // of its record; "" if there is none: a text copied from elsewhere
	SHA256 string
	Mime   string
	Stored bool // its bytes are here
}

// File is its name in a folder of markdown.
func (f UsedFigure) File() string {
	ext := map[string]string{"image/png": "png", "image/webp": "webp"}[f.Mime]
	if ext == "" {
		ext = "jpg"
	}
	return "images/" + f.Ref + "." + ext
}

// FiguresOf lists the images of an article in the order of its text, for whatever takes it elsewhere (kb/figure.go says how a folder holds them).
func FiguresOf(r fs.Reader, article *fs.Doc) ([]UsedFigure, error) {
	var out []UsedFigure
	for _, m := range kb.Figures(article.Fields.String("body")) {
		used := UsedFigure{Figure: m}
		d, err := r.Get("figures", FigureID(article.ID, m.Ref))
		if err != nil {
			return nil, err
		}
		if d != nil && !d.Deleted {
			used.ID, used.SHA256, used.Mime, used.Stored = d.ID, d.Fields.String("sha256"), d.Fields.String("mime"), d.Fields.String("state") == "stored"
		}
		out = append(out, used)
	}
	return out, nil
}
