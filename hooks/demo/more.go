package demo

import (
	"fmt"
	"iter"
	"strings"
	"time"

	"lutong/hooks/job"
)

// more makes n jobs for measuring, about 2.3 kB of JSON each: new, the first team's, nobody's. Every one is made when it is asked for.
func more(today time.Time, n int) iter.Seq[Record] {
	own := len(sheets())
	return func(yield func(Record) bool) {
		for i := range n {
			if !yield(moreJob(today, i, own+i+1)) {
				return
			}
		}
	}
}

func moreJob(today time.Time, i, n int) Record {
	d := dice(uint64(i)*0x2545f4914f6cdd1d + 11)
	c := pick(&d, placesA)
	s := pick(&d, c.sites)
	kit := stands[s.size]
	a := kit[d.below(len(kit))]
	created := today.Add(-time.Duration(i%1_000_000) * 61 * time.Second)
	return Record{Collection: "jobs", ID: moreID(&d), Fields: map[string]any{
		"number": number(created, n), "createdAt": job.Time(created), "team": teamA, "kind": pick(&d, []string{"fault", "inspection", "change", "monitoring", "environment"}),
		"phase": "operation", "customer": customerID(c.key), "site": siteID(s.key), "contact": contactID(s.key), "assets": []string{assetID(s.key + "/" + a.key)},
		"title": pick(&d, moreWhere) + a.name + pick(&d, moreWhat) + fmt.Sprintf(" #%d", n), "priority": pick(&d, []string{"low", "normal", "normal", "high"}),
		"description": prose(&d, 150), "impact": prose(&d, 45), "notes": prose(&d, 280), "assignees": []string{}, "pressure": map[string]any{},
	}}
}

// moreID is an id like any device would make.
func moreID(d *dice) string {
	out := make([]byte, 15)
	for i := range out {
		out[i] = idAlphabet[d.below(len(idAlphabet))]
	}
	return string(out)
}

// prose strings clauses together until there are at least so many characters.
func prose(d *dice, characters int) string {
	var b strings.Builder
	for n := 0; n < characters; {
		clause := pick(d, moreWhen) + pick(d, moreWhere) + pick(d, moreThing) + pick(d, moreWhat) + pick(d, moreThen)
		b.WriteString(clause)
		n += len([]rune(clause))
	}
	return strings.TrimRight(b.String(), "，；。") + "。"
}

var (
	moreWhen  = strings.Fields("今早 上午 午饭后 下午三点 傍晚 昨夜 换班时 开门前 这两天 上周起 偶尔 每隔半小时 雨后 搬桌子以后 停电以后 升级以后")
	moreWhere = strings.Fields("一层大厅 三楼东头 会议室 值班室 机房 走廊 地下车库 库房 收费窗口 实验室 食堂 门诊 阅览区 车间测量室 档案室 前台")
	moreThing = strings.Fields("无线 交换机上联口 光猫 语音话机 打印机 摄像头 门禁 叫号屏 投屏盒 扫描枪 UPS 温度探头 认证页面 专线 网线 配线架 控制器 自助机")
	moreWhat  = strings.Fields("时断时续 信号只有一格 拿不到地址 灯不亮 丢包一成 认证失败 速率只有十兆 频繁重启 温度偏高 风扇有响声 CRC缓慢增长 打不开网页 告警未清 标签脱落 端口闲置 需要复核配置")
	moreThen  = []string{"，重启后好一阵又来。", "，换线现象不变；", "，已先用备用口。", "，旁边一台正常，", "，等客户空下来再查。", "，照片稍后补。", "，日志里有告警。", "，不影响收费，", "，请带测线仪。", "，联系值班人员开门。"}
)
