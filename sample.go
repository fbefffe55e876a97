package kpi

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"maps"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/stats"
)

// MarginOfError returns half the width of the interval that n answers will have, in
// the unit of sd, the standard deviation of one answer:
//
//	margin = z sd / √n
//
// Plan with the sd of the last period, or with the largest possible one: 0.5 for a
// [Rate], 100 for a [Net] in points, and half of the scale for a mean score. An n of
// 0, an sd below 0 and a level outside [0.5, 1) are a [RangeError].
//
// Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977) 4.4.
func MarginOfError(n uint64, sd, level float64) (float64, error) {
	if n == 0 {
		return 0, &RangeError{Op: "kpi", Name: "answers", Value: n, Min: 1}
	}
	if err := checkPlan(sd, level); err != nil {
		return 0, err
	}
	margin := stats.Margin(float64(n), sd, level)
	if math.IsInf(margin, 0) {
		return 0, fmt.Errorf("kpi: margin of error: %w", ErrOverflow)
	}
	return margin, nil
}

// SampleSize returns the smallest number of answers whose [MarginOfError] is
// margin or less:
//
//	n = (z sd / margin)², rounded up
//
// It is the inverse of MarginOfError: the size for the margin of n answers is n.
// Divide it by the response rate to know how many to invite. A margin that is not
// above 0 is a [RangeError], and a size above 2^64-1 [ErrOverflow].
func SampleSize(margin, sd, level float64) (uint64, error) {
	if !(margin > 0) || math.IsInf(margin, 1) {
		return 0, &RangeError{Op: "kpi", Name: "margin", Value: margin, Min: "0 (excluded)", Max: math.MaxFloat64}
	}
	if err := checkPlan(sd, level); err != nil {
		return 0, err
	}
	n := stats.SampleSize(margin, sd, level)
	if !(n < math.MaxUint64) {
		return 0, fmt.Errorf("kpi: sample size for margin %v: %w", margin, ErrOverflow)
	}
	return max(uint64(n), 1), nil
}

func checkPlan(sd, level float64) error {
	if !(sd >= 0) || math.IsInf(sd, 1) {
		return &RangeError{Op: "kpi", Name: "standard deviation", Value: sd, Min: 0, Max: math.MaxFloat64}
	}
	return checkLevel(level)
}

// PostStratify returns the weight of an answer of each stratum, such as an age or a
// country. The weights give the strata the shares that they have in the population:
//
//	weight = (population of the stratum / population) / (answers of the stratum / answers)
//
// The weights average 1 over the answers. Add each answer with its weight, as a decimal
// of a dozen places, to [github.com/customerkpi/kpi/nps.Weighted],
// [github.com/customerkpi/kpi/csat.Weighted] or
// [github.com/customerkpi/kpi/ces.Weighted]: their figures are exact for the weights as
// they were rounded. A stratum with a population and no answer is [ErrUndefined], because
// no weight makes up for it: merge it with a similar one. So is one with answers and no
// population.
//
// Source: D. Holt and T. M. F. Smith, JRSS A 142 (1979) 33-46.
func PostStratify[K Key](answers, population map[K]uint64) (map[K]Ratio, error) {
	n, all := new(big.Int), new(big.Int)
	for _, k := range slices.Sorted(maps.Keys(answers)) {
		count := answers[k]
		if count > 0 && population[k] == 0 {
			return nil, fmt.Errorf("kpi: weight %w: %d answers of stratum %v, which is not in the population", ErrUndefined, count, k)
		}
		n.Add(n, bigUint(count))
	}
	for _, k := range slices.Sorted(maps.Keys(population)) {
		count := population[k]
		if count > 0 && answers[k] == 0 {
			return nil, fmt.Errorf("kpi: weight %w: no answer of stratum %v, a population of %d", ErrUndefined, k, count)
		}
		all.Add(all, bigUint(count))
	}
	weights := make(map[K]Ratio, len(population))
	for k, count := range population {
		if count > 0 {
			w := new(big.Rat).SetFrac(bigUint(count), all)
			weights[k] = Ratio{w.Mul(w, new(big.Rat).SetFrac(n, bigUint(answers[k])))}
		}
	}
	return weights, nil
}

