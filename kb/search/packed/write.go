package packed

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"os"
)

// writer counts and sums what goes through it. The first error stays.
type writer struct {
	to  io.Writer
	at  int64
	sum uint32
	err error
	buf []byte
}

func (w *writer) write(b []byte) {
	if w.err != nil {
		return
	}
	_, w.err = w.to.Write(b)
	w.at += int64(len(b))
	w.sum = crc32.Update(w.sum, castagnoli, b)
}

// place is where the next byte goes.
func (w *writer) place() uint32 {
	if w.at > math.MaxUint32 && w.err == nil {
		w.err = errors.New("packed: a segment of more than 4 GB")
	}
	return uint32(w.at)
}

// places writes numbers of four bytes each.
func (w *writer) places(list []uint32) {
	b := make([]byte, 0, 4*len(list))
	for _, v := range list {
		b = binary.LittleEndian.AppendUint32(b, v)
	}
	w.write(b)
}

// terms hands out the terms of a field, sorted, with their postings; false at the end. What it gives is good until the next call.
type terms func() (term []byte, list []Posting, ok bool)

// field writes one field.
func (w *writer) field(name string, next terms, lengths []uint32) fieldPart {
	part := fieldPart{Name: name, Postings: w.place()}
	var dict, before []byte
	var blocks []uint32
	start := w.at
	for term, list, ok := next(); ok; term, list, ok = next() {
		if len(term) > maxTerm || len(list) == 0 {
			continue
		}
		if part.Terms%blockTerms == 0 {
			blocks = append(blocks, uint32(len(dict)))
			dict = binary.AppendUvarint(dict, uint64(w.at-start))
			before = before[:0]
		}
		dict = appendTerm(dict, before, term)
		before = append(before[:0], term...)
		e := encoder{list: list}
		once := e.once()
		head := uint64(len(list)) << 1
		if once {
			head |= 1
		}
		dict = binary.AppendUvarint(dict, head)
		if len(list) == 1 {
			dict = e.encode(dict, once)
		} else {
			w.buf = e.encode(w.buf[:0], once)
			dict = binary.AppendUvarint(dict, uint64(len(w.buf)))
			w.write(w.buf)
		}
		part.Terms++
	}
	part.Dict = w.place()
	w.write(dict)
	part.Blocks = w.place()
	w.places(blocks)
	known := false
	var b []byte
	for _, n := range lengths {
		known = known || n > 0
		b = binary.AppendUvarint(b, uint64(n))
	}
	if known {
		part.Lengths = w.place()
		w.write(b)
	}
	part.End = w.place()
	return part
}

func appendTerm(dict, before, term []byte) []byte {
	shared := 0
	for shared < len(before) && shared < len(term) && before[shared] == term[shared] {
		shared++
	}
	fresh := len(term) - shared
	if shared < 16 && fresh < 15 {
		dict = append(dict, byte(shared<<4|fresh))
	} else {
		dict = append(dict, 0xff)
		dict = binary.AppendUvarint(dict, uint64(shared))
		dict = binary.AppendUvarint(dict, uint64(fresh))
	}
	return append(dict, term[shared:]...)
}

// finish writes the description at the end.
func (w *writer) finish(d directory) error {
	raw, err := json.Marshal(d)
	if err != nil {
		return err
	}
	at := w.place()
	w.write(raw)
	sum := w.sum
	w.places([]uint32{at, uint32(len(raw)), sum, magic})
	return w.err
}

// writeFile makes a file with what fill writes; it is on disk when it returns, and nothing is left behind when it fails.
func writeFile(path string, fill func(*writer) error) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<20)
	w := &writer{to: b}
	err = fill(w)
	if err = errors.Join(err, w.err); err == nil {
		err = b.Flush()
	}
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		_ = os.Remove(path)
		return fmt.Errorf("packed: write %s: %w", path, err)
	}
	return nil
}
