package kpi

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// ByCustomer is a streaming figure of rows that belong to customers, with the
// customer as its unit: see [Clustered]. A row of a customer K (or author, visitor,
// account) adds to a numerator y and to a denominator x:
//
//	Add(c, y)        a value per row: seconds per request, lines per order       Ratio
//	AddHit(c, hit)   a share of the rows: resolved requests, lines of a category Rate
//	AddCounts        a share of rows that are counted already                    Rate
//	AddSums          any two sums: money and pieces, clicks and views            Ratio
//	AddUnknown       the same of a row whose customer is not known
//
// The last column is the method for the figure, a [Panel]: a [Clustered] figure, with an
// interval, that keeps its customers for comparisons.
//
// One accumulator is for one figure. The zero value is ready; see [Accumulator] for
// the laws that it keeps. Its state is about 80 bytes per customer beside the
// identity; an Add costs a look-up, a result a pass over the customers.
type ByCustomer[K Key] struct {
	customers keyed.Table[K, exact.Pair]
	unknown   exact.PairSums
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
	p, err := pairOf(y, x)
	if err != nil {
		return err
	}
	a.customers.At(customer).Merge(&p)
	return nil
}

// AddUnknown adds the sums y and x of rows whose customer is not known, such as an order
// without a login: they count as those of a customer of their own, and take no memory.
// Its errors are those of AddSums.
func (a *ByCustomer[K]) AddUnknown(y, x decimal.Decimal) error {
	p, err := pairOf(y, x)
	if err == nil && !a.unknown.Add(&p) {
		err = fmt.Errorf("kpi: customers: %w", ErrOverflow)
	}
	return err
}

func pairOf(y, x decimal.Decimal) (p exact.Pair, err error) {
	switch {
	case !p.Y.Add(y):
		return p, CheckAmount("kpi", "numerator", y)
	case !p.X.Add(x):
		return p, CheckAmount("kpi", "denominator", x)
	case x.Sign() < 0:
		return p, &RangeError{Op: "kpi", Name: "denominator", Value: x, Min: 0}
	}
	return p, nil
}

// Merge adds the rows of o. A customer of both counts once. Too many rows of unknown
// customers are [ErrOverflow].
func (a *ByCustomer[K]) Merge(o *ByCustomer[K]) error {
	o = shell.OrZero(o)
	if !a.unknown.Merge(&o.unknown) {
		return fmt.Errorf("kpi: customers: %w", ErrOverflow)
	}
	a.customers.Merge(&o.customers, func(p *exact.Pair, theirs exact.Pair) { p.Merge(&theirs) })
	return nil
}

// Empty reports whether nothing was added.
func (a *ByCustomer[K]) Empty() bool { return a.customers.Len() == 0 && a.unknown.N() == 0 }

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
	return shell.Clone(a, func(c *ByCustomer[K]) {
		c.customers, c.unknown = c.customers.Clone(exact.Pair.Clone), c.unknown.Clone()
	})
}

// Result returns the number of customers and the sums so far.
func (a *ByCustomer[K]) Result() Clusters {
	var all exact.Pairs
	for _, p := range a.customers.All() {
		all.Add(&p.Y, &p.X)
	}
	all.Merge(&a.unknown)
	return clustersOf(&all)
}

func clustersOf(all *exact.Pairs) Clusters {
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
	sums := a.customers.Snapshot(exact.Pair.Clone)
	return Panel[K]{f, &sums}, nil
}

// Clusters is what is known of rows that belong to customers (or authors, visitors,
// accounts): the number of customers and, with y and x the sums of the rows of one
// customer, five sums over the customers. [ByCustomer] counts them.
type Clusters struct {
	N                  uint64 `json:"n"`                   // customers
	Numerator          Value  `json:"numerator"`           // Σy
	Denominator        Value  `json:"denominator"`         // Σx
	NumeratorSquares   Value  `json:"numerator_squares"`   // Σy²
	Products           Value  `json:"products"`            // Σyx
	DenominatorSquares Value  `json:"denominator_squares"` // Σx²
}

// Ratio returns Σy / Σx as a quantity: money per order, seconds per request, lines
// per order. A denominator of 0 is [ErrUndefined]; one below 0, and sums that no
// customers have, are a [RangeError].
func (c Clusters) Ratio() (Clustered, error) { return c.figure(clusteredRatio) }

// Rate returns Σy / Σx as a share, 0 to 1: y of the x rows of each customer are hits.
// Its errors are those of Ratio, and a [RangeError] where hits are below 0 or more
// than the rows.
func (c Clusters) Rate() (Clustered, error) { return c.figure(clusteredRate) }

// Net returns 100 Σy / Σx in points, -100 to 100: y is how many more of the x rows
// of a customer are positive than negative. Its errors are those of Rate.
func (c Clusters) Net() (Clustered, error) { return c.figure(clusteredNet) }

