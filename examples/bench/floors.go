package main

import (
	"errors"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/nps"
)

// goroutineTasks set two goroutines against one.
func goroutineTasks(e *events) []task {
	return append(twoOverOne("integers", e.ids, e), twoOverOne("texts", e.names, e)...)
}

func twoOverOne[K kpi.Key](kind string, customers []K, e *events) []task {
	of := func(name string, way func(n int) way) task {
		return task{name: name + ", " + kind + ", 2 goroutines", against: "1 goroutine", ours: way(2), theirs: way(1)}
	}
	return []task{
		of("repurchase rate", func(n int) way { return repurchase(n, customers) }),
		of("monthly cohorts", func(n int) way { return cohorts(n, customers, e.at) }),
		of("funnel of 3 steps", func(n int) way { return funnel(n, customers, e.steps) }),
	}
}

// floorTasks set the library against what one would write by hand, with the same answer
// and nothing else: no check of the input, no sum that overflows into a wider one, no
// squares for an interval, no way to merge or to encode.
func floorTasks(e *events) []task {
	scores := make([]int, len(e.scores))
	for i, s := range e.scores {
		scores[i] = int(s)
	}
	amounts := make([]decimal.Decimal, max(len(e.cents)/10, 1)) // each in memory of its own
	for i := range amounts {
		amounts[i] = decimal.New(e.cents[i], -2)
	}
	return []task{
		{name: "NPS of a column", against: "loop: scores[s]++", within: 1e-9, theirs: tableOf(e.scores), ours: func() ([]float64, error) {
			var a nps.Accumulator
			return points(&a, a.AddBytes(e.scores))
		}},
		{name: "NPS, one by one", against: "loop: scores[s]++", within: 1e-9, theirs: tableOf(scores), ours: func() ([]float64, error) {
			var a nps.Accumulator
			for _, s := range scores {
				if err := a.Add(s); err != nil {
					return nil, err
				}
			}
			return points(&a, nil)
		}},
		{name: "average basket of a column", against: "loop: sum += cents", theirs: sumOf(e.cents), ours: func() ([]float64, error) {
			var a clv.Basket
			return basket(&a, a.AddMinorSlice(e.cents, 2))
		}},
		{name: "repurchase rate, integers, one by one", against: "loop: orders[id]++", theirs: mapOf(e.ids), ours: repurchase(0, e.ids)},
		{name: "repurchase rate, texts, one by one", against: "loop: orders[name]++", theirs: mapOf(e.names), ours: repurchase(0, e.names)},
		{name: "average basket, decimals, one by one", against: "shopspring: sum.Add", theirs: shopspringOf(amounts), ours: func() ([]float64, error) {
			var a clv.Basket
			for _, d := range amounts {
				if err := a.Add(d); err != nil {
					return nil, err
				}
			}
			return basket(&a, nil)
		}},
	}
}

func tableOf[S uint8 | int](scores []S) way {
	return func() ([]float64, error) {
		var counts [11]uint64
		for _, s := range scores {
			counts[s]++
		}
		promoters, all := counts[9]+counts[10], uint64(0)
		detractors := uint64(0)
		for s, n := range counts {
			if all += n; s <= 6 {
				detractors += n
			}
		}
		return []float64{100 * (float64(promoters) - float64(detractors)) / float64(all), float64(all)}, nil
	}
}

func sumOf(cents []int64) way {
	return func() ([]float64, error) {
		sum := int64(0)
		for _, v := range cents {
			sum += v
		}
		return []float64{float64(sum), float64(len(cents))}, nil
	}
}

func mapOf[K comparable](customers []K) way {
	return func() ([]float64, error) {
		orders := map[K]uint32{}
		for _, c := range customers {
			orders[c]++
		}
		repeat := 0
		for _, n := range orders {
			if n > 1 {
				repeat++
			}
		}
		return []float64{float64(len(orders)), float64(repeat), float64(len(customers))}, nil
	}
}

func shopspringOf(amounts []decimal.Decimal) way {
	return func() ([]float64, error) {
		var sum decimal.Decimal
		for _, d := range amounts {
			sum = sum.Add(d)
		}
		if !sum.IsPositive() {
			return nil, errors.New("no sum")
		}
		return []float64{float64(sum.Shift(2).IntPart()), float64(len(amounts))}, nil
	}
}
