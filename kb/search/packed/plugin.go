package packed

import (
	"github.com/RoaringBitmap/roaring/v2"
	index "github.com/blevesearch/bleve_index_api"
	segment "github.com/blevesearch/scorch_segment_api/v2"
)

// Plugin gives the format to bleve (scorch.RegisterSegmentPlugin).
type Plugin struct{}

func (Plugin) Type() string    { return Type }
func (Plugin) Version() uint32 { return Version }

func (Plugin) New(documents []index.Document) (segment.Segment, uint64, error) {
	s, err := build(documents)
	if err != nil {
		return nil, 0, err
	}
	return s, uint64(len(s.data)), nil
}

func (Plugin) Open(path string) (segment.Segment, error) {
	f, err := open(path)
	if err != nil {
		return nil, err // not a nil *File in an interface
	}
	return f, nil
}

func (Plugin) Merge(segments []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, _ segment.StatsReporter) ([][]uint64, uint64, error) {
	return merge(segments, drops, path, stop)
}

// The forms with a configuration, which this format has none of.

func (p Plugin) NewUsing(documents []index.Document, _ map[string]any) (segment.Segment, uint64, error) {
	return p.New(documents)
}

func (p Plugin) OpenUsing(path string, _ map[string]any) (segment.Segment, error) {
	return p.Open(path)
}

func (p Plugin) MergeUsing(segments []segment.Segment, drops []*roaring.Bitmap, path string, stop chan struct{}, s segment.StatsReporter, _ map[string]any) ([][]uint64, uint64, error) {
	return p.Merge(segments, drops, path, stop, s)
}
