package kpi

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/stats"
	"github.com/customerkpi/kpi/internal/wire"
)

// ByCustomer is a streaming figure of rows that belong to customers, with the
// customer as its unit: see [Clustered]. A row of a customer K (or author, visitor,
// account) adds to a numerator y and to a denominator x:
//
//	Add(c, y)        a value per row: seconds per request, lines per order
//	AddHit(c, hit)   a share of the rows: resolved requests, lines of a category
//	AddCounts        a share of rows that are counted already
//	AddSums          any two sums: money and pieces, clicks and views
//
// One accumulator is for one figure. The zero value is ready; see [Accumulator] for
// the laws that it keeps. Its state is about 80 bytes per customer beside the
// identity; an Add costs a look-up, a result a pass over the customers.
type ByCustomer[K Key] struct {
	customers keyed.Table[K, exact.Pair]
}

var one = decimal.New(1, 0)

// Add adds one row of a customer with the value y. One that [CheckAmount] refuses is a
// [RangeError], and nothing is added.
func (a *ByCustomer[K]) Add(customer K, y decimal.Decimal) error { return a.AddSums(customer, y, one) }

// AddHit adds one row of a customer, which is a hit or not.
func (a *ByCustomer[K]) AddHit(customer K, hit bool) error {
	if hit {
		return a.AddCounts(customer, 1, 1)
	}
	return a.AddCounts(customer, 0, 1)
}

// AddCounts adds rows of a customer, and how many of them are hits. More hits than rows
// are a [RangeError], and nothing is added. A customer without rows counts too.
func (a *ByCustomer[K]) AddCounts(customer K, hits, rows uint64) error {
	if hits > rows {
		return &RangeError{Op: "kpi", Name: "hits", Value: hits, Min: 0, Max: rows}
	}
	p := a.customers.At(customer)
	p.Y.AddN(one, hits)
	p.X.AddN(one, rows)
	return nil
}

// AddSums adds y to the numerator and x to the denominator of a customer. An x below 0
// and an amount that [CheckAmount] refuses are a [RangeError], and nothing is added.
func (a *ByCustomer[K]) AddSums(customer K, y, x decimal.Decimal) error {
	var p exact.Pair
	switch {
	case !p.Y.Add(y):
		return CheckAmount("kpi", "numerator", y)
	case !p.X.Add(x):
		return CheckAmount("kpi", "denominator", x)
	case x.Sign() < 0:
		return &RangeError{Op: "kpi", Name: "denominator", Value: x, Min: 0}
	}
	a.customers.At(customer).Merge(&p)
	return nil
}

// Merge adds the rows of o. A customer of both counts once.
func (a *ByCustomer[K]) Merge(o *ByCustomer[K]) error {
	if o != nil {
		a.customers.Merge(&o.customers, func(p *exact.Pair, theirs exact.Pair) { p.Merge(&theirs) })
	}
	return nil
}

// Forget takes a customer out, as if they had never been there. The error is always
// nil.
func (a *ByCustomer[K]) Forget(customer K) error {
	a.customers.Remove(customer)
	return nil
}

// Alias gives the rows of the customer from to the customer to, as if they had had
// that name all along. The error is always nil.
func (a *ByCustomer[K]) Alias(from, to K) error {
	a.customers.Rename(from, to, func(p *exact.Pair, theirs exact.Pair) { p.Merge(&theirs) })
	return nil
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *ByCustomer[K]) Clone() *ByCustomer[K] {
	if a == nil {
		return new(ByCustomer[K])
	}
	return &ByCustomer[K]{a.customers.Clone(exact.Pair.Clone)}
}

// Result returns the number of customers and the sums so far.
func (a *ByCustomer[K]) Result() Clusters {
	var all exact.Pairs
	for _, p := range a.customers.All() {
		all.Add(&p.Y, &p.X)
	}
	y, x := all.Sums()
	yy, yx, xx := all.Products()
	return Clusters{all.N(), Value{r: y}, Value{r: x}, Value{r: yy}, Value{r: yx}, Value{r: xx}}
}

// Ratio returns [Clusters.Ratio] with the customers behind it.
func (a *ByCustomer[K]) Ratio() (Panel[K], error) { return a.panel(clusteredRatio) }

// Rate returns [Clusters.Rate] with the customers behind it.
func (a *ByCustomer[K]) Rate() (Panel[K], error) { return a.panel(clusteredRate) }

// Net returns [Clusters.Net] with the customers behind it.
func (a *ByCustomer[K]) Net() (Panel[K], error) { return a.panel(clusteredNet) }

func (a *ByCustomer[K]) panel(kind clusteredKind) (Panel[K], error) {
	c := a.Result()
	f, err := c.figure(kind)
	if err != nil {
		return Panel[K]{}, err
	}
	sums := a.customers.Clone(exact.Pair.Clone)
	return Panel[K]{f, &sums, c.Denominator.r}, nil
}

