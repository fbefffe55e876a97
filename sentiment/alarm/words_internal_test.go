package alarm

import (
	"slices"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/sentiment"
)

func TestWords(t *testing.T) {
	for _, tc := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"The #Recall of THE shoes, and @Shop's recall!", []string{"#recall", "shoes", "@shop", "recall"}},
		{"l'hiver, déçu de la livraison", []string{"hiver", "déçu", "livraison"}},
		{"see https://shop.example/recall?x=1 now", []string{"see"}},
		{"aujourd'hui l’application plante", []string{"application", "plante", "application plante"}},
		{"I don't like the card payment", []string{"card", "payment", "card payment"}},
		{"ma carte de crédit, la prise d'otage", []string{"carte", "crédit", "carte de crédit", "prise", "otage", "prise d otage"}},
		{"a-t-il un rendez-vous ?", []string{"rendez-vous"}},
		{"qu'il s'agit jusqu'à quelqu'un", []string{"agit"}},
		{"les soldes d'été, cet été et l'été dernier", []string{"soldes", "été", "soldes d été"}},
		{"j'ai été déçu, n'ont-ils pas toujours été lents, avoir été là", []string{"déçu", "lents"}},
		{"il a eu une panne cet été", []string{"panne", "été"}},
		{"a b cd #ab ___ \xff\xfe", nil},
		{strings.Repeat("é", 100), []string{strings.Repeat("é", 32)}},
	} {
		if got := words(tc.text); !slices.Equal(got, tc.want) {
			t.Errorf("%q: %q, want %q", tc.text, got, tc.want)
		}
	}
}

func TestCopiesOfAText(t *testing.T) {
	same := copied("The app is down again", sentiment.Negative)
	for _, text := range []string{"the APP  is down again", "RT @ann: The app is down again", "The app is down again https://t.example/1"} {
		if copied(text, sentiment.Negative) != same {
			t.Errorf("%q is another text", text)
		}
	}
	if copied("down again", 0) != "" || copied("The app is down", sentiment.Negative) == same {
		t.Error("a text of two words is copied, or another text is the same")
	}
}
