package sentiment_test

import (
	"math"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/sentiment"
)

// TestDefectsOfOthers holds what users of other lexicon analysers reported, or
// what was measured of them: the polarity has the sign, or the order, that a
// reader expects. The comments name the report.
func TestDefectsOfOthers(t *testing.T) {
	l := english(t)
	polarity := func(text string) float64 { return l.Analyze(text).Polarity }
	for _, c := range []struct {
		name, text string
		want       sentiment.Class
	}{
		// A port split on single spaces only.
		{"line feed parts words", "great\nservice", sentiment.Positive},
		{"tab parts words", "great\tservice", sentiment.Positive},
		{"double space is one", "great  service", sentiment.Positive},
		// Only the ASCII apostrophe negated.
		{"typographic apostrophe negates", "I can’t recommend this", sentiment.Negative},
		{"ASCII apostrophe negates", "I can't recommend this", sentiment.Negative},
		{"no apostrophe negates", "I cant recommend this", sentiment.Negative},
		// Inner punctuation hid the words.
		{"commas without spaces", "great,fast,cheap", sentiment.Positive},
		{"ellipsis character", "This is great…", sentiment.Positive},
		{"hyphen", "a good-looking phone", sentiment.Positive},
		// Phrases of the lexicon could not be reached.
		{"phrase", "I can't stand this", sentiment.Negative},
		// Several code points.
		{"heart with variation selector", "❤️", sentiment.Positive},
		{"heart on fire", "❤️‍🔥", sentiment.Positive},
		// cjhutto/vaderSentiment 56, 86, 99, 117: emoji without spaces, with skin.
		{"emoji tied to a word", "hello😍", sentiment.Positive},
		{"emoji tied to emoji", "😍😍😍", sentiment.Positive},
		{"skin tone", "👍🏿", sentiment.Positive},
		{"negative skin tone", "👎🏻", sentiment.Negative},
		// 94: "beating heart" was negative.
		{"beating heart", "💓", sentiment.Positive},
		// 70, 71, 72, 118, 121, 123: the reach of a negation.
		{"negation far away", "I do not think that the new version of the app is good", sentiment.Negative},
		{"not at all a bad", "It was not at all a bad film", sentiment.Positive},
		{"not bad", "Not bad", sentiment.Positive},
		{"negation ends with its clause", "I did not call them, the service is great", sentiment.Positive},
		{"negation ends at because", "I never leave because it is wonderful", sentiment.Positive},
		{"least negates nothing", "At least it is good", sentiment.Positive},
		// 155: "kindly" asked for nothing nice, but it was no insult.
		{"kindly", "Kindly help", sentiment.Positive},
		{"idiom of praise", "It is to die for", sentiment.Positive},
		{"slang of praise", "this kicks ass", sentiment.Positive},
		{"hashtag", "#awesome", sentiment.Positive},
		{"hashtag of words", "#BestDayEver", sentiment.Positive},
		{"stars", "what a piece of sh*t", sentiment.Negative},
		{"address is no emoticon", "see http://example.com", sentiment.Neutral},
		{"name says nothing", "@goodguy @love", sentiment.Neutral},
		{"no text", "", sentiment.Neutral},
		{"nothing but marks", "?!... ---", sentiment.Neutral},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := l.Analyze(c.text); got.Class != c.want {
				t.Errorf("%q is %v (%.3f), want %v: %v", c.text, got.Class, got.Polarity, c.want, l.Explain(c.text).Spans)
			}
		})
	}

	for _, c := range []struct{ name, less, more string }{
		{"degree", "it is good", "it is very good"},
		{"weaker", "it is slightly good", "it is good"},
		{"weaker, of blame", "it is bad", "it is slightly bad"},
		{"capitals", "it is good", "it is GOOD"},
		{"capitals of other scripts", "c'est super génial", "c'est super GÉNIAL"},
		{"exclamation", "it is good", "it is good!"},
		{"four are more than one", "it is good!", "it is good!!!!"},
		{"elongation", "it is good", "it is goooood"},
		{"elongated degree", "it is so good", "it is soooo good"},
		{"but", "slow and good", "slow but good"},
		{"but turns", "good but slow and bad", "good and slow and bad"},
		{"however", "good, however bad", "bad, however good"},
		{"negated praise is milder than blame", "it is terrible", "it is not great"},
		{"negated blame is milder than praise", "it is not bad", "it is great"},
		{"degree after", "I love it", "I love it so much"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var options sentiment.Options
			if strings.Contains(c.name, "scripts") {
				options.Words = map[string]float64{"génial": 2.5}
			}
			l := lexicon(t, sentiment.English, options)
			less, more := l.Analyze(c.less).Polarity, l.Analyze(c.more).Polarity
			if less >= more {
				t.Errorf("%q %.4f, not below %q %.4f", c.less, less, c.more, more)
			}
		})
	}

	// The reference multiplied by 1.25 where "so" or "this" came before a word,
	// without "never".
	if this, that := polarity("I love this feeling"), polarity("I love that feeling"); this != that {
		t.Errorf("this %.4f, that %.4f", this, that)
	}
	// It rescaled the first of equal valences at every "but".
	if a, b := polarity("good phone, good screen, but good price"), polarity("good screen, good phone, but good price"); a != b {
		t.Errorf("order of equal words: %.4f, %.4f", a, b)
	}
	// Empty text was neutral with a share of 1 in a port.
	if got := l.Analyze(""); got != (sentiment.Analysis{}) {
		t.Errorf("empty text is %+v", got)
	}
}

