package driver

import (
	"fmt"
	"math"
	"math/big"

	"github.com/customerkpi/kpi"
)

// minParts is the least number of parts of a jackknife: its error has one degree of
// freedom less.
const minParts = 10

// Jackknife returns the shares of all parts together, with errors by the jackknife:
// from how much they change when one part after the other is left out,
//
//	h = n / n_g                                  of part g, that has n_g of the n answers
//	e_g = h share - (h-1) (share without g)      the pseudo-value
//	se² = Σ (e_g - mean)² / (h-1) / G            mean = Σ e_g / h
//
// with the G-1 degrees of freedom of G parts. They assume nothing of how scores and
// predictors are distributed, and take the part as the unit: where customers answer
// more than once, put all answers of a customer into one part. So make the parts of
// customers, by a hash, some 30 to 100 of about the same size:
//
//	var parts kpi.Groups[uint64, *driver.Accumulator]
//	err := parts.Update(hash(customer)%50, func(a *driver.Accumulator) error { return a.Add(score, answers...) })
//	drivers, err := driver.Jackknife(&parts, driver.Result.RelativeWeights)
//
// Parts without an answer do not count; fewer than 10 others are [kpi.ErrUndefined],
// and so are shares that do not exist without one of the parts.
//
// Source: F. M. T. A. Busing, E. Meijer and R. van der Leeden, Statistics and Computing
// 9 (1999) 3-8.
func Jackknife[K kpi.Key](parts *kpi.Groups[K, *Accumulator], shares func(Result) (Drivers, error)) (Drivers, error) {
	total, err := parts.Total()
	if err != nil {
		return Drivers{}, err
	}
	r := total.Result()
	all, err := shares(r)
	if err != nil {
		return Drivers{}, err
	}
	v := newVariance(all)
	for key, part := range parts.All() {
		without := r.less(part.Result())
		if without.N == r.N {
			continue
		}
		d, err := shares(without)
		if err != nil {
			return Drivers{}, fmt.Errorf("without part %v: %w", key, err)
		}
		v.add(d)
	}
	if len(v.h) < minParts {
		return Drivers{}, undefined("%d parts, fewer than %d", len(v.h), minParts)
	}
	return v.result(), nil
}

// less returns the sums without those of a part.
func (r Result) less(part Result) Result {
	if part.N == 0 {
		return r
	}
	minus := func(a, b kpi.Value) kpi.Value { return kpi.ValueOf(new(big.Rat).Sub(a.Rat(), b.Rat())) }
	w := Result{N: r.N - part.N, Names: r.Names}
	for i := range r.Sums {
		w.Sums = append(w.Sums, minus(r.Sums[i], part.Sums[i]))
		products := make([]kpi.Value, len(r.Products[i]))
		for j := range products {
			products[j] = minus(r.Products[i][j], part.Products[i][j])
		}
		w.Products = append(w.Products, products)
	}
	return w
}

// A variance collects the pseudo-values of a jackknife: those of R², then of each
// share and each slope.
type variance struct {
	all    Drivers
	h      []float64   // n / n_g, by part
	pseudo [][]float64 // by part
}

func newVariance(all Drivers) *variance { return &variance{all: all} }

// estimates returns what has an error.
func estimates(d Drivers) []float64 {
	all := []float64{d.R2}
	for _, x := range d.Drivers {
		all = append(all, x.Share, x.Slope)
	}
	return all
}

// add adds the drivers without a part.
func (v *variance) add(without Drivers) {
	h := float64(v.all.N) / float64(v.all.N-without.N)
	pseudo := estimates(v.all)
	for i, w := range estimates(without) {
		pseudo[i] = h*pseudo[i] - (h-1)*w
	}
	v.h = append(v.h, h)
	v.pseudo = append(v.pseudo, pseudo)
}

// result returns the drivers of all parts with their errors.
func (v *variance) result() Drivers {
	se := make([]float64, 1+2*len(v.all.Drivers))
	for i := range se {
		mean, squares := 0.0, 0.0
		for g, h := range v.h {
			mean += v.pseudo[g][i] / h
		}
		for g, h := range v.h {
			e := v.pseudo[g][i] - mean
			squares += e * e / (h - 1)
		}
		se[i] = math.Sqrt(squares / float64(len(v.h)))
	}
	d := v.all
	d.R2Error = se[0]
	for j := range d.Drivers {
		x := &d.Drivers[j]
		x.ShareError, x.SlopeError, x.Degrees = se[1+2*j], se[2+2*j], uint64(len(v.h)-1)
	}
	return d
}
