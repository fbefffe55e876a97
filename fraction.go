package kpi

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Quotient is a figure that knows what it is a quotient of, so that the figures of
// segments add up to that of all: [Rate], [Net], [Mean] and [Fraction].
type Quotient interface {
	Figure
	division() division
}

// A division is what a figure is a quotient of, and its units as a sample.
type division struct {
	num, den *big.Rat
	units    stats.Segment // N 0: not a sample
	lone     bool          // one observation, whose spread is not known
	share    bool          // prints in percent
	within   limits
}

// sums returns what r is of, the mean of n units that have a variance each.
func sums(r *big.Rat, n uint64, variance float64) division {
	f, den := float64(n), new(big.Rat).SetInt(bigUint(n))
	return division{
		num: new(big.Rat).Mul(r, den), den: den,
		units: stats.Segment{N: f, X: f, R: float(r), EE: f * variance, XX: f},
	}
}

func (r Rate) division() division {
	variance, _ := r.spread()
	d := sums(r.Rat(), r.Total(), variance)
	d.share, d.within = true, r.limits()
	return d
}

func (n Net) division() division {
	variance, _ := n.spread()
	d := sums(orZero(n.r), n.total, variance)
	d.within = n.limits()
	return d
}

func (m Mean) division() division {
	variance := 0.0
	if m.variance != nil {
		variance = float(m.variance)
	}
	d := sums(orZero(m.r), m.n, variance)
	d.lone, d.within = m.n == 1, m.within
	return d
}

// A Fraction is a quotient of two sums that keeps both, for [Explain] of what is a
// [Ratio] or [Value] otherwise: spend per new customer, gain over cost.
//
//	fraction = numerator / denominator        denominator > 0
//
// It is taken as exact, not as a sample. A Fraction is immutable; the zero value is
// 0 of 1.
type Fraction struct{ num, den *big.Rat }

// NewFraction returns numerator / denominator; both are copied. If both are 0 the error
// is [ErrUndefined]. A denominator below 0, or of 0 with another numerator, is a
// [RangeError].
func NewFraction(numerator, denominator *big.Rat) (Fraction, error) {
	num, den := orZero(numerator), orZero(denominator)
	switch {
	case den.Sign() < 0:
		return Fraction{}, &RangeError{Op: "kpi", Name: "denominator", Value: short(den), Min: 0}
	case den.Sign() == 0 && num.Sign() != 0:
		return Fraction{}, &RangeError{Op: "kpi", Name: "numerator over 0", Value: short(num), Min: 0, Max: 0}
	case den.Sign() == 0:
		return Fraction{}, fmt.Errorf("kpi: fraction %w: 0 of 0", ErrUndefined)
	}
	return Fraction{clone(num), clone(den)}, nil
}

// Numerator returns the sum above the line.
func (f Fraction) Numerator() Value { return Value{r: f.num} }

// Denominator returns the sum below the line, above 0.
func (f Fraction) Denominator() Value {
	if f.den == nil {
		return Value{r: big.NewRat(1, 1)}
	}
	return Value{r: f.den}
}

// Rat returns the exact quotient as a fraction of its own.
func (f Fraction) Rat() *big.Rat {
	return new(big.Rat).Quo(orZero(f.num), f.Denominator().r)
}

// Decimal returns the quotient rounded to places.
func (f Fraction) Decimal(places int32) decimal.Decimal { return exact.Round(f.Rat(), places) }

// Float64 returns the float64 nearest to the quotient.
func (f Fraction) Float64() float64 { return float(f.Rat()) }

// Cmp compares the quotients and returns -1, 0 or +1.
func (f Fraction) Cmp(g Fraction) int { return f.Rat().Cmp(g.Rat()) }

// Equal reports whether the quotients are equal.
func (f Fraction) Equal(g Fraction) bool { return f.Cmp(g) == 0 }

func (f Fraction) division() division { return division{num: orZero(f.num), den: f.Denominator().r} }

// String returns a text such as "37.5 (4500 of 120)", rounded to at most 6 places.
func (f Fraction) String() string {
	return fmt.Sprintf("%s (%s of %s)", short(f.Rat()), short(orZero(f.num)), short(f.Denominator().r))
}

// Format lets %v and %s print [Fraction.String], and %f and %.2f the quotient rounded
// exactly.
func (f Fraction) Format(s fmt.State, verb rune) { format(s, verb, f.String(), f.Rat()) }

// LogValue returns a group of the quotient, the numerator and the denominator.
func (f Fraction) LogValue() slog.Value {
	return slog.GroupValue(slog.String("value", short(f.Rat())),
		slog.String("numerator", short(orZero(f.num))), slog.String("denominator", short(f.Denominator().r)))
}

// fractionJSON is the JSON form of a Fraction.
type fractionJSON struct {
	Numerator   text     `json:"numerator"`
	Denominator text     `json:"denominator"`
	Value       *float64 `json:"value"`
}

// MarshalJSON returns {"numerator":"4500","denominator":"120","value":37.5}; the texts
// are exact.
func (f Fraction) MarshalJSON() ([]byte, error) {
	return json.Marshal(fractionJSON{text{orZero(f.num)}, text{f.Denominator().r}, number(f.Rat())})
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (f *Fraction) UnmarshalJSON(data []byte) error {
	if isNull(data) {
		return nil
	}
	var j fractionJSON
	if err := json.Unmarshal(unquoted(data), &j); err != nil {
		return fmt.Errorf("kpi: fraction: %w: %v", ErrCorrupt, err)
	}
	g, err := NewFraction(j.Numerator.r, j.Denominator.r)
	if err != nil {
		return fmt.Errorf("kpi: fraction: %w: %.100q", ErrCorrupt, data)
	}
	if err := checkNumber("fraction", j.Value, g.Rat()); err != nil {
		return err
	}
	*f = g
	return nil
}

// MarshalText returns the JSON form: the quotient alone would lose its parts.
func (f Fraction) MarshalText() ([]byte, error) { return f.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (f *Fraction) UnmarshalText(text []byte) error { return f.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (f Fraction) GobEncode() ([]byte, error) { return f.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (f *Fraction) GobDecode(data []byte) error { return f.UnmarshalText(data) }
