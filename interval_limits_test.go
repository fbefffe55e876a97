package kpi_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// Scores 3, 4, 5 of 1 to 5: s = 1, t of 2 degrees of freedom = 4.302653, so the
// half is 4.302653/√3 = 2.484. Seconds 3600, 1200, 1800 without an end above:
// mean 2200, s² = (1400² + 1000² + 400²)/2, s = 1249.0, half 3102.7.
func TestIntervalsOfMeansStayWithinTheRange(t *testing.T) {
	score := must(kpi.NewMean(3, big.NewRat(12, 1), big.NewRat(50, 1)))
	wait := must(kpi.NewMean(3, big.NewRat(6600, 1), big.NewRat(3600*3600+1200*1200+1800*1800, 1)))
	for _, tc := range []struct {
		name     string
		mean     kpi.Mean
		min, max *big.Rat
		of       func(kpi.Mean) (kpi.Interval, error)
		want     string
	}{
		{"no range", score, nil, nil, of95, "1.516..6.484 (95%)"},
		{"1 to 5", score, big.NewRat(1, 1), big.NewRat(5, 1), of95, "1.516..5 (95%)"},
		{"2 and more", score, big.NewRat(2, 1), nil, of95, "2..6.484 (95%)"},
		{"the mean itself", score, big.NewRat(4, 1), big.NewRat(4, 1), of95, "4..4 (95%)"},
		{"seconds", wait, nil, nil, of95, "-902.7..5303 (95%)"},
		{"seconds from 0", wait, new(big.Rat), nil, of95, "0..5303 (95%)"},
		// √((6-3)/(6-1)) = 0.7746 of 2.484
		{"finite", score, big.NewRat(1, 1), big.NewRat(5, 1), func(m kpi.Mean) (kpi.Interval, error) { return m.FiniteInterval(0.95, 6) }, "2.076..5 (95%)"},
		// n = 3, nρ² = 0.06: √(2 · 1.06/0.18 · log(√1.06/0.05)) = √(11.7778 · 3.02487) = 5.969
		{"sequential", score, nil, nil, func(m kpi.Mean) (kpi.Interval, error) { return m.Sequential(0.95) }, "-1.969..9.969 (95%)"},
		{"sequential, 1 to 5", score, big.NewRat(1, 1), big.NewRat(5, 1), func(m kpi.Mean) (kpi.Interval, error) { return m.Sequential(0.95) }, "1..5 (95%)"},
	} {
		m, err := tc.mean.Within(tc.min, tc.max)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if i, err := tc.of(m); err != nil || i.String() != tc.want {
			t.Errorf("%s: %v, %v, want %s", tc.name, i, err, tc.want)
		}
		var back kpi.Mean
		data, err := json.Marshal(m)
		if err := errors.Join(err, json.Unmarshal(data, &back)); err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
		if i, err := tc.of(back); err != nil || i.String() != tc.want {
			t.Errorf("%s of %s: %v, %v, want %s", tc.name, data, i, err, tc.want)
		}
	}
}

func of95(m kpi.Mean) (kpi.Interval, error) { return m.Interval(0.95) }

// The same scores with weights of 1: all figures are those of the mean. A rate
// and a net have a range of their own, which a wider one does not widen.
func TestIntervalsOfWeightedFiguresStayWithinTheRange(t *testing.T) {
	mean := must(kpi.WeightedMean(scores(3, ones(1), ones(1), ones(1))))
	few := must(kpi.WeightedRate(ones(1), ones(1)))         // Wilson: (1 + z²/2 ± z √(1/2 + z²/4)) / (2 + z²)
	net := must(kpi.WeightedNet(ones(2), ones(0), ones(1))) // 100/6 ± 100 z √((4.5/6 - 1/36) / 6) = 16.667 ± 68.00
	for _, tc := range []struct {
		name     string
		figure   kpi.Weighted
		min, max *big.Rat
		want     string
	}{
		{"no range", mean, nil, nil, "1.516..6.484 (95%)"},
		{"1 to 5", mean, big.NewRat(1, 1), big.NewRat(5, 1), "1.516..5 (95%)"},
		{"2 and more", mean, big.NewRat(2, 1), nil, "2..6.484 (95%)"},
		{"rate", few, nil, nil, "9.453%..90.55% (95%)"},
		{"rate in a wider range", few, big.NewRat(-1, 1), big.NewRat(2, 1), "9.453%..90.55% (95%)"},
		{"rate in a narrower range", few, big.NewRat(1, 4), big.NewRat(3, 4), "25%..75% (95%)"},
		{"net", net, nil, nil, "-51.33..84.67 (95%)"},
		{"net in a wider range", net, big.NewRat(-200, 1), big.NewRat(200, 1), "-51.33..84.67 (95%)"},
		{"net from 0", net, new(big.Rat), nil, "0..84.67 (95%)"},
	} {
		w, err := tc.figure.Within(tc.min, tc.max)
		if err != nil {
			t.Errorf("%s: %v", tc.name, err)
			continue
		}
		if i, err := w.Interval(0.95); err != nil || i.String() != tc.want {
			t.Errorf("%s: %v, %v, want %s", tc.name, i, err, tc.want)
		}
		var back kpi.Weighted
		data, err := json.Marshal(w)
		if err := errors.Join(err, json.Unmarshal(data, &back)); err != nil {
			t.Errorf("%s: %v", tc.name, err)
		}
		if i, err := back.Interval(0.95); err != nil || i.String() != tc.want {
			t.Errorf("%s of %s: %v, %v, want %s", tc.name, data, i, err, tc.want)
		}
	}
}