// A Margin is what is known of the population by one attribute, such as its ages, and
// what each answer has of it.
type Margin[K Key] struct {
	Name       string       `json:"name"`       // of the attribute, for errors and the report: "age"
	Answers    []K          `json:"answers"`    // the category of each answer
	Population map[K]uint64 `json:"population"` // how many there are in each category, of people or in thousandths
}

// RakeOptions says how [Rake] weighs. The zero value has no bounds.
type RakeOptions struct {
	Weights   []float64 `json:"weights,omitempty"` // the weight of each answer before, as of a sample by design; nil for 1 each
	Min       float64   `json:"min"`               // the least weight, 0 to 1
	Max       float64   `json:"max"`               // the largest weight, 1 or more; 0 is none
	Tolerance float64   `json:"tolerance"`         // how much a category may miss its share, as a share of it; 0 is 1e-12
	Rounds    int       `json:"rounds"`            // the most rounds; 0 is 1000
}

// A Raking is weights of answers, and the report of how they came to be.
type Raking struct {
	Weights      []decimal.Decimal `json:"weights"` // of each answer, to 12 places; they average 1
	Rounds       int               `json:"rounds"`
	Miss         float64           `json:"miss"`          // the largest |weighted share / share in the population - 1|
	Category     string            `json:"category"`      // that misses most: "age 18-34"
	Trimmed      int               `json:"trimmed"`       // answers whose weight is RakeOptions.Min or Max
	DesignEffect float64           `json:"design_effect"` // Kish's, n Σw² / (Σw)², 1 or more
}

// EffectiveN returns how many answers without weights would say as much, if the
// weights have nothing to do with the scores: answers / DesignEffect.
func (r Raking) EffectiveN() float64 {
	if r.DesignEffect == 0 {
		return 0
	}
	return float64(len(r.Weights)) / r.DesignEffect
}

// String returns a text like
// "500 answers count as 412.3 (design effect 1.213), 3 trimmed; 14 rounds, age 18-34 misses by 2.1e-13".
func (r Raking) String() string {
	return fmt.Sprintf("%d answers count as %.1f (design effect %.3f), %d trimmed; %d rounds, %s misses by %.2g",
		len(r.Weights), r.EffectiveN(), r.DesignEffect, r.Trimmed, r.Rounds, r.Category, r.Miss)
}

