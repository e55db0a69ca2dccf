package packed

import (
	"bytes"
	"encoding/binary"
	"sort"

	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Field is one field of a segment. The zero Field has no terms.
type Field struct {
	docs     int
	terms    int
	postings []byte
	dict     []byte
	blocks   []byte
	lengths  []byte
}

// Postings of a term, and how many documents have it. The term may be given as it will be compared: its bytes.
func (f *Field) Postings(term string) (Postings, int) {
	var c Cursor
	if !f.seek(&c, term) || string(c.term) != term {
		return Postings{}, 0
	}
	return c.Postings(), c.docs
}

// Has tells how many documents have a term.
func (f *Field) Has(term string) int {
	_, n := f.Postings(term)
	return n
}

// Terms begins at the first term that is not before from.
func (f *Field) Terms(from string) Cursor {
	var c Cursor
	f.seek(&c, from)
	return c
}

// Lengths calls for every document with the length of the field in it, in order.
func (f *Field) Lengths(visit func(doc int, length uint32)) {
	rest := f.lengths
	for doc := range f.docs {
		v, n := uvarint(rest)
		if n == 0 {
			return
		}
		rest = rest[n:]
		visit(doc, uint32(v))
	}
}

// seek puts the cursor on the first term that is not before term; false if there is none.
func (f *Field) seek(c *Cursor, term string) bool {
	n := len(f.blocks) / 4
	block := sort.Search(n, func(i int) bool { return string(f.firstOf(i)) > term }) - 1
	*c = Cursor{f: f, left: f.terms, term: c.term[:0]}
	if block > 0 {
		c.left -= block * blockTerms
		c.at = f.blockAt(block)
	}
	for c.Next() {
		if string(c.term) >= term {
			return true
		}
	}
	return false
}

func (f *Field) blockAt(i int) int { return int(binary.LittleEndian.Uint32(f.blocks[4*i:])) }

// firstOf is the first term of a block, which shares nothing with the one before.
func (f *Field) firstOf(i int) []byte {
	b := f.dict[f.blockAt(i):]
	_, n := uvarint(b)
	b = b[n:]
	if b[0] != 0xff {
		return b[1 : 1+b[0]&15]
	}
	_, n = uvarint(b[1:])
	b = b[1+n:]
	length, n := uvarint(b)
	return b[n : n+int(length)]
}

// Cursor goes through the terms of a field in their order. A cursor that Terms gave stands on its first term, if it is Valid.
type Cursor struct {
	f     *Field
	left  int // terms not read yet
	at    int
	place int // of the next postings
	valid bool

	term    []byte
	docs    int
	once    bool
	list    []byte
	Visited int // terms that were read: what a search cost
}

// Valid tells whether the cursor stands on a term.
func (c *Cursor) Valid() bool { return c.valid }

// Term is good until the cursor moves.
func (c *Cursor) Term() []byte { return c.term }

// Docs is the number of documents with the term.
func (c *Cursor) Docs() int { return c.docs }

// Postings of the term.
func (c *Cursor) Postings() Postings { return Postings{rest: c.list, left: c.docs, once: c.once} }

// Next moves to the next term; false at the end.
func (c *Cursor) Next() bool {
	c.valid = false
	if c.left == 0 {
		return false
	}
	b := c.f.dict[c.at:]
	size := len(b)
	if (c.f.terms-c.left)%blockTerms == 0 {
		v, n := uvarint(b)
		c.place, b = int(v), b[n:]
	}
	shared, fresh := int(b[0]>>4), int(b[0]&15)
	if b[0] == 0xff {
		v, n := uvarint(b[1:])
		w, m := uvarint(b[1+n:])
		shared, fresh, b = int(v), int(w), b[1+n+m:]
	} else {
		b = b[1:]
	}
	c.term = append(c.term[:shared], b[:fresh]...)
	b = b[fresh:]
	v, n := uvarint(b)
	b = b[n:]
	c.docs, c.once = int(v>>1), v&1 == 1
	if c.docs == 1 {
		_, n = uvarint(b)
		if !c.once {
			_, m := uvarint(b[n:])
			n += m
		}
		c.list, b = b[:n], b[n:]
	} else {
		length, n := uvarint(b)
		b = b[n:]
		c.list = c.f.postings[c.place : c.place+int(length)]
		c.place += int(length)
	}
	c.at += size - len(b)
	c.left--
	c.Visited++
	c.valid = true
	return true
}

// Dictionary shows a field to bleve.
type Dictionary struct{ *Field }

// PostingsList of a term, without the documents in except.
func (d Dictionary) PostingsList(term []byte, except *roaring.Bitmap, _ segment.PostingsList) (segment.PostingsList, error) {
	p, n := d.Postings(string(term))
	return &list{field: d.Field, postings: p, count: n, except: except}, nil
}

// Contains tells whether there is such a term.
func (d Dictionary) Contains(term []byte) (bool, error) { return d.Has(string(term)) > 0, nil }

// Cardinality is the number of terms.
func (d Dictionary) Cardinality() int { return d.terms }

// AutomatonIterator lists the terms from start to before end that an automaton accepts; nil accepts all.
func (d Dictionary) AutomatonIterator(a segment.Automaton, start, end []byte) segment.DictionaryIterator {
	return &dictionaryIterator{cursor: d.Terms(string(start)), automaton: a, end: end}
}

type dictionaryIterator struct {
	cursor    Cursor
	automaton segment.Automaton
	end       []byte
	entry     index.DictEntry
}

// Next gives nil at the end.
func (i *dictionaryIterator) Next() (*index.DictEntry, error) {
	for ; i.cursor.Valid(); i.cursor.Next() {
		if i.end != nil && bytes.Compare(i.cursor.Term(), i.end) >= 0 {
			return nil, nil
		}
		if accepts(i.automaton, i.cursor.Term()) {
			i.entry = index.DictEntry{Term: string(i.cursor.Term()), Count: uint64(i.cursor.Docs())}
			i.cursor.Next()
			return &i.entry, nil
		}
	}
	return nil, nil
}

func accepts(a segment.Automaton, term []byte) bool {
	if a == nil {
		return true
	}
	state := a.Start()
	for _, b := range term {
		if !a.CanMatch(state) {
			return false
		}
		state = a.Accept(state, b)
	}
	return a.IsMatch(state)
}
