package search_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"lutong/kb/eval"
	"lutong/kb/search"
)

// A library that is not a toy: five hundred articles with identifiers, words and Han text in all mixtures.
func largeLibrary() []search.Doc {
	r := rand.New(rand.NewPCG(1, 2))
	han := []rune("交换机路由器防火墙无线掉线隧道端口光模块供电电源环路广播风暴认证地址解析延迟丢包重启升级恢复备份机房网线会议室客户领导")
	docs := make([]search.Doc, 500)
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
		docs[i] = search.Doc{ID: fmt.Sprint(i), Lang: "zh-CN", Kind: "fault", Title: fmt.Sprint("第", i, "篇"), Body: b.String()}
	}
	return docs
}

func large(t *testing.T) *search.Index {
	t.Helper()
	x, err := search.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = x.Close() })
	if err := x.Replace(largeLibrary(), 1); err != nil {
		t.Fatal(err)
	}
	return x
}

// A thousand hostile queries: none fails, and what is asked of the index and read from it stays within what the limits of a plan allow. How
// long they take is measured, not tested (make bench-search).
func TestHostileQueriesAreBounded(t *testing.T) {
	x := large(t)
	r := rand.New(rand.NewPCG(3, 4))
	var most search.Work
	for range 1000 {
		most = most.Max(bounded(t, x, eval.Hostile(r)))
	}
	t.Logf("at most %+v", most)
}

// What is too long to be typed costs no more than what is read of it.
func TestHugeQueriesAreBounded(t *testing.T) {
	x := large(t)
	for _, piece := range []string{"(a+)+", "无线掉线交换机", "wuxianluyouqi ", "unknwon ", "RG-AP999-", "疯暴冲图无现", "qzx ", "的", "é", "a-b_", "a1-", "-", "capwap tunnelx "} {
		many := strings.Repeat(piece, 100_000/len([]rune(piece))+1)
		if long, cut := bounded(t, x, many), bounded(t, x, string([]rune(many)[:2000])); long != cut {
			t.Errorf("%q many times: %+v, and as much as is read of it: %+v", piece, long, cut)
		}
	}
	bounded(t, x, unknownWords(3000))
}

func unknownWords(n int) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.Repeat(string(rune('a'+i%26)), 4+i%3) + string(rune('b'+i%20)) + " ")
	}
	return b.String()
}

// bounded asks a query and holds the work it makes against the limits.
func bounded(t *testing.T, x *search.Index, text string) search.Work {
	t.Helper()
	w, err := x.WorkOf(text)
	if err == nil {
		_, err = x.Search(search.Query{Text: text})
	}
	if over := w.Over(); err != nil || over != "" {
		t.Errorf("%.80q: %v, too much: %s (%+v)", text, err, over, w)
	}
	return w
}
