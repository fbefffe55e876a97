package kpi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Rate is a share of counted things: count of total, both kept.
//
//	rate = count / total        0 <= rate <= 1
//
// It is exact; digits are rounded once, half away from zero, where the caller
// asks for them. Rates are comparable: == compares the counts, Equal the
// shares. The zero value is 0 of 1; no Rate has a total of 0.
type Rate struct {
	count uint64
	rest  uint64 // total - 1, so that the zero value has a total
}

// NewRate returns the rate count of total. A total of 0 is [ErrUndefined], a
// count above the total a [RangeError].
func NewRate(count, total uint64) (Rate, error) {
	if total == 0 {
		return Rate{}, fmt.Errorf("kpi: rate %w: %d of 0", ErrUndefined, count)
	}
	if count > total {
		return Rate{}, &RangeError{Op: "kpi", Name: "count", Value: count, Min: 0, Max: total}
	}
	return Rate{count, total - 1}, nil
}

// Count returns the number of things that count.
func (r Rate) Count() uint64 { return r.count }

// Total returns the number of all things, at least 1.
func (r Rate) Total() uint64 { return r.rest + 1 }

// N returns Total, the number of observations that a rate is an [Estimate] of.
func (r Rate) N() uint64 { return r.Total() }

// Decimal returns the rate, 0..1, rounded to places.
func (r Rate) Decimal(places int32) decimal.Decimal { return exact.Round(r.Rat(), places) }

// Percent returns the rate in percent, 0..100, rounded to places. A decimal drops
// zeros at its end when it is printed: Percent(1).StringFixed(1) + "%" is "25.0%".
func (r Rate) Percent(places int32) decimal.Decimal { return exact.Round(percent(r.Rat()), places) }

// Float64 returns the float64 nearest to the rate.
func (r Rate) Float64() float64 {
	f, _ := r.Rat().Float64()
	return f
}

// Rat returns the exact rate, 0..1, as a fraction that the caller may change.
func (r Rate) Rat() *big.Rat {
	return new(big.Rat).SetFrac(new(big.Int).SetUint64(r.count), new(big.Int).SetUint64(r.Total()))
}

// Complement returns 1 - r, the share of the others: total - count of total.
func (r Rate) Complement() Rate { return Rate{r.Total() - r.count, r.rest} }

// Inverse returns 1 / r = total / count, exactly. It is [ErrUndefined] for a
// count of 0.
func (r Rate) Inverse() (Value, error) {
	if r.count == 0 {
		return Value{}, fmt.Errorf("kpi: inverse %w: rate is 0", ErrUndefined)
	}
	return Value{r: new(big.Rat).Inv(r.Rat())}, nil
}

// Cmp compares the shares and returns -1, 0 or +1.
func (r Rate) Cmp(s Rate) int { return r.Rat().Cmp(s.Rat()) }

// Equal reports whether the shares are equal: 1 of 2 equals 2 of 4.
func (r Rate) Equal(s Rate) bool { return r.Cmp(s) == 0 }

