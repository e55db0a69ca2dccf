package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// The words that technicians' notes are made of. Random order compresses worse than real notes do, as in the peers' workload.
var words = strings.Fields(`交换机 路由器 防火墙 控制器 接入点 光模块 光纤 跳线 配线架 机柜 电源 风扇 端口 聚合链路 主控板 业务板 堆叠 心跳线 供电 天线
	信道 频段 漫游 认证 网关 域名 地址池 租约 默认路由 静态路由 邻居 环路 广播风暴 生成树 镜像 流量 带宽 时延 抖动 丢包 误码 告警 日志 抓包 版本 补丁 配置
	备份 回退 割接 巡检 验收 客户 值班员 信息科 机房 弱电间 楼层 病区 教学楼 收费窗口 门诊 生产线 仓库 会议室 领导 运营商 厂商 备件 工单 检查 更换 清洁
	重启 升级 调整 测试 测量 记录 拍照 确认 发现 定位 恢复 绕行 说明 建议 培训 移交 上午 下午 昨晚 目前 随后 同时 因为 所以 但是 如果 需要 无法 已经 暂时
	正常 异常 偶发 持续 严重 轻微 明显 左侧 右侧 三楼 五楼 东区 西区 主用 备用 双上行 单点 老化 松动 积灰 进水 过热 掉电 短路 断裂 弯折 标签 台账 密码 权限`)

const letters = "abcdefghijklmnopqrstuvwxyz0123456789"

// dice are random numbers that belong to a name and a number, the same in every run.
func dice(what string, n int) *rand.Rand {
	seed := uint64(14695981039346656037)
	for _, c := range what {
		seed = (seed ^ uint64(c)) * 1099511628211
	}
	return rand.New(rand.NewPCG(seed, uint64(n)))
}

// id makes the record id that belongs to a name and a number.
func id(what string, n int) string {
	r := dice("id "+what, n)
	out := make([]byte, 15)
	for i := range out {
		out[i] = letters[r.IntN(len(letters))]
	}
	return string(out)
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// prose is a run of words of at least so many characters.
func prose(r *rand.Rand, characters int) string {
	var b strings.Builder
	for n := 0; n < characters; {
		w := pick(r, words)
		switch n := r.IntN(100); {
		case n < 12:
			w += "，"
		case n < 20:
			w += pick(r, []string{"。", "；", "、"})
		case n < 25:
			w += fmt.Sprint(r.IntN(400))
		}
		b.WriteString(w)
		n += len([]rune(w))
	}
	return b.String()
}

var (
	priorities = []string{"low", "normal", "high", "urgent"}
	kinds      = []string{"fault", "inspection", "upgrade", "change", "training", "installation"}
	phases     = []string{"implementation", "trial", "operation", "support"}
	steps      = strings.Fields("核对台账与标签 检查指示灯 查看告警日志 测量光功率 检查电源与接地 清洁风扇滤网 备份当前配置 抓取流量样本 核对端口描述 检查聚合状态 确认漫游正常 测试业务访问 检查地址池余量 确认网管可达 整理线缆 拍照存档 更新标签 向客户说明 现场清理 客户签字确认")
	impacts    = strings.Fields("门诊收费窗口无法结算，排队增加 三楼教室无法上课用网 仓库手持终端掉线，发货变慢 会议室投屏中断，领导在场 个别工位偶发断网，可以绕行 暂无影响，计划内维护")
	firstDay   = time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC)
)

// small are the three fields that the small edits change: a choice, a short text, a time. The office files a sheet without them.
type small struct{ side, provisional, respond string }

var sides = []string{"ours", "customer", "carrier", "vendor", "nobody"}

func at(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// sheet is the i-th job of the workload, as a dispatcher files it: about 1,300 characters and 2,279 bytes of JSON once the server has
// added its own fields.
func sheet(i int) map[string]any {
	r := dice("sheet", i)
	start := firstDay.Add(time.Duration(r.IntN(200*48)) * 30 * time.Minute)
	site := siteOf(i)
	todo := make([]string, 10)
	for k := range todo {
		todo[k] = pick(r, steps)
	}
	return map[string]any{
		"team": id("team", 0), "customer": id("customer", site%customers), "site": id("site", site), "contact": id("contact", site),
		"assignees": []string{id("engineer", engineerOf(i))}, "title": pick(r, words) + pick(r, words) + "工单 #" + fmt.Sprint(10_000+i),
		"kind": pick(r, kinds), "phase": pick(r, phases), "priority": pick(r, priorities), "plannedStart": at(start), "plannedEnd": at(start.Add(2 * time.Hour)),
		"description": strings.Join(todo, "\n"), "notes": prose(r, 400), "impact": pick(r, impacts),
		"pressure": map[string]any{"who": "客户信息科", "business": pick(r, impacts), "deadline": at(start.Add(5 * time.Hour))},
	}
}

// The organisation around the sheets.
const (
	engineers = 40
	customers = 8
	sites     = 100
)

func engineerOf(job int) int { return job % engineers }
func siteOf(job int) int     { return int(dice("place", job).Uint64() % sites) }
