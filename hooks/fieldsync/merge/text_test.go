package merge

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func text(s string) json.RawMessage { return encode(s) }

func TestTextMerge(t *testing.T) {
	raw, err := os.ReadFile("testdata/text.json") // the tablet's merge reads them too
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, Was, Mine, Theirs, Want string
		Clash                         bool
	}
	if err := json.Unmarshal(raw, &vectors); err != nil {
		t.Fatal(err)
	}
	for _, c := range vectors {
		t.Run(c.Name, func(t *testing.T) {
			got := Text(text(c.Was), text(c.Mine), text(c.Theirs))
			if string(got.Value) != string(text(c.Want)) || got.Clash != c.Clash {
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
