package rules

// VersionID is the id of the record that keeps what an article was when its version of that number was published.
func VersionID(article string, version int) string { return versionID(article, float64(version)) }
