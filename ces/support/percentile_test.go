package support_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/internal/laws"
)

// The exact twin of the histogram is a sorted column.
func TestFiguresAgreeWithASortedColumn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) time.Duration {
			return time.Duration(rapid.Int64Range(0, 1<<rapid.IntRange(0, 62).Draw(t, "bits")).Draw(t, "time"))
		}), 1, 60).Draw(t, "times")
		target := time.Duration(rapid.Int64Range(1, 1<<40).Draw(t, "target"))
		r, err := support.ResponseTimeOf(target, times...)
		if err != nil {
			t.Fatal(err)
		}
		sorted := slices.Sorted(slices.Values(times))
		n := len(sorted)
		sum, within := new(big.Int), uint64(0)
		for _, d := range sorted {
			sum.Add(sum, big.NewInt(int64(d)))
			if d <= target {
				within++
			}
		}
		want := new(big.Rat).SetFrac(sum, new(big.Int).Mul(big.NewInt(1e9), big.NewInt(int64(n))))
		if mean, err := r.Mean(); err != nil || mean.Rat().Cmp(want) != 0 {
			t.Fatalf("mean %v, %v, want %v s", mean, err, want)
		}
		if level, err := r.ServiceLevel(); err != nil || level.Count() != within || level.Total() != uint64(n) {
			t.Fatalf("service level %v, %v, want %d of %d", level, err, within, n)
		}
		for percent := range 101 {
			got, err := r.Percentile(float64(percent) / 100)
			// The ceil(p n)-th shortest, at least the first.
			exact := sorted[max((percent*n+99)/100, 1)-1]
			if off := got - exact; err != nil || off > exact/128 || off < -exact/128 {
				t.Fatalf("percentile %d is %v, %v; exactly %v", percent, got, err, exact)
			}
		}
	})
}

// The 6th and 15th of 20 times hold the median with 95.86%, the usual table of
// nonparametric intervals; of 5 times nothing bounds it at 95%.
func TestPercentileInterval(t *testing.T) {
	times := func(n int) []time.Duration {
		d := make([]time.Duration, n)
		for i := range d {
			d[i] = time.Duration(i+1) * time.Second
		}
		return d
	}
	r, err := support.ResponseTimeOf(time.Hour, times(20)...)
	if err != nil {
		t.Fatal(err)
	}
	i, err := r.PercentileInterval(0.5, 0.95)
	if err != nil || math.Abs(i.Low-6) > 6.0/128 || math.Abs(i.High-15) > 15.0/128 || i.Level != 0.95 {
		t.Errorf("median of 1s..20s: %v, %v, want 6..15", i, err)
	}
	// 0.9^20 = 12% have no time above the 90th percentile.
	if _, err := r.PercentileInterval(0.9, 0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("90th percentile of 20 times: %v, want ErrUndefined", err)
	}
	few, err := support.ResponseTimeOf(time.Hour, times(5)...)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := few.PercentileInterval(0.5, 0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("median of 5 times: %v, want ErrUndefined", err)
	}
	if i, err := few.PercentileInterval(0.01, 0.9); err != nil || i.Low != 0 {
		t.Errorf("1st percentile of 5 times: %v, %v, want from 0", i, err)
	}
	var none support.ResponseTime
	if _, err := none.Result().PercentileInterval(0.5, 0.9); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("median of nothing: %v, want ErrUndefined", err)
	}
	for _, bad := range []float64{0, 1, -1, 95, math.NaN()} {
		_, err := r.PercentileInterval(bad, 0.9)
		if want := fmt.Sprintf("support: percentile %v outside 0 (excluded)..1 (excluded)", bad); !errors.Is(err, kpi.ErrRange) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for _, bad := range []float64{0.05, 0.49, 0, 1, -1, 95, math.NaN()} {
		_, err := r.PercentileInterval(0.5, bad)
		if want := fmt.Sprintf("support: confidence level %v outside 0.5..1 (excluded)", bad); !errors.Is(err, kpi.ErrRange) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
	// Of a binomial of 20 and 1/2, 25% lie below 9 and 75% up to 12 (13.2%, 25.2%
	// and 74.8%, 86.8% are the sums up to 7, 8, 11 and 12): ranks 8 and 13.
	if i, err := r.PercentileInterval(0.5, 0.5); err != nil || math.Abs(i.Low-8) > 8.0/128 || math.Abs(i.High-13) > 13.0/128 {
		t.Errorf("at 50%%: %v, %v, want 8..13", i, err)
	}
}

// One median in the module: the mean of the two middle times (R's median). The
// second case is the one of two waits for which the library once had two answers.
func TestMedian(t *testing.T) {
	for _, tc := range []struct {
		times []time.Duration // in seconds, any order
		want  time.Duration
	}{
		{[]time.Duration{7}, 7 * time.Second},
		{[]time.Duration{260, 140}, 3*time.Minute + 20*time.Second},
		{[]time.Duration{0, 1}, time.Second / 2},
		{[]time.Duration{9, 1, 2}, 2 * time.Second},
		{[]time.Duration{5, 5, 5, 5}, 5 * time.Second},
		// 2 and 4 are the middle ones, exact to 1/128.
		{[]time.Duration{100, 4, 2, 1}, 3 * time.Second},
	} {
		var a support.ResponseTime
		for _, d := range tc.times {
			if err := a.Add(d * time.Second); err != nil {
				t.Fatal(err)
			}
		}
		got, err := a.Result().Median()
		if off := got - tc.want; err != nil || off > tc.want/128 || off < -tc.want/128 || len(tc.times) < 4 && len(tc.times) != 3 && off != 0 {
			t.Errorf("median of %v s: %v, %v, want %v", tc.times, got, err, tc.want)
		}
	}
	// Percentile(0.5) is the nearest rank: one of the times.
	r, err := support.ResponseTimeOf(time.Hour, 140*time.Second, 260*time.Second)
	if p, err2 := r.Percentile(0.5); err != nil || err2 != nil || p != 140*time.Second {
		t.Errorf("50th percentile %v, %v, %v, want 2m20s", p, err, err2)
	}
}

// The interval is of the answered requests, whether they were in time or not.
func TestPercentileIntervalOfLateAnswers(t *testing.T) {
	a := laws.Must(support.NewResponseTime(8 * time.Second))
	for i := range 20 {
		if err := a.Add(time.Duration(i+1) * time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if i, err := a.Result().PercentileInterval(0.5, 0.95); err != nil || math.Abs(i.Low-6) > 6.0/128 || math.Abs(i.High-15) > 15.0/128 {
		t.Errorf("%v, %v, want 6..15", i, err)
	}
	late := laws.Must(support.NewResponseTime(1))
	if err := late.AddSlice([]time.Duration{2, 4, 6}); err != nil {
		t.Fatal(err)
	}
	if median, err := late.Result().Median(); err != nil || median != 4 {
		t.Errorf("median of late answers %v, %v, want 4ns", median, err)
	}
	// Of a binomial of 3 and 1/2, 25% lie up to 1 and 75% up to 2: ranks 1 and 3.
	if i, err := late.Result().PercentileInterval(0.5, 0.5); err != nil || i.Low != 2e-9 || i.High != 6e-9 {
		t.Errorf("interval of late answers %v, %v, want 2..6 ns", i, err)
	}
	if _, err := (support.ResponseTimeResult{Answered: 3, Overdue: 1}).Median(); err == nil || err.Error() != "support: median undefined: the result came from its fields, which do not hold the times" {
		t.Error(err)
	}
}
