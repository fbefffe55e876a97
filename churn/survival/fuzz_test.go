package survival_test

import (
	"errors"
	"math"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
)

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state, and
// whatever that state, the figures are finite or an error of this module.
func FuzzUnmarshalBinary(f *testing.F) {
	f.Add(laws.Must(of(sample()...).MarshalBinary()), int64(7), 0.5)
	f.Add(laws.Must(of(weighted{survival.Row{Entry: 1, Duration: math.MaxInt64, Churned: true}, math.MaxUint64}).MarshalBinary()), int64(math.MaxInt64), 0.25)
	f.Fuzz(func(t *testing.T, data []byte, time int64, p float64) {
		var a survival.Accumulator
		if !laws.Decodes(t, &a, data) {
			return
		}
		c := a.Result()
		_ = c.String()
		var figures []float64
		note := func(err error, x ...float64) {
			switch {
			case err == nil:
				figures = append(figures, x...)
			case !errors.Is(err, kpi.ErrUndefined) && !errors.Is(err, kpi.ErrRange) && !errors.Is(err, kpi.ErrOverflow) &&
				!errors.Is(err, kpi.ErrIncompatible): // of a decoded unit
				t.Errorf("error of another kind: %v", err)
			}
		}
		s, err := c.At(time)
		se, errSE := s.StdErr()
		note(err, s.Survival, s.Greenwood, s.Hazard, s.HazardVariance)
		note(errSE, se)
		hazard, err := s.HazardInterval(0.95)
		note(err, hazard.Low, hazard.High)
		for kind := survival.Log; kind <= survival.LogLog; kind++ {
			i, err := s.Interval(kind, 0.95)
			note(err, i.Low, i.High)
			q, err := c.Quantile(p, kind, 0.95)
			note(err, q.Time.Time, q.Low.Time, q.High.Time)
		}
		r, err := c.RMST(time)
		note(err, r.Mean, r.StdErr)
		test, err := survival.LogRank(&a, of(sample()...))
		note(err, test.Test.Statistic, test.Test.P)
		for _, x := range figures {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				t.Fatalf("%v: no figure among %v", c, figures)
			}
		}
	})
}
