package tally

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/customerkpi/kpi"
)

func TestFiguresOfClasses(t *testing.T) {
	const most = math.MaxUint64
	value := func(n int64) kpi.Value { return kpi.ValueOf(big.NewRat(n, 1)) }
	for _, tc := range []struct {
		counts                          []uint64
		n, rate, net, mean, percentages string // of the first count, the first and second, sum 9 and squares 21
	}{
		{[]uint64{3, 1, 1}, "5", "60.00% (3 of 5)", "40", "1.8", "[60 20 20]"},
		{[]uint64{1, 1, 1}, "3", "33.33% (1 of 3)", "0", "kpi: sum of squares 21 below 27", "[34 33 33]"},
		{[]uint64{3, 0}, "3", "100.00% (3 of 3)", "100", "kpi: sum of squares 21 below 27", "[100 0]"},
		{[]uint64{0, 0, 10}, "10", "0.00% (0 of 10)", "0", "kpi: mean 0.9 outside 1..5", "[0 0 100]"},
		{[]uint64{0, 0}, "0", "test: rate undefined: no answer", "test: net undefined: no answer", "test: mean undefined: no answer", "test: percentages undefined: no answer"},
		{[]uint64{most, 1}, "test: answers overflow", "test: answers overflow", "test: answers overflow", "test: answers overflow", "test: answers overflow"},
		{[]uint64{1, most}, "test: answers overflow", "test: answers overflow", "test: answers overflow", "test: answers overflow", "test: answers overflow"},
	} {
		c := Classes{"test", tc.counts}
		for _, f := range []struct{ got, want string }{
			{text(c.N()), tc.n},
			{text(c.Rate("rate", tc.counts[0])), tc.rate},
			{text(c.Net("net", tc.counts[0], tc.counts[1])), tc.net},
			{text(c.Mean(of(1, 5), value(9), value(21))), tc.mean},
			{text(c.Percentages(0)), tc.percentages},
		} {
			if f.got != f.want {
				t.Errorf("%v: %s, want %s", tc.counts, f.got, f.want)
			}
		}
	}
	if n, err := (Classes{"test", []uint64{most - 1, 1}}).N(); err != nil || n != most {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := (Classes{"test", []uint64{2, 1}}).Rate("rate", 4); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("4 of 3: %v", err)
	}
}

func text[T any](v T, err error) string {
	if err != nil {
		return err.Error()
	}
	return fmt.Sprint(v)
}
