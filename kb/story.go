package kb

import (
	"strings"

	"lutong/kb/road"
)

// Story takes out of a story's markdown what may be shown to a customer: the sentence it opens with and its first road picture. The rest
// of such an article teaches us how to tell it, and is nobody else's business. Both may be missing.
func Story(body string) (sentence string, roads []road.Road) {
	var words, picture []string
	fence, told := "", false
	for _, line := range strings.Split(strings.ReplaceAll(body, "\r\n", "\n"), "\n") {
		trimmed := strings.TrimSpace(line)
		switch {
		case fence != "" && trimmed == "```":
			if fence == "road" && roads == nil {
				roads, _ = road.Parse(strings.Join(picture, "\n")) // a picture that cannot be read is left out, as on the page
			}
			fence, picture = "", nil
		case fence != "":
			picture = append(picture, line)
		case strings.HasPrefix(trimmed, "```"):
			fence = strings.TrimSpace(strings.TrimPrefix(trimmed, "```"))
			if fence == "" {
				fence = "text"
			}
			told = told || len(words) > 0
		case trimmed == "":
			told = told || len(words) > 0
		case strings.HasPrefix(trimmed, "#"):
			told = told || len(words) > 0
		case !told && !strings.ContainsAny(trimmed[:1], ">-*|<![") && !strings.Contains(trimmed, "[["):
			words = append(words, trimmed)
		default:
			told = true
		}
	}
	return strings.Join(words, " "), roads
}
