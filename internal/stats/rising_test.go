package stats

import (
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"
)

// For whole n the rising factorial is a(a+1)...(a+n-1), and the derivatives of
// its logarithm are sums.
func TestRisingEqualsTheProduct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := math.Exp(rapid.Float64Range(-20, 30).Draw(t, "ln a"))
		n := rapid.IntRange(0, 300).Draw(t, "n")
		product := big.NewFloat(1).SetPrec(200)
		sum1, sum2 := new(big.Float).SetPrec(200), new(big.Float).SetPrec(200)
		for i := range n {
			f := new(big.Float).SetPrec(200).SetFloat64(a)
			f.Add(f, big.NewFloat(float64(i)))
			product.Mul(product, f)
			q := new(big.Float).SetPrec(200).Quo(big.NewFloat(1), f)
			sum1.Add(sum1, q)
			sum2.Sub(sum2, new(big.Float).Mul(q, q))
		}
		exponent := product.MantExp(product)
		mantissa, _ := product.Float64()
		wantLog := math.Log(mantissa) + float64(exponent)*math.Ln2
		want1, _ := sum1.Float64()
		want2, _ := sum2.Float64()
		log, d1, d2 := Rising(a, float64(n))
		if math.Abs(log-wantLog) > 3e-15*(math.Abs(wantLog)+float64(n)*math.Abs(math.Log(a))+30) {
			t.Errorf("ln = %v, want %v", log, wantLog)
		}
		if math.Abs(d1-want1) > 1e-14*(want1+1e-3) || math.Abs(d2-want2) > 1e-13*(math.Abs(want2)+1e-3) {
			t.Errorf("derivatives %v %v, want %v %v", d1, d2, want1, want2)
		}
	})
}

// The log-gamma of the standard library is an independent one, where the
// difference does not cancel.
func TestRisingOfFractions(t *testing.T) {
	for _, a := range []float64{0.01, 0.5, 1, 3.7, 14.9, 15, 80} {
		for _, n := range []float64{0.25, 1.5, 33.3, 1e4} {
			x, _ := math.Lgamma(a + n)
			y, _ := math.Lgamma(a)
			if got := LogRising(a, n); math.Abs(got-(x-y)) > 1e-14*(math.Abs(x)+math.Abs(y)+1) {
				t.Errorf("LogRising(%v, %v) = %v, want %v", a, n, got, x-y)
			}
		}
	}
}

// Abramowitz and Stegun, table 6.1: ψ(1) = -0.5772156649, ψ(1.5) = 0.0364899740,
// ψ(2) = 0.4227843351; ψ'(1) = π²/6, ψ'(1/2) = π²/2 (6.4.2, 6.4.4).
func TestDigamma(t *testing.T) {
	for _, c := range []struct{ a, psi, trigamma float64 }{
		{1, -0.5772156649015329, math.Pi * math.Pi / 6},
		{1.5, 0.0364899739785765, math.Pi*math.Pi/2 - 4},
		{2, 0.4227843350984671, math.Pi*math.Pi/6 - 1},
	} {
		psi, trigamma := Digamma(c.a)
		if math.Abs(psi-c.psi) > 1e-15 || math.Abs(trigamma-c.trigamma) > 1e-14 {
			t.Errorf("Digamma(%v) = %v, %v, want %v, %v", c.a, psi, trigamma, c.psi, c.trigamma)
		}
	}
}

// For whole n the ratio is the product of (b+i)/(a+b+i), however large a and b
// are; and a and n can be exchanged.
func TestLogBetaRatioEqualsTheProduct(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := math.Exp(rapid.Float64Range(-20, 40).Draw(t, "ln a"))
		b := math.Exp(rapid.Float64Range(-20, 40).Draw(t, "ln b"))
		n := rapid.IntRange(0, 200).Draw(t, "n")
		wide := func(x float64) *big.Float { return new(big.Float).SetPrec(300).SetFloat64(x) }
		product := wide(1)
		for i := range n {
			top := new(big.Float).Add(wide(b), wide(float64(i)))
			product.Mul(product, top)
			product.Quo(product, top.Add(top, wide(a)))
		}
		exponent := product.MantExp(product)
		mantissa, _ := product.Float64()
		want := math.Log(mantissa) + float64(exponent)*math.Ln2
		if exponent == 0 || exponent == 1 { // near 1 the logarithm of the difference
			less, _ := new(big.Float).Sub(product.SetMantExp(product, exponent), wide(1)).Float64()
			want = math.Log1p(less)
		}
		for _, got := range []float64{LogBetaRatio(a, b, float64(n)), LogBetaRatio(float64(max(n, 1)), b, a)} {
			if n == 0 {
				got = LogBetaRatio(a, b, 0)
			}
			if math.Abs(got-want) > 1e-14*(math.Abs(want)+1e-2) {
				t.Errorf("%v, want %v", got, want)
			}
		}
	})
}
