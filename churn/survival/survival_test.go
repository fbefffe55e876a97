package survival_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestBadRowsAreNamed(t *testing.T) {
	noon := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	var a survival.Accumulator
	for _, c := range []struct {
		err  error
		text string
	}{
		{a.Add(survival.Row{Duration: -1}), "survival: duration -1 below 0"},
		{a.Add(survival.Row{Entry: -2, Duration: 5}), "survival: entry -2 below 0"},
		{a.Add(survival.Row{Entry: 5, Duration: 5}), "survival: entry 5 outside 0..4"},
		{a.Add(survival.Row{Entry: 5}), "survival: entry 5 outside 0..0"},
		{a.AddSlice([]survival.Row{{Duration: 1}, {Duration: -1}}), "input 1: survival: duration -1 below 0"},
		{a.AddTimes(noon, noon.Add(-1), true), "survival: end 2026-03-01 11:59:59.999999999 +0000 UTC below 2026-03-01 12:00:00 +0000 UTC"},
		{a.AddTimes(noon, noon.AddDate(300, 0, 0), true), "survival: end 2326-03-01 12:00:00 +0000 UTC outside 2026-03-01 12:00:00 +0000 UTC..2318-06-11 11:47:16.854775807 +0000 UTC"},
		{a.AddTimesFrom(noon, noon.AddDate(0, 0, 9), noon.AddDate(0, 0, 9), false), "survival: entry 9 outside 0..8"},
		{second(survival.New(0)), "survival: unit 0s below 1ns"},
	} {
		var re *kpi.RangeError
		if c.err == nil || c.err.Error() != c.text || !errors.As(c.err, &re) || !errors.Is(c.err, kpi.ErrRange) {
			t.Errorf("%v, want %s", c.err, c.text)
		}
	}
	// 300 years from the start to the begin of the data.
	if err := a.AddTimesFrom(noon, noon.AddDate(300, 0, 0), noon.AddDate(1, 0, 0), true); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
	if a.Result().Customers != 0 {
		t.Error("a refused row was counted")
	}
	full := of(weighted{survival.Row{Duration: 1}, math.MaxUint64})
	if err := full.AddSlice([]survival.Row{{Duration: 1}}); !errors.Is(err, kpi.ErrOverflow) {
		t.Error(err)
	}
}

