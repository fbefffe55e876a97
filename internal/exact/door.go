// Package exact adds, squares and divides decimals without rounding.
package exact

import (
	"math/big"

	"github.com/shopspring/decimal"
)

// The door: what a decimal may be to be added. Within it every exact result
// has a small bounded size; the largest amount is below 10^219.
const (
	MaxExponent = 64  // largest absolute exponent
	MaxBits     = 512 // largest length of the coefficient
)

// Fits reports whether d passes the door. It takes the same time for any d.
func Fits(d decimal.Decimal) bool {
	e := d.Exponent()
	if !fitsExponent(e) {
		return false
	}
	// Decimals of one exponent compare by their coefficients, and those first
	// by length: a long coefficient is neither copied nor counted.
	limit := new(big.Int).Lsh(big.NewInt(1), MaxBits)
	if d.Sign() < 0 {
		return d.Cmp(decimal.NewFromBigInt(limit.Neg(limit), e)) > 0
	}
	return d.Cmp(decimal.NewFromBigInt(limit, e)) < 0
}

func fitsExponent(e int32) bool { return -MaxExponent <= e && e <= MaxExponent }

// isShort reports whether CoefficientInt64 is sure to be the coefficient: 18
// digits are fewer than 63 bits. On a very long coefficient it takes a small
// part of the time that parsing it took.
func isShort(d decimal.Decimal) bool { return d.NumDigits() <= 18 }

// Rat returns the value of a d that Fits.
func Rat(d decimal.Decimal) *big.Rat { return scaled(d.Coefficient(), d.Exponent()) }

// scaled returns c·10^e. It may keep c.
func scaled(c *big.Int, e int32) *big.Rat {
	switch {
	case e == 0:
		return new(big.Rat).SetInt(c)
	case e > 0:
		return new(big.Rat).SetInt(c.Mul(c, pow10(e)))
	}
	return new(big.Rat).SetFrac(c, pow10(-e))
}

// pow10 returns 10^n.
func pow10(n int32) *big.Int {
	if n < int32(len(powers)) {
		return new(big.Int).SetUint64(powers[n])
	}
	return new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(n)), nil)
}
