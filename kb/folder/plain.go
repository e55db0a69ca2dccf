package folder

import (
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lutong/kb/markdown"
	"lutong/kb/search"
)

// What files of other tools do not say about themselves, and their ways of linking.

// guess fills in what the front matter left open; kind is what the caller says all such files are.
func (a *Article) guess(kind string) {
	note := func(line int, code string, args ...string) {
		a.Notes = append(a.Notes, Problem{File: a.File, Line: line, Column: 1, Code: code, Args: args})
	}
	if title, rest, line := heading(a.Body); a.Texts["title"] == "" && title != "" {
		a.Texts["title"] = short(title, maxText)
		note(a.Line+line, "title_heading", title)
		a.Body = rest
	} else if a.Texts["title"] == title {
		a.Body = rest // said twice
	}
	name := strings.TrimSuffix(path.Base(a.File), path.Ext(a.File))
	if in := path.Base(path.Dir(a.File)); in != "." && slices.Contains([]string{"index", "_index", "readme"}, strings.ToLower(name)) {
		name = in // a page in a folder of its own
	}
	if a.Texts["title"] == "" {
		a.Texts["title"] = short(name, maxText)
		note(1, "title_name", name)
	}
	for i, tag := range a.Lists["tags"] {
		a.Lists["tags"][i] = strings.TrimPrefix(tag, "#") // Obsidian's mark of a tag
	}
	a.Lists["tags"] = Set(a.Lists["tags"])
	if a.Texts["lang"] == "" {
		a.Texts["lang"] = folderLanguage(a.File)
	}
	if a.Texts["lang"] == "" {
		a.Texts["lang"] = textLanguage(a.Texts["title"] + "\n" + a.Body)
		note(1, "lang_guessed", a.Texts["lang"])
	}
	if a.Texts["kind"] == "" {
		a.Texts["kind"] = kind
	}
	if a.Texts["slug"] == "" {
		a.Texts["slug"] = slugOf(name)
		if a.Texts["slug"] != name {
			note(1, "slug_made", a.Texts["slug"])
		}
	}
}

// heading finds a first-level heading that the text begins with, and the text without it.
func heading(body string) (title, rest string, line int) {
	rest = body
	for rest != "" {
		l, after, _ := strings.Cut(rest, "\n")
		if strings.TrimSpace(l) == "" {
			rest = after
			line++
			continue
		}
		if t, ok := strings.CutPrefix(l, "# "); ok {
			return strings.TrimSpace(strings.TrimRight(t, "# \t")), after, line
		}
		under, after2, _ := strings.Cut(after, "\n")
		if u := strings.TrimRight(under, " \t"); len(u) >= 2 && strings.Trim(u, "=") == "" {
			return strings.TrimSpace(l), after2, line
		}
		break
	}
	return "", body, 0
}

// folderLanguage is the language a folder on the way is named after.
func folderLanguage(file string) string {
	for _, part := range strings.Split(path.Dir(file), "/") {
		switch l := language(part); l {
		case "zh-CN", "en":
			return l
		}
	}
	return ""
}

// textLanguage: Chinese if a tenth of the letters are Han characters; commands and model numbers are Latin in Chinese texts, too.
func textLanguage(s string) string {
	han, letters := 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
			letters++
		case unicode.IsLetter(r):
			letters++
		}
	}
	if han*10 >= letters {
		return "zh-CN"
	}
	return "en"
}

// slugOf makes a name that can be linked to; Han characters are spelt.
func slugOf(name string) string {
	var b strings.Builder
	gap := false
	put := func(s string) {
		if gap && b.Len() > 0 {
			b.WriteByte('-')
		}
		gap = false
		b.WriteString(s)
	}
	for _, r := range strings.ToLower(name) {
		switch spelt := search.Syllable(r); {
		case r < 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r)):
			put(string(r))
		case spelt != "":
			gap = true
			put(spelt)
			gap = true
		default:
			gap = true
		}
		if b.Len() > 80 {
			break
		}
	}
	if b.Len() == 0 {
		return "note"
	}
	return strings.Trim(b.String(), "-")
}

func short(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes])
	}
	return s
}

var (
	wikiLink     = regexp.MustCompile(`(!?)\[\[([^\[\]|#\n]{1,200})(#[^\[\]|\n]{0,200})?(?:\|([^\[\]\n]{0,200}))?\]\]`)
	fileLink     = regexp.MustCompile(`\[([^\[\]\n]{1,300})\]\(<?([^()<>\n:]{1,300}\.md)(?:#[^()<>\s]{0,200})?>?\)`)
	escapedSpace = strings.NewReplacer("%20", " ")
)

// relink turns links between files, as wikis and editors write them, into links between articles. find knows an article by a file's path or
// by its name alone, picture an image.
func (a *Article) relink(picture func(from, name string) (file string, ok bool), find func(name string) (slug string, ok bool)) {
	to := func(whole, name, label string) string {
		slug, ok := find(name)
		if !ok {
			return whole
		}
		out := "[[" + slug + "]]"
		if label != "" && label != slug {
			out = "[[" + slug + "|" + label + "]]"
		}
		if out != whole {
			a.Notes = append(a.Notes, Problem{File: a.File, Line: a.Line, Column: 1, Code: "link_made", Args: []string{name, slug}})
		}
		return out
	}
	a.Body = outsideCode(a.Body, func(s string) string {
		s = wikiLink.ReplaceAllStringFunc(s, func(whole string) string {
			m := wikiLink.FindStringSubmatch(whole)
			name := strings.TrimSpace(m[2])
			if m[1] != "" {
				if file, ok := picture(a.File, name); ok {
					return "![" + m[4] + "](<" + upTo(a.File) + file + ">)"
				}
				a.Notes = append(a.Notes, Problem{File: a.File, Line: a.Line, Column: 1, Code: "image_foreign", Args: []string{name}})
				return m[2] + m[4]
			}
			if markdown.IsSlug(name) && m[3] == "" {
				return whole
			}
			label := m[4]
			if label == "" {
				label = path.Base(name)
			}
			return to(whole, name, label)
		})
		return fileLink.ReplaceAllStringFunc(s, func(whole string) string {
			m := fileLink.FindStringSubmatch(whole)
			return to(whole, path.Join(path.Dir(a.File), escapedSpace.Replace(m[2])), m[1])
		})
	})
}

// upTo is the way from a file up to the folder.
func upTo(file string) string { return strings.Repeat("../", strings.Count(file, "/")) }

// outsideCode changes a text, but not its fenced code.
func outsideCode(body string, change func(string) string) string {
	var out, run strings.Builder
	open := ""
	flush := func() {
		out.WriteString(change(run.String()))
		run.Reset()
	}
	for _, l := range strings.SplitAfter(body, "\n") {
		t := strings.TrimSpace(l)
		switch {
		case open == "" && (strings.HasPrefix(t, "```") || strings.HasPrefix(t, "~~~")):
			flush()
			open = t[:3]
			out.WriteString(l)
		case open != "":
			out.WriteString(l)
			if strings.HasPrefix(t, open) && strings.Trim(t, open[:1]) == "" {
				open = ""
			}
		default:
			run.WriteString(l)
		}
	}
	flush()
	return out.String()
}
