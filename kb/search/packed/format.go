// Package packed is a segment format for bleve's storage: the postings of a full-text index in about a fifth of the space of bleve's own
// format, read several times faster. Bleve (scorch) keeps what it is good at, which is everything that must not go wrong: batches that are
// all or nothing, snapshots, deletions, merging in the background, crashes. A segment here only answers which documents have a term, how
// often, and how long the field is in each.
//
// It does not keep positions, term vectors or doc values, and one term is at most maxTerm bytes long. A segment never changes once written.
//
// The file, numbers little-endian, "varint" as in encoding/binary:
//
//	stored      for each document: length and bytes of its id, then its stored fields, compressed (S2)
//	offsets     where each document's record begins, and where the last ends: 4 bytes each
//	per field   postings, dictionary, places of the dictionary's blocks (4 bytes each), lengths (a varint for each document, if any is above 0)
//	directory   JSON: number of documents, and for each field its name and the places of its parts
//	tail        place and length of the directory, checksum of all before it, magic: 4 bytes each
//
// A dictionary is sorted, in blocks of blockTerms; a block begins with the place of its first postings. A term is one byte for the shared
// and the new characters (4 bits each, or 255 and two varints), the new bytes, and a varint: twice the number of documents, plus one if
// the term stands only once in each. A term of a single document has its posting there; of others the length of their postings follows.
// A posting is the distance to the document before; if some document has the term more often, twice the distance, plus one for "once",
// else with the frequency as another varint.
package packed

import (
	"encoding/binary"
	"fmt"
)

const (
	// Type and Version name the format in an index's own description.
	Type    = "lutong"
	Version = 1

	magic      = 0x3153544c // "LTS1"
	tailLength = 16
	blockTerms = 16
	maxTerm    = 32 << 10
)

// directory is the description at the end of the file.
type directory struct {
	Docs    int         `json:"docs"`
	Offsets uint32      `json:"offsets"`
	Fields  []fieldPart `json:"fields"`
}

// fieldPart says where the parts of a field are.
type fieldPart struct {
	Name     string `json:"name"`
	Terms    int    `json:"terms"`
	Postings uint32 `json:"postings"`
	Dict     uint32 `json:"dict"`
	Blocks   uint32 `json:"blocks"`
	Lengths  uint32 `json:"lengths"` // 0: there are none
	End      uint32 `json:"end"`
}

var errDamaged = fmt.Errorf("packed: damaged segment")

// uvarint reads a number; a damaged file gives n = 0, which callers check where they could go on for ever.
func uvarint(b []byte) (v uint64, n int) {
	if len(b) > 0 && b[0] < 0x80 {
		return uint64(b[0]), 1
	}
	v, n = binary.Uvarint(b)
	return v, max(n, 0)
}
