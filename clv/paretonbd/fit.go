package paretonbd

import (
	"context"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/internal/newton"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Model is a fitted model: its parameters, and how it came to them. It is a
// value, and its JSON gives it back.
type Model struct {
	Params
	Fit clv.Fit `json:"fit"`
}

// Fit finds the parameters of the greatest likelihood for customers. A customer
// that no history leads to is a *kpi.RangeError that says which; a context that
// ends is its error. Look at the Status and Warnings of the Fit: few or equal
// customers do not determine four parameters.
//
// The time is proportional to the number of distinct rows.
func Fit(ctx context.Context, customers []clv.Customer, o clv.Options) (Model, error) {
	rows, count, err := fit.Distinct(op, customers, false)
	if err != nil {
		return Model{}, err
	}
	gap, watched := fit.Times(rows)
	starts, err := fit.Starts(op, o, names, len(rows),
		[]float64{1, gap, 1, watched}, []float64{0.2, 0.2 * gap, 0.2, 0.2 * watched}, []float64{10, 10 * gap, 10, 20 * watched})
	if err != nil {
		return Model{}, err
	}
	found, err := newton.Maximize(ctx, func(params []float64) newton.Point {
		p := Params{params[0], params[1], params[2], params[3]}
		return newton.Sum(ctx, len(rows), o.Workers, func(from, to int) newton.Point { return p.logLikelihood(rows[from:to]) })
	}, starts, []float64{1, gap, 1, watched})
	if err != nil {
		return Model{}, err
	}
	p := Params{found.Params[0], found.Params[1], found.Params[2], found.Params[3]}
	return Model{p, fit.Of(names, found, count, len(rows))}, nil
}

// LogLikelihood returns the logarithm of the likelihood of customers. That of
// one is
//
//	Γ(r+x)/Γ(r) α^r · { (α+T)^-(r+x) (β/(β+T))^s + ∫ (α+τ)^-(r+x) s β^s (β+τ)^-(s+1) dτ },   t_x < τ < T
//
// of which the first part is a customer who is alive, and the second one who
// left at τ.
func (p Params) LogLikelihood(customers []clv.Customer) (float64, error) {
	if err := p.Check(); err != nil {
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
	var sum, g newton.Point
	for i := range rows {
		c := &rows[i]
		if i == 0 || c.Frequency != rows[i-1].Frequency {
			g = newton.Point{}
			g.Value, g.Grad[0], g.Hess[0][0] = stats.Rising(p.R, float64(c.Frequency))
			g.Value += p.R * math.Log(p.Alpha)
			g.Grad[0] += math.Log(p.Alpha)
			g.Grad[1] = p.R / p.Alpha
			g.Hess[0][1] = 1 / p.Alpha
			g.Hess[1][1] = -p.R / (p.Alpha * p.Alpha)
		}
		w := c.Count()
		sum.Add(w, &g)
		m := p.mixture(*c)
		m.addTo(&sum, w)
	}
	return sum
}

// alive returns the chance of Alive.
func (p Params) alive(c clv.Customer) float64 {
	alive, left, _ := p.parts(c, nil)
	return alive / (alive + left)
}

// parts returns the two parts of the likelihood of a customer over e^scale and
// the factor that they share, by a quadrature of the second; each of its terms is
// also given to visit.
//
// The quadrature is over u = ln(c+τ), c the smaller one of α and β: there the
// integrand is smooth on a scale of 1, or of what 20 powers of e take.
//
// The peers have two hypergeometric functions here, which cancel or overflow for
// frequent customers; this has no parameter that it fails for, and its
// derivatives are as simple.
func (p Params) parts(c clv.Customer, visit func(weight, logA, a, logB, b float64)) (alive, left, scale float64) {
	n := p.R + float64(c.Frequency)
	alpha, beta := p.Alpha, p.Beta
	least := min(alpha, beta)
	lnBeta, lnS := math.Log(beta), math.Log(p.S)
	lnA, lnB := math.Log(alpha+c.T), math.Log(beta+c.T)
	aliveLog := -n*lnA + p.S*(lnBeta-lnB)
	startLog := -n*math.Log(alpha+c.Recency) + lnS + p.S*lnBeta - (p.S+1)*math.Log(beta+c.Recency) + math.Log(least+c.Recency)
	scale = max(aliveLog, startLog)
	alive = math.Exp(aliveLog - scale)

	u, end := math.Log(least+c.Recency), math.Log(least+c.T)
	if apart := math.Log1p((c.T - c.Recency) / (least + c.Recency)); apart > 0 {
		u = end - apart // of two times that are near
	}
	widest := min(4, 20/(n+p.S+1))
	panels := math.Ceil((end - u) / widest)
	step := (end - u) / panels
	for range int(panels) {
		lowest := math.Inf(1)
		for i := range stats.Nodes {
			x, w := stats.Node(i, u, u+step)
			e := math.Exp(x)
			a, b := e+(alpha-least), e+(beta-least)
			logA, logB := x, x
			if alpha > least {
				logA = math.Log(a)
			}
			if beta > least {
				logB = math.Log(b)
			}
			f := -n*logA + lnS + p.S*lnBeta - (p.S+1)*logB + x - scale
			lowest = min(lowest, f)
			f = w * math.Exp(f)
			left += f
			if visit != nil {
				visit(f, logA, a, logB, b)
			}
		}
		if lowest < -45 && n > 1 {
			break // it falls all the way
		}
		u += step
	}
	return alive, left, scale
}

// A mixture is the mean of the derivatives of the logarithms of the parts of a
// likelihood, weighted by the parts.
type mixture struct {
	log    float64 // of the sum of the parts
	d      [4]float64
	second [4][4]float64 // means of second derivatives and of products of first ones
}

func (p Params) mixture(c clv.Customer) mixture {
	var m mixture
	n := p.R + float64(c.Frequency)
	lnBeta := math.Log(p.Beta)
	add := func(w, logA, a, logB, b, left float64) {
		x, y := 1/a, 1/b
		d := [4]float64{-logA, -n * x, lnBeta - logB + left/p.S, p.S/p.Beta - (p.S+left)*y}
		for i := range 4 {
			m.d[i] += w * d[i]
			for j := i; j < 4; j++ {
				m.second[i][j] += w * d[i] * d[j]
			}
		}
		m.second[0][1] -= w * x
		m.second[1][1] += w * n * x * x
		m.second[2][2] -= w * left / (p.S * p.S)
		m.second[2][3] += w * (1/p.Beta - y)
		m.second[3][3] += w * ((p.S+left)*y*y - p.S/(p.Beta*p.Beta))
	}
	alive, left, scale := p.parts(c, func(w, logA, a, logB, b float64) { add(w, logA, a, logB, b, 1) })
	a, b := p.Alpha+c.T, p.Beta+c.T
	add(alive, math.Log(a), a, math.Log(b), b, 0)
	total := alive + left
	for i := range 4 {
		m.d[i] /= total
		for j := i; j < 4; j++ {
			m.second[i][j] /= total
		}
	}
	m.log = scale + math.Log(total)
	return m
}

// addTo adds the logarithm of the mixture and its derivatives, w times.
func (m *mixture) addTo(sum *newton.Point, w float64) {
	sum.Value += w * m.log
	for i := range 4 {
		sum.Grad[i] += w * m.d[i]
		for j := i; j < 4; j++ {
			sum.Hess[i][j] += w * (m.second[i][j] - m.d[i]*m.d[j])
		}
	}
}
