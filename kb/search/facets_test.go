package search

import (
	"fmt"
	"strings"
	"testing"
)

// shelf: six articles about the same thing.
var shelf = []Doc{
	{ID: "1", Lang: "zh-CN", Kind: "fault", Title: "掉线", Models: []string{"RG-AP720-L", "RG-AP720-L", "WA6320"}, Tags: []string{"无线"}},
	{ID: "2", Lang: "zh-CN", Kind: "fault", Title: "掉线", Models: []string{"S5735"}, Tags: []string{"交换机", "", strings.Repeat("长", 61)}},
	{ID: "3", Lang: "zh-CN", Kind: "howto", Title: "掉线", Models: []string{"WA6320"}, Tags: []string{"无线"}},
	{ID: "4", Lang: "en", Kind: "fault", Title: "掉线", Models: []string{"WA6320"}, Tags: []string{"wireless", "H3C"}},
	{ID: "5", Lang: "en", Kind: "story", Title: "掉线"},
	{ID: "6", Lang: "zh-CN", Kind: "fault", Title: "别的", Models: []string{"S5735"}, Tags: []string{"无线"}},
}

func TestFacetsCountAllHitsAndLeaveTheirOwnFilterAside(t *testing.T) {
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: shelf})
	apply(t, x, 2, Batch{Puts: []Doc{{ID: "7", Lang: "zh-CN", Kind: "fault", Title: "掉线", Models: []string{"S5735"}}}})
	apply(t, x, 3, Batch{Deletes: []string{"7"}})
	for _, c := range []struct {
		name  string
		q     Query
		total int
		want  string
	}{
		{"no filter", Query{}, 5, "kind fault:3 howto:1 story:1|lang zh-CN:3 en:2|vendor 新华三 H3C:3 华为 Huawei:1 锐捷 Ruijie:1|model WA6320:3 RG-AP720-L:1 S5735:1|tag 无线:2 H3C:1 wireless:1 交换机:1"},
		{"listed or not", Query{Limit: 1}, 5, "kind fault:3 howto:1 story:1|lang zh-CN:3 en:2|vendor 新华三 H3C:3 华为 Huawei:1 锐捷 Ruijie:1|model WA6320:3 RG-AP720-L:1 S5735:1|tag 无线:2 H3C:1 wireless:1 交换机:1"},
		{"one filter", Query{Kind: "fault"}, 3, "kind fault:3 howto:1 story:1|lang zh-CN:2 en:1|vendor 新华三 H3C:2 华为 Huawei:1 锐捷 Ruijie:1|model WA6320:2 RG-AP720-L:1 S5735:1|tag H3C:1 wireless:1 交换机:1 无线:1"},
		{"two filters: each offers what the other leaves", Query{Kind: "fault", Lang: "en"}, 1, "kind fault:1 story:1|lang zh-CN:2 en:1|vendor 新华三 H3C:1|model WA6320:1|tag H3C:1 wireless:1"},
		{"vendor", Query{Vendor: "锐捷 Ruijie"}, 1, "kind fault:1|lang zh-CN:1|vendor 新华三 H3C:3 华为 Huawei:1 锐捷 Ruijie:1|model RG-AP720-L:1 WA6320:1|tag 无线:1"},
		{"three filters", Query{Model: "WA6320", Tag: "无线", Lang: "zh-CN"}, 2, "kind fault:1 howto:1|lang zh-CN:2|vendor 新华三 H3C:2 锐捷 Ruijie:1|model WA6320:2 RG-AP720-L:1|tag 无线:2"},
		{"a value nobody has: its own facet still offers", Query{Tag: "nothing"}, 0, "tag 无线:2 H3C:1 wireless:1 交换机:1"},
		{"two such", Query{Tag: "nothing", Lang: "fr"}, 0, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.q.Text = "掉线"
			r, err := x.Search(c.q)
			if err != nil {
				t.Fatal(err)
			}
			var facets []string
			for _, name := range facetNames {
				if len(r.Facets[name]) > 0 {
					line := name
					for _, f := range r.Facets[name] {
						line += fmt.Sprintf(" %s:%d", f.Value, f.N)
					}
					facets = append(facets, line)
				}
			}
			if got := strings.Join(facets, "|"); got != c.want || r.Total != c.total {
				t.Errorf("%d %s\nwant %d %s", r.Total, got, c.total, c.want)
			}
		})
	}
}

