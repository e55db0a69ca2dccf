package packed

import "encoding/binary"

// Posting is a document (its number in the segment) and how often it has the term.
type Posting struct {
	Doc, Freq uint32
}

// Postings are read in pieces, in the order of the documents' numbers.
type Postings struct {
	rest []byte
	left int
	once bool // each document has the term once
	doc  uint32
}

// Fill puts the next postings into buf and returns how many there were; 0 at the end.
func (p *Postings) Fill(buf []Posting) int {
	n := min(len(buf), p.left)
	rest, doc := p.rest, p.doc
	for i := range buf[:n] {
		var v uint64
		if len(rest) > 0 && rest[0] < 0x80 {
			v, rest = uint64(rest[0]), rest[1:]
		} else {
			var w int
			if v, w = binary.Uvarint(rest); w <= 0 {
				p.left = 0
				return i
			}
			rest = rest[w:]
		}
		freq := uint32(1)
		if !p.once {
			if v&1 == 0 {
				f, w := uvarint(rest)
				if w == 0 {
					p.left = 0
					return i
				}
				freq, rest = uint32(f), rest[w:]
			}
			v >>= 1
		}
		doc += uint32(v)
		buf[i] = Posting{doc, freq}
	}
	p.rest, p.doc, p.left = rest, doc, p.left-n
	return n
}

// encoder writes postings that are given in the order of the documents' numbers.
type encoder struct{ list []Posting }

func (e *encoder) once() bool {
	for _, p := range e.list {
		if p.Freq != 1 {
			return false
		}
	}
	return true
}

// encode appends the postings to out.
func (e *encoder) encode(out []byte, once bool) []byte {
	before := uint32(0)
	for _, p := range e.list {
		gap := uint64(p.Doc - before)
		before = p.Doc
		switch {
		case once:
			out = binary.AppendUvarint(out, gap)
		case p.Freq == 1:
			out = binary.AppendUvarint(out, gap<<1|1)
		default:
			out = binary.AppendUvarint(out, gap<<1)
			out = binary.AppendUvarint(out, uint64(p.Freq))
		}
	}
	return out
}
