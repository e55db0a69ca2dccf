package demo

// edge are closed faults of the way out: firewalls, lines, names and certificates.
func edge() []sheet {
	return []sheet{
		{key: "ipsec-h1", site: "h1", kind: "fault", priority: "high", status: "closed", who: "A", days: 77, at: "13:30", travel: 32, restore: 25, repair: 20,
			title:       "总部与江北仓库 VPN 不通，仓库打不开 WMS",
			description: "中午运营商换线之后，仓库 WMS 全部超时，外网正常。", impact: "下午三车货发不出去。", pressure: &pressure{"何主任", "供应链副总", "下午发货", "仓库 WMS", 120}, assets: []string{"firewall", "router"},
			workaround: "仓库两台电脑先用 SSL VPN 客户端发货。", cause: "运营商把仓库公网地址换了，总部防火墙 IPsec 对端写死了旧地址，一阶段协商失败。", side: "carrier", prevented: "design", fix: "对端改用 FQDN 标识加 DDNS，隧道两分钟内重建。", prevention: "分支隧道一律不写死对端地址。",
			story: "两家约好互相寄包裹，对方搬了家没说，包裹一直寄到旧地址。这次改成认人不认地址，以后再搬也找得到。", understood: "yes", words: []string{"地铁上，信号不好，到站再说", "出站，走过来 12 分钟"}, rating: &rating{"yes", 5, 5, 60, 60, ""}},
		{key: "session-v2", site: "v2", kind: "fault", priority: "high", status: "closed", who: "H", days: 101, at: "10:30", travel: 37, restore: 16, repair: 75,
			title:       "分中心上网一顿一顿，路由器 CPU 95%",
			description: "所有窗口网页打开一半，重启出口好十分钟又坏。", impact: "办件慢，群众意见大。", assets: []string{"router", "switch1"}, workaround: "按源地址限制单机会话 300 条，业务立刻恢复。",
			cause: "一台值班室旧电脑中了扫描木马，每秒新建上千条到外网 445 端口的会话，会话表 6 万条打满。", side: "customer", prevented: "operation", fix: "拔网、交信息科重装；出口封 445/135/139，单机会话上限保留。", prevention: "会话数进监控，过 70% 告警。",
			story: "有一个人不停地拨电话，把总机的线全占了，别人打不进来。先限制每人只能占几条，再去找那个人。", article: "firewall-session-table-full", understood: "yes", rating: &rating{"yes", 4, 5, 60, 70, ""}},
		{key: "cert-u3", site: "u3", kind: "fault", priority: "normal", status: "closed", who: "C", days: 14, at: "00:20", travel: 0, restore: 35, repair: 15,
			title:       "教师 SSL VPN 提示证书不受信任，手机客户端直接拒绝",
			description: "零点以后所有人登录 VPN 都报证书过期。", impact: "寒假前评阅系统只能走 VPN，有老师在国外。", assets: []string{"firewall"}, workaround: "", cause: "网关证书有效期到昨晚 24 点，续期邮件发给了已经调离的老师。", side: "customer", prevented: "handover",
			fix: "远程换上新签发的一年期证书，中级证书一并补齐，三种客户端验证通过。", prevention: "证书到期日写进台账，提前 45 天由系统提醒两个人。", story: "门卡昨晚十二点到期，人还是那个人，卡不认了。换了新卡，又让两个人记着下次到期的日子。", article: "time-sync-certificates", understood: "yes", notes: "值班远程处理，未到现场。", rating: &rating{"yes", 5, 5, 60, 30, "半夜也有人"}},
		{key: "nat-k3", site: "k3", kind: "fault", priority: "high", status: "closed", who: "F", days: 34, at: "13:45", travel: 19, restore: 17, repair: 15,
			title:       "停电之后体检报告传不到县医院",
			description: "中午跳闸来电后，上网正常，报告上传失败。", impact: "下午单位体检 60 人等报告。", pressure: &pressure{"小艾", "体检中心主任", "单位体检出报告", "报告上传", 120}, assets: []string{"router"},
			workaround: "报告先拷到加密 U 盘由专人送。", cause: "上次新增的端口映射没有保存配置，断电重启后丢失。是我方当时没有保存。", side: "ours", prevented: "implementation", fix: "重建映射并保存，导出配置备份到服务台；给设备加了一台小 UPS。", prevention: "离场检查单“配置已保存并导出”不打勾不能签字。",
			story: "上次在黑板上写的路线没有抄到本子上，一停电黑板擦了。这次抄到本子上，还多抄了一份。", article: "howto-safe-change-window", understood: "yes", rating: &rating{"yes", 5, 4, 60, 50, "希望不要再忘"}},
		{key: "qos-e1", site: "e1", kind: "fault", priority: "high", status: "closed", who: "E", days: 58, at: "10:02", travel: 21, restore: 14, repair: 330,
			title:       "开盘后行情卡顿，收盘以后正常",
			description: "9:30 到 11:30 客户看行情一卡一卡，下午好一些。", impact: "有客户在大厅拍桌子。", pressure: &pressure{"小季", "营业部韩总", "开盘行情", "大厅行情机 8 台", 30}, assets: []string{"router", "switch1"},
			workaround: "先把占用最大的一台主机限速 2 兆，行情立刻顺。", cause: "监控录像新加了云备份，每天 9 点开始上传，把 50 兆专线上行占满。", side: "customer", prevented: "requirements", fix: "收盘后改录像备份到 22 点以后，出口给行情端口做优先队列。", prevention: "线路利用率曲线每月发给营业部。",
			story: "早高峰有一队搬家公司的大车占满了路。让大车夜里再走，再给急救车留一条道。", understood: "yes", rating: &rating{"yes", 5, 5, 20, 35, ""}},
		{key: "dns-c3", site: "c3", kind: "fault", priority: "normal", status: "closed", who: "E", days: 9, at: "09:15", travel: 18, restore: 15, repair: 10,
			title:       "食堂刷卡机能刷，充值页面打不开",
			description: "微信充值转圈半分钟才出来，有时出不来。", impact: "饭点前学生充不了饭卡。", assets: []string{"router"}, workaround: "路由器临时把 DNS 指到学校内网服务器。",
			cause: "出口配置的两个公共 DNS 有一个已停止服务，每次都先等它超时 5 秒。", side: "nobody", prevented: "operation", fix: "换成运营商与学校两个 DNS，解析 12 毫秒。", prevention: "巡检单加一项：两个 DNS 分别测。",
			story: "问路总先问一个已经搬走的人，等半天没人答，再去问第二个。把第一个换成在家的人就快了。", article: "story-dns-signpost", understood: "yes", rating: &rating{"yes", 5, 5, 60, 40, ""}},
	}
}
