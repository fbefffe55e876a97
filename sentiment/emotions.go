package sentiment

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

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

// EmotionsOf returns the result of these marks. A number that is no emotion is
// a *kpi.RangeError that says which.
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

// Marks returns the number of marks, of all emotions.
func (r EmotionResult) Marks() uint64 {
	return r.Admiration + r.Joy + r.Disgust + r.Sadness + r.Fear + r.Anger
}

// Count returns the number of marks of an emotion, 0 for a number that is none.
func (r EmotionResult) Count(e Emotion) uint64 {
	if e.check() != nil {
		return 0
	}
	return r.counts()[e]
}

// Share returns the marks of an emotion / marks, 0 to 1. It is
// kpi.ErrUndefined without a mark, and a *kpi.RangeError for a number that is
// no emotion.
func (r EmotionResult) Share(e Emotion) (kpi.Rate, error) {
	if err := e.check(); err != nil {
		return kpi.Rate{}, err
	}
	if err := r.check(e.String() + " share"); err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(r.Count(e), r.Marks())
}

// Percentages returns the shares of the six emotions in percent, rounded to
// places so that they sum to exactly 100, by the largest remainder; of equal
// remainders that of the earlier emotion is rounded up. Places below -2 count
// as -2. Without a mark it is kpi.ErrUndefined.
func (r EmotionResult) Percentages(places int32) (map[Emotion]decimal.Decimal, error) {
	if err := r.check("emotion percentages"); err != nil {
		return nil, err
	}
	percents := make(map[Emotion]decimal.Decimal, len(emotions))
	for i, p := range tally.LargestRemainder(r.counts(), places) {
		percents[Emotion(i)] = p
	}
	return percents, nil
}

// check reports why a figure does not exist: no mark, or counts that a caller
// put into r and whose sum overflows.
func (r EmotionResult) check(name string) error {
	var marks uint64
	for _, n := range r.counts() {
		if n > math.MaxUint64-marks {
			return fmt.Errorf("sentiment: marks %w", kpi.ErrOverflow)
		}
		marks += n
	}
	if marks == 0 {
		return fmt.Errorf("sentiment: %s %w: no mark", name, kpi.ErrUndefined)
	}
	return nil
}

// Emotions counts the emotions that mentions express. The zero value is ready;
// see kpi.Accumulator for the laws that it keeps. An emotion may be counted
// 2^57-1 times.
type Emotions struct{ scores tally.Scores }

// Add counts one mark: once for every emotion of a mention. A number that is
// no emotion is a *kpi.RangeError and is not counted.
func (a *Emotions) Add(e Emotion) error {
	if int(e) < len(a.scores.Fast) { // inlined, see tally.Scores
		a.scores.Fast[e]++
		return nil
	}
	return a.AddN(e, 1)
}

// AddN counts n marks of the same emotion. A number that is no emotion is a
// *kpi.RangeError, too many marks kpi.ErrOverflow, and nothing is counted.
func (a *Emotions) AddN(e Emotion, n uint64) error {
	if err := e.check(); err != nil {
		return err
	}
	a.scores.Init(int(Admiration), int(Anger), int(Admiration))
	if !a.scores.AddN(int(e), n) {
		return errMarks()
	}
	return nil
}

func errMarks() error { return fmt.Errorf("sentiment: marks of an emotion: %w", kpi.ErrOverflow) }

// Merge adds the marks of o.
func (a *Emotions) Merge(o *Emotions) error {
	if o != nil && !a.scores.Merge(&o.scores) {
		return errMarks()
	}
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Emotions) Clone() *Emotions {
	if a == nil {
		return new(Emotions)
	}
	return &Emotions{scores: a.scores.Clone()}
}

// Result returns the counts so far.
func (a *Emotions) Result() EmotionResult {
	count := func(e Emotion) uint64 { return a.scores.Count(int(e), int(e)) }
	return EmotionResult{
		Admiration: count(Admiration),
		Joy:        count(Joy),
		Disgust:    count(Disgust),
		Sadness:    count(Sadness),
		Fear:       count(Fear),
		Anger:      count(Anger),
	}
}

// emotionsMagic begins the encoding: a count an emotion, in their order.
const emotionsMagic = "emo\x01"

// AppendBinary appends the encoding of a.
func (a *Emotions) AppendBinary(b []byte) ([]byte, error) {
	return a.scores.AppendBinary(append(b, emotionsMagic...), int(Admiration), int(Anger)), nil
}

// MarshalBinary returns the encoding of a.
func (a Emotions) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Emotions) UnmarshalBinary(data []byte) error {
	r := wire.Open("sentiment", emotionsMagic, data)
	var d Emotions
	d.scores.Read(r, int(Admiration), int(Anger), int(Admiration))
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Emotions) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Emotions) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("sentiment", data, a) }

// String returns a text like
// "24 admiration, 33 joy, 7 disgust, 11 sadness, 7 fear, 18 anger".
func (r EmotionResult) String() string {
	return fmt.Sprintf("%d admiration, %d joy, %d disgust, %d sadness, %d fear, %d anger",
		r.Admiration, r.Joy, r.Disgust, r.Sadness, r.Fear, r.Anger)
}
