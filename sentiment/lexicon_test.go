package sentiment_test

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/sentiment"
)

// words are what the texts of the properties are made of.
var words = []string{
	"good", "bad", "very", "not", "never", "but", "however", "LOVE", "awful", "soooo", "goood", "can't", "don’t", "stand", "the", "phone", "think",
	"because", ",", ".", "!", "!!!", "??", "…", ":)", ":(((", "❤️", "👍🏽", "😭", "#BestDay", "@name", "http://a.b", "café", "naïve", "No", "kind of", "a lot",
}

func texts() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 0, 40).Draw(t, "words"), " ")
	})
}

func TestPolarityIsBoundedAndExplained(t *testing.T) {
	l := english(t)
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(texts(), rapid.String()).Draw(t, "text")
		checkExplanation(t, l, text)
	})
}

// checkExplanation reports an analysis that breaks the contract: its bounds,
// its class, and an explanation that does not add up to it.
func checkExplanation(t interface {
	Helper()
	Fatalf(string, ...any)
}, l *sentiment.Lexicon, text string,
) {
	t.Helper()
	a, e := l.Analyze(text), l.Explain(text)
	if a != e.Analysis {
		t.Fatalf("%q: Analyze %+v, Explain %+v", text, a, e.Analysis)
	}
	if !(-1 <= a.Polarity && a.Polarity <= 1) {
		t.Fatalf("%q: polarity %v", text, a.Polarity)
	}
	want := sentiment.Neutral
	switch {
	case a.Polarity >= 0.05:
		want = sentiment.Positive
	case a.Polarity <= -0.05:
		want = sentiment.Negative
	}
	if a.Class != want {
		t.Fatalf("%q: class %v at %v", text, a.Class, a.Polarity)
	}
	sum, end := 0.0, 0
	var marks sentiment.EmotionScores
	for _, s := range e.Spans {
		if s.Start < end || s.End <= s.Start || s.Text != text[s.Start:s.End] {
			t.Fatalf("%q: span %+v after %d", text, s, end)
		}
		end = s.End
		sum += s.Contribution
		for i, m := range s.Emotions {
			marks[i] += m
		}
	}
	if math.Abs(sum-a.Polarity) > 1e-9 {
		t.Fatalf("%q: contributions %v, polarity %v", text, sum, a.Polarity)
	}
	for i, m := range marks {
		if got := a.Emotions[i]; got < 0 || got >= 1 || math.Abs(m/(m+1)-got) > 1e-9 {
			t.Fatalf("%q: marks %v, emotions %v", text, marks, a.Emotions)
		}
	}
}

func TestWritingChangesNothing(t *testing.T) {
	l := english(t)
	rapid.Check(t, func(t *rapid.T) {
		text := texts().Draw(t, "text")
		want := l.Analyze(text)
		for name, other := range map[string]string{
			"space around":       "  \t" + text + " \n",
			"CRLF":               strings.ReplaceAll(text, " ", "\r\n"),
			"line feeds":         strings.ReplaceAll(text, " ", "\n"),
			"typographic":        strings.ReplaceAll(text, "'", "’"),
			"ASCII apostrophe":   strings.ReplaceAll(text, "’", "'"),
			"NFD":                strings.NewReplacer("é", "e\u0301", "ï", "i\u0308").Replace(text),
			"no-break spaces":    strings.ReplaceAll(text, " ", "\u00a0"),
			"quoted":             "“" + text + "”",
			"without selectors":  strings.NewReplacer("\ufe0f", "", "🏽", "").Replace(text),
			"another skin":       strings.ReplaceAll(text, "🏽", "🏿"),
			"without the accent": strings.NewReplacer("é", "e", "ï", "i").Replace(text),
		} {
			if got := l.Analyze(other); got != want {
				t.Fatalf("%s: %q is %+v, %q is %+v", name, text, want, other, got)
			}
		}
	})
}

func TestNegatingTwiceChangesNothing(t *testing.T) {
	l := english(t)
	for _, word := range []string{"good", "terrible", "excellent", "boring", "very reliable"} {
		plain := l.Analyze("it is " + word).Polarity
		once := l.Analyze("it is never " + word).Polarity
		twice := l.Analyze("it is never not " + word).Polarity
		if plain != twice || plain*once >= 0 {
			t.Errorf("%s: %v, negated %v, twice %v", word, plain, once, twice)
		}
	}
}

func TestAnalysesAreSafeForConcurrentUse(t *testing.T) {
	l := english(t)
	texts := []string{"I love this!", "not good at all", "❤️ but bad", strings.Repeat("so good. ", 100)}
	want := make([]sentiment.Analysis, len(texts))
	for i, text := range texts {
		want[i] = l.Analyze(text)
	}
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for n := range 500 {
				i := n % len(texts)
				if got := l.Analyze(texts[i]); got != want[i] {
					t.Errorf("%q: %+v, want %+v", texts[i], got, want[i])
					return
				}
			}
		})
	}
	group.Wait()
}

