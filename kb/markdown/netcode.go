package markdown

import (
	"strings"

	"github.com/alecthomas/chroma/v2"
)

// Chroma knows no network gear. These two lexers do, as far as all makers agree: `cli` for configuration and sessions at a prompt, `log` for
// what devices write down. They look at one line at a time, and everything that repeats has a bound or is followed by what it cannot hold
// itself, so that the work grows with the text alone; what they do not know stays as it is.
func netLexers() []chroma.Lexer {
	return []chroma.Lexer{
		chroma.MustNewLexer(&chroma.Config{Name: "cli", Aliases: []string{"cisco", "huawei", "h3c", "ruijie", "ios", "vrp", "comware", "fortios", "config", "conf"}}, cliRules),
		chroma.MustNewLexer(&chroma.Config{Name: "log", Aliases: []string{"syslog"}}, logRules),
	}
}

const wordEnd = `(?![A-Za-z0-9_-])`

// oneOf is one of them, whole.
func oneOf(list string) string {
	return `(?i:` + strings.Join(strings.Fields(list), "|") + `)` + wordEnd
}

// A device and the number of its port: GigabitEthernet 0/0/5, Ten-GigabitEthernet1/0/49, 10GE1/0/1, Gi0/1.100, Vlanif10, Eth-Trunk1, port1.
// The long names may stand apart from the number; the short ones would be words of something else then.
const (
	longPort  = `(?:(?:Ten|Twenty-?Five|Forty|Fifty|Hundred|Two-?Point-?Five|M)-?)?GigabitEthernet|(?:Forty|Hundred|Twenty-?Five|Ten|X)GigE|XGigabitEthernet|TFGigabitEthernet|FastEthernet|Ethernet|Eth-Trunk|Bridge-Aggregation|Route-Aggregation|AggregatePort|LoopBack|Dialer|Dot11radio|Virtual-Template|Vlan-interface|Vlanif|Tunnel|MEth`
	shortPort = `(?:10|25|40|50|100|200|400)GE|XGE|MGE|GE|Gig?|Te|Twe|Fa|Fo|Hu|Eth|Et|Po|Port-channel|Lo|Tu|Vlan|Vl|BAGG|RAGG|WLAN-BSS|WLAN-ESS|mgmt|port|wan|lan|eth|bond|Serial|Se|NULL`
	portName  = `(?i:(?:` + longPort + `) ?|` + shortPort + `)\d{1,5}(?:[/.:]\d{1,5}){0,5}` + wordEnd
)

// facts are what configurations and logs have in common, longest form first.
func facts() []chroma.Rule {
	return []chroma.Rule{
		{Pattern: `"[^"\n]{0,300}"`, Type: chroma.StringDouble},
		{Pattern: `'[^'\n]{0,300}'`, Type: chroma.StringSingle},
		{Pattern: `<[^<>\n]{1,60}>`, Type: chroma.NameVariable},
		{Pattern: `\{[^{}\n":;=]{1,60}\}`, Type: chroma.NameVariable},
		{Pattern: `\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2}|:\d{1,5})?(?![A-Za-z0-9_.]*\d)`, Type: chroma.NumberHex},
		{Pattern: `[0-9A-Fa-f]{2}(?:[:-][0-9A-Fa-f]{2}){5}` + wordEnd, Type: chroma.NumberHex},
		{Pattern: `[0-9A-Fa-f]{4}(?:-[0-9A-Fa-f]{4}-|\.[0-9A-Fa-f]{4}\.)[0-9A-Fa-f]{4}` + wordEnd, Type: chroma.NumberHex},
		{Pattern: `\d{1,2}:\d\d(?::\d\d(?:\.\d{1,9})?)?(?![A-Za-z0-9_:])`, Type: chroma.LiteralDate},
		{Pattern: `\d{4}[-/]\d{1,2}[-/]\d{1,2}(?![A-Za-z0-9_/-])`, Type: chroma.LiteralDate},
		{Pattern: `(?=[0-9A-Fa-f:]{0,6}[0-9A-Fa-f])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?:/\d{1,3})?(?![A-Za-z0-9_:])`, Type: chroma.NumberHex},
		{Pattern: portName, Type: chroma.NameClass},
		{Pattern: `\d{1,20}(?:\.\d{1,20})?(?: ?(?:%|‰|℃|°C)|(?:ms|us|s|min|h|d|dBm|dBi|dB|[KMGT]?bps|[KMGT]i?B|[KMG]?Hz|mhz|ghz|[KMG]|mW|W|mA|A|mV|V)(?![A-Za-z0-9_]))`, Type: chroma.Number},
		{Pattern: `\d{1,20}(?:\.\d{1,20})?(?![A-Za-z0-9_.]*[A-Za-z0-9_])`, Type: chroma.Number},
	}
}

// rest of a line: words as they are, and whatever else there is, at least one sign of it.
func rest() []chroma.Rule {
	return []chroma.Rule{
		{Pattern: `[A-Za-z0-9_][A-Za-z0-9_.-]*`, Type: chroma.Text},
		{Pattern: `[^\x00-\x7F]+`, Type: chroma.Text},
		{Pattern: `[^\n]`, Type: chroma.Text},
	}
}

