package figure_test

import (
	"errors"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

func TestErrorsHaveOneText(t *testing.T) {
	share := figure.Share{Op: "churn", Figure: "rate", Why: "no customer at the start", Counted: "customers lost"}
	_, none := share.Rate(0, 0)
	_, more := share.Rate(6, 5)
	_, per := share.PerUnit(6, 0)
	_, year := figure.Instant("revenue", time.Unix(1_767_600_000_000, 0))
	for _, c := range []struct {
		err, is error
		want    string
	}{
		{none, kpi.ErrUndefined, "churn: rate undefined: no customer at the start"},
		{per, kpi.ErrUndefined, "churn: rate undefined: no customer at the start"},
		{more, kpi.ErrRange, "churn: customers lost 6 outside 0..5"},
		{figure.Overflow("retention", "orders"), kpi.ErrOverflow, "retention: orders overflow"},
		{year, kpi.ErrRange, "revenue: year 57983 outside 1..9999"},
	} {
		if c.err == nil || c.err.Error() != c.want || !errors.Is(c.err, c.is) {
			t.Errorf("error %v, want %q", c.err, c.want)
		}
	}
}

func TestSharesAreExact(t *testing.T) {
	share := figure.Share{Op: "churn", Figure: "rate", Why: "no customer at the start", Counted: "customers lost"}
	if rate, err := share.Rate(1, 3); err != nil || rate.Count() != 1 || rate.Total() != 3 {
		t.Errorf("Rate = %v, %v", rate, err)
	}
	// 2^64-1 of 2^64-1, and 2^64-1 per 2.
	if rate, err := share.Rate(1<<64-1, 1<<64-1); err != nil || rate.Rat().String() != "1/1" {
		t.Errorf("Rate = %v, %v", rate, err)
	}
	if per, err := share.PerUnit(1<<64-1, 2); err != nil || per.Rat().String() != "18446744073709551615/2" {
		t.Errorf("PerUnit = %v, %v", per, err)
	}
}
