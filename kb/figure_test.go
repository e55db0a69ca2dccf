package kb

import (
	"fmt"
	"strings"
	"testing"
)

func TestFiguresOfAText(t *testing.T) {
	const a, b = "3fa9c1d2e4b5a697", "0000000000000001"
	for _, c := range []struct{ body, want string }{
		{"没有图", ""},
		{"![机柜](figure:" + a + ")", a + "|机柜|"},
		{"![机柜](figure:" + a + ` "第 3 个机柜")`, a + "|机柜|第 3 个机柜"},
		{`![a \] b](figure:` + a + ` "说 \"好\"")`, a + `|a ] b|说 "好"`},
		{"![](figure:" + a + ")", a + "||"},
		{"![一](figure:" + a + ")\n\n![二](figure:" + b + ")\n\n![又一](figure:" + a + ")", a + "|一|;" + b + "|二|"},
		{"[机柜](figure:" + a + ")", ""},                      // a link is no image
		{"![机柜](figure:" + a + "ff)", ""},                   // too long
		{"![机柜](figure:" + strings.ToUpper(a) + ")", ""},    // as we never write it
		{"![机柜](https://example.org/figure:" + a + ")", ""}, // from elsewhere
		{"`x` ![机柜](figure:" + a + " )", a + "|机柜|"},
	} {
		var got []string
		for _, f := range Figures(c.body) {
			got = append(got, fmt.Sprintf("%s|%s|%s", f.Ref, f.Alt, f.Caption))
		}
		if s := strings.Join(got, ";"); s != c.want {
			t.Errorf("%q:\n got %s\nwant %s", c.body, s, c.want)
		}
	}
}

// A text that names an image shows it to its readers, however it names it.
func TestFigureRefs(t *testing.T) {
	const a, b = "3fa9c1d2e4b5a697", "0000000000000001"
	for _, c := range []struct{ body, want string }{
		{"![x](figure:" + a + ") [y](figure:" + b + ` "z") ![x](figure:` + a + ")", a + " " + b},
		{"![x](figure:" + a + "ff) (figure:" + a + ") ![x](figure:" + a, ""},
		{"![x](figure:" + a + "f) ![x](figure:" + a + "\t)", a},
	} {
		if got := strings.Join(FigureRefs(c.body), " "); got != c.want {
			t.Errorf("%q: %s, want %s", c.body, got, c.want)
		}
		for _, ref := range []string{a, b} {
			if NamesFigure(c.body, ref) != strings.Contains(c.want, ref) {
				t.Errorf("%q names %s: %v", c.body, ref, NamesFigure(c.body, ref))
			}
		}
	}
}

// A hostile text costs time by its length, not by its square.
func TestFiguresOfAHostileText(t *testing.T) {
	body := "(figure:" + strings.Repeat("![", 1<<19)
	if got := Figures(body); got != nil {
		t.Error(got)
	}
	named := strings.Repeat("](figure:3fa9c1d2e4b5a697f", 40_000)
	if NamesFigure(named, "3fa9c1d2e4b5a697") || FigureRefs(named) != nil {
		t.Error("too long a name")
	}
}
