package rescue

import (
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
)

func read(text string) (*File, error) { return Read(strings.NewReader(text), int64(len(text))) }

const whole = `{"lutong":"rescue","schema":1,"user":"u","device":"abcdefghij12345","acked":3,"now":"2026-11-21T08:00:00.000Z",
 "drafts":[{"what":"j/notes","text":"写了“一半” \"}]","base":""}],
 "mutations":[{"n":4,"in":"events","id":"e","op":"create","set":{"text":"[{\\\"]"}},{"n":5,"in":"jobs","id":"j","op":"update","set":{}}],
 "photos":[{"id":"photo0000000001","job":"j","size":5,"sha256":"ab","base64":"aGVsbG8="}],"unread":["x"]}
`

func TestWhatStandsInAFile(t *testing.T) {
	f, err := read(whole)
	if err != nil {
		t.Fatal(err)
	}
	if f.User != "u" || f.Schema != 1 || f.Changes() != 2 || len(f.Photos) != 1 || len(f.Lost) != 0 || len(f.Unread) != 1 ||
		len(f.Drafts) != 1 || f.Drafts[0].Text != `写了“一半” "}]` {
		t.Errorf("%+v", f)
	}
	photo, err := io.ReadAll(f.Photos[0].Bytes())
	if err != nil || string(photo) != "hello" || f.Photos[0].Size != 5 || f.Photos[0].ID != "photo0000000001" {
		t.Errorf("%q %v %+v", photo, err, f.Photos[0])
	}
	var texts []string
	err = f.Pieces(1, func(_ int, piece []fieldsync.Mutation) error {
		texts = append(texts, fmt.Sprint(len(piece), " ", piece[0].N, " ", string(piece[0].Set["text"])))
		return nil
	})
	if want := `[1 4 "[{\\\"]" 1 5 ]`; err != nil || fmt.Sprint(texts) != want {
		t.Errorf("%v %s, want %s", err, texts, want)
	}
}

// Wherever a file is cut off, it is refused as a whole.
func TestACutFileIsRefused(t *testing.T) {
	body := strings.TrimSpace(whole)
	for n := range body {
		_, err := read(body[:n])
		want := "rescue_cut"
		if n <= len(`{"lutong":"rescue"`)-1 {
			want = "not_rescue"
		}
		if fault.Code(err) != want {
			t.Fatalf("cut after %d bytes: %v", n, err)
		}
	}
}

func TestOtherFilesAndDamagedOnes(t *testing.T) {
	head := `{"lutong":"rescue","device":"abcdefghij12345",`
	for text, want := range map[string]string{
		"":                                       "not_rescue",
		"hello":                                  "not_rescue",
		"[]":                                     "not_rescue",
		"{}":                                     "not_rescue",
		"\x1f\x8b\x08":                           "not_rescue",
		`{"lutong":"other","mutations":[]}`:      "not_rescue",
		`{"lutong":7}`:                           "not_rescue",
		head + `"user":"u"}}`:                    "rescue_damaged",
		head + `"user":"u"} {"lutong":"rescue"}`: "rescue_damaged",
		head + `"user":{}}`:                      "rescue_damaged",
		head + `"mutations":{}}`:                 "rescue_damaged",
		head + `"mutations":[{"n":1,}]}`:         "rescue_damaged",
		head + `"mutations":[{"n":1}{"n":2}]}`:   "rescue_damaged",
		head + `"mutations":[],"mutations":[]}`:  "rescue_damaged",
		head + `"photos":[7]}`:                   "rescue_damaged",
		head + `"photos":[{"base64":{}}]}`:       "rescue_damaged",
		head + `"x":` + strings.Repeat("[", 1000):                                     "rescue_damaged",
		head + `"x":[}]}`:                                                             "rescue_damaged",
		head + `"drafts":["words"]}`:                                                  "rescue_damaged",
		`{"lutong":"rescue","mutations":[{"n":1}],"device":""}`:                       "rescue_damaged",
		head + `"unread":["` + strings.Repeat("x", wordBytes) + `"]}`:                 "too_large",
		head + `"mutations":[` + strings.Repeat(`1,`, mostChanges) + `1]}`:            "too_large",
		head + `"photos":[` + strings.Repeat(`{"base64":""},`, mostPhotos+1) + `{}]}`: "too_large",
	} {
		if _, err := read(text); fault.Code(err) != want {
			t.Errorf("%.80s: %v, want %s", text, err, want)
		}
	}
}

// P9: what cannot be read of a whole file is named, and keeps nothing else back.
func TestOneThingIsLostAndTheRestIsNot(t *testing.T) {
	f, err := read(`{"photos":[{"id":"../../../etc/x","base64":"AAAA"},{"id":"photo0000000002","base64":"AAAA","size":3}],
		"mutations":[7,{"n":9,"set":5},{"n":3,"big":"` + strings.Repeat("x", changeBytes) + `"},{"n":-1},{"n":2}],"device":"abcdefghij12345","lutong":"rescue"}`)
	if err != nil {
		t.Fatal(err)
	}
	var lost []string
	for _, l := range f.Lost {
		lost = append(lost, l.What+" "+l.ID+" "+l.Why.Code)
	}
	if got, want := strings.Join(lost, ", "), "photo ../../../etc/x invalid, change 1 invalid, change 3 too_large, change 4 invalid"; got != want {
		t.Errorf("lost: %s\nwant: %s", got, want)
	}
	if len(f.Photos) != 1 || f.Changes() != 2 {
		t.Errorf("%+v", f)
	}
}

