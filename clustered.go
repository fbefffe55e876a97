package kpi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/big"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Clustered is a ratio of two sums over rows that belong to customers, such as
// money per order or the share of order lines, with the customer as the unit:
//
//	R = Σy / Σx        y, x = the sums of the rows of one customer
//
// Rows of one customer are alike, so that they say less than as many rows of
// different customers. The error is that of a ratio of two sums over n customers,
// linearised (Taylor):
//
//	se² = n/(n-1) Σ (y - R x)² / (Σx)²
//
// It is what R's package survey has for svyratio and svymean with the customers as
// clusters. [Clusters] makes one from sums, [ByCustomer] from rows. Two periods
// have customers in common, which a [Panel] knows and a Clustered does not.
//
// How often a 95% interval contains the true value, in percent of 1,000 simulated
// samples: with the customer as the unit, and as if each row were from a different
// customer. Customers have 4 rows on average, and the rows of a third of the customers
// are all alike. Money is lognormal, with half of its variance between customers:
//
//	figure         customers   customer  row
//	share of 50%          30       94.7  73.4
//	share of 50%         200       95.0  75.7
//	share of 10%          30       90.9  77.8
//	share of 10%         200       92.7  76.0
//	money per order       30       90.7  67.9
//	money per order      200       93.5  70.3
//
// The zero value is 0 of no customers. Where one customer has a large part of all
// rows or of all money, no formula knows the error well: compare
// [Clustered.EffectiveN] with N. How often two random halves of the customers of a shop
// differ at 5%, over 224 figures (baskets, spend and 12 shares of lines, of a year and of
// its 13 months), by the part that the largest customer has in Σ (y - R x)²:
//
//	part         figures   mean   least to most
//	below 20%         91   5.3%   4.2% to 6.4%
//	20% to 40%        54   5.7%   4.2% to 9.0%
//	above 40%         79   3.9%   0.0% to 9.0%
//
// Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977) 6.3 and 9A.1.
type Clustered struct {
	Value
	kind      clusteredKind
	n         uint64
	variance  *big.Rat // se², nil where n < 2
	effective *big.Rat // (Σx)² / Σx², nil where n = 0
	rows      *big.Rat // Σx, nil where n = 0
	product   *big.Rat // Σ (y - R x) x in the unit of the figure, nil where n = 0
	within    limits
}

// A clusteredKind tells what a Clustered is of.
type clusteredKind uint8

const (
	clusteredRatio clusteredKind = iota
	clusteredRate
	clusteredNet
)

var clusteredKinds = []string{"ratio", "rate", "net"}

func (k clusteredKind) MarshalText() ([]byte, error) { return []byte(clusteredKinds[k]), nil }

func (k *clusteredKind) UnmarshalText(text []byte) error { return kindOf(text, clusteredKinds, k) }

// scaled changes r, in the unit of y / x to a power, to the unit of the figure.
func (k clusteredKind) scaled(r *big.Rat, power int) *big.Rat {
	if k == clusteredNet {
		for range power {
			r.Mul(r, big.NewRat(100, 1))
		}
	}
	return r
}

// unscaled returns y / x of a figure.
func (k clusteredKind) unscaled(r *big.Rat) *big.Rat {
	if k == clusteredNet {
		return new(big.Rat).Quo(r, big.NewRat(100, 1))
	}
	return r
}

// Within returns the same figure with a range that its intervals do not leave, as
// [Mean.Within] does. A rate lies within 0..1 and a net within -100..100 without it; a
// narrower range may be given.
func (c Clustered) Within(min, max *big.Rat) (Clustered, error) {
	l, err := newLimits("clustered figure", orZero(c.r), min, max)
	if err != nil {
		return Clustered{}, err
	}
	c.within = l
	return c, nil
}

func (c Clustered) limits() limits {
	switch c.kind {
	case clusteredRate:
		return c.within.and(Rate{}.limits())
	case clusteredNet:
		return c.within.and(Net{}.limits())
	}
	return c.within
}

// Denominator returns Σx, such as the number of rows.
func (c Clustered) Denominator() Value { return Value{r: c.rows} }

// Numerator returns Σy, such as the number of hits.
func (c Clustered) Numerator() Value {
	return Value{r: new(big.Rat).Mul(c.kind.unscaled(orZero(c.r)), orZero(c.rows))}
}

// N returns the number of customers.
func (c Clustered) N() uint64 { return c.n }

