package bgnbd

import (
	"context"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/internal/newton"
	"github.com/customerkpi/kpi/internal/stats"
)

// Options of a fit. The zero value is BG/NBD.
type Options struct {
	clv.Options
	Dropout Dropout `json:"dropout"`

	// Regularity is the number k of phases between orders, 0 is 1; with
	// Choose it is ignored.
	Regularity int `json:"regularity"`

	// Choose takes the k of 1..MaxRegularity with the greatest likelihood.
	Choose bool `json:"choose"`
}

// A Model is a fitted model: its parameters, and how it came to them. It is a
// value, and its JSON gives it back.
type Model struct {
	Params
	Fit clv.Fit `json:"fit"`
}

// Fit finds the parameters of the greatest likelihood for customers. A customer that no
// history leads to is a [*kpi.RangeError] that says which; a context that ends is its
// error. Look at the Status and Warnings of the Fit: few or equal customers do not
// determine four parameters. Customers with T = 0 carry no information and are left out.
//
// With Choose, or a Regularity above 1, LogGaps is needed: those of a customer
// without or with one repeat order are known, 0 and the logarithm of the Recency, and
// others are a [*kpi.RangeError]. LogGaps of 0 for all customers are an error that
// matches [kpi.ErrRange], in every unit of time: the column is missing.
//
// The time is proportional to the number of distinct rows, and to the number k.
func Fit(ctx context.Context, customers []clv.Customer, o Options) (Model, error) {
	p := Params{Regularity: o.Regularity, Dropout: o.Dropout, R: 1, Alpha: 1, A: 1, B: 1}
	if err := p.valid(); err != nil {
		return Model{}, err
	}
	rows, n, err := fit.Distinct(op, customers, o.Choose || p.k() > 1)
	if err != nil {
		return Model{}, err
	}
	if !o.Choose {
		return fitRegular(ctx, rows, n, o.Options, p)
	}
	p.Regularity = 1
	random, m, err := fit.Distinct(op, customers, false) // fewer rows, to which the gaps are nothing
	if err != nil {
		return Model{}, err
	}
	best, err := fitRegular(ctx, random, m, o.Options, p)
	for k := 2; k <= MaxRegularity && err == nil; k++ {
		var next Model
		p.Regularity = k
		next, err = fitRegular(ctx, rows, n, o.Options, p)
		if err != nil || next.Fit.LogLikelihood <= best.Fit.LogLikelihood {
			break // the likelihood has one top in k
		}
		best = next
	}
	if err != nil {
		return Model{}, err
	}
	return best, nil
}

func fitRegular(ctx context.Context, rows []clv.Customer, n fit.Numbers, o clv.Options, p Params) (Model, error) {
	gap, _ := fit.Times(rows)
	alpha := gap / float64(p.k())
	found, err := fit.Search(ctx, op, o, names, rows, func(params []float64, rows []clv.Customer) func(from, to int) newton.Point {
		p := p
		p.R, p.Alpha, p.A, p.B = params[0], params[1], params[2], params[3]
		return func(from, to int) newton.Point { return p.logLikelihood(rows[from:to]) }
	}, []float64{1, gap, 1, 1},
		[]float64{1, alpha, 1, 3}, []float64{0.2, 0.2 * alpha, 0.3, 3}, []float64{10, 10 * alpha, 1, 20}, []float64{0.2, 0.2 * alpha, 100, 1e4}, []float64{1, alpha, 0.01, 0.01})
	if err != nil {
		return Model{}, err
	}
	p.R, p.Alpha, p.A, p.B = found.Params[0], found.Params[1], found.Params[2], found.Params[3]
	return Model{p, fit.Of(names, found, n)}, nil
}

// LogLikelihood returns the logarithm of the likelihood of customers.
func (p Params) LogLikelihood(customers []clv.Customer) (float64, error) {
	if err := p.valid(); err != nil {
		return 0, err
	}
	rows, _, err := fit.Distinct(op, customers, p.k() > 1)
	if err != nil {
		return 0, err
	}
	sum := p.logLikelihood(rows).Value
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return 0, &kpi.RangeError{Op: op, Name: "log-likelihood", Value: sum, Min: "-infinity (excluded)", Max: "infinity (excluded)"}
	}
	return sum, nil
}

// logLikelihood returns the log-likelihood of rows that are sorted by frequency,
// with its derivatives by r, α, a and b. With N = r + kx, m chances to leave and
// ρ = a/(b+m-1), that of a row is
//
//	ln Γ(N)/Γ(r) + r ln α - N ln(α+T) + ln (b)_m/(a+b)_m + ln (Q + ρ ((α+T)/(α+t_x))^N)
//	+ (k-1) Σ ln gaps - x ln (k-1)!
//
// where the first term of the last logarithm is a customer who is alive, in any
// of k phases, and the second one who left; without chance to leave ρ is 0.
func (p Params) logLikelihood(rows []clv.Customer) newton.Point {
	var sum newton.Point
	var f frequency
	for i := range rows {
		c := &rows[i]
		if i == 0 || c.Frequency != rows[i-1].Frequency {
			f = p.frequency(c.Frequency)
		}
		p.add(&sum, c, &f)
	}
	return sum
}

