package kpi_test

import (
	"maps"
	"math/big"
	"testing"

	"github.com/customerkpi/kpi"
)

// fractions returns segments of a mean and a size.
func fractions(t testing.TB, of map[string][2]int64) map[string]kpi.Fraction {
	t.Helper()
	all := make(map[string]kpi.Fraction)
	for key, f := range of {
		fraction, err := kpi.NewFraction(big.NewRat(f[0]*f[1], 1), big.NewRat(f[1], 1))
		if err != nil {
			t.Fatal(err)
		}
		all[key] = fraction
	}
	return all
}

func TestSentences(t *testing.T) {
	english := kpi.Words[string]{
		Figure: "the mean basket", Higher: "larger baskets", Lower: "smaller baskets", Segment: "shop", Units: "orders",
		Names: map[string]string{"nice": "Nice", "web": "the web"},
	}
	french := kpi.Words[string]{
		Figure: "le panier moyen", Higher: "achats plus chers", Lower: "paniers plus petits", Segment: "boutique", Units: "achats",
		Names: map[string]string{"nice": "les boutiques de Nice", "web": "le web", "ile": "l'île", "app": "Amazon"},
	}
	for _, tc := range []struct {
		before, after map[string][2]int64
		en, fr        string
	}{
		{ // own alone, in every segment
			map[string][2]int64{"nice": {20, 100}, "web": {30, 100}},
			map[string][2]int64{"nice": {22, 100}, "web": {31, 100}},
			"The mean basket rose 1.5: +1.5 from larger baskets in every shop.",
			"Le panier moyen a augmenté de 1,5\u00a0: +1,5 en raison d'achats plus chers dans chaque boutique.",
		},
		{ // own of both signs
			map[string][2]int64{"nice": {20, 100}, "web": {30, 100}},
			map[string][2]int64{"nice": {21, 100}, "web": {24, 100}},
			"The mean basket fell 2.5: -2.5 from smaller baskets, most of all for the web.",
			"Le panier moyen a baissé de 2,5\u00a0: -2,5 en raison de paniers plus petits, surtout pour le web.",
		},
		{ // mix alone: of two that do much, the one that grew
			map[string][2]int64{"nice": {20, 100}, "web": {30, 100}},
			map[string][2]int64{"nice": {20, 50}, "web": {30, 150}},
			"The mean basket rose 2.5: +2.5 because more orders came from the web.",
			"Le panier moyen a augmenté de 2,5\u00a0: +2,5 parce que davantage d'achats venaient du web.",
		},
		{ // a loss of the best
			map[string][2]int64{"nice": {20, 50}, "web": {20, 50}, "ile": {2000, 100}},
			map[string][2]int64{"nice": {20, 60}, "web": {20, 60}, "ile": {2000, 80}},
			"The mean basket fell 198.0: -198.0 because fewer orders came from ile.",
			"Le panier moyen a baissé de 198,0\u00a0: -198,0 parce que moins d'achats venaient de l'île.",
		},
		{ // one that comes, far above
			map[string][2]int64{"nice": {20, 100}},
			map[string][2]int64{"nice": {20, 100}, "app": {9020, 100}},
			"The mean basket rose 4,500: +4,500 because orders now come from app.",
			"Le panier moyen a augmenté de 4\u202f500\u00a0: +4\u202f500 parce que des achats viennent désormais d'Amazon.",
		},
		{ // one that goes
			map[string][2]int64{"nice": {20, 900}, "web": {30, 100}},
			map[string][2]int64{"nice": {20, 900}},
			"The mean basket fell 1.0: -1.0 because orders no longer come from the web.",
			"Le panier moyen a baissé de 1,0\u00a0: -1,0 parce qu'il ne vient plus d'achats du web.",
		},
		{ // parts that cancel out
			map[string][2]int64{"nice": {20, 100}, "web": {30, 100}},
			map[string][2]int64{"nice": {15, 50}, "web": {28, 150}},
			"The mean basket fell 0.3: -3.1 from smaller baskets in every shop, +2.8 because more orders came from the web.",
			"Le panier moyen a baissé de 0,3\u00a0: -3,1 en raison de paniers plus petits dans chaque boutique, +2,8 parce que davantage d'achats venaient du web.",
		},
		{ // nothing
			map[string][2]int64{"nice": {20, 100}},
			map[string][2]int64{"nice": {20, 70}},
			"The mean basket did not change.", "Le panier moyen n'a pas changé.",
		},
	} {
		e := explain(t, fractions(t, tc.before), fractions(t, tc.after))
		if got := e.English(english); got != tc.en {
			t.Errorf("%v:\n%s, want\n%s", e, got, tc.en)
		}
		if got := e.French(french); got != tc.fr {
			t.Errorf("%v:\n%s, want\n%s", e, got, tc.fr)
		}
	}
}

// Without words there are some; shares are in points, and noise is called so.
func TestSentencesOfNoise(t *testing.T) {
	before := map[int]kpi.Rate{1: rate(t, 30, 100), 2: rate(t, 10, 100)}
	after := map[int]kpi.Rate{1: rate(t, 33, 110), 2: rate(t, 9, 90)}
	e, err := kpi.Explain(maps.All(before), maps.All(after), same[kpi.Rate])
	if err != nil {
		t.Fatal(err)
	}
	if got, want := e.English(kpi.Words[int]{}), "The figure rose 1.0 pt, which may be noise: +1.0 pt because more observations came from 1 (may be noise)."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := e.French(kpi.Words[int]{}), "Le chiffre a augmenté de 1,0\u00a0pt, peut-être du bruit\u00a0: +1,0\u00a0pt parce que davantage d'observations venaient de 1 (peut-être du bruit)."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSentencesOfChains(t *testing.T) {
	c, err := kpi.ExplainChain([]kpi.Figure{rate(t, 1, 2), rate(t, 1, 2)}, []kpi.Figure{rate(t, 1, 2), rate(t, 3, 4)})
	if err != nil {
		t.Fatal(err)
	}
	if got, want := c.English("", "visits"), "The product rose 12.5 pt, which may be noise: +12.5 pt from 2 (may be noise)."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := c.French("", "visites", "l'achat"), "Le produit a augmenté de 12,5\u00a0pt, peut-être du bruit\u00a0: +12,5\u00a0pt en raison de l'achat (peut-être du bruit)."; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
