package kpi

import (
	"errors"
	"fmt"
	"iter"
	"math"
	"math/big"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Panel is a [Clustered] that still knows its customers: it keeps the sums of each.
// Two periods have customers in common, whose figures go up and down together, so
// that the difference of the periods is better known than that of two samples of
// different customers. [Compare] and [Changes] of two panels take that into account:
//
//	se² = seb² + sea² - 2 cov
//	cov = m/(m-1) Σ (yb - Rb xb)(ya - Ra xa) / (Σxb Σxa)        over the customers of both
//
// with b for before, a for after and m the larger number of customers. Customers who
// are in one of the two add nothing to cov. [Explain] and [ExplainChain] do so for all
// segments and factors, also of one period.
//
//	perOrder := (*clv.Spend[string]).PerOrder
//	for month, change := range kpi.Changes(monthly, perOrder) { ... }
//
// It is a snapshot, of about 80 bytes per customer beside the identity: keep what a
// [Comparison] keeps, the Clustered. Its JSON, text and gob are those of the
// Clustered, without the customers, and are read as one.
type Panel[K Key] struct {
	Clustered
	sums *keyed.Table[K, exact.Pair]
}

// clustered returns the figure without the customers.
func (c Clustered) clustered() Clustered { return c }

// alone returns a figure without the customers of a panel.
func alone(f Figure) Figure {
	if p, ok := f.(interface{ clustered() Clustered }); ok {
		return p.clustered()
	}
	return f
}

// compared returns the comparison of p and what follows it.
func (p Panel[K]) compared(after Figure) Comparison {
	c := Comparison{before: p.Clustered, after: alone(after)}
	if q, ok := after.(Panel[K]); ok && p.kind == q.kind && p.sums != nil && q.sums != nil && p.n > 1 && q.n > 1 {
		c.shared = p.sharedWith(q)
	}
	return c
}

// shared is what two figures know of the customers that they have in common.
type shared struct {
	n             uint64
	covariance    *big.Rat // of the errors of the figures
	before, after *big.Rat // the parts of these customers in the variances of the figures
}

// common returns the sums of p and of q for each customer of both.
func (p Panel[K]) common(q Panel[K]) iter.Seq2[*exact.Pair, *exact.Pair] {
	return func(yield func(_, _ *exact.Pair) bool) {
		if p.sums.Len() > q.sums.Len() {
			q.common(p)(func(theirs, mine *exact.Pair) bool { return yield(mine, theirs) })
			return
		}
		for k, mine := range p.sums.All() {
			if theirs, ok := q.sums.Get(k); ok && !yield(mine, &theirs) {
				return
			}
		}
	}
}

func (p Panel[K]) sharedWith(q Panel[K]) *shared {
	var before, after exact.Pairs
	var products crossed
	for mine, theirs := range p.common(q) {
		before.Add(&mine.Y, &mine.X)
		after.Add(&theirs.Y, &theirs.X)
		products.add(mine, theirs)
	}
	rp, rq := p.quotient(), q.quotient()
	covariance, _, _ := products.residuals(rp, rq)
	variance := func(sum, x, y *big.Rat, n uint64) *big.Rat {
		sum.Quo(sum, new(big.Rat).Mul(x, y))
		return p.kind.scaled(sum.Mul(sum, bessel(n)), 2)
	}
	return &shared{
		n:          before.N(),
		covariance: variance(covariance, p.rows, q.rows, max(p.n, q.n)),
		before:     variance(residuals(&before, rp), p.rows, p.rows, p.n),
		after:      variance(residuals(&after, rq), q.rows, q.rows, q.n),
	}
}

// crossed are the sums of the products of two figures p and q over the customers of both.
type crossed struct{ yy, yx, xy, xx exact.Sum }

// add adds a customer.
func (c *crossed) add(p, q *exact.Pair) {
	c.yy.AddProduct(&p.Y, &q.Y)
	c.yx.AddProduct(&p.Y, &q.X)
	c.xy.AddProduct(&p.X, &q.Y)
	c.xx.AddProduct(&p.X, &q.X)
}

// residuals returns Σ ep eq, Σ ep xq and Σ xp eq, with e = y - r x.
func (c *crossed) residuals(rp, rq *big.Rat) (ee, ex, xe *big.Rat) {
	xx := c.xx.Rat()
	ex = new(big.Rat).Mul(rp, xx)
	ex.Sub(c.yx.Rat(), ex)
	xe = new(big.Rat).Mul(rq, xx)
	xe.Sub(c.xy.Rat(), xe)
	// Σ (yp - rp xp)(yq - rq xq) = Σ yp yq - rq Σ yp xq - rp Σ xp eq
	ee = new(big.Rat).Mul(rq, c.yx.Rat())
	ee.Sub(c.yy.Rat(), ee)
	return ee.Sub(ee, new(big.Rat).Mul(rp, xe)), ex, xe
}

func residuals(sums *exact.Pairs, r *big.Rat) *big.Rat {
	yy, yx, xx := sums.Products()
	return Clusters{NumeratorSquares: Value{r: yy}, Products: Value{r: yx}, DenominatorSquares: Value{r: xx}}.residuals(r)
}

// quotient returns Σy / Σx.
func (p Panel[K]) quotient() *big.Rat { return p.kind.unscaled(orZero(p.r)) }

// division returns that of the Clustered, with the customers.
func (p Panel[K]) division() division {
	d := p.Clustered.division()
	if p.sums != nil {
		d.panel = p
	}
	return d
}

// A panel is a [Panel] of any customers.
type panel interface {
	links(divisions []division) []stats.Link
}

// linksOf returns the links of divisions whose customers are known.
func linksOf(divisions []division) []stats.Link {
	for _, d := range divisions {
		if d.panel != nil {
			return d.panel.links(divisions)
		}
	}
	return nil
}

// links returns the links of those divisions that have customers of the kind of p.
func (p Panel[K]) links(divisions []division) []stats.Link {
	type place struct {
		division, before int // before: the place of the same customer before this one, 0 if none
		sums             *exact.Pair
	}
	places := make([]place, 1)
	var last keyed.Table[K, int] // the last place of a customer
	products := make(map[[2]int]*crossed)
	for i, d := range divisions {
		q, ok := d.panel.(Panel[K])
		if !ok {
			continue
		}
		for k, sums := range q.sums.All() {
			at := last.At(k)
			for j := *at; j > 0; j = places[j].before {
				link := [2]int{places[j].division, i}
				if products[link] == nil {
					products[link] = new(crossed)
				}
				products[link].add(places[j].sums, sums)
			}
			places = append(places, place{i, *at, sums})
			*at = len(places) - 1
		}
	}
	var all []stats.Link
	for a := range divisions {
		for b := a + 1; b < len(divisions); b++ {
			if c := products[[2]int{a, b}]; c != nil {
				all = append(all, c.link(a, b, divisions[a].panel.(Panel[K]).Clustered, divisions[b].panel.(Panel[K]).Clustered))
			}
		}
	}
	return all
}

// link returns the link of two figures, in their units. The factor n/(n-1) of their
// variances is taken from both.
func (c *crossed) link(a, b int, p, q Clustered) stats.Link {
	ee, ex, xe := c.residuals(p.kind.unscaled(p.r), q.kind.unscaled(q.r))
	factor := func(p Clustered) float64 {
		if p.n < 2 {
			return 1
		}
		return math.Sqrt(float(bessel(p.n)))
	}
	both := factor(p) * factor(q)
	scaled := func(sum *big.Rat, kinds ...clusteredKind) float64 {
		for _, k := range kinds {
			k.scaled(sum, 1)
		}
		return both * float(sum)
	}
	return stats.Link{A: a, B: b, EE: scaled(ee, p.kind, q.kind), EX: scaled(ex, p.kind), XE: scaled(xe, q.kind), XX: scaled(c.xx.Rat())}
}

var errPanel = errors.New("kpi: a Panel cannot be read, because its customers are in no encoding: read a Clustered")

// UnmarshalJSON returns an error: read a [Clustered].
func (p *Panel[K]) UnmarshalJSON([]byte) error { return errPanel }

// UnmarshalText returns an error: read a [Clustered].
func (p *Panel[K]) UnmarshalText([]byte) error { return errPanel }

// GobDecode returns an error: read a [Clustered].
func (p *Panel[K]) GobDecode([]byte) error { return errPanel }

// clusteredChange returns the standard error of the difference of two clustered
// figures and its degrees of freedom, where both have an error that is known.
func (c Comparison) clusteredChange(before, after Clustered) (se, df float64, err error) {
	switch {
	case !sameKind(before, after):
		return 0, 0, fmt.Errorf("kpi: difference %w: of a rate, a net or a ratio and another kind", ErrUndefined)
	case before.variance == nil || after.variance == nil:
		return 0, 0, fmt.Errorf("kpi: difference %w: of %d and %d customers", ErrUndefined, before.n, after.n)
	}
	s := c.shared
	if s == nil {
		s = &shared{covariance: zero, before: zero, after: zero}
	}
	// three groups of customers, whose parts in the variance are independent
	onlyBefore := new(big.Rat).Sub(before.variance, s.before)
	onlyAfter := new(big.Rat).Sub(after.variance, s.after)
	both := new(big.Rat).Add(s.before, s.after)
	both.Sub(both, s.covariance).Sub(both, s.covariance)
	variance := new(big.Rat).Add(onlyBefore, onlyAfter)
	variance.Add(variance, both)

	freedom := func(n, of uint64) float64 { return max(1, float64(n)*(1-1/float64(of))) }
	df = stats.Satterthwaite(
		[]float64{float(onlyBefore), float(onlyAfter), float(both)},
		[]float64{freedom(before.n-s.n, before.n), freedom(after.n-s.n, after.n), freedom(s.n, min(before.n, after.n))})
	return math.Sqrt(float(variance)), df, nil
}

// covariance returns how one customer's part in the one figure varies with their part
// in the other, in the unit of spread.
func (c Comparison) covariance() float64 {
	before, after, ok := both[Clustered](c)
	if !ok || c.shared == nil {
		return 0
	}
	return float(c.shared.covariance) * math.Sqrt(float64(before.n)*float64(after.n))
}

// clusteredInterval is [Comparison.Interval] of two clustered figures.
func (c Comparison) clusteredInterval(before, after Clustered, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	se, df, err := c.clusteredChange(before, after)
	if err != nil {
		return Interval{}, err
	}
	half := 0.0
	if se > 0 {
		half = stats.StudentQuantile(level, df) * se
	}
	i, err := limits{}.around("interval of change", c.Delta().Float64(), half, level)
	if err != nil {
		return Interval{}, err
	}
	return c.interval(i.Low, i.High, level), nil
}

// clusteredTest is [Comparison.Test] of two clustered figures.
func (c Comparison) clusteredTest(before, after Clustered) (Test, error) {
	se, df, err := c.clusteredChange(before, after)
	if err == nil && se == 0 {
		err = fmt.Errorf("kpi: test %w: no customer differs", ErrUndefined)
	}
	if err != nil {
		return Test{}, err
	}
	name := "Welch's t"
	if c.shared != nil {
		name = "paired t"
	}
	t := c.Delta().Float64() / se
	if math.IsInf(se, 0) || math.IsInf(t, 0) || math.IsNaN(df) {
		return Test{}, fmt.Errorf("kpi: test: %w: amounts too large", ErrOverflow)
	}
	return Test{name, t, df, stats.StudentTail(t, df)}, nil
}
