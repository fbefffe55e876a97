package support_test

import (
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/internal/laws"
)

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

// Of 20 and 30 minutes the interval would begin at 1500 - 12.7062 * 300 s: t of 1
// degree of freedom, and a standard error of 600/√2/√2. No time is below 0.
func TestTheIntervalOfTheMeanBeginsAtZero(t *testing.T) {
	r, err := support.ResponseTimeOf(time.Hour, 20*time.Minute, 30*time.Minute)
	mean, err2 := r.Mean()
	i, err3 := mean.Interval(0.95)
	if err := errors.Join(err, err2, err3); err != nil || i.Low != 0 || math.Abs(i.High-5311.86) > 0.01 {
		t.Errorf("%v, %v, want 0..5311.86", i, err)
	}
	if _, err := (support.ResponseTimeResult{Answered: 1, Sum: kpi.ValueOf(big.NewRat(-1, 1)), Squares: kpi.ValueOf(big.NewRat(1, 1))}).Mean(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a mean of -1 s: %v, want ErrRange", err)
	}
}

func TestADefaultTargetByNameIsTheDefault(t *testing.T) {
	var zero support.ResponseTime
	a := laws.Must(support.NewResponseTime(time.Hour))
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
	before := laws.Must(a.MarshalBinary())
	c := a.Clone()
	if err := errors.Join(c.AddN(math.MaxInt64, 1<<62), c.AddN(1, 5), c.Merge(&a)); err != nil {
		t.Fatal(err)
	}
	if after := laws.Must(a.MarshalBinary()); string(after) != string(before) {
		t.Errorf("the origin is %x, was %x", after, before)
	}
}

// A result survives its JSON, with its percentiles.
func TestAResultThroughJSON(t *testing.T) {
	a := laws.Must(support.NewResponseTime(time.Minute))
	if err := errors.Join(a.AddSlice([]time.Duration{140 * time.Second, 260 * time.Second, time.Second}), a.AddOpen(time.Hour), a.AddClosed(2*time.Hour), a.AddClosed(1)); err != nil {
		t.Fatal(err)
	}
	r := a.Result()
	text := laws.Must(json.Marshal(r))
	var back support.ResponseTimeResult
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	p, err := back.Percentile(0.5)
	median, err2 := back.Median()
	if err := errors.Join(err, err2); err != nil || back.String() != r.String() || p != laws.Must(r.Median()) || median != p || back.Oldest != time.Hour || back.ClosedLate != 1 {
		t.Errorf("%v, %+v, want %+v", err, back, r)
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		t.Fatal(err)
	}
	bad := func(key string, value any) []byte {
		changed := maps.Clone(fields)
		changed[key] = value
		return laws.Must(json.Marshal(changed))
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