// Rake returns the weight of each answer that gives every category of several margins
// the share that it has in the population (raking, iterative proportional fitting, in
// French calage sur marges):
//
//	Σ weights of a category / Σ weights = population of the category / population
//	weight = weight before × a factor per category of each margin, cut to Min..Max
//
// For one margin without bounds it is [PostStratify]. Among all weights with these shares
// and bounds, they are those that differ least from the weights before, by Σ w log(w /
// before). So trimming keeps the margins, unlike trimWeights of R's survey, which cuts
// the weights after raking and spreads what is cut off over the other answers. Without
// bounds the weights are those of its rake, times answers / population.
//
// Add each answer with its weight to [github.com/customerkpi/kpi/nps.Weighted],
// [github.com/customerkpi/kpi/csat.Weighted] or
// [github.com/customerkpi/kpi/ces.Weighted]. Weights cost answers, see
// [Raking.EffectiveN]; their figures take the weights for known, which makes intervals a
// little too wide.
//
// Margins whose populations differ in sum, columns of different length, and options out
// of their bounds are a [RangeError]. A category with a population and no answer is
// [ErrUndefined], because no weight makes up for it: merge it with a similar one. So is
// one with answers and no population. Where the rounds are over, or no weights have these
// margins within the bounds, the error is ErrUndefined too, and the Raking that comes
// with it says which category still misses by how much.
//
// Equal answers have equal weights, in whatever order they come. Source: W. E. Deming
// and F. F. Stephan, Annals of Mathematical Statistics 11 (1940) 427-444; with bounds
// J.-C. Deville, C.-E. Särndal and O. Sautory, JASA 88 (1993) 1013-1020.
func Rake[K Key](margins []Margin[K], o RakeOptions) (Raking, error) {
	if len(margins) == 0 {
		return Raking{}, &RangeError{Op: "kpi", Name: "number of margins", Value: 0, Min: 1}
	}
	o, err := o.withDefaults(len(margins[0].Answers))
	if err != nil {
		return Raking{}, err
	}
	columns := make([]rakeColumn, len(margins))
	for i, m := range margins {
		if columns[i], err = m.column(len(margins[0].Answers), populationOf(margins[0])); err != nil {
			return Raking{}, err
		}
	}
	cells, of := rakeCells(columns, o.Weights)
	cells.Min, cells.Max = o.Min, o.Max
	for _, c := range columns {
		if err := c.checkBounds(o); err != nil {
			return Raking{}, err
		}
	}
	rounds, worst := cells.Run(o.Tolerance, o.Rounds)
	r := newRaking(cells, of)
	r.Rounds, r.Miss = rounds, worst.Share
	r.Category = columns[worst.Margin].names[worst.Category]
	if !(worst.Share <= o.Tolerance) {
		return r, fmt.Errorf("kpi: weights %w: after %d rounds %s misses its share by %.2g%%", ErrUndefined, rounds, r.Category, 100*worst.Share)
	}
	return r, nil
}

// withDefaults returns the options with what is not set, for n answers.
func (o RakeOptions) withDefaults(n int) (RakeOptions, error) {
	o.Tolerance = cmp.Or(o.Tolerance, 1e-12)
	o.Rounds = cmp.Or(o.Rounds, 1000)
	o.Max = cmp.Or(o.Max, math.Inf(1))
	switch {
	case n == 0:
		return o, fmt.Errorf("kpi: weights %w: no answer", ErrUndefined)
	case !(o.Min >= 0 && o.Min <= 1):
		return o, &RangeError{Op: "kpi", Name: "least weight", Value: o.Min, Min: 0, Max: 1}
	case !(o.Max >= 1):
		return o, &RangeError{Op: "kpi", Name: "largest weight", Value: o.Max, Min: 1}
	case !(o.Tolerance > 0 && o.Tolerance < 1):
		return o, &RangeError{Op: "kpi", Name: "tolerance", Value: o.Tolerance, Min: 0, Max: 1}
	case o.Rounds < 0:
		return o, &RangeError{Op: "kpi", Name: "rounds", Value: o.Rounds, Min: 0}
	case o.Weights != nil && len(o.Weights) != n:
		return o, &RangeError{Op: "kpi", Name: "number of weights", Value: len(o.Weights), Min: n, Max: n}
	}
	for i, w := range o.Weights {
		if !(w >= 1e-100 && w <= 1e100) {
			return o, &RangeError{Op: "kpi", Name: fmt.Sprintf("weight %d", i), Value: w, Min: 1e-100, Max: 1e100}
		}
	}
	return o, nil
}

// A rakeColumn is a margin by numbers.
type rakeColumn struct {
	of      []int     // the category of each answer
	names   []string  // of the categories, with that of the margin
	answers []float64 // in each category
	targets []float64 // answers × share of the population
}

func populationOf[K Key](m Margin[K]) *big.Int {
	sum := new(big.Int)
	for _, n := range m.Population {
		sum.Add(sum, bigUint(n))
	}
	return sum
}

