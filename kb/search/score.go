package search

import (
	"slices"
	"sort"
	"sync"
)

// board holds the scores of one search by number of the document. Boards are used again: a search of many documents would otherwise
// spend its time on memory.
type board struct {
	sums    []float64
	marks   []uint8 // 0 untouched, 1 has a term, 2 is a hit
	touched []uint64
}

const (
	touched = 1
	hit     = 2
)

var boards = sync.Pool{New: func() any { return &board{} }}

func (b *board) add(doc uint64, value float64, mark uint8) {
	if doc >= uint64(len(b.sums)) {
		b.sums = append(b.sums, make([]float64, int(doc)+1024-len(b.sums))...)
		b.marks = append(b.marks, make([]uint8, len(b.sums)-len(b.marks))...)
	}
	if b.marks[doc] == 0 {
		b.touched = append(b.touched, doc)
	}
	b.marks[doc] = max(b.marks[doc], mark)
	b.sums[doc] += value
}

// hits lists the documents with a strong term, in the order of their numbers.
func (b *board) hits() []uint64 {
	out := make([]uint64, 0, len(b.touched))
	for _, doc := range b.touched {
		if b.marks[doc] == hit {
			out = append(out, doc)
		}
	}
	return out
}

func (b *board) release() {
	for _, doc := range b.touched {
		b.sums[doc], b.marks[doc] = 0, 0
	}
	b.touched = b.touched[:0]
	boards.Put(b)
}

// streamWeight: what a term counts in a stream.
type streamWeight struct {
	stream stream
	weight float64
}

func streamWeights() [3]streamWeight {
	return [3]streamWeight{{whole, 1}, {title, rank.title}, {card, rank.card}}
}

// score goes through the terms one after the other, in the plan's order and the streams' order, because sums of floating numbers depend
// on it and the tablet does the same. It returns the rarity of each term and of each sound, for the marks.
func (v *view) score(p *plan, scores *board) (rarity, soundRarity []float64, err error) {
	rarity = make([]float64, len(p.terms))
	for i, t := range p.terms {
		n, err := v.df(field(whole, t.kind), t.text)
		if err != nil {
			return nil, nil, err
		}
		if n == 0 {
			continue
		}
		rarity[i] = idf(v.count, n)
		mark := uint8(touched)
		if t.strong {
			mark = hit
		}
		for _, s := range streamWeights() {
			if s.stream != whole && t.kind == Unigram {
				continue
			}
			name := field(s.stream, t.kind)
			average := v.average(name)
			factor := t.weight * s.weight * rarity[i]
			if err := v.postings(name, t.text, func(doc uint64, tf, length float64) {
				scores.add(doc, factor*tfPart(tf, length, average), mark)
			}); err != nil {
				return nil, nil, err
			}
		}
	}
	soundRarity = make([]float64, len(p.sounds))
	for i, s := range p.sounds {
		if soundRarity[i], err = v.scoreSound(s, scores); err != nil {
			return nil, nil, err
		}
	}
	for _, k := range p.names {
		n, err := v.df(k.field, k.text)
		if err != nil {
			return nil, nil, err
		}
		factor := k.weight * idf(v.count, n)
		if err := v.postings(k.field, k.text, func(doc uint64, _, _ float64) { scores.add(doc, factor, hit) }); err != nil {
			return nil, nil, err
		}
	}
	return rarity, soundRarity, nil
}

// scoreSound counts all pairs that sound alike as one term.
func (v *view) scoreSound(s sound, scores *board) (float64, error) {
	type place struct{ tf, length float64 }
	places := map[uint64]place{}
	name := field(whole, Bigram)
	for _, text := range s.texts {
		if err := v.postings(name, text, func(doc uint64, tf, length float64) {
			places[doc] = place{places[doc].tf + tf, length}
		}); err != nil {
			return 0, err
		}
	}
	rarity := idf(v.count, len(places))
	average := v.average(name)
	for doc, at := range places {
		scores.add(doc, s.weight*rarity*tfPart(at.tf, at.length, average), hit)
	}
	return rarity, nil
}

// best lists the highest scores; equal ones by id.
func (v *view) best(scores *board, hits []uint64, limit int) ([]Hit, error) {
	worth := make([]float64, len(hits))
	for i, doc := range hits {
		worth[i] = round(scores.sums[doc])
	}
	least := kth(worth, limit)
	out := make([]Hit, 0, limit)
	for i, doc := range hits {
		if worth[i] < least {
			continue
		}
		id, err := v.reader.ExternalID(internalID(doc))
		if err != nil {
			return nil, err
		}
		out = append(out, Hit{ID: id, Score: worth[i]})
	}
	sort.Slice(out, func(i, j int) bool {
		if out[i].Score != out[j].Score {
			return out[i].Score > out[j].Score
		}
		return out[i].ID < out[j].ID
	})
	return out[:min(limit, len(out))], nil
}

// kth is the k-th highest of some numbers, their lowest if there are fewer.
func kth(all []float64, k int) float64 {
	top := make([]float64, 0, k+1) // falling
	for _, x := range all {
		if len(top) == k && x <= top[k-1] {
			continue
		}
		i, _ := slices.BinarySearchFunc(top, x, func(have, want float64) int {
			if have >= want {
				return -1
			}
			return 1
		})
		top = slices.Insert(top, i, x)
		top = top[:min(k, len(top))]
	}
	if len(top) == 0 {
		return 0
	}
	return top[len(top)-1]
}