// Interval returns Wilson's score interval for the rate in the population
// that the counted things are a sample of. It is the one to take unless there is
// a reason for another:
//
//	p = count/total, n = total, z = the normal quantile of level
//	centre = (p + z²/2n) / (1 + z²/n)
//	half   = z √(p(1-p)/n + z²/4n²) / (1 + z²/n)
//
// It stays within 0..1, does not collapse at 0 or total, and holds the true rate
// about as often as level says for n >= 10. Where the rate is next to 0 or 1 it
// holds less often: at 95%, 84% in the worst case of one expected thing in ten
// samples. [Rate.ClopperPearson] never does. A level outside [0.5, 1) is a
// [RangeError].
//
// How often a 95% interval from a sample of n holds the true rate, in percent,
// computed exactly over all samples; "least" is the worst rate from 5% to 95%:
//
//	rate            n  Wilson  C-Prs  A-Cou  Jeffr   Wald
//	50%           10    97.9   97.9   97.9   97.9   89.1
//	50%           30    95.7   95.7   95.7   95.7   95.7
//	50%          100    94.3   96.5   94.3   94.3   94.3
//	50%         1000    94.6   95.4   94.6   94.6   94.6
//	20%           10    96.7   99.4   96.7   96.7   88.6
//	20%           30    96.4   98.0   96.4   93.0   94.6
//	20%          100    94.1   96.7   94.1   95.5   93.3
//	20%         1000    94.7   95.2   94.7   95.2   94.7
//	10%           10    93.0   98.7   93.0   98.7   65.0
//	10%           30    97.4   99.2   97.4   93.2   80.9
//	10%          100    93.6   95.6   97.2   95.6   93.2
//	10%         1000    94.9   95.5   94.9   94.9   95.3
//	5%            10    91.4   98.8   98.8   98.8   40.0
//	5%            30    93.9   98.4   98.4   98.4   78.2
//	5%           100    96.6   98.3   96.6   93.5   87.7
//	5%          1000    95.0   95.8   95.0   95.0   94.2
//	2%            10    98.4   98.4   98.4   98.4   18.3
//	2%            30    97.8   97.8   97.8   97.8   45.4
//	2%           100    94.9   98.5   98.5   98.5   86.6
//	2%          1000    94.7   95.9   94.7   95.9   95.0
//	least         10    89.9   96.1   93.0   86.9   40.0
//	least         30    92.4   95.4   93.4   88.9   78.2
//	least        100    92.7   95.4   93.9   93.3   87.7
//	least       1000    94.6   95.1   94.6   94.5   94.2
//
// Source: E. B. Wilson, JASA 22 (1927) 209-212; as the default, L. D. Brown,
// T. T. Cai and A. DasGupta, Statistical Science 16 (2001) 101-133.
func (r Rate) Interval(level float64) (Interval, error) {
	return r.interval(level, stats.Wilson)
}

// FiniteInterval returns Wilson's interval for a sample drawn without
// replacement from a finite population, with the finite-population correction
//
//	z √((N - n) / (N - 1)) in place of z        N = population, n = total
//
// Take it where the sample is a twentieth of the population or more. A sample of
// the whole population has no uncertainty left. A population below the total is a
// [RangeError].
//
// Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977) 2.5.
func (r Rate) FiniteInterval(level float64, population uint64) (Interval, error) {
	correction, err := finite(r.Total(), population)
	if err != nil {
		return Interval{}, err
	}
	return r.interval(level, func(x, n, level float64) (low, high float64) {
		return stats.FiniteWilson(x, n, level, correction)
	})
}

// ClopperPearson returns the exact interval. Its ends are the rates at which a
// count at least as high, or at least as low, as this one has a chance of
// (1 - level)/2:
//
//	low  = the (1-level)/2 quantile of Beta(count, total - count + 1)
//	high = the (1+level)/2 quantile of Beta(count + 1, total - count)
//
// It holds the true rate at least as often as level says, whatever the rate. Take
// it where that guarantee is asked for; otherwise it is wider than it needs to be.
// A level outside [0.5, 1) is a [RangeError].
//
// Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413.
func (r Rate) ClopperPearson(level float64) (Interval, error) {
	return r.interval(level, stats.ClopperPearson)
}

// AgrestiCoull returns the interval of Wald's form around Wilson's centre:
//
//	n' = total + z², p' = (count + z²/2) / n'
//	p' ± z √(p'(1-p')/n')        cut to 0..1
//
// It can be checked on paper, and is a little wider than Wilson's. A level outside [0.5, 1) is a [RangeError].
//
// Source: A. Agresti and B. A. Coull, The American Statistician 52 (1998)
// 119-126.
func (r Rate) AgrestiCoull(level float64) (Interval, error) {
	return r.interval(level, stats.AgrestiCoull)
}

// Jeffreys returns the Bayesian interval of equal tails for the prior
// Beta(1/2, 1/2):
//
//	the (1-level)/2 and (1+level)/2 quantiles of
//	Beta(count + 1/2, total - count + 1/2)
//
// with the low end 0 for a count of 0 and the high end 1 for a count of total.
// Take it to make a statement on the rate itself: "with a probability of 95% the
// rate is between ...". A level outside [0.5, 1) is a [RangeError].
//
// Source: L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16
// (2001) 101-133.
func (r Rate) Jeffreys(level float64) (Interval, error) {
	return r.interval(level, stats.Jeffreys)
}