func TestOptions(t *testing.T) {
	text := "the battery is sick, no cap"
	l := lexicon(t, sentiment.English, sentiment.Options{Words: map[string]float64{"sick": 2.5, "no cap": 0.5}})
	if got := l.Analyze(text); got.Class != sentiment.Positive {
		t.Errorf("%q is %+v: %v", text, got, l.Explain(text).Spans)
	}
	if got := english(t).Analyze(text); got.Class == sentiment.Positive {
		t.Error("a lexicon changed another")
	}
	file := "# domain\r\nthrottle\t-2\tv\r\nbuy-in\t1\tn\r\nspin\t-1.5\tv\tspun\r\n"
	l = lexicon(t, sentiment.English, sentiment.Options{Lexicon: file})
	for _, word := range []string{"throttles", "throttling", "Throttled", "spun"} {
		if got := l.Analyze("it " + word); got.Class != sentiment.Negative {
			t.Errorf("%s is %+v", word, got)
		}
	}
	if got := l.Analyze("two buy-ins"); got.Class != sentiment.Positive {
		t.Errorf("buy-ins is %+v", got)
	}
	// Of a lexicon and a map, the map counts.
	l = lexicon(t, sentiment.English, sentiment.Options{Lexicon: file, Words: map[string]float64{"spun": 3}})
	if spun, spins := l.Analyze("it spun"), l.Analyze("it spins"); spun.Class != sentiment.Positive || spins.Class != sentiment.Negative {
		t.Errorf("spun is %+v, spins %+v", spun, spins)
	}
	l = lexicon(t, sentiment.English, sentiment.Options{Words: map[string]float64{"love": 0}})
	if got := l.Analyze("love"); got.Polarity != 0 {
		t.Errorf("a word taken out has %v", got.Polarity)
	}
	if got := lexicon(t, sentiment.English, sentiment.Options{Bare: true}).Analyze("I love it"); got != (sentiment.Analysis{}) {
		t.Errorf("without words: %+v", got)
	}
}

func TestOptionErrors(t *testing.T) {
	file := func(text string) sentiment.Options { return sentiment.Options{Lexicon: text} }
	word := func(text string, valence float64) sentiment.Options {
		return sentiment.Options{Words: map[string]float64{text: valence}}
	}
	for _, c := range []struct {
		name    string
		option  sentiment.Options
		want    string
		isRange bool
	}{
		{"above 4", word("good", 4.1), "4.1 outside -4..4", true},
		{"no number", word("good", math.NaN()), "NaN outside -4..4", true},
		{"no word", word("\u00a0", 1), "one phrase", true},
		{"empty", word("", 1), "entry", true},
		{"two sentences", word("good. bad", 1), "one phrase", true},
		{"no tab", file("good 2 x"), "line 1", false},
		{"no class", file("# a\n\ngood\t2"), "line 3", false},
		{"other class", file("good\t2\tv1"), "line 1", false},
		{"no valence", file("good\tx\tx"), "line 1", false},
		{"valence", file("good\t-5\tx"), "line 1", true},
	} {
		_, err := sentiment.New(sentiment.English, c.option)
		if err == nil || !strings.Contains(err.Error(), c.want) || errors.Is(err, kpi.ErrRange) != c.isRange {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	if _, err := sentiment.New(sentiment.Language(9), sentiment.Options{}); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("language 9: %v", err)
	}
}

func TestDetectReadsBothLanguages(t *testing.T) {
	l, err := sentiment.New(sentiment.Detect, sentiment.Options{Words: map[string]float64{"zorg": -3}})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]sentiment.Class{
		"I love this phone, it is great":          sentiment.Positive,
		"The service is not good":                 sentiment.Negative,
		"C’est un très bon téléphone, je l’adore": sentiment.Positive,
		"Je ne recommande pas, c'est nul":         sentiment.Negative,
		"❤️":                                      sentiment.Positive,
		"it is a zorg":                            sentiment.Negative,
		"c'est un zorg":                           sentiment.Negative,
	} {
		if got := l.Analyze(text); got.Class != want {
			t.Errorf("%q is %+v: %v", text, got, l.Explain(text).Spans)
		}
	}
}

