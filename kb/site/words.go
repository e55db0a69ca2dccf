package site

import (
	"strconv"
	"strings"
)

// words are what the pages say themselves.
type words struct {
	Language, Title, Skip, Contents, PrintAll, Print, Search, Placeholder, Found, None, Absent, Results, Within, Symptoms, Models, Version, Foot, Back, NoScript string
	Kinds                                                                                                                                                        map[string]string
}

func wordsOf(lang string) *words {
	if strings.HasPrefix(lang, "en") {
		return english
	}
	return chinese
}

var chinese = &words{
	Language: "中文", Title: "网络交接资料", Skip: "跳到正文", Contents: "目录", PrintAll: "全部打印", Print: "打印", Search: "搜索", Placeholder: "现象、型号、代码，拼音也行",
	Found: "找到 {n} 篇", None: "没有找到。换个说法，或者看下面的目录。", Absent: "没有一页写着“{code}”。下面的只是相近。", Results: "搜索结果", Within: "这一页里", Symptoms: "您可能会看到", Models: "涉及的型号", Version: "第 {n} 版", Back: "回到目录",
	Foot: "这份资料不需要网络，也不会向任何地方发送什么。", NoScript: "这个浏览器没有运行脚本，不能搜索；目录和打印都能用。",
	Kinds: map[string]string{"emergency": "应急预案", "fault": "故障", "howto": "做法", "story": "道理", "training": "培训"},
}

var english = &words{
	Language: "English", Title: "Network hand-over pack", Skip: "Skip to the text", Contents: "Contents", PrintAll: "Print everything", Print: "Print", Search: "Search", Placeholder: "What you see, a model, a code",
	Found: "{n} found", None: "Nothing found. Try other words, or look through the contents below.", Absent: "No page has “{code}”. What follows is only similar.", Results: "Found", Within: "On this page", Symptoms: "What you may see", Models: "Models concerned", Version: "Version {n}", Back: "Back to the contents",
	Foot: "This pack needs no network and sends nothing anywhere.", NoScript: "This browser runs no scripts, so there is no search; contents and printing work.",
	Kinds: map[string]string{"emergency": "Emergency plans", "fault": "Faults", "howto": "How to", "story": "Why", "training": "Training"},
}

// Nth is the word for a version.
func (w *words) Nth(n int) string { return strings.Replace(w.Version, "{n}", strconv.Itoa(n), 1) }