// A frequency is what the likelihood of a row has that depends on x alone.
type frequency struct {
	phases, chances float64 // kx and m
	terms           newton.Point
	lnAlpha         float64
	dead            float64 // ln ρ
	deadA, deadB    float64 // and its derivatives
}

func (p Params) frequency(x uint64) frequency {
	k, m := float64(p.k()), p.chances(x)
	f := frequency{phases: k * float64(x), chances: m, lnAlpha: math.Log(p.Alpha)}
	perOrder, _ := math.Lgamma(k)
	g := &f.terms
	g.Value, g.Grad[0], g.Hess[0][0] = stats.Rising(p.R, f.phases)
	g.Value -= float64(x) * perOrder
	_, b1, b2 := stats.Rising(p.B, m)
	_, c1, c2 := stats.Rising(p.A+p.B, m)
	g.Value += stats.LogBetaRatio(p.A, p.B, m)
	g.Grad[2], g.Grad[3] = -c1, b1-c1
	g.Hess[2][2], g.Hess[2][3], g.Hess[3][3] = -c2, -c2, b2-c2
	if m > 0 {
		f.dead, f.deadA, f.deadB = math.Log(p.A/(p.B+(m-1))), 1/p.A, -1/(p.B+(m-1))
	}
	return f
}

// add adds the log-likelihood of a row.
func (p *Params) add(sum *newton.Point, c *clv.Customer, f *frequency) {
	w := fit.Weight(c)
	n := p.R + f.phases
	x1, x2 := 1/(p.Alpha+c.T), 1/(p.Alpha+c.Recency)
	far := stats.Log1p(c.T / p.Alpha) // ln (α+T)/α
	apart := stats.Log1p((c.T - c.Recency) * x2)
	var q quotient
	if p.Regularity > 1 {
		q = p.phases(n, (c.T-c.Recency)*x1, x1)
	}

	sum.Add(w, &f.terms)
	// r ln α - N ln(α+T), in an order that loses no digits where r and α are
	// large, as they are if all customers are alike.
	sum.Value += w * (-p.R*far - f.phases*(f.lnAlpha+far) + q.log + float64(p.k()-1)*c.LogGaps)
	sum.Grad[0] += w * (q.r - far)
	sum.Grad[1] += w * ((p.R*c.T/p.Alpha-f.phases)*x1 + q.alpha)
	sum.Hess[0][0] += w * q.rr
	sum.Hess[0][1] += w * (c.T/p.Alpha*x1 + q.rAlpha)
	sum.Hess[1][1] += w * (-p.R/(p.Alpha*p.Alpha) + n*x1*x1 + q.alphaAlpha)
	if f.chances == 0 {
		return
	}

	// ln(1 + e^v) with v = ln ρ + N ln((α+T)/(α+t_x)) - ln Q
	v := f.dead + n*apart - q.log
	d := [4]float64{apart - q.r, n*(x1-x2) - q.alpha, f.deadA, f.deadB}
	left := w * addSoftplus(sum, w, v, &d)
	sum.Hess[0][0] -= left * q.rr
	sum.Hess[0][1] += left * (x1 - x2 - q.rAlpha)
	sum.Hess[1][1] += left * (n*(x2*x2-x1*x1) - q.alphaAlpha)
	sum.Hess[2][2] -= left * f.deadA * f.deadA
	sum.Hess[3][3] += left * f.deadB * f.deadB
}

// addSoftplus adds ln(1 + e^v), w times, and its derivatives as far as they follow
// from d, the first ones of v. It returns the derivative by v.
func addSoftplus(sum *newton.Point, w, v float64, d *[4]float64) (left float64) {
	e := math.Exp(-math.Abs(v))
	left = 1 / (1 + e)
	if v < 0 {
		left = e / (1 + e)
	}
	sum.Value += w * (max(v, 0) + stats.Log1p(e))
	curve := w * left * (1 - left)
	for i := range 4 {
		sum.Grad[i] += w * left * d[i]
		for j := i; j < 4; j++ {
			sum.Hess[i][j] += curve * d[i] * d[j]
		}
	}
	return left
}

// A quotient is ln Q and its derivatives, Q = Σ_{j<k} (N)_j/j! ζ^j: the chance of
// less than k phases since the last order, over that of none.
type quotient struct{ log, r, alpha, rr, rAlpha, alphaAlpha float64 }

// phases returns the quotient for ζ = (T-t_x)/(α+T), given 1/(α+T).
func (p Params) phases(n, zeta, x1 float64) quotient {
	var q quotient
	sum, term := 0.0, 1.0
	h1, h2 := 0.0, 0.0 // Σ 1/(N+i) and its derivative: those of ln (N)_j
	for j := range p.k() {
		d := -float64(j) * x1
		sum += term
		q.r += term * h1
		q.alpha += term * d
		q.rr += term * (h1*h1 + h2)
		q.rAlpha += term * h1 * d
		q.alphaAlpha += term * (d*d + float64(j)*x1*x1)
		next := n + float64(j)
		term *= next / float64(j+1) * zeta
		h1 += 1 / next
		h2 -= 1 / (next * next)
	}
	q.log = math.Log(sum)
	q.r /= sum
	q.alpha /= sum
	q.rr = q.rr/sum - q.r*q.r
	q.rAlpha = q.rAlpha/sum - q.r*q.alpha
	q.alphaAlpha = q.alphaAlpha/sum - q.alpha*q.alpha
	return q
}
