package kpi

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/big"

	"github.com/customerkpi/kpi/internal/stats"
)

// An Effect is a part of a change: an exact [Value] in the unit of the change, and an
// estimate of the same part in the population. The zero value is 0 of no observations.
type Effect struct {
	Value
	n      uint64  // observations before and after; 0 where the figures are not samples
	se, df float64 // standard error, and its degrees of freedom as Student's t has them
	span   float64 // the largest amount of a change, 0 for any
}

// N returns the number of observations before and after, 0 where the figures are not
// samples, or a segment has too few to tell.
func (e Effect) N() uint64 { return e.n }

// StandardError returns the standard error in the unit of the change, of shares as a
// fraction. It is [ErrUndefined] where N is 0.
func (e Effect) StandardError() (float64, error) {
	if e.n == 0 {
		return 0, fmt.Errorf("kpi: standard error of effect %w: there is no sample, or one too small", ErrUndefined)
	}
	return e.se, nil
}

// Interval returns the confidence interval of the part,
//
//	value ± t se        t of the degrees of freedom of Satterthwaite
//
// cut to what a change can be, such as 200 points of a [Net]. It is [ErrUndefined] where
// N is 0. A level outside [0.5, 1) is a [RangeError].
func (e Effect) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	se, err := e.StandardError()
	if err != nil {
		return Interval{}, err
	}
	i, err := limits{}.around("interval of effect", e.Float64(), stats.StudentQuantile(level, e.df)*se, level)
	if err != nil {
		return Interval{}, err
	}
	if e.span > 0 {
		i.Low, i.High = max(i.Low, -e.span), min(i.High, e.span)
	}
	if e.share {
		i.Of = ShareChange
	}
	return i, nil
}

// Noise reports whether the part may be noise: whether its interval at 95% holds 0.
// What has no interval is taken as it is.
func (e Effect) Noise() bool {
	i, err := e.Interval(0.95)
	return err == nil && i.Contains(0)
}

// String returns the part with its sign and, if there is one, its interval at 95%, such
// as "-19.43 [-22.1, -16.8]", of shares in percentage points, such as "+2.5 pt [-0.3,
// +5.3] ~". The "~" marks what may be noise.
func (e Effect) String() string {
	scale, unit := 1.0, ""
	if e.share {
		scale, unit = 100, " pt"
	}
	s := fmt.Sprintf("%+.4g%s", scale*e.Float64(), unit)
	i, err := e.Interval(0.95)
	if err != nil {
		return s
	}
	s += fmt.Sprintf(" [%+.4g, %+.4g]", scale*i.Low, scale*i.High)
	if i.Contains(0) {
		s += " ~"
	}
	return s
}

// Format lets %v and %s print [Effect.String], and %f and %+.1f the part rounded exactly.
func (e Effect) Format(f fmt.State, verb rune) { format(f, verb, e.String(), orZero(e.r)) }

// LogValue returns the text of String.
func (e Effect) LogValue() slog.Value { return slog.StringValue(e.String()) }

// effects makes the effects of one change.
type effects struct {
	n     uint64
	span  float64
	share bool
}

// effect returns the effect of a value. An error that no float64 holds is not known.
func (k effects) effect(value *big.Rat, err stats.Error) Effect {
	e := Effect{Value: Value{value, k.share}, span: k.span}
	if k.n > 0 && err.Variance >= 0 && !math.IsInf(err.Variance, 0) {
		e.n, e.se, e.df = k.n, math.Sqrt(err.Variance), err.DF()
	}
	return e
}

// effectJSON is the JSON form of an Effect.
type effectJSON struct {
	Exact text     `json:"exact"`
	N     uint64   `json:"n"`
	SE    float64  `json:"se,omitempty"`
	DF    float64  `json:"df,omitempty"`
	Range float64  `json:"range,omitempty"`
	Of    Quantity `json:"of,omitempty"`
	Value *float64 `json:"value"`
}

// MarshalJSON returns {"exact":"7.1","n":800,"se":1.6,"df":790,"range":200,"value":7.1},
// with "of":"share change" if it is a part of one.
func (e Effect) MarshalJSON() ([]byte, error) {
	j := effectJSON{Exact: text{orZero(e.r)}, N: e.n, SE: e.se, DF: e.df, Range: e.span, Value: number(orZero(e.r))}
	if e.share {
		j.Of = ShareChange
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (e *Effect) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		return nil
	}
	var j effectJSON
	if err := json.Unmarshal(unquoted(data), &j); err != nil {
		return fmt.Errorf("kpi: effect: %w: %v", ErrCorrupt, err)
	}
	if j.Exact.r == nil || j.SE < 0 || j.Range < 0 || (j.N > 0) != (j.DF >= 1) || j.N == 0 && (j.SE != 0 || j.DF != 0) || j.Of != "" && j.Of != ShareChange {
		return fmt.Errorf("kpi: effect: %w: %.100q", ErrCorrupt, data)
	}
	if err := checkNumber("effect", j.Value, j.Exact.r); err != nil {
		return err
	}
	*e = Effect{Value{j.Exact.r, j.Of == ShareChange}, j.N, j.SE, j.DF, j.Range}
	return nil
}

// MarshalText returns the JSON form: the part alone would lose its error.
func (e Effect) MarshalText() ([]byte, error) { return e.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (e *Effect) UnmarshalText(text []byte) error { return e.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (e Effect) GobEncode() ([]byte, error) { return e.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (e *Effect) GobDecode(data []byte) error { return e.UnmarshalText(data) }
