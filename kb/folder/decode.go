package folder

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// decode brings a file's bytes into UTF-8 without a byte order mark and with line ends of one kind. gbk allows reading what is plainly GBK.
func decode(src []byte, gbk bool) (string, *Problem) {
	switch {
	case bytes.HasPrefix(src, []byte("\xff\xfe")), bytes.HasPrefix(src, []byte("\xfe\xff")):
		return "", &Problem{Line: 1, Column: 1, Code: "utf16"}
	case bytes.HasPrefix(src, []byte("\xef\xbb\xbf")):
		src = src[3:]
	}
	if i := bytes.IndexByte(src, 0); i >= 0 {
		line, column := position(src, i)
		return "", &Problem{Line: line, Column: column, Code: "binary"}
	}
	if at := invalid(src); at >= 0 {
		line, column := position(src, at)
		chinese, ok := fromGBK(src)
		switch {
		case ok && gbk:
			src = chinese
		case ok:
			return "", &Problem{Line: line, Column: column, Code: "gbk"}
		default:
			return "", &Problem{Line: line, Column: column, Code: "not_utf8"}
		}
	}
	return string(bytes.ReplaceAll(src, []byte("\r\n"), []byte("\n"))), nil
}

// invalid is the offset of the first byte that is no UTF-8, -1 for none.
func invalid(src []byte) int {
	for i := 0; i < len(src); {
		r, n := utf8.DecodeRune(src[i:])
		if r == utf8.RuneError && n == 1 {
			return i
		}
		i += n
	}
	return -1
}

// fromGBK reads bytes as GB 18030 if they plainly are: nothing undecodable, and most of what is not ASCII among the common characters.
func fromGBK(src []byte) ([]byte, bool) {
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src)
	if err != nil {
		return nil, false
	}
	han, other := 0, 0
	for _, r := range string(out) {
		switch {
		case r < 0x80:
		case r == utf8.RuneError || r >= 0xe000 && r < 0xf900 || r >= 0x80 && r < 0xa0:
			return nil, false
		case r >= 0x4e00 && r < 0xa000, r >= 0x3000 && r < 0x3040, r >= 0xff00 && r < 0xfff0, r >= 0x2010 && r < 0x2030:
			han++
		default:
			other++
		}
	}
	return out, han > 0 && han >= 3*other
}

// position counts lines and, in a line, characters, both from 1.
func position(src []byte, at int) (line, column int) {
	before := src[:at]
	line = 1 + bytes.Count(before, []byte("\n"))
	return line, 1 + utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:])
}
