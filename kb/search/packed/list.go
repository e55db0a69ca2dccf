package packed

import (
	"math"

	"github.com/RoaringBitmap/roaring/v2"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// list shows postings to bleve, which wants them one by one. Our own search uses Postings.Fill.
type list struct {
	uncounted
	field    *Field
	postings Postings
	count    int
	except   *roaring.Bitmap
}

func (l *list) Iterator(_, includeNorm, _ bool, _ segment.PostingsIterator) segment.PostingsIterator {
	i := &iterator{postings: l.postings, except: l.except}
	if includeNorm && l.count > 0 {
		i.lengths = make([]uint32, l.field.docs)
		l.field.Lengths(func(doc int, length uint32) { i.lengths[doc] = length })
	}
	return i
}

func (l *list) Size() int { return 0 }

// Count leaves out what is deleted.
func (l *list) Count() uint64 {
	if l.except == nil || l.count == 0 {
		return uint64(l.count)
	}
	n := uint64(0)
	i := iterator{postings: l.postings, except: l.except}
	for p, _ := i.Next(); p != nil; p, _ = i.Next() {
		n++
	}
	return n
}

type iterator struct {
	uncounted
	postings Postings
	except   *roaring.Bitmap
	lengths  []uint32
	at       posting
}

// Next gives nil at the end.
func (i *iterator) Next() (segment.Posting, error) { return i.Advance(0) }

// Advance gives the first posting of a document that is not before doc.
func (i *iterator) Advance(doc uint64) (segment.Posting, error) {
	var one [1]Posting
	for i.postings.Fill(one[:]) == 1 {
		if uint64(one[0].Doc) < doc || i.except != nil && i.except.Contains(one[0].Doc) {
			continue
		}
		i.at = posting{Posting: one[0], length: 1}
		if int(one[0].Doc) < len(i.lengths) {
			i.at.length = max(1, i.lengths[one[0].Doc])
		}
		return &i.at, nil
	}
	return nil, nil
}

func (i *iterator) Size() int { return 0 }

type posting struct {
	Posting
	length uint32
}

func (p *posting) Number() uint64                { return uint64(p.Doc) }
func (p *posting) Frequency() uint64             { return uint64(p.Freq) }
func (p *posting) Norm() float64                 { return float64(float32(1 / math.Sqrt(float64(p.length)))) }
func (p *posting) Locations() []segment.Location { return nil }
func (p *posting) Size() int                     { return 0 }

// uncounted: bytes read and written are bleve's statistics, which nobody here asks for.
type uncounted struct{}

func (uncounted) BytesRead() uint64     { return 0 }
func (uncounted) ResetBytesRead(uint64) {}
func (uncounted) BytesWritten() uint64  { return 0 }
