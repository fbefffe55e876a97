package sentiment_test

import (
	"bytes"
	"context"
	"encoding/gob"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
)

// jargon are texts of a domain whose words of opinion no lexicon knows: "zint" is
// praise and "morf" is none, "klee" is said of both.
func jargon(n int) []sentiment.Labelled {
	r := rand.New(rand.NewPCG(3, 1))
	texts := make([]sentiment.Labelled, n)
	for i := range texts {
		word, polarity := "zint", 1.0
		if i%2 == 0 {
			word, polarity = "morf", -1
		}
		text := fmt.Sprintf("the %s of line %d is %s and klee", []string{"reader", "feed", "mast"}[r.IntN(3)], r.IntN(9), word)
		texts[i] = sentiment.Labelled{Text: text, Polarity: polarity}
	}
	return texts
}

func fitted(tb testing.TB, texts []sentiment.Labelled, l sentiment.Language, o sentiment.Options) *sentiment.Model {
	tb.Helper()
	m, err := sentiment.Fit(context.Background(), texts, l, o)
	if err != nil {
		tb.Fatal(err)
	}
	return m
}

func TestFitLearnsWordsOfTheDomain(t *testing.T) {
	m := fitted(t, jargon(60), sentiment.English, sentiment.Options{})
	for text, want := range map[string]sentiment.Class{
		"our new mast is zint": sentiment.Positive, "morf, all of it": sentiment.Negative,
	} {
		if got := english(t).Analyze(text).Class; got != sentiment.Neutral {
			t.Errorf("the lexicon finds %q %v", text, got)
		}
		if a := m.Analyze(text); a.Class != want {
			t.Errorf("%q is %v, want %v", text, a, want)
		}
	}
	r := m.Report()
	beats, err := r.Beats(0.99)
	if err != nil || !beats || r.Model.Count() != 60 || r.Lexicon.Count() != 0 || r.Gain.Plus() != 60 || r.ModelR < 0.9 {
		t.Errorf("%v: beats the lexicon: %v %v, r %v", r, beats, err, r.ModelR)
	}
	if want := []string{"60 texts teach little: label 200 or more"}; !slices.Equal(r.Warnings, want) {
		t.Errorf("warnings %q, want %q", r.Warnings, want)
	}
}

// Labels that have nothing to do with the texts teach nothing: the lexicon is right
// where it finds them neutral, as most are. Of 20 reports 1 in 40 may say otherwise.
func TestFitOfChanceDoesNotBeatTheLexicon(t *testing.T) {
	if laws.Race {
		t.Skip("twenty fits are slow under the race detector")
	}
	beaten := 0
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 1))
		texts := make([]sentiment.Labelled, 120)
		for i := range texts {
			words := make([]string, 6)
			for k := range words {
				words[k] = "w" + strconv.Itoa(r.IntN(200)) + "x"
			}
			texts[i] = sentiment.Labelled{Text: strings.Join(words, " "), Polarity: []float64{-1, 0, 0, 0, 1}[r.IntN(5)]}
		}
		beats, err := fitted(t, texts, sentiment.English, sentiment.Options{}).Report().Beats(0.95)
		if err != nil {
			t.Fatal(err)
		}
		if beats {
			beaten++
		}
	}
	if beaten > 2 {
		t.Errorf("%d of 20 beat the lexicon", beaten)
	}
}

// The order of the texts makes no difference, to the byte.
func TestFitOfAnyOrder(t *testing.T) {
	texts := jargon(80)
	want := laws.Must(fitted(t, texts, sentiment.English, sentiment.Options{}).MarshalBinary())
	rand.New(rand.NewPCG(1, 1)).Shuffle(len(texts), func(i, j int) { texts[i], texts[j] = texts[j], texts[i] })
	if got := laws.Must(fitted(t, texts, sentiment.English, sentiment.Options{}).MarshalBinary()); !bytes.Equal(got, want) {
		t.Error("another order is another model")
	}
}

