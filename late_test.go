package kpi_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/nps"
)

func monthOf(month time.Month) time.Time { return time.Date(2026, month, 15, 0, 0, 0, 0, time.UTC) }

func TestRecentSeriesTellWhatIsTooLate(t *testing.T) {
	s := must(kpi.NewRecentSeries(kpi.Month, nil, &nps.Accumulator{}, 3))
	if from, ok := s.Open(); ok {
		t.Errorf("open from %v before the first input", from)
	}
	for _, month := range []time.Month{time.March, time.January, time.April, time.February} {
		if err := s.Update(monthOf(month), scored(9)); err != nil {
			t.Errorf("%v: %v", month, err)
		}
	}
	// April made February the first of three.
	err := s.Update(monthOf(time.January), scored(9))
	want := "kpi: series: time 2026-01-15 00:00:00 +0000 UTC below 2026-02-01 00:00:00 +0000 UTC"
	if !errors.Is(err, kpi.ErrRange) || err.Error() != want {
		t.Errorf("January after April: %v, want %s", err, want)
	}
	if _, ok := s.Get(monthOf(time.January)); ok || s.Len() != 3 {
		t.Errorf("%d months, January among them: %v", s.Len(), ok)
	}
	// A refused input opens no month, and so drops none.
	if err := s.Update(monthOf(time.December), scored(11)); !errors.Is(err, kpi.ErrRange) || s.Len() != 3 {
		t.Errorf("a refused score: %v, %d months left", err, s.Len())
	}
	s.At(monthOf(time.June))
	if from, ok := s.Open(); !ok || !from.Equal(time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)) || s.Len() != 2 {
		t.Errorf("after June open from %v, %v, with %d months; want April and June", from, ok, s.Len())
	}
	if err := s.At(monthOf(time.March)).Add(9); err != nil || s.Len() != 2 {
		t.Errorf("At of a dropped month: %v, %d months", err, s.Len())
	}
	for _, keep := range []int{0, -1, math.MaxInt} {
		if _, err := kpi.NewRecentSeries(kpi.Month, nil, &nps.Accumulator{}, keep); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("keep %d: %v", keep, err)
		}
	}
}

func TestDropIsFinal(t *testing.T) {
	fill := func(s *kpi.Series[*nps.Accumulator]) *kpi.Series[*nps.Accumulator] {
		for month := time.January; month <= time.June; month++ {
			if err := s.Update(monthOf(month), scored(9)); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
	s := fill(must(kpi.NewSeries(kpi.Month, nil, &nps.Accumulator{})))
	if n := s.Drop(monthOf(time.March)); n != 2 {
		t.Errorf("%d months dropped before the middle of March, want 2", n)
	}
	if n := s.Drop(monthOf(time.January)); n != 0 {
		t.Errorf("%d months dropped by an earlier time", n)
	}
	if err := s.Update(monthOf(time.February), scored(9)); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("February after Drop: %v", err)
	}
	// Merge takes nothing of what was dropped, whichever side dropped it.
	whole := fill(must(kpi.NewSeries(kpi.Month, nil, &nps.Accumulator{})))
	other := whole.Clone()
	if err := errors.Join(other.Merge(s), s.Merge(whole)); err != nil {
		t.Fatal(err)
	}
	if a, b := must(s.MarshalBinary()), must(other.MarshalBinary()); string(a) != string(b) || s.Len() != 4 {
		t.Errorf("%d and %d months after Merge in both directions, want the same 4", s.Len(), other.Len())
	}
	// The ends of time.
	if n := s.Drop(time.Unix(math.MinInt64/2, 0)); n != 0 {
		t.Errorf("%d dropped before the year 1", n)
	}
	if n := s.Drop(time.Unix(math.MaxInt64/2, 0)); n != 4 || s.Update(monthOf(time.July), scored(9)) == nil {
		t.Errorf("%d dropped by the end of time, and July is open", n)
	}
	if _, err := kpi.NewGroups[string](s); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("groups that start from a series that dropped: %v", err)
	}
}
