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

// A Net is the difference of two shares of the same total in points, such as the
// Net Promoter Score, net ease or net sentiment:
//
//	net = 100 (plus - minus) / total        -100 <= net <= 100
//
// It is a [Value] in points that keeps its counts. The zero value is a net of 0 of
// no answers.
type Net struct {
	Value
	plus, minus, total uint64
}

// NewNet returns the net of plus and minus in total; the rest of the total is
// neutral. A total of 0 is [ErrUndefined], plus and minus above the total a
// [RangeError].
func NewNet(plus, minus, total uint64) (Net, error) {
	if total == 0 {
		return Net{}, fmt.Errorf("kpi: net %w: total is 0", ErrUndefined)
	}
	if plus > total {
		return Net{}, &RangeError{Op: "kpi", Name: "plus", Value: plus, Min: 0, Max: total}
	}
	if minus > total-plus {
		return Net{}, &RangeError{Op: "kpi", Name: "minus", Value: minus, Min: 0, Max: total - plus}
	}
	diff := new(big.Int).Sub(new(big.Int).SetUint64(plus), new(big.Int).SetUint64(minus))
	points := new(big.Rat).SetFrac(diff, new(big.Int).SetUint64(total))
	return Net{Value{r: percent(points)}, plus, minus, total}, nil
}

// Plus returns the count of the positive side.
func (n Net) Plus() uint64 { return n.plus }

// Minus returns the count of the negative side.
func (n Net) Minus() uint64 { return n.minus }

// Total returns the count of all.
func (n Net) Total() uint64 { return n.total }

// Interval returns the adjusted Wald interval in points, the one to take
// unless there is a reason for another: three answers are added, 3/4 positive,
// 3/4 negative, 3/2 neutral, then
//
//	p, m = shares of plus and minus, n' = total + 3
//	100 (p - m ± z √((p + m - (p-m)²) / n'))        cut to -100..100
//
// It does not collapse where all answers are alike, and for n >= 30 it holds the
// true net as often as level says, within two points of a hundred. Its centre is
// nearer to 0 than the net, so for one or two answers that are all alike it may
// leave out the net itself. A level outside [0.5, 1) is a [RangeError], the zero
// Net [ErrUndefined].
//
// How often a 95% interval from a sample of n holds the true net, in percent,
// computed exactly over all samples, by promoters/passives/detractors in percent:
//
//	mix             n  Interval Score  Wald
//	50/30/20      10    96.2   94.7   89.6
//	50/30/20      30    94.6   95.2   93.5
//	50/30/20     100    94.9   95.0   94.5
//	50/30/20    1000    95.0   95.0   94.9
//	33/34/33      10    96.2   95.5   91.0
//	33/34/33      30    94.7   94.7   93.5
//	33/34/33     100    94.9   95.0   94.7
//	33/34/33    1000    95.0   95.0   95.0
//	70/20/10      10    95.1   96.1   87.7
//	70/20/10      30    95.4   95.0   92.3
//	70/20/10     100    95.2   95.0   94.1
//	70/20/10    1000    95.0   95.0   94.9
//	90/8/2        10    93.0   95.9   64.9
//	90/8/2        30    95.8   96.1   84.1
//	90/8/2       100    96.2   95.6   93.0
//	90/8/2      1000    95.1   95.0   94.7
//	98/1.5/0.5    10    98.4   94.2   18.3
//	98/1.5/0.5    30    97.8   93.5   45.4
//	98/1.5/0.5   100    98.1   95.3   86.6
//	98/1.5/0.5  1000    95.6   94.9   93.5
//
// Source: B. Rocks, The American Statistician 70 (2016) 365-372.
func (n Net) Interval(level float64) (Interval, error) {
	return n.interval(level, stats.AdjustedWald)
}

// FiniteInterval returns the interval for a sample drawn without replacement
// from a finite population: it reaches below and above the net as far as Interval
// does, times the correction of [Rate.FiniteInterval], √((N - n) / (N - 1)). A sample
// of the whole population has no uncertainty left. A population below the total is
// a [RangeError].
func (n Net) FiniteInterval(level float64, population uint64) (Interval, error) {
	correction, err := finite(n.total, population)
	if err != nil {
		return Interval{}, err
	}
	i, err := n.Interval(level)
	if err != nil {
		return Interval{}, err
	}
	x := n.Float64()
	return Interval{Low: x - correction*max(x-i.Low, 0), High: x + correction*max(i.High-x, 0), Level: level}, nil
}