// A text that stands twice, or ten times, is no test of what it has taught: labels of
// chance are not predicted from their copies.
func TestCopiesAreNoTestOfEachOther(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 1))
	var texts []sentiment.Labelled
	for i := range 40 {
		text := sentiment.Labelled{Text: fmt.Sprintf("k%da l%db m%dc", i, i, i), Polarity: float64(2*(i%2) - 1)}
		for range 2 + r.IntN(3) {
			texts = append(texts, text)
		}
	}
	if right := fitted(t, texts, sentiment.English, sentiment.Options{}).Report().Model; right.Float64() > 0.7 {
		t.Errorf("%v of the labels are predicted from copies", right)
	}
}

func TestFitRefuses(t *testing.T) {
	texts := jargon(60)
	with := func(i int, change func(*sentiment.Labelled)) []sentiment.Labelled {
		c := slices.Clone(texts)
		change(&c[i])
		return c
	}
	one := slices.Clone(texts)
	for i := range one {
		one[i].Polarity = 1
	}
	praise := slices.Clone(texts)
	for i := range praise {
		praise[i].Polarity = max(praise[i].Polarity, 0)
	}
	for want, bad := range map[string][]sentiment.Labelled{
		"sentiment: number of labelled texts 0 outside 50..any number":                   nil,
		"sentiment: number of labelled texts 49 outside 50..any number":                  texts[:49],
		"sentiment: number of negative texts 0 outside 10..any number":                   one,
		"sentiment: number of negative texts 0 outside 10..any number ":                  praise,
		"input 7: sentiment: polarity 1.5 outside -1..1":                                 with(7, func(l *sentiment.Labelled) { l.Polarity = 1.5 }),
		"input 0: sentiment: polarity NaN outside -1..1":                                 with(0, func(l *sentiment.Labelled) { l.Polarity = math.NaN() }),
		"input 3: sentiment: language of a labelled text Unread outside English..French": with(3, func(l *sentiment.Labelled) { l.Text = "Leider ist das Paket nie angekommen" }),
	} {
		m, err := sentiment.Fit(context.Background(), bad, sentiment.Detect, sentiment.Options{})
		var r *kpi.RangeError
		if m != nil || !errors.As(err, &r) || err.Error() != strings.TrimSpace(want) {
			t.Errorf("%v, %v, want %s", m, err, want)
		}
	}
	if _, err := sentiment.Fit(context.Background(), texts, sentiment.Unread, sentiment.Options{}); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a language that is none: %v", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := sentiment.Fit(ctx, texts, sentiment.Detect, sentiment.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
	var none sentiment.FitReport
	if _, err := none.Beats(0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("the zero report: %v", err)
	}
	if _, err := fitted(t, texts, sentiment.Detect, sentiment.Options{}).Report().Beats(0.05); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a level of 0.05: %v", err)
	}
}

// The zero Model is the zero Lexicon, and a text that is not read is not guessed.
func TestModelOfTextsThatSayNothing(t *testing.T) {
	for _, text := range append(posts, "Leider ist das Paket nie angekommen", "") {
		if got, want := new(sentiment.Model).Analyze(text), new(sentiment.Lexicon).Analyze(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
	m := fitted(t, jargon(60), sentiment.Detect, sentiment.Options{})
	if a := m.Analyze("Leider ist das Paket nie angekommen"); a != (sentiment.Analysis{Unread: true}) {
		t.Errorf("an unread text is %v", a)
	}
	for _, text := range []string{"", "\xff", "🙂", strings.Repeat("zint ", 10_000)} {
		if a := m.Analyze(text); !(math.Abs(a.Polarity) <= 1) {
			t.Errorf("%.20q is %v", text, a)
		}
	}
}

// Class and polarity agree as those of a Lexicon do, and the classes are about as
// frequent as among the labels: 0.3 negative, 0.4 neutral, 0.3 positive.
func TestClassesOfAModel(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 1))
	var texts []sentiment.Labelled
	for i := range 200 {
		polarity := []float64{-1, -1, -1, 0, 0, 0, 0, 1, 1, 1}[i%10]
		word := map[float64]string{-1: "morf", 0: "klee", 1: "zint"}[polarity]
		texts = append(texts, sentiment.Labelled{Text: fmt.Sprintf("feed %d %s", r.IntN(50), word), Polarity: polarity})
	}
	m := fitted(t, texts, sentiment.English, sentiment.Options{})
	n := map[sentiment.Class]int{}
	for _, l := range texts {
		a := m.Analyze(l.Text)
		n[a.Class]++
		if (a.Class == sentiment.Positive) != (a.Polarity >= 0.05) || (a.Class == sentiment.Negative) != (a.Polarity <= -0.05) {
			t.Errorf("%q: %v with %v", l.Text, a.Class, a.Polarity)
		}
	}
	if n[sentiment.Negative] < 50 || n[sentiment.Neutral] < 70 || n[sentiment.Positive] < 50 {
		t.Errorf("%v", n)
	}
}