func (c Clusters) figure(kind clusteredKind) (Clustered, error) {
	if err := c.check(kind); err != nil {
		return Clustered{}, err
	}
	x := orZero(c.Denominator.r)
	if x.Sign() == 0 {
		return Clustered{}, fmt.Errorf("kpi: clustered figure %w: denominator is 0", ErrUndefined)
	}
	r := new(big.Rat).Quo(orZero(c.Numerator.r), x)
	xx := new(big.Rat).Mul(x, x)
	product := new(big.Rat).Mul(r, c.DenominatorSquares.r)
	product = kind.scaled(product.Sub(orZero(c.Products.r), product), 1)
	f := Clustered{kind: kind, n: c.N, effective: new(big.Rat).Quo(xx, c.DenominatorSquares.r), rows: clone(x), product: product}
	if c.N > 1 {
		f.variance = kind.scaled(xx.Quo(c.residuals(r), xx), 2)
		f.variance.Mul(f.variance, bessel(c.N))
	}
	f.r = kind.scaled(r, 1)
	return f, nil
}

// residuals returns Σ (y - r x)² = Σy² - 2r Σyx + r² Σx².
func (c Clusters) residuals(r *big.Rat) *big.Rat {
	s := new(big.Rat).Mul(r, orZero(c.DenominatorSquares.r))
	s.Sub(s, new(big.Rat).Mul(big.NewRat(2, 1), orZero(c.Products.r)))
	return s.Add(s.Mul(s, r), orZero(c.NumeratorSquares.r))
}

// bessel returns n / (n-1).
func bessel(n uint64) *big.Rat { return new(big.Rat).SetFrac(bigUint(n), bigUint(n-1)) }

// check refuses sums that no customers have.
func (c Clusters) check(kind clusteredKind) error {
	n := new(big.Rat).SetInt(bigUint(c.N))
	y, x := orZero(c.Numerator.r), orZero(c.Denominator.r)
	yy, yx, xx := orZero(c.NumeratorSquares.r), orZero(c.Products.r), orZero(c.DenominatorSquares.r)
	// n Σab - Σa Σb: of two sums of squares never below 0, and by Cauchy and Schwarz
	// the product of these is not below the square of the third
	centred := func(ab, a, b *big.Rat) *big.Rat {
		s := new(big.Rat).Mul(n, ab)
		return s.Sub(s, new(big.Rat).Mul(a, b))
	}
	vy, vx, cov := centred(yy, y, y), centred(xx, x, x), centred(yx, y, x)
	cov.Mul(cov, cov)
	switch bound := new(big.Rat).Mul(vy, vx); {
	case x.Sign() < 0:
		return &RangeError{Op: "kpi", Name: "denominator", Value: short(x), Min: 0}
	case vy.Sign() < 0 || c.N <= 1 && vy.Sign() > 0 || c.N == 0 && yy.Sign() != 0:
		return &RangeError{Op: "kpi", Name: "customers times squared numerators", Value: short(n.Mul(n, yy)), Min: short(new(big.Rat).Mul(y, y))}
	case vx.Sign() < 0 || c.N <= 1 && vx.Sign() > 0 || c.N == 0 && xx.Sign() != 0:
		return &RangeError{Op: "kpi", Name: "customers times squared denominators", Value: short(n.Mul(n, xx)), Min: short(new(big.Rat).Mul(x, x))}
	case cov.Cmp(bound) > 0:
		return &RangeError{Op: "kpi", Name: "squared sum of products of deviations", Value: short(cov), Min: 0, Max: short(bound)}
	}
	return kind.check(y, x)
}

// check refuses shares and nets that are none.
func (k clusteredKind) check(y, x *big.Rat) error {
	switch {
	case k == clusteredRate && (y.Sign() < 0 || y.Cmp(x) > 0):
		return &RangeError{Op: "kpi", Name: "hits", Value: short(y), Min: 0, Max: short(x)}
	case k == clusteredNet && new(big.Rat).Abs(y).Cmp(x) > 0:
		return &RangeError{Op: "kpi", Name: "positive less negative", Value: short(y), Min: "-" + short(x), Max: short(x)}
	}
	return nil
}

// byCustomerMagic begins the encoding: each customer, with the two sums, and then the sums
// of those who are not known.
const byCustomerMagic = "byc\x01"

func (a *ByCustomer[K]) append(b []byte) []byte {
	b = keyed.AppendTable(append(b, byCustomerMagic...), &a.customers, func(p *exact.Pair, b []byte) []byte {
		return p.X.AppendBinary(p.Y.AppendBinary(b))
	})
	return a.unknown.AppendBinary(b)
}

func readByCustomer[K Key](r *wire.Reader) (a ByCustomer[K]) {
	r.Expect("kpi: by customer", byCustomerMagic)
	a.customers = keyed.ReadTable[K](r, func(p *exact.Pair, r *wire.Reader) {
		p.Y.Read(r)
		p.X.Read(r)
		if p.X.Sign() < 0 {
			r.Fail("denominator %v", p.X.Decimal())
		}
	})
	a.unknown.Read(r)
	if r.Err() == nil && a.unknown.N() > 0 {
		var unknown exact.Pairs
		unknown.Merge(&a.unknown)
		if err := clustersOf(&unknown).check(clusteredRatio); err != nil {
			r.Fail("%v", err)
		}
	}
	return a
}

// AppendBinary appends the encoding of a.
func (a *ByCustomer[K]) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a ByCustomer[K]) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns [ErrCorrupt].
func (a *ByCustomer[K]) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readByCustomer) }

// MarshalJSON returns the encoding of a as a string in base64.
func (a ByCustomer[K]) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (a *ByCustomer[K]) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
