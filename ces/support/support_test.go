package support_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
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
	for _, minutes := range []time.Duration{9, 10, 11, 60} {
		if err := a.AddClosed(minutes * time.Minute); err != nil {
			t.Fatal(err)
		}
	}
	r := a.Result()
	// (4+10+22)/3 = 12 minutes = 720 s; within: 4, 10; overdue: 25; closed late:
	// 11, 60; 2 of 3+1+2.
	mean, err := r.Mean()
	level, err2 := r.ServiceLevel()
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if mean.String() != "720" || level.String() != "33.33% (2 of 6)" || r.Open != 3 || r.Overdue != 1 || r.Oldest != 25*time.Minute || r.Closed != 4 || r.ClosedLate != 2 {
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
		{times.AddClosed(-1), "support: time -1ns below 0s"},
		{times.AddSlice([]time.Duration{1, -1}), "input 1: support: time -1ns below 0s"},
		{requests.Add(support.Request{}), "support: contacts 0 below 1"},
		{second(support.NewResponseTime(0)), "support: target 0s below 1ns"},
		{second(support.ResponseTimeOf(-1)), "support: target -1ns below 1ns"},
		{second(support.FirstContactRate(3, 2)), "support: resolved requests 3 outside 0..2"},
		{second(support.FirstContactRate(0, 0)), "support: first contact resolution undefined: no request"},
		{second(support.ResponseResult{}.Mean()), "support: mean response time undefined: no answered request"},
		{second(support.ResponseResult{}.ServiceLevel()), "support: service level undefined: no answered request"},
		{second(support.ResponseResult{}.Median()), "support: median undefined: no answered request"},
		{second(support.ResponseResult{}.Percentile(0.9)), "support: percentile undefined: no answered request"},
		{second(support.ResponseResult{}.Percentile(99)), "support: percentile 99 outside 0..1"},
		{second(support.ResponseResult{}.Percentile(1.5)), "support: percentile 1.5 outside 0..1"},
		{second(support.ResponseResult{}.Percentile(-0.5)), "support: percentile -0.5 outside 0..1"},
		{second(support.ResponseResult{}.Percentile(math.NaN())), "support: percentile NaN outside 0..1"},
		{second(support.ResponseTimeOf(time.Hour, 1, -1)), "input 1: support: time -1ns below 0s"},
		{second(support.ResponseResult{Answered: 3}.Median()), "support: median undefined: the result came from its fields, which do not hold the times"},
		{second(support.ResponseResult{Answered: 3}.PercentileInterval(0.5, 0.9)), "support: interval of a percentile undefined: the result came from its fields, which do not hold the times"},
		{second(support.ResponseResult{}.PercentileInterval(0.5, 0.9)), "support: interval of a percentile undefined: no answered request"},
		{second(must(support.ResponseTimeOf(time.Hour, time.Second)).PercentileInterval(0.5, 0.5)), "support: interval of a percentile undefined: 1 answered requests do not bound it"},
		{second(support.ResponseResult{Answered: 2, Sum: kpi.ValueOf(big.NewRat(4, 1)), Squares: kpi.ValueOf(big.NewRat(7, 1))}.Mean()), "kpi: sum of squares 7 below 8"},
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
	// Later answers between the earlier ones, whose counters are there already.
	a = support.ResponseTime{}
	if err := a.AddSlice([]time.Duration{70 * time.Second, 90 * time.Second, 130 * time.Second}); err != nil {
		t.Fatal(err)
	}
	r = a.Result()
	before, err := r.Median()
	if err := errors.Join(err, a.AddN(75*time.Second, 100)); err != nil {
		t.Fatal(err)
	}
	if median, err := r.Median(); err != nil || median != before {
		t.Errorf("median %v, %v after later answers, was %v", median, err, before)
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

// Of 20 and 30 minutes the interval would begin at 1500 - 12.7062 * 300 s: t of 1
// degree of freedom, and a standard error of 600/√2/√2. No time is below 0.
func TestTheIntervalOfTheMeanBeginsAtZero(t *testing.T) {
	r, err := support.ResponseTimeOf(time.Hour, 20*time.Minute, 30*time.Minute)
	mean, err2 := r.Mean()
	i, err3 := mean.Interval(0.95)
	if err := errors.Join(err, err2, err3); err != nil || i.Low != 0 || math.Abs(i.High-5311.86) > 0.01 {
		t.Errorf("%v, %v, want 0..5311.86", i, err)
	}
	if _, err := (support.ResponseResult{Answered: 1, Sum: kpi.ValueOf(big.NewRat(-1, 1)), Squares: kpi.ValueOf(big.NewRat(1, 1))}).Mean(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a mean of -1 s: %v, want ErrRange", err)
	}
}

// Every number differs, so that none can stand for another.
func TestTexts(t *testing.T) {
	var none, open, closed, a support.ResponseTime
	err := errors.Join(closed.AddClosed(time.Hour), closed.AddSlice([]time.Duration{time.Second, 2 * time.Second}), open.AddOpen(2*time.Hour), a.AddN(90*time.Minute, 1), a.AddN(time.Minute+600*time.Millisecond, 4))
	for i := range 6 {
		err = errors.Join(err, a.AddOpen(time.Duration(i%3)*time.Hour))
	}
	for i := range 7 {
		err = errors.Join(err, a.AddClosed(time.Duration(i%4)*time.Hour))
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		got  fmt.Stringer
		want string
	}{
		{none.Result(), "support: service level undefined: no answered request"},
		{open.Result(), "0.0% within 1h0m0s (0 answered, 1 open, 1 overdue)"},
		// (5400 + 4*60.6)/5 = 1128.48 s; 4 within of 5 answered, 2 overdue (2 h
		// twice) and 3 closed late (2 h twice, 3 h once): 4 of 10.
		{a.Result(), "mean 18m48s, 40.0% within 1h0m0s (5 answered, 6 open, 2 overdue, 7 closed unanswered)"},
		// 66446 of 100000 is 66.446%, not 66.45% and then 66.5%.
		{support.ResponseResult{Target: time.Second, Answered: 100_000, Within: 66_446, Squares: kpi.Value{}}, "mean 0s, 66.4% within 1s (100000 answered, 0 open, 0 overdue)"},
		// One that was closed in time is told; half a second rounds away from zero.
		{closed.Result(), "mean 2s, 100.0% within 1h0m0s (2 answered, 0 open, 0 overdue, 1 closed unanswered)"},
		{support.FirstContactResult{Resolved: 664446, InScope: 1000000, OutOfScope: 7}, "66.44% (664446 resolved of 1000000, 7 out of scope)"},
		{support.FirstContactResult{OutOfScope: 7}, "support: first contact resolution undefined: no request"},
	} {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
}

// Counts that a caller put into a result may add up to more than 2^64-1.
func TestSumsOfCountsDoNotWrap(t *testing.T) {
	const most = math.MaxUint64
	for _, r := range []support.ResponseResult{
		{Answered: most, Overdue: 1},
		{Answered: most, ClosedLate: 1},
		{Overdue: most, ClosedLate: 1},
		{Answered: 1 << 63, Overdue: 1 << 62, ClosedLate: 1 << 62},
	} {
		if _, err := r.ServiceLevel(); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%+v: %v, want ErrOverflow", r, err)
		}
	}
	if level, err := (support.ResponseResult{Answered: most - 3, Within: 5, Overdue: 2, ClosedLate: 1}).ServiceLevel(); err != nil || level.Total() != most {
		t.Errorf("service level %v, %v, want 5 of 2^64-1", level, err)
	}
	for _, r := range []support.FirstContactResult{{Resolved: 1, InScope: most, OutOfScope: 1}, {InScope: 1, OutOfScope: most}} {
		if _, err := r.Gross(); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%+v: %v, want ErrOverflow", r, err)
		}
	}
	if gross, err := (support.FirstContactResult{Resolved: 1, InScope: most - 1, OutOfScope: 1}).Gross(); err != nil || gross.Total() != most {
		t.Errorf("gross %v, %v, want 1 of 2^64-1", gross, err)
	}
}

// The counters of one kind of request leave no room for the others.
func TestARequestMoreThanFits(t *testing.T) {
	const most = math.MaxUint64
	for name, add := range map[string]func(*support.ResponseTime) error{
		"answered": func(a *support.ResponseTime) error { return a.Add(1) },
		"open":     func(a *support.ResponseTime) error { return a.AddOpen(1) },
		"closed":   func(a *support.ResponseTime) error { return a.AddClosed(1) },
		"column":   func(a *support.ResponseTime) error { return a.AddSlice([]time.Duration{1}) },
	} {
		var a, one support.ResponseTime
		if err := errors.Join(a.AddN(1, most-3), a.AddOpen(1), a.AddClosed(1), add(&a)); err != nil {
			t.Fatalf("%s, up to 2^64-1: %v", name, err)
		}
		if err := errors.Join(add(&one), a.Merge(&one)); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s: Merge: %v, want ErrOverflow", name, err)
		}
		c := a.Clone()
		if err := add(c); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s: %v, want ErrOverflow", name, err)
		}
	}
}

