package rescue

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// deepest is how far values may nest; a tablet's nest five deep.
const deepest = 100

var errDamaged = errors.New("not JSON")

// span is where a value lies in the file.
type span struct{ from, to int64 }

func (s span) size() int64 { return s.to - s.from }

// skimmer walks through JSON and keeps nothing of it: values are left where they are, however large, and named by their place. It sees that
// the outline is whole (strings, brackets, commas); what is inside a value is for its reader to judge. An end too early is io.ErrUnexpectedEOF.
type skimmer struct {
	in *bufio.Reader
	at int64
}

func newSkimmer(in io.Reader) *skimmer { return &skimmer{in: bufio.NewReaderSize(in, 64<<10)} }

func (s *skimmer) read() (byte, error) {
	c, err := s.in.ReadByte()
	if err == io.EOF {
		err = io.ErrUnexpectedEOF
	}
	s.at++
	return c, err
}

// next is the first byte of what comes after white space, not yet taken; io.EOF at the end of the file.
func (s *skimmer) next() (byte, error) {
	for {
		c, err := s.in.ReadByte()
		if err != nil {
			return 0, err
		}
		if c != ' ' && c != '\n' && c != '\r' && c != '\t' {
			return c, s.in.UnreadByte()
		}
		s.at++
	}
}

// sign takes one of the wanted bytes.
func (s *skimmer) sign(wanted string) (byte, error) {
	c, err := s.next()
	if err == io.EOF {
		return 0, io.ErrUnexpectedEOF
	}
	if err == nil && bytes.IndexByte([]byte(wanted), c) < 0 {
		err = errDamaged
	}
	if err != nil {
		return 0, err
	}
	return s.read()
}

// text takes a string and returns its place without the quotes, and up to keep bytes of what is written there.
func (s *skimmer) text(keep int) (span, string, error) {
	if _, err := s.sign(`"`); err != nil {
		return span{}, "", err
	}
	from := s.at
	var kept []byte
	for {
		rest, err := s.in.Peek(max(1, s.in.Buffered()))
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return span{}, "", err
		}
		n := bytes.IndexByte(rest, '"')
		if n < 0 {
			n = len(rest)
		}
		if escape := bytes.IndexByte(rest[:n], '\\'); escape >= 0 {
			n = escape
		}
		kept = append(kept, rest[:min(n, keep-len(kept))]...)
		_, _ = s.in.Discard(n) // is in the buffer
		s.at += int64(n)
		if n == len(rest) {
			continue
		}
		c, err := s.read()
		if err != nil {
			return span{}, "", err
		}
		if c == '"' {
			return span{from, s.at - 1}, string(kept), nil
		}
		if _, err := s.read(); err != nil { // what is escaped
			return span{}, "", err
		}
	}
}

// value takes any value.
func (s *skimmer) value() (span, error) {
	if _, err := s.next(); err == io.EOF {
		return span{}, io.ErrUnexpectedEOF
	} else if err != nil {
		return span{}, err
	}
	from := s.at
	var open []byte
	for {
		c, err := s.next()
		if err == io.EOF {
			err = io.ErrUnexpectedEOF
		}
		if err != nil {
			return span{}, err
		}
		switch {
		case c == '"':
			_, _, err = s.text(0)
		case c == '{' || c == '[':
			open = append(open, c+2) // the bracket that closes it
			_, err = s.read()
		case len(open) > 0 && (c == ',' || c == ':'):
			_, err = s.read()
		case len(open) > 0 && c == open[len(open)-1]:
			open = open[:len(open)-1]
			_, err = s.read()
		default:
			err = s.word()
		}
		if err != nil {
			return span{}, err
		}
		if len(open) == 0 {
			return span{from, s.at}, nil
		}
		if len(open) > deepest {
			return span{}, errDamaged
		}
	}
}

// word takes a number, true, false or null.
func (s *skimmer) word() error {
	for n := 0; ; n++ {
		c, err := s.in.ReadByte()
		if err == io.EOF {
			return io.ErrUnexpectedEOF // nothing we read ends with a word
		}
		if err != nil {
			return err
		}
		if !('a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '-' || c == '+' || c == '.' || c == 'E') || n > 100 {
			if n == 0 || n > 100 {
				return errDamaged
			}
			return s.in.UnreadByte()
		}
		s.at++
	}
}

// object takes an object; member is called with each name and takes its value.
func (s *skimmer) object(member func(name string) error) error {
	return s.series('{', '}', func() error {
		_, name, err := s.text(64)
		if err == nil {
			_, err = s.sign(":")
		}
		if err == nil {
			err = member(name)
		}
		return err
	})
}

// array takes an array; element is called to take each of its values.
func (s *skimmer) array(element func() error) error { return s.series('[', ']', element) }

func (s *skimmer) series(open, end byte, one func() error) error {
	if _, err := s.sign(string(open)); err != nil {
		return err
	}
	if c, err := s.next(); err == nil && c == end {
		_, err = s.read()
		return err
	}
	for {
		if err := one(); err != nil {
			return err
		}
		c, err := s.sign("," + string(end))
		if err != nil || c == end {
			return err
		}
	}
}
