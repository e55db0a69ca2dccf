package segment

import (
	"encoding/binary"
	"maps"
	"slices"
)

// A dictionary holds the terms of one kind with their postings. Its section: number of terms, then the lengths of what follows for each block
// of blockTerms terms (terms, counts, postings), then these three one after the other.
//
//	terms     sorted by bytes. The first of a block in full; of each other how much it shares with the one before and what is its own: four
//	          bits each, 15 for more, with the rest as a varint behind them
//	counts    documents, and length of the postings in bytes
//	postings  for each document: steps from the one before, shifted by two; bit 0: more than once, how often follows; bit 1: in title or
//	          card too, how often in each follows. (Title and card are part of the whole.)
type dictionary map[string]*postings

const blockTerms = 32

type postings struct {
	packed []byte
	last   int
	count  int
}

// add takes in the terms of a document, whose number is higher than all before.
func (d dictionary) add(number int, fields map[string][]string, kind byte) {
	name := func(stream byte) []string { return fields[string([]byte{stream, kind})] }
	if kind == 'k' {
		for _, text := range fields["k"] {
			d.post(text, number, 1, 0, 0)
		}
		return
	}
	type often struct{ whole, title, card int }
	counted := map[string]*often{}
	for _, text := range name('a') {
		if counted[text] == nil {
			counted[text] = &often{}
		}
		counted[text].whole++
	}
	for _, text := range name('t') {
		counted[text].title++
	}
	for _, text := range name('c') {
		counted[text].card++
	}
	for text, n := range counted {
		d.post(text, number, n.whole, n.title, n.card)
	}
}

func (d dictionary) post(text string, number, whole, title, card int) {
	p := d[text]
	if p == nil {
		p = &postings{}
		d[text] = p
	}
	step := uint64(number-p.last) << 2
	if whole > 1 {
		step |= 1
	}
	if title+card > 0 {
		step |= 2
	}
	p.packed = binary.AppendUvarint(p.packed, step)
	if whole > 1 {
		p.packed = binary.AppendUvarint(p.packed, uint64(whole))
	}
	if title+card > 0 {
		p.packed = binary.AppendUvarint(p.packed, uint64(title))
		p.packed = binary.AppendUvarint(p.packed, uint64(card))
	}
	p.last = number
	p.count++
}

func (d dictionary) pack() []byte {
	texts := slices.Sorted(maps.Keys(d))
	var table, terms, counts, lists []byte
	for block := range slices.Chunk(texts, blockTerms) {
		before := [3]int{len(terms), len(counts), len(lists)}
		for i, text := range block {
			if i == 0 {
				terms = appendBytes(terms, []byte(text))
			} else {
				terms = appendShared(terms, block[i-1], text)
			}
			p := d[text]
			counts = binary.AppendUvarint(counts, uint64(p.count))
			counts = binary.AppendUvarint(counts, uint64(len(p.packed)))
			lists = append(lists, p.packed...)
		}
		for i, n := range [3]int{len(terms), len(counts), len(lists)} {
			table = binary.AppendUvarint(table, uint64(n-before[i]))
		}
	}
	out := binary.AppendUvarint(nil, uint64(len(texts)))
	return slices.Concat(out, table, terms, counts, lists)
}

func appendShared(out []byte, before, text string) []byte {
	shared := 0
	for shared < len(before) && shared < len(text) && before[shared] == text[shared] {
		shared++
	}
	own := len(text) - shared
	out = append(out, byte(min(shared, 15)<<4|min(own, 15)))
	for _, n := range []int{shared, own} {
		if n >= 15 {
			out = binary.AppendUvarint(out, uint64(n-15))
		}
	}
	return append(out, text[shared:]...)
}
