package bgnbd

import (
	"math"

	"github.com/customerkpi/kpi/clv/internal/quadrature"
	"github.com/customerkpi/kpi/internal/stats"
)

// A future is what a customer will do: with the chance alive they are there, and
// then go on in phases at a rate of gamma(shape + j, scale), where j, the
// phases since the last order, has the chances of phases. Every k-th phase is an
// order, after which they leave with a chance of beta(a, b).
//
// With s(n) the chance that nothing ends before order n,
//
//	s(n) = (b)(b+1)...(b+n-2) / (a+b)(a+b+1)...(a+b+n-2),   s(1) = 1,
//
// and I(n) the chance that there is time for n orders,
//
//	I(n) = P(nk-j phases or more by t) = I_z(nk-j, shape+j),   z = t/(scale+t),
//
// the expected number of orders is Σ s(n) I(n), whose terms are all positive:
// unlike the closed form with a hypergeometric function it has no gap at a = 1
// and loses no digits for small times.
type future struct {
	alive        float64
	shape, scale float64
	a, b         float64
	k            int
	phases       [MaxRegularity]float64
}

// orders returns the expected number of orders in a time t.
func (f *future) orders(t float64) float64 {
	return f.alive * f.mean(t, func(r run) float64 {
		// Σ over m of P(m phases) S((m+j)/k), S(n) = s(1) + ... + s(n).
		sum, stay, total := 0.0, 1.0, 0.0
		n := 0
		for m, q := range r.q {
			for ; n < (m+r.j)/f.k; n++ {
				total += stay
				stay *= (f.b + float64(n)) / (f.a + f.b + float64(n))
			}
			sum += q * total
		}
		if r.orders == 0 {
			return sum
		}
		for ; n < r.orders-1; n++ {
			total += stay
			stay *= (f.b + float64(n)) / (f.a + f.b + float64(n))
		}
		return sum + f.enough(r, float64(r.orders))*total +
			f.beyond(r, func(n float64) float64 { return f.stay(n) * f.enough(r, n) })
	})
}

// aliveAt returns the chance that the customer is there after a time t.
func (f *future) aliveAt(t float64) float64 {
	if f.still(t) {
		return f.alive
	}
	return f.alive * min(1, f.mean(t, func(r run) float64 {
		sum, stay := 0.0, 1.0 // s(n+1)
		n := 0
		for m, q := range r.q {
			for ; n < (m+r.j)/f.k; n++ {
				stay *= (f.b + float64(n)) / (f.a + f.b + float64(n))
			}
			sum += q * stay
		}
		if r.orders == 0 {
			return sum
		}
		return sum + f.beyond(r, func(n float64) float64 { return f.stay(n+1) * f.just(r, n) })
	}))
}

// stay is s(n), for any n >= 1.
func (f *future) stay(n float64) float64 { return math.Exp(stats.LogBetaRatio(f.a, f.b, n-1)) }

// leave is s(n) - s(n+1).
func (f *future) leave(n float64) float64 { return f.stay(n) * f.a / (f.a + f.b + (n - 1)) }

// A run is the number of phases in a time t, of customers who are in phase j.
type run struct {
	j           int
	t           float64
	first, last float64   // numbers that are passed with a chance above 1 - 1e-17, and below 1e-17
	bend        float64   // how sharply the chance falls between them, by the logarithm of the number
	q           []float64 // the chances of 0, 1, ... phases
	orders      int       // that q does not reach any more; 0 where it goes to the last
}

// mean returns the mean of f over the phases that the customer may be in.
func (f *future) mean(t float64, of func(run) float64) float64 {
	if f.still(t) {
		return 0
	}
	total := 0.0
	for j, share := range f.phases[:f.k] {
		if share == 0 {
			continue
		}
		r := f.run(j, t)
		// How many orders are looked at one by one, whatever the customer; more
		// where the chance falls from the beginning.
		const direct = 1000
		orders := 100*r.bend + 1
		if r.first > direct*float64(f.k) {
			orders = min(orders, direct)
		}
		if r.last <= max(2*direct, orders*float64(f.k)) {
			r.q = f.chances(j, t, int(r.last))
		} else {
			r.orders = int(orders)
			r.q = f.chances(j, t, r.orders*f.k-j-1)
		}
		total += share * of(r)
	}
	return total
}