func TestDatesGiveWholeUnits(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	hourly := laws.Must(survival.New(time.Hour))
	for _, err := range []error{
		hourly.AddTimes(start, start.Add(59*time.Minute), true),                              // 0
		hourly.AddTimes(start, start.Add(60*time.Minute), true),                              // 1
		hourly.AddTimes(start, start.Add(119*time.Minute), false),                            // 1
		hourly.AddTimesFrom(start, start.Add(-time.Hour), start.Add(30*time.Hour), true),     // from the start
		hourly.AddTimesFrom(start, start.Add(2*time.Hour+1), start.Add(30*time.Hour), false), // from 2
		hourly.AddTimes(start.In(time.FixedZone("", 3600)), start.Add(30*time.Hour), false),  // the same instant
		hourly.AddTimes(start, start.Add(math.MaxInt64-1), false),                            // the longest
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	longest := int64((math.MaxInt64 - 1) / time.Hour)
	want := laws.Must(survival.New(time.Hour))
	for _, r := range []survival.Row{
		{Duration: 0, Churned: true},
		{Duration: 1, Churned: true},
		{Duration: 1},
		{Duration: 30, Churned: true},
		{Entry: 2, Duration: 30},
		{Duration: 30},
		{Duration: longest},
	} {
		if err := want.Add(r); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(laws.Must(hourly.MarshalBinary()), laws.Must(want.MarshalBinary())) {
		t.Errorf("got %v, want %v", hourly.Result(), want.Result())
	}
	if daily := new(survival.Accumulator); daily.Unit() != 24*time.Hour || laws.Must(survival.New(24*time.Hour)).Merge(daily) != nil {
		t.Error("the zero value is not in days")
	}
}

func TestNoCustomerHasNoFigure(t *testing.T) {
	c := new(survival.Accumulator).Result()
	for _, err := range []error{
		second(c.At(0)), second(c.RMST(0)), second(c.Median(0.95)),
		second(survival.LogRank()), second(survival.LogRank(nil, nil)), second(survival.StratifiedLogRank()),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%v, want ErrUndefined", err)
		}
	}
}

func TestArgumentsOutsideTheirRange(t *testing.T) {
	c := parse(t, treated).Result()
	s := laws.Must(c.At(6))
	mean := laws.Must(c.RMST(10))
	for _, err := range []error{
		second(c.At(-1)), second(c.RMST(-1)),
		second(c.Quantile(0, survival.Log, 0.95)), second(c.Quantile(1, survival.Log, 0.95)), second(c.Quantile(math.NaN(), survival.Log, 0.95)),
		second(c.Quantile(0.5, survival.LogLog+1, 0.95)), second(c.Median(1)), second(c.Median(math.NaN())),
		second(s.Interval(survival.Log, 0)), second(s.Interval(9, 0.95)), second(s.HazardInterval(1)), second(mean.Interval(-1)),
		second(survival.StratifiedLogRank(make([]*survival.Accumulator, 2), make([]*survival.Accumulator, 3))),
	} {
		var re *kpi.RangeError
		if !errors.As(err, &re) {
			t.Errorf("%v, want a *RangeError", err)
		}
	}
	if got := survival.Kind(9).String(); got != "Kind(9)" {
		t.Error(got)
	}
}

// The curve of "1 2+ 4" is 2/3 from 1 on and 0 from 4 on; that of "1 2+ 4+" stays
// at 2/3, and 4 is the last time of which there is news.
func TestCurveEndsWithTheData(t *testing.T) {
	open, closed := parse(t, "1 2+ 4+").Result(), parse(t, "1 2+ 4").Result()
	if s := laws.Must(open.At(4)); s.Survival != 2./3 {
		t.Error(s)
	}
	near(t, "mean up to the last time", laws.Must(open.RMST(4)).Mean, 1+2./3*3)
	for _, err := range []error{second(open.At(5)), second(open.RMST(5))} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("beyond the data: %v, want ErrUndefined", err)
		}
	}
	if err := second(open.RMST(5)); err.Error() != "survival: curve at tau 5 undefined: nobody was observed after 4" {
		t.Error(err)
	}
	// Once all have left, nothing is unknown.
	if s := laws.Must(closed.At(1000)); s.Survival != 0 || s.Time != 4 {
		t.Error(s)
	}
	if got, want := laws.Must(closed.RMST(1000)), laws.Must(closed.RMST(4)); got.Mean != want.Mean || got.StdErr != want.StdErr {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestQuantilesThatAreNotReached(t *testing.T) {
	for _, c := range []struct{ times, want string }{
		// 4 of 10 left: not half.
		{"1 2 3 4 9+ 9+ 9+ 9+ 9+ 9+", "median not reached, 3..not reached (95%, log)"},
		// Nobody left.
		{"5+ 6+", "median not reached, not reached..not reached (95%, log)"},
		// One of two left at 3: half, and flat to the end at 9. The lower end is below a
		// half from 3 on, the upper end stays at 1.
		{"3 9+", "median 6, 3..not reached (95%, log)"},
		// Half from 2 to 5: the middle.
		{"1 2 5 7", "median 3.5, 1..not reached (95%, log)"},
		// The median of odd and even numbers, as R's: 140 and 260 give their mean.
		{"140 260", "median 200, 140..not reached (95%, log)"},
		{"1 2 7", "median 2, 1..not reached (95%, log)"},
		// Half from 2 to 7, with one last seen at 3, which ends nothing.
		{"1 2 3+ 7", "median 4.5, 1..not reached (95%, log)"},
	} {
		if got := laws.Must(parse(t, c.times).Result().Median(0.95)).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.times, got, c.want)
		}
	}
	q := laws.Must(parse(t, "5+ 6+").Result().Quantile(0.25, survival.LogLog, 0.9))
	if got := q.String(); got != "quantile 0.25 not reached, not reached..not reached (90%, log-log)" {
		t.Error(got)
	}
	if b := laws.Must(json.Marshal(q.Time)); string(b) != `{"time":0,"reached":false}` {
		t.Errorf("%s", b)
	}
}

// Where few are at risk the upper end of a band may rise again. By hand: 40 of 100
// leave at 1, upper end .6 exp(1.96 √(.4/60)) = .704; 1 of 2 leaves at 3, upper end
// .3 exp(1.96 √(.4/60 + 1/2)) > 1. The first time below .75 counts.
func TestBandThatRisesAgain(t *testing.T) {
	c := of(
		weighted{survival.Row{Duration: 1, Churned: true}, 40},
		weighted{survival.Row{Duration: 2}, 58},
		weighted{survival.Row{Duration: 3, Churned: true}, 1},
		weighted{survival.Row{Duration: 4}, 1},
	).Result()
	if got := laws.Must(c.Quantile(0.25, survival.Log, 0.95)).String(); got != "quantile 0.25 1, 1..1 (95%, log)" {
		t.Error(got)
	}
}

