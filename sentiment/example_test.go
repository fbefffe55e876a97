package sentiment_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
)

func Example() {
	var mentions sentiment.Accumulator
	for _, text := range []string{"positive", "neutral", "positive", "negative", "positive"} {
		class, err := sentiment.ParseClass(text)
		if err != nil {
			fmt.Println(err)
			continue
		}
		if err := mentions.Add(class); err != nil {
			fmt.Println(err)
		}
	}
	r := mentions.Result()
	net, err := r.Net()
	if err != nil {
		fmt.Println(err)
		return
	}
	positive, err := r.Share(sentiment.Positive)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("positive", positive)
	fmt.Println("net sentiment", net, "of", net.Total(), "mentions")
	// Output:
	// positive 60.00% (3 of 5)
	// net sentiment 40 of 5 mentions
}

func ExampleOf() {
	r, err := sentiment.Of(sentiment.Positive, sentiment.Neutral, sentiment.Positive)
	fmt.Println(r, err)
	// Output: 66.7 (66.7% positive, 0.0% negative of 3) <nil>
}

// The two definitions of net sentiment on the same mentions.
func ExampleFromCounts() {
	r, err := sentiment.FromCounts(80, 100, 20)
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := r.Net()
	if err != nil {
		fmt.Println(err)
		return
	}
	opinions, err := r.NetOpinions()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(net, opinions)
	// Output: 30 60
}

func ExampleResult_Percentages() {
	r, err := sentiment.FromCounts(1, 1, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	percent, err := r.Percentages(2) // sums to 100.00
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("positive", percent[0], "neutral", percent[1], "negative", percent[2])
	// Output: positive 33.34 neutral 33.33 negative 33.33
}

func ExamplePolarityOf() {
	r, err := sentiment.PolarityOf(decimal.New(8, -1), decimal.New(-2, -1), decimal.New(3, -1))
	fmt.Println(r, err)
	// Output: mean 0.30 of 3 mentions <nil>
}

func ExamplePolarity() {
	var p sentiment.Polarity
	if err := errors.Join(
		p.Add(decimal.New(75, -2)),
		p.AddN(decimal.New(-25, -2), 3),
	); err != nil {
		fmt.Println(err)
	}
	mean, err := p.Result().Mean()
	fmt.Println(mean, "of", mean.N(), err)
	// Output: 0 of 4 <nil>
}

func ExampleEmotions() {
	var e sentiment.Emotions
	for _, mention := range [][]sentiment.Emotion{
		{sentiment.Admiration, sentiment.Joy},
		{}, // expresses none
		{sentiment.Joy},
		{sentiment.Anger},
	} {
		for _, emotion := range mention {
			if err := e.Add(emotion); err != nil {
				fmt.Println(err)
			}
		}
	}
	joy, err := e.Result().Share(sentiment.Joy)
	fmt.Println(joy, err)
	// Output: 50.00% (2 of 4) <nil>
}

func ExampleEmotionsOf() {
	r, err := sentiment.EmotionsOf(sentiment.Fear, sentiment.Anger, sentiment.Anger)
	fmt.Println(r.Count(sentiment.Anger), "of", r.N(), err)
	// Output: 2 of 3 <nil>
}

func ExampleAccumulator_Merge() {
	var monday, tuesday sentiment.Accumulator
	if err := errors.Join(
		monday.AddSlice([]sentiment.Class{sentiment.Positive, sentiment.Positive}),
		tuesday.AddSlice([]sentiment.Class{sentiment.Negative, sentiment.Neutral}),
	); err != nil {
		fmt.Println(err)
	}
	if err := monday.Merge(&tuesday); err != nil {
		fmt.Println(err)
	}
	fmt.Println(monday.Result())
	// Output: 25.0 (50.0% positive, 25.0% negative of 4)
}

func ExampleAccumulator_MarshalBinary() {
	var a, b sentiment.Accumulator
	if err := a.AddN(sentiment.Positive, 40); err != nil {
		fmt.Println(err)
	}
	state, err := a.MarshalBinary()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(state), "bytes", b.UnmarshalBinary(state), b.Result() == a.Result())
	// Output: 7 bytes <nil> true
}

func ExampleParseClass_error() {
	_, err := sentiment.ParseClass("good")
	fmt.Println(err)
	fmt.Println(errors.Is(err, kpi.ErrRange))
	_, err = sentiment.Result{Neutral: 4}.NetOpinions()
	fmt.Println(err)
	// Output:
	// sentiment: class "good" outside negative..positive
	// true
	// sentiment: net sentiment of opinions undefined: no mention
}

// Sentiment by source.
func ExampleAccumulator_groups() {
	var bySource kpi.Groups[string, *sentiment.Accumulator]
	add := func(source string, c sentiment.Class, n uint64) {
		if err := bySource.Update(source, func(a *sentiment.Accumulator) error { return a.AddN(c, n) }); err != nil {
			fmt.Println(err)
		}
	}
	add("reddit", sentiment.Negative, 3)
	add("instagram", sentiment.Positive, 2)
	add("reddit", sentiment.Positive, 1)
	for source, a := range bySource.All() {
		fmt.Println(source, a.Result())
	}
	// Output:
	// instagram 100.0 (100.0% positive, 0.0% negative of 2)
	// reddit -50.0 (25.0% positive, 75.0% negative of 4)
}

// What one author writes again and again is one opinion. The author is the unit.
func ExampleAccumulator_byAuthor() {
	var mentions sentiment.Accumulator
	var byAuthor kpi.ByCustomer[string]
	for author, classes := range map[string][]sentiment.Class{
		"troll": {sentiment.Negative, sentiment.Negative, sentiment.Negative, sentiment.Negative, sentiment.Negative, sentiment.Negative},
		"Ada":   {sentiment.Positive}, "Ben": {sentiment.Positive, sentiment.Neutral}, "Cleo": {sentiment.Negative}, "Dan": {sentiment.Positive},
	} {
		for _, class := range classes {
			if err := errors.Join(
				mentions.Add(class),
				byAuthor.Add(author, decimal.NewFromInt(int64(class))), // -1, 0 or 1
			); err != nil {
				fmt.Println(err)
			}
		}
	}
	byMention, err := mentions.Result().Net()
	if err != nil {
		fmt.Println(err)
		return
	}
	net, err := byAuthor.Result().Net()
	if err != nil {
		fmt.Println(err)
		return
	}
	i, err := byMention.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	j, err := net.Interval(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("net %.1f, %.0f to %.0f by mention, %.0f to %.0f by author\n", net, i.Low, i.High, j.Low, j.High)
	// Output: net -36.4, -74 to 16 by mention, -100 to 95 by author
}
