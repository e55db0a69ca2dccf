package search

import "strings"

// Plain takes the markup out of markdown, line by line and without a parser, because the tablet must do exactly the same: what is
// left is what is searched and what snippets are cut from.
func Plain(markdown string) string {
	var b strings.Builder
	b.Grow(len(markdown))
	for line := range strings.SplitSeq(markdown, "\n") {
		line = strings.Trim(line, " \t\r")
		if strings.HasPrefix(line, "```") || strings.HasPrefix(line, "~~~") || isRule(line) {
			continue
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
	for i := 0; i < len(line); i++ {
		c := line[i]
		switch {
		case c == '`', c == '*', c == '[', c == '!' && strings.HasPrefix(line[i+1:], "["), c == '\\':
			if c == '[' && strings.HasPrefix(line[i+1:], "^") {
				if j := strings.IndexByte(line[i:], ']'); j > 0 && j < 40 {
					i += j
				}
			}
		case c == ']':
			if strings.HasPrefix(line[i+1:], "(") {
				if j := strings.IndexByte(line[i:], ')'); j > 0 {
					i += j
				}
			}
		case c == '|':
			b.WriteByte(' ')
		default:
			b.WriteByte(c)
		}
	}
	return strings.Trim(b.String(), " \t")
}