// What a change can be follows from the ranges of the two figures.
func TestIntervalsOfChangesStayWithinTheRange(t *testing.T) {
	low := must(kpi.NewMean(2, big.NewRat(3, 1), big.NewRat(5, 1)))   // 1, 2
	high := must(kpi.NewMean(2, big.NewRat(9, 1), big.NewRat(41, 1))) // 4, 5
	one, five := big.NewRat(1, 1), big.NewRat(5, 1)
	bounded := func(m kpi.Mean) kpi.Mean { return must(m.Within(one, five)) }
	from1 := func(m kpi.Mean) kpi.Mean { return must(m.Within(one, nil)) }
	wlow := must(kpi.WeightedMean(scores(1, ones(1), ones(1))))
	whigh := must(kpi.WeightedMean(scores(4, ones(1), ones(1))))
	wbounded := func(w kpi.Weighted) kpi.Weighted { return must(w.Within(one, five)) }
	for _, tc := range []struct {
		name       string
		comparison kpi.Comparison
		interval   string
		sequential string
	}{
		// Welch: s² = 1/2 each, se = √(1/2), df 2, 3 ± 4.302653 · 0.707107.
		// Sequential at 97.5%: ± √(1/2) √(2 · 1.04/0.08 · log(√1.04/0.025)) = 6.943 each.
		{"no range", kpi.Compare(low, high), "-0.04243..6.042 (95%)", "-10.89..16.89 (95%)"},
		{"1 to 5", kpi.Compare(bounded(low), bounded(high)), "-0.04243..4 (95%)", "-4..4 (95%)"},
		{"down", kpi.Compare(bounded(high), bounded(low)), "-4..0.04243 (95%)", "-4..4 (95%)"},
		{"from 1 on, no end above", kpi.Compare(from1(low), from1(high)), "-0.04243..6.042 (95%)", "-7.443..10.44 (95%)"},
		{"1 to 5 after no range", kpi.Compare(low, bounded(high)), "-0.04243..6.042 (95%)", "-7.443..10.44 (95%)"},
		// A target is exact: 3 to 1..5.
		{"target", kpi.Compare[kpi.Figure](kpi.ValueOf(big.NewRat(3, 1)), bounded(high)), "-2..2 (95%)", ""},
		// Zou and Donner of two intervals that are cut to 1..5: down √(3.5² + 3.5²),
		// up √(0.5² + 0.5²).
		{"weighted", kpi.Compare(wbounded(wlow), wbounded(whigh)), "-1.95..3.707 (95%)", ""},
	} {
		if i, err := tc.comparison.Interval(0.95); err != nil || i.String() != tc.interval {
			t.Errorf("%s: %v, %v, want %s", tc.name, i, err, tc.interval)
		}
		if tc.sequential == "" {
			continue
		}
		if i, err := tc.comparison.Sequential(0.95); err != nil || i.String() != tc.sequential {
			t.Errorf("%s: sequential %v, %v, want %s", tc.name, i, err, tc.sequential)
		}
	}
}

