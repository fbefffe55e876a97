package kpi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/big"

	"github.com/customerkpi/kpi/internal/stats"
)

// A Mean is the exact mean of n observations, a [Value] in their unit, with
// the spread that its uncertainty follows from:
//
//	mean = Σx / n        variance = (Σx² - n mean²) / (n - 1)
//
// The zero value is a mean of 0 of no observations.
type Mean struct {
	Value
	n        uint64
	variance *big.Rat // nil where n < 2
	within   limits
}

// NewMean returns the mean of n observations with the given sum and sum of
// squares. No observations are [ErrUndefined], sums that no n observations
// have (n Σx² < (Σx)²) a [RangeError].
func NewMean(n uint64, sum, squares *big.Rat) (Mean, error) {
	if n == 0 {
		return Mean{}, fmt.Errorf("kpi: mean %w: no observation", ErrUndefined)
	}
	nn := new(big.Rat).SetUint64(n)
	mean := new(big.Rat).Quo(orZero(sum), nn)
	deviations := new(big.Rat).Mul(mean, orZero(sum))
	deviations.Sub(orZero(squares), deviations)
	if deviations.Sign() < 0 || n == 1 && deviations.Sign() > 0 {
		return Mean{}, &RangeError{Op: "kpi", Name: "sum of squares", Value: short(orZero(squares)), Min: short(new(big.Rat).Mul(mean, orZero(sum)))}
	}
	m := Mean{Value: Value{r: mean}, n: n}
	if n > 1 {
		m.variance = deviations.Quo(deviations, nn.SetUint64(n-1))
	}
	return m, nil
}

// Within returns the mean with the range in which it can lie, such as 1 to 5 for
// scores or 0 and nil, no bound on that side, for durations. Its intervals, and
// those of its comparison with another such mean, are cut to what is possible.
// A mean that lies outside, and a min above max, are a [RangeError].
// A second Within takes the place of the first.
func (m Mean) Within(min, max *big.Rat) (Mean, error) {
	l, err := newLimits("mean", orZero(m.r), min, max)
	if err != nil {
		return Mean{}, err
	}
	m.within = l
	return m, nil
}

func (m Mean) limits() limits { return m.within }

// N returns the number of observations.
func (m Mean) N() uint64 { return m.n }

// Variance returns the sample variance, in the squared unit. It is
// [ErrUndefined] for fewer than two observations.
func (m Mean) Variance() (Value, error) {
	if m.variance == nil {
		return Value{}, fmt.Errorf("kpi: variance %w: %d observations", ErrUndefined, m.n)
	}
	return ValueOf(m.variance), nil
}

// Interval returns Student's t interval for the mean of the population that
// the observations are a sample of, in the unit of the mean:
//
//	mean ± t √(variance / n)        t of n-1 degrees of freedom
//
// It is [ErrUndefined] for fewer than two observations, and a point where all
// observations are equal. It is cut to the range of [Mean.Within]. A level outside [0.5,
// 1) is a [RangeError].
//
// Source: "Student", Biometrika 6 (1908) 1-25.
func (m Mean) Interval(level float64) (Interval, error) {
	return m.interval(level, 1, stats.Student)
}

// FiniteInterval returns Student's t interval for a sample drawn without
// replacement from a finite population, with the correction of
// [Rate.FiniteInterval].
func (m Mean) FiniteInterval(level float64, population uint64) (Interval, error) {
	correction, err := finite(m.n, population)
	if err != nil {
		return Interval{}, err
	}
	return m.interval(level, correction, stats.Student)
}

// Sequential returns an interval that may be looked at after every single
// observation, as [Rate.Sequential]. It is an approximation that holds for some
// dozens of observations or more, or a hundred where they are skewed:
//
//	mean ± s √(2 (nρ² + 1) / (n²ρ²) log(√(nρ² + 1) / (1-level)))        ρ² = 1/50
//
// It is [ErrUndefined] for fewer than two observations. A level outside [0.5, 1) is
// a [RangeError].
//
// Source: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy and A. Ramdas,
// "Time-uniform central limit theory and asymptotic confidence sequences",
// Annals of Statistics 52 (2024) 2613-2640. This ρ makes it narrowest near n = 440.
func (m Mean) Sequential(level float64) (Interval, error) {
	return m.interval(level, 1, stats.SequentialMean)
}

