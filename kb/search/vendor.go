package search

import (
	_ "embed"
	"slices"
	"strings"
)

//go:embed data/vendors.txt
var vendorsFile string

// vendorTable: who makes the models that begin so, and who goes by a name.
var vendorTable = func() (t struct{ byStart, byName map[string]string }) {
	t.byStart, t.byName = map[string]string{}, map[string]string{}
	for _, l := range dataLines(vendorsFile) {
		part := strings.Split(l, "|")
		vendor := strings.TrimSpace(part[0])
		for name := range strings.FieldsSeq(part[1]) {
			t.byName[name] = vendor
		}
		for start := range strings.FieldsSeq(part[2]) {
			t.byStart[start] = vendor
		}
	}
	return t
}()

// vendorNames are the names each maker goes by: 华三 finds what is written of H3C.
func vendorNames() [][]string {
	var out [][]string
	for _, l := range dataLines(vendorsFile) {
		out = append(out, strings.Fields(strings.Split(l, "|")[1]))
	}
	return out
}

// vendors are the makers of an article's models, and those its tags name, in the order they are met.
func (d *Doc) vendors() []string {
	var out []string
	add := func(v string) {
		if v != "" && !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	for _, m := range d.Models {
		add(VendorOf(m))
	}
	for _, t := range d.Tags {
		add(vendorTable.byName[foldText(strings.TrimSpace(t))])
	}
	return out
}

// VendorOf names the maker of a model, "" when it is not known.
func VendorOf(model string) string {
	groups := latinRuns(model)
	if len(groups) == 0 {
		return vendorTable.byName[foldText(strings.TrimSpace(model))]
	}
	first := groups[0][0][0]
	if v, ok := vendorTable.byName[first]; ok {
		return v
	}
	for end := len(first); end > 0; end-- {
		v, ok := vendorTable.byStart[first[:end]]
		if ok && (end == len(first) || isDigit(rune(first[end-1])) || isDigit(rune(first[end]))) {
			return v
		}
	}
	return ""
}
