package search_test

import (
	"fmt"
	"strings"
	"testing"

	"lutong/kb/search"
)

func TestAbsent(t *testing.T) {
	x, err := search.Open("")
	if err != nil {
		t.Fatal(err)
	}
	defer x.Close()
	docs := []search.Doc{
		{ID: "a", Title: "AP 掉线", Body: "日志里有 E-1001 和 0xC0FFEE，端口 5246", Models: []string{"RG AP720 L"}, Codes: []string{"%LINK-3-UPDOWN"}},
		{ID: "b", Title: "认证失败", Body: "错误 691"},
	}
	if err := x.Apply(search.Batch{Puts: docs}, 1); err != nil {
		t.Fatal(err)
	}
	x.SetWords(search.Words{Synonyms: [][]string{{"E-7777", "认证失败"}}})
	for _, c := range [][2]string{
		{"E-1001", ""},
		{"e1001 掉线", ""},
		{"RG-AP720-L", ""},
		{"link-3-updown", ""},
		{"0xc0ffee", ""},
		{"E-9999x", "E-9999x"},
		{"AP 掉线 E-1002 怎么办", "E-1002"},
		{"0xC0FFEE12", "0xC0FFEE12"},
		{"Ｅ－１００２", "Ｅ－１００２"},
		{"E-100", "E-100…"}, // longer ones begin with it
		{"E-2001, E-2002. E-2001 E-2003 E-2004", "E-2001 E-2002 E-2003"},
		{"691", ""},
		{"error 692", "692"},
		{"错误 692", ""}, // three digits in a sentence are a number of something
		{"错误 6920", "6920"},
		{"认证失败 300 人", ""},
		{"capwap", ""}, // a word
		{"E-7777", ""}, // trainers say what it means
		{"5G", ""},
		{"568B", ""}, // half of T568B, says the data file
		{"wifi6", ""},
		{"WiFi-6E", ""},
		{"wifi666", "wifi666"},
		{"收光-25dBm", ""}, // a measured value
		{"-28.5dBm", ""},
		{"1000Mbps 只有 100M", ""},
		{"850nm", ""},
		{"5735s", "5735s"},
		{"vlan100 不通", ""}, // numbers of a customer's own
		{"vlan100x", "vlan100x"},
		{strings.Repeat("a1", 30), ""},
		{"", ""},
	} {
		r, err := x.Search(search.Query{Text: c[0]})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, a := range r.Absent {
			got = append(got, a.Code+map[bool]string{true: "…"}[a.Begun])
		}
		if fmt.Sprint(strings.Join(got, " ")) != c[1] {
			t.Errorf("%q: absent %q, want %q", c[0], got, c[1])
		}
	}
}
