package hooks

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

// The catalogue names each model once, the most used first.
func TestModelsInService(t *testing.T) {
	s := serve(t)
	asked := func() []string {
		var answer struct{ Models []string }
		w := s.Do(trainer, "GET", "/api/kb/models", nil)
		if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
			t.Fatal(err, w.Body)
		}
		return answer.Models
	}
	names := asked()
	if len(names) < 10 || !slices.Contains(names, "RG-AP820-L(V3)") {
		t.Fatal(names)
	}
	if unique := slices.Compact(slices.Sorted(slices.Values(names))); len(unique) != len(names) {
		t.Error("a model is there twice", names)
	}
	site, err := s.App.FindFirstRecordByFilter("sites", "id != ''")
	if err != nil {
		t.Fatal(err)
	}
	push := `{"schema":1,"mutations":[{"n":1,"in":"assets","id":"modeltest000001","op":"create","at":"2026-11-21T08:00:00.000Z","set":{"site":"` + site.Id + `","model":"ZZ-9000"}}]}`
	team := lookup(t, s, "sites", site.Id).GetString("team")
	who := dispatcher
	if other, err := s.App.FindRecordById("users", s.Accounts[otherDispatcher].ID); err == nil && slices.Contains(other.GetStringSlice("teams"), team) {
		who = otherDispatcher
	}
	if w := s.Do(who, "POST", "/api/sync/v1/push", push); !strings.Contains(w.Body.String(), `"applied"`) {
		t.Fatal(w.Body)
	}
	if names = asked(); !slices.Contains(names, "ZZ-9000") || names[0] == "ZZ-9000" {
		t.Error("the new and rare one is missing or first", names)
	}
}