func TestIntervalsAtTheEndsOfTheCurve(t *testing.T) {
	c := parse(t, "3+ 4 5").Result()
	before, last := laws.Must(c.At(3)), laws.Must(c.At(5))
	for kind := survival.Log; kind <= survival.LogLog; kind++ {
		if err := second(last.Interval(kind, 0.95)); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%v where survival is 0: %v", kind, err)
		}
		if i, err := before.Interval(kind, 0.95); kind == survival.LogLog && !errors.Is(err, kpi.ErrUndefined) || kind != survival.LogLog && (i.Low != 1 || i.High != 1) {
			t.Errorf("%v before the first event: %v, %v", kind, i, err)
		}
	}
	if err := second(last.StdErr()); !errors.Is(err, kpi.ErrUndefined) || err.Error() != "survival: standard error undefined: nobody is left at 5" {
		t.Error(err)
	}
	if err := second(before.HazardInterval(0.95)); !errors.Is(err, kpi.ErrUndefined) {
		t.Error(err)
	}
	// By hand: H(5) = 1/2 + 1, variance 1/4 + 1, factor exp(1.959964 √1.25 / 1.5).
	i := laws.Must(last.HazardInterval(0.95))
	factor := math.Exp(1.959963984540054 * math.Sqrt(1.25) / 1.5)
	near(t, "low", i.Low, 1.5/factor)
	near(t, "high", i.High, 1.5*factor)
	// Within 0..Tau: 4.5 ± 1.96 0.35 up to 5 by hand: the area after 4 is 1/2, its
	// variance (1/2)² 1/(2·1) = 1/8.
	mean := laws.Must(c.RMST(5))
	near(t, "mean", mean.Mean, 4.5)
	near(t, "standard error", mean.StdErr, math.Sqrt(1./8))
	if i := laws.Must(mean.Interval(0.95)); i.High != 5 || math.Abs(i.Low-(4.5-1.959963984540054*math.Sqrt(1./8))) > 1e-12 {
		t.Error(i)
	}
	if got := mean.String(); got != "4.5 of the first 5, standard error 0.3536" {
		t.Error(got)
	}
}

// One customer is at risk at 2, and leaves; ten who enter later do not help.
func TestRiskSetThatEmptiesEarly(t *testing.T) {
	c := of(
		weighted{survival.Row{Duration: 2, Churned: true}, 1},
		weighted{survival.Row{Entry: 3, Duration: 9}, 10},
	).Result()
	if at, ok := c.Emptied(); !ok || at != 2 || laws.Must(c.At(9)).Survival != 0 {
		t.Errorf("%d, %v: %v", at, ok, c)
	}
	// Those who stay longer than 3: none of the ten leaves.
	later := of(weighted{survival.Row{Entry: 3, Duration: 9}, 10}).Result()
	if _, ok := later.Emptied(); ok || laws.Must(later.At(9)).Survival != 1 {
		t.Error(later)
	}
	for _, times := range []string{"1 2", "1 2+"} {
		if at, ok := parse(t, times).Result().Emptied(); ok {
			t.Errorf("%s: emptied at %d", times, at)
		}
	}
}

// Late entry by hand: at 2 one of 1 who is there from the start and 1 who came at
// 1 leaves; at 4, the one who came at 1 and the one who came at 3.
//
//	S(2) = 1/2    S(4) = 1/2 · 1/2 = 1/4
//
// Counted from the start, as if those who left before 3 had been seen, S(2) would
// be 2/3.
func TestLateEntryByHand(t *testing.T) {
	c := of(
		weighted{survival.Row{Duration: 2, Churned: true}, 1},
		weighted{survival.Row{Entry: 1, Duration: 4, Churned: true}, 1},
		weighted{survival.Row{Entry: 3, Duration: 5}, 1},
	).Result()
	if at2, at4 := laws.Must(c.At(2)), laws.Must(c.At(4)); at2.Survival != 1./2 || at2.AtRisk != 2 || at4.Survival != 1./4 || at4.AtRisk != 2 {
		t.Error(c)
	}
}