// A model that was read is the one that was written, with the words of its lexicon.
func TestModelSurvivesItsEncodings(t *testing.T) {
	own := sentiment.Options{Words: map[string]float64{"klee": -3, "brel": 2}, Lexicon: "spin\t-1.5\tv\tspun\n"}
	for _, m := range []*sentiment.Model{new(sentiment.Model), fitted(t, jargon(60), sentiment.Detect, sentiment.Options{}), fitted(t, jargon(60), sentiment.English, own)} {
		data := laws.Must(m.MarshalBinary())
		var buffer bytes.Buffer
		if err := gob.NewEncoder(&buffer).Encode(m); err != nil {
			t.Fatal(err)
		}
		var binary, text, gobbed sentiment.Model
		for name, err := range map[string]error{
			"binary": binary.UnmarshalBinary(data),
			"JSON":   json.Unmarshal(laws.Must(json.Marshal(m)), &text),
			"gob":    gob.NewDecoder(&buffer).Decode(&gobbed),
		} {
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
		}
		for name, got := range map[string]*sentiment.Model{"binary": &binary, "JSON": &text, "gob": &gobbed} {
			if again := laws.Must(got.MarshalBinary()); !bytes.Equal(again, data) {
				t.Errorf("%s: other bytes", name)
			}
			if diff := cmp.Diff(m.Report(), got.Report(), cmp.Comparer(func(a, b kpi.Net) bool { return a.Equal(b.Value) })); diff != "" {
				t.Errorf("%s: report %s", name, diff)
			}
			for _, said := range append(posts, "the mast is zint and brel, it spun") {
				if a, b := m.Analyze(said), got.Analyze(said); a != b {
					t.Errorf("%s: %q is %v, was %v", name, said, b, a)
				}
			}
		}
		for i := range data {
			if err := new(sentiment.Model).UnmarshalBinary(data[:i]); !errors.Is(err, kpi.ErrCorrupt) {
				t.Fatalf("%d of %d bytes: %v", i, len(data), err)
			}
		}
	}
}

func TestEncodingOfModelsIsFrozen(t *testing.T) {
	texts := make([]sentiment.Labelled, 0, 60)
	for i := range 60 {
		texts = append(texts, sentiment.Labelled{Text: []string{"zint", "morf"}[i%2], Polarity: []float64{1, -1}[i%2]})
	}
	laws.Locked(t, fitted(t, texts, sentiment.English, sentiment.Options{Words: map[string]float64{"klee": -3}}))
}

// FuzzModel: what is read encodes as it was, and reads any text.
func FuzzModel(f *testing.F) {
	f.Add(laws.Must(fitted(f, jargon(50), sentiment.Detect, sentiment.Options{}).MarshalBinary()), "zint")
	f.Add(laws.Must(new(sentiment.Model).MarshalBinary()), "good")
	f.Fuzz(func(t *testing.T, data []byte, text string) {
		var m sentiment.Model
		if err := m.UnmarshalBinary(data); err != nil {
			if !errors.Is(err, kpi.ErrCorrupt) {
				t.Fatal(err)
			}
			return
		}
		if again := laws.Must(m.MarshalBinary()); !bytes.Equal(again, data) {
			t.Errorf("other bytes: %x, %x", data, again)
		}
		m.Analyze(text)
	})
}

