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

// The functions below are what the accumulators of one share have in common;
// things names what they count.

func addN(s *tally.Share, hit bool, n uint64, things string) error {
	if !s.AddN(hit, n) {
		return errOverflow(things)
	}
	return nil
}

func addSlice(s *tally.Share, hits []bool, things string) error {
	if uint64(len(hits)) > math.MaxUint64-s.Total {
		return errOverflow(things)
	}
	for _, hit := range hits {
		s.AddN(hit, 1)
	}
	return nil
}

func merge(s *tally.Share, o tally.Share, things string) error {
	if !s.Merge(o) {
		return errOverflow(things)
	}
	return nil
}

func errOverflow(things string) error { return fmt.Errorf("funnel: %s %w", things, kpi.ErrOverflow) }

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
