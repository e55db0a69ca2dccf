package hooks

import (
	"lutong/hooks/access"
	"lutong/hooks/fieldsync"
	"lutong/kb/search"
)

// takeWords gives the search the trainers' words as they are now, when any of them changed since the last look. They belong to queries,
// not to the index: after a start they are read once.
func (x *indexer) takeWords(r fieldsync.Reader, head int64) error {
	changed := x.wordsAt == 0 || x.wordsAt > head
	if !changed {
		err := r.ScanChanges(access.KB, x.wordsAt, head, func(e fieldsync.Entry) (bool, error) {
			changed = changed || e.Collection == "searchWords"
			return !changed, nil
		})
		if err != nil {
			return err
		}
	}
	if changed {
		var w search.Words
		for kind, take := range map[string]func([]string){
			"synonym":  func(words []string) { w.Synonyms = append(w.Synonyms, words) },
			"function": func(words []string) { w.Functions = append(w.Functions, words...) },
			"term":     func(words []string) { w.Terms = append(w.Terms, words...) },
		} {
			docs, err := r.Children("searchWords", "kind", kind)
			if err != nil {
				return err
			}
			for _, d := range docs {
				take(d.Fields.Strings("words"))
			}
		}
		x.index.SetWords(w)
	}
	x.wordsAt = head
	return nil
}
