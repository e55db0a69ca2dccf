package demo

import (
	"fmt"
	"time"

	"lutong/hooks/job"
)

// What the work of these months taught the knowledge base: articles that were used on jobs, two that wait to be written, and what people
// searched for.

// words are what engineers said who were not helped.
var words = []string{"没写这个型号怎么进恢复模式", "命令是另一家的写法", "现象不一样：我这里是间断的", ""}

// uses are what an engineer did with the article of a job: read it after arriving, used it, and mostly said whether it helped.
func (b *builder) uses(s sheet, number, article string, t *timeline) {
	if article == "" || t.engineer == "" {
		return
	}
	d := diceOf("uses " + s.key)
	say := func(kind, note, after string, minutes int) {
		at, err := time.Parse(time.RFC3339, t.at(after))
		if err != nil {
			return // it has not come to that
		}
		at = at.Add(time.Duration(minutes) * time.Minute)
		if at.After(b.now) {
			return
		}
		b.add("articleUses", id("use "+s.key+" "+kind), map[string]any{
			"article": article, "job": jobID(s.key), "kind": kind, "note": note, "number": number, "by": t.engineer,
			"at": job.Time(at.Add(clockError(t.engineer))), "correctedAt": job.Time(at), "receivedAt": job.Time(at.Add(2 * time.Second)),
		})
	}
	say("read", "", "arrived", 3)
	if d.below(8) == 0 {
		return
	}
	say("used", "", "restored", 1)
	switch n := d.below(10); {
	case n < 6:
		say("helped", "", "fixed", 4)
	case n < 8:
		say("notHelped", pick(d, words), "fixed", 4)
	}
}

// proposals are two articles that engineers proposed, one of them sent to review, and nobody has come to since.
func (b *builder) proposals() {
	for _, p := range []struct{ key, state, slug, title, owner string }{
		{"nat-k3", "draft", "nat-mapping-not-saved", "停电之后端口映射没了：配置没有保存", "F"},
		{"qos-e1", "inReview", "backup-fills-uplink", "开盘行情卡顿：录像云备份占满上行", "E"},
	} {
		for _, s := range sheets() {
			if s.key != p.key {
				continue
			}
			b.add("articles", jobID(s.key), map[string]any{
				"slug": p.slug, "lang": "zh-CN", "kind": "fault", "level": "engineer", "title": p.title, "confidence": p.state, "owner": person(p.owner),
				"symptoms": []string{p.title}, "phase": s.prevented,
				"body": fmt.Sprintf("## 先恢复\n\n%s\n\n## 原因\n\n%s\n\n## 修复\n\n%s\n\n## 预防\n\n%s\n\n## 讲给客户听\n\n> %s\n", s.workaround, s.cause, s.fix, s.prevention, s.story),
			})
		}
	}
}

// Search is one search that somebody of a role made, some days ago.
type Search struct {
	ID, Query, Role, Lang string
	Days, Hits            int
	Opened                string // slug; "" for none
	Position              int
	Solved, Again         bool
}

// Searches are what people looked for in these months.
func Searches() []Search {
	var all []Search
	for _, s := range []struct {
		query, role, opened string
		times, hits, first  int // the first was so many days ago
		solved, again       bool
	}{
		{"ap 掉线 capwap", "engineer", "ap-ac-capwap-blocked", 9, 12, 80, true, false},
		{"poe 供电不足", "engineer", "poe-budget-exceeded", 5, 6, 66, true, false},
		{"dhcp 地址不够", "engineer", "dhcp-pool-exhausted", 6, 8, 71, true, false},
		{"环路", "engineer", "loop-broadcast-storm", 4, 9, 40, false, false},
		{"怎么跟客户说", "engineer", "training-tell-the-customer", 3, 5, 33, false, false},
		{"光衰太大", "engineer", "optical-module-dirty", 3, 4, 28, false, true},
		{"打印机 脱机", "engineer", "", 7, 9, 62, false, false},
		{"打印机脱机", "dispatcher", "", 3, 9, 30, false, false},
		{"人脸闸机 掉线", "engineer", "", 5, 28, 25, false, false},
		{"zigbee", "engineer", "", 6, 0, 18, false, false},
		{"Zigbee", "dispatcher", "", 2, 0, 20, false, false},
		{"鸿蒙", "engineer", "", 4, 0, 21, false, false},
		{"mdm", "engineer", "", 3, 0, 26, false, false},
		{"微信打不开 其他正常", "engineer", "dns-slow-or-failing", 4, 7, 44, false, true},
		{"ipv6 获取不到", "engineer", "", 4, 15, 55, false, false},
		{"保修期怎么查", "sales", "", 3, 3, 37, false, false},
		{"勒索病毒 第一步", "manager", "emergency-ransomware-first-hour", 2, 3, 12, false, false},
		{"管理口密码忘了", "engineer", "", 3, 2, 9, false, false},
		{"switch stack split", "engineer", "stack-split", 2, 4, 15, false, false},
	} {
		d := diceOf("searched " + s.query + s.role)
		for i := range s.times {
			days := s.first * (s.times - i) / s.times
			all = append(all, Search{
				ID: id(fmt.Sprint("search ", s.query, s.role, i)), Query: s.query, Role: s.role, Lang: "zh-CN", Days: days, Hits: s.hits,
				Opened: s.opened, Position: d.between(1, 3), Solved: s.solved && d.below(3) > 0, Again: s.again && d.below(4) > 0,
			})
		}
	}
	return all
}
