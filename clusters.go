package kpi

import (
	"fmt"
	"math/big"
)

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
	f := Clustered{kind: kind, n: c.N, effective: new(big.Rat).Quo(xx, c.DenominatorSquares.r)}
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