// Small counts beside large ones lose no digits: the chi-square of a group of 3
// against 10^15 is that of three customers whose hazard is known. By hand: at 1 a
// tenth of all leave, and 2 of the 3,
//
//	U = 2 - 3/10, V = 3 · 1/10 · 9/10 up to 1e-15: (2 - 0.3)² / 0.27
//
// What the encoding leaves out, as it follows from the rest, is merged and decoded
// too.
func TestMergedAndDecodedStatesGiveTheSameCurve(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := rapid.SliceOfN(weightedRows(), 0, 10).Draw(t, "rows")
		b := rapid.SliceOfN(weightedRows(), 0, 10).Draw(t, "other rows")
		want := of(append(slices.Clone(a), b...)...)
		merged := of(a...)
		if err := merged.Merge(of(b...)); err != nil {
			t.Fatal(err)
		}
		var decoded survival.Accumulator
		if err := decoded.UnmarshalBinary(laws.Must(want.MarshalBinary())); err != nil {
			t.Fatal(err)
		}
		for name, got := range map[string]*survival.Accumulator{"merged": merged, "decoded": &decoded, "cloned": merged.Clone()} {
			if diff := cmp.Diff(want.Result(), got.Result()); diff != "" {
				t.Fatalf("%s: %s", name, diff)
			}
		}
	})
}

func TestSurvivalFallsFromOneToZero(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := of(rapid.SliceOfN(weightedRows(), 1, 20).Draw(t, "rows")...).Result()
		before := survival.Step{Survival: 1}
		for _, s := range c.Steps {
			if !(s.Survival <= before.Survival && s.Survival >= 0) || !(s.Hazard >= before.Hazard) || s.Greenwood < before.Greenwood {
				t.Fatalf("%+v after %+v", s, before)
			}
			before = s
			for kind := survival.Log; kind <= survival.LogLog; kind++ {
				if i, err := s.Interval(kind, 0.95); err == nil && !(0 <= i.Low && i.Contains(s.Survival) && i.High <= 1) {
					t.Fatalf("%v interval %v of %v", kind, i, s.Survival)
				}
			}
		}
	})
}

func TestWeightsEqualRepeatedRows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(weightedRows(), 1, 20).Draw(t, "rows")
		var each, column survival.Accumulator
		for _, r := range expand(rows) {
			if err := each.Add(r); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddSlice(expand(rows)); err != nil {
			t.Fatal(err)
		}
		want := laws.Must(of(rows...).MarshalBinary())
		if !bytes.Equal(laws.Must(each.MarshalBinary()), want) || !bytes.Equal(laws.Must(column.MarshalBinary()), want) {
			t.Fatal("weights, single rows and a column differ")
		}
	})
}

// Times in a unit k times smaller multiply quantiles and means by k, and change no
// share.
func TestTimesScale(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(weightedRows(), 1, 20).Draw(t, "rows")
		k := rapid.Int64Range(2, 1e12).Draw(t, "k")
		scaled := make([]weighted, len(rows))
		for i, w := range rows {
			scaled[i] = weighted{survival.Row{Entry: k * w.row.Entry, Duration: k * w.row.Duration, Churned: w.row.Churned}, w.n}
		}
		c, d := of(rows...).Result(), of(scaled...).Result()
		for i, s := range c.Steps {
			s.Time *= k
			if s != d.Steps[i] {
				t.Fatalf("%+v, want %+v", d.Steps[i], s)
			}
		}
		for _, p := range []float64{0.25, 0.5, 0.9} {
			a, b := laws.Must(c.Quantile(p, survival.Plain, 0.95)), laws.Must(d.Quantile(p, survival.Plain, 0.95))
			for _, bound := range []*survival.Bound{&a.Time, &a.Low, &a.High} {
				bound.Time *= float64(k)
			}
			if a != b {
				t.Fatalf("quantile %v: %v, want %v", p, b, a)
			}
		}
		last := c.Steps[len(c.Steps)-1].Time
		a, b := laws.Must(c.RMST(last)), laws.Must(d.RMST(k*last))
		if math.Abs(a.Mean*float64(k)-b.Mean) > 1e-12*b.Mean || math.Abs(a.StdErr*float64(k)-b.StdErr) > 1e-12*b.Mean {
			t.Fatalf("%v, want %d times %v", b, k, a)
		}
	})
}

func TestResultSurvivesJSON(t *testing.T) {
	want := parse(t, "1 2+ 4").Result()
	b := laws.Must(json.Marshal(want))
	var got survival.Curve
	if err := json.Unmarshal(b, &got); err != nil || got.String() != want.String() || laws.Must(got.RMST(4)) != laws.Must(want.RMST(4)) {
		t.Errorf("%v from %s: %v", got, b, err)
	}
	if !strings.Contains(string(b), `"at_risk":3`) {
		t.Errorf("%s", b)
	}
}