func TestTheZeroLexiconReadsBothLanguages(t *testing.T) {
	l, err := sentiment.New(sentiment.Detect, sentiment.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var zero sentiment.Lexicon
	for _, text := range []string{"", "I love this phone", "Je ne recommande pas, c'est nul"} {
		if got, want := zero.Explain(text), l.Explain(text); !reflect.DeepEqual(got, want) || zero.Analyze(text) != want.Analysis || (text == "") != (len(got.Spans) == 0) {
			t.Errorf("%q is %+v, want %+v", text, got, want)
		}
	}
}

// A phrase of grammar without a valence hides no word of a lexicon of one's own.
func TestBareLexiconsReadPhrasesOfPraise(t *testing.T) {
	l := lexicon(t, sentiment.English, sentiment.Options{Bare: true, Words: map[string]float64{"good": 2, "great": 3, "nice": 2}})
	for _, text := range []string{"good job", "great job", "nice work"} {
		if got := l.Analyze(text); got.Class != sentiment.Positive {
			t.Errorf("%q is %v", text, got)
		}
	}
}

func TestKeysThatFoldAlike(t *testing.T) {
	valences := map[string]float64{"café": 1, "cafe": 2, "CAFÉ": 3}
	want := lexicon(t, sentiment.English, sentiment.Options{Words: valences}).Analyze("café")
	for range 20 {
		if got := lexicon(t, sentiment.English, sentiment.Options{Words: valences}).Analyze("café"); got != want {
			t.Fatalf("%+v, then %+v", want, got)
		}
	}
}

func TestNamesOfLanguagesAndRules(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{sentiment.English.String(), "English"},
		{sentiment.French.String(), "French"},
		{sentiment.Detect.String(), "Detect"},
		{sentiment.Unread.String(), "Unread"},
		{sentiment.Language(4).String(), "Language(4)"},
		{sentiment.Negation.String(), "negation"},
		{sentiment.Length.String(), "length"},
		{sentiment.Effect(7).String(), "Effect(7)"},
		{sentiment.EmotionScores{}.String(), "none"},
		{sentiment.EmotionScores{sentiment.Joy: 0.5, sentiment.Fear: 0.25}.String(), "joy 0.50, fear 0.25"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
	if _, err := sentiment.Effect(7).MarshalText(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("rule 7: %v", err)
	}
}

// TestLongTexts checks that a text of any length is read in parts: the mean of
// its sentences counts, and a sentence without end is cut.
func TestLongTexts(t *testing.T) {
	l := english(t)
	ten, thousand := l.Analyze(strings.Repeat("I like it. ", 10)).Polarity, l.Analyze(strings.Repeat("I like it. ", 1000)).Polarity
	if math.Abs(ten-thousand) > 1e-9 || ten == 1 {
		t.Errorf("10 sentences %v, 1000 sentences %v", ten, thousand)
	}
	for _, text := range []string{
		strings.Repeat("good ", 10_000), strings.Repeat("a", 1<<20), strings.Repeat("goood", 1<<16), strings.Repeat("😍", 1<<18), strings.Repeat("e\u0301", 1<<18),
		strings.Repeat("!", 1<<20), strings.Repeat("\xff", 1<<20), strings.Repeat("not ", 1<<18), strings.Repeat("f*", 1<<18), strings.Repeat("'", 1<<20),
		strings.Repeat(":", 1<<20), strings.Repeat("# ", 1<<19), strings.Repeat("can't ", 1<<17),
	} {
		checkExplanation(t, l, text)
	}
}

func FuzzAnalyze(f *testing.F) {
	for _, text := range []string{
		"", "I love this!", "not good", "\xff\xfe", "❤️‍🔥", "e\u0301\u0301", "#BestDayEver", "f**k", "a'b'c", ":)))) :-(", "soooo goood", "l’arnaque", "ßÆŒ", "\u0000", "ʘ‿ʘ", "可以。很好！", "00000BBB",
	} {
		f.Add(text)
	}
	l, err := sentiment.New(sentiment.English, sentiment.Options{})
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		checkExplanation(t, l, text)
		if utf8.ValidString(text) {
			if got, want := l.Analyze(" "+text), l.Analyze(text); got != want {
				t.Fatalf("a space before %q: %+v, want %+v", text, got, want)
			}
		}
	})
}

func FuzzOptions(f *testing.F) {
	for _, file := range []string{"good\t2\tx\n", "# c\r\nspin\t-1.5\tv\tspun span\n", "a b c\t1\tn\n", ":-)\t2\tx\n", "\t\t\n", "y\t1\ta\n", "❤️‍🔥\t1\tx"} {
		f.Add(file, "good spin :-) ❤️‍🔥")
	}
	f.Fuzz(func(t *testing.T, file, text string) {
		l, err := sentiment.New(sentiment.English, sentiment.Options{Bare: true, Lexicon: file})
		if err != nil {
			return
		}
		checkExplanation(t, l, text)
		checkExplanation(t, l, file)
	})
}
