package hooks

import (
	"net/http"

	"lutong/kb/search"
)

// kbSuggest completes what is begun in a search box; the tablet does the same without a network.
func kbSuggest(s *server, r *request) error {
	q := r.Request.URL.Query()
	list, err := s.indexer.index.Suggest(short(q.Get("q"), 200), q.Get("lang"))
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, map[string][]search.Suggestion{"suggestions": list})
}
