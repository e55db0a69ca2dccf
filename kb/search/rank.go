package search

import "math"

// The ranking: BM25 per typed field, one rarity per term. With these numbers nDCG@10 is .987 on cmrc, .688 on scifact, .624 on opszh and
// .508 on netfault (November 2026); the tablet has the same in rank.ts.
const (
	k1 = 2.0
	b  = 0.75

	titleWeight = 0.3
	cardWeight  = 0.3
	keyWeight   = 5.0 // an exact model or code beats any number of mentions
)

func kindWeight(k Kind) float64 {
	switch k {
	case Unigram:
		return 0.4
	case Bigram:
		return 1
	}
	return 1.5
}

// idf is the rarity of a term that df of n documents have.
func idf(n, df int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5))
}

// tfPart is the share of a term's rarity that a document gets for having it tf times in a field of a length.
func tfPart(tf, length, average float64) float64 {
	return tf * (k1 + 1) / (tf + k1*(1-b+b*length/average))
}

// round makes scores of two machines equal that differ in the last bits, so that ties are broken by id on both.
func round(score float64) float64 { return math.Round(score*1e5) / 1e5 }
