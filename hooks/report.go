package hooks

import (
	"lutong/hooks/fieldsync"
	"lutong/hooks/job"
	"lutong/hooks/rules"
)

type report struct {
	Reported   string           `json:"reported"`
	RestoredAt string           `json:"restoredAt"`
	FixedAt    string           `json:"fixedAt"`
	Workaround string           `json:"workaround"`
	Cause      string           `json:"cause"`
	CauseSide  string           `json:"causeSide"`
	Fix        string           `json:"fix"`
	Prevention string           `json:"prevention"`
	Story      string           `json:"story"`
	StoryHTML  string           `json:"storyHtml"`
	Signature  *reportSignature `json:"signature"`
}

type reportSignature struct {
	Signer       string `json:"signer"`
	At           string `json:"at"`
	Refused      bool   `json:"refused"`
	ChangedSince bool   `json:"changedSince"`
}

// reportOf is what happened, in the words of the sheet.
func (s *server) reportOf(rd fieldsync.Reader, d *fieldsync.Doc, stamps map[string]string) (*report, error) {
	f := d.Fields
	r := &report{
		Reported: f.String("description"), RestoredAt: stamps["restored"], FixedAt: stamps["fixed"], Workaround: f.String("workaround"), Cause: f.String("cause"),
		CauseSide: f.String("causeSide"), Fix: f.String("fix"), Prevention: f.String("prevention"), Story: f.String("story"),
	}
	if id := f.String("storyArticle"); id != "" {
		a, err := rd.Get("articles", id)
		if err != nil {
			return nil, err
		}
		if a != nil && !a.Deleted && a.Fields.String("confidence") == "validated" && a.Fields.String("kind") == "story" {
			r.StoryHTML = a.Fields.String("html")
		}
	}
	signatures, err := rd.Children("signatures", "job", d.ID)
	if err != nil || len(signatures) == 0 {
		return r, err
	}
	last := signatures[len(signatures)-1].Fields
	sheet, err := rules.Sheet(rd, d, last.String("signed"))
	if err != nil {
		return nil, err
	}
	r.Signature = &reportSignature{
		Signer: last.String("signer"), At: last.String("correctedAt"), Refused: last.Bool("refused"),
		ChangedSince: !last.Bool("refused") && len(job.Changed(last.String("signed"), job.Canonical(sheet))) > 0,
	}
	return r, nil
}
