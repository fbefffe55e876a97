package support_test

import (
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
)

func TestWhichRequestsAreResolvedAtTheFirstContact(t *testing.T) {
	for _, tc := range []struct {
		name    string
		request support.Request
		want    support.FirstContactResult
	}{
		{"at the first contact", support.Request{Contacts: 1, Resolved: true}, support.FirstContactResult{Resolved: 1, InScope: 1}},
		{"at the second", support.Request{Contacts: 2, Resolved: true}, support.FirstContactResult{InScope: 1}},
		{"reopened", support.Request{Contacts: 1, Resolved: true, Reopened: true}, support.FirstContactResult{InScope: 1}},
		{"still open", support.Request{Contacts: 1}, support.FirstContactResult{InScope: 1}},
		{"out of scope", support.Request{Contacts: 1, Resolved: true, OutOfScope: true}, support.FirstContactResult{OutOfScope: 1}},
	} {
		var a support.FirstContact
		if err := a.Add(tc.request); err != nil || a.Result() != tc.want {
			t.Errorf("%s: %+v, %v; want %+v", tc.name, a.Result(), err, tc.want)
		}
	}
}

func TestFirstContactByHand(t *testing.T) {
	// 40 of 50 in scope; 40 of 50 + 30 in all
	r := support.FirstContactResult{Resolved: 40, InScope: 50, OutOfScope: 30}
	net, err := r.Rate()
	gross, err2 := r.Gross()
	if err := errors.Join(err, err2); err != nil || net.String() != "80.00% (40 of 50)" || gross.String() != "50.00% (40 of 80)" {
		t.Errorf("net %v, gross %v, %v", net, gross, err)
	}
}

func TestResponseTimeByHand(t *testing.T) {
	a, err := support.NewResponseTime(10 * time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	for _, minutes := range []time.Duration{4, 10, 22} {
		if err := a.Add(minutes * time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	for _, minutes := range []time.Duration{3, 10, 25} {
		if err := a.AddOpen(minutes * time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	r := a.Result()
	// (4+10+22)/3 = 12 minutes = 720 s; within: 4, 10; overdue: 25; 2 of 3+1.
	mean, err := r.Mean()
	level, err2 := r.ServiceLevel()
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if mean.String() != "720" || level.String() != "50.00% (2 of 4)" || r.Open != 3 || r.Overdue != 1 || r.Oldest != 25*time.Minute {
		t.Errorf("mean %v s, service level %v, %+v", mean, level, r)
	}
}

func TestErrorTexts(t *testing.T) {
	var times support.ResponseTime
	var requests support.FirstContact
	for _, tc := range []struct {
		err  error
		want string
	}{
		{times.Add(-time.Second), "support: time -1s below 0s"},
		{times.AddOpen(-1), "support: time -1ns below 0s"},
		{times.AddSlice([]time.Duration{1, -1}), "input 1: support: time -1ns below 0s"},
		{requests.Add(support.Request{}), "support: contacts 0 below 1"},
		{second(support.NewResponseTime(0)), "support: target 0s below 1ns"},
		{second(support.ResponseTimeOf(-1)), "support: target -1ns below 1ns"},
		{second(support.FirstContactRate(3, 2)), "support: resolved requests 3 outside 0..2"},
		{second(support.FirstContactRate(0, 0)), "support: first contact resolution undefined: no request"},
		{second(support.ResponseResult{}.Mean()), "support: mean response time undefined: no answered request"},
		{second(support.ResponseResult{}.ServiceLevel()), "support: service level undefined: no answered request"},
		{second(support.ResponseResult{}.Median()), "support: percentile undefined: no answered request"},
		{second(support.ResponseResult{}.Percentile(99)), "support: percentile 99 outside 0..1"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want || errors.Is(tc.err, kpi.ErrRange) == errors.Is(tc.err, kpi.ErrUndefined) {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

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

func TestServiceLevelRisesWithTheTarget(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		times := rapid.SliceOfN(rapid.Int64Range(0, 1000), 1, 30).Draw(t, "times")
		target := time.Duration(rapid.Int64Range(1, 1000).Draw(t, "target"))
		level := func(target time.Duration) kpi.Rate {
			a, err := support.NewResponseTime(target)
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range times {
				add := a.Add
				if i%3 == 2 {
					add = a.AddOpen
				}
				if err := add(time.Duration(d)); err != nil {
					t.Fatal(err)
				}
			}
			level, err := a.Result().ServiceLevel()
			if err != nil {
				t.Fatal(err)
			}
			return level
		}
		if a, b := level(target), level(target+100); b.Cmp(a) < 0 {
			t.Fatalf("service level %v within %v, but %v within %v", a, target, b, target+100)
		}
	})
}

func TestAResultIsASnapshot(t *testing.T) {
	var a support.ResponseTime
	if err := a.AddN(time.Minute, 3); err != nil {
		t.Fatal(err)
	}
	r := a.Result()
	if err := a.AddN(time.Hour, 100); err != nil {
		t.Fatal(err)
	}
	if median, err := r.Median(); err != nil || median != time.Minute {
		t.Errorf("median %v, %v after later answers, want 1m0s", median, err)
	}
}

func TestCountingDoesNotAllocate(t *testing.T) {
	var a support.ResponseTime
	var f support.FirstContact
	if err := a.Add(time.Hour); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(100, func() {
		if errors.Join(a.Add(time.Hour), a.AddOpen(time.Minute), f.Add(support.Request{Contacts: 1})) != nil {
			t.Fatal("refused")
		}
	}); n > 0 {
		t.Errorf("%v allocations, want 0", n)
	}
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
		if _, err := r.PercentileInterval(bad, 0.9); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("percentile %v: %v, want ErrRange", bad, err)
		}
		if _, err := r.PercentileInterval(0.5, bad); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("level %v: %v, want ErrRange", bad, err)
		}
	}
}