// Wald returns the textbook interval in points, cut to -100..100:
//
//	100 (p - m ± z √((p + m - (p-m)²) / n))
//
// It is here to compare with figures that others computed in this way. Do not
// decide by it: it is a point where all answers are alike, and too narrow for some
// dozens of answers. A level outside [0.5, 1) is a [RangeError], the zero Net
// [ErrUndefined].
func (n Net) Wald(level float64) (Interval, error) {
	return n.interval(level, stats.NetWald)
}

// Score returns the score interval in points, which holds every net δ that the
// answers do not contradict, with the variance that is likeliest under δ:
//
//	(net - 100 δ)² <= z² 100² (p̃ + m̃ - δ²) / n
//	p̃, m̃ = the shares that are likeliest for the counts where p̃ - m̃ = δ
//
// Take it instead of Interval where the net itself has to lie inside, or where
// there are fewer than 30 answers. For a net near ±100 it holds the true net too
// seldom. It is found by bisection, in some microseconds. A level outside [0.5, 1) is a [RangeError], the
// zero Net [ErrUndefined].
//
// Source: T. Tango, Statistics in Medicine 17 (1998) 891-908, for the difference
// of dependent shares, which the net is; the "iterative" interval of Rocks.
func (n Net) Score(level float64) (Interval, error) {
	return n.interval(level, stats.NetScore)
}

// Sequential returns an interval in points that may be looked at after every
// single answer, like [Rate.Sequential]. The mixture is uniform over all shares of
// the three classes, and a net stays as long as some shares with that net do.
// It holds exactly, for any total. A level outside [0.5, 1) is a [RangeError], the
// zero Net [ErrUndefined].
func (n Net) Sequential(level float64) (Interval, error) {
	return n.interval(level, stats.SequentialNet)
}

// interval checks level and net, and cuts the interval to -100..100.
func (n Net) interval(level float64, ends func(plus, minus, total, level float64) (low, high float64)) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if n.total == 0 {
		return Interval{}, fmt.Errorf("kpi: interval %w: total is 0", ErrUndefined)
	}
	low, high := ends(float64(n.plus), float64(n.minus), float64(n.total), level)
	return Interval{Low: max(low, -100), High: min(high, 100), Level: level}, nil
}

// errorVariance returns the variance of the net, in squared points.
func (n Net) errorVariance() float64 {
	neutral := float64(n.total - n.plus - n.minus)
	return stats.NetVariance(float64(n.plus), neutral, float64(n.minus)) / float64(n.total)
}

// spread returns the variance of one answer, in squared points, after adding
// the three of Interval so that it is never 0.
func (n Net) spread() (float64, error) {
	neutral := float64(n.total - n.plus - n.minus)
	return stats.NetVariance(float64(n.plus)+0.75, neutral+1.5, float64(n.minus)+0.75), nil
}

func netTest(before, after Net) (Test, error) {
	variance := before.errorVariance() + after.errorVariance()
	if !(variance > 0) {
		return Test{}, fmt.Errorf("kpi: test of nets %w: all answers are alike", ErrUndefined)
	}
	z := Compare(before, after).Delta().Float64() / math.Sqrt(variance)
	return Test{Name: "z", Statistic: z, P: stats.NormalTail(z)}, nil
}

// N returns Total, the number of observations that a net is an [Estimate] of.
func (n Net) N() uint64 { return n.total }

// LogValue returns a group of the points and the counts.
func (n Net) LogValue() slog.Value {
	return slog.GroupValue(slog.String("points", n.String()),
		slog.Uint64("plus", n.plus), slog.Uint64("minus", n.minus), slog.Uint64("total", n.total))
}

// netJSON is the JSON form of a Net.
type netJSON struct {
	Plus  uint64   `json:"plus"`
	Minus uint64   `json:"minus"`
	Total uint64   `json:"total"`
	Value *float64 `json:"value"`
}

// MarshalJSON returns {"plus":50,"minus":20,"total":100,"value":30}.
func (n Net) MarshalJSON() ([]byte, error) { return json.Marshal(n.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (n *Net) UnmarshalJSON(data []byte) error { return fromJSON("net", data, n, netJSON.net) }

func (n Net) json() netJSON {
	return netJSON{n.plus, n.minus, n.total, number(n.Rat())}
}

func (j netJSON) net() (n Net, err error) {
	if j.Plus|j.Minus|j.Total != 0 {
		n, err = NewNet(j.Plus, j.Minus, j.Total)
	}
	return n, cmp.Or(err, checkNumber(j.Value, n.Rat()))
}

// MarshalText returns the JSON form: the points alone would lose the counts.
func (n Net) MarshalText() ([]byte, error) { return n.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (n *Net) UnmarshalText(text []byte) error { return n.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (n Net) GobEncode() ([]byte, error) { return n.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (n *Net) GobDecode(data []byte) error { return n.UnmarshalText(data) }