// column returns a margin of n answers and a population by numbers.
func (m Margin[K]) column(n int, population *big.Int) (rakeColumn, error) {
	if len(m.Answers) != n {
		return rakeColumn{}, &RangeError{Op: "kpi", Name: "answers of margin " + m.Name, Value: len(m.Answers), Min: n, Max: n}
	}
	if sum := populationOf(m); sum.Cmp(population) != 0 {
		return rakeColumn{}, &RangeError{Op: "kpi", Name: "population of margin " + m.Name, Value: sum.String(), Min: population.String(), Max: population.String()}
	}
	var c rakeColumn
	number := make(map[K]int)
	for _, k := range slices.Sorted(maps.Keys(m.Population)) {
		if count := m.Population[k]; count > 0 {
			number[k] = len(c.names)
			share := new(big.Rat).SetFrac(bigUint(count), population)
			c.names = append(c.names, strings.TrimSpace(fmt.Sprintf("%s %v", m.Name, k)))
			c.targets = append(c.targets, float(share.Mul(share, new(big.Rat).SetInt64(int64(n)))))
		}
	}
	c.of, c.answers = make([]int, n), make([]float64, len(c.names))
	for i, k := range m.Answers {
		category, ok := number[k]
		if !ok {
			return c, fmt.Errorf("kpi: weight %w: an answer of %s %v, which is not in the population", ErrUndefined, m.Name, k)
		}
		c.of[i] = category
		c.answers[category]++
	}
	if empty := slices.Index(c.answers, 0); empty >= 0 {
		return c, fmt.Errorf("kpi: weight %w: no answer of %s", ErrUndefined, c.names[empty])
	}
	return c, nil
}

// checkBounds reports whether each category may have its share within the bounds.
func (c rakeColumn) checkBounds(o RakeOptions) error {
	for i, target := range c.targets {
		if mean := target / c.answers[i]; mean < o.Min || mean > o.Max {
			return fmt.Errorf("kpi: weights %w: %s needs a mean weight of %.4g, outside %g..%g", ErrUndefined, c.names[i], mean, o.Min, o.Max)
		}
	}
	return nil
}

// rakeCells puts answers of the same categories and weight into one cell, and returns
// the cell of each. Cells are in the order of their categories, so that no sum depends
// on that of the answers.
func rakeCells(columns []rakeColumn, weights []float64) (cells *stats.Rake, of []int) {
	n := len(columns[0].of)
	keys, of := make([]string, n), make([]int, n)
	first := make(map[string]int) // an answer of each cell
	for i := range n {
		var key []byte
		for _, c := range columns {
			key = binary.BigEndian.AppendUint32(key, uint32(c.of[i]))
		}
		if weights != nil {
			key = binary.BigEndian.AppendUint64(key, math.Float64bits(weights[i]))
		}
		keys[i] = string(key)
		first[keys[i]] = i
	}
	cells = &stats.Rake{Counts: make([]float64, len(first)), Categories: make([][]int, len(columns))}
	number := make(map[string]int, len(first))
	for _, key := range slices.Sorted(maps.Keys(first)) {
		number[key] = len(number)
		for m, c := range columns {
			cells.Categories[m] = append(cells.Categories[m], c.of[first[key]])
		}
		w := 1.0
		if weights != nil {
			w = weights[first[key]]
		}
		cells.Weights = append(cells.Weights, w)
	}
	for i, key := range keys {
		of[i] = number[key]
		cells.Counts[of[i]]++
	}
	for _, c := range columns {
		cells.Targets = append(cells.Targets, c.targets)
	}
	return cells, of
}

// rakePlaces are the places of the weights.
const rakePlaces = 12

// newRaking returns the weights of answers, from those of their cells.
func newRaking(cells *stats.Rake, of []int) Raking {
	r := Raking{Weights: make([]decimal.Decimal, len(of))}
	weights := make([]decimal.Decimal, len(cells.Weights))
	n, sum, squares := 0.0, 0.0, 0.0
	for i, w := range cells.Weights {
		weights[i] = exact.Round(new(big.Rat).SetFloat64(w), rakePlaces)
		count := cells.Counts[i]
		n, sum, squares = n+count, sum+count*w, squares+count*w*w
		if w == cells.Min && w > 0 || w == cells.Max {
			r.Trimmed += int(count)
		}
	}
	for i, cell := range of {
		r.Weights[i] = weights[cell]
	}
	r.DesignEffect = n * squares / sum / sum
	return r
}
