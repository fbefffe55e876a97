package kpi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Value is an exact quantity in units: NPS points, a mean score, money,
// periods. It has no percent. Digits are rounded once, half away from zero,
// where the caller asks for them. A Value is immutable; the zero value is 0.
type Value struct {
	r     *big.Rat
	share bool // a change of shares, which prints in percentage points
}

// NewValue returns num / den, exactly. A decimal d alone is ValueOf(d.Rat()). A den of 0
// is [ErrUndefined], an amount that [CheckAmount] refuses a [RangeError].
func NewValue(num, den decimal.Decimal) (Value, error) {
	r, err := quotient("value", num, den)
	return Value{r: r}, err
}

// ValueOf returns the value of a fraction, which is copied; nil is 0.
func ValueOf(r *big.Rat) Value { return Value{r: clone(r)} }

// Decimal returns the value rounded to places.
func (v Value) Decimal(places int32) decimal.Decimal { return exact.Round(orZero(v.r), places) }

// Float64 returns the float64 nearest to the value.
func (v Value) Float64() float64 {
	f, _ := orZero(v.r).Float64()
	return f
}

// Rat returns the exact value as a fraction that the caller may change.
func (v Value) Rat() *big.Rat { return clone(v.r) }

// Cmp compares two values and returns -1, 0 or +1.
func (v Value) Cmp(w Value) int { return orZero(v.r).Cmp(orZero(w.r)) }

// Equal reports whether two values are equal.
func (v Value) Equal(w Value) bool { return v.Cmp(w) == 0 }

// String returns the value rounded to at most 6 places, such as "8.25", and the
// change of a rate (see [Comparison.Delta]) in percentage points, such as "2.5 pt".
// [Value.MarshalText] is exact, and has no unit.
func (v Value) String() string {
	if v.share {
		return short(percent(orZero(v.r))) + " pt"
	}
	return short(orZero(v.r))
}

// Format lets %v and %s print [Value.String], and %f and %.2f the value
// rounded exactly.
func (v Value) Format(f fmt.State, verb rune) { format(f, verb, v.String(), orZero(v.r)) }

// LogValue returns the text of String.
func (v Value) LogValue() slog.Value { return slog.StringValue(v.String()) }

// MarshalText returns the exact value: "8.25", or "25/3" where no decimal is
// exact.
func (v Value) MarshalText() ([]byte, error) { return []byte(exact.Text(orZero(v.r))), nil }

// UnmarshalText reads a decimal or a fraction, or returns [ErrCorrupt].
func (v *Value) UnmarshalText(text []byte) error { return parse("value", text, &v.r) }

// MarshalJSON returns {"exact":"25/3","value":8.333333333333334}: the text of
// MarshalText, and the number for clients that only want one.
func (v Value) MarshalJSON() ([]byte, error) { return marshalExact(v.r) }

// UnmarshalJSON reads what MarshalJSON wrote, or the text form as a string, or
// returns [ErrCorrupt].
func (v *Value) UnmarshalJSON(data []byte) error { return unmarshalExact("value", data, &v.r) }

// A Ratio is an exact quotient without unit of two amounts, such as net revenue
// retention, return on investment or lifetime value to acquisition cost. It may be
// above 1 or negative. A Ratio is immutable; the zero value is 0.
type Ratio struct{ r *big.Rat }

// NewRatio returns num / den, exactly. A den of 0 is [ErrUndefined], and an amount
// that [CheckAmount] refuses is a [RangeError].
func NewRatio(num, den decimal.Decimal) (Ratio, error) {
	r, err := quotient("ratio", num, den)
	return Ratio{r}, err
}

// RatioOf returns the ratio of a fraction, which is copied; nil is 0.
func RatioOf(r *big.Rat) Ratio { return Ratio{clone(r)} }

// Decimal returns the ratio rounded to places.
func (r Ratio) Decimal(places int32) decimal.Decimal { return exact.Round(orZero(r.r), places) }

