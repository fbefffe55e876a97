package driver_test

import (
	"testing"

	"github.com/customerkpi/kpi/csat/driver"
)

// questionnaires are answers of ten predictors on a scale of 1 to 5.
func questionnaires() [][]int {
	rows := make([][]int, 1000)
	for i := range rows {
		for j := range 11 {
			rows[i] = append(rows[i], 1+(i*(2*j+3)+i*i*j)%5)
		}
	}
	return rows
}

func BenchmarkAdd(b *testing.B) {
	rows := questionnaires()
	var a driver.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		for _, row := range rows {
			if err := a.Add(row[0], row[1:]...); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(rows)), "ns/answer")
}

func BenchmarkRelativeWeights(b *testing.B) { benchmarkShares(b, driver.Result.RelativeWeights, 10) }
func BenchmarkShapley(b *testing.B)         { benchmarkShares(b, driver.Result.Shapley, 10) }
func BenchmarkShapley16(b *testing.B)       { benchmarkShares(b, driver.Result.Shapley, driver.MaxShapley) }

func benchmarkShares(b *testing.B, shares func(driver.Result) (driver.Drivers, error), p int) {
	var a driver.Accumulator
	row := make([]int, p)
	for i := range 500 {
		for j := range row {
			row[j] = (i*i*(j+3) + i*j*j) % 101
		}
		if err := a.Add(i+row[0], row...); err != nil {
			b.Fatal(err)
		}
	}
	r := a.Result()
	for b.Loop() {
		if _, err := shares(r); err != nil {
			b.Fatal(err)
		}
	}
}

func TestAddDoesNotAllocate(t *testing.T) {
	rows := questionnaires()
	var a driver.Accumulator
	if err := a.Add(rows[0][0], rows[0][1:]...); err != nil {
		t.Fatal(err)
	}
	i := 0
	if n := testing.AllocsPerRun(1000, func() {
		row := rows[i%len(rows)]
		_ = a.Add(row[0], row[1:]...)
		_ = a.Add(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], row[10])
		i++
	}); n > 0 {
		t.Errorf("%v allocations per Add", n)
	}
}
