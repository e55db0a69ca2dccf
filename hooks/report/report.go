package report

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"lutong/hooks/job"
	"lutong/kb/road"
)

// Of tells the facts as a report, in the order in which a reader asks: what was it, when was it good again, why, what was done, will it
// come back; then how it went, and the evidence. What is not known is left out.
func Of(f Facts) Report {
	b := begin(f)
	b.text(Reported, f.Reported)
	b.add(Section{Key: Restored, Time: b.moment(f.Stamps["restored"]), Text: strings.TrimSpace(f.Workaround)})
	b.add(Section{Key: Cause, Time: b.moment(f.Stamps["causeFound"]), Text: strings.TrimSpace(f.Cause), Note: sides[f.CauseSide].in(f.Lang)})
	b.add(Section{Key: Story, Text: strings.TrimSpace(f.Story), Road: b.road()})
	b.add(Section{Key: Fixed, Time: b.moment(f.Stamps["fixed"]), Text: strings.TrimSpace(f.Fix)})
	b.add(Section{Key: Parts, Rows: parts(f.Parts, b.lang)})
	b.text(Prevention, f.Prevention)
	b.add(Section{Key: Journey, Rows: b.journey()})
	b.add(Section{Key: Measured, Rows: checks(f.Checks, f.Lang)})
	b.add(Section{Key: Photos, Pairs: pairs(f.Photos, b.clock)})
	b.signed()
	b.rating()
	return b.r
}

// Brief tells sales and presales what happened at their customer: cause and effect, and how to speak about it. No pictures, no signature, no
// parts: their serial numbers are the customer's, and prices are not ours to tell.
func Brief(f Facts) Report {
	b := begin(f)
	b.r.Brief, b.r.Title = true, titleBrief.in(f.Lang)
	b.text(Reported, f.Reported)
	b.add(Section{Key: Restored, Time: b.moment(f.Stamps["restored"]), Text: strings.TrimSpace(f.Workaround)})
	b.add(Section{Key: Cause, Time: b.moment(f.Stamps["causeFound"]), Text: strings.TrimSpace(f.Cause), Note: briefSides[f.CauseSide].in(f.Lang)})
	b.text(Story, f.Story)
	b.add(Section{Key: Fixed, Time: b.moment(f.Stamps["fixed"]), Text: strings.TrimSpace(f.Fix)})
	b.text(Prevention, f.Prevention)
	return b.r
}

// builder gathers sections; the empty ones are dropped as they come.
type builder struct {
	Facts
	clock
	r Report
}

func begin(f Facts) *builder {
	if f.Lang != "en" {
		f.Lang = "zh-CN"
	}
	b := &builder{Facts: f, clock: clock{lang: f.Lang, offset: f.UTCOffset}}
	first := cmp.Or(f.Stamps["arrived"], f.Stamps["reported"])
	if t, ok := b.local(first); ok {
		b.day = t.Format(time.DateOnly)
	}
	b.r = Report{
		Lang: f.Lang, Title: titleReport.in(f.Lang), Subject: f.Title, Number: f.Number, Customer: f.Customer, Head: []Row{}, Figures: []Row{}, Sections: []Section{},
		Zone: zoneWords.fill(f.Lang, "zone", b.zone()), Made: made(f),
	}
	for _, h := range []struct {
		label say
		value string
	}{
		{headNumber, f.Number}, {headDate, b.date(first)}, {headCustomer, f.Customer}, {headSite, f.Site}, {headEngineers, strings.Join(f.Engineers, joinNames.in(f.Lang))},
	} {
		if h.value != "" {
			b.r.Head = append(b.r.Head, Row{Label: h.label.in(f.Lang), Value: h.value})
		}
	}
	b.figures()
	return b
}

// figures: restoring and fixing apart, as they are in the work. Only a fault is counted from its report.
func (b *builder) figures() {
	if b.Kind != "fault" {
		return
	}
	reported := b.Stamps["reported"]
	for _, x := range []struct {
		label say
		stamp string
	}{{figureResponse, "responded"}, {figureRestored, "restored"}, {figureFixed, "fixed"}} {
		if took := b.span(reported, b.Stamps[x.stamp]); took != "" {
			b.r.Figures = append(b.r.Figures, Row{Label: x.label.in(b.lang), Value: took})
		}
	}
}

// made is the last moment the report tells of.
func made(f Facts) string {
	last := ""
	for _, at := range f.Stamps {
		last = max(last, at)
	}
	for _, s := range f.Signatures {
		last = max(last, s.At)
		for _, c := range s.Changed {
			last = max(last, c.At)
		}
	}
	return last
}

