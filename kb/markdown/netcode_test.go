package markdown

import (
	"html"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

// Each row is a line and what has to be in which class, in order.
func TestConfigurationAndLogsAreColoured(t *testing.T) {
	for _, row := range []struct{ lang, line, want string }{
		{"cli", "<HUAWEI>display version", "gp <HUAWEI>|k display"},
		{"cli", "[SW-vlan10] undo shutdown", "gp [SW-vlan10]|kr undo|kr shutdown"},
		{"cli", "[*HUAWEI-GigabitEthernet1/0/1]commit", "gp [*HUAWEI-GigabitEthernet1/0/1]|k commit"},
		{"cisco", "SW#show ip route", "gp SW#|k show"},
		{"ios", "SW(config-if)# no shutdown", "gp SW(config-if)#|kr no|kr shutdown"},
		{"fortios", "FGT (global) # get system status", "gp FGT (global) #|k get"},
		{"cli", "Ruijie> enable", "gp Ruijie>|k enable"},
		{"cli", "$ ping 10.0.0.1", "gp $|k ping|mh 10.0.0.1"},
		{"cli", "admin@fw:~$ ssh 10.0.0.1", "gp admin@fw:~$|k ssh|mh 10.0.0.1"},
		{"cli", "# 华为 interface", "c1 # 华为 interface"},
		{"cli", "! Cisco", "c1 ! Cisco"},
		{"cli", "  ; 注释", "c1 ; 注释"},
		{"cli", "description a#b !c", "k description"},
		{"cli", "display vrrp verbose          # 新平台", "k display|c1           # 新平台"},
		{"cli", "save # 保存", "k save"},
		{"huawei", "interface GigabitEthernet 0/0/24", "k interface|nc GigabitEthernet 0/0/24"},
		{"h3c", "interface Ten-GigabitEthernet1/0/49", "k interface|nc Ten-GigabitEthernet1/0/49"},
		{"cli", "interface Vlanif10", "k interface|nc Vlanif10"},
		{"cli", "interface Eth-Trunk 1", "k interface|nc Eth-Trunk 1"},
		{"cli", "show run int Gi0/1.100", "k show|nc Gi0/1.100"},
		{"cli", "display interface 10GE1/0/1", "k display|k interface|nc 10GE1/0/1"},
		{"cli", ` set interface "port1"`, `k set|k interface|s2 "port1"`},
		{"cli", "diagnose hardware deviceinfo nic port1", "k diagnose|nc port1"},
		{"cli", " network 10.1.10.0 0.0.0.255", "mh 10.1.10.0|mh 0.0.0.255"},
		{"cli", "ip route-static 10.0.0.0/8 10.0.0.1", "k ip|mh 10.0.0.0/8|mh 10.0.0.1"},
		{"cli", "ipv6 address 2001:db8::1/64", "k ipv6|mh 2001:db8::1/64"},
		{"cli", "ping ::1", "k ping|mh ::1"},
		{"cli", "display mac-address 0011-2233-4455", "k display|mh 0011-2233-4455"},
		{"cli", "show mac address aabb.ccdd.eeff", "k show|mh aabb.ccdd.eeff"},
		{"cli", "netsh add 00-11-22-33-44-55", "mh 00-11-22-33-44-55"},
		{"cli", "clock timezone BJ add 08:00:00", "ld 08:00:00"},
		{"cli", "rule 5 deny tcp destination-port eq 445", "k rule|m 5|kr deny|k eq|m 445"},
		{"cli", "no ip nat service sip", "kr no|k ip"},
		{"cli", "ping <IP> {count}", "k ping|nv <IP>|nv {count}"},
		{"cli", "channel 40MHz 12.5dBm 30% 2.5 30分钟", "m 40MHz|m 12.5dBm|m 30%|m 2.5|m 30"},
		{"cli", "ap-name AP-3F-01 no-such node", ""},
		{"cli", "schedule V200R021C00 1.3.6.1.2.1.33", ""},
		{"log", "Nov 21 10:42:01 SW1 %LINK-3-UPDOWN: Interface GigabitEthernet0/1, changed state to down", "ld Nov 21 10:42:01|gr %LINK-3-UPDOWN|nc GigabitEthernet0/1|gr down"},
		{"syslog", "2026-11-21T10:42:01.123+08:00 10.0.0.1 link up", "ld 2026-11-21T10:42:01.123+08:00|mh 10.0.0.1|gi up"},
		{"log", "%%01IFNET/4/IF_STATE(l)[5]: Interface GE1/0/1 has turned into DOWN state.", "na %%01IFNET/4/IF_STATE|m 5|nc GE1/0/1|gr DOWN"},
		{"log", "%SYS-5-CONFIG_I: Configured from console", "k %SYS-5-CONFIG_I"},
		{"log", "WARN: 97% of memory, mac aa:bb:cc:dd:ee:ff", "na WARN|m 97%|mh aa:bb:cc:dd:ee:ff"},
		{"log", `critical: peer "HQ" 2001:db8::2 timeout`, `gr critical|s2 "HQ"|mh 2001:db8::2|gr timeout`},
		{"text", "interface GigabitEthernet0/0/1", ""},
	} {
		out, err := Render("```"+row.lang+"\n"+row.line+"\n```", Options{})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, span := range regexp.MustCompile(`<span class="([a-z0-9]+)">([^<]*)</span>`).FindAllStringSubmatch(out, -1) {
			if text := strings.Trim(html.UnescapeString(span[2]), "\n"); text != "" {
				got = append(got, span[1]+" "+text)
			}
		}
		if have := strings.Join(got, "|"); have != row.want {
			t.Errorf("%s %q\ngot  %s\nwant %s", row.lang, row.line, have, row.want)
		}
		if text := html.UnescapeString(regexp.MustCompile(`<[^>]*>`).ReplaceAllString(out, "")); strings.TrimSpace(text) != strings.TrimSpace(row.line) {
			t.Errorf("%q became %q", row.line, text)
		}
	}
}

// The library's own configuration is coloured, and nothing in it looks like a mistake.
func TestStarterConfigurationIsColoured(t *testing.T) {
	blocks, library := 0, os.DirFS("../content/articles")
	err := fs.WalkDir(library, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(library, path)
		if err != nil {
			return err
		}
		for _, m := range regexp.MustCompile("(?ms)^```cli\n(.*?)\n```$").FindAllStringSubmatch(string(src), -1) {
			blocks++
			out := (&page{}).coloured(m[1], "cli")
			if !strings.Contains(out, `<span class="k`) && !strings.Contains(out, `<span class="c1`) || strings.Contains(out, `class="err"`) {
				t.Errorf("%s: %s", path, out)
			}
		}
		return nil
	})
	if err != nil || blocks < 150 {
		t.Error(blocks, err)
	}
}

// The two lexers take time with the length of the text: four times the text takes some four times as long, not sixteen, whatever it is.
func TestNetLexersAreLinear(t *testing.T) {
	fastest := func(lang, piece string, size int) time.Duration {
		best, code := time.Hour, strings.Repeat(piece, size/len(piece))
		for range 5 {
			start := time.Now()
			_ = (&page{}).coloured(code, lang)
			best = min(best, time.Since(start))
		}
		return best
	}
	for name, piece := range map[string]string{"digits": "1", "dots": "1.", "hex": "a:", "quotes": `"'`, "brackets": "<{[(", "ports": "GE1/", "codes": "A-1", "capitals": "A_", "spaces": " ", "dashes": "aaaa-"} {
		for _, lang := range []string{"cli", "log"} {
			short, long := fastest(lang, piece, maxColoured/4), fastest(lang, piece, maxColoured)
			if long > 10*short+10*time.Millisecond {
				t.Errorf("%s of %s: %v, and %v for four times as much", lang, name, short, long)
			}
		}
	}
}