func TestFirstContactRateOfNoneAndAll(t *testing.T) {
	for _, tc := range []struct {
		resolved, requests uint64
		want               string
	}{{0, 5, "0.00% (0 of 5)"}, {5, 5, "100.00% (5 of 5)"}, {2, 5, "40.00% (2 of 5)"}} {
		if rate, err := support.FirstContactRate(tc.resolved, tc.requests); err != nil || rate.String() != tc.want {
			t.Errorf("%v, %v, want %s", rate, err, tc.want)
		}
	}
}

// Two states may add up to 2^64-1 requests, not to one more.
func TestMergesUpToTheLimit(t *testing.T) {
	var a, b, last support.FirstContact
	var c, d, end support.ResponseTime
	if err := errors.Join(
		a.AddN(support.Request{Contacts: 2}, 1<<63), b.AddN(support.Request{Contacts: 1, Resolved: true}, 1<<63-1), last.Add(support.Request{Contacts: 2}), a.Merge(&b),
		c.AddN(1, 1<<63), d.AddN(2, 1<<63-2), d.AddClosed(3), end.AddClosed(1), c.Merge(&d),
	); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{a.Merge(&last), c.Merge(&end)} {
		if !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("one more: %v, want ErrOverflow", err)
		}
	}
	if a.Result() != (support.FirstContactResult{Resolved: 1<<63 - 1, InScope: math.MaxUint64}) || c.Result().Answered != math.MaxUint64-1 || c.Result().Closed != 1 {
		t.Errorf("%+v, %+v", a.Result(), c.Result())
	}
}

