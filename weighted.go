package kpi

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"log/slog"
	"math"
	"math/big"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/stats"
)

// Weights is what is known of the weights of some answers: how many answers have a
// weight above 0, the sum of the weights, and the sum of their squares.
type Weights struct {
	N       uint64 `json:"n"`
	Sum     Value  `json:"sum"`
	Squares Value  `json:"squares"`
}

// A Weighted is a rate, net or mean of answers that have a weight each, because some
// groups answer less often than others:
//
//	y = Σ w x / Σ w
//
// where x is 0 or 1 for a rate, -100, 0 or 100 for a net, and the score for a mean.
// It is exact, a [Value] between the smallest and the largest x. Its standard error
// is that of the ratio Σwx / Σw, linearised (Taylor):
//
//	se² = n/(n-1) Σ w² (x-y)² / (Σ w)²
//
// Uneven weights say less than as many even ones, see [Weighted.EffectiveN]. With
// equal weights the figure and its interval are those of [Rate], [Net] and [Mean].
//
// An answer of weight 0 is left out of the figure, of N and of the intervals, so that
// answers outside of a domain change nothing. (R's survey keeps such rows in the
// n/(n-1) of the standard error, which hardly differs, but not in the degrees of
// freedom.) The zero value is 0 of no answers.
//
// Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977) 6.3; it equals svymean
// of R's package survey.
type Weighted struct {
	Value
	kind     weightedKind
	n        uint64
	kish     float64 // (Σw)² / Σw²
	size     float64 // the unweighted answers with the same error, see Interval
	hits     float64 // share of x = 1 or 100, times size
	misses   float64 // share of x = -100, times size
	variance float64 // of one answer, n/(n-1) Σ w (x-y)² / Σ w
	within   limits
}

// A weightedKind tells which interval a Weighted has.
type weightedKind uint8

const (
	weightedMean weightedKind = iota
	weightedRate
	weightedNet
)

var weightedKinds = []string{"mean", "rate", "net"}

func (k weightedKind) MarshalText() ([]byte, error) { return []byte(weightedKinds[k]), nil }

func (k *weightedKind) UnmarshalText(text []byte) error { return kindOf(text, weightedKinds, k) }

// WeightedRate returns the weighted share of hits among hits and others, 0 to 1.
// A sum of weights of 0 is [ErrUndefined], weights that no answers have a
// [RangeError].
func WeightedRate(hits, others Weights) (Weighted, error) {
	return weigh(weightedRate, class{1, hits}, class{0, others})
}

// WeightedNet returns the weighted net of plus and minus among the three, in
// points, -100 to 100, with the errors of [WeightedRate].
func WeightedNet(plus, neutral, minus Weights) (Weighted, error) {
	return weigh(weightedNet, class{100, plus}, class{0, neutral}, class{-100, minus})
}

// WeightedMean returns the weighted mean of the scores, with the errors of
// [WeightedRate].
func WeightedMean(scores iter.Seq2[int, Weights]) (Weighted, error) {
	var classes []class
	for score, w := range scores {
		classes = append(classes, class{score, w})
	}
	return weigh(weightedMean, classes...)
}

// A class is the weights of the answers with the same x.
type class struct {
	x int
	w Weights
}

// weigh returns the figure of all classes together.
func weigh(kind weightedKind, classes ...class) (Weighted, error) {
	all, sum, err := together(classes)
	if err != nil {
		return Weighted{}, err
	}
	total := all.Sum.r
	y := sum.Quo(sum, total)
	deviations, errors := squaresAround(classes, y)
	kish := new(big.Rat).Mul(total, total)
	kish.Quo(kish, all.Squares.r)
	// size = v (Σw)² / Σ w² (x-y)², the unweighted answers with the same error;
	// of answers that are all alike, the effective number is what there is.
	size := kish
	if errors.Sign() > 0 {
		size = new(big.Rat).Mul(deviations, total)
		size.Quo(size, errors)
	}
	answers := func(sign int) float64 { // of the size, with an x of that sign
		part := new(big.Rat)
		for _, c := range classes {
			if cmp.Compare(c.x, 0) == sign {
				part.Add(part, orZero(c.w.Sum.r))
			}
		}
		return float(part.Quo(part.Mul(part, size), total))
	}
	w := Weighted{Value: Value{r: y}, kind: kind, n: all.N, kish: float(kish), size: float(size), hits: answers(+1), misses: answers(-1)}
	if all.N > 1 {
		v := deviations.Mul(deviations, new(big.Rat).SetFrac(bigUint(all.N), bigUint(all.N-1)))
		w.variance = float(v.Quo(v, total))
	}
	return w, nil
}

