package demo

import "fmt"

func (b *builder) customers() {
	phone := 0
	next := func() string { phone++; return fmt.Sprintf("138-0000-%04d", 2000+phone) }
	for i, team := range []string{teamA, teamB} {
		for _, c := range [][]customer{placesA, placesB}[i] {
			b.add("customers", customerID(c.key), map[string]any{
				"name": c.name, "team": team, "industry": c.industry, "size": c.size, "level": c.level, "sales": person("sales"), "notes": c.notes,
			})
			for _, s := range c.sites {
				b.site(c, s, team)
				b.contact(s.key, c.key, s.key, s.contact, s.contactRole, s.technical, s.tellHow, next())
			}
			if c.leader != "" {
				b.contact(c.key+" leader", c.key, "", c.leader, "leader", "none", "只讲结果、影响和多久，用打比方的办法", next())
			}
			if c.buyer != "" {
				b.contact(c.key+" buyer", c.key, "", c.buyer, "buyer", "none", "邮件，附清单与价格", next())
			}
		}
	}
}

func (b *builder) site(c customer, s site, team string) {
	b.add("sites", siteID(s.key), map[string]any{
		"customer": customerID(c.key), "team": team, "name": s.name, "address": s.address, "accessWindow": s.access, "parking": s.parking,
		"room": s.room, "notes": s.notes, "geo": map[string]any{"lat": s.lat, "lng": s.lng},
	})
	b.assets(c, s)
}

func (b *builder) contact(key, customer, site, name, role, technical, tellHow, phone string) {
	ref := ""
	if site != "" {
		ref = siteID(site)
	}
	b.add("contacts", contactID(key), map[string]any{
		"customer": customerID(customer), "site": ref, "name": name, "phone": phone, "role": role, "technicalLevel": technical, "tellHow": tellHow,
	})
}
