package search

import (
	"slices"
	"testing"
	"unicode/utf8"
)

// What is marked are the words Tokenise gives, wherever they stand: going through a text without making all of them leaves none out.
func TestEveryWordIsMarked(t *testing.T) {
	for _, text := range []string{
		"The AP-720-L (RG-AP720-L) stays; days, eyed, ayed, eyes, flies and studies",
		"a-b a/bc 1-a x86_64 c++11 ge1/0/24 10.1.2.3 %LINK-3-UPDOWN 0xC0FFEE12 a1 1a aa11bb22",
		"ＡＰ７２０ Éte été naïve Ωmega ёлка İstanbul straße",
		"无线AP掉线ap720l，交换机GigabitEthernet0/1闪断 wu xian\nconnection connected connecting",
		"-x-y- _ab_ y yy ay by yi iy -",
	} {
		runes, all := []rune(text), Tokenise(text)
		for _, wanted := range all {
			m := &marker{one: map[rune]int{}, two: map[[2]rune]int{}, words: map[string]int{}}
			m.want(wanted.Kind, wanted.Text, 1)
			var want []spot
			for _, one := range all {
				if one.Kind == wanted.Kind && one.Text == wanted.Text {
					want = append(want, spot{utf8.RuneCountInString(text[:one.Start]), utf8.RuneCountInString(text[:one.End]), 0})
				}
			}
			if got := m.spots(runes); !slices.Equal(got, want) {
				t.Errorf("%q in %q: marked %v, stands at %v", wanted.Text, text, got, want)
			}
		}
	}
}
