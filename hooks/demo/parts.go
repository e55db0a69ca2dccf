package demo

import (
	"cmp"
	"fmt"

	"lutong/hooks/job"
)

// parts notes what a job used and needs, and returns what was used, as it is signed. What went in place of a piece of equipment has the
// model and the serial number that the site's inventory shows since.
func (b *builder) parts(s sheet, t *timeline) []job.Part {
	var used []job.Part
	for i, p := range s.parts {
		at, state := cmp.Or(t.at("fixed"), t.at("causeFound"), t.at("assigned")), "used"
		asset, name, in := "", p.name, p.serialIn
		if p.needed {
			at, state = cmp.Or(t.at("causeFound"), t.at("assigned")), "needed"
		}
		if p.asset != "" {
			asset = assetID(s.site + "/" + p.asset)
			if !p.needed {
				model, serial := b.written("assets", asset, "model"), b.written("assets", asset, "serial")
				name, in = name+" "+model, serial
			}
		}
		b.add("parts", id(fmt.Sprintf("part %s %d", s.key, i)), map[string]any{
			"job": jobID(s.key), "name": name, "sku": p.sku, "quantity": p.quantity, "unit": p.unit, "state": state, "serialIn": in, "serialOut": p.out,
			"asset": asset, "by": t.engineer, "at": at,
		})
		if !p.needed {
			used = append(used, job.Part{Name: name, SKU: p.sku, Quantity: job.NumberText(p.quantity), Unit: p.unit, SerialIn: in, SerialOut: p.out})
		}
	}
	return used
}

// written is a text of a record that was added before.
func (b *builder) written(collection, id, field string) string {
	for _, r := range b.records {
		if r.Collection == collection && r.ID == id {
			text, _ := r.Fields[field].(string)
			return text
		}
	}
	return ""
}