// still reports whether a time is too short for anything to happen, by the digits
// of a number.
func (f *future) still(t float64) bool { return t <= 1e-200*f.scale }

// run has a negative binomial distribution: below the mean the chances fall as
// those of a normal one at least, above it at last as those of a geometric one.
// What is left out is also below 1e-17 of the chance of an order.
func (f *future) run(j int, t float64) run {
	shape := f.shape + float64(j)
	mean := shape * t / f.scale
	deviation := math.Sqrt(mean * (1 + t/f.scale))
	tail := 40 / math.Log1p(f.scale/t)
	return run{
		j: j, t: t,
		first: mean - 9*deviation, last: mean + 9*deviation + tail + float64(2*f.k),
		bend: max(1, mean/deviation),
	}
}

// enough is I(n), for any n >= 1.
func (f *future) enough(r run, n float64) float64 {
	chance, _ := stats.Beta(n*float64(f.k)-float64(r.j), f.shape+float64(r.j), r.t/(f.scale+r.t), f.scale/(f.scale+r.t))
	return chance
}

// just is I(n) - I(n+1), for any n >= 1.
func (f *future) just(r run, n float64) float64 {
	sum := 0.0
	for i := range f.k {
		sum += f.chance(f.shape+float64(r.j), n*float64(f.k)-float64(r.j)+float64(i), r.t)
	}
	return sum
}

// beyond returns the sum of at over the numbers of orders from r.orders on. It is
// an integral, by the formula of Euler and Maclaurin between the middles of two
// numbers; in u = ln n, because at is a power of n until it ends.
//
//	Σ_{n>=N} f(n) = ∫_{N-1/2}^∞ f + f'(N-1/2)/24 - ...
func (f *future) beyond(r run, at func(n float64) float64) float64 {
	k, from := float64(f.k), float64(r.orders)
	begin, falls, end := math.Log(from-0.5), math.Log(max(from, r.first/k-1)), math.Log(max(from, r.last/k+2))
	inner := func(u float64) float64 {
		n := math.Exp(u)
		return n * at(n)
	}
	return (at(from)-at(from-1))/24 + quadrature.Integral(begin, falls, 0.5, inner) + quadrature.Integral(falls, end, 1/r.bend, inner)
}

// chances returns the chances of 0..last phases, from the likeliest on both ways.
func (f *future) chances(j int, t float64, last int) []float64 {
	shape := f.shape + float64(j)
	z := t / (f.scale + t)
	q := make([]float64, last+1)
	mode := int(max(0, min(float64(last), (shape-1)*t/f.scale)))
	q[mode] = f.chance(shape, float64(mode), t)
	for m := mode; m < last; m++ {
		q[m+1] = q[m] * (shape + float64(m)) / float64(m+1) * z
	}
	for m := mode; m > 0; m-- {
		q[m-1] = q[m] * float64(m) / (shape + float64(m-1)) / z
	}
	return q
}

// chance is that of m phases in a time t.
func (f *future) chance(shape, m, t float64) float64 {
	if m == 0 {
		return math.Exp(-shape * math.Log1p(t/f.scale))
	}
	return stats.BetaPower(m, shape, t/(f.scale+t), f.scale/(f.scale+t)) / m
}

// exactly returns the chance of n orders in a time t: that nothing more than n
// happened, or that order n was the last.
func (f *future) exactly(n uint64, t float64) float64 {
	if f.still(t) {
		if n == 0 {
			return 1
		}
		return 0
	}
	total := 0.0
	stay := f.stay(float64(n) + 1)
	for j, share := range f.phases[:f.k] {
		if share == 0 {
			continue
		}
		shape := f.shape + float64(j)
		from := max(0, int(n)*f.k-j)
		chance := 0.0
		for m := from; m < (int(n)+1)*f.k-j; m++ {
			chance += f.chance(shape, float64(m), t)
		}
		total += share * stay * chance
		if n > 0 {
			enough := 1.0
			if from > 0 {
				enough, _ = stats.Beta(float64(from), shape, t/(f.scale+t), f.scale/(f.scale+t))
			}
			total += share * f.leave(float64(n)) * enough
		}
	}
	total *= f.alive
	if n == 0 {
		total += 1 - f.alive
	}
	return min(1, total)
}
