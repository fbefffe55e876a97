package exact

import (
	"math/big"
	"strings"

	"github.com/shopspring/decimal"
)

// MaxPlaces bounds the places of Round.
const MaxPlaces = 1000

// Round returns r rounded once to places, half away from zero. The exponent of
// the result is -places. Negative places round to tens, hundreds and so on;
// places beyond ±MaxPlaces count as ±MaxPlaces, so that no argument can
// exhaust memory.
func Round(r *big.Rat, places int32) decimal.Decimal {
	places = min(max(places, -MaxPlaces), MaxPlaces)
	num, den := new(big.Int).Abs(r.Num()), new(big.Int).Set(r.Denom())
	if places >= 0 {
		num.Mul(num, pow10(places))
	} else {
		den.Mul(den, pow10(-places))
	}
	// floor(num/den + 1/2) = floor((2 num + den) / (2 den))
	num.Lsh(num, 1).Add(num, den)
	num.Quo(num, den.Lsh(den, 1))
	if r.Sign() < 0 {
		num.Neg(num)
	}
	return decimal.NewFromBigInt(num, -places)
}

// maxText bounds the texts that ParseText reads. The quotients of this module
// are several times shorter: their sums have fewer than 600 digits.
const maxText = 4096

// Text returns the shortest exact text of r: a decimal as "1.25" where one of
// at most MaxPlaces places is exact, a fraction as "1/3" otherwise.
func Text(r *big.Rat) string {
	if places, exact := r.FloatPrec(); exact && places <= MaxPlaces {
		return r.FloatString(places)
	}
	return r.String()
}

// ParseText reads a decimal or a fraction of at most 4096 bytes, as Text
// writes them: digits, with a sign in front, and a point or a slash between.
// It knows no exponents, so that a short text is a small number.
func ParseText(s string) (*big.Rat, bool) {
	if len(s) > maxText || strings.Trim(s, "+-0123456789./") != "" {
		return nil, false
	}
	num, den, ok := strings.Cut(s, "/")
	if !ok {
		return new(big.Rat).SetString(s)
	}
	// Rat.SetString would read a fraction with leading zeros as octal.
	n, okNum := new(big.Int).SetString(num, 10)
	d, okDen := new(big.Int).SetString(den, 10)
	if !okNum || !okDen || d.Sign() <= 0 || den[0] == '+' {
		return nil, false
	}
	return new(big.Rat).SetFrac(n, d), true
}
