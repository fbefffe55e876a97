package sentiment_test

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment"
)

func TestMain(m *testing.M) { laws.Main(m) }

func class() *rapid.Generator[sentiment.Class] {
	return rapid.SampledFrom([]sentiment.Class{sentiment.Negative, sentiment.Neutral, sentiment.Positive})
}

func emotion() *rapid.Generator[sentiment.Emotion] {
	return rapid.Map(rapid.Uint8Range(0, 5), func(e uint8) sentiment.Emotion { return sentiment.Emotion(e) })
}

// polarity draws polarities of few and of many places.
func polarity() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		if rapid.IntRange(0, 4).Draw(t, "long") == 0 {
			return decimal.New(rapid.Int64().Draw(t, "coefficient"), -rapid.Int32Range(19, 64).Draw(t, "places"))
		}
		return decimal.New(rapid.Int64Range(-100, 100).Draw(t, "hundredths"), -2)
	})
}

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*sentiment.Accumulator, sentiment.Class]{
		Inputs:  class(),
		Add:     (*sentiment.Accumulator).Add,
		Remove:  (*sentiment.Accumulator).Remove,
		Result:  func(a *sentiment.Accumulator) any { return a.Result() },
		Refused: []sentiment.Class{-128, -2, 2, 127},
		Full: func(t *testing.T) *sentiment.Accumulator {
			var a sentiment.Accumulator
			for c := sentiment.Negative; c <= sentiment.Positive; c++ {
				if err := a.AddN(c, 1<<57-1); err != nil {
					t.Fatal(err)
				}
			}
			return &a
		},
		Sample: []sentiment.Class{1, 1, 1, 0, 0, -1},
	})
}

func TestEmotionsLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*sentiment.Emotions, sentiment.Emotion]{
		Inputs:  emotion(),
		Add:     (*sentiment.Emotions).Add,
		Remove:  (*sentiment.Emotions).Remove,
		Result:  func(a *sentiment.Emotions) any { return a.Result() },
		Refused: []sentiment.Emotion{6, 255},
		Full: func(t *testing.T) *sentiment.Emotions {
			var a sentiment.Emotions
			for e := sentiment.Admiration; e <= sentiment.Anger; e++ {
				if err := a.AddN(e, 1<<57-1); err != nil {
					t.Fatal(err)
				}
			}
			return &a
		},
		Sample: []sentiment.Emotion{sentiment.Joy, sentiment.Joy, sentiment.Anger},
	})
}

func TestPolarityLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*sentiment.Polarity, decimal.Decimal]{
		Inputs: polarity(),
		Add:    (*sentiment.Polarity).Add,
		Remove: (*sentiment.Polarity).Remove,
		Result: func(a *sentiment.Polarity) any { return a.Result() },
		Refused: []decimal.Decimal{
			decimal.New(101, -2), decimal.New(-101, -2), decimal.New(2, 0),
			decimal.New(1, 1e7), decimal.New(1, -1e7), decimal.New(0, 1e7),
			decimal.New(1, math.MaxInt32), decimal.New(1, math.MinInt32),
		},
		Full: func(t *testing.T) *sentiment.Polarity {
			var a sentiment.Polarity
			if err := a.AddN(decimal.New(5, -1), math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []decimal.Decimal{decimal.New(5, -1), decimal.New(-25, -2)},
	})
}
