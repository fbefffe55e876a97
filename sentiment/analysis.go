package sentiment

import (
	"fmt"
	"math"
	"strings"

	"github.com/shopspring/decimal"
)

// An Analyzer reads a text and says what it feels about. [Lexicon] is one; a
// model of your own is another.
type Analyzer interface {
	Analyze(text string) Analysis
}

// An Analysis is what a text says. The zero value is a text without opinion.
// Analyses are comparable with ==.
type Analysis struct {
	// Polarity is from -1, wholly negative, to 1, wholly positive.
	Polarity float64 `json:"polarity"`
	// Class is Positive from a polarity of 0.05 on, Negative from -0.05 down.
	Class Class `json:"class"`
	// Emotions are the strengths of the emotions that the text expresses.
	Emotions EmotionScores `json:"emotions"`
}

// Decimal returns the polarity, rounded half away from zero to four places, as
// [Polarity.Add] takes it.
func (a Analysis) Decimal() decimal.Decimal {
	return decimal.New(int64(math.Round(a.Polarity*1e4)), -4)
}

// String returns a text like "positive 0.64, joy 0.50".
func (a Analysis) String() string {
	return fmt.Sprintf("%v %.2f, %v", a.Class, a.Polarity, a.Emotions)
}

// cutOff parts the classes, as Hutto and Gilbert (ICWSM 2014) part them: with
// one mild word (valence 0.2 of 4) a text has a polarity of 0.05.
const cutOff = 0.05

// classOf is the class of a polarity.
func classOf(polarity float64) Class {
	switch {
	case polarity >= cutOff:
		return Positive
	case polarity <= -cutOff:
		return Negative
	}
	return Neutral
}

// EmotionScores are strengths of emotions, 0 for none to 1, indexed by
// [Emotion]: scores[Joy].
type EmotionScores [len(emotions)]float64

// Strongest returns the strongest emotion, the first of equals; ok is false if
// there is none.
func (s EmotionScores) Strongest() (strongest Emotion, ok bool) {
	for e := range s {
		if s[e] > s[strongest] {
			strongest = Emotion(e)
		}
	}
	return strongest, s[strongest] > 0
}

// Expressed returns the emotions whose strength is at least least, to be counted
// by [Emotions.Add]. One clear word has a strength of 0.5.
func (s EmotionScores) Expressed(least float64) []Emotion {
	var expressed []Emotion
	for e, strength := range s {
		if strength > 0 && strength >= least {
			expressed = append(expressed, Emotion(e))
		}
	}
	return expressed
}

// String returns a text like "joy 0.50, fear 0.33", or "none".
func (s EmotionScores) String() string {
	var b strings.Builder
	for e, strength := range s {
		if strength == 0 {
			continue
		}
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "%v %.2f", Emotion(e), strength)
	}
	if b.Len() == 0 {
		return "none"
	}
	return b.String()
}
