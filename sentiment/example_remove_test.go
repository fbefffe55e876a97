package sentiment_test

import (
	"errors"
	"fmt"

	"github.com/customerkpi/kpi/sentiment"
)

// A reader corrects the class of a mention.
func ExampleAccumulator_Remove() {
	var a sentiment.Accumulator
	err := errors.Join(a.Add(sentiment.Negative), a.Remove(sentiment.Negative), a.Add(sentiment.Neutral))
	fmt.Println(a.Result().Negative, a.Result().Neutral, err)
	// Output: 0 1 <nil>
}