const (
	commands = `display show interface vlan system-view configure config edit set unset next end exit quit return commit save write reload reboot reset clear
		debug debugging undebug diagnose execute get ping tracert traceroute telnet ssh copy delete more terminal router ospf bgp isis rip route-map
		acl access-list ip ipv6 ipsec ike nat dhcp dns ntp snmp-agent snmp-server aaa radius-server stp spanning-tree port switchport poe wlan rule permit deny
		security-policy policy-map class-map class firewall object-group enable disable description hostname sysname capture monitor test`
	arguments = `permit deny accept drop reject block enable disable shutdown interface vlan any all host up down trunk access hybrid include exclude begin eq gt lt range`
)

func cliRules() chroma.Rules {
	line := append([]chroma.Rule{
		{Pattern: `\n`, Type: chroma.Text, Mutator: chroma.Pop(1)},
		{Pattern: `[ \t]{2,}[#!] [^\n]*`, Type: chroma.CommentSingle}, // a remark behind a command stands well apart from it
		{Pattern: `[ \t]+`, Type: chroma.Text},
	}, facts()...)
	line = append(line,
		chroma.Rule{Pattern: oneOf(`undo no shutdown deny drop reject block`), Type: chroma.KeywordReserved},
		chroma.Rule{Pattern: oneOf(arguments), Type: chroma.Keyword},
	)
	return chroma.Rules{
		"root": {
			{Pattern: `[ \t\n]+`, Type: chroma.Text},
			{Pattern: `^(?:<[~*]?[A-Za-z][A-Za-z0-9_.-]{0,63}>|\[[~*]?[A-Za-z][A-Za-z0-9_./:-]{0,79}\])`, Type: chroma.GenericPrompt},
			{Pattern: `^[A-Za-z][A-Za-z0-9_.-]{0,63}(?: ?\([A-Za-z0-9_./: -]{1,60}\))?(?:[#>](?=[ \t\na-z?]|\z)| #(?= ?[a-z]| *\n| *\z))`, Type: chroma.GenericPrompt},
			{Pattern: `^(?:[A-Za-z0-9_.-]{1,32}@[A-Za-z0-9_.-]{1,64}[: ]?[A-Za-z0-9_~/.-]{0,64})?[$](?=[ \t])`, Type: chroma.GenericPrompt},
			{Pattern: `[#!;][^\n]*`, Type: chroma.CommentSingle},
			{Pattern: oneOf(`undo no shutdown deny drop reject`), Type: chroma.KeywordReserved},
			{Pattern: portName, Type: chroma.NameClass, Mutator: chroma.Push("line")},
			{Pattern: oneOf(commands), Type: chroma.Keyword, Mutator: chroma.Push("line")},
			chroma.Default(chroma.Push("line")),
		},
		"line": append(line, rest()...),
	}
}

func logRules() chroma.Rules {
	const month = `(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)`
	const name = `[A-Z][A-Z0-9_]{0,40}`
	// %LINK-3-UPDOWN, %%01IFNET/4/IF_STATE, %STACKMGR-SW1-4-SWITCH_ADDED: the number is the severity, 0 the worst
	code := func(severity string) string {
		return `%{0,2}(?:\d\d)?` + name + `(?:-[A-Z0-9_]{1,20})?([-/])` + severity + `\1` + name
	}
	rules := append([]chroma.Rule{
		{Pattern: `[ \t\n]+`, Type: chroma.Text},
		{Pattern: `[*.]?` + month + ` {1,2}\d{1,2}(?: \d{4})?,? \d\d:\d\d:\d\d(?:[.:]\d{1,9})?(?: \d{4})?(?![A-Za-z0-9_:])`, Type: chroma.LiteralDate},
		{Pattern: `\d{4}[-/]\d{1,2}[-/]\d{1,2}[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?(?![A-Za-z0-9_:])`, Type: chroma.LiteralDate},
		{Pattern: code(`[0-3]`), Type: chroma.GenericError},
		{Pattern: code(`4`), Type: chroma.NameAttribute},
		{Pattern: code(`[5-7]`), Type: chroma.Keyword},
	}, facts()...)
	rules = append(rules,
		chroma.Rule{Pattern: oneOf(`emergency emerg alert critical crit fatal panic errors error err failed failure fails fail down denied deny dropped lost timeout unreachable refused`), Type: chroma.GenericError},
		chroma.Rule{Pattern: oneOf(`warning warn flapping retry degraded mismatch`), Type: chroma.NameAttribute},
		chroma.Rule{Pattern: oneOf(`notification notice informational info debugging debug`), Type: chroma.Keyword},
		chroma.Rule{Pattern: oneOf(`up success succeeded successful successfully established recovered restored ok`), Type: chroma.GenericInserted},
	)
	return chroma.Rules{"root": append(rules, rest()...)}
}
