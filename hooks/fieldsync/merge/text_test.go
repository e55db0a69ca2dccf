package merge

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func text(s string) json.RawMessage { return encode(s) }

func TestTextMerge(t *testing.T) {
	for name, c := range map[string]struct {
		was, mine, theirs, want string
		clash                   bool
	}{
		"M3 different lines":                  {"一\n二\n三", "一改\n二\n三", "一\n二\n三改", "一改\n二\n三改", false},
		"M3 both add, at different ends":      {"二", "一\n二", "二\n三", "二\n三", true}, // the line itself got its end on one side: touching
		"M3 both add around a kept line":      {"二\n", "一\n二\n", "二\n三\n", "一\n二\n三\n", false},
		"M3 the same line differently":        {"旧\n尾\n", "甲\n尾\n", "乙\n尾\n", "乙\n尾\n", true},
		"M3 the same change on both sides":    {"旧\n中\n尾", "新\n中\n尾", "新\n中\n尾改", "新\n中\n尾改", false},
		"M3 removed here, added there":        {"一\n二\n三\n四\n", "一\n三\n四\n", "一\n二\n三\n四\n五\n", "一\n三\n四\n五\n", false},
		"M3 removed here, changed there":      {"一\n二\n三\n", "一\n三\n", "一\n二改\n三\n", "一\n二改\n三\n", true},
		"M3 one overlap, one not":             {"一\n二\n三\n四\n五\n", "一改\n二\n三\n四\n五甲\n", "一\n二\n三\n四\n五乙\n", "一改\n二\n三\n四\n五乙\n", true},
		"M3 from nothing on both sides":       {"", "甲", "乙", "乙", true},
		"M3 two insertions at the same place": {"一\n二\n", "一\n甲\n二\n", "一\n乙\n二\n", "一\n乙\n二\n", true},
		"M3 everything deleted here":          {"一\n二\n", "", "一\n二\n三\n", "一\n二\n三\n", true},
	} {
		t.Run(name, func(t *testing.T) {
			got := Text(text(c.was), text(c.mine), text(c.theirs))
			if string(got.Value) != string(text(c.want)) || got.Clash != c.clash {
				t.Errorf("got %s clash=%v", got.Value, got.Clash)
			}
		})
	}
}

// One side alone changes: that side's text. Both the same: that. And no line of the server's is ever lost.
func TestTextMergeProperties(t *testing.T) {
	doc := rapid.Map(rapid.SliceOfN(rapid.SampledFrom([]string{"一", "二", "三", "四", ""}), 0, 6), func(l []string) string { return strings.Join(l, "\n") })
	rapid.Check(t, func(t *rapid.T) {
		w, m, o := doc.Draw(t, "was"), doc.Draw(t, "mine"), doc.Draw(t, "theirs")
		if got := Text(text(w), text(m), text(w)); string(got.Value) != string(text(m)) || got.Clash {
			t.Fatalf("only mine: %s", got.Value)
		}
		if got := Text(text(w), text(w), text(o)); string(got.Value) != string(text(o)) || got.Clash {
			t.Fatalf("only theirs: %s clash=%v", got.Value, got.Clash)
		}
		if got := Text(text(w), text(o), text(o)); string(got.Value) != string(text(o)) || got.Clash {
			t.Fatalf("the same: %s", got.Value)
		}
		// a clean merge is the same from both ends
		a, b := Text(text(w), text(m), text(o)), Text(text(w), text(o), text(m))
		if a.Clash != b.Clash || !a.Clash && string(a.Value) != string(b.Value) {
			t.Fatalf("%s (%v) from one end, %s (%v) from the other", a.Value, a.Clash, b.Value, b.Clash)
		}
	})
}
