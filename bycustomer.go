package kpi

import (
	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/keyed"
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
