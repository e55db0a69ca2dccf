package access

import (
	"slices"
	"testing"
)

// Who holds what by being who they are (sync.md, section 6).
func TestScopesOf(t *testing.T) {
	for role, want := range map[string][]Scope{
		Engineer:   {"kb", "user:u", "people:a", "people:b"},
		Dispatcher: {"kb", "user:u", "people:a", "team:a", "desk:a", "people:b", "team:b", "desk:b"},
		Manager:    {"kb", "user:u", "people:a", "team:a", "people:b", "team:b"},
		Trainer:    {"kb", "user:u", "people:a", "people:b", "kb-draft"},
		Sales:      {"kb", "user:u", "people:a", "people:b"},
		"":         nil,
		"admin":    nil,
	} {
		if got := ScopesOf("u", role, []string{"a", "b"}); !slices.Equal(got, want) {
			t.Errorf("%s: %v", role, got)
		}
	}
	if got := ScopesOf("", Dispatcher, []string{"a"}); got != nil {
		t.Error("nobody holds", got)
	}
}

func TestActors(t *testing.T) {
	d := Actor{User: "d", Role: Dispatcher, Teams: []string{"a"}}
	m := Actor{User: "m", Role: Manager, Teams: []string{"a"}}
	for _, c := range []struct {
		what      string
		got, want bool
	}{
		{"a dispatcher dispatches the own team", d.Dispatches("a"), true}, {"not another", d.Dispatches("b"), false}, {"not no team", d.Dispatches(""), false},
		{"a manager looks", m.Oversees("a"), true}, {"and does not dispatch", m.Dispatches("a"), false},
		{"nobody is nowhere", Actor{}.In("a"), false}, {"the system is everywhere", Actor{System: true}.Dispatches("a"), true},
	} {
		if c.got != c.want {
			t.Error(c.what)
		}
	}
}
