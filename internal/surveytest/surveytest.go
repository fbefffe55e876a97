// Package surveytest has the tests that the survey KPIs nps, csat and ces have in
// common, beside the laws of package laws: their scales, their columns, full
// counters, encodings at each bound, and weights. A package describes itself by a
// Spec and keeps the tests of its own figures.
package surveytest

import (
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Scale is the Scale of a survey package.
type Scale[R any] interface {
	comparable
	Validate() error
	Of(scores ...int) (R, error)
	String() string
}

// A Result is the Result of a survey package.
type Result interface {
	N() uint64
	Percentages(places int32) ([]decimal.Decimal, error)
	String() string
}

// A WeightedResult is the WeightedResult of a survey package.
type WeightedResult interface {
	N() uint64
	String() string
}

// An Accumulator is the *Accumulator of a survey package.
type Accumulator[A, S, R any] interface {
	laws.Contract[A]
	Scale() S
	Add(score int) error
	AddN(score int, n uint64) error
	AddSlice(scores []int) error
	AddBytes(scores []uint8) error
	Count(score int) uint64
	Result() R
}

// A Weighted is the *Weighted of a survey package.
type Weighted[W, S, X any] interface {
	laws.Contract[W]
	Scale() S
	Add(score int, weight decimal.Decimal) error
	AddN(score int, weight decimal.Decimal, n uint64) error
	Result() X
}

// A Spec describes a survey package.
type Spec[S Scale[R], R Result, X WeightedResult, A Accumulator[A, S, R], W Weighted[W, S, X]] struct {
	Op                   string // "nps"
	Magic, WeightedMagic string

	Default  S   // the scale that the zero Scale stands for
	Min, Max int // its lowest and highest score

	// Scale returns the scale lowest..highest whose low class is lowest..low and
	// whose high one is high..highest. A package of one cut uses high only.
	Scale func(lowest, low, high, highest int) S
	// Settings are those of Scale in the order of their encoding. The first
	// Unsigned of them are encoded as unsigned numbers.
	Settings func(lowest, low, high, highest int64) []int64
	Unsigned int

	New         func(S) (A, error)
	NewWeighted func(S) (W, error)
	// FromCounts is the method of Scale, nil if there is none.
	FromCounts func(S, ...uint64) (R, error)
	// Given returns the weighted result that a caller makes of the zero Scale.
	Given   func([]kpi.Weights) X
	Figures []Figure[R, X]
}

// A Figure is a figure of a result, and of a weighted one.
type Figure[R, X any] struct {
	Name     string // in errors: "promoter share"
	Of       func(R) (kpi.Estimate, error)
	Weighted func(X) (kpi.Weighted, error)
}

// FigureOf returns a Figure of two methods.
func FigureOf[R, X any, F kpi.Estimate](name string, of func(R) (F, error), weighted func(X) (kpi.Weighted, error)) Figure[R, X] {
	return Figure[R, X]{name, func(r R) (kpi.Estimate, error) { return of(r) }, weighted}
}

// Run runs the tests as subtests.
func (s Spec[S, R, X, A, W]) Run(t *testing.T) {
	t.Run("bounds of scales", s.bounds)
	t.Run("the zero scale is the default", s.zeroScale)
	t.Run("scores go on where they belong", s.goOn)
	t.Run("columns of bytes", s.columnsOfBytes)
	t.Run("every way of counting agrees", s.waysAgree)
	t.Run("counts by score", s.countsByScore)
	t.Run("refused scores have a text", s.refusedScores)
	t.Run("a full counter stays full", s.fullCounter)
	t.Run("counting does not allocate", s.allocates)
	t.Run("no answer has no figure", s.noAnswer)
	t.Run("percentages sum to 100", s.percentages)
	t.Run("encodings of answers", s.encodings)

	t.Run("encodings of weighted answers", s.weightedEncodings)
	t.Run("weights of 1 are no weights", s.weightsOfOne)
	t.Run("an answer of weight 0 is not an answer", s.weightZero)
	t.Run("refused weights have a text", s.refusedWeights)
	t.Run("full weighted answers stay full", s.fullWeighted)
	t.Run("a weighted result of a caller", s.givenWeights)
}

// A Weighed is an answer with its weight.
type Weighed struct {
	Score  int
	Weight decimal.Decimal
}

// WeighedOf draws answers of lowest..highest with weights from 0 on, for laws.Spec.
func WeighedOf(lowest, highest int) *rapid.Generator[Weighed] {
	return rapid.Custom(func(t *rapid.T) Weighed {
		weight := decimal.New(rapid.Int64Range(0, 1e6).Draw(t, "weight"), rapid.Int32Range(-6, 2).Draw(t, "exponent"))
		return Weighed{rapid.IntRange(lowest, highest).Draw(t, "score"), weight}
	})
}

// one is the weight 1.
var one = decimal.New(1, 0)

// settings is the encoding of a scale.
func (s Spec[S, R, X, A, W]) settings(lowest, low, high, highest int64) (b []byte) {
	for i, v := range s.Settings(lowest, low, high, highest) {
		if i < s.Unsigned {
			b = wire.AppendUint(b, uint64(v))
			continue
		}
		b = wire.AppendInt(b, v)
	}
	return b
}

// must returns v, or ends the test with err.
func must[T any](v T, err error) T { return laws.Must(v, err) }
