package pdf

import (
	"embed"
	"path"
)

// files holds what `make build` copies into fonts/ from the npm package @expo-google-fonts/noto-sans-sc, together with its licence (SIL
// Open Font License 1.1), which must travel with the fonts. README.md lets this package compile before that.
//
//go:embed fonts
var files embed.FS

// Fonts are the two weights a report is set in.
type Fonts struct{ Regular, Bold, License []byte }

// Names inside the document; the licence reserves none.
const (
	regular = "NotoSansSC-Regular"
	bold    = "NotoSansSC-Bold"
)

// missing stands for a character the fonts do not have: an empty box, as in print.
const missing = '□'

const regularFile, boldFile, licenseFile = "Regular.ttf", "Bold.ttf", "LICENSE_FONT"

// Built says whether this binary carries the fonts, without taking them: both weights are twenty megabytes.
func Built() bool {
	for _, name := range []string{regularFile, boldFile, licenseFile} {
		f, err := files.Open(path.Join("fonts", name))
		if err != nil {
			return false
		}
		f.Close()
	}
	return true
}

// Embedded returns a copy of the fonts of this binary; ok is false if it was built without them.
func Embedded() (f Fonts, ok bool) {
	for name, into := range map[string]*[]byte{regularFile: &f.Regular, boldFile: &f.Bold, licenseFile: &f.License} {
		data, err := files.ReadFile(path.Join("fonts", name))
		if err != nil {
			return Fonts{}, false
		}
		*into = data
	}
	return f, true
}
