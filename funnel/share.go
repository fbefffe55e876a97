package funnel

import (
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// rate returns count / total. The other arguments word its errors: figure is
// undefined because of none, counted is outside 0..total.
func rate(figure, counted string, count, total uint64, none string) (kpi.Rate, error) {
	if total == 0 {
		return kpi.Rate{}, fmt.Errorf("funnel: %s %w: %s", figure, kpi.ErrUndefined, none)
	}
	if count > total {
		return kpi.Rate{}, &kpi.RangeError{Op: "funnel", Name: counted, Value: count, Min: 0, Max: total}
	}
	return kpi.NewRate(count, total)
}

// These are values, for a call that makes one would keep the compiler from
// inlining Add.
var (
	errProspects = fmt.Errorf("funnel: prospects %w", kpi.ErrOverflow)
	errSales     = fmt.Errorf("funnel: sales %w", kpi.ErrOverflow)
	errVisitors  = fmt.Errorf("funnel: visitors %w", kpi.ErrOverflow)
	errCustomers = fmt.Errorf("funnel: customers %w", kpi.ErrOverflow)
)

// addSlice counts a column, all or none; it is false on overflow.
func addSlice(s *tally.Share, hits []bool) bool {
	if uint64(len(hits)) > math.MaxUint64-s.Total {
		return false
	}
	for _, hit := range hits {
		s.Add(hit)
	}
	return true
}

// unmarshal makes s the share that was encoded behind magic.
func unmarshal(s *tally.Share, op, magic string, data []byte) error {
	r := wire.Open(op, magic, data)
	var d tally.Share
	d.Read(r)
	if err := r.Close(); err != nil {
		return err
	}
	*s = d
	return nil
}
