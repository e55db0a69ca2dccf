package road

import (
	"fmt"
	"strings"
)

// Words are the sentences of one language.
type Words struct {
	Title, Open, Blocked, Slow string
	between                    string // from, to, name
	problems                   map[string]string
	problem                    string
}

// In gives the words of a language; Chinese is the default.
func In(lang string) *Words {
	if strings.HasPrefix(lang, "en") {
		return english
	}
	return chinese
}

var chinese = &Words{
	Title: "道路图", Open: "畅通", Blocked: "封路", Slow: "缓行", between: "%s 到 %s", problem: "道路图第 %d 行看不懂：%s",
	problems: map[string]string{
		"empty": "里面没有路。写一行，例如：AP -- CAPWAP 隧道 --x AC : 防火墙策略把路封了", "tooMany": "最多画 %s 条路",
		"tooLong": "太长了：%s", "joint": "不认识的连接符 %s，只有 --、--x（封路）、--~（缓行），两边都要有空格",
		"node": "路的一头没有名字：%s", "shape": "一行只画一条路：起点 -- 路名 --x 终点（%s）",
	},
}

var english = &Words{
	Title: "Road picture", Open: "open", Blocked: "closed", Slow: "slow", between: "%s to %s", problem: "Line %d of this road picture cannot be read: %s",
	problems: map[string]string{
		"empty": "there is no road in it. Write a line such as: AP -- CAPWAP tunnel --x AC : a firewall rule closed the road", "tooMany": "at most %s roads",
		"tooLong": "too long: %s", "joint": "unknown connector %s; there are --, --x (closed) and --~ (slow), with spaces on both sides",
		"node": "one end of the road has no name: %s", "shape": "one line is one road: start -- name --x end (%s)",
	},
}

// Problem is the sentence for a reader.
func (w *Words) Problem(p *Problem) string {
	s := w.problems[p.Code]
	if strings.Contains(s, "%s") {
		s = fmt.Sprintf(s, p.What)
	}
	return fmt.Sprintf(w.problem, p.Line, s)
}

// State is the word for a state.
func (w *Words) State(s State) string {
	return [...]string{w.Open, w.Blocked, w.Slow}[s]
}

// Sentence tells one road in words: "AP 到 AC（CAPWAP 隧道）：封路。防火墙策略把路封了".
func (w *Words) Sentence(r Road) string {
	colon, stop, open, end := "：", "。", "（", "）"
	if w == english {
		colon, stop, open, end = ": ", ". ", " (", ")"
	}
	s := fmt.Sprintf(w.between, r.From, r.To)
	if r.Name != "" {
		s += open + r.Name + end
	}
	s += colon + w.State(r.State)
	if r.Why != "" {
		s += stop + r.Why
	}
	return s
}
