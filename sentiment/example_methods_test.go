package sentiment_test

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/sentiment"
)

// week are ten mentions: six positive, three neutral, one negative.
var week = sentiment.Result{Positive: 6, Neutral: 3, Negative: 1}

// joyful is what three marks of emotion add up to.
func joyful() sentiment.EmotionResult {
	r, err := sentiment.EmotionsOf(sentiment.Joy, sentiment.Joy, sentiment.Anger)
	if err != nil {
		panic(err)
	}
	return r
}

func ExampleAccumulator_Add() {
	var mentions sentiment.Accumulator
	err := errors.Join(mentions.Add(sentiment.Positive), mentions.Add(sentiment.Negative))
	fmt.Println(mentions.Result(), err)
	// Output: 0.0 (50.0% positive, 50.0% negative of 2) <nil>
}

// Mentions that are counted already.
func ExampleAccumulator_AddN() {
	var mentions sentiment.Accumulator
	err := errors.Join(mentions.AddN(sentiment.Positive, 80), mentions.AddN(sentiment.Negative, 20))
	fmt.Println(mentions.Result(), err)
	// Output: 60.0 (80.0% positive, 20.0% negative of 100) <nil>
}

// All or none: a class that does not exist refuses the column.
func ExampleAccumulator_AddSlice() {
	var mentions sentiment.Accumulator
	err := mentions.AddSlice([]sentiment.Class{sentiment.Positive, 7})
	fmt.Println(mentions.Result().N(), err)
	// Output: 0 input 1: sentiment: class 7 outside -1..1
}

func ExampleAccumulator_Result() {
	var mentions sentiment.Accumulator
	err := mentions.AddSlice([]sentiment.Class{sentiment.Positive, sentiment.Neutral})
	fmt.Println(mentions.Result().Positive, "positive of", mentions.Result().N(), err)
	// Output: 1 positive of 2 <nil>
}

// The polarity of a text, to add to a Polarity.
func ExampleAnalysis_Decimal() {
	reader, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var mean sentiment.Polarity
	err = mean.Add(reader.Analyze("A wonderful shop!").Decimal())
	fmt.Println(mean.Result(), err)
	// Output: mean 0.66 of 1 mentions <nil>
}

func ExampleEmotionResult_Count() {
	fmt.Println(joyful().Count(sentiment.Joy), "marks of joy")
	// Output: 2 marks of joy
}

func ExampleEmotionResult_N() {
	fmt.Println(joyful().N(), "marks")
	// Output: 3 marks
}

// They add up to exactly 100.
func ExampleEmotionResult_Percentages() {
	percent, err := joyful().Percentages(1)
	fmt.Println(percent[sentiment.Joy].StringFixed(1), percent[sentiment.Anger].StringFixed(1), err)
	// Output: 66.7 33.3 <nil>
}

func ExampleEmotionResult_Share() {
	share, err := joyful().Share(sentiment.Joy)
	fmt.Println(share, err)
	// Output: 66.67% (2 of 3) <nil>
}

// The emotions of a text that are at least so strong.
func ExampleEmotionScores_Expressed() {
	reader, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reader.Analyze("I am so happy, I love it!").Emotions.Expressed(0.3))
	// Output: [joy]
}

func ExampleEmotionScores_Strongest() {
	reader, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(reader.Analyze("I am so angry with them").Emotions.Strongest())
	_, ok := reader.Analyze("The parcel is on the table").Emotions.Strongest()
	fmt.Println(ok)
	// Output:
	// anger true
	// false
}

// One mark per Add: a text that expresses two emotions is two marks.
func ExampleEmotions_Add() {
	var marks sentiment.Emotions
	err := errors.Join(marks.Add(sentiment.Joy), marks.Add(sentiment.Admiration))
	fmt.Println(marks.Result().N(), err)
	// Output: 2 <nil>
}

func ExampleEmotions_AddN() {
	var marks sentiment.Emotions
	err := marks.AddN(sentiment.Joy, 40)
	fmt.Println(marks.Result().Count(sentiment.Joy), err)
	// Output: 40 <nil>
}

func ExampleEmotions_Result() {
	var marks sentiment.Emotions
	err := errors.Join(marks.AddN(sentiment.Joy, 3), marks.AddN(sentiment.Anger, 1))
	fmt.Println(marks.Result(), err)
	// Output: 0 admiration, 3 joy, 0 disgust, 0 sadness, 0 fear, 1 anger <nil>
}

func ExampleParseClass() {
	fmt.Println(sentiment.ParseClass("positive"))
	// Output: positive <nil>
}

func ExampleParseEmotion() {
	fmt.Println(sentiment.ParseEmotion("joy"))
	// Output: joy <nil>
}

// With the uncertainty of a mean.
func ExamplePolarityResult_Mean() {
	r, err := sentiment.PolarityOf(decimal.New(8, -1), decimal.New(-2, -1), decimal.New(3, -1))
	mean, err2 := r.Mean()
	interval, err3 := mean.Interval(0.95)
	fmt.Println(mean.Decimal(2).StringFixed(2), interval, errors.Join(err, err2, err3))
	// Output: 0.30 -0.9421..1 (95%) <nil>
}

func ExamplePolarityResult_N() {
	r, err := sentiment.PolarityOf(decimal.New(8, -1), decimal.New(-2, -1))
	fmt.Println(r.N(), "mentions", err)
	// Output: 2 mentions <nil>
}

func ExamplePolarity_Add() {
	var mean sentiment.Polarity
	err := mean.Add(decimal.New(75, -2))
	fmt.Println(mean.Result(), err)
	fmt.Println(mean.Add(decimal.New(15, -1)))
	// Output:
	// mean 0.75 of 1 mentions <nil>
	// sentiment: polarity 1.5 outside -1..1
}

func ExamplePolarity_AddN() {
	var mean sentiment.Polarity
	err := errors.Join(mean.AddN(decimal.New(5, -1), 3), mean.AddN(decimal.New(-5, -1), 1))
	fmt.Println(mean.Result(), err)
	// Output: mean 0.25 of 4 mentions <nil>
}

func ExamplePolarity_Result() {
	var mean sentiment.Polarity
	err := mean.Add(decimal.New(75, -2))
	fmt.Println(mean.Result().N(), "mention", err)
	// Output: 1 mention <nil>
}

func ExampleResult_Count() {
	fmt.Println(week.Count(sentiment.Positive), "positive")
	// Output: 6 positive
}

func ExampleResult_N() {
	fmt.Println(week.N(), "mentions")
	// Output: 10 mentions
}

// 6 positive - 1 negative, of 10.
func ExampleResult_Net() {
	net, err := week.Net()
	fmt.Println(net, err)
	// Output: 50 <nil>
}

// 6 positive - 1 negative, of the 7 that have an opinion.
func ExampleResult_NetOpinions() {
	net, err := week.NetOpinions()
	fmt.Printf("%.1f %v\n", net, err)
	// Output: 71.4 <nil>
}

func ExampleResult_Share() {
	share, err := week.Share(sentiment.Negative)
	fmt.Println(share, err)
	// Output: 10.00% (1 of 10) <nil>
}
