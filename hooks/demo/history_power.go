package demo

// power are closed faults of power, heat and weather.
func power() []sheet {
	return []sheet{
		{key: "ups-s1", site: "s1", kind: "fault", priority: "normal", status: "closed", who: "D", days: 83, at: "08:10", travel: 26, restore: 18, repair: 1460,
			title:       "开学第一天全楼没网，设备柜没有灯",
			description: "暑假后第一天，设备柜里什么灯都不亮，插座有电。", impact: "开学典礼要直播。", pressure: &pressure{"林老师", "邱校长", "开学典礼直播", "操场与礼堂的无线", 110}, assets: []string{"router", "switch1"},
			workaround: "绕过旧 UPS，设备直接接市电，直播先走起来。", cause: "旧 UPS 电池鼓包，假期停电后无法自启，输出关断。", side: "nobody", prevented: "operation", fix: "换一台 1 kVA 在线式 UPS，设置市电恢复自动开机。", prevention: "电池三年一换，写进巡检。",
			story: "应急灯的电池老了，停过一次电就再也亮不起来，还把后面的线路挡住了。先绕过去，再换新的。", article: "ups-power-transfer", understood: "yes", words: []string{"已出发，请先别动柜子里的电源"}, rating: &rating{"yes", 5, 5, 60, 45, "典礼没耽误"},
			parts: []part{{name: "山特 C1K 在线式 UPS", sku: "C1K", quantity: 1, unit: "台", serialIn: "H190822071436", out: "H160311050928"}}},
		{key: "thunder-m3", site: "m3", kind: "fault", priority: "normal", status: "closed", who: "G", days: 139, at: "07:50", travel: 40, restore: 45, repair: 2880, twist: "waited",
			title:       "雷雨夜后成品库两个摄像头和一个扫描口不通",
			description: "昨夜打雷，早上 7、8 口灯不亮。", impact: "出库扫描只剩一个口。", assets: []string{"switch1", "router"}, workaround: "换到 9、10 空口，先出库。",
			cause: "室外网线架空进库，没有防雷，感应雷打坏交换机两个口。", side: "nobody", prevented: "design", fix: "换同型号交换机，室外线加网络防雷器并接地，量接地电阻 3.2 欧。", prevention: "室外线一律穿管并加防雷器，或改光纤。",
			story: "打雷的时候，露在外面的线像伸出去的钓鱼竿，把电引进了屋。现在竿子上装了泄电的地线。", understood: "yes", rating: &rating{"yes", 4, 5, 120, 150, ""},
			parts: []part{{name: "接入交换机", quantity: 1, unit: "台", asset: "switch1", out: "210235640218C2000117"}, {name: "网络防雷器（RJ45）", quantity: 2, unit: "个"}}},
		{key: "heat-p1", site: "p1", kind: "fault", priority: "high", status: "closed", who: "B", days: 188, at: "02:15", travel: 25, restore: 30, repair: 420,
			title:       "信息科机房 38 ℃ 高温告警",
			description: "夜里温度从 24 升到 38，空调面板报高压。", impact: "再热服务器会自保关机，影响早上挂号。", pressure: &pressure{"信息科小田", "院办丁主任", "7:30 挂号", "HIS 服务器不能停", 300}, assets: []string{"server", "core"},
			workaround: "开门加两台风扇，关掉测试服务器，降到 31 ℃。", cause: "精密空调室外机被杨絮堵死，冷凝压力高保护。", side: "nobody", prevented: "operation", fix: "清洗室外机翅片，压力恢复，早上 9 点 23 ℃。", prevention: "飘絮的季节每周看一次室外机，巡检单已加。",
			story: "空调的鼻子被杨絮堵住了，喘不上气。洗干净鼻子就凉快了。", article: "emergency-machine-room-hot", understood: "yes", words: []string{"出门了，夜里不堵，20 分钟", "请先把门打开散热"}, rating: &rating{"yes", 5, 5, 60, 40, "夜里两点接电话没有一句怨言"}},
	}
}