func TestModelDoesNotAllocate(t *testing.T) {
	if laws.Race {
		t.Skip("a pool drops what it is given under the race detector")
	}
	m := fitted(t, jargon(60), sentiment.Detect, sentiment.Options{})
	for _, text := range append(posts, strings.Repeat("so good! ", 1000)) {
		m.Analyze(text)
		if n := testing.AllocsPerRun(200, func() { m.Analyze(text) }); n > 0.5 {
			t.Errorf("%.40q: %v allocations", text, n)
		}
	}
}

// labelledTexts reads shared sets: a mean rating of -4 to 4, a class, or an emotion.
func labelledTexts(tb testing.TB, name string, label, text int) []sentiment.Labelled {
	tb.Helper()
	classes := map[string]float64{"positive": 1, "joy": 1, "admiration": 1, "neutral": 0}
	var all []sentiment.Labelled
	for _, row := range rows(tb, name) {
		polarity, known := classes[row[label]]
		if mean, err := strconv.ParseFloat(row[label], 64); err == nil {
			polarity = mean / 4
		} else if !known {
			polarity = -1
		}
		all = append(all, sentiment.Labelled{Text: row[text], Polarity: polarity})
	}
	return all
}

// TestFitOfSharedTexts prints and guards what labels gain over the lexicon.
func TestFitOfSharedTexts(t *testing.T) {
	if laws.Race {
		t.Skip("five large fits are slow under the race detector")
	}
	for _, c := range []struct {
		name        string
		label, text int
		language    sentiment.Language
		gain        float64 // of r, at least
	}{
		{"sentiment_en/tweets.tsv", 1, 2, sentiment.English, 0.01},
		{"sentiment_en/amazon.tsv", 1, 2, sentiment.English, 0.01},
		{"emotions_en/goemotions.tsv", 1, 4, sentiment.English, 0.04},
		{"sentiment_fr/tweets.tsv", 1, 2, sentiment.French, 0},
		{"sentiment_fr/book_reviews.tsv", 1, 2, sentiment.French, -0.05}, // 120 texts
	} {
		r := fitted(t, labelledTexts(t, c.name, c.label, c.text), c.language, sentiment.Options{}).Report()
		gain, err := r.Gain.Interval(0.95)
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: %v %v; r %.3f from %.3f; penalty %v", c.name, r, gain, r.ModelR, r.LexiconR, r.Penalty)
		if r.ModelR-r.LexiconR < c.gain {
			t.Errorf("%s: r gains %.3f, want %.2f", c.name, r.ModelR-r.LexiconR, c.gain)
		}
	}
}

// manyTexts are 804 tweets and comments.
func manyTexts(tb testing.TB) []sentiment.Labelled {
	tb.Helper()
	return append(labelledTexts(tb, "sentiment_en/tweets.tsv", 1, 2), labelledTexts(tb, "emotions_en/goemotions.tsv", 1, 4)...)
}

func BenchmarkFit(b *testing.B) {
	texts := manyTexts(b)
	for _, n := range []int{200, 800} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			for b.Loop() {
				fitted(b, texts[len(texts)-n:], sentiment.English, sentiment.Options{})
			}
		})
	}
}

// BenchmarkModel reads the same texts with the lexicon and with a model on it.
func BenchmarkModel(b *testing.B) {
	texts := manyTexts(b)
	m := fitted(b, texts, sentiment.English, sentiment.Options{})
	b.Logf("%d bytes", len(laws.Must(m.MarshalBinary())))
	for name, a := range map[string]sentiment.Analyzer{"lexicon": english(b), "model": m} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				a.Analyze(texts[n%len(texts)].Text)
				n++
			}
		})
	}
}
