package fit

import (
	"math"

	"github.com/customerkpi/kpi/clv"
)

// Curves computes a smooth positive function of a whole number x and a real y,
// 1 or more, for many rows: where a stretch of y has seen enough rows of an x, by
// a polynomial through 16 points of the function, otherwise by the function. The
// polynomial is checked between its points, and not used if it is off by more
// than 1e-12.
//
// A million customers have few frequencies, and a forecast of each costs some
// hundred terms of a series; the polynomial costs 16. The stretches are those of
// equal first bits of y: to find them by its logarithm took a fifth of the time of
// a row. See the benchmarks of the models.
type Curves struct {
	f     func(x uint64, y float64) float64
	cells [Few][]cell
}

// Few is the number that frequencies with curves are below.
const Few = 256

const (
	panelBits = 1                // a factor of 2 of y is two panels
	curveSpan = 128 << panelBits // panels
	curveRows = 4                // that a panel has to see
	degree    = 16

	panelShift = 52 - panelBits
	panelOne   = 1023 << 52 // the bits of 1, where panel 0 begins
)

// Grown returns ln (scale+T)/(scale+t_x), exactly enough to be multiplied by the
// Frequency.
func Grown(scale float64, c *clv.Customer) float64 {
	if c.Frequency >= Few {
		return math.Log1p((c.T - c.Recency) / (scale + c.Recency))
	}
	return math.Log((scale + c.T) / (scale + c.Recency))
}

type cell struct {
	rows int32
	bad  bool
	poly *[degree]float64
}

// NewCurves returns curves of f, which is smooth.
func NewCurves(f func(x uint64, y float64) float64) *Curves { return &Curves{f: f} }

// At returns f(x, y), to a relative error of about 1e-12.
func (c *Curves) At(x uint64, y float64) float64 {
	bits := math.Float64bits(y)
	panel := (bits - panelOne) >> panelShift // of a y below 1, and of NaN, beyond all
	if x >= Few || panel >= curveSpan {
		return c.f(x, y)
	}
	if c.cells[x] == nil {
		c.cells[x] = make([]cell, curveSpan)
	}
	cell := &c.cells[x][panel]
	if cell.poly == nil {
		if cell.rows++; cell.bad || cell.rows < curveRows {
			return c.f(x, y)
		}
		if cell.poly = c.interpolate(x, panel); cell.poly == nil {
			cell.bad = true
			return c.f(x, y)
		}
	}
	within := math.Float64frombits(bits&(1<<panelShift-1) | panelOne) // from 1 to 1 and a panel
	return value(cell.poly, (within-1)*(2<<panelBits)-1)
}

// value returns the polynomial at u, by two chains that do not wait for each
// other: it takes half the time of one.
func value(p *[degree]float64, u float64) float64 {
	v := u * u
	even, odd := p[14], p[15]
	even = even*v + p[12]
	odd = odd*v + p[13]
	even = even*v + p[10]
	odd = odd*v + p[11]
	even = even*v + p[8]
	odd = odd*v + p[9]
	even = even*v + p[6]
	odd = odd*v + p[7]
	even = even*v + p[4]
	odd = odd*v + p[5]
	even = even*v + p[2]
	odd = odd*v + p[3]
	even = even*v + p[0]
	odd = odd*v + p[1]
	return odd*u + even
}

// interpolate returns the polynomial through the Chebyshev points of a panel, or
// nil if it is not good enough.
func (c *Curves) interpolate(x, panel uint64) *[degree]float64 {
	from, to := math.Float64frombits(panelOne+panel<<panelShift), math.Float64frombits(panelOne+(panel+1)<<panelShift)
	at := func(u float64) float64 { return c.f(x, from+(to-from)*(u+1)/2) }
	// The coefficients of the Chebyshev polynomials.
	var values, cheb [degree]float64
	for i := range values {
		values[i] = at(math.Cos(math.Pi * (float64(i) + 0.5) / degree))
	}
	for k := range cheb {
		for i, v := range values {
			cheb[k] += 2. / degree * v * math.Cos(math.Pi*float64(k)*(float64(i)+0.5)/degree)
		}
	}
	cheb[0] /= 2
	p := powers(&cheb)
	for _, u := range []float64{-1, -0.93, -0.41, 0.37, 0.91, 1} {
		if want := at(u); !(math.Abs(value(&p, u)-want) <= 1e-12*want) {
			return nil
		}
	}
	return &p
}

// powers returns the coefficients of the powers, from those of the Chebyshev
// polynomials, T(0) = 1, T(1) = u and T(k+1) = 2 u T(k) - T(k-1).
func powers(cheb *[degree]float64) (p [degree]float64) {
	now, next := [degree]float64{1}, [degree]float64{0, 1}
	for _, c := range cheb {
		for i := range p {
			p[i] += c * now[i]
		}
		before := now
		now = next
		for i := range next {
			next[i] = -before[i]
			if i > 0 {
				next[i] += 2 * now[i-1]
			}
		}
	}
	return p
}