// A push takes numbers that rise, only so many, and only so many bytes.
func TestPieces(t *testing.T) {
	large := strings.Repeat("x", changeBytes/3)
	f, err := read(`{"lutong":"rescue","device":"abcdefghij12345","mutations":[{"n":7},{"n":2},{"n":7,"id":"again"},{"n":1},{"n":3},` +
		`{"n":8,"id":"` + large + `"},{"n":9,"id":"` + large + `"},{"n":10,"id":"` + large + `"}]}`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = f.Pieces(3, func(_ int, piece []fieldsync.Mutation) error {
		numbers := ""
		for _, m := range piece {
			numbers += fmt.Sprint(m.N, " ")
		}
		got = append(got, strings.TrimSpace(numbers))
		return nil
	})
	if want := "1 2 3|7|7 8 9|10"; err != nil || strings.Join(got, "|") != want {
		t.Errorf("%v %s, want %s", err, strings.Join(got, "|"), want)
	}
	stop := errors.New("stop")
	if err := f.Pieces(3, func(int, []fieldsync.Mutation) error { return stop }); err != stop {
		t.Error(err)
	}
}

// P8: what older and newer apps made on one tablet travels under the schema of each.
func TestSchemas(t *testing.T) {
	f, err := read(`{"lutong":"rescue","device":"abcdefghij12345","mutations":[{"n":1,"schema":1},{"n":2,"schema":1},{"n":3,"schema":2},{"n":4},{"n":5,"schema":3},{"n":6,"schema":"x"}],"schema":3}`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	err = f.Pieces(2, func(schema int, piece []fieldsync.Mutation) error {
		numbers := []int64{}
		for _, m := range piece {
			numbers = append(numbers, m.N)
		}
		got = append(got, fmt.Sprint(schema, numbers))
		return nil
	})
	if want := "1 [1 2],2 [3],3 [4 5],3 [6]"; err != nil || strings.Join(got, ",") != want {
		t.Errorf("%v %v, want %s", err, got, want)
	}
}

// endless is a file of which nothing but the beginning and the end is anywhere in memory.
type endless struct {
	head, tail string
	size       int64
}

func (e endless) ReadAt(p []byte, at int64) (int, error) {
	for i := range p {
		switch at := at + int64(i); {
		case at >= e.size:
			return i, io.EOF
		case at < int64(len(e.head)):
			p[i] = e.head[at]
		case at >= e.size-int64(len(e.tail)):
			p[i] = e.tail[at-e.size+int64(len(e.tail))]
		default:
			p[i] = 'A'
		}
	}
	return len(p), nil
}

// P10: a value of a hundred megabytes, wherever it stands, costs no memory: a photo, a name, a change, a field.
func TestHugeValuesAreNotHeld(t *testing.T) {
	head := `{"lutong":"rescue","device":"abcdefghij12345",`
	for where, e := range map[string]endless{
		"photo":  {head: head + `"photos":[{"id":"photo0000000001","size":75000000,"base64":"`, tail: `"}]}`},
		"name":   {head: head + `"`, tail: `":1}`},
		"change": {head: head + `"mutations":[{"n":1,"set":{"a":"`, tail: `"}}]}`},
		"field":  {head: head + `"photos":[{"id":"photo0000000001","sha256":"`, tail: `","base64":"AAAA"}]}`},
		"user":   {head: head + `"user":"`, tail: `"}`},
	} {
		e.size = 32 << 20
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		f, err := Read(e, e.size)
		runtime.ReadMemStats(&after)
		if allocated := after.TotalAlloc - before.TotalAlloc; allocated > 1<<20 {
			t.Errorf("%s: %d bytes", where, allocated)
		}
		switch {
		case where == "user":
			if fault.Code(err) != "rescue_damaged" {
				t.Error(where, err)
			}
		case err != nil || where == "photo" && len(f.Photos) != 1 || where != "photo" && len(f.Photos) != 0:
			t.Error(where, err)
		}
	}
}

// Whatever the bytes, reading ends, nothing panics, and a file that is taken is taken whole: no beginning of it is.
func FuzzRead(f *testing.F) {
	f.Add([]byte(whole))
	f.Add([]byte(`{"lutong":"rescue","photos":[{"base64":"` + base64.StdEncoding.EncodeToString([]byte("x")) + `\"\\"}],"device":"abcdefghij12345"}`))
	f.Add([]byte(`{"lutong":"rescue","x":[1,{"a":[true,null,-1.5e+9,"\\"]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		file, err := read(string(raw))
		if err != nil {
			if fault.As(err) == nil {
				t.Fatal(err)
			}
			return
		}
		for _, p := range file.Photos {
			_, _ = io.Copy(io.Discard, p.Bytes())
		}
		if err := file.Pieces(500, func(int, []fieldsync.Mutation) error { return nil }); err != nil {
			t.Fatal(err)
		}
		body := strings.TrimRight(string(raw), " \t\r\n")
		if _, err := read(body[:len(body)-1]); err == nil {
			t.Fatal("without its end it is taken too")
		}
	})
}
