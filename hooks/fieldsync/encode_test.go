package fieldsync_test

import (
	"encoding/json"
	"flag"
	"hash/crc32"
	"math"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	fs "lutong/hooks/fieldsync"
)

var updateEncode = flag.Bool("update-encode", false, "write testdata/encode.json anew")

// encodeVector is one JSON value as somebody might write it, the one form in which both ends hold it, and the sum of that form as a
// record of jobs. The tablet's encoder is proved on the same file (pb_public/src/protocol/encode.test.ts).
type encodeVector struct {
	Name, In, Out string
	Sum           uint32
}

func encodeCases() []encodeVector {
	var list []encodeVector
	add := func(name, in string) {
		out, err := fs.Canonical(json.RawMessage(in))
		if err != nil {
			panic(name + ": " + err.Error())
		}
		list = append(list, encodeVector{name, in, string(out), crc32.ChecksumIEEE(append([]byte("jobs/"), out...))})
	}
	add("keys are sorted", `{"b":1,"a":2,"B":3,"":4}`)
	add("keys that look like numbers keep the order of their bytes", `{"10":1,"9":2,"1":3,"a":4,"-1":5,"01":6}`)
	add("keys beyond the first plane come after all others", `{"`+"\U0001F600"+`":1,"`+"\uFF5E"+`":2,"`+"\uE000"+`":3,"`+"\U00010000"+`a":4,"中":5}`)
	add("a key that begins another comes first", `{"`+"\U0001F600"+`x":1,"`+"\U0001F600"+`":2}`)
	add("the last of equal keys counts", `{"a":1,"a":2}`)
	add("__proto__ is a key like any", `{"__proto__":{"x":1},"constructor":2}`)
	add("spaces between go", " { \"a\" : [ 1 , 2 ,\n3 ] } ")
	add("no HTML escaping", `{"a":"<b>&amp;</b>"}`)
	add("line and paragraph separators are escaped", `{"a":"x`+"\u2028"+`y`+"\u2029"+`z","`+"\u2028"+`":1}`)
	add("control characters", `"\u0000\u0001\b\t\n\u000b\f\r\u001f\u007f`+"\u0080\u009f"+`"`)
	add("escapes that need none", `"\u0041\/\u4e2d\"\\"`)
	add("a pair of surrogates is one character", `"\ud83d\ude00"`)
	add("half a pair is no character", `["\ud83d","\ude00","\ude00\ud83d","a\ud83db"]`)
	add("byte order marks and things without width stay", `"`+"\ufeff\u200b\u200d\u0301"+`"`)
	add("empty things", `{"a":{},"b":[],"c":"","d":null,"e":false,"f":true}`)
	add("a record", `{"id":"k3v9x0a1b2c3d4e","title":"总部 18 层会议中心无线中断","stamps":{"restored":"2026-11-21T08:00:00.000Z"},"geo":{"lat":31.2304,"lng":121.4737}}`)
	for _, n := range []string{"0", "-0", "-0.0", "1", "1.0", "1e0", "-1", "0.1", "1e-6", "0.000001", "1e-7", "9.99e-7", "1e20", "1e21", "123456789012345680000", "1e300", "5e-324", "1.7976931348623157e308", "999999999999999", "4.35", "0.30000000000000004", "100e-2", "1E5", "2.5e+10"} {
		add("number "+n, n)
	}
	chance := rand.New(rand.NewSource(1))
	for range 200 {
		f := math.Float64frombits(chance.Uint64())
		if math.IsNaN(f) || math.IsInf(f, 0) {
			continue
		}
		add("any number", strconv.FormatFloat(f, 'e', -1, 64))
		add("any measured number", strconv.FormatFloat(math.Round(f*1e6)/1e6, 'e', -1, 64))
		add("any small number", strconv.FormatFloat(chance.NormFloat64()*math.Pow(10, float64(chance.Intn(30)-12)), 'e', -1, 64))
	}
	return slices.DeleteFunc(list, func(v encodeVector) bool { return strings.Contains(v.In, "Inf") })
}

func TestEncodeVectors(t *testing.T) {
	want := encodeCases()
	if *updateEncode {
		raw := []byte("[")
		for i, v := range want {
			if i > 0 {
				raw = append(raw, ',')
			}
			raw = append(raw, "\n "...)
			raw = append(raw, fs.JSONOf(v)...)
		}
		if err := os.WriteFile("testdata/encode.json", append(raw, "\n]\n"...), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have := vectors[encodeVector](t, "encode.json")
	if !slices.Equal(have, want) {
		t.Errorf("testdata/encode.json is not what the encoder writes: a change of the wire, or go test ./hooks/fieldsync -update-encode")
	}
}

func TestFieldsEncodeAsCanonical(t *testing.T) {
	f := fs.Fields{}
	f.Set("title", "路通 <1>")
	f.Set("id", "k3v9x0a1b2c3d4e")
	f.Set("stamps", map[string]any{"10": 1, "9": 2.50})
	canonical, err := fs.Canonical(f.Encode())
	if err != nil || string(canonical) != string(f.Encode()) {
		t.Errorf("a document is not its own canonical form: %s, %v, canonical %s", f.Encode(), err, canonical)
	}
}
