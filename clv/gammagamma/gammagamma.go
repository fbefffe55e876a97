package gammagamma

import (
	"cmp"
	"context"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/internal/newton"
	"github.com/customerkpi/kpi/internal/stats"
)

// Params are the parameters of a model. All its predictions follow from them, so
// that published ones can be used without a fit.
type Params struct {
	P float64 `json:"p"` // shape of a customer's amounts
	Q float64 `json:"q"` // shape of the customers' means
	V float64 `json:"v"` // and their scale, in money
}

const op = "gammagamma"

var names = []string{"p", "q", "v"}

// valid reports a parameter outside 1e-100..1e100 as a [*kpi.RangeError].
func (p Params) valid() error {
	return cmp.Or(fit.Positive(op, names[0], p.P), fit.Positive(op, names[1], p.Q), fit.Positive(op, names[2], p.V))
}

// Mean returns the mean amount of all customers' orders:
//
//	p v / (q-1)
//
// For q <= 1 it is [kpi.ErrUndefined].
func (p Params) Mean() (float64, error) { return p.mean(0, 0) }

// ConditionalMean returns the mean amount of the orders to come of a customer:
//
//	p (v + x z) / (p x + q - 1)
//
// for x repeat orders of mean z. Without orders it is that of all customers. A
// negative Spend is a [*kpi.RangeError]. Where p x + q <= 1 it is
// [kpi.ErrUndefined].
func (p Params) ConditionalMean(c clv.Customer) (float64, error) {
	if c.Frequency > 0 && !(c.Spend >= 0 && c.Spend <= 1e300) {
		return 0, &kpi.RangeError{Op: op, Name: "spend", Value: c.Spend, Min: 0, Max: 1e300}
	}
	return p.mean(float64(c.Frequency), c.Spend)
}

func (p Params) mean(x, z float64) (float64, error) {
	if err := p.valid(); err != nil {
		return 0, err
	}
	if x == 0 {
		z = 0
	}
	below := p.P*x + (p.Q - 1)
	if below <= 0 {
		return 0, fmt.Errorf("gammagamma: mean amount %w: q = %.4g has no finite mean, only one above 1", kpi.ErrUndefined, p.Q)
	}
	return p.P * (p.V + x*z) / below, nil
}

// A Model is a fitted model: its parameters, and how it came to them. It is a
// value, and its JSON gives it back.
type Model struct {
	Params
	Fit clv.Fit `json:"fit"`

	// Correlation is that of frequency and spend of the customers who were
	// fitted, by Pearson; the model assumes 0. It is 0 where one does not vary.
	Correlation float64 `json:"correlation"`
}

// warnAbove is the correlation from which a Fit has a warning.
const warnAbove = 0.3

// Fit finds the parameters of the greatest likelihood for the customers with
// repeat orders and positive spend; LeftOut of the Fit counts the others:
//
//	ln L = ln Γ(px+q) - ln Γ(px) - ln Γ(q) + q ln v + (px-1) ln z + px ln x - (px+q) ln(v+xz)
//
// A Spend that is not a number is a [*kpi.RangeError] that says which; no customer at
// all is one too. A context that ends is its error.
func Fit(ctx context.Context, customers []clv.Customer, o clv.Options) (Model, error) {
	rows, n, err := distinct(customers)
	if err != nil {
		return Model{}, err
	}
	mean := 0.0
	for _, c := range rows {
		mean += fit.Weight(&c) / float64(n.Customers) * c.Spend
	}
	found, err := fit.Search(ctx, op, o, names, rows, func(params []float64, rows []clv.Customer) func(from, to int) newton.Point {
		p := Params{params[0], params[1], params[2]}
		return func(from, to int) newton.Point { return p.logLikelihood(rows[from:to]) }
	}, []float64{1, 1, mean}, []float64{2, 3, mean}, []float64{20, 3, mean / 10}, []float64{0.5, 2, 2 * mean})
	if err != nil {
		return Model{}, err
	}
	m := Model{Params{found.Params[0], found.Params[1], found.Params[2]}, fit.Of(names, found, n), correlation(rows)}
	if math.Abs(m.Correlation) > warnAbove {
		fit.Warn(&m.Fit, fmt.Sprintf("spend depends on frequency (correlation %.2f): the model assumes that it does not", m.Correlation))
	}
	if m.Q <= 1 {
		fit.Warn(&m.Fit, fmt.Sprintf("q = %.3g: the amounts have no finite mean", m.Q))
	}
	return m, nil
}

