package sentiment_test

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/customerkpi/kpi/sentiment"
)

// tickets are labelled texts of a domain: "ghosting" and "buttery" are said of screens.
func tickets() []sentiment.Labelled {
	var texts []sentiment.Labelled
	for _, screen := range []string{"left", "right", "new", "old", "spare", "main"} {
		for _, place := range []string{"shop", "office", "lobby", "hall", "van"} {
			texts = append(texts,
				sentiment.Labelled{Text: "the " + screen + " screen of the " + place + " is ghosting", Polarity: -1},
				sentiment.Labelled{Text: "the " + screen + " screen of the " + place + " is buttery", Polarity: 1})
		}
	}
	return texts
}

func ExampleFit() {
	model, err := sentiment.Fit(context.Background(), tickets(), sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"Our screen is ghosting again", "Buttery, even in the sun"} {
		fmt.Println(new(sentiment.Lexicon).Analyze(text).Class, model.Analyze(text).Class)
	}
	// Output:
	// neutral negative
	// neutral positive
}

func ExampleModel_Analyze() {
	model, err := sentiment.Fit(context.Background(), tickets(), sentiment.Detect, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{"the screen is ghosting", "Das Bild ist leider sehr unscharf"} {
		fmt.Println(model.Analyze(text).Class, model.Analyze(text).Unread)
	}
	// Output:
	// negative false
	// neutral true
}

// A model is worth its labels where the interval of its gain lies above 0.
func ExampleModel_Report() {
	model, err := sentiment.Fit(context.Background(), tickets(), sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	report := model.Report()
	beats, err := report.Beats(0.95)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(report)
	fmt.Println("beats the lexicon:", beats)
	fmt.Println(report.Warnings)
	// Output:
	// model 1.00, lexicon 0.00 of 60 texts right: +100.0 points
	// beats the lexicon: true
	// [60 texts teach little: label 200 or more]
}

func ExampleFitReport_Beats() {
	var none sentiment.FitReport
	_, err := none.Beats(0.95)
	fmt.Println(err)
	// Output: kpi: interval undefined: total is 0
}

func ExampleModel_MarshalJSON() {
	model, err := sentiment.Fit(context.Background(), tickets(), sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := json.Marshal(model)
	if err != nil {
		fmt.Println(err)
		return
	}
	var again sentiment.Model
	if err := json.Unmarshal(text, &again); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(again.Analyze("the screen is buttery").Class)
	// Output: positive
}
