package sbg

import (
	"cmp"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/internal/stats"
)

// Params are the parameters of a model. All its predictions follow from them, so
// that published ones can be used without a fit.
type Params struct {
	Alpha float64 `json:"alpha"` // of the chances to leave, of mean Alpha / (Alpha+Beta)
	Beta  float64 `json:"beta"`
	C     float64 `json:"c"` // how they change with time; 1 is sBG
}

const op = "sbg"

var names = []string{"alpha", "beta", "c"}

// valid reports a parameter outside 1e-100..1e100 as a [*kpi.RangeError].
func (p Params) valid() error {
	return cmp.Or(fit.Positive(op, names[0], p.Alpha), fit.Positive(op, names[1], p.Beta), fit.Positive(op, names[2], p.C))
}

// MaxPeriods is the greatest number of periods.
const MaxPeriods = 1_000_000

func checkPeriods(name string, n, least uint64) error {
	if n >= least && n <= MaxPeriods {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: name, Value: n, Min: least, Max: MaxPeriods}
}

// Survival returns the share of a cohort that is left after t periods:
//
//	S(t) = B(α, β+t^c) / B(α, β)
func (p Params) Survival(t uint64) (float64, error) {
	if err := cmp.Or(p.valid(), checkPeriods("number of periods", t, 0)); err != nil {
		return 0, err
	}
	return math.Exp(p.log(0, float64(t))), nil
}

// log is ln S(to)/S(from): a customer who has come to from is a new one whose β is
// β+from^c.
func (p Params) log(from, to float64) float64 {
	apart := p.C * math.Log1p((to-from)/from) // +Inf from 0 on
	switch lnN := p.C * math.Log(to); {
	case lnN-apart > 460: // where β+n is n, and t^c may be beyond a float64
		return -p.Alpha * apart
	case lnN > 460:
		return stats.LogRising(p.Beta, p.Alpha) - p.Alpha*lnN - p.log(0, from)
	case from == 0:
		return stats.LogBetaRatio(p.Alpha, p.Beta, math.Pow(to, p.C))
	}
	before := math.Pow(from, p.C)
	return stats.LogBetaRatio(p.Alpha, p.Beta+before, before*math.Expm1(apart))
}

// Retention returns the share of those who are there in period t >= 1 who go on
// after it:
//
//	S(t) / S(t-1)
func (p Params) Retention(t uint64) (float64, error) {
	if err := cmp.Or(p.valid(), checkPeriods("period", t, 1)); err != nil {
		return 0, err
	}
	return math.Exp(p.log(float64(t)-1, float64(t))), nil
}

// Lifetime returns the expected number of periods of a new customer, the first
// one included, each counted as 1/(1+discount)^t, t = 0, 1, ...:
//
//	Σ S(t) / (1+d)^t
//
// which for sBG without discount is (α+β-1) / (α-1). A payment at the start of
// each period, times this, is the value of a new customer.
//
// Without discount it is [kpi.ErrUndefined] where c α <= 1: it has no finite mean;
// and a mean of more than 1e260 periods is [kpi.ErrOverflow].
func (p Params) Lifetime(discount float64) (float64, error) { return p.residual(0, discount) }

// Residual returns the expected number of periods to come of a customer in
// period number t >= 1, when that is over but before the renewal, each
// counted from then on:
//
//	Σ S(i)/S(t-1) / (1+d)^(i-t),   i = t, t+1, ...
//
// With a payment at the start of each period it is the value of what a customer
// will still pay. Its errors are those of Lifetime.
func (p Params) Residual(t uint64, discount float64) (float64, error) {
	if err := checkPeriods("period", t, 1); err != nil {
		return 0, err
	}
	return p.residual(t, discount)
}

func (p Params) residual(t uint64, discount float64) (float64, error) {
	if err := cmp.Or(p.valid(), fit.Rate(op, discount)); err != nil {
		return 0, err
	}
	if discount == 0 && p.C*p.Alpha <= 1 {
		return 0, fmt.Errorf("sbg: lifetime %w: c alpha = %.4g has no finite mean, only one above 1", kpi.ErrUndefined, p.C*p.Alpha)
	}
	down := math.Log1p(discount)
	start := float64(t)
	there := max(0, start-1)
	sum := fit.Series(start, func(i float64) float64 { return math.Exp(p.log(there, i) - (i-start)*down) })
	if math.IsInf(sum, 1) {
		return 0, fmt.Errorf("sbg: lifetime: %w: more than 1e260 periods", kpi.ErrOverflow)
	}
	return sum, nil
}
