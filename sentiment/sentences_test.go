package sentiment_test

import (
	"os"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/customerkpi/kpi/sentiment"
)

// A sentence has the sign that a person gives it, and says who reads it.
type sentence struct{ reading, sign, text string }

// sentencesOf reads "english|+|text", one a line.
func sentencesOf(t *testing.T, path string) []sentence {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var all []sentence
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		if part := strings.SplitN(line, "|", 3); len(part) == 3 && !strings.HasPrefix(line, "#") {
			all = append(all, sentence{part[0], part[1], part[2]})
		}
	}
	return all
}

// checkSentences asks that at least a share of the sentences of each reading and
// sign is right, and says which are wrong.
func checkSentences(t *testing.T, sentences []sentence, least float64) {
	t.Helper()
	readers := map[string]*sentiment.Lexicon{"english": english(t), "french": french(t), "detect": {}}
	signs := map[string]sentiment.Class{"+": sentiment.Positive, "-": sentiment.Negative, "0": sentiment.Neutral}
	type group struct{ reading, sign string }
	right, n := map[group]float64{}, map[group]float64{}
	for _, s := range sentences {
		g := group{s.reading, s.sign}
		n[g]++
		if e := readers[s.reading].Explain(s.text); e.Class == signs[s.sign] {
			right[g]++
		} else {
			t.Logf("%s %s %q is %v: %v", s.reading, s.sign, s.text, e.Analysis, e.Spans)
		}
	}
	for g := range n {
		t.Logf("%s %s: %.0f of %.0f right", g.reading, g.sign, right[g], n[g])
		if right[g] < least*n[g] {
			t.Errorf("%s %s: %.0f of %.0f right, want a share of %.2f", g.reading, g.sign, right[g], n[g], least)
		}
	}
}

// Sentences that are hard for a lexicon, and sentences as users write them.
func TestSentences(t *testing.T) {
	t.Run("shared", func(t *testing.T) {
		checkSentences(t, sentencesOf(t, oracle.Path(t, "../cases/sentences.txt")), 0.9)
	})
	t.Run("plain", func(t *testing.T) { checkSentences(t, sentencesOf(t, "testdata/plain.txt"), 0.9) })
	t.Run("own", func(t *testing.T) { checkSentences(t, sentencesOf(t, "testdata/sentences.txt"), 0.85) })
}