// add keeps a section that has something to say.
func (b *builder) add(s Section) {
	if s.Text == "" && s.Note == "" && len(s.Rows) == 0 && s.Road == nil && len(s.Pairs) == 0 && len(s.Signatures) == 0 {
		return
	}
	s.Title = headings[s.Key].in(b.lang)
	if own, ok := briefHeadings[s.Key]; ok && b.r.Brief {
		s.Title = own.in(b.lang)
	}
	b.r.Sections = append(b.r.Sections, s)
}

func (b *builder) text(key Key, text string) { b.add(Section{Key: key, Text: strings.TrimSpace(text)}) }

// journey lists the steps that were taken, each with its time and, for a fault, how long after the report.
func (b *builder) journey() []Row {
	fault := b.Kind == "fault"
	var rows []Row
	for _, s := range steps {
		at := b.Stamps[s.stamp]
		if at == "" || !fault && (s.stamp == "restored" || s.stamp == "causeFound") {
			continue
		}
		row := Row{Label: s.words.in(b.lang), Value: b.moment(at)}
		if other, ok := otherSteps[s.stamp]; ok && !fault {
			row.Label = other.in(b.lang)
		}
		if took := b.span(b.Stamps["reported"], at); fault && took != "" && s.stamp != "reported" {
			row.Note = afterWords.fill(b.lang, "span", took)
		}
		rows = append(rows, row)
	}
	if len(rows) < 2 {
		return nil // a report that only says when it was reported says nothing
	}
	return rows
}

func (b *builder) road() *Picture {
	if len(b.Roads) == 0 {
		return nil
	}
	p := &Picture{HTML: road.SVG(b.Roads, b.lang, "report") + road.Caption(b.Roads, b.lang), Roads: b.Roads}
	for _, r := range b.Roads {
		p.Lines = append(p.Lines, road.In(b.lang).Sentence(r))
	}
	return p
}

// signed shows the signatures, oldest first: a refusal that was followed by a signature is part of the story.
func (b *builder) signed() {
	s := Section{Key: Signed}
	all := slices.SortedStableFunc(slices.Values(b.Signatures), func(x, y Signature) int { return cmp.Compare(x.At, y.At) })
	for _, one := range all {
		who := cmp.Or(one.Signer, someone.in(b.lang))
		if one.Refused {
			who = cmp.Or(one.Signer, someoneFirst.in(b.lang))
		}
		if one.Role != "" {
			who = bracketed.fill(b.lang, "a", who, "b", one.Role)
		}
		words := signedWords
		switch {
		case one.Refused:
			words = refusedWords
		case one.ByLink:
			words = signedByLink
		}
		shown := Signing{ID: one.ID, Words: words.fill(b.lang, "who", who, "time", b.full(one.At)), Refused: one.Refused}
		if one.Refused && one.Reason != "" {
			shown.Reason = reasonWords.fill(b.lang, "reason", one.Reason)
		}
		if !one.Refused {
			s.Covers = signedCovers.in(b.lang)
			shown.Ink, shown.Changed = inkOf(one.Strokes), b.changed(one.Changed)
		}
		s.Signatures = append(s.Signatures, shown)
	}
	if len(all) == 0 {
		if s.Note = unsigned.in(b.lang); b.SignsElse {
			s.Note = unsignedThere.in(b.lang)
		}
	}
	b.add(s)
}

// changed is the one sentence that job sheet, desk and report share: what was changed after signature, by whom and when.
func (b *builder) changed(changes []Change) string {
	var what []string
	for _, c := range changes {
		name := job.FieldLabel(c.Field, b.lang)
		if c.Field == "all" || name == "" {
			name = changedAll.in(b.lang)
		}
		var known []string
		for _, k := range []string{c.By, b.full(c.At)} {
			if k != "" {
				known = append(known, k)
			}
		}
		if len(known) > 0 {
			name = bracketed.fill(b.lang, "a", name, "b", strings.Join(known, commaBetween.in(b.lang)))
		}
		what = append(what, name)
	}
	if len(what) == 0 {
		return ""
	}
	return changedWords.fill(b.lang, "what", strings.Join(what, joinNames.in(b.lang)))
}

// rating asks for one where the reader holds the link to give it.
func (b *builder) rating() {
	switch {
	case b.Rated:
		b.add(Section{Key: Rating, Note: ratedWords.in(b.lang)})
	case b.Link != "" && b.Stamps["fixed"] != "":
		b.add(Section{Key: Rating, Note: ratingWords.in(b.lang), Link: b.Link})
	}
}
