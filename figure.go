package kpi

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Figure is an exact number of a KPI: [Rate], [Ratio], [Value], [Mean], [Net],
// [Weighted], [Clustered] and [Fraction] are figures.
type Figure interface {
	Rat() *big.Rat
	String() string
}

// An Estimate is a figure of a sample of N observations, which knows how far the
// population may be from it: [Rate], [Mean], [Net], [Weighted] and [Clustered] are estimates.
type Estimate interface {
	Figure
	N() uint64
	Float64() float64
	Interval(level float64) (Interval, error)
}

// limits is the range in which a figure is known to lie, from min to max. Nil means
// that there is no bound on that side.
type limits struct{ min, max *big.Rat }

// newLimits returns the range of the figure x; what names the figure in errors.
func newLimits(what string, x, min, max *big.Rat) (limits, error) {
	if l := (limits{min, max}); l.hold(x) {
		return limits{copied(min), copied(max)}, nil
	}
	if min != nil && max != nil && min.Cmp(max) > 0 {
		return limits{}, &RangeError{Op: "kpi", Name: "lower bound of a " + what, Value: short(min), Max: short(max)}
	}
	e := &RangeError{Op: "kpi", Name: what, Value: short(x)}
	if min != nil {
		e.Min = short(min)
	}
	if max != nil {
		e.Max = short(max)
	}
	return limits{}, e
}

// copied returns a copy of r, nil of nil.
func copied(r *big.Rat) *big.Rat {
	if r == nil {
		return nil
	}
	return new(big.Rat).Set(r)
}

// hold reports whether x lies within the range.
func (l limits) hold(x *big.Rat) bool {
	return (l.min == nil || l.min.Cmp(x) <= 0) && (l.max == nil || x.Cmp(l.max) <= 0)
}

// cut returns the part of an interval that lies within the range.
func (l limits) cut(i Interval) Interval {
	if l.min != nil {
		i.Low = max(i.Low, float(l.min))
	}
	if l.max != nil {
		i.High = min(i.High, float(l.max))
	}
	return i
}

// minus returns the range of a difference x - y, with x within l and y within m.
func (l limits) minus(m limits) (d limits) {
	if l.min != nil && m.max != nil {
		d.min = new(big.Rat).Sub(l.min, m.max)
	}
	if l.max != nil && m.min != nil {
		d.max = new(big.Rat).Sub(l.max, m.min)
	}
	return d
}

// and returns the range of what lies in both.
func (l limits) and(m limits) limits {
	if l.min == nil || m.min != nil && m.min.Cmp(l.min) > 0 {
		l.min = m.min
	}
	if l.max == nil || m.max != nil && m.max.Cmp(l.max) < 0 {
		l.max = m.max
	}
	return l
}

// limitsOf returns the range of a figure: of a sample what is known, and otherwise
// the figure itself, which is exact.
func limitsOf(f Figure) limits {
	switch f := f.(type) {
	case interface{ limits() limits }:
		return f.limits()
	case Estimate:
		return limits{}
	}
	return limits{f.Rat(), f.Rat()}
}

func (Rate) limits() limits { return limits{big.NewRat(0, 1), big.NewRat(1, 1)} }

func (Net) limits() limits { return limits{big.NewRat(-100, 1), big.NewRat(100, 1)} }

// number returns a figure as the "value" of its JSON, which is null where a float64
// does not hold it.
func number(r *big.Rat) *float64 {
	f := float(r)
	if math.IsInf(f, 0) {
		return nil
	}
	return &f
}

// checkNumber refuses a "value" that is not that of the exact figure r.
func checkNumber(value *float64, r *big.Rat) error {
	if value == nil || *value == float(r) {
		return nil
	}
	return fmt.Errorf("value %v, of %s", *value, exact.Text(r))
}

// fromJSON reads a figure by its JSON form J, an object, or the text of it in a string,
// as UnmarshalJSON gets the key of a map.
func fromJSON[F, J any](what string, data []byte, into *F, read func(J) (F, error)) error {
	var text string
	if !isNull(data) && json.Unmarshal(data, &text) == nil && text != "null" {
		data = []byte(text)
	}
	return wire.ReadJSON("kpi: "+what, data, into, read)
}

// exactJSON is the JSON form of a figure without further parts.
type exactJSON struct {
	Exact text     `json:"exact"`
	Value *float64 `json:"value"`
}

// marshalExact returns {"exact":"25/3","value":8.333333333333334}.
func marshalExact(r *big.Rat) ([]byte, error) {
	return json.Marshal(exactJSON{text{orZero(r)}, number(orZero(r))})
}

