package sentiment_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/sentiment"
)

// A reader corrects the class of a mention.
func ExampleAccumulator_Remove() {
	var a sentiment.Accumulator
	err := errors.Join(a.Add(sentiment.Negative), a.Remove(sentiment.Negative), a.Add(sentiment.Neutral))
	fmt.Println(a.Result().Negative, a.Result().Neutral, err)
	// Output: 0 1 <nil>
}

func ExampleAccumulator_RemoveN() {
	var a sentiment.Accumulator
	err := errors.Join(a.AddN(sentiment.Positive, 30), a.RemoveN(sentiment.Positive, 10))
	fmt.Println(a.Result(), err)
	// Output: 100.0 (100.0% positive, 0.0% negative of 20) <nil>
}

// A mark of a mention that was deleted; one that was never there is refused.
func ExampleEmotions_Remove() {
	var a sentiment.Emotions
	err := errors.Join(a.Add(sentiment.Joy), a.Add(sentiment.Anger), a.Remove(sentiment.Anger))
	fmt.Println(a.Result().N(), err)
	fmt.Println(a.Remove(sentiment.Anger))
	// Output:
	// 1 <nil>
	// sentiment: marks of an emotion to take out 1 outside 0..0
}

func ExampleEmotions_RemoveN() {
	var a sentiment.Emotions
	err := errors.Join(a.AddN(sentiment.Joy, 30), a.RemoveN(sentiment.Joy, 10))
	fmt.Println(a.Result().N(), err)
	// Output: 20 <nil>
}

// A mention that was deleted; more than there are, are refused.
func ExamplePolarity_Remove() {
	var a sentiment.Polarity
	err := errors.Join(a.Add(decimal.New(5, -1)), a.Add(decimal.New(-5, -1)), a.Remove(decimal.New(-5, -1)))
	fmt.Println(a.Result(), err)
	fmt.Println(a.RemoveN(decimal.New(5, -1), 2))
	// Output:
	// mean 0.50 of 1 mentions <nil>
	// sentiment: polarities to take out 2 outside 0..1
}

func ExamplePolarity_RemoveN() {
	var a sentiment.Polarity
	err := errors.Join(a.AddN(decimal.New(5, -1), 30), a.RemoveN(decimal.New(5, -1), 10))
	fmt.Println(a.Result(), err)
	// Output: mean 0.50 of 20 mentions <nil>
}
