// Package search is the full-text search of the knowledge base: an analysis and a ranking of our own (true BM25 over typed fields) on
// bleve's storage. The tablet has the same analysis and ranking in TypeScript (pb_public/src/search); both prove themselves on
// testdata/analysis.json and testdata/golden.json, and both read the files in data/. A change of any rule that alters tokens or
// stored fields must raise Version, so that existing indexes are rebuilt.
package search

import (
	_ "embed"
	"strings"
)

//go:embed data/t2s.txt
var t2sFile string

const rarely = 1

// t2s gives what a character is folded to. The common plane is a table because every Han character of every text is looked up: 0 where
// nothing changes, rarely where the map has it.
var t2s, t2sRare = func() (*[0x10000]uint16, map[rune]rune) {
	lines := strings.Split(t2sFile, "\n")
	from, to := []rune(lines[1]), []rune(lines[2])
	table, rare := new([0x10000]uint16), map[rune]rune{}
	for i, r := range from {
		if r < 0x10000 && to[i] < 0x10000 {
			table[r] = uint16(to[i])
			continue
		}
		rare[r] = to[i]
		if r < 0x10000 {
			table[r] = rarely
		}
	}
	return table, rare
}()

// foldRune folds one character: full width to ASCII, capitals to small letters (Latin, Greek and Cyrillic only, where the case tables
// of Go and JavaScript agree in every version), traditional to simplified. One character gives one character, so offsets stay.
func foldRune(r rune) rune {
	switch {
	case r < 'A':
		return r
	case r < 0x80:
		if r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	case r == 0x3000:
		return ' '
	case r >= 0xff01 && r <= 0xff5e:
		return foldRune(r - 0xfee0)
	case r >= 0xc0 && r <= 0xde && r != 0xd7, r >= 0x391 && r <= 0x3a9 && r != 0x3a2, r >= 0x410 && r <= 0x42f:
		return r + 32
	case r >= 0x400 && r <= 0x40f:
		return r + 80
	case r >= 0x3400 && r < 0x10000 && t2s[r] != rarely:
		if s := t2s[r]; s != 0 {
			return rune(s)
		}
	case r >= 0x3400:
		if s, ok := t2sRare[r]; ok {
			return s
		}
	}
	return r
}

// class of a folded character. Ranges, not Unicode properties: those change with the version of Go and of the browser.
type class byte

const (
	other class = iota
	latin       // letters and digits of alphabets
	han         // written without spaces: Han, kana, hangul
)

func classOf(r rune) class {
	switch {
	case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
		return latin
	case r < 0xc0:
		return other
	case r < 0x2000:
		if r == 0xd7 || r == 0xf7 {
			return other
		}
		return latin
	case r == 0x3005, r == 0x3007, r >= 0x3041 && r <= 0x30ff && r != 0x30fb, r >= 0x3400 && r <= 0x4dbf, r >= 0x4e00 && r <= 0x9fff,
		r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff, r >= 0x20000 && r <= 0x3ffff:
		return han
	}
	return other
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

// isJoiner tells the characters that stand inside an identifier: RG-AP720-L, GigabitEthernet1/0/24, 10.1.2.3, a_b, x@y, c++11.
func isJoiner(r rune) bool {
	switch r {
	case '-', '_', '.', '/', ':', '@', '#', '+':
		return true
	}
	return false
}