// unmarshalExact reads what marshalExact wrote, or the text form as a string, into
// dst.
func unmarshalExact(what string, data []byte, dst **big.Rat) error {
	if isNull(data) {
		return nil
	}
	var text string
	if json.Unmarshal(data, &text) == nil {
		return parse(what, []byte(text), dst)
	}
	return fromJSON(what, data, dst, exactJSON.figure)
}

func (j exactJSON) figure() (*big.Rat, error) {
	if j.Exact.r == nil {
		return nil, errNotExact
	}
	return j.Exact.r, checkNumber(j.Value, j.Exact.r)
}

// errNotExact is the error of JSON without the figure itself.
var errNotExact = errors.New("no exact figure")

// A text is a fraction as a part of JSON, exactly: "8.25", or "25/3" where no
// decimal is exact.
type text struct{ r *big.Rat }

// textOf returns the text of r, nil of nil.
func textOf(r *big.Rat) *text {
	if r == nil {
		return nil
	}
	return &text{r}
}

// rat returns the fraction, nil of nil.
func (t *text) rat() *big.Rat {
	if t == nil {
		return nil
	}
	return t.r
}

func (t text) MarshalText() ([]byte, error) { return []byte(exact.Text(t.r)), nil }

func (t *text) UnmarshalText(b []byte) error { return parse("figure", b, &t.r) }

// kindOf makes kind the place of a text among the names of its type.
func kindOf[K ~uint8](text []byte, names []string, kind *K) error {
	i := slices.Index(names, string(text))
	if i < 0 {
		return fmt.Errorf("%w: kind %.20q", ErrCorrupt, text)
	}
	*kind = K(i)
	return nil
}

// limitsJSON is the JSON form of limits, a part of that of a figure.
type limitsJSON struct {
	Min *text `json:"min,omitempty"`
	Max *text `json:"max,omitempty"`
}

func (l limits) json() limitsJSON { return limitsJSON{textOf(l.min), textOf(l.max)} }

// limits returns the range that was encoded, of the figure x.
func (j limitsJSON) limits(x *big.Rat) (limits, error) {
	l := limits{j.Min.rat(), j.Max.rat()}
	_, err := newLimits("range", x, l.min, l.max)
	return l, err
}

// zero stands for the nil fraction of a zero Value or Ratio; it is only read.
var zero = new(big.Rat)

func orZero(r *big.Rat) *big.Rat {
	if r == nil {
		return zero
	}
	return r
}

func clone(r *big.Rat) *big.Rat { return new(big.Rat).Set(orZero(r)) }

func percent(r *big.Rat) *big.Rat { return new(big.Rat).Mul(r, big.NewRat(100, 1)) }

// quotient returns num / den; what names the result in errors.
func quotient(what string, num, den decimal.Decimal) (*big.Rat, error) {
	if err := CheckAmount("kpi", "numerator", num); err != nil {
		return nil, err
	}
	if err := CheckAmount("kpi", "denominator", den); err != nil {
		return nil, err
	}
	if den.Sign() == 0 {
		return nil, fmt.Errorf("kpi: %s %w: denominator is 0", what, ErrUndefined)
	}
	return new(big.Rat).Quo(exact.Rat(num), exact.Rat(den)), nil
}

// parse reads a decimal or a fraction into dst.
func parse(what string, text []byte, dst **big.Rat) error {
	r, ok := exact.ParseText(string(text))
	if !ok {
		return fmt.Errorf("kpi: %s: %w: %.40q", what, ErrCorrupt, text)
	}
	*dst = r
	return nil
}

// short returns r rounded to at most 6 places, without trailing zeros.
func short(r *big.Rat) string {
	s := exact.Round(r, 6).StringFixed(6)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// format writes text for %v and %s, and r rounded to the precision, 6 by
// default, for %f.
func format(f fmt.State, verb rune, text string, r *big.Rat) {
	switch verb {
	case 'v', 's':
	case 'f', 'F':
		places, ok := f.Precision()
		if !ok {
			places = 6
		}
		places = min(places, exact.MaxPlaces)
		text = exact.Round(r, int32(places)).StringFixed(int32(places))
		if f.Flag('+') && !strings.HasPrefix(text, "-") {
			text = "+" + text
		}
	default:
		fmt.Fprintf(f, "%%!%c(kpi=%s)", verb, text)
		return
	}
	width, _ := f.Width()
	if f.Flag('-') {
		width = -width
	}
	fmt.Fprintf(f, "%*s", width, text)
}

// isNull reports whether JSON is null, which by the convention of encoding/json
// leaves a value alone.
func isNull(data []byte) bool { return string(data) == "null" }

func float(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

func bigUint(n uint64) *big.Int { return new(big.Int).SetUint64(n) }
