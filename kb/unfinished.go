package kb

import (
	"regexp"
	"slices"
	"strings"
)

// What an article must have before somebody else reads it: some text, the sections its kind cannot do without, and, where it is looked for
// in a customer's words, those words. The editor says the same (pb_public/src/domain/articleReady.ts), proved on testdata/unfinished.json.

// needed are the headings of an empty article (the editor's skeleton) that may not stay empty. One that was renamed or taken out is not
// missed: whoever did that has thought about it.
var needed = map[string][]string{
	"fault":     {"现象", "原因", "修复", "Symptom", "Cause", "Fix"},
	"howto":     {"步骤", "Steps"},
	"story":     {"一句话", "怎么讲", "In one sentence", "Tell it"},
	"emergency": {"一、先保业务", "二、打电话", "1. Save the business", "2. Call"},
	"training":  {"要学会什么", "怎么做", "What to learn", "How"},
}

// placeholders are the pictures a new story begins with.
var placeholders = []string{"```road\n这一头 -- 路 --x 那一头 : 哪里断了\n```", "```road\nHere -- road --x There : where it is closed\n```"}

// Unfinished lists what is missing: "text", "symptoms", and headings with nothing below them.
func (a Article) Unfinished() []string {
	var missing []string
	empty, text := emptyHeadings(a.Body)
	if !text {
		missing = append(missing, "text")
	}
	if (a.Kind == "fault" || a.Kind == "emergency") && !slices.ContainsFunc(a.Symptoms, func(s string) bool { return strings.TrimSpace(s) != "" }) {
		missing = append(missing, "symptoms")
	}
	for _, heading := range empty {
		if slices.Contains(needed[a.Kind], heading) {
			missing = append(missing, heading)
		}
	}
	return missing
}

var headingLine = regexp.MustCompile(`^(#{1,6}) (.*)$`)

// emptyHeadings lists headings with nothing below them, and tells whether there is any text beside headings.
func emptyHeadings(body string) (empty []string, text bool) {
	body = strings.ReplaceAll(body, "\r\n", "\n")
	for _, p := range placeholders {
		body = strings.ReplaceAll(body, p, "")
	}
	level, name, fence := 0, "", false
	for _, line := range append(strings.Split(body, "\n"), "# ") {
		if m := headingLine.FindStringSubmatch(line); m != nil && !fence {
			if level > 0 && len(m[1]) <= level {
				empty = append(empty, name)
			}
			level, name = len(m[1]), strings.TrimSpace(m[2])
		} else if strings.TrimSpace(line) != "" {
			level, text = 0, true
		}
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			fence = !fence
		}
	}
	return empty, text
}
