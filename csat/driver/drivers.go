package driver

import (
	"fmt"
	"math"
	"strings"

	"gonum.org/v1/gonum/mat"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/stats"
)

// Drivers is how much of a score its predictors explain together, and what the share
// of each of them is.
type Drivers struct {
	N       uint64   `json:"n"`        // answers
	R2      float64  `json:"r2"`       // the share of the score's variance that is explained, 0..1
	R2Error float64  `json:"r2_error"` // its standard error
	Drivers []Driver `json:"drivers"`  // in the order of the predictors
}

// A Driver is what one predictor does to the score.
type Driver struct {
	Name        string  `json:"name"`
	Correlation float64 `json:"correlation"` // with the score, -1..1: its sign is the direction of the driver
	Beta        float64 `json:"beta"`        // standard deviations of the score per one of the predictor, the others held
	Slope       float64 `json:"slope"`       // points of the score per point of the predictor, the others held
	SlopeError  float64 `json:"slope_error"` // its standard error
	Share       float64 `json:"share"`       // of R², 0 or more; the shares add up to R²
	ShareError  float64 `json:"share_error"` // its standard error
	Degrees     uint64  `json:"degrees"`     // of freedom of the errors
}

// Interval returns the interval of the share, in units of R², within 0 and 1:
//
//	(√Share ± t ShareError / (2 √Share))²        t by Student's distribution of Degrees
//
// A share is much like a square: about its root the errors of small samples are
// symmetric. How often it holds the true share, the page of the package tells. A share
// of 0 has no interval, which is [kpi.ErrUndefined]; a level outside [0.5, 1) is a
// [*kpi.RangeError].
func (d Driver) Interval(level float64) (kpi.Interval, error) {
	root := math.Sqrt(d.Share)
	if !(root > 0) {
		return kpi.Interval{}, fmt.Errorf("driver: interval %w: a share of %v", kpi.ErrUndefined, d.Share)
	}
	i, err := d.around(root, d.ShareError/2/root, level)
	if err != nil {
		return kpi.Interval{}, err
	}
	low := max(i.Low, 0)
	return kpi.Interval{Low: low * low, High: min(i.High*i.High, 1), Level: level, Of: kpi.Share}, nil
}

// SlopeInterval returns the interval of the slope, Slope ± t SlopeError, with the
// errors of Interval. Where it holds 0, the direction is not known.
func (d Driver) SlopeInterval(level float64) (kpi.Interval, error) {
	return d.around(d.Slope, d.SlopeError, level)
}

func (d Driver) around(x, se, level float64) (kpi.Interval, error) {
	if !(level >= 0.5 && level < 1) {
		return kpi.Interval{}, &kpi.RangeError{Op: "driver", Name: "confidence level", Value: level, Min: 0.5, Max: "1 (excluded)"}
	}
	if d.Degrees == 0 {
		return kpi.Interval{}, fmt.Errorf("driver: interval %w: no degree of freedom", kpi.ErrUndefined)
	}
	half := stats.StudentQuantile(level, float64(d.Degrees)) * se
	return kpi.Interval{Low: x - half, High: x + half, Level: level}, nil
}

// String returns a text like "R² 0.779: cyl -0.228, disp -0.222, gear +0.096", the
// shares with the sign of the correlation.
func (d Drivers) String() string {
	var parts []string
	for _, x := range d.Drivers {
		parts = append(parts, fmt.Sprintf("%s %+.3f", x.Name, math.Copysign(x.Share, x.Correlation)))
	}
	return fmt.Sprintf("R² %.3f: %s", d.R2, strings.Join(parts, ", "))
}

// A gradient is the derivatives of a share by the correlations of the columns. It is
// symmetric; the diagonal counts for nothing.
type gradient = *mat.SymDense

// drivers returns the shares with all that is known of their predictors. Their errors
// are linearised, see the page of the package.
func (g *regression) drivers(names func(i int) string, shares []float64, gradients []gradient) Drivers {
	d := Drivers{N: g.n, R2: g.r2, Drivers: make([]Driver, g.p)}
	all := mat.NewSymDense(g.p+1, nil)
	degrees := g.n - uint64(g.p) - 1
	residual := math.Sqrt(max(1-g.r2, 0) / float64(degrees))
	for j := range g.p {
		scale := g.deviations[0] / g.deviations[j+1]
		d.Drivers[j] = Driver{
			Name: names(j + 1), Correlation: g.correlations[0][j+1],
			Beta: g.beta[j], Slope: g.beta[j] * scale, SlopeError: residual * math.Sqrt(g.inverse[j]) * scale,
			Share: shares[j], ShareError: g.linearised(gradients[j]), Degrees: degrees,
		}
		all.AddSym(all, gradients[j])
	}
	d.R2Error = g.linearised(all)
	return d
}

// linearised returns the standard error of a function of the correlations R, from
// its gradient G, of normal columns:
//
//	se² = 2 tr((H R)²) / (n-1)        H = G, but on the diagonal -Σ_j G_ij R_ij
//
// for a covariance of two standardised columns has the derivative of its correlation
// by them, and by either variance -1/2 of the correlation.
func (g *regression) linearised(of gradient) float64 {
	k := g.p + 1
	r := mat.NewSymDense(k, nil)
	h := mat.NewSymDense(k, nil)
	for i := range k {
		own := 0.0
		for j := range k {
			r.SetSym(i, j, g.correlations[i][j])
			if j != i {
				h.SetSym(i, j, of.At(i, j))
				own -= of.At(i, j) * g.correlations[i][j]
			}
		}
		h.SetSym(i, i, own)
	}
	var hr, square mat.Dense
	hr.Mul(h, r)
	square.Mul(&hr, &hr)
	return math.Sqrt(max(2*mat.Trace(&square), 0) / float64(g.n-1))
}
