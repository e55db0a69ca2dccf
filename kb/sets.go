package kb

// Choices are the values a field of an article may have, nil for one that may have any.
func Choices(field string) []string {
	return map[string][]string{"lang": langs, "kind": kinds, "level": levels[1:], "phase": phases, "confidence": confidences}[field]
}
