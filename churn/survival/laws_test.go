package survival_test

import (
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/churn/survival"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

func second[T any](_ T, err error) error { return err }

// weighted is a row with its weight.
type weighted struct {
	row survival.Row
	n   uint64
}

// of returns an accumulator of rows.
func of(rows ...weighted) *survival.Accumulator {
	var a survival.Accumulator
	for _, w := range rows {
		if err := a.AddN(w.row, w.n); err != nil {
			panic(err)
		}
	}
	return &a
}

// weightedRows draws rows at few times, so that many are equal; one in four
// enters late.
func weightedRows() *rapid.Generator[weighted] {
	return rapid.Custom(func(t *rapid.T) weighted {
		r := survival.Row{Duration: rapid.Int64Range(0, 12).Draw(t, "duration"), Churned: rapid.Bool().Draw(t, "churned")}
		if r.Duration > 1 && rapid.IntRange(0, 3).Draw(t, "late") == 0 {
			r.Entry = rapid.Int64Range(1, r.Duration-1).Draw(t, "entry")
		}
		return weighted{r, rapid.Uint64Range(1, 3).Draw(t, "weight")}
	})
}

func sample() []weighted {
	return []weighted{
		{survival.Row{Duration: 6, Churned: true}, 3},
		{survival.Row{Duration: 6}, 1},
		{survival.Row{Duration: 0, Churned: true}, 1},
		{survival.Row{Entry: 300, Duration: 400}, 2},
	}
}

func TestAccumulatorLaws(t *testing.T) {
	unit := func(u time.Duration) func() *survival.Accumulator {
		return func() *survival.Accumulator { return laws.Must(survival.New(u)) }
	}
	laws.Run(t, laws.Spec[*survival.Accumulator, weighted]{
		Configs: []func() *survival.Accumulator{unit(time.Hour), unit(1)},
		Inputs:  weightedRows(),
		Add:     func(a *survival.Accumulator, w weighted) error { return a.AddN(w.row, w.n) },
		Remove:  func(a *survival.Accumulator, w weighted) error { return a.RemoveN(w.row, w.n) },
		Result:  func(a *survival.Accumulator) any { return a.Result() },
		Refused: []weighted{
			{survival.Row{Duration: -1}, 1},
			{survival.Row{Entry: -1, Duration: 4}, 1},
			{survival.Row{Entry: 4, Duration: 4, Churned: true}, 1},
			{survival.Row{Entry: 5, Duration: 4}, 1},
			{survival.Row{Entry: 1}, 1},
			{survival.Row{Duration: math.MinInt64}, 0},
		},
		Full: func(t *testing.T) *survival.Accumulator {
			return of(weighted{survival.Row{Entry: 1, Duration: 2}, math.MaxUint64})
		},
		Sample: sample(),
	})
}

// The encoding that is locked above, damaged in ways that leave every field
// readable.
func TestImpossibleStatesAreCorrupt(t *testing.T) {
	const srv = "73727601"
	for _, c := range []struct{ name, data, text string }{
		{"no unit", "00" + "00", "unit of 0 ns"},
		{"unit", "80808080808080808001" + "00", "unit of 9223372036854775808 ns"},
		{"an age without moves", "01" + "01" + "02000000", "nothing happens"},
		{"negative age", "01" + "01" + "01000100", "age -1"},
		{"entry at 0", "01" + "02" + "00010000" + "02000100", "a late entry at 0"},
		{"nobody leaves", "01" + "01" + "02010000", "more entries than customers"},
		{"leaves before it enters", "01" + "02" + "02000100" + "04010000", "1 of 0 customers leave at 1"},
		{"leaves as it enters", "01" + "01" + "02010100", "1 of 0 customers leave at 1"},
		{"overflow", "01" + "01" + "0200" + "ffffffffffffffffff01" + "01", "customers overflow"},
		{"order", "01" + "02" + "04000100" + "02000100", "keys out of order"},
	} {
		t.Run(c.name, func(t *testing.T) { laws.Corrupt(t, new(survival.Accumulator), srv+c.data, c.text) })
	}
}
