package demo

// works are the rest of the service catalogue, done.
func works() []sheet {
	return []sheet{
		{key: "inspect-h1", site: "h1", kind: "inspection", phase: "operation", priority: "normal", status: "closed", who: "A", days: 30, at: "09:00", plan: 1440, travel: 30, restore: 150,
			title: "季度巡检：总部大楼", description: "按巡检单查核心、防火墙、AC、AP、UPS，导出配置，核对台账。", assets: []string{"core", "firewall", "ac", "ups"},
			fix: "46 台 AP 在线 46；核心两路电源正常；UPS 电池内阻正常；防火墙策略 312 条，其中 41 条半年无命中，已列表交何主任。", prevention: "建议策略变更抄送我们：AP 与 AC 之间正好隔着这台防火墙。", notes: "已当面提醒何主任：改策略前先看 UDP 5246/5247。", rating: &rating{"yes", 5, 5, 0, 0, ""}},
		{key: "upgrade-b1", site: "b1", kind: "upgrade", phase: "upgrade", priority: "normal", status: "closed", who: "BD", days: 61, at: "10:00", plan: 3600, travel: 40, restore: 210,
			title: "总行核心交换机软件升级", description: "变更单 BG-0926，22:00 窗口，双机轮流升级，业务不断。", assets: []string{"core"},
			fix: "R6653P05 升级完成，先备后主，切换丢包 2 个；邻居、聚合、VRRP 与升级前一致，配置差异已存档。", notes: "回退包与旧版本留在 flash。", rating: &rating{"yes", 5, 5, 0, 0, "流程严谨"}},
		{key: "guarantee-g1", site: "g1", kind: "guarantee", phase: "operation", priority: "high", status: "closed", who: "CD", days: 165, at: "09:00", plan: 4320, travel: 25, restore: 560,
			title: "报名周重保：政务大厅", description: "报名首日现场值守 8:00–18:00，两人，备 AP 一台、交换机一台、光模块两只，每小时报一次平安。", impact: "两万名家长，窗口与网上同时报名。", assets: []string{"firewall", "switch1", "ac"},
			fix: "全天无中断；11 点自助区终端数到 180，临时开启第二台 AP 分担。", notes: "每小时一报，共十次，全部平安。", rating: &rating{"yes", 5, 5, 0, 0, "一杯水都没顾上喝"}},
		{key: "install-c1", site: "c1", kind: "installation", phase: "implementation", priority: "normal", status: "closed", who: "EF", days: 125, at: "09:30", plan: 5760, travel: 30, restore: 400,
			title: "实训楼新装 12 台 AP", description: "三层实训室每间一台，走顶部桥架，标签按楼层房号。", assets: []string{"switch1", "ac", "ap1", "ap2", "ap3"},
			fix: "12 台全部上线，走一遍测速，最弱处 -63 dBm；线缆标签、点位图、账号已移交。", notes: "包装箱、线头、铅笔印全部带走。", rating: &rating{"yes", 5, 5, 0, 0, "地擦得比来之前干净"}},
		{key: "training-u1", site: "u1", kind: "training", phase: "handover", priority: "low", status: "closed", who: "D", days: 104, at: "14:00", plan: 7200, travel: 30, restore: 120,
			title: "图书馆值班老师现场培训", description: "教四件事：看灯、重启顺序、报修怎么说、应急卡怎么用。", assets: []string{"ac"},
			fix: "到 9 人，每人亲手做一遍 AP 断电重启与应急卡第一步；答卷平均 92 分。", notes: "方老师问“为什么重启就好”，已记为试题。", rating: &rating{"yes", 5, 5, 0, 0, "从来没有人这样教过我们"}},
	}
}
