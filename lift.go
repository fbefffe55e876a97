package kpi

import (
	"fmt"
	"math"
	"math/big"

	"github.com/customerkpi/kpi/internal/stats"
)

// Lift returns the confidence interval of the relative change, that of
// [Comparison.Relative], for two independent samples. It is a fraction, -0.1 for
// 10% less, and prints in percent. With r = after / before it is by the delta method
//
//	r - 1 ± t se        se² = (va + r² vb) / before²
//
// with the variances vb and va of the two figures, less 2 r cov for two [Panel], and t of
// the degrees of freedom of Welch and Satterthwaite. That is right if before is known
// well. Where it is near 0, within 5 standard errors (or 2 t, if that is more), and where
// a [Rate] or [Net] has fewer than 10 answers outside of its largest class, the interval
// reaches from the lower of the two low ends to the higher of the two high ends of this one
// and of Fieller's, which has all R for which after - R before may be 0:
//
//	(after - R before)² <= A² - 2 R c A B + R² B²
//
// with A and B how far the intervals of after and before reach, and c the correlation of
// the two errors, 0 but for two Panel. Fieller's has no
// ends where the interval of before holds 0, and Lift is [ErrUndefined], as it is
// for a before of 0 and where Interval is. A negative before counts as its
// amount, as in Relative. It is cut to at least -100% where neither figure can be
// below 0.
//
// How many percent of the intervals at 95% hold the true relative change (rates:
// summed over all samples; the others: of 10,000 seeded ones; "def." is the share
// of samples, in percent, for which there is an interval):
//
//	before -> after            n   Lift   def.
//	50% -> 55%                30   94.4  100.0
//	50% -> 55%               100   95.1  100.0
//	50% -> 55%              1000   95.0  100.0
//	20% -> 25%                30   96.9   99.9
//	20% -> 25%               100   94.7  100.0
//	20% -> 25%              1000   95.0  100.0
//	10% -> 5%                 30   99.8   95.8
//	10% -> 5%                100   98.6  100.0
//	10% -> 5%               1000   94.6  100.0
//	2% -> 3%                  30   99.7   45.5
//	2% -> 3%                 100   97.9   86.7
//	2% -> 3%                1000   95.2  100.0
//	weighted, 20% -> 25%     300   95.3  100.0
//	net, 40 -> 30            100   95.8   99.8
//	net, 40 -> 30           1000   95.5  100.0
//	net, 10 -> -5           1000   96.7   98.4
//	scores, 3.9 -> 4.1        30   95.4  100.0
//	scores, 3.9 -> 4.1      1000   94.9  100.0
//	amounts, 20 -> 22        100   94.5  100.0
//	amounts, 20 -> 22       1000   94.9  100.0
//	same customers, 4 -> 5    30   96.0   98.9
//	same customers, 4 -> 5   100   95.3  100.0
//
// Source: E. C. Fieller, JRSS B 16 (1954) 175-185; the delta method on this scale
// is that of GrowthBook and other services for experiments.
func (c Comparison) Lift(level float64) (Interval, error) {
	before, after, err := c.lifted(level)
	if err != nil {
		return Interval{}, err
	}
	b, a := math.Abs(before.x), after.x
	df, covariance := stats.Satterthwaite([]float64{before.variance, after.variance}, []float64{before.df, after.df}), 0.0
	if before, after, ok := both[Clustered](c); ok && c.shared != nil {
		_, df, err = c.clusteredChange(before, after)
		if err != nil {
			return Interval{}, err
		}
		covariance = math.Copysign(1, before.Float64()) * float(c.shared.covariance)
	}
	t := stats.NormalQuantile(level)
	if !math.IsInf(df, 0) {
		t = stats.StudentQuantile(level, df)
	}
	half := t * stats.RatioError(a, after.variance, b, before.variance, covariance)
	low, high := a/b-half, a/b+half
	if before.few || after.few || b < max(5, 2*t)*math.Sqrt(before.variance) {
		correlation := covariance / math.Sqrt(before.variance*after.variance)
		if covariance == 0 {
			correlation = 0 // also where a variance is 0
		}
		l, h, err := c.fieller(before.x, after.x, max(-1, min(correlation, 1)), level)
		if err != nil {
			return Interval{}, err
		}
		low, high = min(low, l), max(high, h)
	}
	if math.IsNaN(low) || math.IsInf(low, 0) || math.IsNaN(high) || math.IsInf(high, 0) {
		return Interval{}, fmt.Errorf("kpi: interval of relative change: %w: amounts too large", ErrOverflow)
	}
	one := math.Copysign(1, before.x)
	i := Interval{Low: low - one, High: high - one, Level: level, Of: RelativeChange}
	if c.neverNegative() {
		i.Low = max(i.Low, -1)
	}
	return i, nil
}

