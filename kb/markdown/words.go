package markdown

import "strings"

// words are what the renderer says itself.
type words struct {
	back, table, code, done, open, gone, never, figure string
	admonition                                         map[string]string
}

func wordsOf(lang string) *words {
	if strings.HasPrefix(lang, "en") {
		return &words{
			back: "back to the text", table: "table", code: "code", done: "done", open: "to do", gone: "withdrawn", never: "no such article", figure: "image",
			admonition: map[string]string{"note": "Note", "tip": "Tip", "important": "Important", "warning": "Warning", "caution": "Danger"},
		}
	}
	return &words{
		back: "回到正文", table: "表格", code: "代码", done: "已完成", open: "未完成", gone: "已下架", never: "没有这篇文章", figure: "图片",
		admonition: map[string]string{"note": "说明", "tip": "窍门", "important": "要紧", "warning": "注意", "caution": "危险"},
	}
}
