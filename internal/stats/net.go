package stats

import "math"

// The intervals below are of a net, in points from -100 to 100, of plus and minus
// among n answers.

// NetWald returns the textbook interval
//
//	100 (p - m ± z √((p + m - (p-m)²) / n))        p, m = shares of plus and minus
//
// of counts that need not be whole. It may reach beyond -100 and 100.
func NetWald(plus, minus, n, level float64) (low, high float64) {
	z := NormalQuantile(level)
	p, m := plus/n, minus/n
	half := 100 * z * math.Sqrt((p+m-(p-m)*(p-m))/n)
	return 100*(p-m) - half, 100*(p-m) + half
}

// AdjustedWald returns Wald's interval after adding three answers: 3/4 of plus,
// 3/4 of minus and 3/2 neutral ones.
func AdjustedWald(plus, minus, n, level float64) (low, high float64) {
	return NetWald(plus+0.75, minus+0.75, n+3, level)
}

// NetScore returns Tango's score interval: the nets δ with
//
//	(net - 100 δ)² <= z² 100² (p̃ + m̃ - δ²) / n
//
// where p̃ and m̃ are the likeliest shares whose difference is δ.
func NetScore(plus, minus, n, level float64) (low, high float64) {
	z := NormalQuantile(level)
	return solveNet(plus, minus, n, func(c trinomial, delta float64) bool {
		p, m := c.likeliest(delta)
		miss := (c.plus-c.minus)/c.n - delta
		return miss*miss*c.n <= z*z*(p+m-delta*delta)
	})
}

// SequentialNet returns the interval that may be looked at after every answer. The
// mixture is uniform over the shares of the three classes, and a net stays as long
// as some shares with that net do.
func SequentialNet(plus, minus, n, level float64) (low, high float64) {
	return solveNet(plus, minus, n, func(c trinomial, delta float64) bool {
		rest := c.n - c.plus - c.minus
		limit := math.Log1p(-level) - math.Log((c.n+1)/2*(c.n+2)) - LogMultinomial(c.plus, c.minus, rest)
		p, m := c.likeliest(delta)
		return LogLikelihoodRatio([]float64{c.plus, c.minus, rest}, []float64{p, m, 1 - p - m}) >= limit
	})
}

// NetVariance returns the variance of one answer, in squared points:
//
//	100² (p + m - (p-m)²)
//
// without cancellation where all answers are alike.
func NetVariance(plus, neutral, minus float64) float64 {
	n := plus + neutral + minus
	p, m := plus/n, minus/n
	return 1e4 * ((p+m)*(neutral/n) + 4*p*m)
}

// A trinomial is the counts of a net.
type trinomial struct{ plus, minus, n float64 }

// likeliest returns the shares of plus and minus that are likeliest for the
// counts among those whose difference is delta: the larger root of
//
//	2n m² - ((plus + minus)(1-δ) - 2δ (n - plus)) m - minus δ (1-δ) = 0
func (c trinomial) likeliest(delta float64) (p, m float64) {
	b := (c.plus+c.minus)*(1-delta) - 2*delta*(c.n-c.plus)
	root := math.Sqrt(max(b*b+8*c.n*c.minus*delta*(1-delta), 0))
	m = min(max((b+root)/(4*c.n), -delta, 0), (1-delta)/2)
	return m + delta, m
}

// solveNet returns, in points, how far from the net in both directions inside
// holds.
func solveNet(plus, minus, n float64, inside func(c trinomial, delta float64) bool) (low, high float64) {
	above := func(plus, minus float64) float64 {
		c := trinomial{plus, minus, n}
		return 100 * edge((plus-minus)/n, 1, func(delta float64) bool { return inside(c, delta) })
	}
	return -above(minus, plus), above(plus, minus)
}
