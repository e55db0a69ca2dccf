// Package rescue reads the file that a tablet writes when it cannot send any more: all its unsent work in one JSON object
// (pb_public/src/sync/rescue.ts), up to hundreds of megabytes of photos.
//
// The file is read twice and never held: Read goes through all of it, so that a cut or damaged file is refused before anything of it is
// done, and notes where each thing lies; then changes are read some at a time, and the bytes of one photo at a time. Nothing depends on the
// order in the file. What a file may cost in memory is bounded by the limits below, whatever stands in it.
//
// It judges no content: who may import what, and what becomes of it, is the caller's.
package rescue

import (
	"cmp"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"lutong/hooks/fault"
	"lutong/hooks/fieldsync"
)

// Limits of one file, far above a tablet that was offline for months.
const (
	mostChanges = 200_000
	mostPhotos  = 20_000
	changeBytes = 1 << 20 // of one change: what a push may have in all
	wordBytes   = 4 << 20 // of all drafts and reasons
	fieldBytes  = 4 << 10 // of a name, a time, a hash
)

// File is a rescue file that is whole.
type File struct {
	Schema int
	User   string // whose work it is
	Device string // "" if the tablet's database could not be read at all
	Now    string // the tablet's clock when it was written
	Drafts []Draft
	Unread []string // what the tablet's broken database would not give
	Photos []Photo
	Lost   []Loss // what stands in the file and cannot be read

	in      io.ReaderAt
	changes []change
	seen    int   // changes, also lost ones
	words   int64 // bytes of them so far
}

// Draft is what was typed and never stored: for a person to read and take on, since nobody said that it was finished.
type Draft struct {
	What string `json:"what"`
	Text string `json:"text"`
}

// Loss is something that could not be kept.
type Loss struct {
	What string // "change" or "photo"
	ID   string // of the photo's record; of a change its place in the file, from 1
	Why  *fault.Error
}

// Photo is what the file says of a photo.
type Photo struct {
	ID, SHA256 string
	Size       int64

	in   io.ReaderAt
	text span // the base64
}

type change struct {
	n      int64
	schema int // of the app it was made with, which may be older than the one that wrote the file (P8)
	span
}

// Read looks through the whole file. Its faults: not_rescue, rescue_cut, rescue_damaged, too_large.
func Read(in io.ReaderAt, size int64) (*File, error) {
	f := &File{in: in}
	s := newSkimmer(io.NewSectionReader(in, 0, size))
	kind := ""
	given := map[string]bool{}
	err := s.object(func(name string) error {
		known := true
		var err error
		switch name {
		case "lutong":
			err = f.field(s, &kind)
		case "schema":
			err = f.field(s, &f.Schema)
		case "user":
			err = f.field(s, &f.User)
		case "device":
			err = f.field(s, &f.Device)
		case "now":
			err = f.field(s, &f.Now)
		case "drafts":
			err = s.array(func() error { return word(f, s, &f.Drafts) })
		case "unread":
			err = s.array(func() error { return word(f, s, &f.Unread) })
		case "mutations":
			err = s.array(func() error { return f.change(s) })
		case "photos":
			err = s.array(func() error { return f.photo(s) })
		default:
			known = false
			_, err = s.value()
		}
		if known && given[name] && err == nil {
			err = errDamaged // which of the two is meant?
		}
		if known {
			given[name] = true
		}
		return err
	})
	if err == nil {
		if _, err = s.next(); err == io.EOF {
			err = nil
		} else if err == nil {
			err = errDamaged // something after the end
		}
	}
	if (err == nil || errors.Is(err, errDamaged) || errors.Is(err, io.ErrUnexpectedEOF)) && kind != "rescue" {
		return nil, fault.New(fault.Invalid, "not_rescue")
	}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		return nil, fault.New(fault.Invalid, "rescue_cut")
	case errors.Is(err, errDamaged):
		return nil, fault.New(fault.Invalid, "rescue_damaged").Detailf("byte %d", s.at)
	case err != nil:
		return nil, err
	case f.Changes()+len(f.Photos) > 0 && !fieldsync.ValidID(f.Device):
		return nil, fault.New(fault.Invalid, "rescue_damaged").Detailf("device")
	}
	slices.SortStableFunc(f.changes, func(a, b change) int { return cmp.Compare(a.n, b.n) })
	return f, nil
}

// Changes is how many changes the file holds, lost ones not counted.
func (f *File) Changes() int { return len(f.changes) }

