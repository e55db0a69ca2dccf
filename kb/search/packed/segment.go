package packed

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"os"
	"sync/atomic"

	"github.com/RoaringBitmap/roaring/v2"
	mmap "github.com/blevesearch/mmap-go"
	segment "github.com/blevesearch/scorch_segment_api/v2"
	"github.com/klauspost/compress/s2"
)

// Segment is an immutable set of documents and their postings, in memory. It is safe for concurrent use.
type Segment struct {
	uncounted
	data    []byte
	docs    int
	offsets []byte
	fields  map[string]*Field
	names   []string
}

// File is a segment that is on disk, mapped into memory.
type File struct {
	*Segment
	path   string
	mapped mmap.MMap
	file   *os.File
	refs   atomic.Int64
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// read looks at the bytes of a segment. Their checksum is looked at whole: a search can then trust every number in them.
func read(data []byte) (*Segment, error) {
	if len(data) < tailLength {
		return nil, errDamaged
	}
	tail := data[len(data)-tailLength:]
	at, length := int(binary.LittleEndian.Uint32(tail)), int(binary.LittleEndian.Uint32(tail[4:]))
	if binary.LittleEndian.Uint32(tail[12:]) != magic || at+length != len(data)-tailLength {
		return nil, errDamaged
	}
	if crc32.Checksum(data[:at+length], castagnoli) != binary.LittleEndian.Uint32(tail[8:]) {
		return nil, errDamaged
	}
	var d directory
	if err := json.Unmarshal(data[at:at+length], &d); err != nil {
		return nil, fmt.Errorf("%w: %w", errDamaged, err)
	}
	s := &Segment{data: data, docs: d.Docs, offsets: data[d.Offsets : int(d.Offsets)+4*d.Docs+4], fields: map[string]*Field{}}
	for _, p := range d.Fields {
		f := &Field{docs: d.Docs, terms: p.Terms, postings: data[p.Postings:p.Dict], dict: data[p.Dict:p.Blocks]}
		if p.Lengths == 0 {
			f.blocks = data[p.Blocks:p.End]
		} else {
			f.blocks, f.lengths = data[p.Blocks:p.Lengths], data[p.Lengths:p.End]
		}
		s.fields[p.Name] = f
		s.names = append(s.names, p.Name)
	}
	return s, nil
}

func open(path string) (*File, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, file: file}
	f.refs.Store(1)
	if f.mapped, err = mmap.Map(file, mmap.RDONLY, 0); err == nil {
		f.Segment, err = read(f.mapped)
	}
	if err != nil {
		_ = f.free()
		return nil, fmt.Errorf("packed: open %s: %w", path, err)
	}
	return f, nil
}

// Of gives the segment behind one of bleve's; false if it is in another format.
func Of(s segment.Segment) (*Segment, bool) {
	switch s := s.(type) {
	case *File:
		return s.Segment, true
	case *Segment:
		return s, true
	}
	return nil, false
}

var none = &Field{}

// Field by name; one without terms if no document has it.
func (s *Segment) Field(name string) *Field {
	if f := s.fields[name]; f != nil {
		return f
	}
	return none
}

// Stored calls for the fields that are kept of a document. The values are good after the call too.
func (s *Segment) Stored(doc int, visit func(name string, kind byte, value []byte) bool) error {
	raw, err := s2.Decode(nil, s.afterID(doc))
	if err != nil {
		return fmt.Errorf("packed: document %d: %w", doc, err)
	}
	for len(raw) > 0 {
		name, rest := cutBytes(raw)
		if len(rest) == 0 {
			return errDamaged
		}
		kind := rest[0]
		value, rest := cutBytes(rest[1:])
		if raw = rest; !visit(string(name), kind, value) {
			return nil
		}
	}
	return nil
}

// ID of a document. It is a part of the segment's memory: copy what is to stay.
func (s *Segment) ID(doc int) []byte {
	id, _ := cutBytes(s.record(doc))
	return id
}

func (s *Segment) record(doc int) []byte {
	return s.data[binary.LittleEndian.Uint32(s.offsets[4*doc:]):binary.LittleEndian.Uint32(s.offsets[4*doc+4:])]
}

func (s *Segment) afterID(doc int) []byte {
	_, rest := cutBytes(s.record(doc))
	return rest
}

// cutBytes takes bytes off that begin with their length.
func cutBytes(b []byte) (first, rest []byte) {
	length, n := uvarint(b)
	return b[n : n+int(length)], b[n+int(length):]
}

// What follows is what bleve asks of a segment.

func (s *Segment) Dictionary(field string) (segment.TermDictionary, error) {
	return Dictionary{s.Field(field)}, nil
}

func (s *Segment) VisitStoredFields(doc uint64, visit segment.StoredFieldValueVisitor) error {
	if doc >= uint64(s.docs) || !visit("_id", 't', s.ID(int(doc)), nil) {
		return nil
	}
	return s.Stored(int(doc), func(name string, kind byte, value []byte) bool { return visit(name, kind, value, nil) })
}

func (s *Segment) DocID(doc uint64) ([]byte, error) {
	if doc >= uint64(s.docs) {
		return nil, nil
	}
	return s.ID(int(doc)), nil
}

func (s *Segment) Count() uint64 { return uint64(s.docs) }

func (s *Segment) DocNumbers(ids []string) (*roaring.Bitmap, error) {
	out := roaring.New()
	var one [1]Posting
	for _, id := range ids {
		if p, n := s.Field("_id").Postings(id); n > 0 && p.Fill(one[:]) == 1 {
			out.Add(one[0].Doc)
		}
	}
	return out, nil
}

func (s *Segment) Fields() []string { return s.names }
func (s *Segment) Size() int        { return len(s.data) }
func (s *Segment) Close() error     { return nil }
func (s *Segment) AddRef()          {}
func (s *Segment) DecRef() error    { return nil }

// Persist writes the segment to a file, which is on disk when it returns.
func (s *Segment) Persist(path string) error {
	return writeFile(path, func(w *writer) error {
		w.write(s.data)
		return nil
	})
}

func (f *File) Path() string { return f.path }
func (f *File) AddRef()      { f.refs.Add(1) }
func (f *File) Close() error { return f.DecRef() }

// DecRef lets the file go when nobody uses it any more.
func (f *File) DecRef() error {
	if f.refs.Add(-1) > 0 {
		return nil
	}
	return f.free()
}

func (f *File) free() (err error) {
	if f.mapped != nil {
		err = f.mapped.Unmap()
	}
	if closed := f.file.Close(); err == nil {
		err = closed
	}
	return err
}
