package retention

import (
	"fmt"

	"github.com/customerkpi/kpi"
)

// FromCounts returns the retention rate of a period from counts that are kept
// anyway: the customers at its start and at its end, and those won within it
// who are still there at the end.
//
//	(end - won) / start        0 <= rate <= 1
//
// Without a customer at the start it is kpi.ErrUndefined. More won than there
// are at the end, or more of the others than there were at the start, is a
// *kpi.RangeError: then won leaves somebody out.
func FromCounts(start, end, won uint64) (kpi.Rate, error) {
	if won > end {
		return kpi.Rate{}, outside("customers won", won, end)
	}
	return share("rate", "customers kept", end-won, start, "no customer at the start")
}

// share returns count / total. The other arguments word its errors: figure is
// undefined because of nobody, counted is outside 0..total.
func share(figure, counted string, count, total uint64, nobody string) (kpi.Rate, error) {
	if total == 0 {
		return kpi.Rate{}, fmt.Errorf("retention: %s %w: %s", figure, kpi.ErrUndefined, nobody)
	}
	if count > total {
		return kpi.Rate{}, outside(counted, count, total)
	}
	return kpi.NewRate(count, total)
}

func outside(name string, count, total uint64) error {
	return &kpi.RangeError{Op: "retention", Name: name, Value: count, Min: 0, Max: total}
}