// Percent returns the ratio times 100, rounded to places; print it as
// [Rate.Percent] says.
func (r Ratio) Percent(places int32) decimal.Decimal {
	return exact.Round(percent(orZero(r.r)), places)
}

// Float64 returns the float64 nearest to the ratio.
func (r Ratio) Float64() float64 {
	f, _ := orZero(r.r).Float64()
	return f
}

// Rat returns the exact ratio as a fraction that the caller may change.
func (r Ratio) Rat() *big.Rat { return clone(r.r) }

// Inverse returns 1 / r, exactly. It is [ErrUndefined] for 0.
func (r Ratio) Inverse() (Value, error) {
	if orZero(r.r).Sign() == 0 {
		return Value{}, fmt.Errorf("kpi: inverse %w: ratio is 0", ErrUndefined)
	}
	return Value{r: new(big.Rat).Inv(r.r)}, nil
}

// Cmp compares two ratios and returns -1, 0 or +1.
func (r Ratio) Cmp(s Ratio) int { return orZero(r.r).Cmp(orZero(s.r)) }

// Equal reports whether two ratios are equal.
func (r Ratio) Equal(s Ratio) bool { return r.Cmp(s) == 0 }

// String returns the ratio rounded to at most 6 places, such as "1.05".
// [Ratio.MarshalText] is exact.
func (r Ratio) String() string { return short(orZero(r.r)) }

// Format lets %v and %s print [Ratio.String], and %f and %.2f the ratio
// rounded exactly.
func (r Ratio) Format(f fmt.State, verb rune) { format(f, verb, r.String(), orZero(r.r)) }

// LogValue returns the text of String.
func (r Ratio) LogValue() slog.Value { return slog.StringValue(r.String()) }

// MarshalText returns the exact ratio: "1.05", or "4/3" where no decimal is
// exact.
func (r Ratio) MarshalText() ([]byte, error) { return []byte(exact.Text(orZero(r.r))), nil }

// UnmarshalText reads a decimal or a fraction, or returns [ErrCorrupt].
func (r *Ratio) UnmarshalText(text []byte) error { return parse("ratio", text, &r.r) }

// MarshalJSON returns {"exact":"4/3","value":1.3333333333333333}, as
// [Value.MarshalJSON].
func (r Ratio) MarshalJSON() ([]byte, error) { return marshalExact(r.r) }

// UnmarshalJSON reads what MarshalJSON wrote, or the text form as a string, or
// returns [ErrCorrupt].
func (r *Ratio) UnmarshalJSON(data []byte) error { return unmarshalExact("ratio", data, &r.r) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (v Value) GobEncode() ([]byte, error) { return v.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (v *Value) GobDecode(data []byte) error { return v.UnmarshalText(data) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (r Ratio) GobEncode() ([]byte, error) { return r.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (r *Ratio) GobDecode(data []byte) error { return r.UnmarshalText(data) }

// A Quotient is a figure that knows what it is a quotient of, so that the figures of
// segments add up to that of all: [Rate], [Net], [Mean], [Clustered], [Panel] and
// [Fraction].
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
	panel    panel // nil: the units are not known one by one
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
func (f Fraction) MarshalJSON() ([]byte, error) { return json.Marshal(f.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (f *Fraction) UnmarshalJSON(data []byte) error {
	return fromJSON("fraction", data, f, fractionJSON.fraction)
}

func (f Fraction) json() fractionJSON {
	return fractionJSON{text{orZero(f.num)}, text{f.Denominator().r}, number(f.Rat())}
}

func (j fractionJSON) fraction() (Fraction, error) {
	f, err := NewFraction(j.Numerator.r, j.Denominator.r)
	return f, cmp.Or(err, checkNumber(j.Value, f.Rat()))
}

// MarshalText returns the JSON form: the quotient alone would lose its parts.
func (f Fraction) MarshalText() ([]byte, error) { return f.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (f *Fraction) UnmarshalText(text []byte) error { return f.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (f Fraction) GobEncode() ([]byte, error) { return f.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (f *Fraction) GobDecode(data []byte) error { return f.UnmarshalText(data) }
