package job

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Sheet is what a customer signs: the words of a job as they stood on the glass.
type Sheet struct {
	Lang        string `json:"lang"`      // zh-CN or en; anything else reads as zh-CN
	UTCOffset   int    `json:"utcOffset"` // minutes east of UTC on the device, for the times to read as they did on the wall
	Number      string `json:"number"`
	Provisional string `json:"provisional"` // the tablet's own number; it stands while there is no official one
	Title       string `json:"title"`
	Customer    string `json:"customer"`    // the customer's name
	Site        string `json:"site"`        // the site's name
	Description string `json:"description"` // what was reported
	ReportedAt  string `json:"reportedAt"`
	RestoredAt  string `json:"restoredAt"`
	FixedAt     string `json:"fixedAt"`
	Workaround  string `json:"workaround"`
	Cause       string `json:"cause"`
	CauseSide   string `json:"causeSide"`
	Fix         string `json:"fix"`
	// Measured are the values of filled number items: runs by id, items as in their template.
	Measured []Measured `json:"measured"`
	// Parts are those that were used, as they were noted. What is still needed is a plan: it changes without anything done having changed.
	Parts []Part `json:"parts"`
}

// Part is one part that was used. Quantity is a number as text: see NumberText.
type Part struct {
	Name      string `json:"name"`
	SKU       string `json:"sku"`
	Quantity  string `json:"quantity"`
	Unit      string `json:"unit"`
	SerialIn  string `json:"serialIn"`
	SerialOut string `json:"serialOut"`
}

// Measured is one measured value. Value is a number as text: see NumberText.
type Measured struct {
	Label string `json:"label"`
	Value string `json:"value"`
	Unit  string `json:"unit"`
}

// NumberText writes a measured number as JavaScript's String(n) does.
func NumberText(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }

// canonicalVersion is in the first line of every canonical text.
//
//	1: first
const canonicalVersion = 1

// canonicalFields are the lines after the first, in order; measured values and parts follow them.
var canonicalFields = []struct {
	name, zh, en string
	value        func(Sheet) string
}{
	{"number", "工单号", "Number", func(s Sheet) string { return cmp.Or(s.Number, s.Provisional) }},
	{"title", "标题", "Title", func(s Sheet) string { return s.Title }},
	{"customer", "客户", "Customer", func(s Sheet) string { return s.Customer }},
	{"site", "地点", "Site", func(s Sheet) string { return s.Site }},
	{"description", "报修内容", "What was reported", func(s Sheet) string { return s.Description }},
	{"reportedAt", "报修时间", "Reported at", func(s Sheet) string { return wallClock(s.ReportedAt, s.UTCOffset) }},
	{"restoredAt", "业务恢复时间", "Service restored at", func(s Sheet) string { return wallClock(s.RestoredAt, s.UTCOffset) }},
	{"fixedAt", "彻底修复时间", "Fixed at", func(s Sheet) string { return wallClock(s.FixedAt, s.UTCOffset) }},
	{"workaround", "临时措施", "Workaround", func(s Sheet) string { return s.Workaround }},
	{"cause", "原因", "Cause", func(s Sheet) string { return s.Cause }},
	{"causeSide", "原因在哪一方", "Whose side", func(s Sheet) string { return sideLabel(s.CauseSide, s.Lang) }},
	{"fix", "处理结果", "What was done", func(s Sheet) string { return s.Fix }},
}

// lists are the fields of which there may be several lines, in order.
var lists = []struct {
	name, zh, en string
	unordered    bool // what was taken back and noted again stands in another place, and nothing has changed
}{
	{"measured", "测量值", "Measured", false},
	{"parts", "使用备件", "Part used", true},
}

var sideLabels = map[string][2]string{
	"ours": {"我方", "ours"}, "customer": {"客户方", "the customer's"}, "carrier": {"运营商", "the carrier's"},
	"vendor": {"设备厂商", "the vendor's"}, "nobody": {"不属于任何一方", "nobody's"},
}

// Canonical is the text a customer signs; a signature keeps it and its SHA-256. One line per field, empty ones left out, in a fixed
// order and without a final newline. Further lines of a longer text are indented by two spaces, so that nothing typed into a field
// can pass for a field of its own. The first line says version, language and offset, so that the text can be made again later.
func Canonical(s Sheet) string {
	head, sep, lang := "服务确认单", "：", "zh-CN"
	if s.Lang == "en" {
		head, sep, lang = "Service record", ": ", "en"
	}
	lines := []string{fmt.Sprintf("%s [%d %s UTC%s]", head, canonicalVersion, lang, offsetText(s.UTCOffset))}
	put := func(label, value string) {
		if value = tidy(value); value != "" {
			lines = append(lines, label+sep+value)
		}
	}
	for _, f := range canonicalFields {
		put(pick(lang, f.zh, f.en), f.value(s))
	}
	for _, m := range s.Measured {
		if value := tidy(m.Value + " " + m.Unit); tidy(m.Value) != "" {
			put(pick(lang, lists[0].zh, lists[0].en), tidy(m.Label)+" = "+value)
		}
	}
	for _, p := range s.Parts {
		put(pick(lang, lists[1].zh, lists[1].en), partText(p, lang))
	}
	return strings.Join(lines, "\n")
}

// partText is "SFP-10G-SR × 2 只，料号 0231A0A6，换上 ABC，换下 DEF"; what is empty is left out.
func partText(p Part, lang string) string {
	text := tidy(tidy(p.Name) + " × " + tidy(p.Quantity+" "+p.Unit))
	for _, more := range []struct{ label, value string }{
		{pick(lang, "，料号 ", ", SKU "), p.SKU}, {pick(lang, "，换上 ", ", serial in "), p.SerialIn}, {pick(lang, "，换下 ", ", serial out "), p.SerialOut},
	} {
		if value := tidy(more.value); value != "" {
			text += more.label + value
		}
	}
	return text
}

// tidy takes the white space (space, tab, return) off the end of every line and the empty lines off both ends, and indents what
// follows the first line.
func tidy(value string) string {
	lines := strings.Split(value, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimRight(line, " \t\r")
	}
	for len(lines) > 0 && lines[0] == "" {
		lines = lines[1:]
	}
	for len(lines) > 0 && lines[len(lines)-1] == "" {
		lines = lines[:len(lines)-1]
	}
	return strings.Join(lines, "\n  ")
}

// wallClock is "2026-11-21 16:10" for a stored time, or "" for none.
func wallClock(at string, offset int) string {
	t, err := time.Parse(time.RFC3339, at)
	if err != nil {
		return ""
	}
	return t.UTC().Add(time.Duration(offset) * time.Minute).Format(wallLayout)
}

const wallLayout = "2006-01-02 15:04"

func offsetText(minutes int) string {
	sign := "+"
	if minutes < 0 {
		sign, minutes = "-", -minutes
	}
	return fmt.Sprintf("%s%02d:%02d", sign, minutes/60, minutes%60)
}

func sideLabel(side, lang string) string {
	l := sideLabels[side]
	return pick(lang, l[0], l[1])
}

// FieldLabel names a field of the sheet, as Changed lists them, for a reader; "" for a name that is none.
func FieldLabel(name, lang string) string {
	for _, l := range lists {
		if l.name == name {
			return pick(lang, l.zh, l.en)
		}
	}
	for _, f := range canonicalFields {
		if f.name == name {
			return pick(lang, f.zh, f.en)
		}
	}
	return ""
}

func pick(lang, zh, en string) string {
	if lang == "en" {
		return en
	}
	return zh
}
