package search

import (
	"cmp"
	"slices"
	"sync"

	"lutong/kb/search/packed"
)

// board holds the scores of one search by number of the document. Boards are used again: a search of many documents would otherwise
// spend its time on memory.
type board struct {
	cells   []cell
	touched []uint32
	found   []uint64  // room for hits
	worth   []float64 // room for best
}

type cell struct {
	sum  float64
	mark uint8 // 0 untouched, 1 has a term, 2 is a hit
}

const (
	touched = 1
	hit     = 2
)

var boards = sync.Pool{New: func() any { return &board{} }}

// newBoard has a place for every number below top.
func newBoard(top int) *board {
	b := boards.Get().(*board)
	if top > len(b.cells) {
		b.cells = make([]cell, top+top/8)
	}
	return b
}

func (b *board) add(doc int, value float64, mark uint8) {
	c := &b.cells[doc]
	if c.mark == 0 {
		b.touched = append(b.touched, uint32(doc))
	}
	c.mark = max(c.mark, mark)
	c.sum += value
}

// hits lists the documents with a strong term. The list is the board's own.
func (b *board) hits() []uint64 {
	b.found = b.found[:0]
	for _, doc := range b.touched {
		if b.cells[doc].mark == hit {
			b.found = append(b.found, uint64(doc))
		}
	}
	return b.found
}

func (b *board) release() {
	for _, doc := range b.touched {
		b.cells[doc] = cell{}
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
			v.scoreTerm(field(s.stream, t.kind), t.text, t.weight*s.weight*rarity[i], scores, mark)
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
		for _, p := range v.parts {
			postings, _ := p.Field(k.field).Postings(k.text)
			p.live(postings, func(one packed.Posting) { scores.add(p.base+int(one.Doc), factor, hit) })
		}
	}
	return rarity, soundRarity, nil
}

// scoreTerm is where a search spends its time: every posting of every term comes through here.
func (v *view) scoreTerm(field, text string, factor float64, scores *board, mark uint8) {
	norms := v.norms[field]
	var buf [256]packed.Posting
	for _, p := range v.parts {
		postings, _ := p.Field(field).Postings(text)
		for n := postings.Fill(buf[:]); n > 0; n = postings.Fill(buf[:]) {
			for _, one := range buf[:n] {
				if p.dead != nil && p.dead[one.Doc] {
					continue
				}
				doc := p.base + int(one.Doc)
				scores.add(doc, factor*tfPart(float64(one.Freq), norms[doc]), mark)
			}
		}
	}
}

// scoreSound counts all pairs that sound alike as one term.
func (v *view) scoreSound(s sound, scores *board) (float64, error) {
	together := newBoard(v.top)
	defer together.release()
	name := field(whole, Bigram)
	for _, text := range s.texts {
		for i := range v.parts {
			p := &v.parts[i]
			postings, _ := p.Field(name).Postings(text)
			p.live(postings, func(one packed.Posting) { together.add(p.base+int(one.Doc), float64(one.Freq), touched) })
		}
	}
	rarity := idf(v.count, len(together.touched))
	norms := v.norms[name]
	for _, doc := range together.touched {
		scores.add(int(doc), s.weight*rarity*tfPart(together.cells[doc].sum, norms[doc]), hit)
	}
	return rarity, nil
}

// ranked is a document among the best.
type ranked struct {
	doc   int
	id    string
	score float64
}

// best lists the highest scores; equal ones by id.
func (v *view) best(scores *board, hits []uint64, limit int) []ranked {
	worth := scores.worth[:0]
	for _, doc := range hits {
		worth = append(worth, scores.cells[doc].sum)
	}
	scores.worth = worth
	least := round(kth(worth, limit)) // rounding keeps the order, so nothing below it is among the best
	out := make([]ranked, 0, limit)
	for i, doc := range hits {
		if score := worth[i]; score > least-1e-4 && round(score) >= least {
			out = append(out, ranked{int(doc), v.id(int(doc)), round(score)})
		}
	}
	slices.SortFunc(out, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.id, b.id))
	})
	return out[:min(limit, len(out))]
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