// EffectiveN returns Kish's effective number of customers, at most N:
//
//	(Σx)² / Σx²
//
// so many customers with equally many rows would say as much. Far below N, a few
// customers have most of the rows.
//
// Source: L. Kish, Survey Sampling (1965) 11.7.
func (c Clustered) EffectiveN() float64 { return float(orZero(c.effective)) }

// StandardError returns se, in the figure's unit. It is [ErrUndefined] for fewer
// than two customers.
func (c Clustered) StandardError() (float64, error) {
	if c.variance == nil {
		return 0, fmt.Errorf("kpi: standard error %w: %d customers", ErrUndefined, c.n)
	}
	return math.Sqrt(c.errorVariance()), nil
}

// errorVariance returns se²; there are two customers or more.
func (c Clustered) errorVariance() float64 { return float(c.variance) }

// varies reports whether the linearised error is the one to take: that of a rate or
// net that all customers have alike would be 0.
func (c Clustered) varies() bool {
	return c.kind == clusteredRatio || c.variance != nil && c.variance.Sign() > 0
}

// spread returns the variance of one customer, n se².
func (c Clustered) spread() (float64, error) {
	if c.variance == nil || c.variance.Sign() == 0 {
		return 0, fmt.Errorf("kpi: variance %w: %d customers", ErrUndefined, c.n)
	}
	return float64(c.n) * c.errorVariance(), nil
}

// alike returns the variance of a rate or net that all customers have alike: that of as
// many answers as the customers are worth, with those of [Comparison.Needed] added.
func (c Clustered) alike() float64 {
	x, size := c.Float64(), c.EffectiveN()
	if c.kind == clusteredRate {
		p := (x*size + 1) / (size + 2)
		return p * (1 - p) / size
	}
	plus, minus := max(x, 0)/100*size, max(-x, 0)/100*size
	return stats.NetVariance(plus+0.75, size-plus-minus+1.5, minus+0.75) / size
}

// division returns what c is of, and the customers as the units.
func (c Clustered) division() division {
	d := division{num: new(big.Rat).Mul(orZero(c.r), orZero(c.rows)), den: orZero(c.rows), share: c.kind == clusteredRate, within: c.limits()}
	if c.n == 0 {
		return d
	}
	x := float(c.rows)
	d.lone = c.variance == nil
	d.units = stats.Segment{N: float64(c.n), X: x, R: float(c.r), XX: x * x / c.EffectiveN()}
	if d.lone {
		return d
	}
	variance, b := c.errorVariance(), float(bessel(c.n))
	if !c.varies() {
		variance = c.alike()
	}
	d.units.EE, d.units.EX, d.units.XX = variance*x*x, b*float(c.product), b*d.units.XX
	return d
}

// Interval returns the interval of the figure in the population that the customers are a
// sample of, with t of n-1 degrees of freedom. For a ratio or net it is
//
//	R ± t se        cut to the range of the figure
//
// a point for a ratio that all customers have alike. For a rate it is Wilson's for n'
// rows, with t in place of z, and so it is within 0..1 and does not collapse:
//
//	n' = R (1-R) / se²        EffectiveN where all customers are alike
//
// The interval of a net that all customers have alike is that of [Net] for
// EffectiveN answers. A level outside [0.5, 1) is a [RangeError]. Fewer than two
// customers are [ErrUndefined].
//
// Source: for rates E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998)
// 193-201, with Wilson's interval in place of Clopper and Pearson's.
func (c Clustered) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if c.variance == nil {
		return Interval{}, fmt.Errorf("kpi: interval %w: %d customers", ErrUndefined, c.n)
	}
	t := stats.StudentQuantile(level, float64(c.n-1))
	x, variance := c.Float64(), c.errorVariance()
	switch {
	case c.kind == clusteredRate:
		size := c.EffectiveN()
		if variance > 0 {
			size = x / variance * (1 - x)
		}
		low, high := stats.FiniteWilson(x*size, size, level, t/stats.NormalQuantile(level))
		return c.limits().cut(Interval{low, high, level, Share}), nil
	case c.kind == clusteredNet && variance == 0:
		size := c.EffectiveN()
		low, high := stats.AdjustedWald(max(x, 0)/100*size, max(-x, 0)/100*size, size, level)
		return c.limits().cut(Interval{Low: low, High: high, Level: level}), nil
	}
	return c.limits().around("interval", x, t*math.Sqrt(variance), level)
}

