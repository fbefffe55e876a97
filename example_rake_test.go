package kpi_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// The young and those from the app answer too seldom. Raking gives both ages and both
// channels the share that they have among the customers; no answer counts more than
// twice.
func ExampleRake() {
	scores := []int{9, 10, 8, 10, 9, 7, 3, 9, 6, 10}
	age := kpi.Margin[string]{
		Name:       "age",
		Answers:    []string{"old", "old", "old", "old", "old", "old", "young", "young", "young", "old"},
		Population: map[string]uint64{"young": 450, "old": 550},
	}
	channel := kpi.Margin[string]{
		Name:       "channel",
		Answers:    []string{"shop", "shop", "app", "shop", "shop", "app", "app", "shop", "app", "shop"},
		Population: map[string]uint64{"app": 500, "shop": 500},
	}
	raking, err := kpi.Rake([]kpi.Margin[string]{age, channel}, kpi.RakeOptions{Max: 2})
	if err != nil {
		fmt.Println(err)
		return
	}
	var plain nps.Accumulator
	var weighted nps.Weighted
	for i, score := range scores {
		if err := errors.Join(plain.Add(score), weighted.Add(score, raking.Weights[i])); err != nil {
			fmt.Println(err)
			return
		}
	}
	before, err := plain.Result().Score()
	fmt.Printf("as answered %.1f %v\n", before, err)
	after, err := weighted.Result().Score()
	fmt.Printf("as the customers are %.1f %v\n", after, err)
	fmt.Printf("%.4f\n", raking.Weights[6].InexactFloat64())
	fmt.Printf("design effect %.3f, %.1f answers\n", raking.DesignEffect, raking.EffectiveN())
	// Output:
	// as answered 40.0 <nil>
	// as the customers are 18.1 <nil>
	// 1.5969
	// design effect 1.117, 9.0 answers
}

// No weights can give a third of the answers 95% of the weight, within the bounds.
func ExampleRake_undefined() {
	age := kpi.Margin[string]{"age", []string{"old", "old", "young"}, map[string]uint64{"young": 95, "old": 5}}
	_, err := kpi.Rake([]kpi.Margin[string]{age}, kpi.RakeOptions{Max: 2})
	fmt.Println(err, errors.Is(err, kpi.ErrUndefined))
	// Output: kpi: weights undefined: age young needs a mean weight of 2.85, outside 0..2 true
}
