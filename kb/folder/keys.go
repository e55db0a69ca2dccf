package folder

// form is what a key of the front matter holds.
type form int

const (
	text   form = iota // one line
	list               // a list of texts; one text, or texts with commas between, are taken too
	choice             // one of a closed set (kb.Choices)
	day                // 2027-05-31, or a whole RFC 3339 time
	slug               // another article's name
	number
)

// keys are the front matter's keys in the order they are written. Those marked own are no fields of the article: what says where it comes from.
var keys = []struct {
	name string
	form form
	own  bool
}{
	{"id", text, true},
	{"title", text, false},
	{"slug", text, false},
	{"kind", choice, false},
	{"lang", choice, false},
	{"level", choice, false},
	{"summary", text, false},
	{"models", list, false},
	{"codes", list, false},
	{"symptoms", list, false},
	{"tags", list, false},
	{"phase", choice, false},
	{"road", slug, false},
	{"confidence", choice, false},
	{"reviewBy", day, false},
	{"replacedBy", slug, false},
	{"version", number, true},
	{"owner", text, true},
	{"base", text, true},
}

// foreign are the keys of other tools: what ours they are read as, "" for none. A note tells what became of them.
var foreign = map[string]string{
	"description": "summary", "excerpt": "summary", "keywords": "tags", "tag": "tags", "categories": "tags", "category": "tags",
	"language": "lang", "permalink": "slug", "type": "kind",
	"date": "", "lastmod": "", "updated": "", "created": "", "modified": "", "author": "", "authors": "", "weight": "", "layout": "", "aliases": "", "alias": "",
	"cssclass": "", "cssclasses": "", "publish": "", "publishDate": "", "expiryDate": "", "toc": "", "draft": "", "series": "", "image": "", "url": "",
}

func formOf(key string) (form, bool) {
	for _, k := range keys {
		if k.name == key {
			return k.form, true
		}
	}
	return text, false
}

// Fields are the article's fields that a file holds beside the text, in order, and which of them are lists.
func Fields() (names []string, lists map[string]bool) {
	lists = map[string]bool{}
	for _, k := range keys {
		if !k.own {
			names = append(names, k.name)
			lists[k.name] = k.form == list
		}
	}
	return names, lists
}
