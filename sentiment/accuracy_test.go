package sentiment_test

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/sentiment"
)

// rows reads a shared file of tab-separated values without its header, or skips
// the test.
func rows(tb testing.TB, name string) [][]string {
	tb.Helper()
	f, err := os.Open(oracle.Path(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var all [][]string
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		all = append(all, strings.Split(lines.Text(), "\t"))
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return all[1:]
}

// A rated text has the mean of what people said of it, -4 to 4.
type rated struct {
	text string
	mean float64
}

func ratedTexts(tb testing.TB, name string) []rated {
	tb.Helper()
	var texts []rated
	for _, row := range rows(tb, name) {
		mean, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			tb.Fatal(err)
		}
		texts = append(texts, rated{row[2], mean})
	}
	return texts
}

func pearson(x, y []float64) float64 {
	mx, my := average(x), average(y)
	var xy, xx, yy float64
	for i := range x {
		dx, dy := x[i]-mx, y[i]-my
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	return xy / math.Sqrt(xx*yy)
}

func average(x []float64) (mean float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	return mean
}

// macroF1 is the mean over the classes of the harmonic mean of precision and
// recall.
func macroF1[C comparable](want, got []C) float64 {
	classes := map[C]bool{}
	for _, c := range want {
		classes[c] = true
	}
	sum := 0.0
	for c := range classes {
		var hit, said, is float64
		for i := range want {
			if got[i] == c {
				said++
			}
			if want[i] == c {
				is++
			}
			if got[i] == c && want[i] == c {
				hit++
			}
		}
		sum += 2 * hit / (said + is)
	}
	return sum / float64(len(classes))
}

// gold is the class of a mean rating: from 0.2 of 4 on it is an opinion.
func gold(mean float64) sentiment.Class {
	switch {
	case mean >= 0.2:
		return sentiment.Positive
	case mean <= -0.2:
		return sentiment.Negative
	}
	return sentiment.Neutral
}

func english(tb testing.TB) *sentiment.Lexicon {
	tb.Helper()
	return lexicon(tb, sentiment.English, sentiment.Options{})
}

func french(tb testing.TB) *sentiment.Lexicon {
	tb.Helper()
	return lexicon(tb, sentiment.French, sentiment.Options{})
}

// lexicon is New without an error.
func lexicon(tb testing.TB, l sentiment.Language, o sentiment.Options) *sentiment.Lexicon {
	tb.Helper()
	lexicon, err := sentiment.New(l, o)
	if err != nil {
		tb.Fatal(err)
	}
	return lexicon
}

// TestAgreementWithPeople prints and guards the agreement with human raters.
// The bounds are those set before the lexicon was written.
func TestAgreementWithPeople(t *testing.T) {
	for _, set := range []struct {
		name  string
		r, f1 float64
	}{
		{"tweets", 0.82, 0.68},
		{"amazon", 0.59, 0.52},
	} {
		t.Run(set.name, func(t *testing.T) {
			l := english(t)
			var means, polarities []float64
			var want, got []sentiment.Class
			for _, row := range ratedTexts(t, "sentiment_en/"+set.name+".tsv") {
				a := l.Analyze(row.text)
				means, polarities = append(means, row.mean), append(polarities, a.Polarity)
				want, got = append(want, gold(row.mean)), append(got, a.Class)
			}
			r, f1 := pearson(means, polarities), macroF1(want, got)
			t.Logf("%d texts: r %.3f, macro-F1 %.3f", len(means), r, f1)
			if r < set.r || f1 < set.f1 {
				t.Errorf("r %.3f, macro-F1 %.3f below %.2f, %.2f", r, f1, set.r, set.f1)
			}
		})
	}
}

// TestEmotionsOfComments prints and guards the agreement with raters on the
// emotion of a comment, or none.
func TestEmotionsOfComments(t *testing.T) {
	l := english(t)
	var want, got []string
	for _, row := range rows(t, "emotions_en/goemotions.tsv") {
		said := "neutral"
		if e, ok := l.Analyze(row[4]).Emotions.Strongest(); ok {
			said = e.String()
		}
		want, got = append(want, row[1]), append(got, said)
	}
	f1 := macroF1(want, got)
	t.Logf("%d comments: macro-F1 %.3f", len(want), f1)
	if f1 < 0.62 {
		t.Errorf("macro-F1 %.3f below 0.62", f1)
	}
}
