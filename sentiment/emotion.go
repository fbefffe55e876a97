package sentiment

import (
	"cmp"
	"fmt"
	"math"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
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
// in any letter case. Another text is a [*kpi.RangeError].
func ParseEmotion(text string) (Emotion, error) {
	for i, name := range emotions {
		if strings.EqualFold(text, name) {
			return Emotion(i), nil
		}
	}
	return 0, &kpi.RangeError{Op: "sentiment", Name: "emotion", Value: fmt.Sprintf("%.40q", text), Min: Admiration, Max: Anger}
}

// check reports whether e is one of the six, or a [*kpi.RangeError].
func (e Emotion) check() error {
	if e <= Anger {
		return nil
	}
	return &kpi.RangeError{Op: "sentiment", Name: "emotion", Value: uint8(e), Min: uint8(Admiration), Max: uint8(Anger)}
}

// String returns "admiration", "joy", "disgust", "sadness", "fear" or "anger",
// and a text like "Emotion(6)" for a number that is not an emotion.
func (e Emotion) String() string {
	if e.check() != nil {
		return fmt.Sprintf("Emotion(%d)", uint8(e))
	}
	return emotions[e]
}

// MarshalText returns the name of the emotion, or a [*kpi.RangeError].
func (e Emotion) MarshalText() ([]byte, error) { return shell.Text(e, e.check()) }

// UnmarshalText reads a name as [ParseEmotion] does, with its error.
func (e *Emotion) UnmarshalText(text []byte) error { return shell.FromText(text, e, ParseEmotion) }

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

// An EmotionResult is the number of marks of each emotion. A mention marks
// every emotion that it expresses, none or several, so that the shares are
// shares of the marks and not of the mentions. Results are comparable with ==.
type EmotionResult struct {
	Admiration uint64 `json:"admiration"`
	Joy        uint64 `json:"joy"`
	Disgust    uint64 `json:"disgust"`
	Sadness    uint64 `json:"sadness"`
	Fear       uint64 `json:"fear"`
	Anger      uint64 `json:"anger"`
}

// EmotionsOf returns the result of these marks. A number that is not an emotion is
// a [*kpi.RangeError] that says which.
func EmotionsOf(marks ...Emotion) (EmotionResult, error) {
	var a Emotions
	for i, e := range marks {
		if err := a.Add(e); err != nil {
			return EmotionResult{}, fmt.Errorf("input %d: %w", i, err)
		}
	}
	return a.Result(), nil
}

// counts returns the marks in the order of the emotions.
func (r EmotionResult) counts() []uint64 {
	return []uint64{r.Admiration, r.Joy, r.Disgust, r.Sadness, r.Fear, r.Anger}
}

// N returns the number of marks, of all emotions.
func (r EmotionResult) N() uint64 {
	return r.Admiration + r.Joy + r.Disgust + r.Sadness + r.Fear + r.Anger
}

// Count returns the number of marks of an emotion, 0 for a number that is not an
// emotion.
func (r EmotionResult) Count(e Emotion) uint64 {
	if e.check() != nil {
		return 0
	}
	return r.counts()[e]
}

// Share returns the marks of an emotion / marks, 0 to 1. It is [kpi.ErrUndefined]
// without a mark, and a [*kpi.RangeError] for a number that is not an emotion.
//
// The unit is the mention. Where authors write several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer] of authors.
func (r EmotionResult) Share(e Emotion) (kpi.Rate, error) {
	if err := e.check(); err != nil {
		return kpi.Rate{}, err
	}
	if err := r.check(e.String() + " share"); err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(r.Count(e), r.N())
}

// Percentages returns the shares of the six emotions in percent, in their order. They are
// rounded to places by the largest remainder, so that they sum to exactly 100: if
// remainders are equal, that of the earlier emotion is rounded up. Places below -2 count
// as -2. Without a mark it is [kpi.ErrUndefined].
func (r EmotionResult) Percentages(places int32) ([]decimal.Decimal, error) {
	if err := r.check("emotion percentages"); err != nil {
		return nil, err
	}
	return tally.LargestRemainder(r.counts(), places), nil
}

// check reports why a figure does not exist: no mark, or counts that a caller
// put into r and whose sum overflows.
func (r EmotionResult) check(name string) error {
	var marks uint64
	for _, n := range r.counts() {
		if n > math.MaxUint64-marks {
			return figure.Overflow("sentiment", "marks")
		}
		marks += n
	}
	if marks == 0 {
		return figure.Undefined("sentiment", name, "no mark")
	}
	return nil
}

// String returns a text like
// "24 admiration, 33 joy, 7 disgust, 11 sadness, 7 fear, 18 anger".
func (r EmotionResult) String() string {
	return fmt.Sprintf("%d admiration, %d joy, %d disgust, %d sadness, %d fear, %d anger",
		r.Admiration, r.Joy, r.Disgust, r.Sadness, r.Fear, r.Anger)
}

// Emotions counts the emotions that mentions express. The zero value is ready;
// see [kpi.Accumulator] for the laws that it keeps. An emotion may be counted
// 2^57-1 times.
type Emotions struct{ scores tally.Scores }

// Add counts one mark: once for every emotion of a mention. A number that is not an
// emotion is a [*kpi.RangeError] and is not counted.
func (a *Emotions) Add(e Emotion) error {
	if int(e) < len(a.scores.Fast) { // inlined, see tally.Scores
		a.scores.Fast[e]++
		return nil
	}
	return a.AddN(e, 1)
}

// AddN counts n marks of the same emotion. A number that is not an emotion is a
// [*kpi.RangeError], too many marks [kpi.ErrOverflow], and nothing is counted.
func (a *Emotions) AddN(e Emotion, n uint64) error {
	if err := e.check(); err != nil {
		return err
	}
	return a.counters().AddN(int(e), n)
}

// emotionRange is the range of the scores that emotions are counted as.
func emotionRange() tally.Range {
	return tally.Range{Op: "sentiment", Counted: "marks of an emotion", Max: int(Anger)}
}

// counters returns the counters, which a zero accumulator gets only now.
func (a *Emotions) counters() *tally.Scores {
	a.scores.Init(emotionRange())
	return &a.scores
}

// Remove takes one mark back that was counted: the state is that before it was added.
// Where none of the emotion is counted the error is [kpi.ErrRange], and nothing changes.
func (a *Emotions) Remove(e Emotion) error { return a.RemoveN(e, 1) }

// RemoveN takes n marks of the same emotion back, with the errors of Add and Remove.
func (a *Emotions) RemoveN(e Emotion, n uint64) error {
	var back Emotions
	return cmp.Or(back.AddN(e, n), a.Unmerge(&back))
}

// Unmerge takes the marks of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *Emotions) Unmerge(o *Emotions) error {
	return a.counters().Unmerge(&shell.OrZero(o).scores)
}

// Merge adds the marks of o.
func (a *Emotions) Merge(o *Emotions) error { return a.counters().Merge(&shell.OrZero(o).scores) }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Emotions) Clone() *Emotions { return &Emotions{shell.OrZero(a).scores.Clone()} }

// Result returns the counts so far.
func (a *Emotions) Result() EmotionResult {
	count := func(e Emotion) uint64 { return a.scores.Count(tally.Span{From: int(e), To: int(e)}) }
	return EmotionResult{
		Admiration: count(Admiration),
		Joy:        count(Joy),
		Disgust:    count(Disgust),
		Sadness:    count(Sadness),
		Fear:       count(Fear),
		Anger:      count(Anger),
	}
}

// emotionsMagic begins the encoding: a count per emotion, in their order.
const emotionsMagic = "emo\x01"

func (a *Emotions) append(b []byte) []byte {
	return a.scores.Append(append(b, emotionsMagic...), emotionRange())
}

// AppendBinary appends the encoding of a.
func (a *Emotions) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Emotions) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Emotions) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readEmotions) }

func readEmotions(r *wire.Reader) Emotions {
	r.Expect("sentiment", emotionsMagic)
	return Emotions{scores: tally.ReadScores(r, emotionRange())}
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Emotions) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Emotions) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
