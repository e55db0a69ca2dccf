package eval

import (
	"math/rand/v2"
	"strings"
)

// Hostile makes a query nobody would type: patterns, floods of unknown words in every script, broken bytes, pinyin without end.
func Hostile(r *rand.Rand) string {
	pieces := []string{"(a+)+$", ".*.*.*", "[^\\w]{1,9999}", "?*", "\\x00", "' OR 1=1 --", "%00", "\xff\xfe", "\u202e", "𠀀𫝈", "zhongguo", "xianxianxian", "fangan", "的了是", "怎么办",
		"无现", "冲图", "光播疯暴", "RG-AP", "-_./:@#+", "0x", "10.0.0.", "🚧", "é", "ё", "ﾊﾝｶｸ", "ＡＰ７２", "capwpa", "NEAR(", "AND NOT", "~2^9", "\n\t\r", "<script>", "&amp;", "a", "1", "-"}
	var b strings.Builder
	for range 1 + r.IntN(200) {
		switch r.IntN(5) {
		case 0:
			b.WriteString(strings.Repeat(pieces[r.IntN(len(pieces))], 1+r.IntN(40)))
		case 1:
			for range r.IntN(30) {
				b.WriteRune(rune(0x4e00 + r.IntN(0x5000)))
			}
		case 2:
			for range r.IntN(30) {
				b.WriteRune('a' + rune(r.IntN(26)))
			}
		case 3:
			b.WriteByte(byte(r.IntN(256)))
		default:
			b.WriteString(pieces[r.IntN(len(pieces))])
		}
		if r.IntN(3) == 0 {
			b.WriteByte(' ')
		}
	}
	return b.String()
}
