// Package segment is the search index that tablets download: the terms of the published library, analysed as kb/search does, in one
// immutable file that is named by its own contents and read where it lies (pb_public/src/search/segment.ts), without building anything.
//
// A library is a base and some deltas (Plan). A later file overrides an earlier one: by what it says anew of a document, or by naming it as
// gone. Every document carries the sum of the very record it was made from, so a tablet uses what a file says of an article only while it
// holds exactly that record; files that are late, early or of another life of the database are never wrong, only less useful.
//
// One file serves everyone. What is published is the same for all who are signed in (access.KB), and rarity is counted over both languages
// here as on the server: cut by reader or by language, the same query would rank differently on tablet and server. Drafts are never in
// it: their few readers analyse them by themselves.
//
// The file, numbers as LEB128 varints, texts as a length and UTF-8:
//
//	"LTSG", Format, search.Analysis, documents, then six sections, each behind its length in bytes:
//	records   ids; sums (four bytes each, little endian); language of each, kind of each (places in the lists before them)
//	cards     length and card of each document: slug, title, models, tags
//	lengths   tokens of each document in each of Fields, field by field
//	gone      ids of documents that earlier files have and the library has not any more
//	dictionaries of Dictionaries, one section each: see dictionary.go
package segment

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strings"

	"lutong/kb/search"
)

// Format of the file. 1: the first.
const Format = 1

const magic = "LTSG"

// Fields whose lengths are kept, and Dictionaries: the last character of a field's name says in which its terms stand.
const (
	Fields       = "a1 a2 ax t2 tx c2 cx"
	Dictionaries = "12xk"
)

// Doc is an article with the sum of its record (fieldsync.SumOf).
type Doc struct {
	search.Doc
	Sum uint32
}

// Build makes a file of documents and of ids that are gone. The same arguments, in any order, give the same bytes.
func Build(docs []Doc, gone []string) []byte {
	docs = slices.Clone(docs)
	slices.SortFunc(docs, func(a, b Doc) int { // neighbours that resemble each other pack better
		for _, f := range []func(Doc) string{func(d Doc) string { return d.Lang }, func(d Doc) string { return d.Kind }, func(d Doc) string { return d.Slug }, func(d Doc) string { return d.ID }} {
			if c := strings.Compare(f(a), f(b)); c != 0 {
				return c
			}
		}
		return 0
	})
	gone = slices.Clone(gone)
	slices.Sort(gone)
	dictionaries := map[byte]dictionary{}
	for _, kind := range []byte(Dictionaries) {
		dictionaries[kind] = dictionary{}
	}
	names := strings.Fields(Fields)
	lengths := make([][]int, len(names))
	for n, d := range docs {
		fields := d.Fields()
		for i, name := range names {
			lengths[i] = append(lengths[i], len(fields[name]))
		}
		for _, kind := range []byte(Dictionaries) {
			dictionaries[kind].add(n, fields, kind)
		}
	}
	out := binary.AppendUvarint([]byte(magic), Format)
	out = binary.AppendUvarint(out, search.Analysis)
	out = binary.AppendUvarint(out, uint64(len(docs)))
	out = appendBytes(out, records(docs))
	out = appendBytes(out, cards(docs))
	var columns []byte
	for _, column := range lengths {
		for _, n := range column {
			columns = binary.AppendUvarint(columns, uint64(n))
		}
	}
	out = appendBytes(out, columns)
	out = appendBytes(out, texts(gone))
	for _, kind := range []byte(Dictionaries) {
		out = appendBytes(out, dictionaries[kind].pack())
	}
	return out
}

func records(docs []Doc) []byte {
	ids, langs, kinds := make([]string, len(docs)), make([]string, len(docs)), make([]string, len(docs))
	for i, d := range docs {
		ids[i], langs[i], kinds[i] = d.ID, d.Lang, d.Kind
	}
	out := texts(ids)
	for _, d := range docs {
		out = binary.LittleEndian.AppendUint32(out, d.Sum)
	}
	for _, column := range [][]string{langs, kinds} {
		values := slices.Clone(column)
		slices.Sort(values)
		values = slices.Compact(values)
		out = append(out, texts(values)...)
		for _, v := range column {
			out = binary.AppendUvarint(out, uint64(slices.Index(values, v)))
		}
	}
	return out
}

func cards(docs []Doc) []byte {
	var out []byte
	for _, d := range docs {
		card := appendBytes(nil, []byte(d.Slug))
		card = appendBytes(card, []byte(d.Title))
		card = append(card, texts(d.Models)...)
		out = appendBytes(out, append(card, texts(d.Tags)...))
	}
	return out
}

func texts(list []string) []byte {
	out := binary.AppendUvarint(nil, uint64(len(list)))
	for _, s := range list {
		out = appendBytes(out, []byte(s))
	}
	return out
}

func appendBytes(out, b []byte) []byte {
	return append(binary.AppendUvarint(out, uint64(len(b))), b...)
}

// Name is what a file is called.
func Name(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:16])
}

// ErrDamaged: not a file of this format and version.
var ErrDamaged = errors.New("segment: damaged, or of another version")

// Contents are what a file says of which documents: the sums of those in it, and the ids of those that are gone.
func Contents(file []byte) (sums map[string]uint32, gone []string, err error) {
	defer func() { // the reader below does not look at lengths
		if recover() != nil {
			err = ErrDamaged
		}
	}()
	rest, ok := strings.CutPrefix(string(file), magic)
	r := &reader{[]byte(rest)}
	if !ok || r.number() != Format || r.number() != search.Analysis {
		return nil, nil, ErrDamaged
	}
	count := r.number()
	section := &reader{r.bytes()}
	ids := section.texts()
	if uint64(len(ids)) != count {
		return nil, nil, fmt.Errorf("%w: %d ids of %d", ErrDamaged, len(ids), count)
	}
	sums = make(map[string]uint32, count)
	for i, id := range ids {
		sums[id] = binary.LittleEndian.Uint32(section.rest[4*i:])
	}
	r.bytes() // cards
	r.bytes() // lengths
	return sums, (&reader{r.bytes()}).texts(), nil
}

type reader struct{ rest []byte }

func (r *reader) number() uint64 {
	n, size := binary.Uvarint(r.rest)
	if size <= 0 {
		panic(ErrDamaged)
	}
	r.rest = r.rest[size:]
	return n
}

func (r *reader) bytes() []byte {
	n := r.number()
	b := r.rest[:n]
	r.rest = r.rest[n:]
	return b
}

func (r *reader) texts() []string {
	var out []string
	for range r.number() {
		out = append(out, string(r.bytes()))
	}
	return out
}