// TestPolarityByHand computes s / sqrt(s² + 15) by hand with a lexicon of its
// own: good 2, bad -2.
func TestPolarityByHand(t *testing.T) {
	l := lexicon(t, sentiment.English, sentiment.Options{Bare: true, Words: map[string]float64{"good": 2, "bad": -2, "super phone": 3}})
	for _, c := range []struct {
		text string
		sum  float64
	}{
		{"good", 2},
		{"bad", -2},
		{"good good", 4},
		{"good bad", 0},
		{"very good", 2 + 0.293},
		{"very bad", -2 - 0.293},
		{"very nice and good", 2 + 0.9*0.293},
		{"not good", 2 * -0.74},
		{"not very good", (2 + 0.293) * -0.74},
		{"not bad", -2 * -0.74},
		{"good but bad", 0.5*2 + 1.5*-2},
		{"good!", 2 + 0.292},
		{"good!!!!!!", 2 + 4*0.292},
		{"bad??", -2 - 2*0.18},
		{"bad?????", -2 - 0.96},
		{"it is GOOD", 2 + 0.733},
		{"IT IS GOOD", 2},
		{"goood", 2 + 0.293},
		{"a super phone", 3},
		{"a super-phone", 3},
		{"a super, phone", 0},
		{"good. bad. good.", 2},
		// Of seven sentences, five times the mean.
		{strings.Repeat("good. ", 7), 10},
	} {
		want := c.sum / math.Sqrt(c.sum*c.sum+15)
		if got := l.Analyze(c.text).Polarity; math.Abs(got-want) > 1e-12 {
			t.Errorf("%q: %v, want %v: %v", c.text, got, want, l.Explain(c.text).Spans)
		}
	}
}

func TestEmotionsOfWords(t *testing.T) {
	l := english(t)
	for text, want := range map[string]sentiment.Emotion{
		"What a masterpiece, well done": sentiment.Admiration,
		"I am so happy today":           sentiment.Joy,
		"That is gross 🤮":               sentiment.Disgust,
		"I cried when she died":         sentiment.Sadness,
		"This is terrifying":            sentiment.Fear,
		"I hate these idiots":           sentiment.Anger,
	} {
		a := l.Analyze(text)
		if got, ok := a.Emotions.Strongest(); !ok || got != want {
			t.Errorf("%q: %v", text, a.Emotions)
		}
	}
	for _, text := range []string{"", "the box is blue", "I am not happy", "never scared"} {
		if got := l.Analyze(text).Emotions; got != (sentiment.EmotionScores{}) {
			t.Errorf("%q: %v", text, got)
		}
	}
	if got := l.Analyze("happy and scared").Emotions.Expressed(0.4); len(got) != 2 || got[0] != sentiment.Joy || got[1] != sentiment.Fear {
		t.Errorf("two emotions: %v", got)
	}
}
