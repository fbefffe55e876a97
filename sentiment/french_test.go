package sentiment_test

import (
	"testing"

	"github.com/customerkpi/kpi/sentiment"
)

func french(tb testing.TB, options ...sentiment.Option) *sentiment.Lexicon {
	tb.Helper()
	l, err := sentiment.New(sentiment.French, options...)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

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
