package bgbb

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

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

// Fit finds the parameters of the greatest likelihood for customers. A customer that no
// history leads to is a [*kpi.RangeError] that says which; a context that ends is its
// error. Customers without an opportunity carry no information and are left out.
//
// The time is proportional to the number of distinct rows, and to their
// opportunities.
func Fit(ctx context.Context, customers []Customer, o clv.Options) (Model, error) {
	rows, n, err := distinct(customers)
	if err != nil {
		return Model{}, err
	}
	found, err := fit.Search(ctx, op, o, names, rows, func(params []float64, rows []Customer) func(from, to int) newton.Point {
		t := newTables(Params{params[0], params[1], params[2], params[3]}, longest(rows))
		return func(from, to int) newton.Point { return t.logLikelihood(rows[from:to]) }
	}, []float64{1, 1, 1, 1}, []float64{1, 1, 1, 3}, []float64{0.2, 0.2, 0.2, 1}, []float64{10, 10, 2, 20}, []float64{1, 1, 0.05, 0.01})
	if err != nil {
		return Model{}, err
	}
	p := Params{found.Params[0], found.Params[1], found.Params[2], found.Params[3]}
	return Model{p, fit.Of(names, found, n)}, nil
}

// LogLikelihood returns the logarithm of the likelihood of customers. That of
// one, with B the beta function, is that of who is there to the end, and of who
// left before opportunity t_x+i+1:
//
//	B(α+x, β+n-x)/B(α,β) · B(γ, δ+n)/B(γ,δ)
//	+ Σ B(α+x, β+t_x-x+i)/B(α,β) · B(γ+1, δ+t_x+i)/B(γ,δ),   i = 0..n-t_x-1
func (p Params) LogLikelihood(customers []Customer) (float64, error) {
	if err := p.valid(); err != nil {
		return 0, err
	}
	rows, _, err := distinct(customers)
	if err != nil {
		return 0, err
	}
	return newTables(p, longest(rows)).logLikelihood(rows).Value, nil
}

// distinct returns the rows of the customers who had an opportunity, with equal ones
// made one, and their numbers.
func distinct(customers []Customer) (rows []Customer, n fit.Numbers, err error) {
	rows = make([]Customer, 0, len(customers))
	for i, c := range customers {
		if err := c.valid(); err != nil {
			return nil, n, fmt.Errorf("input %d: %w", i, err)
		}
		if err := n.Count(op, c.Weight, c.Opportunities > 0); err != nil {
			return nil, n, err
		}
		if c.Opportunities > 0 {
			c.Weight = max(1, c.Weight)
			rows = append(rows, c)
		}
	}
	if len(rows) == 0 {
		return nil, n, &kpi.RangeError{Op: op, Name: "number of customers with an opportunity", Value: 0, Min: 1}
	}
	slices.SortFunc(rows, func(a, b Customer) int {
		return cmp.Or(cmp.Compare(a.Opportunities, b.Opportunities), cmp.Compare(a.Frequency, b.Frequency), cmp.Compare(a.Recency, b.Recency))
	})
	for _, c := range rows[1:] {
		last := &rows[n.Rows]
		if last.Opportunities == c.Opportunities && last.Frequency == c.Frequency && last.Recency == c.Recency {
			last.Weight += c.Weight
			continue
		}
		n.Rows++
		rows[n.Rows] = c
	}
	n.Rows++
	return rows[:n.Rows], n, nil
}

func longest(rows []Customer) (n uint32) {
	for _, c := range rows {
		n = max(n, c.Opportunities)
	}
	return n
}

// A rise is [stats.Rising] of a parameter, its logarithm by a unit for each factor:
// with one unit in the quotients of the likelihood, nothing large cancels in them.
type rise struct{ log, d1, d2 float64 }

// tables are the rises of all parameters by whole numbers, which all terms of
// the likelihood are made of.
type tables struct {
	Params
	alpha, beta, both []rise // of α, β and α+β
	delta, ends       []rise // of δ and γ+δ
}

func newTables(p Params, longest uint32) *tables {
	table := func(a, unit float64) []rise {
		t := make([]rise, longest+1)
		for n := 1; n < len(t); n++ {
			_, t[n].d1, t[n].d2 = stats.Rising(a, float64(n))
			t[n].log = t[n-1].log + math.Log((a+float64(n-1))/unit)
		}
		return t
	}
	both, ends := p.Alpha+p.Beta, p.Gamma+p.Delta
	return &tables{p, table(p.Alpha, both), table(p.Beta, both), table(both, both), table(p.Delta, ends), table(ends, ends)}
}

// parts are the parts of a likelihood over e^scale.
type parts struct{ alive, total, scale float64 }

// parts adds the likelihoods of a customer who was there for m = t_x..n
// opportunities, and gives each to visit.
func (t *tables) parts(c Customer, visit func(w float64, x, m uint32, left bool)) parts {
	x, n := c.Frequency, c.Opportunities
	log := func(m uint32) float64 {
		return t.alpha[x].log + t.beta[m-x].log - t.both[m].log + t.delta[m].log - t.ends[m].log
	}
	// There is no longer history to explain, so the shortest is the likeliest
	// up to the chance to leave.
	s := parts{scale: log(c.Recency)}
	s.alive = math.Exp(log(n) - s.scale)
	s.total = s.alive
	if visit != nil {
		visit(s.alive, x, n, false)
	}
	for m := c.Recency; m < n; m++ {
		w := math.Exp(log(m)-s.scale) * t.Gamma / (t.Gamma + t.Delta + float64(m))
		s.total += w
		if visit != nil {
			visit(w, x, m, true)
		}
	}
	return s
}

// logLikelihood returns the log-likelihood of rows, with its derivatives by α,
// β, γ and δ.
func (t *tables) logLikelihood(rows []Customer) newton.Point {
	var sum newton.Point
	for _, c := range rows {
		m := t.mixture(c)
		m.AddTo(&sum, float64(c.Weight))
	}
	return sum
}

// mixture returns the likelihood of a customer.
func (t *tables) mixture(c Customer) fit.Mixture {
	var mix fit.Mixture
	s := t.parts(c, func(w float64, x, m uint32, left bool) {
		a, b, ab, del, end := t.alpha[x], t.beta[m-x], t.both[m], t.delta[m], t.ends[m]
		each := [4]float64{a.d1 - ab.d1, b.d1 - ab.d1, -end.d1, del.d1 - end.d1}
		curve := -end.d2
		if left {
			// γ/(γ+δ+m)
			y := 1 / (t.Gamma + t.Delta + float64(m))
			each[2] += 1/t.Gamma - y
			each[3] -= y
			curve += y * y
			mix.Second[2][2] -= w / (t.Gamma * t.Gamma)
		}
		for i := range 4 {
			mix.D[i] += w * each[i]
			for j := i; j < 4; j++ {
				mix.Second[i][j] += w * each[i] * each[j]
			}
		}
		mix.Second[0][0] += w * (a.d2 - ab.d2)
		mix.Second[0][1] -= w * ab.d2
		mix.Second[1][1] += w * (b.d2 - ab.d2)
		mix.Second[2][2] += w * curve
		mix.Second[2][3] += w * curve
		mix.Second[3][3] += w * (del.d2 + curve)
	})
	mix.Scale, mix.Total = s.scale, s.total
	return mix
}
