package demo

import "fmt"

// The two branches.
var (
	teamA = id("team 1")
	teamB = id("team 2")
)

func (b *builder) teams() {
	sla := func(factor float64) map[string]any {
		row := func(respond, restore float64) map[string]any {
			return map[string]any{"respondMinutes": respond * factor, "restoreMinutes": restore * factor}
		}
		return map[string]any{"urgent": row(10, 120), "high": row(20, 240), "normal": row(60, 480), "low": row(240, 2880)}
	}
	b.add("teams", teamA, map[string]any{"name": "江城服务部", "region": "江城", "silenceMinutes": 20.0, "sla": sla(1)})
	b.add("teams", teamB, map[string]any{"name": "海州服务部", "region": "海州", "silenceMinutes": 30.0, "sla": sla(1.5)})
}

// staff are the people. Engineers are named by their letter everywhere in this package.
var staff = []struct {
	key, name, email, role string
	teams                  []string
}{
	{"A", "小A", "a.chen", "engineer", []string{teamA}},
	{"B", "李博", "b.li", "engineer", []string{teamA}},
	{"C", "王诚", "c.wang", "engineer", []string{teamA}},
	{"D", "赵丹", "d.zhao", "engineer", []string{teamA}},
	{"E", "孙阳", "e.sun", "engineer", []string{teamB}},
	{"F", "吴凡", "f.wu", "engineer", []string{teamB}},
	{"G", "郑刚", "g.zheng", "engineer", []string{teamB}},
	{"H", "钱浩", "h.qian", "engineer", []string{teamB}},
	{"dispatcher1", "刘静", "j.liu", "dispatcher", []string{teamA}},
	{"dispatcher2", "何凯", "k.he", "dispatcher", []string{teamB}},
	{"trainer", "唐敏", "t.tang", "trainer", []string{teamA, teamB}},
	{"sales", "沈悦", "s.shen", "sales", []string{teamA, teamB}},
	{"manager", "马峰", "m.ma", "manager", []string{teamA, teamB}},
	{"trainer2", "严青", "q.yan", "trainer", []string{teamA, teamB}}, // reviews what the other one wrote
}

// person is the id of somebody of the staff.
func person(key string) string { return id("person " + key) }

func dispatcherOf(team string) string {
	if team == teamA {
		return person("dispatcher1")
	}
	return person("dispatcher2")
}

func (b *builder) people() {
	teamNames := map[string]string{teamA: "江城服务部", teamB: "海州服务部"}
	for i, p := range staff {
		a := Account{
			ID: person(p.key), Role: p.role, Email: p.email + "@demo.lutong", Password: Password, Name: p.name,
			Team: teamNames[p.teams[0]], Teams: p.teams, Lang: "zh-CN", Phone: fmt.Sprintf("139-0000-%04d", 1001+i),
		}
		b.accounts = append(b.accounts, a)
		b.add("users", a.ID, map[string]any{"name": a.Name, "role": a.Role, "teams": a.Teams, "lang": a.Lang, "phone": a.Phone})
	}
}
