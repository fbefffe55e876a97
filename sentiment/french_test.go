package sentiment_test

import (
	"testing"

	"github.com/customerkpi/kpi/sentiment"
)

// TestAgreementWithFrenchLabels prints and guards the agreement with the labels
// of tweets in three classes and of book reviews in two. The bounds are those
// set before the lexicon was written.
func TestAgreementWithFrenchLabels(t *testing.T) {
	for _, set := range []struct {
		name         string
		f1, accuracy float64
	}{
		{"tweets", 0.60, 0},
		{"book_reviews", 0, 0.70},
	} {
		t.Run(set.name, func(t *testing.T) {
			l := french(t)
			var labels, polarities []float64
			var want, got []string
			right := 0
			for _, row := range rows(t, "sentiment_fr/"+set.name+".tsv") {
				a := l.Analyze(row[2])
				label := map[string]float64{"positive": 1, "negative": -1}[row[1]]
				labels, polarities = append(labels, label), append(polarities, a.Polarity)
				want, got = append(want, row[1]), append(got, a.Class.String())
				if label*a.Polarity > 0 {
					right++
				}
			}
			r, f1, accuracy := pearson(labels, polarities), macroF1(want, got), float64(right)/float64(len(want))
			t.Logf("%d texts: r %.3f, macro-F1 %.3f, accuracy by sign %.3f", len(want), r, f1, accuracy)
			if f1 < set.f1 || accuracy < set.accuracy {
				t.Errorf("macro-F1 %.3f, accuracy %.3f below %.2f, %.2f", f1, accuracy, set.f1, set.accuracy)
			}
		})
	}
}

// TestFrenchGrammar has the rules of French one by one, as the sign of a text.
func TestFrenchGrammar(t *testing.T) {
	l := french(t)
	for text, want := range map[string]float64{
		"Ce film est bon.":                         1,
		"Ce film n'est pas bon.":                   -1,
		"Ce film n’est pas bon.":                   -1, // typographic
		"C'est pas bon":                            -1, // as it is said
		"Je n'aime plus cette marque":              -1,
		"Il n'y a rien d'intéressant":              -1,
		"Elle n'a jamais été aimable":              -1,
		"Aucune qualité":                           -1,
		"Il n'est ni beau ni utile":                -1,
		"Sans intérêt":                             -1,
		"Pas du tout satisfait":                    -1,
		"C'est loin d'être parfait":                -1,
		"Peu convaincant":                          -1,
		"Je ne recommande pas":                     -1,
		"Je ne pense pas que ce soit un bon choix": -1,
		"Ce n'est pas une arnaque":                 1,
		"Rien à redire":                            1,
		"Sans souci":                               1,
		"Aucun problème":                           1,
		"Pas déçu":                                 1,
		"Pas mal !":                                1,
		"Un livre sans défaut":                     1,
		"Vaut le détour":                           1,
		"Hors de prix":                             -1,
		"Laisse à désirer":                         -1,
		"J'en ai marre":                            -1,
		"decu par la qualite":                      -1, // without accents
		"L'arnaque !":                              -1,
		"« Génial »":                               1,
		"GÉNIAL":                                   1,
		"C'est beau mais c'est nul":                -1,
		"C'est nul mais c'est magnifique":          1,
		"Elles sont heureuses":                     1, // inflected
		"Nous détestions ce service":               -1,
		"Des résultats catastrophiques":            -1,
		"Malheureusement, le colis est cassé":      -1,
		"La table est dans la cuisine":             0,
		"Il y a plus de monde":                     0,
	} {
		got := l.Analyze(text).Polarity
		if got*want < 0 || (got == 0) != (want == 0) {
			t.Errorf("%q: %.3f, want %v: %v", text, got, want, l.Explain(text).Spans)
		}
	}
}

// Degree words count by how far they go.
func TestFrenchDegrees(t *testing.T) {
	l := french(t)
	for _, order := range [][]string{
		{"un peu décevant", "décevant", "très décevant"},
		{"plutôt bon", "bon", "vraiment bon"},
		{"génial", "génial !", "génial !!!"},
		{"assez moche", "moche", "tellement moche"},
	} {
		before := 0.0
		for _, text := range order {
			p := l.Analyze(text).Polarity
			if p < 0 {
				p = -p
			}
			if p <= before {
				t.Errorf("%q: %.3f after %.3f", text, p, before)
			}
			before = p
		}
	}
}

// The forms that grammar books give.
func TestFrenchForms(t *testing.T) {
	l := french(t)
	for _, forms := range [][]string{
		{"heureux", "heureuse", "heureuses", "heureusement"},
		{"génial", "géniale", "géniaux", "géniales"},
		{"beau", "belle", "beaux", "belles"},
		{"décevant", "décevante", "décevants"},
		{"nul", "nulle", "nuls", "nulles"},
		{"adorer", "adore", "adorons", "adoraient", "adorerait", "adorées"},
		{"gâcher", "gâché", "gâchait", "gâcheront"},
		{"menacer", "menaçait", "menaçons", "menacé"},
		{"réussir", "réussit", "réussissent", "réussie"},
		{"cadeau", "cadeaux"},
		{"chef-d'œuvre", "chefs-d'œuvre"},
	} {
		first := l.Analyze(forms[0]).Class
		for _, form := range forms {
			if c := l.Analyze(form).Class; c != first || c == sentiment.Neutral {
				t.Errorf("%s: %v, %s: %v", form, c, forms[0], first)
			}
		}
	}
}

func TestFrenchEmotions(t *testing.T) {
	l := french(t)
	for text, want := range map[string]sentiment.Emotion{
		"Je suis tellement heureuse, quelle joie !": sentiment.Joy,
		"Quel talent, je l'admire":                  sentiment.Admiration,
		"Beurk, c'est répugnant":                    sentiment.Disgust,
		"Je pleure, quelle tristesse":               sentiment.Sadness,
		"J'ai peur, c'est terrifiant":               sentiment.Fear,
		"Ça m'énerve, je suis furieuse":             sentiment.Anger,
	} {
		if got, ok := l.Analyze(text).Emotions.Strongest(); !ok || got != want {
			t.Errorf("%q: %v, %v, want %v", text, got, ok, want)
		}
	}
}

func BenchmarkAnalyzeFrench(b *testing.B) {
	l := french(b)
	var texts []string
	for _, row := range rows(b, "sentiment_fr/tweets.tsv") {
		texts = append(texts, row[2])
	}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		l.Analyze(texts[i%len(texts)])
	}
}
