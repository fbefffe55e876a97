package main

import (
	"bufio"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/jonreiter/govader"

	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/sentiment"
)

// A rated text has the mean of what people said of it, -4 to 4.
type rated struct {
	text string
	mean float64
}

func texts(tb testing.TB, name string) []rated {
	tb.Helper()
	f, err := os.Open(oracle.Path(tb, "sentiment_en/"+name+".tsv"))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	var all []rated
	lines := bufio.NewScanner(f)
	lines.Scan() // header
	for lines.Scan() {
		row := strings.Split(lines.Text(), "\t")
		mean, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			tb.Fatal(err)
		}
		all = append(all, rated{row[2], mean})
	}
	if err := lines.Err(); err != nil {
		tb.Fatal(err)
	}
	return all
}

// rules returns our rules with the words of govader.
func rules(tb testing.TB, v *govader.SentimentIntensityAnalyzer) *sentiment.Lexicon {
	tb.Helper()
	l, err := sameWords(v)
	if err != nil {
		tb.Fatal(err)
	}
	return l
}

func pearson(x, y []float64) float64 {
	var mx, my, xy, xx, yy float64
	for i := range x {
		mx += x[i] / float64(len(x))
		my += y[i] / float64(len(y))
	}
	for i := range x {
		dx, dy := x[i]-mx, y[i]-my
		xy, xx, yy = xy+dx*dy, xx+dx*dx, yy+dy*dy
	}
	return xy / math.Sqrt(xx*yy)
}

// TestRulesAgainstGovader prints the agreement of both with human raters, and
// asks of our rules with govader's words what govader reaches.
func TestRulesAgainstGovader(t *testing.T) {
	v := govader.NewSentimentIntensityAnalyzer()
	ours := rules(t, v)
	embedded, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tweets", "amazon"} {
		t.Run(name, func(t *testing.T) {
			var means, peer, same, own []float64
			for _, row := range texts(t, name) {
				means = append(means, row.mean)
				peer = append(peer, v.PolarityScores(row.text).Compound)
				same = append(same, ours.Analyze(row.text).Polarity)
				own = append(own, embedded.Analyze(row.text).Polarity)
			}
			a, b, c := pearson(means, peer), pearson(means, same), pearson(means, own)
			t.Logf("%d texts: r of govader %.4f, of our rules with its words %.4f, with ours %.4f", len(means), a, b, c)
			if b < a {
				t.Errorf("our rules reach %.4f, govader %.4f", b, a)
			}
		})
	}
}

// TestPlainSentencesAgree checks rules that both have from the same paper on
// sentences that meet none of the defects of govader.
func TestPlainSentencesAgree(t *testing.T) {
	v := govader.NewSentimentIntensityAnalyzer()
	ours := rules(t, v)
	for _, text := range []string{
		"the food was good", "the food was awful", "the food was very good", "the food was slightly bad",
		"the food was not good", "the food was good!", "the food was good!!!", "the food was GOOD",
		"the food was good but the room was awful", "the film is great and the cast is terrible", "it is a table",
	} {
		// govader rounds to four places.
		a, b := v.PolarityScores(text).Compound, ours.Analyze(text).Polarity
		if math.Abs(a-b) > 6e-5 {
			t.Errorf("%q: govader %.4f, ours %.4f: %v", text, a, b, ours.Explain(text).Spans)
		}
	}
}

// BenchmarkTweets reads the same texts with both: ours with govader's words, with
// the embedded ones of the language, and with the language found for each text.
func BenchmarkTweets(b *testing.B) {
	v := govader.NewSentimentIntensityAnalyzer()
	english := columnOf(b, "sentiment_en/tweets.tsv")
	french := columnOf(b, "sentiment_fr/tweets.tsv")
	fixed := func(l sentiment.Language) func(string) {
		lexicon, err := sentiment.New(l, sentiment.Options{})
		if err != nil {
			b.Fatal(err)
		}
		return func(text string) { lexicon.Analyze(text) }
	}
	same := rules(b, v)
	for _, c := range []struct {
		name    string
		texts   []string
		analyze func(string)
	}{
		{"English/govader", english, func(text string) { v.PolarityScores(text) }},
		{"English/same words", english, func(text string) { same.Analyze(text) }},
		{"English/own words", english, fixed(sentiment.English)},
		{"English/Detect", english, fixed(sentiment.Detect)},
		{"French/govader", french, func(text string) { v.PolarityScores(text) }},
		{"French/own words", french, fixed(sentiment.French)},
		{"French/Detect", french, fixed(sentiment.Detect)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				c.analyze(c.texts[n%len(c.texts)])
				n++
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "texts/s")
		})
	}
}

// columnOf returns the texts of a shared file, its third column.
func columnOf(tb testing.TB, name string) []string {
	tb.Helper()
	data, err := os.ReadFile(oracle.Path(tb, name))
	if err != nil {
		tb.Fatal(err)
	}
	var all []string
	for line := range strings.Lines(string(data)) {
		all = append(all, strings.Split(strings.TrimRight(line, "\n"), "\t")[2])
	}
	return all[1:]
}
