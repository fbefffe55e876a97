package support_test

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/internal/laws"
)

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
		{second(support.ResponseTimeResult{}.Mean()), "support: mean response time undefined: no answered request"},
		{second(support.ResponseTimeResult{}.ServiceLevel()), "support: service level undefined: no answered request"},
		{second(support.ResponseTimeResult{}.Median()), "support: median undefined: no answered request"},
		{second(support.ResponseTimeResult{}.Percentile(0.9)), "support: percentile undefined: no answered request"},
		{second(support.ResponseTimeResult{}.Percentile(99)), "support: percentile 99 outside 0..1"},
		{second(support.ResponseTimeResult{}.Percentile(1.5)), "support: percentile 1.5 outside 0..1"},
		{second(support.ResponseTimeResult{}.Percentile(-0.5)), "support: percentile -0.5 outside 0..1"},
		{second(support.ResponseTimeResult{}.Percentile(math.NaN())), "support: percentile NaN outside 0..1"},
		{second(support.ResponseTimeOf(time.Hour, 1, -1)), "input 1: support: time -1ns below 0s"},
		{second(support.ResponseTimeResult{Answered: 3}.Median()), "support: median undefined: the result came from its fields, which do not hold the times"},
		{second(support.ResponseTimeResult{Answered: 3}.PercentileInterval(0.5, 0.9)), "support: interval of a percentile undefined: the result came from its fields, which do not hold the times"},
		{second(support.ResponseTimeResult{}.PercentileInterval(0.5, 0.9)), "support: interval of a percentile undefined: no answered request"},
		{second(laws.Must(support.ResponseTimeOf(time.Hour, time.Second)).PercentileInterval(0.5, 0.5)), "support: interval of a percentile undefined: 1 answered requests do not bound it"},
		{second(support.ResponseTimeResult{Answered: 2, Sum: kpi.ValueOf(big.NewRat(4, 1)), Squares: kpi.ValueOf(big.NewRat(7, 1))}.Mean()), "kpi: sum of squares 7 below 8"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want || errors.Is(tc.err, kpi.ErrRange) == errors.Is(tc.err, kpi.ErrUndefined) {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

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
		{support.ResponseTimeResult{Target: time.Second, Answered: 100_000, Within: 66_446, Squares: kpi.Value{}}, "mean 0s, 66.4% within 1s (100000 answered, 0 open, 0 overdue)"},
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
	for _, r := range []support.ResponseTimeResult{
		{Answered: most, Overdue: 1},
		{Answered: most, ClosedLate: 1},
		{Overdue: most, ClosedLate: 1},
		{Answered: 1 << 63, Overdue: 1 << 62, ClosedLate: 1 << 62},
	} {
		if _, err := r.ServiceLevel(); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%+v: %v, want ErrOverflow", r, err)
		}
	}
	if level, err := (support.ResponseTimeResult{Answered: most - 3, Within: 5, Overdue: 2, ClosedLate: 1}).ServiceLevel(); err != nil || level.Total() != most {
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
