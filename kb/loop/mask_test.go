package loop

import "testing"

func TestMask(t *testing.T) {
	m := Masks{
		Names:  []string{"市第二中学", "张经理", "AP", "Acme Ltd"},
		Serial: func(w string) bool { return w == "CN12AB" },
		Known:  func(w string) bool { return w == "rgs6220h48xs4vsq8c" || w == "11.4.1.12" },
	}
	for query, want := range map[string]string{
		"AP 掉线 capwap":                  "AP 掉线 capwap",
		"%LINK-3-UPDOWN":                "%LINK-3-UPDOWN",
		"RG-AP720-L S5720-28P-SI-AC":    "RG-AP720-L S5720-28P-SI-AC",
		"udp 5246 5247 端口":              "udp 5246 5247 端口",
		"忘记密码怎么办":                       "忘记密码怎么办",
		"password recovery s5720":       "password recovery s5720",
		"市第二中学 无线 张经理":                  "[name] 无线 [name]",
		"Acme Ltd wifi":                 "[name] wifi",
		"admin 密码是 hello 登录不了":          "admin 密码是 [secret] 登录不了",
		"密码：Ruijie@123":                 "密码:[secret]",
		"telnet password Admin@huawei1": "telnet password [secret]",
		"psk=12345678 连不上":              "psk=[secret] 连不上",
		"打 13912345678 问":               "打 [phone] 问",
		"１３９-１２３４-５６７８":                 "[phone]",
		"010-62345678 投诉":               "[phone] 投诉",
		"a.b@example.com 收不到":           "[mail] 收不到",
		"ping 10.1.2.3 不通":              "ping [ip] 不通",
		"版本 11.4.1.12 有问题":              "版本 11.4.1.12 有问题",
		"00:1a:2b:3c:4d:5e 认证失败":        "[mac] 认证失败",
		"001a-2b3c-4d5e":                "[mac]",
		"G1K40AA001234 保修":              "[serial] 保修",
		"CN12AB 坏了":                     "[serial] 坏了",
		"rgs6220h48xs4vsq8c 光口":         "rgs6220h48xs4vsq8c 光口",
		"工单 202611210001 号":             "工单 [number] 号",
		"  wifi   slow  ":               "wifi slow",
	} {
		if got := Mask(query, m); got != want {
			t.Errorf("%q: %q, want %q", query, got, want)
		}
	}
}

func FuzzMask(f *testing.F) {
	f.Add("密码：Ruijie@123 13912345678", "张经理")
	f.Fuzz(func(t *testing.T, query, name string) {
		m := Masks{Names: []string{name}}
		once := Mask(query, m)
		if len(once) > 8*len(query)+16 {
			t.Errorf("%q grew to %q", query, once)
		}
		if phone.MatchString(once) {
			t.Errorf("a telephone number is left in %q", once)
		}
	})
}
