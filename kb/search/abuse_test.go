package search

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// A library that is not a toy: five hundred articles with identifiers, words and Han text in all mixtures.
func largeLibrary() []Doc {
	r := rand.New(rand.NewPCG(1, 2))
	han := []rune("交换机路由器防火墙无线掉线隧道端口光模块供电电源环路广播风暴认证地址解析延迟丢包重启升级恢复备份机房网线会议室客户领导")
	docs := make([]Doc, 500)
	for i := range docs {
		var b strings.Builder
		for range 60 {
			switch r.IntN(4) {
			case 0:
				fmt.Fprintf(&b, " RG-AP%d-%c/%d ", r.IntN(3000), 'A'+rune(r.IntN(26)), r.IntN(50))
			case 1:
				for range 3 + r.IntN(8) {
					b.WriteRune('a' + rune(r.IntN(26)))
				}
				b.WriteByte(' ')
			default:
				for range 2 + r.IntN(9) {
					b.WriteRune(han[r.IntN(len(han))])
				}
				b.WriteString("，")
			}
		}
		docs[i] = Doc{ID: fmt.Sprint(i), Lang: "zh-CN", Kind: "fault", Title: fmt.Sprint("第", i, "篇"), Body: b.String()}
	}
	return docs
}

// abuse makes queries nobody would type: patterns, floods of unknown words in every script, broken bytes, pinyin without end.
func abuse(r *rand.Rand) string {
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

// counter counts what a plan asks of the index.
type counter struct {
	lexicon
	asked int
}

func (c *counter) df(field, text string) (int, error) {
	c.asked++
	return c.lexicon.df(field, text)
}

func (c *counter) latinTerms(prefix string, visit func(string)) error {
	c.asked++
	return c.lexicon.latinTerms(prefix, visit)
}

func (c *counter) latinNear(word string, visit func(string)) error {
	c.asked++
	return c.lexicon.latinNear(word, visit)
}

func (c *counter) pairs(firsts, seconds []rune) ([]string, error) {
	c.asked++
	return c.lexicon.pairs(firsts, seconds)
}

// A thousand hostile queries and some of ten thousand characters: none fails, and what is asked of the index and looked for in it stays
// within what two thousand characters can ask. How long the slowest took is in the log (-v).
func TestHostileQueriesAreBounded(t *testing.T) {
	x := open(t, t.TempDir())
	if err := x.Replace(largeLibrary(), 1); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 4))
	var queries []string
	for range 1000 {
		queries = append(queries, abuse(r))
	}
	for _, piece := range []string{"(a+)+", "无线掉线", "wuxianluyouqi ", "unknwon ", "RG-AP999-", "疯暴冲图无现", "qzx ", "的", "é", "a-b_"} {
		queries = append(queries, strings.Repeat(piece, 10_000/len([]rune(piece))+1))
	}
	var worst time.Duration
	slowest, most := "", 0
	for _, q := range queries {
		v, err := x.view()
		if err != nil {
			t.Fatal(err)
		}
		c := &counter{lexicon: v}
		p, err := newPlan(c, q)
		v.close()
		if err != nil {
			t.Fatalf("%q: %v", q, err)
		}
		most = max(most, c.asked)
		if len(p.terms) > maxTerms || len(p.sounds) > maxGuess*maxSyllables || len(p.names) > maxNames || p.guesses > maxGuess || c.asked > 10_000 {
			t.Errorf("%.80q: %d terms, %d sounds, %d names, %d guesses, %d questions", q, len(p.terms), len(p.sounds), len(p.names), p.guesses, c.asked)
		}
		start := time.Now()
		if _, err := x.Search(Query{Text: q}); err != nil {
			t.Fatalf("%q: %v", q, err)
		}
		if d := time.Since(start); d > worst {
			worst, slowest = d, q
		}
	}
	t.Logf("%d queries: at most %d questions; the slowest took %v: %.60q", len(queries), most, worst, slowest)
}
