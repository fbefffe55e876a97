package sentiment_test

import (
	"fmt"
	"strings"

	"github.com/customerkpi/kpi/sentiment"
)

func ExampleNew() {
	lexicon, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, text := range []string{
		"Absolutely love the new app, well done!",
		"The parcel came on Tuesday.",
		"It is not good, and the support is awful :(",
	} {
		fmt.Println(lexicon.Analyze(text).Class)
	}
	// Output:
	// positive
	// neutral
	// negative
}

// From texts to the figures of a brand.
func ExampleLexicon_Analyze() {
	lexicon, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	var classes sentiment.Accumulator
	var emotions sentiment.Emotions
	var polarity sentiment.Polarity
	for _, text := range []string{"Great service, I am so happy", "never buy this junk", "Delivered on Monday", "I love it ❤️"} {
		a := lexicon.Analyze(text)
		if err := classes.Add(a.Class); err != nil {
			fmt.Println(err)
		}
		for _, e := range a.Emotions.Expressed(0.5) {
			if err := emotions.Add(e); err != nil {
				fmt.Println(err)
			}
		}
		if err := polarity.Add(a.Decimal()); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println(classes.Result())
	fmt.Println("joy", emotions.Result().Count(sentiment.Joy))
	fmt.Println(polarity.Result())
	// Output:
	// 25.0 (50.0% positive, 25.0% negative of 4)
	// joy 2
	// mean 0.21 of 4 mentions
}

func ExampleLexicon_Explain() {
	lexicon, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	e := lexicon.Explain("The screen is GREAT but the battery is not good!")
	for _, s := range e.Spans {
		fmt.Printf("%2d-%2d %v\n", s.Start, s.End, s)
	}
	fmt.Printf("%.2f %v\n", e.Polarity, e.Class)
	// Output:
	// 14-19 "GREAT" +1.67 [capitals contrast]
	// 43-47 "good" -2.11 [negation contrast]
	// 47-48 "!" -0.29 [punctuation]
	// -0.19 negative
}

func ExampleOptions_words() {
	lexicon, err := sentiment.New(sentiment.English, sentiment.Options{Words: map[string]float64{"sick": 2.5}})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(lexicon.Analyze("this beat is sick").Class)
	_, err = sentiment.New(sentiment.English, sentiment.Options{Words: map[string]float64{"sick": 25}})
	fmt.Println(err)
	// Output:
	// positive
	// "sick": sentiment: valence 25 outside -4..4
}

func ExampleOptions_lexicon() {
	file := "# our shop\nthrottle\t-2\tv\noutage\t-2\tn\n"
	lexicon, err := sentiment.New(sentiment.English, sentiment.Options{Lexicon: file})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(lexicon.Analyze("two outages since they started throttling").Class)
	// Output: negative
}

// A model of your own in the place of a lexicon.
func ExampleAnalyzer() {
	var model sentiment.Analyzer = stars{}
	fmt.Println(model.Analyze("★★★★★").Class)
	// Output: positive
}

// stars reads a rating of stars.
type stars struct{}

func (stars) Analyze(text string) sentiment.Analysis {
	n := strings.Count(text, "★")
	a := sentiment.Analysis{Polarity: float64(n-3) / 2}
	if n > 3 {
		a.Class = sentiment.Positive
	}
	return a
}

// The language of a text, and how surely. A text in a third one is not scored.
func ExampleDetectLanguage() {
	for _, text := range []string{
		"It's a complete disaster", "Superbe produit", "Die neue App ist hell und freundlich", "😍",
	} {
		language, confidence := sentiment.DetectLanguage(text)
		fmt.Printf("%v %.2f: %v\n", language, confidence, new(sentiment.Lexicon).Analyze(text).Class)
	}
	// Output:
	// English 1.00: negative
	// French 1.00: positive
	// Unread 0.99: neutral
	// English 0.50: positive
}

// What a review says of each aspect, by the words that name it.
func ExampleLexicon_Aspects() {
	aspects := []sentiment.Aspect{
		{Name: "delivery", Words: []string{"delivery", "shipping", "courier", "livraison", "colis"}},
		{Name: "price", Words: []string{"price", "expensive", "cheap", "prix", "cher"}},
		{Name: "app", Words: []string{"app", "website", "appli", "site"}},
	}
	lexicon := new(sentiment.Lexicon)
	for _, text := range []string{
		"The app is great but the delivery was late. Good price!",
		"Livraison rapide, mais l'appli plante sans arrêt",
	} {
		for _, a := range lexicon.Aspects(text, aspects...) {
			fmt.Printf("%s %+.2f %v %v\n", a.Aspect, a.Polarity, a.Class, a.Spans)
		}
	}
	// Output:
	// delivery -0.39 negative ["late" -1.65 [contrast]]
	// price +0.49 positive ["Good" +1.90 "!" +0.29 [punctuation]]
	// app +0.32 positive ["great" +1.30 [contrast]]
	// delivery +0.23 positive ["Livraison rapide" +0.90 [contrast]]
	// app -0.65 negative ["plante sans arrêt" -3.30 [contrast]]
}
