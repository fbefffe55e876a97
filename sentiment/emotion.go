package sentiment

import (
	"fmt"
	"strings"

	"github.com/customerkpi/kpi"
)

// An Emotion is one that a mention expresses. The zero value is Admiration.
type Emotion uint8

// The emotions.
const (
	Admiration Emotion = iota
	Joy
	Disgust
	Sadness
	Fear
	Anger
)

// emotions are the names of the emotions.
var emotions = [...]string{"admiration", "joy", "disgust", "sadness", "fear", "anger"}

// ParseEmotion returns the emotion that is named as [Emotion.String] names it,
// in any letter case. Another text is a *kpi.RangeError.
func ParseEmotion(text string) (Emotion, error) {
	for i, name := range emotions {
		if strings.EqualFold(text, name) {
			return Emotion(i), nil
		}
	}
	return 0, &kpi.RangeError{Op: "sentiment", Name: "emotion", Value: fmt.Sprintf("%.40q", text), Min: Admiration, Max: Anger}
}

// check reports whether e is one of the six, or a *kpi.RangeError.
func (e Emotion) check() error {
	if e <= Anger {
		return nil
	}
	return &kpi.RangeError{Op: "sentiment", Name: "emotion", Value: uint8(e), Min: uint8(Admiration), Max: uint8(Anger)}
}

// String returns "admiration", "joy", "disgust", "sadness", "fear" or "anger",
// and a text like "Emotion(6)" for a number that is no emotion.
func (e Emotion) String() string {
	if e.check() != nil {
		return fmt.Sprintf("Emotion(%d)", uint8(e))
	}
	return emotions[e]
}

// MarshalText returns the name of the emotion, or a *kpi.RangeError.
func (e Emotion) MarshalText() ([]byte, error) {
	if err := e.check(); err != nil {
		return nil, err
	}
	return []byte(e.String()), nil
}

// UnmarshalText reads a name as [ParseEmotion] does, with its error.
func (e *Emotion) UnmarshalText(text []byte) error {
	parsed, err := ParseEmotion(string(text))
	if err != nil {
		return err
	}
	*e = parsed
	return nil
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
