package sentiment

import (
	"fmt"
	"math"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/shell"
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
	// Class is Positive for a polarity of 0.05 or more, Negative for -0.05 or less.
	Class Class `json:"class"`
	// Emotions are the strengths of the emotions that the text expresses.
	Emotions EmotionScores `json:"emotions"`
	// Unread reports a text in a language that the analyzer does not read: it
	// has no opinion here because nobody looked, and is better left out of a
	// count than counted as neutral.
	Unread bool `json:"unread,omitempty"`
}

// Decimal returns the polarity, rounded half away from zero to four places, as
// [Polarity.Add] takes it.
func (a Analysis) Decimal() decimal.Decimal {
	return decimal.New(int64(math.Round(a.Polarity*1e4)), -4)
}

// String returns a text like "positive 0.64, joy 0.50", or "unread".
func (a Analysis) String() string {
	if a.Unread {
		return "unread"
	}
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

// An Explanation says what an analysis comes from.
type Explanation struct {
	Analysis
	// Spans are the words that count, in the order of the text. Their
	// contributions sum to the polarity.
	Spans []Span `json:"spans"`
}

// A Span is a part of a text that counts.
type Span struct {
	Start int    `json:"start"` // in bytes
	End   int    `json:"end"`   // in bytes, exclusive
	Text  string `json:"text"`
	// Listed is the valence in the lexicon, -4 to 4, and Valence the one after the
	// rules; both are 0 for a word of emotion only.
	Listed  float64 `json:"listed"`
	Valence float64 `json:"valence"`
	// Contribution is the part of the polarity that comes from here.
	Contribution float64 `json:"contribution"`
	// Emotions are the marks of the word; their sums, bent to stay below 1, are
	// the emotions of the text.
	Emotions EmotionScores `json:"emotions"`
	// Effects are the rules that changed the valence, in the order of [Effect].
	Effects []Effect `json:"effects,omitempty"`
}

// String returns a text like `"not good" -1.41 (negation)`.
func (s Span) String() string {
	text := fmt.Sprintf("%q %+.2f", s.Text, s.Valence)
	if len(s.Effects) > 0 {
		text += fmt.Sprintf(" %v", s.Effects)
	}
	return text
}

// An Effect is a rule that changed the valence of a word.
type Effect uint8

// The effects.
const (
	Negation    Effect = iota // "not good"
	Degree                    // "very good", "slightly good"
	Capitals                  // "GOOD"
	Elongation                // "goood"
	Contrast                  // "good but slow"
	Punctuation               // "good!!"
	Length                    // a text of many sentences counts by their mean
)

// effects are the names of the effects.
var effects = [...]string{"negation", "degree", "capitals", "elongation", "contrast", "punctuation", "length"}

// String returns "negation", "degree", "capitals", "elongation", "contrast",
// "punctuation" or "length", and a text like "Effect(7)" for a number that is not
// one.
func (e Effect) String() string {
	if int(e) >= len(effects) {
		return fmt.Sprintf("Effect(%d)", uint8(e))
	}
	return effects[e]
}

// MarshalText returns the name of the effect, or a [*kpi.RangeError].
func (e Effect) MarshalText() ([]byte, error) { return shell.Text(e, e.check()) }

func (e Effect) check() error {
	if int(e) < len(effects) {
		return nil
	}
	return &kpi.RangeError{Op: "sentiment", Name: "effect", Value: uint8(e), Min: Negation, Max: Length}
}

// UnmarshalText reads the name of an effect, in any letter case. Another text is a
// [*kpi.RangeError].
func (e *Effect) UnmarshalText(text []byte) error { return shell.FromText(text, e, parseEffect) }

func parseEffect(text string) (Effect, error) {
	for i, name := range effects {
		if strings.EqualFold(text, name) {
			return Effect(i), nil
		}
	}
	return 0, &kpi.RangeError{Op: "sentiment", Name: "effect", Value: fmt.Sprintf("%.40q", text), Min: Negation, Max: Length}
}

// effectSet are the effects on a unit, a bit each.
type effectSet uint8

func (s effectSet) list() []Effect {
	var list []Effect
	for e := range Effect(len(effects)) {
		if s>>e&1 == 1 {
			list = append(list, e)
		}
	}
	return list
}
