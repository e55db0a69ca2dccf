package eval

import (
	"math"
	"slices"
	"time"
)

// Quality of ranked answers, each the mean over the queries.
type Quality struct {
	NDCG10   float64 `json:"ndcg10"` // gains 2^grade - 1, so binary where there is one grade
	MRR10    float64 `json:"mrr10"`
	Recall10 float64 `json:"recall10"`
	Recall50 float64 `json:"recall50"`
}

// Measure judges one ranking per query; rank lists ids, best first, 50 if there are so many.
func Measure(queries []Query, rank func(Query) ([]string, error)) (Quality, error) {
	var sum Quality
	for _, q := range queries {
		ids, err := rank(q)
		if err != nil {
			return sum, err
		}
		one := judge(q.Grades, ids)
		sum.NDCG10 += one.NDCG10
		sum.MRR10 += one.MRR10
		sum.Recall10 += one.Recall10
		sum.Recall50 += one.Recall50
	}
	n := float64(max(1, len(queries)))
	return Quality{sum.NDCG10 / n, sum.MRR10 / n, sum.Recall10 / n, sum.Recall50 / n}, nil
}

func judge(grades map[string]int, ids []string) Quality {
	var q Quality
	seen := map[string]bool{}
	found10, found50 := 0, 0
	gain := 0.0
	for i, id := range ids {
		grade := grades[id]
		if i >= 50 || grade == 0 || seen[id] {
			continue
		}
		seen[id] = true
		found50++
		if i >= 10 {
			continue
		}
		found10++
		gain += discounted(grade, i)
		if q.MRR10 == 0 {
			q.MRR10 = 1 / float64(i+1)
		}
	}
	var all []int
	for _, g := range grades {
		all = append(all, g)
	}
	slices.Sort(all)
	slices.Reverse(all)
	ideal := 0.0
	for i, g := range all[:min(10, len(all))] {
		ideal += discounted(g, i)
	}
	q.NDCG10 = gain / ideal
	q.Recall10 = float64(found10) / float64(len(grades))
	q.Recall50 = float64(found50) / float64(len(grades))
	return q
}

func discounted(grade, position int) float64 {
	return (math.Exp2(float64(grade)) - 1) / math.Log2(float64(position)+2)
}

// Times of single requests in milliseconds: p50 and p95.
type Times struct {
	P50 float64 `json:"p50ms"`
	P95 float64 `json:"p95ms"`
}

func percentiles(took []time.Duration) Times {
	slices.Sort(took)
	at := func(p float64) float64 {
		i := int(math.Ceil(p*float64(len(took)))) - 1
		return math.Round(float64(took[max(0, i)].Microseconds())) / 1000
	}
	return Times{at(0.50), at(0.95)}
}
