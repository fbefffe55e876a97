package kpi_test

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
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

// A rakeCase is one of internal/oracle/testdata/rake.txt, which internal/oracle/testdata/rake.R wrote.
type rakeCase struct {
	name    string
	margins []kpi.Margin[int]
	options kpi.RakeOptions
	want    []float64
}

func rakeCases(t *testing.T) []rakeCase {
	t.Helper()
	text, err := os.ReadFile("internal/oracle/testdata/rake.txt")
	if err != nil {
		t.Fatal(err)
	}
	var cases []rakeCase
	margin := 0
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		numbers := make([]float64, len(fields))
		for i, f := range fields {
			fmt.Sscan(f, &numbers[i])
		}
		switch fields[0] {
		case "case":
			c := rakeCase{name: fields[1], margins: make([]kpi.Margin[int], int(numbers[3]))}
			c.options = kpi.RakeOptions{Min: numbers[4], Max: numbers[5], Tolerance: 1e-13}
			cases = append(cases, c)
			margin = 0
		case "population":
			m := &cases[len(cases)-1].margins[margin]
			margin++
			m.Name, m.Population = fmt.Sprint("m", margin), make(map[int]uint64)
			for i, n := range numbers[1:] {
				m.Population[i+1] = uint64(n)
			}
		default:
			c := &cases[len(cases)-1]
			k := len(c.margins)
			for i := range k {
				c.margins[i].Answers = append(c.margins[i].Answers, int(numbers[i]))
			}
			c.options.Weights = append(c.options.Weights, numbers[k])
			c.want = append(c.want, numbers[k+1])
		}
	}
	return cases
}

func TestRakeIsThatOfR(t *testing.T) {
	cases := rakeCases(t)
	if len(cases) != 10 {
		t.Fatal(len(cases), "cases")
	}
	for _, c := range cases {
		r, err := kpi.Rake(c.margins, c.options)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		trimmed, sum, squares := 0, 0.0, 0.0
		for i, want := range c.want {
			got := r.Weights[i].InexactFloat64()
			if math.Abs(got-want) > 1e-8 {
				t.Errorf("%s: answer %d has %v, want %v", c.name, i, got, want)
			}
			if want == c.options.Max || want == c.options.Min {
				trimmed++
			}
			sum, squares = sum+want, squares+want*want
		}
		if effect := float64(len(c.want)) * squares / sum / sum; r.Trimmed != trimmed || math.Abs(r.DesignEffect-effect) > 1e-8 || math.Abs(r.EffectiveN()-float64(len(c.want))/effect) > 1e-6 {
			t.Errorf("%s: %v, want %d trimmed, design effect %v", c.name, r, trimmed, effect)
		}
	}
}

// One margin without bounds is PostStratify.
func TestRakeOfOneMargin(t *testing.T) {
	m := kpi.Margin[string]{"age", []string{"young", "old", "old", "young", "old", "old"}, map[string]uint64{"young": 30, "old": 70, "unborn": 0}}
	r, err := kpi.Rake([]kpi.Margin[string]{m}, kpi.RakeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	weights, err := kpi.PostStratify(map[string]uint64{"young": 2, "old": 4}, m.Population)
	if err != nil {
		t.Fatal(err)
	}
	for i, k := range m.Answers {
		if want := weights[k].Decimal(12); !r.Weights[i].Equal(want) {
			t.Errorf("answer %d has %v, want %v", i, r.Weights[i], want)
		}
	}
	if r.Rounds != 1 || r.Trimmed != 0 {
		t.Error(r)
	}
}

// Weights are within the bounds and have the margins, or an error says that they have
// not. Of the same answers in another order they are the same, to the last digit.
func TestRakeKeepsWhatItSays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(t, "answers")
		margins := make([]kpi.Margin[int], rapid.IntRange(1, 3).Draw(t, "margins"))
		for i := range margins {
			margins[i] = kpi.Margin[int]{Name: fmt.Sprint("m", i), Answers: rapid.SliceOfN(rapid.IntRange(0, 2), n, n).Draw(t, "column"), Population: map[int]uint64{}}
			left := uint64(1000)
			for k := range 2 {
				part := rapid.Uint64Range(0, left).Draw(t, "population")
				margins[i].Population[k] = part
				left -= part
			}
			margins[i].Population[2] = left
		}
		o := kpi.RakeOptions{Rounds: 200, Min: rapid.SampledFrom([]float64{0, 0, 0.3, 1}).Draw(t, "least"), Max: rapid.SampledFrom([]float64{0, 0, 1, 1.5, 4}).Draw(t, "largest")}
		r, err := kpi.Rake(margins, o)
		if err != nil {
			if !errors.Is(err, kpi.ErrUndefined) || len(r.Weights) > 0 && (r.Miss <= 1e-12 || r.Rounds != 200 || r.Category == "") {
				t.Fatal(r, err)
			}
			return
		}
		for _, m := range margins {
			sums, all := [3]float64{}, 0.0
			for i, w := range r.Weights {
				f := w.InexactFloat64()
				sums[m.Answers[i]] += f
				all += f
				if f < o.Min || o.Max > 0 && f > o.Max {
					t.Fatalf("weight %v outside %v..%v", f, o.Min, o.Max)
				}
			}
			for k, sum := range sums {
				if want := float64(m.Population[k]) / 1000; math.Abs(sum/all-want) > 1e-9 || math.Abs(all-float64(n)) > 1e-9 {
					t.Fatalf("%s %d has %v of %v, want %v", m.Name, k, sum, all, want)
				}
			}
		}
		order := rapid.Permutation(indexes(n)).Draw(t, "order")
		shuffled := slices.Clone(margins)
		for i, m := range margins {
			shuffled[i].Answers = nil
			for _, from := range order {
				shuffled[i].Answers = append(shuffled[i].Answers, m.Answers[from])
			}
		}
		again, err := kpi.Rake(shuffled, o)
		if err != nil {
			t.Fatal(err)
		}
		for i, from := range order {
			if !again.Weights[i].Equal(r.Weights[from]) {
				t.Fatalf("in another order %v, not %v", again.Weights[i], r.Weights[from])
			}
		}
		again.Weights = r.Weights
		if d := cmp.Diff(r.String(), again.String()); d != "" {
			t.Fatal(d)
		}
	})
}

