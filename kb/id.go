package kb

import "crypto/sha256"

// ArticleID is the id of a shipped article in every installation, so that links and uses survive a re-import.
func ArticleID(slug, lang string) string { return stableID("article:" + slug + ":" + lang) }

// TemplateID is the id of one version of a shipped template: a new version is a new record.
func TemplateID(key string, version int) string {
	return stableID("template:" + key + ":" + itoa(version))
}

// stableID gives 15 characters of [a-z0-9], the form of all ids.
func stableID(of string) string {
	const alphabet = "abcdefghijklmnopqrstuvwxyz0123456789"
	sum := sha256.Sum256([]byte(of))
	id := make([]byte, 15)
	for i := range id {
		id[i] = alphabet[int(sum[i])%len(alphabet)]
	}
	return string(id)
}
