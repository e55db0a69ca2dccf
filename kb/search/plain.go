package search

import "strings"

// Plain takes the markup out of markdown, line by line and without a parser, because the tablet must do exactly the same: what is
// left is what is searched and what snippets are cut from.
func Plain(markdown string) string {
	var b strings.Builder
	b.Grow(len(markdown))
	road := "" // the fence of the road picture one is in
	for line := range strings.SplitSeq(markdown, "\n") {
		line = strings.Trim(line, " \t\r")
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") {
			road = roadFence(road, line)
			continue
		}
		if isRule(line) {
			continue
		}
		if road != "" {
			line = readRoad(line)
		}
		line = plainLine(stripLead(line))
		if line == "" {
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(line)
	}
	return b.String()
}

// roadFence is the fence of the road picture one is in behind a line that begins or ends a block; "" outside one.
func roadFence(road, line string) string {
	switch fence, info := line[:3], strings.Trim(line[3:], " \t"); {
	case road == "" && info == "road":
		return fence
	case fence == road && info == "":
		return ""
	}
	return road
}

// joints of a road picture (kb/road), as a reader who sees one line of it understands them: a way, and a way that is closed. They are signs,
// in no language, and nothing that is searched.
var joints = map[string]string{"--": "→", "--~": "→", "--～": "→", "--x": "✕", "--X": "✕"}

// readRoad turns "AP -- CAPWAP --x AC" into "AP → CAPWAP ✕ AC".
func readRoad(line string) string {
	words := strings.Split(strings.ReplaceAll(line, "\t", " "), " ")
	for i, w := range words {
		if sign, ok := joints[w]; ok {
			words[i] = sign
		}
	}
	return strings.Join(words, " ")
}

// isRule tells lines of marks only: rules, the second line of a table, underlines of headings.
func isRule(line string) bool {
	return line != "" && strings.Trim(line, "-=*_|: ") == ""
}

// stripLead takes quote marks, list marks, task boxes, heading marks, footnote marks and [!NOTE] off the beginning of a line.
func stripLead(line string) string {
	for {
		before := line
		line = strings.TrimLeft(line, " \t>|")
		if rest := strings.TrimLeft(line, "#"); rest != line && strings.HasPrefix(rest, " ") {
			line = rest
		}
		for _, mark := range []string{"- ", "* ", "+ ", ": ", "[ ] ", "[x] ", "[X] "} {
			line = strings.TrimPrefix(line, mark)
		}
		if strings.HasPrefix(line, "[!") || strings.HasPrefix(line, "[^") {
			if i := strings.IndexByte(line, ']'); i > 0 && i < 40 {
				line = strings.TrimPrefix(line[i+1:], ":")
			}
		}
		if line == before {
			return line
		}
	}
}

// plainLine keeps the words of links and pictures and drops their targets, drops footnote references and emphasis.
func plainLine(line string) string {
	var b strings.Builder
	b.Grow(len(line))
	space := true
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '[' && slugEnd(line, i) > 0: // [[slug|words]] says its words; [[slug]] nothing: who links to an article is not about it
			i = slugEnd(line, i) - 1
		case c == '`', c == '*', c == '[', c == '!' && strings.HasPrefix(line[i+1:], "["), c == '\\':
			if c == '[' && strings.HasPrefix(line[i+1:], "^") {
				if j := strings.IndexByte(line[i:min(len(line), i+40)], ']'); j > 0 {
					i += j
				}
			}
		case c == ']':
			if strings.HasPrefix(line[i+1:], "(") {
				if j := strings.IndexByte(line[i:min(len(line), i+maxTarget)], ')'); j > 0 {
					i += j
				}
			}
		case c == '|', c == ' ', c == '\t':
			if !space {
				b.WriteByte(' ')
			}
			space = true
			continue
		default:
			b.WriteByte(c)
			space = false
		}
	}
	return strings.TrimRight(b.String(), " ")
}

// maxTarget bounds the address of a link, so that a line of brackets takes no more than its length.
const maxTarget = 1000

// slugEnd is where the words after [[slug begin, 0 if there is no such link at i.
func slugEnd(line string, i int) int {
	if !strings.HasPrefix(line[i:], "[[") {
		return 0
	}
	j := i + 2
	for j < len(line) && j < i+120 && (line[j] >= 'a' && line[j] <= 'z' || line[j] >= '0' && line[j] <= '9' || line[j] == '-') {
		j++
	}
	switch {
	case j == i+2:
		return 0
	case strings.HasPrefix(line[j:], "]]"):
		return j + 2
	case strings.HasPrefix(line[j:], "|"):
		return j + 1
	}
	return 0
}