// byCustomerMagic begins the encoding: each customer, with the two sums.
const byCustomerMagic = "byc\x01"

func (a *ByCustomer[K]) append(b []byte) []byte {
	return keyed.AppendTable(b, &a.customers, func(p *exact.Pair, b []byte) []byte {
		return p.X.AppendBinary(p.Y.AppendBinary(b))
	})
}

func readByCustomer[K Key](r *wire.Reader) (a ByCustomer[K]) {
	a.customers = keyed.ReadTable[K](r, func(p *exact.Pair, r *wire.Reader) {
		p.Y.Read(r)
		p.X.Read(r)
		if p.X.Sign() < 0 {
			r.Fail("denominator %v", p.X.Decimal())
		}
	})
	return a
}

// AppendBinary appends the encoding of a.
func (a *ByCustomer[K]) AppendBinary(b []byte) ([]byte, error) {
	return a.append(append(b, byCustomerMagic...)), nil
}

// MarshalBinary returns the encoding of a.
func (a ByCustomer[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [ErrCorrupt].
func (a *ByCustomer[K]) UnmarshalBinary(data []byte) error {
	return wire.Decode("kpi: by customer", byCustomerMagic, data, a, readByCustomer)
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a ByCustomer[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (a *ByCustomer[K]) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("kpi: by customer", data, a)
}

// A Panel is a [Clustered] that still knows its customers: it keeps the sums of each.
// Two periods have customers in common, whose figures go up and down together, so
// that the difference of the periods is better known than that of two samples of
// different customers. [Compare] and [Changes] of two panels take that into account:
//
//	se² = seb² + sea² - 2 cov
//	cov = m/(m-1) Σ (yb - Rb xb)(ya - Ra xa) / (Σxb Σxa)        over the customers of both
//
// with b for before, a for after and m the larger number of customers. Customers who
// are in one of the two add nothing to cov.
//
//	perOrder := (*clv.Spend[string]).PerOrder
//	for month, change := range kpi.Changes(monthly, perOrder) { ... }
//
// It is a snapshot, of about 80 bytes per customer beside the identity: keep what a
// [Comparison] keeps, the Clustered. Its JSON, text and gob are those of the
// Clustered, without the customers, and are read as one.
type Panel[K Key] struct {
	Clustered
	sums        *keyed.Table[K, exact.Pair]
	denominator *big.Rat // Σx
}

// clustered returns the figure without the customers.
func (p Panel[K]) clustered() Clustered { return p.Clustered }

// alone returns a figure without the customers of a panel.
func alone(f Figure) Figure {
	if p, ok := f.(interface{ clustered() Clustered }); ok {
		return p.clustered()
	}
	return f
}

// compared returns the comparison of p and what follows it.
func (p Panel[K]) compared(after Figure) Comparison {
	c := Comparison{before: p.Clustered, after: alone(after)}
	if q, ok := after.(Panel[K]); ok && p.kind == q.kind && p.sums != nil && q.sums != nil && p.n > 1 && q.n > 1 {
		c.shared = p.sharedWith(q)
	}
	return c
}

// shared is what two figures know of the customers that they have in common.
type shared struct {
	n             uint64
	covariance    *big.Rat // of the errors of the figures
	before, after *big.Rat // the parts of these customers in the variances of the figures
}

// common returns the sums of p and of q for each customer of both.
func (p Panel[K]) common(q Panel[K]) iter.Seq2[*exact.Pair, *exact.Pair] {
	return func(yield func(_, _ *exact.Pair) bool) {
		if p.sums.Len() > q.sums.Len() {
			q.common(p)(func(theirs, mine *exact.Pair) bool { return yield(mine, theirs) })
			return
		}
		for k, mine := range p.sums.All() {
			if theirs, ok := q.sums.Get(k); ok && !yield(mine, &theirs) {
				return
			}
		}
	}
}

func (p Panel[K]) sharedWith(q Panel[K]) *shared {
	var before, after exact.Pairs
	var yy, yx, xy, xx exact.Sum // of p and then q
	for mine, theirs := range p.common(q) {
		before.Add(&mine.Y, &mine.X)
		after.Add(&theirs.Y, &theirs.X)
		yy.AddProduct(&mine.Y, &theirs.Y)
		yx.AddProduct(&mine.Y, &theirs.X)
		xy.AddProduct(&mine.X, &theirs.Y)
		xx.AddProduct(&mine.X, &theirs.X)
	}
	// Σ (yp - rp xp)(yq - rq xq) = Σ yp yq - rq Σ yp xq - rp (Σ xp yq - rq Σ xp xq)
	rp, rq := p.quotient(), q.quotient()
	right := new(big.Rat).Mul(rq, xx.Rat())
	right.Mul(rp, right.Sub(xy.Rat(), right))
	products := new(big.Rat).Mul(rq, yx.Rat())
	products.Sub(products.Sub(yy.Rat(), products), right)

	variance := func(sum, x, y *big.Rat, n uint64) *big.Rat {
		sum.Quo(sum, new(big.Rat).Mul(x, y))
		return p.kind.scaled(sum.Mul(sum, bessel(n)), 2)
	}
	return &shared{
		n:          before.N(),
		covariance: variance(products, p.denominator, q.denominator, max(p.n, q.n)),
		before:     variance(residuals(&before, rp), p.denominator, p.denominator, p.n),
		after:      variance(residuals(&after, rq), q.denominator, q.denominator, q.n),
	}
}

func residuals(sums *exact.Pairs, r *big.Rat) *big.Rat {
	yy, yx, xx := sums.Products()
	return Clusters{NumeratorSquares: Value{r: yy}, Products: Value{r: yx}, DenominatorSquares: Value{r: xx}}.residuals(r)
}

// quotient returns Σy / Σx.
func (p Panel[K]) quotient() *big.Rat {
	if p.kind == clusteredNet {
		return new(big.Rat).Quo(orZero(p.r), big.NewRat(100, 1))
	}
	return orZero(p.r)
}

var errPanel = errors.New("kpi: a Panel cannot be read, because its customers are in no encoding: read a Clustered")

// UnmarshalJSON returns an error: read a [Clustered].
func (p *Panel[K]) UnmarshalJSON([]byte) error { return errPanel }

// UnmarshalText returns an error: read a [Clustered].
func (p *Panel[K]) UnmarshalText([]byte) error { return errPanel }

// GobDecode returns an error: read a [Clustered].
func (p *Panel[K]) GobDecode([]byte) error { return errPanel }

// clusteredChange returns the standard error of the difference of two clustered
// figures and its degrees of freedom, where both have an error that is known.
func (c Comparison) clusteredChange(before, after Clustered) (se, df float64, err error) {
	switch {
	case !sameKind(before, after):
		return 0, 0, fmt.Errorf("kpi: difference %w: of a rate, a net or a ratio and another kind", ErrUndefined)
	case before.variance == nil || after.variance == nil:
		return 0, 0, fmt.Errorf("kpi: difference %w: of %d and %d customers", ErrUndefined, before.n, after.n)
	}
	s := c.shared
	if s == nil {
		s = &shared{covariance: zero, before: zero, after: zero}
	}
	// three groups of customers, whose parts in the variance are independent
	onlyBefore := new(big.Rat).Sub(before.variance, s.before)
	onlyAfter := new(big.Rat).Sub(after.variance, s.after)
	both := new(big.Rat).Add(s.before, s.after)
	both.Sub(both, s.covariance).Sub(both, s.covariance)
	variance := new(big.Rat).Add(onlyBefore, onlyAfter)
	variance.Add(variance, both)

	freedom := func(n, of uint64) float64 { return max(1, float64(n)*(1-1/float64(of))) }
	df = stats.Satterthwaite(
		[]float64{float(onlyBefore), float(onlyAfter), float(both)},
		[]float64{freedom(before.n-s.n, before.n), freedom(after.n-s.n, after.n), freedom(s.n, min(before.n, after.n))})
	return math.Sqrt(float(variance)), df, nil
}

// covariance returns how one customer's part in the one figure varies with their part
// in the other, in the unit of spread.
func (c Comparison) covariance() float64 {
	before, after, ok := both[Clustered](c)
	if !ok || c.shared == nil {
		return 0
	}
	return float(c.shared.covariance) * math.Sqrt(float64(before.n)*float64(after.n))
}

// clusteredInterval is [Comparison.Interval] of two clustered figures.
func (c Comparison) clusteredInterval(before, after Clustered, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	se, df, err := c.clusteredChange(before, after)
	if err != nil {
		return Interval{}, err
	}
	half := 0.0
	if se > 0 {
		half = stats.StudentQuantile(level, df) * se
	}
	i, err := limits{}.around("interval of change", c.Delta().Float64(), half, level)
	if err != nil {
		return Interval{}, err
	}
	return c.interval(i.Low, i.High, level), nil
}

// clusteredTest is [Comparison.Test] of two clustered figures.
func (c Comparison) clusteredTest(before, after Clustered) (Test, error) {
	se, df, err := c.clusteredChange(before, after)
	if err == nil && se == 0 {
		err = fmt.Errorf("kpi: test %w: no customer differs", ErrUndefined)
	}
	if err != nil {
		return Test{}, err
	}
	name := "Welch's t"
	if c.shared != nil {
		name = "paired t"
	}
	t := c.Delta().Float64() / se
	if math.IsInf(se, 0) || math.IsInf(t, 0) || math.IsNaN(df) {
		return Test{}, fmt.Errorf("kpi: test: %w: amounts too large", ErrOverflow)
	}
	return Test{name, t, df, stats.StudentTail(t, df)}, nil
}
