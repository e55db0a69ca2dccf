package simtest

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	fs "lutong/hooks/fieldsync"
)

// answered checks an answer to a push: a result for each mutation (P9), of the closed set (M4), the same as ever before (P2), with a record only
// if it is the server's and the user may see it (P4).
func (t *tablet) answered(req fs.Push, answer fs.PushAnswer) error {
	if len(answer.Results) != len(req.Mutations) {
		return fmt.Errorf("P9: %d results for %d mutations", len(answer.Results), len(req.Mutations))
	}
	for i, out := range answer.Results {
		m := req.Mutations[i]
		if err := t.same(m, out); err != nil {
			return err
		}
		if !slices.Contains([]string{fs.Applied, fs.Merged, fs.Aside, fs.Rejected}, out.Status) {
			return fmt.Errorf("M4: mutation %d of %s was answered %q", m.N, t.device, out.Status)
		}
		if out.Code == "unknown_field" {
			return fmt.Errorf("P8: mutation %d of %s, made with schema %d, was not understood: %s", m.N, t.device, t.made[m.N], out.Detail)
		}
		if len(out.Doc) == 0 || i < len(answer.Results)-1 {
			continue // a later mutation of the same push may have changed what the record is, and who sees it
		}
		d := t.w.sees(t.user)[fs.Target{Collection: m.Collection, ID: m.ID}]
		if d == nil {
			return fmt.Errorf("P4: the answer to mutation %d shows %s %s/%s", m.N, t.user, m.Collection, m.ID)
		}
		if !bytes.Equal(out.Doc, t.w.body(d)) {
			return fmt.Errorf("M4: the answer to mutation %d shows %s, the record is %s", m.N, out.Doc, t.w.body(d))
		}
	}
	return nil
}

// same: every answer to a mutation says what the first one said (P2).
func (t *tablet) same(m fs.Mutation, out fs.Outcome) error {
	if out.N != m.N {
		return fmt.Errorf("P2: answer %d to mutation %d", out.N, m.N)
	}
	before, known := t.first[m.N]
	if !known {
		t.w.tally[out.Status]++
		if one := map[string]string{"parts": "part", "searchWords": "words", "articleComments": "comment"}[m.Collection]; one != "" {
			t.w.tally[strings.TrimSpace(one+" "+m.Op+" "+out.Status+" "+out.Code)]++
		}
		t.first[m.N] = out
		return nil
	}
	if before.Status != out.Status || before.Code != out.Code || before.Aside != out.Aside || !slices.Equal(before.Fields, out.Fields) {
		return fmt.Errorf("P2: mutation %d of %s was answered %s/%s, then %s/%s", m.N, t.device, before.Status, before.Code, out.Status, out.Code)
	}
	if out.Replayed {
		t.w.tally["replayed"]++
	}
	return nil
}

// accountedFor: what was not applied lies in a conflict of the author's own, where a person sees it (P1).
func (t *tablet) accountedFor(m fs.Mutation) error {
	out := t.first[m.N]
	if m.Collection == "articleComments" && m.Op == "create" && out.Status == fs.Applied && t.w.records().get(m.Collection, m.ID) == nil {
		return fmt.Errorf("P1: comment %s, mutation %d of %s, has gone, and nobody may take one away", m.ID, m.N, t.device)
	}
	if out.Status != fs.Aside && out.Status != fs.Rejected {
		return nil
	}
	d := t.w.records().get("conflicts", out.Aside)
	if d == nil || d.Fields.String("by") != t.user {
		return fmt.Errorf("P1: mutation %d of %s was %s (%s), and conflict %q is not there for its author", m.N, t.device, out.Status, out.Code, out.Aside)
	}
	return nil
}
