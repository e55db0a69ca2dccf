package job

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

type canonicalVector struct {
	Name  string `json:"name"`
	Sheet Sheet  `json:"sheet"`
	Want  string `json:"want"`
}

func TestCanonicalVectors(t *testing.T) {
	var vectors []canonicalVector
	readJSON(t, "testdata/canonical.json", &vectors)
	if len(vectors) < 10 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, v := range vectors {
		if got := Canonical(v.Sheet); got != v.Want {
			t.Errorf("%s\n got %q\nwant %q", v.Name, got, v.Want)
		}
	}
}

// U6: what changed after signing is named.
func TestChangedVectors(t *testing.T) {
	var vectors []struct {
		Name   string   `json:"name"`
		Signed string   `json:"signed"`
		Now    string   `json:"now"`
		Want   []string `json:"want"`
	}
	readJSON(t, "testdata/changed.json", &vectors)
	if len(vectors) < 10 {
		t.Fatalf("only %d vectors", len(vectors))
	}
	for _, v := range vectors {
		if got := Changed(v.Signed, v.Now); !reflect.DeepEqual(got, v.Want) {
			t.Errorf("%s: %q, want %q", v.Name, got, v.Want)
		}
	}
}

// Whatever is typed into a field, it can neither pass for another field nor hide from Changed.
// U6: the official number that comes after signing changes nothing that was signed.
func TestSignedUnderTheProvisionalNumber(t *testing.T) {
	signed := Canonical(Sheet{Lang: "zh-CN", Provisional: "P-abc-1", Title: "无线中断"})
	for number, want := range map[string]bool{"P-abc-1": true, "P-abc-12": false, "LT-2026-000061": false, "": false} {
		if SignedUnder(signed, number) != want {
			t.Errorf("%q: want %v", number, want)
		}
	}
}

func TestCanonicalKeepsFieldsApart(t *testing.T) {
	words := rapid.StringOfN(rapid.SampledFrom([]rune("ab \t\r\n：: 原因标题[]UTC")), 0, 30, -1)
	rapid.Check(t, func(t *rapid.T) {
		s := Sheet{
			Lang: rapid.SampledFrom([]string{"zh-CN", "en", ""}).Draw(t, "lang"), UTCOffset: rapid.IntRange(-720, 840).Draw(t, "offset"),
			Title: words.Draw(t, "title"), Description: words.Draw(t, "description"), Cause: words.Draw(t, "cause"), Fix: words.Draw(t, "fix"),
		}
		signed := Canonical(s)
		if lang, offset, ok := SignedAs(signed); !ok || offset != s.UTCOffset || (lang == "en") != (s.Lang == "en") {
			t.Fatalf("first line %q read as %s, %d", signed, lang, offset)
		}
		again := s
		again.Cause = words.Draw(t, "cause now")
		want := []string{}
		if tidy(s.Cause) != tidy(again.Cause) {
			want = []string{"cause"}
		}
		if got := Changed(signed, Canonical(again)); !reflect.DeepEqual(got, want) {
			t.Fatalf("%q\n%q\nchanged %q, want %q", signed, Canonical(again), got, want)
		}
	})
}

func TestNumberText(t *testing.T) {
	for n, want := range map[float64]string{-52: "-52", 0: "0", 0.5: "0.5", 12.30: "12.3", 100000: "100000"} {
		if got := NumberText(n); got != want || strings.ContainsAny(got, "eE") {
			t.Errorf("%v: %s", n, got)
		}
	}
}
