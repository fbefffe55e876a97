package kpi

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi/internal/stats"
)

// Interval returns the adjusted Wald interval in points, the one to take
// unless there is a reason for another: three answers are added, 3/4 positive,
// 3/4 negative, 3/2 neutral, then
//
//	p, m = shares of plus and minus, n' = total + 3
//	100 (p - m ± z √((p + m - (p-m)²) / n'))        cut to -100..100
//
// It does not collapse where all answers are alike, and holds the true net as
// often as level says, within two points of a hundred, from n = 30 on. Its
// centre is nearer to 0 than the net, so of one or two answers that are all
// alike it may leave out the net itself.
// A level outside [0.5, 1) is a [RangeError], the zero Net [ErrUndefined].
//
// Source: B. Rocks, The American Statistician 70 (2016) 365-372.
func (n Net) Interval(level float64) (Interval, error) {
	return n.interval(level, func(z float64) (low, high float64) {
		return adjustedWald(float64(n.plus), float64(n.minus), float64(n.total), z)
	})
}

// FiniteInterval returns the interval for a sample drawn without replacement
// from a finite population: what Interval reaches below and above the net,
// times the correction of [Rate.FiniteInterval], √((N - n) / (N - 1)). A sample
// of all has no uncertainty left. A population below the total is a
// [RangeError].
func (n Net) FiniteInterval(level float64, population uint64) (Interval, error) {
	correction, err := finite(n.total, population)
	if err != nil {
		return Interval{}, err
	}
	i, err := n.Interval(level)
	if err != nil {
		return Interval{}, err
	}
	x := n.Float64()
	return Interval{Low: x - correction*max(x-i.Low, 0), High: x + correction*max(i.High-x, 0), Level: level}, nil
}

// adjustedWald is the adjusted Wald interval of counts that need not be whole.
func adjustedWald(plus, minus, total, z float64) (low, high float64) {
	return netWald(plus+0.75, minus+0.75, total+3, z)
}

// netWald is Wald's interval for the net of counts.
func netWald(plus, minus, total, z float64) (low, high float64) {
	p, m := plus/total, minus/total
	half := 100 * z * math.Sqrt((p+m-(p-m)*(p-m))/total)
	return 100*(p-m) - half, 100*(p-m) + half
}

// Wald returns the textbook interval in points, cut to -100..100:
//
//	100 (p - m ± z √((p + m - (p-m)²) / n))
//
// It is here to compare with figures that others computed so. Do not decide by
// it: it is a point where all answers are alike, and too narrow for some dozens
// of answers. A level outside [0.5, 1) is a [RangeError], the zero Net
// [ErrUndefined].
func (n Net) Wald(level float64) (Interval, error) {
	return n.interval(level, func(z float64) (low, high float64) {
		return netWald(float64(n.plus), float64(n.minus), float64(n.total), z)
	})
}

// Score returns the score interval in points, which holds every net δ that the
// answers do not contradict, with the variance that is likeliest under δ:
//
//	(net - 100 δ)² <= z² 100² (p̃ + m̃ - δ²) / n
//	p̃, m̃ = the shares that are likeliest for the counts where p̃ - m̃ = δ
//
// Take it instead of Interval where the net itself has to lie inside, or below
// 30 answers; next to ±100 it holds the true net too seldom. It is found by
// bisection, in some microseconds. A level outside [0.5, 1) is a [RangeError], the
// zero Net [ErrUndefined].
//
// Source: T. Tango, Statistics in Medicine 17 (1998) 891-908, for the difference
// of dependent shares, which the net is; the "iterative" interval of Rocks.
func (n Net) Score(level float64) (Interval, error) {
	return n.interval(level, func(z float64) (low, high float64) {
		return n.solve(func(c trinomial, delta float64) bool {
			p, m := c.likeliest(delta)
			miss := (c.plus-c.minus)/c.total - delta
			return miss*miss*c.total <= z*z*(p+m-delta*delta)
		})
	})
}

// interval checks level and net, and cuts the interval to -100..100.
func (n Net) interval(level float64, ends func(z float64) (low, high float64)) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if n.total == 0 {
		return Interval{}, fmt.Errorf("kpi: interval %w: total is 0", ErrUndefined)
	}
	low, high := ends(stats.NormalQuantile(level))
	return Interval{Low: max(low, -100), High: min(high, 100), Level: level}, nil
}

// A trinomial is the counts of a net as float64.
type trinomial struct{ plus, minus, total float64 }

// likeliest returns the shares of plus and minus that are likeliest for the
// counts among those whose difference is delta: the larger root of
//
//	2n m² - ((plus + minus)(1-δ) - 2δ (n - plus)) m - minus δ (1-δ) = 0
func (c trinomial) likeliest(delta float64) (p, m float64) {
	b := (c.plus+c.minus)*(1-delta) - 2*delta*(c.total-c.plus)
	root := math.Sqrt(max(b*b+8*c.total*c.minus*delta*(1-delta), 0))
	m = min(max((b+root)/(4*c.total), -delta, 0), (1-delta)/2)
	return m + delta, m
}

// solve returns, in points, how far from the net in both directions inside
// holds.
func (n Net) solve(inside func(c trinomial, delta float64) bool) (low, high float64) {
	above := func(plus, minus uint64) float64 {
		c := trinomial{float64(plus), float64(minus), float64(n.total)}
		return 100 * edge((c.plus-c.minus)/c.total, 1, func(delta float64) bool { return inside(c, delta) })
	}
	return -above(n.minus, n.plus), above(n.plus, n.minus)
}

// errorVariance returns the variance of the net, in squared points.
func (n Net) errorVariance() float64 {
	total := float64(n.total)
	p, m := float64(n.plus)/total, float64(n.minus)/total
	// p + m - (p-m)², without cancellation where all answers are alike
	neutral := float64(n.total-n.plus-n.minus) / total
	return 1e4 * ((p+m)*neutral + 4*p*m) / total
}

// spread returns the variance of one answer, in squared points, after adding
// the three of Interval so that it is never 0.
func (n Net) spread() (float64, error) {
	total := float64(n.total) + 3
	p, m := (float64(n.plus)+0.75)/total, (float64(n.minus)+0.75)/total
	return 1e4 * (p + m - (p-m)*(p-m)), nil
}
