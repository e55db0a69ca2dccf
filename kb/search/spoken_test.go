package search_test

import (
	"slices"
	"strings"
	"testing"

	"lutong/kb"
	"lutong/kb/search"
)

// What tired engineers and customers type, and the articles of which one has to be among the first three. They share no word with the
// article's own text as often as not, so the article's symptoms and data/synonyms.txt are what this holds together.
var spoken = map[string][]struct{ query, articles string }{
	"zh-CN": {
		{"链接不上无线", "wifi-8021x-auth-fails ap-ac-capwap-blocked"},
		{"连不上WiFi", "wifi-8021x-auth-fails wifi-portal-not-popping"},
		{"無線網路斷線", "ap-ac-capwap-blocked wifi-roaming-drops"},
		{"无线断线", "ap-ac-capwap-blocked wifi-roaming-drops"},
		{"wifi没信号", "ap-ac-capwap-blocked wifi-channel-interference"},
		{"延迟高", "uplink-crc-errors wifi-channel-interference"},
		{"游戏延迟", "wifi-channel-interference"},
		{"掉包", "uplink-crc-errors"},
		{"丢包严重", "uplink-crc-errors optical-module-dirty"},
		{"网速慢", "uplink-crc-errors cabling-negotiates-100m"},
		{"网很卡", "loop-broadcast-storm security-storm-or-attack"},
		{"网卡得要死", "loop-broadcast-storm security-storm-or-attack"},
		{"扫码付不了钱", "emergency-internet-down"},
		{"收银机连不上网", "emergency-internet-down"},
		{"没网了", "emergency-internet-down"},
		{"宽带断了", "emergency-internet-down"},
		{"专线断了", "emergency-internet-down bgp-flap"},
		{"出口断了", "emergency-internet-down"},
		{"核心挂了", "emergency-core-switch-down"},
		{"核心宕机", "emergency-core-switch-down"},
		{"服务器挂了", "emergency-server-platform-down"},
		{"防火墙挂了", "emergency-firewall-down"},
		{"人多的时候wifi用不了", "wifi-high-density-hall"},
		{"被黑了", "emergency-ransomware-first-hour security-storm-or-attack"},
		{"被入侵", "emergency-ransomware-first-hour security-storm-or-attack"},
		{"电脑中毒", "emergency-ransomware-first-hour security-storm-or-attack"},
		{"汇款被骗", "emergency-phishing-clicked"},
		{"地址不够用", "dhcp-pool-exhausted"},
		{"感叹号", "dhcp-pool-exhausted"},
		{"外网能上内网不能", "dhcp-rogue-server"},
		{"打线顺序", "cabling-negotiates-100m"},
		{"568B", "cabling-negotiates-100m"},
		{"带宽跑不满", "cabling-negotiates-100m lacp-half-bundled"},
		{"脑裂", "vrrp-split-brain"},
		{"脑裂", "stack-split"},
		{"双主", "vrrp-split-brain"},
		{"光纤断了", "emergency-fibre-cut"},
		{"单向通", "fibre-one-way"},
		{"大文件传不过去", "pmtu-large-packets-lost"},
		{"电话听不见", "voip-choppy-one-way"},
		{"分公司连不上总部", "ipsec-vpn-down"},
		{"时间慢了五分钟", "vm-time-drift time-sync-certificates"},
		{"机房着火", "emergency-water-in-machine-room"},
		{"割接", "howto-safe-change-window"},
		{"胖改瘦", "howto-ap-fat-fit-switch"},
		{"山石", "firewall-session-table-full"},
	},
	"en": {
		{"ap keeps rebooting", "poe-budget-exceeded"},
		{"internet down", "emergency-internet-down"},
		{"core switch down", "emergency-core-switch-down"},
		{"ransomware", "emergency-ransomware-first-hour"},
		{"files encrypted", "emergency-ransomware-first-hour"},
		{"split brain", "vrrp-split-brain stack-split"},
		{"wifi drops", "wifi-roaming-drops"},
		{"cannot connect to wifi", "wifi-8021x-auth-fails"},
		{"no ip address", "dhcp-pool-exhausted dhcp-relay-missing"},
		{"packet loss", "uplink-crc-errors"},
		{"high latency", "uplink-crc-errors"},
		{"server room hot", "emergency-machine-room-hot"},
		{"broadcast storm", "loop-broadcast-storm emergency-broadcast-storm"},
	},
}

func shippedIndex(t *testing.T) *search.Index {
	t.Helper()
	articles, _, err := kb.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	x, err := search.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	var docs []search.Doc
	for _, a := range articles {
		docs = append(docs, search.Doc{
			ID: a.Lang + "/" + a.Slug, Slug: a.Slug, Lang: a.Lang, Kind: a.Kind, Title: a.Title, Summary: a.Summary, Body: a.Body,
			Symptoms: a.Symptoms, Models: a.Models, Codes: a.Codes, Tags: a.Tags,
		})
	}
	if err := x.Apply(search.Batch{Puts: docs}, 1); err != nil {
		t.Fatal(err)
	}
	return x
}

func TestSpoken(t *testing.T) {
	x := shippedIndex(t)
	for lang, rows := range spoken {
		for _, row := range rows {
			r, err := x.Search(search.Query{Text: row.query, Prefer: lang, Limit: 3})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, h := range r.Hits {
				got = append(got, h.Slug)
			}
			if !slices.ContainsFunc(strings.Fields(row.articles), func(slug string) bool { return slices.Contains(got, slug) }) {
				t.Errorf("%s: %q finds %v, want one of %s", lang, row.query, got, row.articles)
			}
		}
	}
}

// A maker is found by every name it goes by: people say 华三 and 飞塔, articles write H3C and FortiGate.
func TestVendorNames(t *testing.T) {
	x := shippedIndex(t)
	for _, names := range [][]string{{"华三", "新华三", "h3c"}, {"飞塔", "fortigate"}, {"锐捷", "Ruijie"}, {"思科", "cisco"}, {"华为", "huawei"}} {
		var totals []int
		for _, name := range names {
			r, err := x.Search(search.Query{Text: name})
			if err != nil {
				t.Fatal(err)
			}
			totals = append(totals, r.Total)
		}
		if totals[0] == 0 || len(slices.Compact(slices.Clone(totals))) != 1 {
			t.Errorf("%v find %v articles", names, totals)
		}
	}
}