// A sampling is a figure with the variance of its error. What is not a sample
// has none, and no end of degrees of freedom.
type sampling struct {
	x, variance, df float64
	few             bool // so few answers that the variance is not known well
}

// lifted returns the samplings of the two figures, if there may be a relative change.
func (c Comparison) lifted(level float64) (before, after sampling, err error) {
	if err = checkLevel(level); err != nil {
		return before, after, err
	}
	if _, err = c.Relative(); err != nil {
		return before, after, err
	}
	if _, err = c.Interval(level); err != nil { // not samples, or too few answers
		return before, after, err
	}
	if before, err = samplingOf(c.before); err != nil {
		return before, after, err
	}
	after, err = samplingOf(c.after)
	return before, after, err
}

// fewAnswers is the number of answers outside of the largest class from which on
// the normal distribution will do for a share.
const fewAnswers = 10

func samplingOf(f Figure) (sampling, error) {
	s := sampling{x: float(f.Rat()), df: math.Inf(1)}
	switch f := f.(type) {
	case Rate:
		n, p := float64(f.Total()), f.Float64()
		s.variance, s.df = p*float64(f.Total()-f.count)/n/n, n-1
		s.few = min(f.count, f.Total()-f.count) < fewAnswers
	case Net:
		s.variance, s.df = f.errorVariance(), float64(f.total)-1
		s.few = f.total-max(f.plus, f.minus, f.total-f.plus-f.minus) < fewAnswers
	case Mean:
		s.variance, s.df = f.errorVariance(), float64(f.n)-1
	case interface {
		StandardError() (float64, error)
		N() uint64
	}:
		se, err := f.StandardError()
		if err != nil {
			return s, err
		}
		s.variance, s.df = se*se, float64(f.N())-1
	}
	if w, ok := f.(Weighted); ok && w.kind != weightedMean {
		s.few = w.size-max(w.hits, w.misses, w.size-w.hits-w.misses) < fewAnswers
	}
	if c, ok := f.(Clustered); ok && c.kind == clusteredRate {
		x := c.Float64()
		s.few = x*(1-x)*min(x, 1-x) < fewAnswers*s.variance // of n' answers, see its Interval
	}
	// One answer of a rate or net has an interval, though no degree of freedom.
	s.df = max(s.df, 1)
	return s, nil
}

// fieller returns Fieller's interval of after / |before|.
func (c Comparison) fieller(before, after, correlation, level float64) (low, high float64, err error) {
	b, err := arms(c.before, level)
	if err != nil {
		return 0, 0, err
	}
	a, err := arms(c.after, level)
	if err != nil {
		return 0, 0, err
	}
	if before < 0 {
		before, b = -before, stats.Arms{Down: b.Up, Up: b.Down}
	}
	if !(before > b.Down) {
		return 0, 0, fmt.Errorf("kpi: interval of relative change %w: before may be 0", ErrUndefined)
	}
	low, high = stats.Fieller(after, a, before, b, correlation)
	return low, high, nil
}

// neverNegative reports whether neither figure can lie below 0.
func (c Comparison) neverNegative() bool {
	before, after := limitsOf(c.before), limitsOf(c.after)
	return before.min != nil && before.min.Sign() >= 0 && after.min != nil && after.min.Sign() >= 0
}

// Format lets %v and %s print [Comparison.String], %+v the same with the relative
// change and its [Comparison.Lift] at 95% behind it, as
// "...; relative +25.0% [+3.1%, +46.9%]", and %f and %+.1f the change itself.
func (c Comparison) Format(f fmt.State, verb rune) {
	text := c.String()
	if verb == 'v' && f.Flag('+') && !c.empty() {
		text += "; relative " + c.relativeText()
	}
	delta := new(big.Rat)
	if !c.empty() {
		delta = c.Delta().r
	}
	format(f, verb, text, delta)
}

func (c Comparison) relativeText() string {
	r, err := c.Relative()
	if err != nil {
		return "undefined"
	}
	text := fmt.Sprintf("%+.1f%%", Value{r: percent(r.r)})
	if i, err := c.Lift(0.95); err == nil {
		text += fmt.Sprintf(" [%+.1f%%, %+.1f%%]", 100*i.Low, 100*i.High)
	}
	return text
}