// distinct returns the rows of the customers who are fitted, sorted by frequency, with
// equal ones made one, and their numbers.
func distinct(customers []clv.Customer) (rows []clv.Customer, n fit.Numbers, err error) {
	for i, c := range customers {
		if math.IsNaN(c.Spend) || math.Abs(c.Spend) > 1e300 {
			return nil, n, fmt.Errorf("input %d: %w", i, &kpi.RangeError{Op: op, Name: "spend", Value: c.Spend, Min: -1e300, Max: 1e300})
		}
		buys := c.Frequency > 0 && c.Spend > 0
		if err := n.Count(op, c.Weight, buys); err != nil {
			return nil, n, err
		}
		if buys {
			rows = append(rows, clv.Customer{Frequency: c.Frequency, Spend: c.Spend, Weight: max(1, c.Weight)})
		}
	}
	if len(rows) == 0 {
		return nil, n, &kpi.RangeError{Op: op, Name: "number of customers with repeat orders and positive spend", Value: 0, Min: 1}
	}
	rows = fit.BySpend(rows)
	n.Rows = len(rows)
	return rows, n, nil
}

// logLikelihood returns the log-likelihood of rows that are sorted by frequency,
// with its derivatives by p, q and v.
func (p Params) logLikelihood(rows []clv.Customer) newton.Point {
	var sum, g newton.Point // g of the terms that depend on x alone
	for i := range rows {
		c := &rows[i]
		x := float64(c.Frequency)
		a := p.P * x
		if i == 0 || c.Frequency != rows[i-1].Frequency {
			// ln Γ(a+q) - ln Γ(a) - ln Γ(q), by the smaller one's rising.
			log, up, up1 := stats.Rising(a, p.Q)
			other, over, over1 := stats.Rising(p.Q, a)
			small, _ := math.Lgamma(p.Q)
			if a < p.Q {
				log = other
				small, _ = math.Lgamma(a)
			}
			_, both1 := stats.Digamma(a + p.Q)
			g = newton.Point{Value: log - small}
			g.Grad[0], g.Hess[0][0] = x*up, x*x*up1
			g.Grad[1], g.Hess[1][1] = over, over1
			g.Hess[0][1] = x * both1
		}
		w, z := fit.Weight(c), c.Spend
		sum.Add(w, &g)
		// Where p or q is large, as it is if all customers or all of their amounts
		// are alike, only quotients near 1 keep their digits: ln xz/(v+xz), and ln
		// v/(v+xz).
		total := p.V + x*z
		y := 1 / total
		amount, share := -lnOver(p.V, x*z), -lnOver(x*z, p.V)
		part := x * z / p.V * y // 1/v - 1/(v+xz)
		sum.Value += w * (p.Q*share + a*amount - math.Log(z))
		sum.Grad[0] += w * x * amount
		sum.Grad[1] += w * share
		sum.Grad[2] += w * (p.Q*part - a*y)
		sum.Hess[0][2] -= w * x * y
		sum.Hess[1][2] += w * part
		sum.Hess[2][2] += w * (a*y*y - p.Q*part*(1/p.V+y))
	}
	return sum
}

// lnOver returns ln (1 + a/b).
func lnOver(a, b float64) float64 {
	if q := a / b; !math.IsInf(q, 1) {
		return stats.Log1p(q)
	}
	return math.Log(a) - math.Log(b)
}

// correlation returns Pearson's, of frequency and spend.
func correlation(rows []clv.Customer) float64 {
	var n, x, z, xx, zz, xz float64
	for _, c := range rows {
		w := fit.Weight(&c)
		n += w
		dx, dz := float64(c.Frequency)-x, c.Spend-z
		x += w / n * dx
		z += w / n * dz
		xx += w * dx * (float64(c.Frequency) - x)
		zz += w * dz * (c.Spend - z)
		xz += w * dx * (c.Spend - z)
	}
	if xx == 0 || zz == 0 {
		return 0
	}
	return min(max(xz/math.Sqrt(xx*zz), -1), 1)
}
