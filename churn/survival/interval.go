package survival

import (
	"fmt"
	"math"
	"strconv"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Kind is how a confidence interval of survival is made: on which scale it is
// symmetric. With S = Survival, σ = √Greenwood and z the normal quantile of the
// level:
//
//	Log      S exp(± z σ)                      at most 1
//	Plain    S ± z S σ                         within 0..1
//	LogLog   S to the power exp(± z σ/log S)   always within 0..1
type Kind uint8

// The kinds of intervals. Log is the default, as in R's survfit. LogLog holds its
// level best in small samples and in the tails.
const (
	Log    Kind = iota // of log S
	Plain              // of S itself
	LogLog             // of log(-log S)
)

// String returns "log", "plain" or "log-log".
func (k Kind) String() string {
	switch k {
	case Log:
		return "log"
	case Plain:
		return "plain"
	case LogLog:
		return "log-log"
	}
	return "Kind(" + strconv.Itoa(int(k)) + ")"
}

// check refuses an unknown kind, and a level outside [0.5, 1).
func (k Kind) check(level float64) error {
	if k > LogLog {
		return &kpi.RangeError{Op: op, Name: "kind", Value: uint8(k), Min: Log, Max: LogLog}
	}
	return checkLevel(level)
}

// checkLevel refuses a level outside [0.5, 1): 0.05 is most likely meant as 0.95.
func checkLevel(level float64) error {
	if level >= 0.5 && level < 1 {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: "confidence level", Value: level, Min: 0.5, Max: "1 (excluded)"}
}

// checkShare refuses what does not lie between 0 and 1.
func checkShare(name string, x float64) error {
	if x > 0 && x < 1 {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: name, Value: x, Min: "0 (excluded)", Max: "1 (excluded)"}
}

// Interval returns the pointwise confidence interval of Survival. It is
// [kpi.ErrUndefined] where Survival is 0 and, for LogLog, where it is 1. Another
// kind, or a level outside [0.5, 1), is a [*kpi.RangeError].
//
// Source of LogLog: J. D. Kalbfleisch and R. L. Prentice, The Statistical
// Analysis of Failure Time Data (1980) 1.3.
func (s Step) Interval(kind Kind, level float64) (kpi.Interval, error) {
	if err := kind.check(level); err != nil {
		return kpi.Interval{}, err
	}
	low, high, ok := s.band(kind, stats.NormalQuantile(level))
	if !ok {
		return kpi.Interval{}, figure.Undefined(op, kind.String()+" interval", fmt.Sprintf("survival is %v", s.Survival))
	}
	return kpi.Interval{Low: low, High: high, Level: level}, nil
}

// band returns the ends of the interval.
func (s Step) band(kind Kind, z float64) (low, high float64, ok bool) {
	half := z * math.Sqrt(s.Greenwood)
	if s.Survival <= 0 || kind == LogLog && s.Survival >= 1 {
		return 0, 0, false
	}
	switch kind {
	case Plain:
		low, high = s.Survival-s.Survival*half, s.Survival+s.Survival*half
	case LogLog:
		l := math.Log(s.Survival)
		low, high = math.Exp(l*math.Exp(-half/l)), math.Exp(l*math.Exp(half/l))
	default:
		low, high = s.Survival*math.Exp(-half), s.Survival*math.Exp(half)
	}
	return max(low, 0), min(high, 1), true
}

// HazardInterval returns the pointwise confidence interval of Hazard, symmetric
// on the log scale, so that it is never negative:
//
//	Hazard exp(± z √HazardVariance / Hazard)
//
// Before the first event it is [kpi.ErrUndefined]. A level outside [0.5, 1) is a
// [*kpi.RangeError].
//
// Source: J. P. Klein and M. L. Moeschberger, Survival Analysis, 2nd ed. (2003)
// 4.3.
func (s Step) HazardInterval(level float64) (kpi.Interval, error) {
	if err := checkLevel(level); err != nil {
		return kpi.Interval{}, err
	}
	if s.Hazard <= 0 {
		return kpi.Interval{}, figure.Undefined(op, "interval of the hazard", "nobody has churned")
	}
	// The exponent is at most z, as d/n² <= (d/n)².
	factor := math.Exp(stats.NormalQuantile(level) * s.HazardStdErr() / s.Hazard)
	return kpi.Interval{Low: s.Hazard / factor, High: s.Hazard * factor, Level: level}, nil
}