// interval returns the interval whose half width, but for the correction, follows
// from the standard deviation s of n observations.
func (m Mean) interval(level, correction float64, half func(s, n, level float64) float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if m.variance == nil {
		return Interval{}, fmt.Errorf("kpi: interval %w: %d observations", ErrUndefined, m.n)
	}
	variance, _ := m.variance.Float64()
	return m.within.around("interval", m.Float64(), correction*half(math.Sqrt(variance), float64(m.n), level), level)
}

// errorVariance returns the variance of the mean, in the squared unit.
func (m Mean) errorVariance() float64 {
	variance, _ := m.variance.Float64()
	return variance / float64(m.n)
}

// spread returns the variance of one observation, in the squared unit.
func (m Mean) spread() (float64, error) {
	v, err := m.Variance()
	return v.Float64(), err
}

// welch returns the standard error of a difference of means, and its degrees of
// freedom:
//
//	(vb/nb + va/na)² / ((vb/nb)²/(nb-1) + (va/na)²/(na-1))
func welch(before, after Mean) (se, df float64, err error) {
	if before.variance == nil || after.variance == nil {
		return 0, 0, fmt.Errorf("kpi: difference of means %w: of %d and %d observations", ErrUndefined, before.n, after.n)
	}
	b, a := before.errorVariance(), after.errorVariance()
	se, df = stats.Welch(b, float64(before.n), a, float64(after.n))
	return se, df, nil
}

func welchTest(before, after Mean) (Test, error) {
	se, df, err := welch(before, after)
	if err == nil && se == 0 {
		err = fmt.Errorf("kpi: test of means %w: no observation differs", ErrUndefined)
	}
	if err != nil {
		return Test{}, err
	}
	t := Compare(before, after).Delta().Float64() / se
	if math.IsInf(se, 0) || math.IsNaN(df) || math.IsInf(t, 0) {
		return Test{}, fmt.Errorf("kpi: test of means: %w: amounts too large", ErrOverflow)
	}
	return Test{"Welch's t", t, df, stats.StudentTail(t, df)}, nil
}

func welchInterval(before, after Mean, level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	se, df, err := welch(before, after)
	if err != nil {
		return Interval{}, err
	}
	half := 0.0
	if se > 0 {
		half = stats.StudentQuantile(level, df) * se
	}
	c := Compare(before, after)
	return c.limits().around("interval of change", c.Delta().Float64(), half, level)
}

// LogValue returns a group of the mean and n.
func (m Mean) LogValue() slog.Value {
	return slog.GroupValue(slog.String("mean", m.String()), slog.Uint64("n", m.n))
}

// meanJSON is the JSON form of a Mean.
type meanJSON struct {
	Exact    text   `json:"exact"`
	N        uint64 `json:"n"`
	Variance *text  `json:"variance,omitempty"`
	limitsJSON
	Value *float64 `json:"value"`
}

// MarshalJSON returns {"exact":"4.2","n":40,"variance":"0.6","value":4.2}, with the
// "min" and "max" of [Mean.Within] if there are; the texts are exact, as
// [Value.MarshalText] writes them.
func (m Mean) MarshalJSON() ([]byte, error) { return json.Marshal(m.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (m *Mean) UnmarshalJSON(data []byte) error { return fromJSON("mean", data, m, meanJSON.mean) }

func (m Mean) json() meanJSON {
	r := orZero(m.r)
	return meanJSON{text{r}, m.n, textOf(m.variance), m.within.json(), number(r)}
}

func (j meanJSON) mean() (Mean, error) {
	mean, variance := j.Exact.r, j.Variance.rat()
	switch {
	case mean == nil:
		return Mean{}, errNotExact
	case j.N == 0 && mean.Sign() != 0, (j.N > 1) != (variance != nil), variance != nil && variance.Sign() < 0:
		return Mean{}, fmt.Errorf("variance does not fit n %d", j.N)
	}
	within, err := j.limits(mean)
	return Mean{Value{r: mean}, j.N, variance, within}, cmp.Or(err, checkNumber(j.Value, mean))
}

// MarshalText returns the JSON form: the mean alone would lose its spread.
func (m Mean) MarshalText() ([]byte, error) { return m.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (m *Mean) UnmarshalText(text []byte) error { return m.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (m Mean) GobEncode() ([]byte, error) { return m.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (m *Mean) GobDecode(data []byte) error { return m.UnmarshalText(data) }