func indexes(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

func TestRakeRefuses(t *testing.T) {
	age := kpi.Margin[string]{"age", []string{"young", "old", "old"}, map[string]uint64{"young": 30, "old": 70}}
	sex := kpi.Margin[string]{"sex", []string{"f", "m", "m"}, map[string]uint64{"f": 52, "m": 48}}
	with := func(m kpi.Margin[string], change func(*kpi.Margin[string])) kpi.Margin[string] {
		change(&m)
		return m
	}
	for _, tc := range []struct {
		margins []kpi.Margin[string]
		options kpi.RakeOptions
		is      error
		want    string
	}{
		{nil, kpi.RakeOptions{}, kpi.ErrRange, "kpi: number of margins 0 below 1"},
		{[]kpi.Margin[string]{{Name: "age"}}, kpi.RakeOptions{}, kpi.ErrUndefined, "kpi: weights undefined: no answer"},
		{
			[]kpi.Margin[string]{age, with(sex, func(m *kpi.Margin[string]) { m.Population = map[string]uint64{"f": 52, "m": 49} })},
			kpi.RakeOptions{},
			kpi.ErrRange, "kpi: population of margin sex 101 outside 100..100",
		},
		{
			[]kpi.Margin[string]{age, with(sex, func(m *kpi.Margin[string]) { m.Answers = m.Answers[:2] })},
			kpi.RakeOptions{},
			kpi.ErrRange, "kpi: answers of margin sex 2 outside 3..3",
		},
		{
			[]kpi.Margin[string]{with(age, func(m *kpi.Margin[string]) { m.Answers = []string{"old", "old", "old"} })},
			kpi.RakeOptions{},
			kpi.ErrUndefined, "kpi: weight undefined: no answer of age young",
		},
		{
			[]kpi.Margin[string]{with(age, func(m *kpi.Margin[string]) { m.Answers = []string{"old", "young", ""} })},
			kpi.RakeOptions{},
			kpi.ErrUndefined, "kpi: weight undefined: an answer of age , which is not in the population",
		},
		{ // the same three answers cannot be 30% and 52%
			[]kpi.Margin[string]{age, sex},
			kpi.RakeOptions{},
			kpi.ErrUndefined, "kpi: weights undefined: after 1000 rounds age young misses its share by 73%",
		},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Max: 1.04}, kpi.ErrUndefined, "kpi: weights undefined: age old needs a mean weight of 1.05, outside 0..1.04"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Max: 0.5}, kpi.ErrRange, "kpi: largest weight 0.5 below 1"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Min: 1.5}, kpi.ErrRange, "kpi: least weight 1.5 outside 0..1"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Min: math.NaN()}, kpi.ErrRange, "kpi: least weight NaN outside 0..1"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Tolerance: -1}, kpi.ErrRange, "kpi: tolerance -1 outside 0..1"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Tolerance: 1}, kpi.ErrRange, "kpi: tolerance 1 outside 0..1"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Tolerance: 1.5}, kpi.ErrRange, "kpi: tolerance 1.5 outside 0..1"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Min: -0.5}, kpi.ErrRange, "kpi: least weight -0.5 outside 0..1"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Min: 0.95}, kpi.ErrUndefined, "kpi: weights undefined: age young needs a mean weight of 0.9, outside 0.95..+Inf"},
		{[]kpi.Margin[string]{with(age, func(m *kpi.Margin[string]) { m.Answers = []string{"young", "young", "young"} })}, kpi.RakeOptions{}, kpi.ErrUndefined, "kpi: weight undefined: no answer of age old"},
		{[]kpi.Margin[string]{with(age, func(m *kpi.Margin[string]) { m.Name, m.Answers = "", []string{"old", "old", "old"} })}, kpi.RakeOptions{}, kpi.ErrUndefined, "kpi: weight undefined: no answer of young"},
		{[]kpi.Margin[string]{with(age, func(m *kpi.Margin[string]) {
			m.Answers, m.Population = []string{"old", "old", "old"}, map[string]uint64{"young": 1, "old": 2}
		})}, kpi.RakeOptions{}, kpi.ErrUndefined, "kpi: weight undefined: no answer of age young"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Weights: []float64{1, 9e-101, 2}}, kpi.ErrRange, "kpi: weight 1 9e-101 outside 1e-100..1e+100"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Weights: []float64{1, 1, 1.1e100}}, kpi.ErrRange, "kpi: weight 2 1.1e+100 outside 1e-100..1e+100"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Rounds: -1}, kpi.ErrRange, "kpi: rounds -1 below 0"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Weights: []float64{1}}, kpi.ErrRange, "kpi: number of weights 1 outside 3..3"},
		{[]kpi.Margin[string]{age}, kpi.RakeOptions{Weights: []float64{1, 0, 2}}, kpi.ErrRange, "kpi: weight 1 0 outside 1e-100..1e+100"},
	} {
		if _, err := kpi.Rake(tc.margins, tc.options); !errors.Is(err, tc.is) || err.Error() != tc.want {
			t.Errorf("%v, want %s", err, tc.want)
		}
	}
}

