package job

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
)

var canonicalHead = regexp.MustCompile(`^.* \[1 (zh-CN|en) UTC([+-])(\d\d):(\d\d)\]$`)

const mostOffset = 14 * 60 // east of UTC, in minutes

// SignedAs reads from a signed text the language and offset it was written with, to write the same sheet again as it is now.
func SignedAs(signed string) (lang string, utcOffset int, ok bool) {
	first, _, _ := strings.Cut(signed, "\n")
	m := canonicalHead.FindStringSubmatch(first)
	if m == nil {
		return "", 0, false
	}
	hours, _ := strconv.Atoi(m[3])
	minutes, _ := strconv.Atoi(m[4])
	if utcOffset = hours*60 + minutes; minutes > 59 || utcOffset > mostOffset {
		return "", 0, false // no clock on earth shows that, and a whole report would be told by it
	}
	if m[2] == "-" {
		utcOffset = -utcOffset
	}
	return m[1], utcOffset, true
}

// SignedUnder says whether the text was signed under this number. A sheet signed before the official number came carries the provisional one,
// and getting the official one later is no change of what was signed.
func SignedUnder(signed, number string) bool {
	for _, label := range []string{"工单号：", "Number: "} {
		if number != "" && strings.Contains("\n"+signed+"\n", "\n"+label+number+"\n") {
			return true
		}
	}
	return false
}

// clockTolerance is how far a time may move without counting as a change: when a tablet syncs, the server measures its clock anew,
// and minutes written from the tablet's own estimate may turn out as the neighbouring ones.
const clockTolerance = 2 * time.Minute

// Changed names the fields of a sheet that differ between what was signed and what stands now (sync.md, U6), in the order of the
// sheet: number, title ... fix, measured, parts. Both texts come from Canonical, the second with the language and offset of the first. A text that is not
// canonical differs in everything, told as "all".
func Changed(signed, now string) []string {
	lang, _, ok := SignedAs(signed)
	first, _, _ := strings.Cut(signed, "\n")
	if nowFirst, _, _ := strings.Cut(now, "\n"); !ok || first != nowFirst {
		return []string{"all"}
	}
	was, is := entries(signed, lang), entries(now, lang)
	changed := []string{}
	for _, f := range canonicalFields {
		if a, b := was[f.name], is[f.name]; !slices.Equal(a, b) && !(strings.HasSuffix(f.name, "At") && sameMoment(a, b)) {
			changed = append(changed, f.name)
		}
	}
	for _, l := range lists {
		if l.unordered {
			slices.Sort(was[l.name])
			slices.Sort(is[l.name])
		}
		if !slices.Equal(was[l.name], is[l.name]) {
			changed = append(changed, l.name)
		}
	}
	return changed
}

// entries reads a canonical text back into its fields.
func entries(canonical, lang string) map[string][]string {
	names := map[string]string{}
	for _, l := range lists {
		names[pick(lang, l.zh, l.en)] = l.name
	}
	for _, f := range canonicalFields {
		names[pick(lang, f.zh, f.en)] = f.name
	}
	found := map[string][]string{}
	name := ""
	for _, line := range strings.Split(canonical, "\n")[1:] {
		if more, ok := strings.CutPrefix(line, "  "); ok && name != "" {
			last := len(found[name]) - 1
			found[name][last] += "\n" + more
			continue
		}
		label, value, _ := strings.Cut(line, pick(lang, "：", ": "))
		name = names[label]
		found[name] = append(found[name], value)
	}
	return found
}

func sameMoment(a, b []string) bool {
	if len(a) != 1 || len(b) != 1 {
		return false
	}
	x, errX := time.Parse(wallLayout, a[0])
	y, errY := time.Parse(wallLayout, b[0])
	return errX == nil && errY == nil && x.Sub(y).Abs() <= clockTolerance
}
