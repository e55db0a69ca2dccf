package demo

import (
	"fmt"

	"lutong/hooks/job"
)

// model is one product as it is written on its label.
type model struct{ vendor, name, firmware, serial string }

// kits are the products found at a customer's, by kind of equipment.
var kits = map[string]map[string]model{
	"huawei": {
		"router": {"华为", "AR6140E-9G-2AC", "V300R021C10SPC300", "2102353"}, "firewall": {"华为", "USG6555E", "V600R021C00SPC100", "2102354"},
		"core": {"华为", "S6730-H24X6C", "V200R021C10SPC600", "2102355"}, "switch": {"华为", "S5735-L24P4X-A1", "V200R021C10SPC600", "2102356"},
		"ac": {"华为", "AC6508", "V200R021C00SPC200", "2102357"}, "ap": {"华为", "AirEngine 5760-51", "V200R021C00SPC200", "2150083"},
		"ups": {"华为", "UPS2000-G-3KRTL", "V100R002", "2102310"}, "server": {"超聚变", "FusionServer 2288H V6", "iBMC 3.03", "2102313"},
	},
	"h3c": {
		"router": {"新华三", "MSR3610-X1", "CMW7 R6728P27", "219801A"}, "firewall": {"新华三", "SecPath F1000-AI-35", "CMW7 R8860P19", "219801A"},
		"core": {"新华三", "S6520X-30QC-EI", "CMW7 R6653P05", "219801A"}, "switch": {"新华三", "S5130S-28P-PWR-EI", "CMW7 R6343P08", "219801A"},
		"ac": {"新华三", "WX3520X", "CMW7 R5625P01", "219801A"}, "ap": {"新华三", "WA6320", "CMW7 R2592P02", "219801A"},
		"ups": {"山特", "C3KS", "V2.1", "H1908"}, "server": {"新华三", "UniServer R4900 G5", "HDM 3.12", "210235A"},
	},
	"ruijie": {
		"router": {"锐捷", "RG-EG3250", "EG_RGOS 11.9(1)B11", "G1NW"}, "firewall": {"锐捷", "RG-WALL 1600-Z3200-S", "NGFW_NTOS 1.0R6", "G1QH"},
		"core": {"锐捷", "RG-S5760C-24GT8XS-X", "S5760C_RGOS 12.5(4)B0701", "G1RU"}, "switch": {"锐捷", "RG-S2910-24GT4XS-UP-H", "S29_RGOS 11.4(1)B74P7", "G1SK"},
		"ac": {"锐捷", "RG-WS6008", "AC_RGOS 11.9(6)W3B3", "G1LQ"}, "ap": {"锐捷", "RG-AP820-L(V3)", "AP_RGOS 11.9(6)W3B3", "G1MD"},
		"ups": {"山特", "C3KS", "V2.1", "H1907"}, "server": {"浪潮", "NF5280M6", "BMC 4.26", "2199"},
	},
	"sangfor": {
		"router": {"华为", "AR6121E", "V300R021C10SPC300", "2102353"}, "firewall": {"深信服", "AF-1000-FH1600A", "AF 8.0.85", "SF19"},
		"core": {"新华三", "S5560X-30C-EI", "CMW7 R6628P33", "219801A"}, "switch": {"新华三", "S5130S-28P-PWR-EI", "CMW7 R6343P08", "219801A"},
		"ac": {"新华三", "WX2540H", "CMW7 R5456P02", "219801A"}, "ap": {"新华三", "WA6120", "CMW7 R2592P02", "219801A"},
		"ups": {"APC", "SRT3000XLI", "UPS 16.5", "AS21"}, "server": {"联想", "ThinkSystem SR650 V2", "XCC 2.80", "J30"},
	},
	"tplink": {
		"router": {"TP-LINK", "TL-R5408PE-AC", "2.0.4", "1229"}, "switch": {"TP-LINK", "TL-SG2210P", "3.0.1", "1230"},
		"ap": {"TP-LINK", "TL-AP3002GC-PoE", "2.0.8", "1231"},
	},
}

// stand is one piece of equipment at a site; parent is the place in the same list of what it hangs on, or -1.
type stand struct {
	key, kind, name, place string
	parent                 int
}

