package guide_test

import (
	"errors"
	"fmt"
	"log"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

// answers are what people chose from 0 to 10; one of them is a mistake.
var answers = []int{10, 9, 9, 8, 7, 10, 3, 11, 9, 6, 10, 8}

// A score is exact, has an interval, and names the answer that it refuses.
func Example_page1Score() {
	var survey nps.Accumulator // the zero value is ready
	for _, score := range answers {
		var bad *kpi.RangeError
		if err := survey.Add(score); errors.As(err, &bad) {
			fmt.Println("left out:", err)
		}
	}

	// A score of no answers is an error, so that nobody takes it for 0.
	score, err := survey.Result().Score()
	if err != nil {
		log.Fatal(err)
	}
	interval, err := score.Interval(0.95)
	if err != nil {
		log.Fatal(err)
	}
	// Digits are rounded here, once; the score itself is the fraction 400/11.
	fmt.Printf("NPS %s of %d answers\n", score.Decimal(1).StringFixed(1), score.N())
	fmt.Printf("the whole customer base is between %.0f and %.0f, with 95%% confidence\n", interval.Low, interval.High)

	// Scores of an NPS are 100, 0 or -100, so their standard deviation is at most 100.
	n, err := kpi.SampleSize(10, 100, 0.95)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d answers are enough for ten points either way\n", n)
	// Output:
	// left out: nps: score 11 outside 0..10
	// NPS 36.4 of 11 answers
	// the whole customer base is between -12 and 69, with 95% confidence
	// 385 answers are enough for ten points either way
}
