package survival

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/stats"
)

// A RestrictedMean is the mean time that customers stay within the first Tau
// units: the area under the survival curve from 0 to Tau.
type RestrictedMean struct {
	Tau    int64   `json:"tau"`
	Mean   float64 `json:"mean"`    // 0..Tau
	StdErr float64 `json:"std_err"` // 0 where nobody churned before Tau
}

// RMST returns the restricted mean survival time up to tau:
//
//	Mean      ∫ S(t) dt from 0 to tau
//	StdErr²   Σ A² d / (n (n-d))    A = ∫ S(t) dt from the time of d to tau
//
// with d churned of n at risk at each time before tau. Unlike the mean lifetime it
// needs no guess of what comes after the data, and unlike the median it always exists.
// A tau beyond the last time is [kpi.ErrUndefined], unless nobody is left there. A
// negative tau is a [*kpi.RangeError].
//
// Source: P. Royston and M. K. B. Parmar, BMC Medical Research Methodology 13
// (2013) 152; as R's print.survfit with rmean, without a correction of the
// variance.
func (c Curve) RMST(tau int64) (RestrictedMean, error) {
	if err := c.checkTime("tau", tau); err != nil {
		return RestrictedMean{}, err
	}
	// From tau back to 0: each event weighs with the area after it.
	var area, variance float64
	end := tau
	for i := len(c.Steps) - 1; i >= 0; i-- {
		s := c.Steps[i]
		if s.Time >= tau {
			continue
		}
		area += s.Survival * float64(end-s.Time)
		end = s.Time
		if n, stay := float64(s.AtRisk), float64(s.AtRisk-s.Events); stay > 0 {
			variance += area * area * (float64(s.Events) / n / stay)
		}
	}
	return RestrictedMean{tau, area + float64(end), math.Sqrt(variance)}, nil
}

// Interval returns Mean ± z StdErr, within 0..Tau, with z the normal quantile of
// the level. A level outside [0.5, 1) is a [*kpi.RangeError].
func (r RestrictedMean) Interval(level float64) (kpi.Interval, error) {
	if err := checkLevel(level); err != nil {
		return kpi.Interval{}, err
	}
	half := stats.NormalQuantile(level) * r.StdErr
	return kpi.Interval{Low: max(r.Mean-half, 0), High: min(r.Mean+half, float64(r.Tau)), Level: level}, nil
}

// String returns a text like "50.13 of the first 75, standard error 1.331".
func (r RestrictedMean) String() string {
	return fmt.Sprintf("%.4g of the first %d, standard error %.4g", r.Mean, r.Tau, r.StdErr)
}
