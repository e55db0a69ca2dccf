package search

import "math"

// ranking holds the numbers of the ranking. They are constants of the product (the tablet has the same in rank.ts); only measurements set
// them to something else. What each is worth is in NOTES.md.
type ranking struct {
	k1, b float64

	unigram, bigram, latin float64 // weight by kind of token
	title, card            float64 // weight of the same term in these streams, on top of the whole
	function               float64 // share that pairs of function characters count
	key                    float64 // an exact model or code beats any number of mentions
	exact                  float64 // an identifier asked for alone, wherever it stands

	prefix, typo, synonym, homophone float64 // shares that guesses count
	pinyin, spelt                    float64 // of the pairs that sound so, and of the characters it is most likely spelt with
}

var product = ranking{
	k1: 1.2, b: 0.8,
	unigram: 0.6, bigram: 1, latin: 2,
	title: 0.1, card: 0.3,
	function: 0.2,
	key:      5, exact: 4,
	prefix: 0.5, typo: 0.6, synonym: 0.2, homophone: 0.8,
	pinyin: 1.5, spelt: 0.5,
}

// rank is what searches use.
var rank = product

func kindWeight(k Kind) float64 {
	switch k {
	case Unigram:
		return rank.unigram
	case Bigram:
		return rank.bigram
	}
	return rank.latin
}

// idf is the rarity of a term that df of n documents have.
func idf(n, df int) float64 {
	return math.Log(1 + (float64(n)-float64(df)+0.5)/(float64(df)+0.5))
}

// norm is what the length of a field in a document does to a frequency there.
func norm(length, average float64) float64 {
	return rank.k1 * (1 - rank.b + rank.b*length/average)
}

// tfPart is the share of a term's rarity that a document gets for having it tf times.
func tfPart(tf, norm float64) float64 { return tf * (rank.k1 + 1) / (tf + norm) }

// round makes scores of two machines equal that differ in the last bits, so that ties are broken by id on both.
func round(score float64) float64 { return math.Round(score*1e5) / 1e5 }
