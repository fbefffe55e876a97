package retention_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// In February 2026, of 28 days, Ada is active on 2 and Ben on 1: 3/28 customers
// per day of 2. In March Ada is active on the first day, which ends the data: 1 of
// 1; where they reach to the end of the month, of 31 days, 1/31.
func TestSticky(t *testing.T) {
	a := laws.Must(retention.NewActivity[string](kpi.Day, laws.Must(time.LoadLocation("Europe/Paris"))))
	at := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour, 30, 0, 0, time.UTC)
	}
	for _, p := range []purchase{{"ada", at(2, 3, 9)}, {"ada", at(2, 3, 10)}, {"ben", at(2, 3, 9)}, {"ada", at(2, 27, 9)}, {"ada", at(2, 28, 23)}} { // 1 March in Paris
		if err := a.Add(p.customer, p.at); err != nil {
			t.Fatal(err)
		}
	}
	months := laws.Must(a.Sticky(kpi.Month))
	whole := laws.Must(a.StickyWithin(kpi.Month, retention.Span{To: time.Date(2026, 3, 31, 12, 0, 0, 0, time.UTC)}))
	if len(months) != 2 || len(whole) != 2 {
		t.Fatalf("%d and %d months", len(months), len(whole))
	}
	for i, want := range []struct {
		text           string
		days, sum, all uint64
		stickiness     *big.Rat
	}{{"2026-02", 28, 3, 2, big.NewRat(3, 56)}, {"2026-03", 1, 1, 1, big.NewRat(1, 1)}, {"2026-03", 31, 1, 1, big.NewRat(1, 31)}} {
		m := append(months, whole[1])[i]
		daily := laws.Must(m.DailyMean())
		if m.Period.String() != want.text || m.Days != want.days || m.DailySum != want.sum || m.Customers != want.all ||
			laws.Must(m.Stickiness()).Rat().Cmp(want.stickiness) != 0 || daily.Rat().Cmp(new(big.Rat).SetFrac64(int64(want.sum), int64(want.days))) != 0 {
			t.Errorf("%+v, want %+v", m, want)
		}
	}
	if none := laws.Must(new(retention.Activity[string]).StickyWithin(kpi.Year, retention.Span{From: at(1, 1, 1), To: at(2, 1, 1)})); none != nil {
		t.Errorf("%v of nobody", none)
	}
	for _, refused := range []struct {
		err  error
		text string
	}{
		{second(a.Sticky(kpi.Day)), "retention: stickiness: grain day outside week..year"},
		{second(a.Sticky(9)), "retention: stickiness: grain Grain(9) outside week..year"},
		{second(laws.Must(retention.NewActivity[string](kpi.Week, nil)).Sticky(kpi.Month)), "retention: stickiness: grain of the activity week outside day..day"},
		{second(a.StickyWithin(kpi.Month, retention.Span{From: at(2, 1, 0), To: at(2, 1, 0)})), "retention: stickiness: end of the data 2026-02-01 00:30:00 +0000 UTC below 2026-02-01 00:30:00 +0000 UTC"},
		{second(a.StickyWithin(kpi.Month, retention.Span{From: at(2, 2, 0), To: at(2, 1, 0)})), "retention: stickiness: end of the data 2026-02-01 00:30:00 +0000 UTC below 2026-02-02 00:30:00 +0000 UTC"},
		{second(a.StickyWithin(kpi.Month, retention.Span{From: date(0, 1, 1)})), "retention: stickiness: year 0 outside 1..9999"},
		{second(a.StickyWithin(kpi.Month, retention.Span{To: date(10_000, 1, 3)})), "retention: stickiness: year 10000 outside 1..9999"},
	} {
		if !errors.Is(refused.err, kpi.ErrRange) || refused.err.Error() != refused.text {
			t.Errorf("%v, want %s", refused.err, refused.text)
		}
	}
	for name, err := range map[string]error{"mean": second(retention.StickyPeriod{}.DailyMean()), "stickiness": second(retention.StickyPeriod{}.Stickiness())} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
}

// The first four days of April, three customers each day: 12 in the 4 days that
// were.
func TestDaysToComeDoNotCount(t *testing.T) {
	var a retention.Activity[int]
	for day := range 4 {
		for c := range 3 {
			if err := a.Add(c, date(2026, 4, 1+day)); err != nil {
				t.Fatal(err)
			}
		}
	}
	april := func(day int) time.Time { return time.Date(2026, 4, day, 0, 0, 0, 0, time.UTC) }
	for _, c := range []struct {
		name       string
		span       retention.Span
		days       uint64
		mean       string
		stickiness string
	}{
		{"as far as there is activity", retention.Span{}, 4, "3", "1"},
		{"to the end of the month", retention.Span{To: april(31)}, 30, "2/5", "2/15"},
		{"from the first day of the month before", retention.Span{From: april(-30)}, 4, "3", "1"},
		{"two days more", retention.Span{To: april(7)}, 6, "2", "2/3"},
		{"an instant of a day is in the data: the day counts", retention.Span{To: april(6).Add(1)}, 6, "2", "2/3"},
		{"from the second day", retention.Span{From: april(2)}, 3, "3", "1"},
		{"from within the second day", retention.Span{From: april(2).Add(time.Hour)}, 3, "3", "1"},
		{"the second day", retention.Span{From: april(2), To: april(3)}, 1, "3", "1"},
		{"before all activity", retention.Span{From: april(-30), To: april(1)}, 0, "", ""},
		{"after it", retention.Span{From: april(5)}, 0, "", ""},
	} {
		got := laws.Must(a.StickyWithin(kpi.Month, c.span))
		if c.days == 0 {
			if len(got) != 0 {
				t.Errorf("%s: %+v", c.name, got)
			}
			continue
		}
		if len(got) != 1 {
			t.Fatalf("%s: %+v", c.name, got)
		}
		mean, stickiness := laws.Must(got[0].DailyMean()), laws.Must(got[0].Stickiness())
		if got[0].Days != c.days || fmt.Sprint(mean.Rat().RatString()) != c.mean || stickiness.Rat().RatString() != c.stickiness {
			t.Errorf("%s: %d days, mean %v, stickiness %v, want %d, %s and %s", c.name, got[0].Days, mean, stickiness, c.days, c.mean, c.stickiness)
		}
	}
	if all, some := laws.Must(a.Sticky(kpi.Month)), laws.Must(a.StickyWithin(kpi.Month, retention.Span{})); !cmp.Equal(all, some, samePeriod) {
		t.Errorf("Sticky %v, of all that there is %v", all, some)
	}
}
