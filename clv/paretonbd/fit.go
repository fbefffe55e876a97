package paretonbd

import (
	"cmp"
	"context"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/clv/internal/quadrature"
	"github.com/customerkpi/kpi/internal/newton"
	"github.com/customerkpi/kpi/internal/stats"
)

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
// The time is proportional to the number of distinct rows.
func Fit(ctx context.Context, customers []clv.Customer, o clv.Options) (Model, error) {
	rows, n, err := fit.Distinct(op, customers, false)
	if err != nil {
		return Model{}, err
	}
	gap, watched := fit.Times(rows)
	found, err := fit.Search(ctx, op, o, names, rows, func(params []float64, rows []clv.Customer) func(from, to int) newton.Point {
		p := Params{params[0], params[1], params[2], params[3]}
		return func(from, to int) newton.Point { return p.logLikelihood(rows[from:to]) }
	}, []float64{1, gap, 1, watched},
		[]float64{1, gap, 1, watched}, []float64{0.2, 0.2 * gap, 0.2, 0.2 * watched}, []float64{10, 10 * gap, 10, 20 * watched}, []float64{1, gap, 0.05, 1e-6 * watched})
	if err != nil {
		return Model{}, err
	}
	p := Params{found.Params[0], found.Params[1], found.Params[2], found.Params[3]}
	return Model{p, fit.Of(names, found, n)}, nil
}

// LogLikelihood returns the logarithm of the likelihood of customers. That of
// one is
//
//	Γ(r+x)/Γ(r) α^r · { (α+T)^-(r+x) (β/(β+T))^s + ∫ (α+τ)^-(r+x) s β^s (β+τ)^-(s+1) dτ },   t_x < τ < T
//
// of which the first part is a customer who is alive, and the second one who
// left at τ.
func (p Params) LogLikelihood(customers []clv.Customer) (float64, error) {
	if err := cmp.Or(p.valid(), p.checkHistories(customers)); err != nil {
		return 0, err
	}
	rows, _, err := fit.Distinct(op, customers, false)
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
// with its derivatives by r, α, s and β.
func (p Params) logLikelihood(rows []clv.Customer) newton.Point {
	var sum, g newton.Point // g of the terms that depend on x alone
	for i := range rows {
		c := &rows[i]
		if i == 0 || c.Frequency != rows[i-1].Frequency {
			g = newton.Point{}
			g.Value, g.Grad[0], g.Hess[0][0] = stats.Rising(p.R, float64(c.Frequency))
			g.Value -= float64(c.Frequency) * math.Log(p.Alpha)
		}
		w := fit.Weight(c)
		sum.Add(w, &g)
		m := p.mixture(*c)
		m.AddTo(&sum, w)
	}
	return sum
}

// alive returns the chance of Alive.
func (p Params) alive(c clv.Customer) float64 {
	alive, left, _ := p.parts(c, nil)
	return alive / (alive + left)
}

// A moment is a time of leaving τ, with ln (α+τ)/α and ln (β+τ)/β.
type moment struct{ tau, lnA, lnB float64 }

func (p Params) moment(tau float64) moment {
	return moment{tau, stats.Log1p(tau / p.Alpha), stats.Log1p(tau / p.Beta)}
}

// parts returns the two parts of the likelihood of a customer over e^scale and
// the factor that they share, by a quadrature of the second; each of its terms is
// also given to visit.
//
// The quadrature is over u = ln (c+τ)/c, c the smaller one of α and β, in panels
// of [Params.panel]. Quotients by α and β, and not sums, because both are large
// where customers are alike.
//
// The peers have two hypergeometric functions here, which cancel or overflow for
// frequent customers; this has no parameter that it fails for, and its
// derivatives are as simple.
func (p Params) parts(c clv.Customer, visit func(weight float64, at moment)) (alive, left, scale float64) {
	n := p.R + float64(c.Frequency)
	least := min(p.Alpha, p.Beta)
	last, end := p.moment(c.Recency), p.moment(c.T)
	lnLeave := math.Log(p.S / p.Beta * least)
	log := func(m moment, u float64) float64 { return lnLeave - n*m.lnA - (p.S+1)*m.lnB + u }
	aliveLog := -n*end.lnA - p.S*end.lnB
	u, to := max(last.lnA, last.lnB), max(end.lnA, end.lnB)
	scale = max(aliveLog, log(last, u))
	alive = math.Exp(aliveLog - scale)

	for u < to {
		width, falls := p.panel(n, u, to)
		highest := math.Inf(-1)
		for i := range quadrature.Nodes {
			x, w := quadrature.Node(i, u, u+width)
			m := moment{tau: least * stats.Expm1(x), lnA: x, lnB: x}
			if p.Alpha > least {
				m.lnA = stats.Log1p(m.tau / p.Alpha)
			}
			if p.Beta > least {
				m.lnB = stats.Log1p(m.tau / p.Beta)
			}
			f := log(m, x) - scale
			highest = max(highest, f)
			f = w * math.Exp(f)
			left += f
			if visit != nil {
				visit(f, m)
			}
		}
		if falls && highest < -45 {
			break
		}
		u += width
	}
	return alive, left, scale
}

// panel returns the width of the panel of the quadrature from u on: the integrand
// is smooth on a scale of 1 there, and changes by 20 powers of e at most. It also
// says whether the integrand falls from the end of the panel on: the slope of its
// logarithm,
//
//	1 - n (c+τ)/(α+τ) - (s+1) (c+τ)/(β+τ)
//
// falls with u.
func (p Params) panel(n, u, to float64) (width float64, falls bool) {
	const widest, change = 4, 20
	least := min(p.Alpha, p.Beta)
	slope := func(u float64) float64 {
		e := math.Exp(-u) // c+τ is c e^u
		return 1 - n*least/((p.Alpha-least)*e+least) - (p.S+1)*least/((p.Beta-least)*e+least)
	}
	width = min(widest, to-u)
	here, end := slope(u), slope(u+width)
	for max(math.Abs(here), math.Abs(end))*width > change {
		width /= 2
		end = slope(u + width)
	}
	return width, end < 0
}

// mixture returns the likelihood of a customer, without the terms that depend on the
// frequency alone.
func (p Params) mixture(c clv.Customer) fit.Mixture {
	var m fit.Mixture
	x := float64(c.Frequency)
	// Of the logarithm of a part, -(r+x) ln (α+τ)/α - x ln α - s ln (β+τ)/β, and
	// for one who left + ln s/(β+τ).
	add := func(w float64, at moment, left float64) {
		a, b := 1/(p.Alpha+at.tau), 1/(p.Beta+at.tau)
		ta, tb := at.tau/p.Alpha*a, at.tau/p.Beta*b
		d := [4]float64{-at.lnA, p.R*ta - x*a, left/p.S - at.lnB, p.S*tb - left*b}
		for i := range 4 {
			m.D[i] += w * d[i]
			for j := i; j < 4; j++ {
				m.Second[i][j] += w * d[i] * d[j]
			}
		}
		m.Second[0][1] += w * ta
		m.Second[1][1] += w * (x*a*a - p.R*ta*(1/p.Alpha+a))
		m.Second[2][2] -= w * left / (p.S * p.S)
		m.Second[2][3] += w * tb
		m.Second[3][3] += w * (left*b*b - p.S*tb*(1/p.Beta+b))
	}
	alive, left, scale := p.parts(c, func(w float64, at moment) { add(w, at, 1) })
	add(alive, p.moment(c.T), 0)
	m.Scale, m.Total = scale, alive+left
	return m
}
