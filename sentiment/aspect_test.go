package sentiment_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/sentiment"
)

func aspectsOfAShop() []sentiment.Aspect {
	return []sentiment.Aspect{
		{Name: "delivery", Words: []string{"delivery", "parcel", "livraison", "délai de livraison"}},
		{Name: "price", Words: []string{"price", "expensive", "prix", "cher"}},
		{Name: "app", Words: []string{"app", "mobile site", "appli"}},
	}
}

// Who is said to be what, as a reader sees it.
func TestAspects(t *testing.T) {
	for text, want := range map[string]string{
		"":                                    "",
		"great":                               "",
		"The app is great":                    "app+",
		"The apps are GREAT!!":                "app+",
		"great app, slow delivery":            "delivery- app+",
		"slow delivery, but the app is great": "delivery- app+",
		"The delivery was late. The app is good.": "delivery- app+",
		"I ordered by the app. It was awful.":     "app0", // of another sentence
		"expensive, but a lovely app":             "price- app+",
		"the mobile site is not good":             "app-",
		"The delivery and the price were fair":    "delivery0 price+",
		"Livraison rapide, prix correct":          "delivery+ price+",
		"DELAI DE LIVRAISON trop long":            "delivery-",
		"L&#39;appli est g&eacute;niale":          "app+",
		"Die App ist schnell und freundlich":      "app0",
	} {
		var got []string
		for _, a := range new(sentiment.Lexicon).Aspects(text, aspectsOfAShop()...) {
			got = append(got, a.Aspect+map[sentiment.Class]string{1: "+", 0: "0", -1: "-"}[a.Class])
			for _, s := range a.Spans {
				if text[s.Start:s.End] != s.Text {
					t.Errorf("%q: %+v is not of the text", text, s)
				}
			}
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}

// Each word of opinion belongs to one aspect at most, and a polarity is that of
// the valences of its spans.
func TestAspectsShareTheSpans(t *testing.T) {
	l := english(t)
	parts := append([]string{"delivery", "price", "app", "expensive", "mobile site", "but"}, words...)
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 0, 30).Draw(t, "words"), " ")
		spans := map[string]int{}
		for _, s := range l.Explain(text).Spans {
			spans[fmt.Sprint(s)+fmt.Sprint(s.Start)]++
		}
		for _, a := range l.Aspects(text, aspectsOfAShop()...) {
			sum := 0.0
			for _, s := range a.Spans {
				sum += s.Valence
				if key := fmt.Sprint(s) + fmt.Sprint(s.Start); spans[key] == 0 {
					t.Fatalf("%q: %v is no span, or twice", text, s)
				} else {
					spans[key]--
				}
			}
			if want := sum / math.Sqrt(sum*sum+15); math.Abs(a.Polarity-want) > 1e-12 {
				t.Fatalf("%q: %s %v, want %v", text, a.Aspect, a.Polarity, want)
			}
		}
	})
}

// FuzzAspects: any text and any words are read.
func FuzzAspects(f *testing.F) {
	f.Add("good app, bad price", "app")
	f.Add("&eacute;", "e\u0301")
	f.Add("\xff good", "\xff")
	f.Add("a b a b good", "a b")
	f.Fuzz(func(t *testing.T, text, word string) {
		for _, a := range new(sentiment.Lexicon).Aspects(text, sentiment.Aspect{Name: "x", Words: []string{word, ""}}) {
			if !(-1 <= a.Polarity && a.Polarity <= 1) {
				t.Errorf("%q, %q: %v", text, word, a)
			}
		}
	})
}