// together returns the weights of all classes, and Σ w x.
func together(classes []class) (all Weights, sum *big.Rat, err error) {
	total, squares, sum := new(big.Rat), new(big.Rat), new(big.Rat)
	for _, c := range classes {
		if err := c.w.check(); err != nil {
			return Weights{}, nil, err
		}
		w := orZero(c.w.Sum.r)
		if w.Sign() == 0 {
			continue // answers of weight 0
		}
		if c.w.N > math.MaxUint64-all.N {
			return Weights{}, nil, fmt.Errorf("kpi: weighted answers: %w", ErrOverflow)
		}
		all.N += c.w.N
		total.Add(total, w)
		squares.Add(squares, orZero(c.w.Squares.r))
		sum.Add(sum, new(big.Rat).Mul(big.NewRat(int64(c.x), 1), w))
	}
	if total.Sign() == 0 {
		return Weights{}, nil, fmt.Errorf("kpi: weighted figure %w: no answer has a weight above 0", ErrUndefined)
	}
	all.Sum, all.Squares = Value{r: total}, Value{r: squares}
	return all, sum, nil
}

// squaresAround returns Σ w (x-y)² and Σ w² (x-y)².
func squaresAround(classes []class, y *big.Rat) (deviations, errors *big.Rat) {
	deviations, errors = new(big.Rat), new(big.Rat)
	for _, c := range classes {
		d := big.NewRat(int64(c.x), 1)
		d.Sub(d, y)
		d.Mul(d, d)
		deviations.Add(deviations, new(big.Rat).Mul(orZero(c.w.Sum.r), d))
		errors.Add(errors, d.Mul(d, orZero(c.w.Squares.r)))
	}
	return deviations, errors
}

// check refuses sums that no weights have: 0 <= Σw² <= (Σw)² <= N Σw².
func (w Weights) check() error {
	sum, squares := orZero(w.Sum.r), orZero(w.Squares.r)
	if sum.Sign() < 0 {
		return &RangeError{Op: "kpi", Name: "sum of weights", Value: short(sum), Min: 0}
	}
	most := new(big.Rat).Mul(sum, sum)
	least := new(big.Rat)
	if w.N > 0 {
		least.Quo(most, new(big.Rat).SetInt(bigUint(w.N)))
	}
	if squares.Cmp(least) < 0 || squares.Cmp(most) > 0 || w.N == 0 && sum.Sign() > 0 {
		return &RangeError{Op: "kpi", Name: "sum of squared weights", Value: short(squares), Min: short(least), Max: short(most)}
	}
	return nil
}

// Within returns the same figure with a range that its intervals do not leave, as
// [Mean.Within] does. A weighted rate lies within 0..1 and a weighted net within
// -100..100 without it; a narrower range may be given.
func (w Weighted) Within(min, max *big.Rat) (Weighted, error) {
	l, err := newLimits("weighted figure", orZero(w.r), min, max)
	if err != nil {
		return Weighted{}, err
	}
	w.within = l
	return w, nil
}

// limits returns the range of the figure: of a rate and a net there is always one.
func (w Weighted) limits() limits {
	var own limits
	switch w.kind {
	case weightedRate:
		own = Rate{}.limits()
	case weightedNet:
		own = Net{}.limits()
	}
	if w.within.min != nil && (own.min == nil || own.min.Cmp(w.within.min) < 0) {
		own.min = w.within.min
	}
	if w.within.max != nil && (own.max == nil || own.max.Cmp(w.within.max) > 0) {
		own.max = w.within.max
	}
	return own
}

// N returns the number of answers that have a weight above 0.
func (w Weighted) N() uint64 { return w.n }

// EffectiveN returns Kish's effective number of answers, at most N:
//
//	(Σ w)² / Σ w²
//
// That many unweighted answers would say as much, if the weights have nothing to do
// with the scores.
//
// Source: L. Kish, Survey Sampling (1965) 11.7.
func (w Weighted) EffectiveN() float64 { return w.kish }

// StandardError returns se, in the figure's unit. It is [ErrUndefined] for fewer
// than two answers.
func (w Weighted) StandardError() (float64, error) {
	if w.n < 2 {
		return 0, fmt.Errorf("kpi: standard error %w: %d answers", ErrUndefined, w.n)
	}
	return math.Sqrt(w.errorVariance()), nil
}

func (w Weighted) errorVariance() float64 { return w.variance / w.size }

