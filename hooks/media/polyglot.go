package media

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
)

// A file can be a good picture and at the same time something a program would open or run. Nobody needs such a photo, and somebody
// may download an original. The signs below are long enough not to appear in honest coded pixels by chance (for the shortest, less
// than once in ten million photos); the film or depth map that phones append is none of them.
var signs = []struct {
	name   string
	bytes  string
	within int64 // only if it begins in the first so many bytes; 0 = anywhere
	fold   bool  // ASCII letters in either case
}{
	{name: "PDF", bytes: "%PDF-", within: 1024}, // readers accept it there
	{name: "script", bytes: "<script", fold: true},
	{name: "script", bytes: "<?php", fold: true},
	{name: "RAR", bytes: "Rar!\x1a\x07"},
	{name: "7z", bytes: "7z\xbc\xaf\x27\x1c"},
}

// checkPolyglot refuses a picture that is something else as well.
func checkPolyglot(f io.ReadSeeker, size int64) error {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return err
	}
	const overlap = 16
	buf := make([]byte, 256<<10)
	kept, at := 0, int64(0) // bytes carried over from the block before; where buf begins in the file
	for {
		n, err := io.ReadFull(f, buf[kept:])
		block := buf[:kept+n]
		for _, s := range signs {
			if i := firstAt(block, s.bytes, s.fold); i >= 0 && (s.within == 0 || at+int64(i) < s.within) {
				return refuse(codePolyglot, "%s", s.name)
			}
		}
		if err != nil {
			if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
				break
			}
			return err
		}
		kept = copy(buf, block[len(block)-overlap:])
		at += int64(len(block) - overlap)
	}
	return checkArchive(f, size)
}

// firstAt returns where word first begins in block, or -1.
func firstAt(block []byte, word string, fold bool) int {
	if !fold {
		return bytes.Index(block, []byte(word))
	}
	for from := 0; ; {
		i := bytes.IndexByte(block[from:], word[0])
		if i < 0 || from+i+len(word) > len(block) {
			return -1
		}
		if bytes.EqualFold(block[from+i:from+i+len(word)], []byte(word)) {
			return from + i
		}
		from += i + 1
	}
}

// checkArchive looks for the record that ends a ZIP (and so a JAR, an APK or an office document) where programs look for it.
func checkArchive(f io.ReadSeeker, size int64) error {
	const record = 22
	tail := make([]byte, min(size, record+65_535))
	if err := readAt(f, size-int64(len(tail)), tail); err != nil {
		return err
	}
	for from := 0; ; {
		i := bytes.Index(tail[from:], []byte("PK\x05\x06"))
		if i < 0 || from+i+record > len(tail) {
			return nil
		}
		at := from + i
		if comment := int(binary.LittleEndian.Uint16(tail[at+record-2:])); at+record+comment == len(tail) {
			return refuse(codePolyglot, "ZIP")
		}
		from = at + 1
	}
}
