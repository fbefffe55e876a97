package sentiment

import (
	"fmt"
	"math"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
)

// A Result is the number of positive, neutral and negative mentions. Results
// are comparable with ==.
type Result struct {
	Positive uint64 `json:"positive"`
	Neutral  uint64 `json:"neutral"`
	Negative uint64 `json:"negative"`
}

// Of returns the result of mentions of these classes. A number that is no
// class is a *kpi.RangeError that says which.
func Of(classes ...Class) (Result, error) {
	var a Accumulator
	if err := a.AddSlice(classes); err != nil {
		return Result{}, err
	}
	return a.Result(), nil
}

// FromCounts returns the result of mentions that are counted already. A total
// above 2^64-1 is kpi.ErrOverflow.
func FromCounts(positive, neutral, negative uint64) (Result, error) {
	if neutral > math.MaxUint64-positive || negative > math.MaxUint64-positive-neutral {
		return Result{}, fmt.Errorf("sentiment: mentions %w", kpi.ErrOverflow)
	}
	return Result{positive, neutral, negative}, nil
}

// Mentions returns the number of mentions, of all classes.
func (r Result) Mentions() uint64 { return r.Positive + r.Neutral + r.Negative }

// Count returns the number of mentions of a class, 0 for a number that is none.
func (r Result) Count(c Class) uint64 {
	switch c {
	case Positive:
		return r.Positive
	case Neutral:
		return r.Neutral
	case Negative:
		return r.Negative
	}
	return 0
}

// Share returns the mentions of a class / mentions, 0 to 1. It is
// kpi.ErrUndefined without a mention, and a *kpi.RangeError for a number that
// is no class.
func (r Result) Share(c Class) (kpi.Rate, error) {
	if err := c.check(); err != nil {
		return kpi.Rate{}, err
	}
	if err := r.check(c.String() + " share"); err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(r.Count(c), r.Mentions())
}

// Net returns the net sentiment of all mentions in points, -100 to 100:
//
//	100 (positive - negative) / (positive + neutral + negative)
//
// Neutral mentions pull it towards 0; [Result.NetOpinions] leaves them out.
// Without a mention it is kpi.ErrUndefined.
func (r Result) Net() (kpi.Net, error) {
	if err := r.check("net sentiment"); err != nil {
		return kpi.Net{}, err
	}
	return kpi.NewNet(r.Positive, r.Negative, r.Mentions())
}

// NetOpinions returns the net sentiment of the mentions that hold an opinion
// in points, -100 to 100:
//
//	100 (positive - negative) / (positive + negative)
//
// Without a positive or negative mention it is kpi.ErrUndefined.
func (r Result) NetOpinions() (kpi.Net, error) {
	opinions := Result{Positive: r.Positive, Negative: r.Negative}
	if err := opinions.check("net sentiment of opinions"); err != nil {
		return kpi.Net{}, err
	}
	return kpi.NewNet(r.Positive, r.Negative, opinions.Mentions())
}

// Percentages returns the shares of the three classes in percent, rounded to
// places so that they sum to exactly 100, by the largest remainder; of equal
// remainders the first of positive, neutral, negative is rounded up. Places
// below -2 count as -2. Without a mention it is kpi.ErrUndefined.
func (r Result) Percentages(places int32) (map[Class]decimal.Decimal, error) {
	if err := r.check("percentages"); err != nil {
		return nil, err
	}
	p := tally.LargestRemainder([]uint64{r.Positive, r.Neutral, r.Negative}, places)
	return map[Class]decimal.Decimal{Positive: p[0], Neutral: p[1], Negative: p[2]}, nil
}

// check reports why a figure does not exist: no mention, or counts that a
// caller put into r and whose sum overflows.
func (r Result) check(name string) error {
	if _, err := FromCounts(r.Positive, r.Neutral, r.Negative); err != nil {
		return err
	}
	if r.Mentions() == 0 {
		return fmt.Errorf("sentiment: %s %w: no mention", name, kpi.ErrUndefined)
	}
	return nil
}

// String returns a text like "30.0 (40.0% positive, 10.0% negative of 200)".
func (r Result) String() string {
	net, err := r.Net()
	if err != nil {
		return err.Error()
	}
	positive, _ := r.Share(Positive)
	negative, _ := r.Share(Negative)
	return fmt.Sprintf("%.1f (%s%% positive, %s%% negative of %d)", net,
		positive.Percent(1).StringFixed(1), negative.Percent(1).StringFixed(1), r.Mentions())
}