// Interval returns the interval of [Rate], [Net] or [Mean] for n' answers, the
// number of unweighted answers that have the standard error of these:
//
//	n' = Σw Σ w (x-y)² / Σ w² (x-y)²        EffectiveN where all answers are alike
//
// with n-1 degrees of freedom for a mean. It is cut to the range of the figure,
// that of a mean as [Weighted.Within] tells. A level outside [0.5, 1) is a
// [RangeError]. No answer, or for a mean fewer than two, is [ErrUndefined].
//
// Source: for rates E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998)
// 193-201, with Wilson's interval in place of Clopper and Pearson's.
func (w Weighted) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if w.n == 0 || w.kind == weightedMean && w.n < 2 {
		return Interval{}, fmt.Errorf("kpi: interval %w: %d answers", ErrUndefined, w.n)
	}
	switch w.kind {
	case weightedRate:
		low, high := stats.Wilson(w.hits, w.size, level)
		return w.limits().cut(Interval{low, high, level, Share}), nil
	case weightedNet:
		low, high := stats.AdjustedWald(w.hits, w.misses, w.size, level)
		return w.limits().cut(Interval{Low: low, High: high, Level: level}), nil
	default:
		half := stats.StudentQuantile(level, float64(w.n-1)) * math.Sqrt(w.variance) / math.Sqrt(w.size)
		return w.limits().around("interval", w.Float64(), half, level)
	}
}

// String returns a rate in percent with two places, such as "66.67%", and a net or a
// mean rounded to at most 6 places.
func (w Weighted) String() string {
	if w.kind == weightedRate {
		return exact.Round(percent(orZero(w.r)), 2).StringFixed(2) + "%"
	}
	return w.Value.String()
}

// Format lets %v and %s print [Weighted.String], and %f and %.2f the figure rounded
// exactly. It is not a percentage: of 25%, "%.2f" prints 0.25.
func (w Weighted) Format(f fmt.State, verb rune) { format(f, verb, w.String(), orZero(w.r)) }

// LogValue returns a group of the figure, n and the effective n.
func (w Weighted) LogValue() slog.Value {
	return slog.GroupValue(slog.String("value", w.String()), slog.Uint64("n", w.n), slog.Float64("effective", w.kish))
}

// weightedJSON is the JSON form of a Weighted.
type weightedJSON struct {
	Kind       weightedKind `json:"kind"`
	Exact      text         `json:"exact"`
	N          uint64       `json:"n"`
	EffectiveN float64      `json:"effective_n"`
	Size       float64      `json:"size"`
	Hits       float64      `json:"hits"`
	Misses     float64      `json:"misses"`
	Variance   float64      `json:"variance"`
	limitsJSON
	Value *float64 `json:"value"`
}

// MarshalJSON returns an object with the "exact" figure, as [Value.MarshalText]
// writes it, and its "value" as a number, with "kind", "n", "effective_n", what
// Interval needs, and the "min" and "max" of [Weighted.Within] if there are.
func (w Weighted) MarshalJSON() ([]byte, error) { return json.Marshal(w.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (w *Weighted) UnmarshalJSON(data []byte) error {
	return fromJSON("weighted figure", data, w, weightedJSON.weighted)
}

func (w Weighted) json() weightedJSON {
	r := orZero(w.r)
	return weightedJSON{w.kind, text{r}, w.n, w.kish, w.size, w.hits, w.misses, w.variance, w.within.json(), number(r)}
}

func (j weightedJSON) weighted() (Weighted, error) {
	r := j.Exact.r
	switch {
	case r == nil:
		return Weighted{}, errNotExact
	case (j.N > 0) != (j.EffectiveN > 0), (j.N > 0) != (j.Size > 0),
		j.Hits < 0, j.Misses < 0, j.Hits+j.Misses > j.Size*(1+1e-9), j.Variance < 0:
		return Weighted{}, fmt.Errorf("parts do not fit n %d", j.N)
	}
	within, err := j.limits(r)
	w := Weighted{Value{r: r}, j.Kind, j.N, j.EffectiveN, j.Size, j.Hits, j.Misses, j.Variance, within}
	return w, cmp.Or(err, checkNumber(j.Value, r))
}

// MarshalText returns the JSON form: the figure alone would lose its error.
func (w Weighted) MarshalText() ([]byte, error) { return w.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (w *Weighted) UnmarshalText(text []byte) error { return w.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (w Weighted) GobEncode() ([]byte, error) { return w.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (w *Weighted) GobDecode(data []byte) error { return w.UnmarshalText(data) }
