package pdf

import (
	"reflect"
	"strings"
	"testing"

	"github.com/signintech/gopdf"
	"pgregory.net/rapid"
)

// em gives Chinese one and Latin a half.
func em(r rune) float64 {
	if wide(r) {
		return 1
	}
	return 0.5
}

func TestLines(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      float64
		want       []string
	}{
		{"no comma begins a line", "防火墙把路，封了。", 5, []string{"防火墙把", "路，封了。"}},
		{"no bracket ends a line", "端口被禁（CAPWAP）了", 5, []string{"端口被禁", "（CAPWAP）", "了"}},
		{"Latin words stay whole", "AP 与 switch-1 之间", 5, []string{"AP 与", "switch-1", "之间"}},
		{"an address is cut at its slashes", "https://a.example/abcdef/ghijkl", 10, []string{"https://a.example/", "abcdef/ghijkl"}},
		{"what is too long is cut", "xxxxxxxxxxxx", 3, []string{"xxxxxx", "xxxxxx"}},
		{"paragraphs stay, emptiness is tidied", "一\n\n\n\n二\n\n", 9, []string{"一", "", "二"}},
		{"nothing", " \n ", 9, nil},
	} {
		if got := breakLines(c.text, c.width, em); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

// Whatever the text: nothing is lost, nothing is wider than the line, and no line begins with what may not begin one, unless it had to be cut.
func TestLinesOfAnyText(t *testing.T) {
	text := rapid.StringOfN(rapid.SampledFrom([]rune("路通了，。（）“”AP-5246/ 、？a.\n·…")), 0, 80, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := text.Draw(t, "text")
		const width = 12.0
		lines := breakLines(s, width, em)
		if squeeze(strings.Join(lines, "")) != squeeze(s) {
			t.Fatalf("%q became %q", s, lines)
		}
		for i, l := range lines {
			w := 0.0
			for _, r := range l {
				w += em(r)
			}
			if w > width {
				t.Fatalf("%q is %.1f wide", l, w)
			}
			if i == 0 || l == "" || !strings.ContainsRune(notFirst, []rune(l)[0]) {
				continue
			}
			if before := []rune(lines[i-1]); len(before) > 0 && !cutByForce(before, []rune(l), width) && !strings.Contains(s, "\n"+string([]rune(l)[0])) {
				t.Fatalf("%q begins a line in %q", l, lines)
			}
		}
	})
}

// cutByForce: the two lines are one piece that is wider than a line.
func cutByForce(before, after []rune, width float64) bool {
	joined := append(append([]rune{}, before...), after...)
	at := 0
	for _, p := range pieces(joined) {
		w := 0.0
		for _, r := range p {
			w += em(r)
		}
		if at < len(before) && at+len(p) > len(before) {
			return w > width
		}
		at += len(p)
	}
	return false
}

func TestPaths(t *testing.T) {
	for d, want := range map[string][][]gopdf.Point{
		"M8 44H20v-4":      {{{X: 8, Y: 44}, {X: 20, Y: 44}, {X: 20, Y: 40}}},
		"M1 2l9 6-9 6z":    {{{X: 1, Y: 2}, {X: 10, Y: 8}, {X: 1, Y: 14}}},
		"M1 1v34M5 1v34":   {{{X: 1, Y: 1}, {X: 1, Y: 35}}, {{X: 5, Y: 1}, {X: 5, Y: 35}}},
		"M0 0v11m0 5v.5":   {{{X: 0, Y: 0}, {X: 0, Y: 11}}, {{X: 0, Y: 16}, {X: 0, Y: 16.5}}},
		"M1 1C2 2 3 3 4 4": {{{X: 1, Y: 1}}},
		"":                 nil, "z": nil, "M1": nil, "L": nil,
	} {
		var got [][]gopdf.Point
		for _, l := range readPath(d) {
			got = append(got, l.points)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", d, got, want)
		}
	}
}