// stands says what a site of each size has, from the line in from the street down to the ceilings.
var stands = map[byte][]stand{
	'L': {
		{"router", "router", "出口路由器", "主机房", -1}, {"firewall", "firewall", "边界防火墙", "主机房", 0}, {"core", "core", "核心交换机", "主机房", 1},
		{"ac", "ac", "无线控制器", "主机房", 2}, {"switch1", "switch", "接入交换机 1", "低区弱电间", 2}, {"switch2", "switch", "接入交换机 2", "高区弱电间", 2},
		{"ap1", "ap", "AP 一层大厅", "一层吊顶", 4}, {"ap2", "ap", "AP 会议室 1", "会议区吊顶", 5}, {"ap3", "ap", "AP 会议室 2", "会议区吊顶", 5},
		{"ap4", "ap", "AP 办公区", "办公区吊顶", 4}, {"ups", "ups", "UPS", "主机房", -1}, {"server", "server", "业务服务器", "主机房", 2},
	},
	'M': {
		{"firewall", "firewall", "出口防火墙", "机房", -1}, {"switch1", "switch", "汇聚交换机", "机房", 0}, {"ac", "ac", "无线控制器", "机房", 1},
		{"ap1", "ap", "AP 东侧", "东侧走廊", 1}, {"ap2", "ap", "AP 西侧", "西侧走廊", 1}, {"ap3", "ap", "AP 中庭", "中庭", 1}, {"ups", "ups", "UPS", "机房", -1},
	},
	'S': {
		{"router", "router", "出口路由器", "设备柜", -1}, {"switch1", "switch", "PoE 交换机", "设备柜", 0}, {"ap1", "ap", "AP 前厅", "前厅", 1}, {"ap2", "ap", "AP 后区", "后区", 1},
	},
}

// assetID is the id of a piece of equipment: "h1/ap2".
func assetID(key string) string { return id("asset " + key) }

func (b *builder) assets(c customer, s site) {
	for i, st := range stands[s.size] {
		key := s.key + "/" + st.key
		d := diceOf(key)
		m := kits[c.vendor][st.kind]
		kind := st.kind
		if kind == "core" {
			kind = "switch"
		}
		parent := ""
		if st.parent >= 0 {
			parent = assetID(s.key + "/" + stands[s.size][st.parent].key)
		}
		installed := b.midnight().AddDate(0, -d.between(4, 62), -d.below(28))
		b.add("assets", assetID(key), map[string]any{
			"site": siteID(s.key), "parent": parent, "kind": kind, "name": st.name, "vendor": m.vendor, "model": m.name, "firmware": m.firmware,
			"serial": fmt.Sprintf("%s%08d", m.serial, d.below(1e8)), "ip": address(s.key, st.kind, i), "place": st.place,
			"installed": job.Time(installed), "warrantyEnd": job.Time(installed.AddDate(3, 0, 0)), "state": assetState(key), "qr": "LT-" + s.key + "-" + st.key,
			"notes": assetNotes[key],
		})
	}
}

// address is the management address; a UPS has none.
func address(site, kind string, i int) string {
	if kind == "ups" {
		return ""
	}
	net := int(site[0])*7%200 + int(site[1]-'0')
	return fmt.Sprintf("10.%d.%d.%d", net, map[string]int{"ap": 20, "server": 30}[kind], 10+i)
}

func assetState(key string) string {
	switch key {
	case "c2/switch1", "h3/ac":
		return "faulty"
	case "b1/switch2":
		return "spare"
	}
	return "inService"
}

var assetNotes = map[string]string{
	"h1/firewall": "策略由客户安全组维护，改动不一定通知我们。改动记录在 日志→操作日志。",
	"h1/ac":       "直连核心 G0/0/23，管理 VLAN 100。AP 与 AC 之间隔着边界防火墙（搬机房以后形成的走法）。",
	"h1/ap2":      "18 层会议中心，装饰板后面，拆板要物业。",
	"h1/ap3":      "18 层会议中心，靠窗。",
	"h3/ac":       "业务板卡偶发重启，厂商备件在途。",
	"b1/switch2":  "冷备，同型号同版本，配置每季度同步一次。",
	"c2/switch1":  "风扇故障，已报修，弱电井没有空调。",
	"m3/switch1":  "雷击后更换，端口 7、8 曾损坏的是旧设备。",
}
