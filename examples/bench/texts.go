package main

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"unicode"

	"github.com/jonreiter/govader"

	"github.com/customerkpi/kpi/sentiment"
)

// textTasks reads sentences that govader and the library take alike: with the words of
// govader to the digits that it rounds to, and with the words of the library, whose
// polarities are others and are not compared.
func textTasks(n int) ([]task, error) {
	v := govader.NewSentimentIntensityAnalyzer()
	same, err := sameWords(v)
	if err != nil {
		return nil, err
	}
	own, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		return nil, err
	}
	texts := sentences(1, n)
	read := func(polarity func(text string) float64) way {
		return func() ([]float64, error) {
			all := make([]float64, len(texts))
			for i, text := range texts {
				all[i] = polarity(text)
			}
			return all, nil
		}
	}
	theirs := read(func(text string) float64 { return v.PolarityScores(text).Compound })
	return []task{
		{
			name: "sentiment of texts, the same words", against: "govader", within: 6e-5, theirs: theirs,
			ours: read(func(text string) float64 { return same.Analyze(text).Polarity }),
		},
		{
			name: "sentiment of texts, own words", against: "govader", within: 2, theirs: theirs,
			ours: read(func(text string) float64 { return own.Analyze(text).Polarity }),
		},
	}, nil
}

// sameWords returns our rules with the words of govader.
func sameWords(v *govader.SentimentIntensityAnalyzer) (*sentiment.Lexicon, error) {
	valences := map[string]float64{}
	for word, valence := range v.Lexicon {
		// One emoticon has spaces, and is not found by either.
		if strings.Contains(word, " ") && !strings.ContainsFunc(word, unicode.IsLetter) {
			continue
		}
		valences[word] = math.Round(valence*1000) / 1000
	}
	return sentiment.New(sentiment.English, sentiment.Options{Bare: true, Words: valences})
}

// sentences makes n of them, of 12 to 24 words.
func sentences(seed uint64, n int) []string {
	r := rand.New(rand.NewPCG(seed, 0))
	pick := func(words ...string) string { return words[r.IntN(len(words))] }
	all := make([]string, n)
	for i := range all {
		clause := func() string {
			return "the " + pick("food", "room", "staff", "delivery", "app", "coffee", "seat") + " was " +
				pick("", "very ", "extremely ", "slightly ", "not ") + pick("good", "great", "nice", "wonderful", "awful", "terrible", "bad", "horrible", "blue", "there")
		}
		all[i] = fmt.Sprintf("on the %s of %s %s when we came in from the %s with %d bags%s", pick("first", "second", "third"), pick("March", "June", "May"),
			clause(), pick("station", "airport", "office"), 2+r.IntN(8), pick("", "!", "!!!", ", and "+clause(), ", but "+clause()))
	}
	return all
}
