package hooks

import "net/http"

// mostModels bounds the catalogue: models are typed by hand, and a long tail of typing mistakes helps nobody's spelling.
const mostModels = 5000

// models lists the model numbers of everything in service, for the spelling in the trainer's editor: the names alone, no count and no place,
// so that they tell nothing of any customer (P4). The most used come first.
func models(s *server, r *request) error {
	names := []string{}
	err := s.app.DB().NewQuery("SELECT model FROM assets WHERE model != '' GROUP BY model ORDER BY COUNT(*) DESC, model LIMIT {:most}").
		Bind(map[string]any{"most": mostModels}).WithContext(r.Request.Context()).Column(&names)
	if err != nil {
		return err
	}
	r.Response.Header().Set("Cache-Control", "private, no-cache")
	return r.JSON(http.StatusOK, map[string]any{"models": names})
}