// String returns a rate in percent with two places, such as "66.67%", and another
// figure rounded to at most 6 places.
func (c Clustered) String() string {
	if c.kind == clusteredRate {
		return exact.Round(percent(orZero(c.r)), 2).StringFixed(2) + "%"
	}
	return c.Value.String()
}

// Format lets %v and %s print [Clustered.String], and %f and %.2f the figure rounded
// exactly. It is not a percentage: of 25%, "%.2f" prints 0.25.
func (c Clustered) Format(f fmt.State, verb rune) { format(f, verb, c.String(), orZero(c.r)) }

// LogValue returns a group of the figure, the number of customers and the effective
// number.
func (c Clustered) LogValue() slog.Value {
	return slog.GroupValue(slog.String("value", c.String()), slog.Uint64("n", c.n), slog.Float64("effective", c.EffectiveN()))
}

// clusteredJSON is the JSON form of a Clustered.
type clusteredJSON struct {
	Kind       clusteredKind `json:"kind"`
	Exact      text          `json:"exact"`
	N          uint64        `json:"n"`
	Variance   *text         `json:"variance,omitempty"`
	EffectiveN *text         `json:"effective_n,omitempty"`
	Rows       *text         `json:"denominator,omitempty"`
	Product    *text         `json:"product,omitempty"`
	limitsJSON
	Value *float64 `json:"value"`
}

// MarshalJSON returns an object with the "exact" figure and its "value" as a number,
// the number of customers "n", se² as "variance", "effective_n", Σx as "denominator",
// Σ (y - R x) x as "product", and the "min" and "max" of [Clustered.Within] if there
// are. The texts are exact, as [Value.MarshalText] writes them.
func (c Clustered) MarshalJSON() ([]byte, error) { return json.Marshal(c.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (c *Clustered) UnmarshalJSON(data []byte) error {
	return fromJSON("clustered figure", data, c, clusteredJSON.clustered)
}

func (c Clustered) json() clusteredJSON {
	r := orZero(c.r)
	return clusteredJSON{c.kind, text{r}, c.n, textOf(c.variance), textOf(c.effective), textOf(c.rows), textOf(c.product), c.within.json(), number(r)}
}

func (j clusteredJSON) clustered() (Clustered, error) {
	r := j.Exact.r
	c := Clustered{Value: Value{r: r}, kind: j.Kind, n: j.N, variance: j.Variance.rat(), effective: j.EffectiveN.rat(), rows: j.Rows.rat(), product: j.Product.rat()}
	switch {
	case r == nil:
		return Clustered{}, errNotExact
	case !c.possible():
		return Clustered{}, fmt.Errorf("parts do not fit n %d", j.N)
	}
	var err error
	c.within, err = j.limits(r)
	return c, cmp.Or(err, checkNumber(j.Value, r))
}

// possible reports whether the parts of c fit its number of customers and its range.
func (c Clustered) possible() bool {
	if c.n == 0 {
		return c.r.Sign() == 0 && c.variance == nil && c.effective == nil && c.rows == nil && c.product == nil
	}
	return (c.n > 1) == (c.variance != nil) && (c.variance == nil || c.variance.Sign() >= 0) &&
		c.effective != nil && c.effective.Sign() > 0 && c.effective.Cmp(new(big.Rat).SetInt(bigUint(c.n))) <= 0 &&
		c.rows != nil && c.rows.Sign() > 0 && c.product != nil && c.possibleProduct() && c.limits().hold(c.r)
}

// possibleProduct reports whether the sum of products of e and x is within that of
// Cauchy and Schwarz:
//
//	(Σ e x)² <= Σe² Σx²
func (c Clustered) possibleProduct() bool {
	squares := new(big.Rat) // Σe²: se² (Σx)² (n-1)/n
	if c.variance != nil {
		squares.Quo(squares.Mul(c.variance, squares.Mul(c.rows, c.rows)), bessel(c.n))
	}
	squares.Mul(squares, new(big.Rat).Quo(new(big.Rat).Mul(c.rows, c.rows), c.effective))
	return new(big.Rat).Mul(c.product, c.product).Cmp(squares) <= 0
}

// MarshalText returns the JSON form: the figure alone would lose its error.
func (c Clustered) MarshalText() ([]byte, error) { return c.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (c *Clustered) UnmarshalText(text []byte) error { return c.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (c Clustered) GobEncode() ([]byte, error) { return c.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (c *Clustered) GobDecode(data []byte) error { return c.UnmarshalText(data) }