// Of any observations within a range, every interval of every method lies within
// it and holds the mean.
func TestIntervalsOfMeansHoldTheMean(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(name string) kpi.Mean {
			n, sum, squares := rapid.Uint64Range(2, 9).Draw(t, "n "+name), new(big.Rat), new(big.Rat)
			for range n {
				x := big.NewRat(rapid.Int64Range(0, 7).Draw(t, "seventh"), 7)
				sum.Add(sum, x)
				squares.Add(squares, x.Mul(x, x))
			}
			m, err := must(kpi.NewMean(n, sum, squares)).Within(new(big.Rat), big.NewRat(1, 1))
			if err != nil {
				t.Fatal(err)
			}
			return m
		}
		a, b := draw("a"), draw("b")
		level := rapid.Float64Range(0.5, 0.999).Draw(t, "level")
		for _, m := range meanMethods {
			i, err := m.of(a, level)
			if err != nil || i.Low < 0 || i.High > 1 || !i.Contains(a.Float64()) {
				t.Fatalf("%s of %v: %v, %v", m.name, a, i, err)
			}
		}
		d := kpi.Compare(a, b)
		for _, of := range []func(float64) (kpi.Interval, error){d.Interval, d.Sequential} {
			i, err := of(level)
			if err != nil || i.Low < -1 || i.High > 1 || !i.Contains(d.Delta().Float64()) {
				t.Fatalf("%v: %v, %v", d, i, err)
			}
		}
	})
}

func TestRangesThatDoNotHoldTheFigureAreRefused(t *testing.T) {
	m := must(kpi.NewMean(3, big.NewRat(12, 1), big.NewRat(50, 1)))
	w := must(kpi.WeightedMean(scores(3, ones(1), ones(1), ones(1))))
	one, three, five := big.NewRat(1, 1), big.NewRat(3, 1), big.NewRat(5, 1)
	for _, tc := range []struct {
		err  error
		text string
	}{
		{second(m.Within(five, nil)), "kpi: mean 4 below 5"},
		{second(m.Within(nil, three)), "kpi: mean 4 above 3"},
		{second(m.Within(one, three)), "kpi: mean 4 outside 1..3"},
		{second(m.Within(five, one)), "kpi: lower bound of a mean 5 above 1"},
		{second(w.Within(five, nil)), "kpi: weighted figure 4 below 5"},
		{second(w.Within(five, one)), "kpi: lower bound of a weighted figure 5 above 1"},
	} {
		if !errors.Is(tc.err, kpi.ErrRange) || tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
	for _, text := range []string{
		`{"exact":"4","n":2,"variance":"1","min":"5"}`, `{"exact":"4","n":2,"variance":"1","max":"3"}`,
		`{"exact":"4","n":2,"variance":"1","min":"5","max":"3"}`, `{"exact":"4","n":2,"variance":"1","min":"x"}`,
	} {
		if err := json.Unmarshal([]byte(text), new(kpi.Mean)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", text, err)
		}
	}
	if err := json.Unmarshal([]byte(`{"kind":"mean","exact":"4","n":1,"effective_n":1,"size":1,"min":"5"}`), new(kpi.Weighted)); !errors.Is(err, kpi.ErrCorrupt) {
		t.Errorf("weighted: %v, want ErrCorrupt", err)
	}
}

// The bounds are the mean's own: a caller who changes theirs changes nothing.
func TestRangesAreCopied(t *testing.T) {
	top := big.NewRat(5, 1)
	m := must(must(kpi.NewMean(3, big.NewRat(12, 1), big.NewRat(50, 1))).Within(nil, top))
	top.SetInt64(6)
	if i, err := m.Interval(0.95); err != nil || i.High != 5 {
		t.Errorf("%v, %v", i, err)
	}
	// A second range takes the place of the first.
	if i, err := must(m.Within(big.NewRat(2, 1), nil)).Interval(0.95); err != nil || i.String() != "2..6.484 (95%)" {
		t.Errorf("%v, %v", i, err)
	}
}

func ExampleMean_Within() {
	// Scores 3, 4 and 5 on a scale of 1 to 5.
	mean, err := kpi.NewMean(3, big.NewRat(12, 1), big.NewRat(50, 1))
	if err != nil {
		panic(err)
	}
	fmt.Println(mean.Interval(0.95))
	mean, err = mean.Within(big.NewRat(1, 1), big.NewRat(5, 1))
	if err != nil {
		panic(err)
	}
	fmt.Println(mean.Interval(0.95))
	// Output:
	// 1.516..6.484 (95%) <nil>
	// 1.516..5 (95%) <nil>
}