// Pieces gives the changes in the order of their numbers, each time no more than that many and no more bytes than a push may have, and with
// numbers that rise, and all of one schema.
func (f *File) Pieces(most int, do func(schema int, piece []fieldsync.Mutation) error) error {
	for rest := f.changes; len(rest) > 0; {
		n, bytes := 0, int64(0)
		for n < len(rest) && n < most && bytes+rest[n].size() <= changeBytes && (n == 0 || rest[n].n > rest[n-1].n && f.schema(rest[n]) == f.schema(rest[0])) {
			bytes += rest[n].size()
			n++
		}
		piece := make([]fieldsync.Mutation, n)
		for i, c := range rest[:n] {
			if err := f.decode(c.span, &piece[i]); err != nil {
				return err
			}
		}
		if err := do(f.schema(rest[0]), piece); err != nil {
			return err
		}
		rest = rest[n:]
	}
	return nil
}

func (f *File) schema(c change) int { return cmp.Or(c.schema, f.Schema) }

// Bytes reads the photo itself. What is not base64 fails with base64.CorruptInputError or io.ErrUnexpectedEOF.
func (p Photo) Bytes() io.Reader {
	return base64.NewDecoder(base64.StdEncoding, io.NewSectionReader(p.in, p.text.from, p.text.size()))
}

func (f *File) decode(at span, into any) error {
	raw := make([]byte, at.size())
	if _, err := f.in.ReadAt(raw, at.from); err != nil {
		return err
	}
	return json.Unmarshal(raw, into)
}

// field takes a small value of the given type.
func (f *File) field(s *skimmer, into any) error {
	at, err := s.value()
	if err != nil {
		return err
	}
	if at.size() > fieldBytes || f.decode(at, into) != nil {
		return errDamaged
	}
	return nil
}

// word takes a draft or a reason.
func word[T any](f *File, s *skimmer, into *[]T) error {
	at, err := s.value()
	if err != nil {
		return err
	}
	if f.words += at.size(); f.words > wordBytes {
		return fault.New(fault.TooLarge, "too_large").Detailf("drafts: %d MB", wordBytes>>20)
	}
	var one T
	if f.decode(at, &one) != nil {
		return errDamaged
	}
	*into = append(*into, one)
	return nil
}

// change notes a change by its number; one that cannot be a change is lost, and not the others with it (P9).
func (f *File) change(s *skimmer) error {
	at, err := s.value()
	if err != nil {
		return err
	}
	if f.seen++; f.seen > mostChanges {
		return fault.New(fault.TooLarge, "too_large").Detailf("%d changes", mostChanges)
	}
	if at.size() > changeBytes {
		f.lose("change", strconv.Itoa(f.seen), fault.New(fault.TooLarge, "too_large"))
		return nil
	}
	var m struct{ N int64 }
	err = f.decode(at, &m)
	if bad := (*json.SyntaxError)(nil); errors.As(err, &bad) {
		return errDamaged
	}
	if err != nil || m.N < 1 {
		f.lose("change", strconv.Itoa(f.seen), fault.New(fault.Invalid, "invalid"))
		return nil
	}
	var made struct{ Schema int }
	_ = f.decode(at, &made) // what is no number says nothing
	f.changes = append(f.changes, change{m.N, made.Schema, at})
	return nil
}

// photo notes a photo; its bytes stay where they are.
func (f *File) photo(s *skimmer) error {
	if len(f.Photos)+len(f.Lost) > mostPhotos {
		return fault.New(fault.TooLarge, "too_large").Detailf("%d photos", mostPhotos)
	}
	p := Photo{in: f.in}
	readable := true
	field := func(into any) error {
		at, err := s.value()
		readable = readable && err == nil && at.size() <= fieldBytes && f.decode(at, into) == nil
		return err
	}
	err := s.object(func(name string) error {
		switch name {
		case "id":
			return field(&p.ID)
		case "sha256":
			return field(&p.SHA256)
		case "size":
			return field(&p.Size)
		case "base64":
			var err error
			p.text, _, err = s.text(0)
			return err
		}
		_, err := s.value()
		return err
	})
	if err != nil {
		return err
	}
	if !readable || !fieldsync.ValidID(p.ID) || p.text.size() == 0 {
		f.lose("photo", strings.ToValidUTF8(p.ID[:min(len(p.ID), 40)], ""), fault.New(fault.Invalid, "invalid"))
		return nil
	}
	f.Photos = append(f.Photos, p)
	return nil
}

func (f *File) lose(what, id string, why *fault.Error) {
	f.Lost = append(f.Lost, Loss{what, id, why})
}