// Young people are 30% and a third of the answers: weights of 0.9, 1.05 and 1.05. The
// bounds may be the weights themselves, which are then trimmed; weights before raking
// may be from 1e-100 to 1e100.
func TestRakeAtItsBounds(t *testing.T) {
	age := []kpi.Margin[string]{{"age", []string{"young", "old", "old"}, map[string]uint64{"young": 30, "old": 70}}}
	for _, o := range []kpi.RakeOptions{
		{}, {Max: 1.06, Min: 0.89}, {Tolerance: 0.5}, {Weights: []float64{7, 7, 7}}, {Weights: []float64{1e-100, 1e-100, 1e-100}}, {Weights: []float64{1e100, 1e100, 1e100}},
	} {
		r := must(kpi.Rake(age, o))
		if r.Weights[0].StringFixed(9) != "0.900000000" || r.Weights[1].StringFixed(9) != "1.050000000" || math.Abs(r.DesignEffect-1.005) > 1e-9 {
			t.Errorf("%+v: %+v", o, r)
		}
	}
	r := kpi.Raking{Weights: make([]decimal.Decimal, 500), Rounds: 14, Miss: 2.1e-13, Category: "age 18-34", Trimmed: 3, DesignEffect: 1.25}
	if want := "500 answers count as 400.0 (design effect 1.250), 3 trimmed; 14 rounds, age 18-34 misses by 2.1e-13"; r.String() != want {
		t.Errorf("%v, want %s", r, want)
	}
	if n := (kpi.Raking{Weights: make([]decimal.Decimal, 5), Miss: 2}).EffectiveN(); n != 0 {
		t.Errorf("without a design effect: %v", n)
	}
	if n := (kpi.Raking{Weights: make([]decimal.Decimal, 5), DesignEffect: 1}).EffectiveN(); n != 5 {
		t.Errorf("of equal weights: %v", n)
	}
}

func BenchmarkRake(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	margins := make([]kpi.Margin[int], 4)
	for i := range margins {
		margins[i].Population = map[int]uint64{0: 1, 1: 2, 2: 3, 3: 4, 4: 5}
		for range 10_000 {
			margins[i].Answers = append(margins[i].Answers, r.IntN(5))
		}
	}
	for b.Loop() {
		if _, err := kpi.Rake(margins, kpi.RakeOptions{Max: 5}); err != nil {
			b.Fatal(err)
		}
	}
}