func TestAFacetTellsItsMostFrequentValuesAndTheChosenOne(t *testing.T) {
	x := open(t, "")
	var docs []Doc
	for i := range 40 {
		d := Doc{ID: fmt.Sprint("d", i), Title: "掉线"}
		for j := i; j < 40; j++ {
			d.Tags = append(d.Tags, fmt.Sprintf("t%02d", j))
		}
		docs = append(docs, d)
	}
	apply(t, x, 1, Batch{Puts: docs})
	r, err := x.Search(Query{Text: "掉线", Tag: "t00"})
	if err != nil {
		t.Fatal(err)
	}
	tags := r.Facets["tag"]
	if len(tags) != maxFacet || tags[0] != (FacetCount{"t39", 40}) || tags[maxFacet-1] != (FacetCount{"t00", 1}) {
		t.Errorf("%v", tags)
	}
}

func TestAnArticleInTwoLanguagesIsListedOnce(t *testing.T) {
	x := open(t, "")
	apply(t, x, 1, Batch{Puts: []Doc{
		{ID: "1", Slug: "a", Lang: "zh-CN", Kind: "fault", Title: "VLAN"}, {ID: "2", Slug: "a", Lang: "en", Kind: "fault", Title: "VLAN"},
		{ID: "3", Slug: "b", Lang: "en", Kind: "fault", Title: "VLAN"}, {ID: "4", Lang: "en", Kind: "fault", Title: "VLAN"}, {ID: "5", Slug: "c", Lang: "zh-CN", Kind: "fault", Title: "别的"}, {ID: "6", Slug: "c", Lang: "en", Kind: "story", Title: "VLAN"},
	}})
	for _, c := range []struct {
		q    Query
		want string
	}{
		{Query{}, "1 2 3 4 6 of 5, fault 4|story 1, en 4|zh-CN 1"},
		{Query{Prefer: "zh-CN"}, "1 3 4 6 of 4, fault 3|story 1, en 4|zh-CN 1"}, // the Chinese twin of 6 is no hit
		{Query{Prefer: "en"}, "2 3 4 6 of 4, fault 3|story 1, en 4|zh-CN 1"},
		{Query{Prefer: "zh-CN", Kind: "fault"}, "1 3 4 of 3, fault 3|story 1, en 3|zh-CN 1"},
		{Query{Prefer: "zh-CN", Lang: "en"}, "2 3 4 6 of 4, fault 3|story 1, en 4|zh-CN 1"},
		{Query{Prefer: "fr"}, "1 2 3 4 6 of 5, fault 4|story 1, en 4|zh-CN 1"},
	} {
		c.q.Text = "vlan"
		r, err := x.Search(c.q)
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, h := range r.Hits {
			ids = append(ids, h.ID)
		}
		line := func(name string) string {
			var out []string
			for _, f := range r.Facets[name] {
				out = append(out, fmt.Sprint(f.Value, " ", f.N))
			}
			return strings.Join(out, "|")
		}
		if got := fmt.Sprintf("%s of %d, %s, %s", strings.Join(ids, " "), r.Total, line("kind"), line("lang")); got != c.want {
			t.Errorf("%+v: %s, want %s", c.q, got, c.want)
		}
	}
}

func TestVendorOfAModel(t *testing.T) {
	for model, want := range map[string]string{
		"RG-AP720-L": "锐捷 Ruijie", "S5735-L24P4X": "华为 Huawei", "S5560X": "新华三 H3C", "AR6300": "华为 Huawei", "Arista 7050": "", "ＡＣ６５０８": "华为 Huawei",
		"FortiGate 100F": "飞塔 Fortinet", "MX204": "瞻博 Juniper", "MSR 3600": "新华三 H3C", "MSA 2060": "惠普 HPE", "C9300": "思科 Cisco", "华为": "华为 Huawei", "H3C S5130": "新华三 H3C", "": "", "路由器": "", "-": "",
	} {
		if got := VendorOf(model); got != want {
			t.Errorf("%q: %q, want %q", model, got, want)
		}
	}
}
