package kpi_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// n = z² · 1e4 · v / m² with z = 1.959964: 5 points at v = 1 take 3.841459 · 1e4
// / 25 = 1536.6 answers; 3 points of a share in percent at p = 1/2 take
// 3.841459 · 0.25 / 0.0009 = 1067.1; 99% has z = 2.575829.
func TestSampleSize(t *testing.T) {
	for _, tc := range []struct {
		margin, sd, level float64
		want              uint64
	}{
		{5, 100, 0.95, 1537},
		{0.03, 0.5, 0.95, 1068},
		{5, 100, 0.99, 2654}, // 6.634897 · 400 = 2653.96
		{500, 100, 0.95, 1},
		{5, 0, 0.95, 1},
	} {
		if got, err := kpi.SampleSize(tc.margin, tc.sd, tc.level); err != nil || got != tc.want {
			t.Errorf("SampleSize(%v, %v, %v) = %d, %v, want %d", tc.margin, tc.sd, tc.level, got, err, tc.want)
		}
	}
	if m, err := kpi.MarginOfError(400, 100, 0.95); err != nil || math.Abs(m-9.79982) > 1e-5 {
		t.Errorf("margin of 400 answers %v, %v, want 1.959964 · 100 / 20", m, err)
	}
}

func TestSampleSizeAndMarginAreInverses(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.Uint64Range(1, 1e12).Draw(t, "n")
		sd := rapid.Float64Range(1e-3, 1e6).Draw(t, "sd")
		level := rapid.Float64Range(0.5, 0.999).Draw(t, "level")
		margin, err := kpi.MarginOfError(n, sd, level)
		if err != nil {
			t.Fatal(err)
		}
		if back, err := kpi.SampleSize(margin, sd, level); err != nil || back != n {
			t.Fatalf("%d answers have the margin %v, which takes %d, %v", n, margin, back, err)
		}
		size, err := kpi.SampleSize(margin*1.01, sd, level)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := kpi.MarginOfError(size, sd, level); err != nil || got > margin*1.01*(1+1e-14) {
			t.Fatalf("%d answers have the margin %v, %v, not %v", size, got, err, margin*1.01)
		}
	})
}

func TestPlansOutsideAreRefused(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for name, err := range map[string]error{
		"no answers":      second(kpi.MarginOfError(0, 1, 0.95)),
		"negative sd":     second(kpi.MarginOfError(1, -1, 0.95)),
		"sd NaN":          second(kpi.MarginOfError(1, nan, 0.95)),
		"sd Inf":          second(kpi.SampleSize(1, inf, 0.95)),
		"level 95":        second(kpi.MarginOfError(1, 1, 95)),
		"level NaN":       second(kpi.SampleSize(1, 1, nan)),
		"no margin":       second(kpi.SampleSize(0, 1, 0.95)),
		"negative margin": second(kpi.SampleSize(-1, 1, 0.95)),
		"margin NaN":      second(kpi.SampleSize(nan, 1, 0.95)),
		"margin Inf":      second(kpi.SampleSize(inf, 1, 0.95)),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	if _, err := kpi.SampleSize(1e-300, 1, 0.95); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("tiny margin: %v, want ErrOverflow", err)
	}
}

// Of 60 answers 45 are young, of the population a half: young answers weigh
// (1/2)/(45/60) = 2/3, old ones (1/2)/(15/60) = 2.
func TestPostStratify(t *testing.T) {
	w, err := kpi.PostStratify(map[string]uint64{"young": 45, "old": 15}, map[string]uint64{"young": 500, "old": 500})
	if err != nil || w["young"].Decimal(4).String() != "0.6667" || w["old"].String() != "2" || len(w) != 2 {
		t.Errorf("weights %v, %v", w, err)
	}
	for name, answers := range map[string]map[string]uint64{
		"a stratum without answers":      {"young": 45},
		"a stratum without a population": {"young": 45, "old": 1, "none": 1},
	} {
		if _, err := kpi.PostStratify(answers, map[string]uint64{"young": 500, "old": 500}); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
	if w, err := kpi.PostStratify[int](nil, nil); len(w) != 0 || err != nil {
		t.Errorf("of nothing: %v, %v", w, err)
	}
}

// The texts name the value and the bound; the largest plan overflows.
func TestTextsOfPlansOutside(t *testing.T) {
	for _, tc := range []struct {
		err  error
		is   error
		text string
	}{
		{second(kpi.MarginOfError(0, 1, 0.95)), kpi.ErrRange, "kpi: answers 0 below 1"},
		{second(kpi.MarginOfError(1, -2, 0.95)), kpi.ErrRange, "kpi: standard deviation -2 outside 0..1.7976931348623157e+308"},
		{second(kpi.SampleSize(-3, 1, 0.95)), kpi.ErrRange, "kpi: margin -3 outside 0 (excluded)..1.7976931348623157e+308"},
		{second(kpi.MarginOfError(1, math.MaxFloat64, 0.95)), kpi.ErrOverflow, "kpi: margin of error: overflow"},
		{second(kpi.SampleSize(1e-300, 1, 0.95)), kpi.ErrOverflow, "kpi: sample size for margin 1e-300: overflow"},
		{second(rate(t, 1, 20).FiniteInterval(0.95, 19)), kpi.ErrRange, "kpi: population 19 below 20"},
	} {
		if !errors.Is(tc.err, tc.is) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
	if m, err := kpi.MarginOfError(1, 0, 0.95); m != 0 || err != nil {
		t.Errorf("no spread: %v, %v", m, err)
	}
	if m, err := kpi.MarginOfError(1, 1, 0.5); err != nil || math.Abs(m-0.6744897501960817) > 1e-15 { // the quartile of the normal distribution
		t.Errorf("one answer: %v, %v", m, err)
	}
}

// Strata of 0 and of 1: what has neither answers nor a population has no weight,
// and one answer of one person weighs as any other.
func TestPostStratifySmallStrata(t *testing.T) {
	// 1 of 4 answers is of a stratum of 1 in 10: (1/10)/(1/4) = 0.4; the other is 9/10 of all: 1.2.
	w, err := kpi.PostStratify(map[string]uint64{"one": 1, "many": 3, "nobody": 0}, map[string]uint64{"one": 1, "many": 9, "empty": 0})
	if err != nil || len(w) != 2 || w["one"].String() != "0.4" || w["many"].String() != "1.2" {
		t.Errorf("%v, %v", w, err)
	}
	for _, tc := range []struct {
		answers, population map[string]uint64
		text                string
	}{
		{map[string]uint64{"a": 1, "b": 1}, map[string]uint64{"a": 5}, "kpi: weight undefined: 1 answers of stratum b, which is not in the population"},
		{map[string]uint64{"a": 1, "b": 2}, map[string]uint64{"a": 5, "b": 0}, "kpi: weight undefined: 2 answers of stratum b, which is not in the population"},
		{map[string]uint64{"a": 1}, map[string]uint64{"a": 5, "b": 1}, "kpi: weight undefined: no answer of stratum b, a population of 1"},
	} {
		if w, err := kpi.PostStratify(tc.answers, tc.population); !errors.Is(err, kpi.ErrUndefined) || err.Error() != tc.text {
			t.Errorf("%v, %v, want %s", w, err, tc.text)
		}
	}
}