func TestADefaultTargetByNameIsTheDefault(t *testing.T) {
	var zero support.ResponseTime
	a := must(support.NewResponseTime(time.Hour))
	if err := errors.Join(a.Add(1), zero.Add(2), a.Merge(&zero)); err != nil || a.Result().Answered != 2 {
		t.Errorf("%v, %+v", err, a.Result())
	}
}

// Sums that 128 bits do not hold are in memory of their own.
func TestACloneSharesNoLargeSum(t *testing.T) {
	var a support.ResponseTime
	if err := a.AddN(math.MaxInt64, 1<<62); err != nil {
		t.Fatal(err)
	}
	before := must(a.MarshalBinary())
	c := a.Clone()
	if err := errors.Join(c.AddN(math.MaxInt64, 1<<62), c.AddN(1, 5), c.Merge(&a)); err != nil {
		t.Fatal(err)
	}
	if after := must(a.MarshalBinary()); string(after) != string(before) {
		t.Errorf("the origin is %x, was %x", after, before)
	}
}

// The interval is of the answered requests, whether they were in time or not.
func TestPercentileIntervalOfLateAnswers(t *testing.T) {
	a := must(support.NewResponseTime(8 * time.Second))
	for i := range 20 {
		if err := a.Add(time.Duration(i+1) * time.Second); err != nil {
			t.Fatal(err)
		}
	}
	if i, err := a.Result().PercentileInterval(0.5, 0.95); err != nil || math.Abs(i.Low-6) > 6.0/128 || math.Abs(i.High-15) > 15.0/128 {
		t.Errorf("%v, %v, want 6..15", i, err)
	}
	late := must(support.NewResponseTime(1))
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
	if _, err := (support.ResponseResult{Answered: 3, Overdue: 1}).Median(); err == nil || err.Error() != "support: median undefined: the result came from its fields, which do not hold the times" {
		t.Error(err)
	}
}

// A result survives its JSON, with its percentiles.
func TestAResultThroughJSON(t *testing.T) {
	a := must(support.NewResponseTime(time.Minute))
	if err := errors.Join(a.AddSlice([]time.Duration{140 * time.Second, 260 * time.Second, time.Second}), a.AddOpen(time.Hour), a.AddClosed(2*time.Hour), a.AddClosed(1)); err != nil {
		t.Fatal(err)
	}
	r := a.Result()
	text := must(json.Marshal(r))
	var back support.ResponseResult
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	p, err := back.Percentile(0.5)
	median, err2 := back.Median()
	if err := errors.Join(err, err2); err != nil || back.String() != r.String() || p != must(r.Median()) || median != p || back.Oldest != time.Hour || back.ClosedLate != 1 {
		t.Errorf("%v, %+v, want %+v", err, back, r)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	bad := func(key string, value any) []byte {
		changed := maps.Clone(fields)
		changed[key] = value
		return must(json.Marshal(changed))
	}
	for name, data := range map[string][]byte{"a number": []byte("7"), "another number of answers": bad("answered", 4), "no times": bad("times", nil), "a text for a count": bad("open", "1")} {
		same := back
		if err := same.UnmarshalJSON(data); !errors.Is(err, kpi.ErrCorrupt) || same.String() != r.String() {
			t.Errorf("%s: %v, %v", name, err, same)
		}
	}
	if err := back.UnmarshalJSON([]byte("null")); err != nil || back.String() != r.String() {
		t.Errorf("null: %v, %v", err, back)
	}
}