// Wald returns the textbook interval, cut to 0..1:
//
//	p ± z √(p(1-p)/n)
//
// It is here to compare with figures that others computed in this way. Do not
// decide by it: it is a point where the count is 0 or total, and where the rate is
// near 0 or 1 it holds it too seldom even for hundreds of things.
// A level outside [0.5, 1) is a [RangeError].
func (r Rate) Wald(level float64) (Interval, error) {
	return r.interval(level, stats.Wald)
}

// Sequential returns an interval that may be looked at after every single thing
// that is counted: with the chance level, all of them, for as long as one cares to
// look, hold the true rate. It is for those who look every day and stop when they
// like what they see (peeking), which makes an Interval wrong. The price is width:
// twice Wilson's, about, at some thousands.
//
//	all p with p^count (1-p)^(total-count) >= (1-level) B(count+1, total-count+1)
//
// It holds exactly, for any total. A level outside [0.5, 1) is a [RangeError].
//
// Source: H. Robbins, Annals of Mathematical Statistics 41 (1970) 1397-1409,
// with the uniform mixture.
func (r Rate) Sequential(level float64) (Interval, error) {
	return r.interval(level, stats.SequentialRate)
}

// interval checks the level and cuts the interval to 0..1.
func (r Rate) interval(level float64, ends func(x, n, level float64) (low, high float64)) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	low, high := ends(float64(r.count), float64(r.Total()), level)
	return Interval{max(low, 0), min(high, 1), level, Share}, nil
}

// spread returns the variance of one thing, after adding one to either side so
// that it is never 0.
func (r Rate) spread() (float64, error) {
	p := (float64(r.count) + 1) / (float64(r.Total()) + 2)
	return p * (1 - p), nil
}

// String returns a text like "25.00% (1250 of 5000)".
func (r Rate) String() string {
	return fmt.Sprintf("%s%% (%d of %d)", r.Percent(2).StringFixed(2), r.count, r.Total())
}

// Format lets %v and %s print [Rate.String], and %f and %.3f the rate, 0..1,
// rounded exactly. It is not a percentage: of 25%, "%.2f" prints 0.25.
func (r Rate) Format(f fmt.State, verb rune) { format(f, verb, r.String(), r.Rat()) }

// LogValue returns a group of count, total and percent.
func (r Rate) LogValue() slog.Value {
	return slog.GroupValue(
		slog.Uint64("count", r.count),
		slog.Uint64("total", r.Total()),
		slog.String("percent", r.Percent(2).StringFixed(2)),
	)
}

// MarshalText returns the counts as "1250/5000".
func (r Rate) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d/%d", r.count, r.Total()), nil
}

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (r *Rate) UnmarshalText(text []byte) error {
	c, t, _ := strings.Cut(string(text), "/")
	count, wrong := strconv.ParseUint(c, 10, 64)
	total, err := strconv.ParseUint(t, 10, 64)
	rate, undefined := NewRate(count, total)
	if cmp.Or(wrong, err, undefined) != nil {
		return fmt.Errorf("kpi: rate: %w: %.40q", ErrCorrupt, text)
	}
	*r = rate
	return nil
}

// rateJSON is the JSON form of a Rate.
type rateJSON struct {
	Count uint64   `json:"count"`
	Total uint64   `json:"total"`
	Value *float64 `json:"value"`
}

// MarshalJSON returns {"count":1250,"total":5000,"value":0.25}.
func (r Rate) MarshalJSON() ([]byte, error) { return json.Marshal(r.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or the text form as a string,
// or returns [ErrCorrupt].
func (r *Rate) UnmarshalJSON(data []byte) error {
	// The key of a map is written by MarshalText, but read by UnmarshalJSON.
	var text string
	if !isNull(data) && json.Unmarshal(data, &text) == nil {
		return r.UnmarshalText([]byte(text))
	}
	return fromJSON("rate", data, r, rateJSON.rate)
}

func (r Rate) json() rateJSON {
	return rateJSON{r.count, r.Total(), number(r.Rat())}
}

func (j rateJSON) rate() (Rate, error) {
	r, err := NewRate(j.Count, j.Total)
	return r, cmp.Or(err, checkNumber(j.Value, r.Rat()))
}

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (r Rate) GobEncode() ([]byte, error) { return r.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (r *Rate) GobDecode(data []byte) error { return r.UnmarshalText(data) }
